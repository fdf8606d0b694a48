//! Everything an account has given, as its check page and the reviewer's case show it. Secrets are masked.

use super::order::Fact;
use diesel_async::AsyncPgConnection;
use inset_domain::account::{Account, AccountKind};
use inset_domain::company::Company;
use inset_domain::contact::{ContactRecord, ContactRole};
use inset_domain::ids::AccountId;
use inset_store::{StoreError, billing, commercials, companies, contacts, looks, sites};
use serde::Serialize;

/// A part of what an account gives.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Its key, which change requests name.
    pub key: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its facts; none while it is empty.
    pub facts: Vec<Fact>,
}

impl Section {
    /// A section.
    pub fn new(key: &'static str, title: &'static str, facts: Vec<Fact>) -> Self {
        Self { key, title, facts }
    }
}

/// The sections of an account, in the order of its sign-up.
///
/// # Errors
/// When the database does not answer.
pub async fn sections(conn: &mut AsyncPgConnection, account: &Account) -> Result<Vec<Section>, StoreError> {
    let mut sections = vec![Section::new("company", "Company", company(companies::find(conn, account.id).await?))];
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
        sections.push(Section::new(key, title, person(found)));
    }
    if account.kind == AccountKind::Publisher {
        let terms = commercials::of_publisher(conn, account.id).await?;
        sections.push(Section::new("commercial", "Commercial", facts(terms.map(|record| record.terms.facts()))));
        let sites = sites::of_account(conn, account.id).await?.into_iter().map(|site| {
            let details = &site.details;
            let words = format!(
                "{}, {}, {} page views a month. {}",
                details.category.label(),
                details.language.label(),
                details.monthly_page_views,
                site.state.label()
            );
            Fact::new(details.domain.shown(), words)
        });
        sections.push(Section::new("sites", "Sites", sites.collect()));
        let look = looks::newest(conn, account.id).await?;
        sections.push(Section::new("look", "In-picture look", facts(look.map(|(look, _)| look.facts()))));
    }
    if account.kind == AccountKind::Network {
        let terms = commercials::of_network(conn, account.id).await?;
        sections.push(Section::new("commercial", "Commercial", facts(terms.map(|record| record.terms.facts()))));
    }
    if account.kind == AccountKind::Advertiser {
        sections.push(Section::new("billing", "Billing profile", billing_facts(conn, account.id).await?));
    }
    Ok(sections)
}

fn facts(pairs: Option<Vec<(String, String)>>) -> Vec<Fact> {
    pairs.unwrap_or_default().into_iter().map(|(label, value)| Fact::new(label, value)).collect()
}

fn company(company: Option<Company>) -> Vec<Fact> {
    let Some(Company { details, tax_id_last_four, .. }) = company else { return Vec::new() };
    let mut facts = vec![Fact::new("Legal name", details.legal_name.to_string())];
    let mut optional = |label: &str, value: Option<String>| facts.extend(value.map(|value| Fact::new(label, value)));
    optional("Trading name", details.trading_name.map(|name| name.to_string()));
    optional("Type of organisation", Some(details.organisation_type.label().into()));
    optional("Registration number", details.registration_number.map(|number| number.to_string()));
    optional("Tax id", tax_id_last_four.as_deref().map(inset_domain::secret::masked));
    optional("Web site", details.web_site.map(|site| site.shown()));
    optional("Telephone", Some(details.telephone.to_string()));
    optional("Address", Some(details.address.lines().join("\n")));
    facts
}

fn person(record: Option<&ContactRecord>) -> Vec<Fact> {
    let Some(ContactRecord { role, contact, .. }) = record else { return Vec::new() };
    let mut facts = vec![Fact::new("Full name", contact.full_name.to_string())];
    let mut optional = |label: &str, value: Option<String>| facts.extend(value.map(|value| Fact::new(label, value)));
    optional("Job title", contact.job_title.as_ref().map(ToString::to_string));
    optional("E-mail address", Some(contact.email.to_string()));
    optional("Telephone", contact.telephone.as_ref().map(ToString::to_string));
    optional("Prefers", Some(contact.channel.label().into()));
    if *role == ContactRole::Personal {
        optional("Authority to sign", Some(if contact.may_sign { "Yes" } else { "No" }.into()));
    }
    facts
}

async fn billing_facts(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<Vec<Fact>, StoreError> {
    let Some(profile) = billing::find(conn, owner).await? else { return Ok(Vec::new()) };
    let details = profile.details;
    let mut facts = vec![
        Fact::new("Payer", details.payer_name.to_string()),
        Fact::new("Billing address", details.address.lines().join("\n")),
        Fact::new("Method", details.method.label()),
    ];
    let mut optional = |label: &str, value: Option<String>| facts.extend(value.map(|value| Fact::new(label, value)));
    optional("Terms", details.terms_days.map(|days| format!("{days} days")));
    optional("Credit limit asked", details.credit_limit.map(|money| money.with_code()));
    optional("VAT or tax id", profile.tax_id_last_four.as_deref().map(inset_domain::secret::masked));
    optional("Card", profile.has_card.then(|| "A processor's token is on record".into()));
    optional("Currency", Some(details.currency.code().into()));
    optional("PO number on every invoice", Some(if details.po_required { "Yes" } else { "No" }.into()));
    let emails: Vec<String> = details.billing_emails.iter().map(ToString::to_string).collect();
    optional("Invoices to", Some(emails.join("\n")));
    Ok(facts)
}
