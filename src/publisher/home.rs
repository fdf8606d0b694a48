//! The publisher's overview: the checklist before approval; tag, seller entry and ads.txt line after it.

use super::Publisher;
use crate::error::Error;
use crate::page::tasks::{Asked, Task};
use crate::page::{Page, Samples};
use crate::shared::again::Again;
use crate::shared::sections::{Applicant, lead};
use crate::web::Signed;
use actix_web::HttpResponse;
use inset_domain::account::tone;
use inset_domain::site::{Site, SiteState};
use inset_store::{payouts, sites};
use serde::Serialize;

/// What is said to an account that is not sent, and to one that is active.
const DRAFT: &str = "Do the steps in any order; everything is saved as you go.";
const ACTIVE: &str = "Your account is active.";

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
    active: Option<Active>,
}

/// What an active publisher puts on its pages.
#[derive(Serialize)]
struct Active {
    tag: String,
    ads_txt: String,
    /// None until a site is confirmed.
    seller: Option<String>,
    sites: Vec<SiteRow>,
    has_payout: bool,
}

#[derive(Serialize)]
struct SiteRow {
    domain: String,
    about: String,
    state: &'static str,
    tone: &'static str,
}

impl SiteRow {
    fn of(site: &Site) -> Self {
        Self {
            domain: site.details.domain.to_string(),
            about: format!("{}, {} page views a month", site.details.category.label(), site.details.monthly_page_views),
            state: site.state.label(),
            tone: site.state.tone(),
        }
    }
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "publisher/home.html";
    fn title(&self) -> String {
        "Overview".into()
    }
}

impl Samples for HomePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |tasks, active| Self {
            name: "Fjord Post".into(),
            reference: "PUB-1001".into(),
            state: "Not sent yet",
            tone: "neutral",
            lead: "Do the steps in any order.".into(),
            tasks,
            asked: Vec::new(),
            again: None,
            active,
        };
        let active = Active {
            tag: tag("https://tag.operator.example", "PUB-1001"),
            ads_txt: ads_txt("operator.example", "PUB-1001"),
            seller: Some(seller("PUB-1001", "Fjord Post", "fjord.example")),
            sites: Vec::new(),
            has_payout: false,
        };
        let [open, _, early, without] = Again::samples("/publisher/sign-up/reapplication");
        let declined = |again| Self { state: "Declined", tone: "bad", again, ..page(Vec::new(), None) };
        vec![
            ("new", page(vec![Task::open("Company", "/publisher/sign-up/company", false)], None)),
            ("active", page(Vec::new(), Some(active))),
            ("declined, may apply again", declined(open)),
            ("declined, too early", declined(early)),
            ("declined for good", declined(without)),
        ]
    }
}

/// The tag that goes before the closing body tag of each page; the operator's ad server serves its script.
fn tag(tag_url: &str, reference: &str) -> String {
    format!("<script async src=\"{tag_url}/{reference}.js\"></script>")
}

/// The line for the publisher's ads.txt (IAB ads.txt 1.1): we sell directly what the publisher has.
fn ads_txt(domain: &str, reference: &str) -> String {
    format!("{domain}, {reference}, DIRECT")
}

/// The entry in our sellers.json (IAB sellers.json 1.0).
fn seller(reference: &str, name: &str, domain: &str) -> String {
    let entry = serde_json::json!({
        "seller_id": reference, "name": name, "domain": domain, "seller_type": "PUBLISHER"
    });
    serde_json::to_string_pretty(&entry).unwrap_or_default()
}

/// Shows the overview.
pub async fn show(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let progress = Publisher::progress(&mut conn, me.owner()).await?;
    let account = &progress.account;
    let active = if account.is_active() {
        let sites = sites::of_account(&mut conn, me.owner()).await?;
        // As in sellers.json: the first confirmed site names the seller.
        let confirmed = sites.iter().find(|site| matches!(site.state, SiteState::Verified(_)));
        let domain = confirmed.map(|site| site.details.domain.to_string());
        let config = me.site().config();
        Some(Active {
            tag: tag(&config.operator.tag_url, &account.reference),
            ads_txt: ads_txt(&config.operator.domain, &account.reference),
            seller: domain.map(|domain| seller(&account.reference, &account.name, &domain)),
            sites: sites.iter().map(SiteRow::of).collect(),
            has_payout: payouts::find(&mut conn, me.owner()).await?.is_some(),
        })
    } else {
        None
    };
    drop(conn);
    let again = Again::of(&me, account);
    me.page(&HomePage {
        name: account.name.clone(),
        reference: account.reference.clone(),
        state: account.state.label(),
        tone: tone(account.state.as_str()),
        lead: lead(account, DRAFT, ACTIVE),
        tasks: if active.is_none() { progress.tasks } else { Vec::new() },
        active,
        again,
        asked: progress.asked,
    })
}
