//! A site as its case shows it, with who else has its domain.

use crate::page::account::Section;
use crate::page::order::Fact;
use diesel_async::AsyncPgConnection;
use inset_domain::site::{Site, SiteState};
use inset_store::{StoreError, sites};
use serde::Serialize;

/// A site with its decision.
#[derive(Serialize)]
pub(super) struct SiteView {
    id: String,
    domain: String,
    about: String,
    state: &'static str,
    tone: &'static str,
    may_verify: bool,
    may_fail: bool,
    /// Whether the reader may decide on it.
    may_judge: bool,
    /// Other accounts that have the same domain.
    also: Vec<AlsoHeld>,
}

/// Another account that has a site's domain; for staff alone.
#[derive(Serialize)]
struct AlsoHeld {
    name: String,
    reference: String,
    href: String,
    state: &'static str,
}

impl SiteView {
    /// Sites of one account, each with who else has its domain.
    pub(super) async fn load(
        conn: &mut AsyncPgConnection,
        sites: Vec<Site>,
        may_judge: bool,
    ) -> Result<Vec<Self>, StoreError> {
        let Some(owner) = sites.first().map(|site| site.account) else { return Ok(Vec::new()) };
        let held = sites::also_held(conn, owner, &sites).await?;
        let view = |site: Site| {
            let also = held.iter().filter(|(other, ..)| other.details.domain == site.details.domain);
            let also = also.map(|(other, reference, name)| AlsoHeld {
                name: name.clone(),
                reference: reference.clone(),
                href: format!("/admin/accounts/{}", other.account),
                state: other.state.label(),
            });
            Self { may_judge, also: also.collect(), ..Self::from(site) }
        };
        Ok(sites.into_iter().map(view).collect())
    }
}

impl SiteView {
    /// One that waits and that another account has.
    pub(super) fn sample() -> Self {
        Self {
            id: "0".into(),
            domain: "fjord.example".into(),
            about: "Travel, Norwegian".into(),
            state: "Waits for confirmation",
            tone: "info",
            may_verify: true,
            may_fail: true,
            may_judge: true,
            also: vec![AlsoHeld {
                name: "Harbour Light".into(),
                reference: "PUB-1002".into(),
                href: "/admin/accounts/0".into(),
                state: "Confirmed",
            }],
        }
    }
}

impl From<Site> for SiteView {
    fn from(site: Site) -> Self {
        Self {
            id: site.id.to_string(),
            domain: site.details.domain.shown(),
            about: format!("{}, {}", site.details.category.label(), site.details.language.label()),
            state: site.state.label(),
            tone: site.state.tone(),
            may_verify: !matches!(site.state, SiteState::Verified(_)),
            may_fail: !matches!(site.state, SiteState::Failed(..)),
            may_judge: false,
            also: Vec::new(),
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
