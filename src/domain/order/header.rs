//! The header of an insertion order.

use crate::email::Email;
use crate::money::{Currency, Money};
use crate::period::{Period, TimeZone};
use crate::phone::Phone;
use crate::text::{Label, Paragraph, PersonName, PurchaseOrderNumber};
use crate::user::{Channel, stored_enum};
use chrono::NaiveDate;

stored_enum! {
    /// How the advertiser prefers to be billed.
    BillingMethod {
        /// An invoice with payment terms.
        Invoice = "invoice", "Invoice";
        /// A wire transfer.
        Wire = "wire", "Wire transfer";
        /// An ACH debit.
        Ach = "ach", "ACH";
        /// A card, by a processor's token.
        Card = "card", "Card";
    }
}

stored_enum! {
    /// Who is liable for payment when an agency places the order (IAB terms 3.0, section III).
    Liability {
        /// The agency or advertiser that signs.
        Sole = "sole", "Sole";
        /// The agency as far as the advertiser has paid it, the advertiser for the rest.
        Sequential = "sequential", "Sequential";
        /// Agency and advertiser together.
        Joint = "joint", "Joint";
    }
}

/// A person to be reached about an order.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderContact {
    /// Their name.
    pub full_name: PersonName,
    /// Their address.
    pub email: Email,
    /// Their number.
    pub telephone: Option<Phone>,
    /// How they wish to be reached.
    pub channel: Channel,
}

/// What an order says besides its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The order's name.
    pub name: Label,
    /// The agency that places it.
    pub agency: Option<Label>,
    /// The brand advertised.
    pub brand: Option<Label>,
    /// The advertiser's purchase order number; the one thing that can change without an amendment.
    pub po_number: Option<PurchaseOrderNumber>,
    /// The advertiser's billing code.
    pub billing_code: Option<Label>,
    /// The campaign it belongs to.
    pub campaign: Option<Label>,
    /// The currency of every amount in it.
    pub currency: Currency,
    /// The zone in which its days begin and end.
    pub time_zone: TimeZone,
    /// What the advertiser means to spend.
    pub budget: Option<Money>,
    /// What must not be exceeded.
    pub spend_cap: Option<Money>,
    /// Its first and last day.
    pub period: Period,
    /// The last day on which it can be accepted.
    pub expires_on: Option<NaiveDate>,
    /// How it is to be billed.
    pub billing_method: BillingMethod,
    /// The share of the budget at which the advertiser is told, in per cent.
    pub notification_threshold: Option<u8>,
    /// Who is liable.
    pub liability: Liability,
    /// Whose measurement counts.
    pub measurement: Option<Label>,
    /// The third-party ad server.
    pub ad_server: Option<Label>,
    /// Its contact.
    pub ad_server_contact: Option<Label>,
    /// Who owns the campaign's data.
    pub data_ownership: Option<Label>,
    /// Anything else; forces a review by hand.
    pub special_instructions: Option<Paragraph>,
    /// Whether it is political advertising.
    pub political: bool,
    /// The person asked when the order has trouble (P05).
    pub primary: OrderContact,
    /// Those who get invoices.
    pub billing: Vec<OrderContact>,
}
