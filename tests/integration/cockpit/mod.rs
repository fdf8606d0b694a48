//! The reviewer's cockpit: what is found about an application, who has a case, what is noted on it, and what is taken back.

mod checks;
mod claims;
mod notes;
mod reasons;
mod sites;
mod tasks;
mod undo;

use crate::harness::Portal;

pub const ROSA: &str = "rosa.lindqvist@imagespacemedia.example";
pub const TOM: &str = "tom.adler@imagespacemedia.example";

pub async fn demo() -> Portal {
    Portal::start_in("demo", async |portal| portal.demo().await).await
}

/// The page of the case of this account that is open.
pub async fn case_of(portal: &Portal, company: &str) -> String {
    let open = format!(
        "SELECT c.id FROM review_cases c JOIN accounts a ON a.id = c.account_id
         WHERE a.name = '{company}' AND c.state <> 'closed' AND c.order_id IS NULL ORDER BY c.opened_at LIMIT 1"
    );
    let id = portal.scalar(&open).await;
    assert!(!id.is_empty(), "{company} has no open case");
    format!("/admin/cases/{id}")
}
