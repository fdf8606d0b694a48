//! The advertiser's overview: what is left to do, and how the orders stand.

use super::Advertiser;
use crate::error::Error;
use crate::page::tasks::{Asked, Task, asked};
use crate::page::{Page, Samples};
use crate::web::guard::CanSign;
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use inset_domain::account::{Account, AccountState, label, tone};
use inset_domain::contact::ContactRole;
use inset_domain::letter::ANSWER_TIME;
use inset_store::orders::Listed;
use inset_store::{accounts, billing, cases, companies, contacts, orders};
use serde::Serialize;

/// The overview.
#[derive(Serialize)]
pub struct HomePage {
    name: String,
    reference: String,
    state: &'static str,
    tone: &'static str,
    lead: String,
    tasks: Vec<Task>,
    asked: Vec<Asked>,
    /// Orders about which a reviewer asks something.
    waiting: Vec<OrderRow>,
    orders: Vec<OrderRow>,
}

#[derive(Serialize)]
struct OrderRow {
    number: String,
    href: String,
    name: String,
    state: &'static str,
    tone: &'static str,
}

impl From<Listed> for OrderRow {
    fn from(order: Listed) -> Self {
        Self {
            href: crate::urls::advertiser_order(&order.number),
            state: inset_domain::order::label(&order.state),
            tone: inset_domain::order::tone(&order.state),
            number: order.number,
            name: order.name,
        }
    }
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "advertiser/home.html";
    fn title(&self) -> String {
        "Overview".into()
    }
}

impl Samples for HomePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |tasks| Self {
            name: "Halden Outdoor".into(),
            reference: "ADV-1001".into(),
            state: "Not sent yet",
            tone: "neutral",
            lead: "Your first order sends your account for review too.".into(),
            tasks,
            asked: Vec::new(),
            waiting: Vec::new(),
            orders: Vec::new(),
        };
        vec![("new", page(vec![Task::open("Company", "/advertiser/company", false)])), ("active", page(Vec::new()))]
    }
}

fn lead(account: &Account) -> String {
    match &account.state {
        AccountState::Draft(_) => {
            "Your first order sends your account for review too. Do the steps in any order.".into()
        }
        AccountState::Submitted(_) | AccountState::InReview(_) | AccountState::SecondApproval(_) => {
            format!("Your account is being reviewed; you hear from us {ANSWER_TIME}. You can write orders meanwhile.")
        }
        AccountState::ChangesRequested(_) => {
            "A reviewer asks for changes. Change just those, then send your answers.".into()
        }
        AccountState::Approved(_) => "Your account is active.".into(),
        AccountState::Declined(_, reason, _) => format!("Declined: {}. {}", reason.code.label(), reason.words),
        AccountState::Suspended(_, reason) => format!("Suspended: {}. {}", reason.code.label(), reason.words),
        AccountState::Deactivated(_) => "The account is closed.".into(),
    }
}

/// Where a section that a reviewer names is changed.
fn section_href(section: &str) -> String {
    match section {
        "billing" => "/advertiser/billing".into(),
        "primary" => "/advertiser/contacts/primary".into(),
        _ => "/advertiser/company".into(),
    }
}

/// Shows the overview.
pub async fn show(me: Signed<Advertiser>) -> Result<HttpResponse, Error> {
    let owner = me.owner();
    let mut conn = me.db().read().await?;
    let account = accounts::find(&mut conn, owner).await?;
    let newest = orders::newest(&mut conn, owner, 5).await?;
    let waiting = orders::of_account(&mut conn, owner, Some("needs_attention"), None, 20).await?;
    let mut asks = Vec::new();
    if matches!(account.state, AccountState::ChangesRequested(_)) {
        let case = cases::newest_of_account(&mut conn, owner).await?;
        asks = asked(cases::asked(&mut conn, case.id).await?, section_href);
    }
    let mut tasks = Vec::new();
    if !account.is_active() {
        let people = contacts::all(&mut conn, owner).await?;
        let has_company = companies::find(&mut conn, owner).await?.is_some();
        let has_billing = billing::find(&mut conn, owner).await?.is_some();
        let has_primary = people.iter().any(|record| record.role == ContactRole::Primary);
        let sent = newest.iter().any(|order| order.state != "draft");
        tasks = vec![
            Task::open("Company", "/advertiser/company", has_company),
            Task::open("Contacts", "/advertiser/contacts", has_primary),
            Task::open("Billing profile", "/advertiser/billing", has_billing),
            Task::open("Your first insertion order", "/advertiser/orders", sent),
            Task::review("Review of your account", &account.state),
        ];
    }
    drop(conn);
    me.page(&HomePage {
        state: label(account.state.as_str()),
        tone: tone(account.state.as_str()),
        lead: lead(&account),
        name: account.name,
        reference: account.reference,
        tasks,
        asked: asks,
        waiting: waiting.into_iter().map(OrderRow::from).collect(),
        orders: newest.into_iter().map(OrderRow::from).collect(),
    })
}

/// Sends the answers to what a reviewer asked of the account.
pub async fn answer(me: Signed<Advertiser, CanSign>, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let account = accounts::find(tx.conn(), me.owner()).await?;
        if matches!(account.state, AccountState::Draft(_)) {
            // An account is first sent by its first order.
            return Err(Error::NotFound);
        }
        accounts::update(tx, account.submit(tx.now(), me.user())?).await?;
        Ok(Next::to("/advertiser").saying("answered"))
    })
    .await
}
