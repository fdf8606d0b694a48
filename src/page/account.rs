//! Everything an account has given, as its check page and the reviewer's case show it. Secrets are masked.

use super::order::Fact;
use crate::form::in_words;
use diesel_async::AsyncPgConnection;
use inset_domain::account::Account;
use inset_store::StoreError;
use inset_store::case_facts::Changed;
use inset_store::given::{self, GivenSection};
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

    /// A section whose facts say whether they are among those that changed; one that is not given any more stays as a
    /// fact without value.
    fn marked(given: GivenSection, changed: &Changed) -> Self {
        let key = given.key;
        let mut facts: Vec<Fact> = Vec::new();
        let gone = |field: &&str| !given.facts.iter().any(|fact| fact.field == *field);
        let gone: Vec<Fact> = changed.of(key).filter(gone).filter_map(|field| missing(key, field)).collect();
        for fact in &given.facts {
            let changed = changed.has(key, &fact.field);
            facts.push(Fact { changed, ..Fact::new(fact.label.as_str(), fact.value.as_str()) });
        }
        facts.extend(gone);
        Self { key, title: given.title, facts }
    }
}

/// A fact that is not given any more. Those that stand for all sites at once are no facts of their own.
fn missing(section: &str, field: &str) -> Option<Fact> {
    let label = match (section, field) {
        ("sites", "domain" | "category") => return None,
        ("sites", _) => "A site that was taken off".to_owned(),
        _ => in_words(field),
    };
    Some(Fact { changed: true, ..Fact::new(label, "") })
}

/// The sections of an account, in the order of its sign-up.
///
/// # Errors
/// When the database does not answer.
pub async fn sections(conn: &mut AsyncPgConnection, account: &Account) -> Result<Vec<Section>, StoreError> {
    marked_sections(conn, account, &Changed::default()).await
}

/// The sections of an account with a mark on each fact that changed.
///
/// # Errors
/// When the database does not answer.
pub async fn marked_sections(
    conn: &mut AsyncPgConnection,
    account: &Account,
    changed: &Changed,
) -> Result<Vec<Section>, StoreError> {
    Ok(given::sections(conn, account).await?.into_iter().map(|given| Section::marked(given, changed)).collect())
}
