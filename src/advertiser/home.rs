//! The advertiser's overview: what is left to do, and how the orders stand.

use super::Advertiser;
use crate::error::Error;
use crate::page::tasks::{Asked, Task, asked};
use crate::page::{Page, Samples};
use crate::shared::again::Again;
use crate::shared::sections::{Sections, declined};
use crate::web::powers::{CanSign, Power as _};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use diesel_async::AsyncPgConnection;
use inset_domain::account::{Account, AccountState, label, tone};
use inset_domain::change::WrongState;
use inset_domain::contact::ContactRole;
use inset_domain::ids::AccountId;
use inset_domain::letter::ANSWER_TIME;
use inset_store::orders::Listed;
use inset_store::{StoreError, accounts, billing, cases, companies, contacts, orders};
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
    /// How one applies again; none unless the account is declined.
    again: Option<Again>,
    /// Whether the account can be sent as it stands: it applies again, and an order of it waits already.
    sendable: bool,
    /// Orders about which a reviewer asks something.
    waiting: Vec<OrderRow>,
    orders: Vec<OrderRow>,
    /// Whether orders are begun here: not while none could be sent.
    takes_orders: bool,
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
            again: None,
            sendable: false,
            waiting: Vec::new(),
            orders: Vec::new(),
            takes_orders: true,
        };
        let [open, ..] = Again::samples("/advertiser/reapplication");
        vec![
            ("new", page(vec![Task::open("Company", "/advertiser/company", false)])),
            ("active", page(Vec::new())),
            ("declined", Self { state: "Declined", tone: "bad", takes_orders: false, again: open, ..page(Vec::new()) }),
            ("applies again", Self { sendable: true, ..page(Vec::new()) }),
        ]
    }
}

fn lead(account: &Account) -> String {
    match &account.state {
        AccountState::Draft(_) if account.submitted_at.is_some() => {
            "You apply again. Your next order sends your account for review too.".into()
        }
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
        AccountState::Declined(_, reason, again) => declined(reason, *again),
        AccountState::Suspended(_, reason) => format!("Suspended: {}", reason.in_full()),
        AccountState::Deactivated(_) => "The account is closed.".into(),
    }
}

/// Where an advertiser goes on after saving a section: to what a reviewer asks, while something is asked.
pub(super) async fn next(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<&'static str, StoreError> {
    let account = accounts::find(conn, owner).await?;
    Ok(if cases::asking(conn, &account).await?.is_some() { Advertiser::ANSWERS } else { Advertiser::BASE })
}

/// Whether an order waits for staff. It was sent before its account was declined, and is not sent again with it.
async fn has_waiting_order(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<bool, StoreError> {
    Ok(!orders::of_account(conn, owner, Some("submitted"), None, 1).await?.is_empty())
}

/// Sends an account that applies again to the reviewers, where an order of it waits there already: only another order
/// would send it otherwise.
pub async fn send(me: Signed<Advertiser, CanSign>, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let account = accounts::find(tx.conn(), me.owner()).await?;
        let change = account.submit(tx.now(), me.user())?;
        if !has_waiting_order(tx.conn(), me.owner()).await? {
            return Err(
                WrongState { noun: "This account", state: "without an order that waits", wanted: "sent" }.into()
            );
        }
        accounts::update(tx, change).await?;
        Ok(Next::to(Advertiser::BASE).saying("submitted"))
    })
    .await
}

/// Shows the overview.
pub async fn show(me: Signed<Advertiser>) -> Result<HttpResponse, Error> {
    let owner = me.owner();
    let mut conn = me.db().read().await?;
    let account = accounts::find(&mut conn, owner).await?;
    let newest = orders::newest(&mut conn, owner, 5).await?;
    let waiting = orders::of_account(&mut conn, owner, Some("needs_attention"), None, 20).await?;
    let mut asks = Vec::new();
    if let Some(case) = cases::asking(&mut conn, &account).await? {
        asks = asked(account.kind, cases::asked(&mut conn, case).await?, Advertiser::href);
    }
    let is_draft = matches!(account.state, AccountState::Draft(_));
    let waits = is_draft && has_waiting_order(&mut conn, owner).await?;
    let sendable = waits && CanSign::holds(me.principal());
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
            match is_draft && account.submitted_at.is_some() {
                true => Task::open("Your next insertion order", "/advertiser/orders", waits),
                false => Task::open("Your first insertion order", "/advertiser/orders", sent),
            },
            Task::review("Review of your account", &account.state),
        ];
    }
    drop(conn);
    let again = Again::of(&me, &account);
    me.page(&HomePage {
        state: label(account.state.as_str()),
        tone: tone(account.state.as_str()),
        lead: lead(&account),
        takes_orders: account.takes_orders(),
        name: account.name,
        reference: account.reference,
        tasks,
        asked: asks,
        again,
        sendable,
        waiting: waiting.into_iter().map(OrderRow::from).collect(),
        orders: newest.into_iter().map(OrderRow::from).collect(),
    })
}
