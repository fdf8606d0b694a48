//! The publisher's overview: the checklist before approval; tag, seller entry and ads.txt line after it.

use super::Publisher;
use super::progress::Progress;
use crate::error::Error;
use crate::page::tasks::{Asked, Task};
use crate::page::{Page, Samples};
use crate::web::Signed;
use actix_web::HttpResponse;
use inset_domain::account::{Account, AccountState, tone};
use inset_domain::site::{Site, SiteState};
use inset_store::{payouts, sites};
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

impl Page for TasksPage {
    const TEMPLATE: &'static str = "publisher/tasks.html";
    fn title(&self) -> String {
        "Sign-up".into()
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
            active,
        };
        let active = Active {
            tag: tag("https://tag.operator.example", "PUB-1001"),
            ads_txt: ads_txt("operator.example", "PUB-1001"),
            seller: Some(seller("PUB-1001", "Fjord Post", "fjord.example")),
            sites: Vec::new(),
            has_payout: false,
        };
        vec![
            ("new", page(vec![Task::open("Company", "/publisher/sign-up/company", false)], None)),
            ("active", page(Vec::new(), Some(active))),
        ]
    }
}

impl Samples for TasksPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let tasks = vec![
            Task::open("Company", "/publisher/sign-up/company", true),
            Task::shut("Check and send", "Opens once everything above is done"),
        ];
        let page = Self {
            reference: "PUB-1001".into(),
            state: "Not sent yet",
            tone: "neutral",
            tasks,
            asked: Vec::new(),
            withdrawable: true,
        };
        vec![("new", page)]
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

fn lead(account: &Account) -> String {
    match &account.state {
        AccountState::Draft(_) => "Do the steps in any order; everything is saved as you go.".into(),
        AccountState::Submitted(_) => "Sent. A reviewer looks at it within two working days.".into(),
        AccountState::InReview(_) | AccountState::SecondApproval(_) => "A reviewer looks at it now.".into(),
        AccountState::ChangesRequested(_) => {
            "A reviewer asks for changes. Change just those, then send your answers.".into()
        }
        AccountState::Approved(_) => "Your account is active.".into(),
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
pub async fn show(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let progress = Progress::of(&mut conn, me.owner()).await?;
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
    me.page(&HomePage {
        name: account.name.clone(),
        reference: account.reference.clone(),
        state: account.state.label(),
        tone: tone(account.state.as_str()),
        lead: lead(account),
        tasks: if active.is_none() { progress.tasks() } else { Vec::new() },
        active,
        asked: progress.asked,
    })
}

/// Shows the checklist.
pub async fn tasks(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
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
