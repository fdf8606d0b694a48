//! Who a company is, as its account gives it.

use crate::address::Address;
use crate::change::{Change, Differences, Event, Subject};
use crate::fact::Fact;
use crate::ids::AccountId;
use crate::organisation::OrganisationType;
use crate::phone::Phone;
use crate::tax_id::TaxId;
use crate::text::{LegalName, RegistrationNumber, TradingName};
use crate::website::WebSite;

/// The company section, less its tax id, which is kept sealed.
#[derive(Clone, Debug, PartialEq)]
pub struct CompanyDetails {
    /// The name in the register.
    pub legal_name: LegalName,
    /// The name it trades under.
    pub trading_name: Option<TradingName>,
    /// What kind of organisation it is.
    pub organisation_type: OrganisationType,
    /// Its number in the company register.
    pub registration_number: Option<RegistrationNumber>,
    /// Its web site.
    pub web_site: Option<WebSite>,
    /// Its telephone number.
    pub telephone: Phone,
    /// Its street address.
    pub address: Address,
}

/// A company as it is on record.
#[derive(Clone, Debug)]
pub struct Company {
    /// Whose.
    pub account: AccountId,
    /// What it gives.
    pub details: CompanyDetails,
    /// The last characters of its tax id, where it gave one.
    pub tax_id_last_four: Option<String>,
    /// The version of its row.
    pub version: i64,
}

impl CompanyDetails {
    /// Who the company is, with its tax id: what a reviewer approves. While the account is active a change of it is looked at
    /// again; the rest is the account's own to change.
    pub fn identity(&self) -> (&LegalName, OrganisationType, Option<&RegistrationNumber>, &str) {
        let number = self.registration_number.as_ref();
        (&self.legal_name, self.organisation_type, number, self.address.country.code())
    }
}

impl Company {
    /// What it gives, in the order in which the form asks for it; the tax id masked.
    pub fn facts(&self) -> Vec<Fact> {
        let details = &self.details;
        let tax_id = self.tax_id_last_four.as_deref().map(crate::secret::masked);
        [
            Some(Fact::new("legal_name", "Legal name", details.legal_name.to_string())),
            Fact::some("trading_name", "Trading name", details.trading_name.as_ref()),
            Some(Fact::new("organisation_type", "Type of organisation", details.organisation_type.label())),
            Fact::some("registration_number", "Registration number", details.registration_number.as_ref()),
            Fact::some("tax_id", "Tax id", tax_id),
            Fact::some("web_site", "Web site", details.web_site.as_ref().map(WebSite::shown)),
            Some(Fact::new("telephone", "Telephone", details.telephone.to_string())),
            Some(Fact::new("line1", "Address", details.address.lines().join("\n"))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A company section to be saved. No new tax id leaves the one on record as it is.
pub struct CompanyEdit {
    /// Whose.
    pub account: AccountId,
    /// What it gives.
    pub details: CompanyDetails,
    /// A tax id given anew.
    pub tax_id: Option<TaxId>,
}

impl CompanyEdit {
    /// Saves the section over what stands, `None` where it is filled in for the first time.
    pub fn new(
        account: AccountId,
        before: Option<&Company>,
        seen: i64,
        details: CompanyDetails,
        tax_id: Option<TaxId>,
    ) -> Change<Self> {
        let old = before.map(|company| texts(&company.details));
        let new = texts(&details);
        let mut differences = Differences::new();
        for (index, (column, after)) in new.into_iter().enumerate() {
            let before = old.as_ref().and_then(|values| values.get(index)).and_then(|(_, value)| value.clone());
            differences = differences.field(column, before, after);
        }
        let fields = differences.secret("tax_id", tax_id.is_some()).into_fields();
        let event = Event::new(Subject::new("company", account.0), Some(account), "company.saved").changing(fields);
        Change::new(Self { account, details, tax_id }, seen, event)
    }
}

fn texts(details: &CompanyDetails) -> Vec<(&'static str, Option<String>)> {
    let address = &details.address;
    vec![
        ("legal_name", Some(details.legal_name.to_string())),
        ("trading_name", details.trading_name.as_ref().map(ToString::to_string)),
        ("organisation_type", Some(details.organisation_type.as_str().to_owned())),
        ("registration_number", details.registration_number.as_ref().map(ToString::to_string)),
        ("web_site", details.web_site.as_ref().map(ToString::to_string)),
        ("telephone", Some(details.telephone.to_string())),
        ("address", Some(address.lines().join(", "))),
    ]
}
