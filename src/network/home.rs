//! The network's overview, its checklist, and its entry once it is active.

use super::Network;
use crate::error::Error;
use crate::page::order::Fact;
use crate::page::tasks::{Asked, Task};
use crate::page::{Page, Samples};
use crate::shared::again::Again;
use crate::shared::sections::{Applicant, lead};
use crate::web::Signed;
use actix_web::HttpResponse;
use inset_domain::account::tone;
use inset_store::{commercials, companies, payouts};
use serde::Serialize;

/// What is said to an account that is not sent, and to one that is active.
const DRAFT: &str = "Three sections in any order, then the agreement that carries them.";
const ACTIVE: &str = "Your account is active: the agreement is in force.";

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
    active: bool,
    has_payout: bool,
}

/// The network's entry in our sellers.json, and its place in the chain of passbacks.
#[derive(Serialize)]
pub struct SellerPage {
    active: bool,
    /// None without a web site, whose domain names the seller.
    seller: Option<String>,
    facts: Vec<Fact>,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "network/home.html";
    fn title(&self) -> String {
        "Overview".into()
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
            again: None,
            active,
            has_payout: false,
        };
        let [open, unsigned, ..] = Again::samples("/network/onboarding/reapplication");
        let declined = |again| Self { state: "Declined", tone: "bad", again, ..page(false, Vec::new()) };
        vec![
            ("new", page(false, vec![Task::shut("Check and send", "Opens once everything above is done")])),
            ("active", page(true, Vec::new())),
            ("declined, may apply again", declined(open)),
            ("declined, without the power", declined(unsigned)),
        ]
    }
}

impl Samples for SellerPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let seller = seller("NET-1001", "North Exchange", "north.example");
        let facts = vec![Fact::new("Passback position", "2")];
        vec![
            ("active", Self { active: true, seller: Some(seller), facts: facts.clone() }),
            ("no web site", Self { active: true, seller: None, facts }),
            ("not active", Self { active: false, seller: None, facts: Vec::new() }),
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

/// Shows the overview.
pub async fn show(me: Signed<Network>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let progress = Network::progress(&mut conn, me.owner()).await?;
    let has_payout = payouts::find(&mut conn, me.owner()).await?.is_some();
    drop(conn);
    let account = &progress.account;
    let active = account.is_active();
    let again = Again::of(&me, account);
    me.page(&HomePage {
        name: account.name.clone(),
        reference: account.reference.clone(),
        state: account.state.label(),
        tone: tone(account.state.as_str()),
        lead: lead(account, DRAFT, ACTIVE),
        tasks: if active { Vec::new() } else { progress.tasks },
        active,
        has_payout,
        again,
        asked: progress.asked,
    })
}

/// Shows the entry.
pub async fn seller_entry(me: Signed<Network>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let account = Network::progress(&mut conn, me.owner()).await?.account;
    let company = companies::find(&mut conn, me.owner()).await?;
    let terms = commercials::of_network(&mut conn, me.owner()).await?;
    drop(conn);
    let site = company.and_then(|company| company.details.web_site);
    let domain = site.map(|site| site.domain().to_string());
    let facts = terms.map(|record| record.terms.facts()).unwrap_or_default();
    me.page(&SellerPage {
        active: account.is_active(),
        seller: domain.map(|domain| seller(&account.reference, &account.name, &domain)),
        facts: facts.into_iter().map(Fact::from).collect(),
    })
}
