//! How an advertiser is billed.

use crate::address::Address;
use crate::change::{Change, Event, FieldChange, Subject};
use crate::email::Email;
use crate::fact::{Fact, yes_no};
use crate::ids::AccountId;
use crate::money::{Currency, Money};
use crate::order::BillingMethod;
use crate::tax_id::TaxId;
use crate::text::LegalName;
use secrecy::SecretString;

/// The billing profile, less its sealed values.
#[derive(Clone, Debug, PartialEq)]
pub struct BillingDetails {
    /// Who pays.
    pub payer_name: LegalName,
    /// Where invoices are addressed.
    pub address: Address,
    /// How it is paid.
    pub method: BillingMethod,
    /// Days from invoice to payment, for invoices.
    pub terms_days: Option<i16>,
    /// The credit limit asked for.
    pub credit_limit: Option<Money>,
    /// The currency of invoices.
    pub currency: Currency,
    /// Whether every invoice must carry a purchase order number.
    pub po_required: bool,
    /// Where invoices go, one to five addresses.
    pub billing_emails: Vec<Email>,
}

/// A billing profile on record.
#[derive(Clone, Debug)]
pub struct BillingProfile {
    /// Whose.
    pub account: AccountId,
    /// What it says.
    pub details: BillingDetails,
    /// The last characters of the VAT or tax id.
    pub tax_id_last_four: Option<String>,
    /// Whether a card processor's token is on record.
    pub has_card: bool,
    /// The version of its row.
    pub version: i64,
}

impl BillingProfile {
    /// What it says, in the order in which the form asks for it; secrets masked.
    pub fn facts(&self) -> Vec<Fact> {
        let details = &self.details;
        let tax_id = self.tax_id_last_four.as_deref().map(crate::secret::masked);
        let emails: Vec<String> = details.billing_emails.iter().map(ToString::to_string).collect();
        [
            Some(Fact::new("payer_name", "Payer", details.payer_name.to_string())),
            Some(Fact::new("line1", "Billing address", details.address.lines().join("\n"))),
            Some(Fact::new("method", "Method", details.method.label())),
            Fact::some("terms_days", "Terms", details.terms_days.map(|days| format!("{days} days"))),
            Fact::some("credit_limit", "Credit limit asked", details.credit_limit.map(|money| money.with_code())),
            Fact::some("tax_id", "VAT or tax id", tax_id),
            Fact::some("card_token", "Card", self.has_card.then_some("A processor's token is on record")),
            Some(Fact::new("currency", "Currency", details.currency.code())),
            Some(Fact::new("po_required", "PO number on every invoice", yes_no(details.po_required))),
            Some(Fact::new("billing_emails", "Invoices to", emails.join("\n"))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A billing profile to be saved; what is not given anew stays as it is.
pub struct BillingEdit {
    /// Whose.
    pub account: AccountId,
    /// What it says.
    pub details: BillingDetails,
    /// A VAT or tax id given anew.
    pub tax_id: Option<TaxId>,
    /// A card processor's token given anew.
    pub card_token: Option<SecretString>,
}

impl BillingEdit {
    /// Saves the profile; the audit event names the secret columns given anew and no value of any.
    pub fn new(
        account: AccountId,
        seen: i64,
        edit: (BillingDetails, Option<TaxId>, Option<SecretString>),
    ) -> Change<Self> {
        let (details, tax_id, card_token) = edit;
        let given = [("tax_id", tax_id.is_some()), ("card_token", card_token.is_some()), ("details", true)];
        let fields = given
            .into_iter()
            .filter(|(_, changed)| *changed)
            .map(|(column, _)| FieldChange { column, before: None, after: None })
            .collect();
        let event =
            Event::new(Subject::new("billing_profile", account.0), Some(account), "billing.saved").changing(fields);
        Change::new(Self { account, details, tax_id, card_token }, seen, event)
    }
}
