//! The company section, which every role has: filled in, read and saved the same way.

use super::address::{self, AddressFields};
use super::choice::Choice;
use super::{FormErrors, Reader, Typed};
use crate::choices;
use crate::error::Error;
use inset_domain::company::{Company, CompanyDetails, CompanyEdit};
use inset_domain::ids::AccountId;
use inset_domain::organisation::OrganisationType;
use inset_domain::tax_id::TaxId;
use inset_domain::website::WebSite;
use inset_store::{Tx, accounts, companies};
use serde::Serialize;

/// What the company component needs besides the form.
#[derive(Debug, Clone, Serialize)]
pub struct CompanyFields {
    /// The address's part.
    pub address: AddressFields,
    /// Kinds of organisation.
    pub organisation_types: Vec<Choice>,
    /// The tax id on record, masked; none where there is none.
    pub tax_id: Option<String>,
}

impl CompanyFields {
    /// The fields for what is filled in.
    pub fn of(typed: &Typed, company: Option<&Company>) -> Self {
        Self {
            address: AddressFields::of(typed),
            organisation_types: choices!(OrganisationType),
            tax_id: company.and_then(|company| company.tax_id_last_four.as_deref()).map(inset_domain::secret::masked),
        }
    }
}

/// A company section that was read.
pub struct CompanyInput {
    details: CompanyDetails,
    tax_id: Option<TaxId>,
    seen: i64,
}

/// Fills the section in; a new one begins with the name given at sign-up.
pub fn fill(company: Option<&Company>, account_name: &str) -> Typed {
    let Some(company) = company else {
        return Typed::default().with("legal_name", account_name).with("version", 0);
    };
    let details = &company.details;
    let typed = Typed::default()
        .with("legal_name", &details.legal_name)
        .with_some("trading_name", details.trading_name.as_ref())
        .with("organisation_type", details.organisation_type.as_str())
        .with_some("registration_number", details.registration_number.as_ref())
        .with_some("web_site", details.web_site.as_ref().map(WebSite::shown))
        .with("telephone", &details.telephone)
        .with("version", company.version);
    address::fill(typed, &details.address)
}

/// Reads the section.
///
/// # Errors
/// Every field that is missing or wrong.
pub fn parse(typed: &Typed) -> Result<CompanyInput, FormErrors> {
    let mut read = Reader::new(typed);
    let legal_name = read.required("legal_name", "Enter the company's legal name");
    let trading_name = read.optional("trading_name");
    let organisation_type = read.required("organisation_type", "Choose the type of organisation");
    let registration_number = read.optional("registration_number");
    let web_site = read.optional("web_site");
    let telephone = read.required("telephone", "Enter the company's telephone number");
    let address = address::read(&mut read);
    let tax_id = match (read.text("tax_id"), typed.get("country").parse().ok()) {
        ("", _) | (_, None) => None,
        (text, Some(country)) => read.parsed("tax_id", TaxId::parse(text, country)),
    };
    let seen = read.version();
    read.finish(|| {
        let details = CompanyDetails {
            legal_name: legal_name?,
            trading_name,
            organisation_type: organisation_type?,
            registration_number,
            web_site,
            telephone: telephone?,
            address: address?,
        };
        Some(CompanyInput { details, tax_id, seen })
    })
}

/// Saves the section; the account takes the company's legal name. Gives the notice's code: who an active account's company is
/// goes to the reviewers again.
///
/// # Errors
/// [`Error::Stale`] when someone else saved it meanwhile, [`Error::State`] while the account is in review.
pub async fn save(tx: &mut Tx<'_>, owner: AccountId, input: CompanyInput) -> Result<&'static str, Error> {
    let mut account = accounts::find(tx.conn(), owner).await?;
    account.check_editable()?;
    let before = companies::find(tx.conn(), owner).await?;
    let name = input.details.legal_name.to_string();
    let same = before.as_ref().is_some_and(|company| company.details.identity() == input.details.identity());
    let reviewed = account.is_active() && (!same || input.tax_id.is_some());
    companies::save(tx, CompanyEdit::new(owner, before.as_ref(), input.seen, input.details, input.tax_id)).await?;
    if account.name != name {
        account = accounts::update(tx, account.rename(name)).await?;
    }
    if reviewed {
        accounts::update(tx, account.change_in_force()?).await?;
    }
    Ok(if reviewed { "saved-for-review" } else { "saved" })
}
