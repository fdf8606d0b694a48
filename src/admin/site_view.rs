//! A site as its case shows it, with its decision.

use crate::page::account::Section;
use crate::page::order::Fact;
use inset_domain::site::{Site, SiteState};
use serde::Serialize;

/// A site with its decision.
#[derive(Serialize)]
pub(super) struct SiteView {
    id: String,
    version: i64,
    domain: String,
    about: String,
    state: &'static str,
    tone: &'static str,
    may_verify: bool,
    may_fail: bool,
    /// Whether the reader may decide on it.
    may_judge: bool,
}

impl SiteView {
    /// A site, and whether the reader may decide on it.
    pub(super) fn new(site: &Site, may_judge: bool) -> Self {
        Self {
            id: site.id.to_string(),
            version: site.version,
            domain: site.details.domain.shown(),
            about: format!("{}, {}", site.details.category.label(), site.details.language.label()),
            state: site.state.label(),
            tone: site.state.tone(),
            may_verify: !matches!(site.state, SiteState::Verified(_)),
            may_fail: !matches!(site.state, SiteState::Failed(..)),
            may_judge: may_judge && !matches!(site.state, SiteState::Removed(_)),
        }
    }

    /// One that waits.
    pub(super) fn sample() -> Self {
        Self {
            id: "0".into(),
            version: 1,
            domain: "fjord.example".into(),
            about: "Travel, Norwegian".into(),
            state: "Waits for confirmation",
            tone: "info",
            may_verify: true,
            may_fail: true,
            may_judge: true,
        }
    }
}

/// What a publisher says of a site, with where it stands.
pub(super) fn facts(site: &Site) -> Section {
    let details = &site.details;
    let facts = vec![
        Fact::new("Domain", details.domain.shown()),
        Fact::new("What it is about", details.category.label()),
        Fact::new("Language", details.language.label()),
        Fact::new("Page views a month", details.monthly_page_views.to_string()),
        Fact::new("State", site.state.label()),
    ];
    Section::new("site", "Site", facts)
}
