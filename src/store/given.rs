//! Everything an account has given, section by section, as it is read and as it is compared.

use crate::error::StoreError;
use crate::schema::{billing_profiles, companies as company_rows};
use crate::{billing, commercials, companies, contacts, looks, sites};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::{Account, AccountKind};
use inset_domain::contact::ContactRole;
use inset_domain::fact::Fact;
use inset_domain::ids::AccountId;
use inset_domain::site::Site;

/// A part of what an account gives.
#[derive(Debug, Clone)]
pub struct GivenSection {
    /// Its key, which change requests name.
    pub key: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its facts; none while it is empty.
    pub facts: Vec<GivenFact>,
    /// What is compared besides the facts, or in place of one that is masked: field and value.
    pub(crate) compared: Vec<(String, String)>,
}

/// A fact of a section.
#[derive(Debug, Clone)]
pub struct GivenFact {
    /// The field that gave it; a site's is its id.
    pub field: String,
    /// What it is.
    pub label: String,
    /// What it says.
    pub value: String,
}

impl From<Fact> for GivenFact {
    fn from(fact: Fact) -> Self {
        Self { field: fact.field.into(), label: fact.label.into(), value: fact.value }
    }
}

fn section(key: &'static str, title: &'static str, facts: Option<Vec<Fact>>) -> GivenSection {
    let facts = facts.unwrap_or_default().into_iter().map(GivenFact::from).collect();
    GivenSection { key, title, facts, compared: Vec::new() }
}

/// The sections of an account, in the order of its sign-up.
///
/// # Errors
/// When the database does not answer.
pub async fn sections(conn: &mut AsyncPgConnection, account: &Account) -> Result<Vec<GivenSection>, StoreError> {
    let mut sections = vec![company(conn, account.id).await?];
    let people = contacts::all(conn, account.id).await?;
    let roles: &[(ContactRole, &str, &str)] = match account.kind {
        AccountKind::Publisher => &[
            (ContactRole::Personal, "personal", "Person who acts for the company"),
            (ContactRole::Technical, "technical", "Technical contact"),
        ],
        AccountKind::Network => &[(ContactRole::Personal, "personal", "Person who acts for the company")],
        AccountKind::Advertiser => &[
            (ContactRole::Primary, "primary", "Primary contact"),
            (ContactRole::Billing, "billing_contact", "Billing contact"),
        ],
    };
    for (role, key, title) in roles {
        let found = people.iter().find(|record| record.role == *role);
        sections.push(section(key, title, found.map(|record| record.facts())));
    }
    match account.kind {
        AccountKind::Publisher => {
            let terms = commercials::of_publisher(conn, account.id).await?;
            sections.push(section("commercial", "Commercial", terms.map(|record| record.terms.facts())));
            sections.push(of_sites(&sites::of_account(conn, account.id).await?));
            let look = looks::newest(conn, account.id).await?;
            sections.push(section("look", "In-picture look", look.map(|(look, _)| look.facts())));
        }
        AccountKind::Network => {
            let terms = commercials::of_network(conn, account.id).await?;
            sections.push(section("commercial", "Commercial", terms.map(|record| record.terms.facts())));
        }
        AccountKind::Advertiser => sections.push(profile(conn, account.id).await?),
    }
    Ok(sections)
}

async fn company(conn: &mut AsyncPgConnection, account: AccountId) -> Result<GivenSection, StoreError> {
    let facts = companies::find(conn, account).await?.map(|company| company.facts());
    let row = company_rows::table.find(account.0).select(company_rows::tax_id_hash);
    let tax_id: Option<Option<Vec<u8>>> = row.first(conn).await.optional()?;
    Ok(GivenSection { compared: hashed(tax_id), ..section("company", "Company", facts) })
}

async fn profile(conn: &mut AsyncPgConnection, account: AccountId) -> Result<GivenSection, StoreError> {
    let facts = billing::find(conn, account).await?.map(|profile| profile.facts());
    let row = billing_profiles::table.find(account.0).select(billing_profiles::tax_id_hash);
    let tax_id: Option<Option<Vec<u8>>> = row.first(conn).await.optional()?;
    Ok(GivenSection { compared: hashed(tax_id), ..section("billing", "Billing profile", facts) })
}

/// Two tax ids may end alike, so that they are compared by the hash on record and not by what is shown of them.
fn hashed(tax_id: Option<Option<Vec<u8>>>) -> Vec<(String, String)> {
    tax_id.flatten().map(|hash| ("tax_id".to_owned(), inset_domain::hex(&hash))).into_iter().collect()
}

/// The sites, each under its id. Staff confirm a site, which is no change of what was given: its state is shown and not
/// compared. All domains and all categories stand for the fields that a reviewer may ask about.
fn of_sites(sites: &[Site]) -> GivenSection {
    let mut section = section("sites", "Sites", None);
    let (mut domains, mut categories) = (Vec::new(), Vec::new());
    for site in sites {
        let (details, domain) = (&site.details, site.details.domain.shown());
        let (category, language) = (details.category.label(), details.language.label());
        let about = format!("{category}, {language}, {} page views a month.", details.monthly_page_views);
        let field = site.id.to_string();
        domains.push(domain.clone());
        categories.push(format!("{domain} {category}"));
        section.compared.push((field.clone(), format!("{domain} {about}")));
        section.facts.push(GivenFact { field, value: format!("{about} {}", site.state.label()), label: domain });
    }
    domains.sort();
    categories.sort();
    section.compared.push(("domain".into(), domains.join("\n")));
    section.compared.push(("category".into(), categories.join("\n")));
    section
}
