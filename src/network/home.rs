//! The network's overview, its checklist, and its entry once it is active.

use super::Network;
use super::progress::Progress;
use crate::error::Error;
use crate::page::order::Fact;
use crate::page::tasks::{Asked, Task};
use crate::page::{Page, Samples};
use crate::web::Signed;
use actix_web::HttpResponse;
use inset_domain::account::{Account, AccountState, tone};
use inset_store::{commercials, companies, payouts};
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
    active: bool,
    has_payout: bool,
}

/// The checklist alone.
#[derive(Serialize)]
pub struct TasksPage {
    reference: String,
    state: &'static str,
    tone: &'static str,
    tasks: Vec<Task>,
    asked: Vec<Asked>,
    withdrawable: bool,
}

/// The network's entry in our sellers.json, and its place in the chain of passbacks.
#[derive(Serialize)]
pub struct SellerPage {
    active: bool,
    seller: String,
    facts: Vec<Fact>,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "network/home.html";
    fn title(&self) -> String {
        "Overview".into()
    }
}

impl Page for TasksPage {
    const TEMPLATE: &'static str = "network/tasks.html";
    fn title(&self) -> String {
        "Onboarding".into()
    }
}

impl Page for SellerPage {
    const TEMPLATE: &'static str = "network/seller_entry.html";
    fn title(&self) -> String {
        "Seller entry".into()
    }
}

impl Samples for HomePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |active, tasks| Self {
            name: "North Exchange".into(),
            reference: "NET-1001".into(),
            state: "Not sent yet",
            tone: "neutral",
            lead: "Do the sections in any order.".into(),
            tasks,
            asked: Vec::new(),
            active,
            has_payout: false,
        };
        vec![
            ("new", page(false, vec![Task::shut("Check and send", "Opens once everything above is done")])),
            ("active", page(true, Vec::new())),
        ]
    }
}

impl Samples for TasksPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = Self {
            reference: "NET-1001".into(),
            state: "Sent",
            tone: "info",
            tasks: vec![Task::shut("Check and send", "Opens once the agreement is signed")],
            asked: Vec::new(),
            withdrawable: true,
        };
        vec![("sent", page)]
    }
}

impl Samples for SellerPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let seller = seller("NET-1001", "North Exchange", "north.example");
        let facts = vec![Fact::new("Passback position", "2")];
        vec![
            ("active", Self { active: true, seller, facts }),
            ("not active", Self { active: false, seller: String::new(), facts: Vec::new() }),
        ]
    }
}

/// The entry (IAB sellers.json 1.0): a network sells what others own.
fn seller(reference: &str, name: &str, domain: &str) -> String {
    let entry = serde_json::json!({
        "seller_id": reference, "name": name, "domain": domain, "seller_type": "INTERMEDIARY"
    });
    serde_json::to_string_pretty(&entry).unwrap_or_default()
}

fn lead(account: &Account) -> String {
    match &account.state {
        AccountState::Draft(_) => "Three sections in any order, then the agreement that carries them.".into(),
        AccountState::Submitted(_) => "Sent. A reviewer looks at it within two working days.".into(),
        AccountState::InReview(_) | AccountState::SecondApproval(_) => "A reviewer looks at it now.".into(),
        AccountState::ChangesRequested(_) => {
            "A reviewer asks for changes. Change just those, then send your answers.".into()
        }
        AccountState::Approved(_) => "Your account is active: the agreement is in force.".into(),
        AccountState::Declined(_, reason, date) => {
            let again = date.map(inset_domain::period::day_words);
            let again = again.map(|day| format!(" You may apply again from {day}.")).unwrap_or_default();
            format!("Declined: {}. {}{again}", reason.code.label(), reason.words)
        }
        AccountState::Suspended(_, reason) => format!("Suspended: {}. {}", reason.code.label(), reason.words),
        AccountState::Deactivated(_) => "The account is closed.".into(),
    }
}

/// Shows the overview.
pub async fn show(me: Signed<Network>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let progress = Progress::of(&mut conn, me.owner()).await?;
    let has_payout = payouts::find(&mut conn, me.owner()).await?.is_some();
    drop(conn);
    let account = &progress.account;
    let active = account.is_active();
    me.page(&HomePage {
        name: account.name.clone(),
        reference: account.reference.clone(),
        state: account.state.label(),
        tone: tone(account.state.as_str()),
        lead: lead(account),
        tasks: if active { Vec::new() } else { progress.tasks() },
        active,
        has_payout,
        asked: progress.asked,
    })
}

/// Shows the checklist.
pub async fn tasks(me: Signed<Network>) -> Result<HttpResponse, Error> {
    let progress = Progress::of(&mut *me.db().read().await?, me.owner()).await?;
    let state = &progress.account.state;
    me.page(&TasksPage {
        reference: progress.account.reference.clone(),
        state: state.label(),
        tone: tone(state.as_str()),
        withdrawable: matches!(state.as_str(), "submitted" | "in_review" | "changes_requested"),
        tasks: progress.tasks(),
        asked: progress.asked,
    })
}

/// Shows the entry.
pub async fn seller_entry(me: Signed<Network>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let account = Progress::of(&mut conn, me.owner()).await?.account;
    let company = companies::find(&mut conn, me.owner()).await?;
    let terms = commercials::of_network(&mut conn, me.owner()).await?;
    drop(conn);
    let site = company.and_then(|company| company.details.web_site);
    let domain = site.map(|site| site.domain().to_string()).unwrap_or_default();
    let facts = terms.map(|record| record.terms.facts()).unwrap_or_default();
    me.page(&SellerPage {
        active: account.is_active(),
        seller: seller(&account.reference, &account.name, &domain),
        facts: facts.into_iter().map(|(label, value)| Fact::new(label, value)).collect(),
    })
}
