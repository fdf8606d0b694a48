//! What a reviewer looks at first: what the application has in common with others, and whether its people write from its
//! own domain.

use diesel_async::AsyncPgConnection;
use inset_domain::account::{Account, AccountState, label};
use inset_domain::contact::ContactRole;
use inset_domain::email::Email;
use inset_domain::ids::CaseId;
use inset_domain::period::day_words;
use inset_domain::site::Site;
use inset_domain::website::Domain;
use inset_store::elsewhere::{self, Found, Same};
use inset_store::{StoreError, companies, contacts, sites};
use serde::Serialize;
use std::collections::BTreeSet;

/// What was found, in one sentence: `before`, a link to the other account where there is one, `after`.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    /// `warn` for what differs or repeats, `good` for what fits.
    pub(super) tone: &'static str,
    pub(super) before: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) after: String,
}

impl Finding {
    fn plain(tone: &'static str, words: String) -> Self {
        Self { tone, before: words, name: String::new(), href: String::new(), after: String::new() }
    }

    fn about(found: &Found, before: &str, after: &str) -> Self {
        let people = if found.shares_people { " The two have people in common." } else { "" };
        Self {
            tone: "warn",
            before: before.to_owned(),
            name: format!("{} ({})", found.name, found.reference),
            href: format!("/admin/accounts/{}", found.account),
            after: format!(
                "{after}, {} {}, {}.{people}",
                if found.kind.as_str() == "advertiser" { "an" } else { "a" },
                found.kind.as_str(),
                label(&found.state).to_lowercase()
            ),
        }
    }

    /// A site whose domain another account has too; for staff alone.
    fn also_held(site: &Site, reference: &str, name: &str) -> Self {
        Self {
            tone: "warn",
            before: format!("{} is also held by ", site.details.domain.shown()),
            name: format!("{name} ({reference})"),
            href: format!("/admin/accounts/{}", site.account),
            after: format!(": {} there.", site.state.label().to_lowercase()),
        }
    }

    /// Whether it asks for no look, and so stands below what does.
    pub(super) fn is_calm(&self) -> bool {
        self.tone != "warn"
    }

    /// One that repeats a tax id.
    pub(super) fn sample() -> Self {
        Self {
            tone: "warn",
            before: "The tax id is also that of ".into(),
            name: "Harbour Light (PUB-1002)".into(),
            href: "/admin/accounts/0".into(),
            after: ", a publisher, active.".into(),
        }
    }
}

/// Everything that the checks of a case found, what to look at first.
pub(super) async fn load(
    conn: &mut AsyncPgConnection,
    account: &Account,
    case: CaseId,
) -> Result<Vec<Finding>, StoreError> {
    let found = elsewhere::found(conn, account.id, case).await?;
    let mut findings = declines(&found);
    findings.extend(found.iter().filter_map(repeat));
    let fits = mail(conn, account).await?;
    findings.extend(fits);
    findings.sort_by_key(Finding::is_calm);
    Ok(findings)
}

/// Which other accounts have the domains of these sites of one account.
pub(super) async fn held_elsewhere(conn: &mut AsyncPgConnection, of: &[Site]) -> Result<Vec<Finding>, StoreError> {
    let Some(owner) = of.first().map(|site| site.account) else { return Ok(Vec::new()) };
    let held = sites::also_held(conn, owner, of).await?;
    Ok(held.iter().map(|(site, reference, name)| Finding::also_held(site, reference, name)).collect())
}

/// The earlier declines, one for each account.
fn declines(found: &[Found]) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    let words = |found: &Found| {
        let (at, reason) = found.declined?;
        let day = day_words(at.date_naive());
        if found.same == Same::Itself {
            let words = format!("This account was declined on {day}: {}.", reason.label().to_lowercase());
            return Some(Finding::plain("warn", words));
        }
        let by = match found.same {
            Same::Company => "The same company",
            Same::Person => "A person of this account",
            _ => "What this account gives",
        };
        let reason = reason.label().to_lowercase();
        Some(Finding::about(found, &format!("{by} was declined on {day} ({reason}) as "), ""))
    };
    let first = |found: &&Found| found.declined.is_some() && told.insert(found.reference.clone());
    // What names the company or a person says more than a number that is the same.
    let mut ordered: Vec<&Found> = found.iter().collect();
    ordered.sort_by_key(|found| !matches!(found.same, Same::Company | Same::Person | Same::Itself));
    ordered.into_iter().filter(first).filter_map(words).collect()
}

/// A number or address that another account gives too.
fn repeat(found: &Found) -> Option<Finding> {
    let before = match found.same {
        Same::TaxId => "The tax id is also that of ",
        Same::Payout => "The payout account is also that of ",
        Same::Telephone => "A telephone number is also that of ",
        Same::Address => "The address is also that of ",
        Same::Company | Same::Person | Same::Itself => return None,
    };
    Some(Finding::about(found, before, ""))
}

/// Whether whoever acts for the company writes from the domain of its web site, or of one of its sites.
async fn mail(conn: &mut AsyncPgConnection, account: &Account) -> Result<Option<Finding>, StoreError> {
    let people = contacts::all(conn, account.id).await?;
    let acts = |role| people.iter().find(|record| record.role == role).map(|record| record.contact.email.clone());
    let Some(email) = acts(ContactRole::Personal).or_else(|| acts(ContactRole::Primary)) else { return Ok(None) };
    let company = companies::find(conn, account.id).await?;
    let mut domains: Vec<Domain> =
        company.and_then(|company| company.details.web_site).map(|site| site.domain()).into_iter().collect();
    domains.extend(sites::of_account(conn, account.id).await?.into_iter().map(|site| site.details.domain));
    Ok(match_mail(&email, &domains))
}

fn match_mail(email: &Email, domains: &[Domain]) -> Option<Finding> {
    let first = domains.first()?;
    Some(match domains.iter().find(|domain| email.is_at(domain)) {
        Some(domain) => {
            Finding::plain("good", format!("The e-mail address {email} is at {}, its own site.", domain.shown()))
        }
        None => {
            let words = format!("The e-mail address {email} is at none of its sites; the first is {}.", first.shown());
            Finding::plain("warn", words)
        }
    })
}

/// Whether an account has given what the checks compare: a draft has not.
pub(super) fn are_due(account: &Account) -> bool {
    !matches!(account.state, AccountState::Draft(_) | AccountState::Deactivated(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_at_any_of_the_sites_fits_and_another_differs() {
        let domains = ["fjord.example", "fjord-photos.example"].map(|it| it.parse::<Domain>().expect(it));
        let tone = |email: &str| match_mail(&email.parse().expect(email), &domains).map(|found| found.tone);
        assert_eq!(tone("ann@mail.FJORD.example"), Some("good"));
        assert_eq!(tone("ann@fjord-photos.example"), Some("good"));
        assert_eq!(tone("ann@fjord.other.example"), Some("warn"));
        assert!(match_mail(&"ann@fjord.example".parse().expect("an address"), &[]).is_none());
    }
}
