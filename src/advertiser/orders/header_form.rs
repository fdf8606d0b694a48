//! The fields of an order's header.

use crate::form::{FormErrors, Reader, Typed};
use inset_domain::contact::{Contact, ContactRecord, ContactRole};
use inset_domain::money::{Currency, Money};
use inset_domain::order::{BillingMethod, Header, Liability, OrderContact};
use inset_domain::period::{Day, Period};
use inset_domain::user::Channel;

/// How many billing contacts the form has room for.
pub(super) const BILLING_CONTACTS: usize = 3;

/// What a new order begins with: the account's contacts, or what is known of whoever is signed in, and its billing profile.
pub(super) fn fill_new(
    people: &[ContactRecord],
    billing: Option<&inset_domain::billing::BillingProfile>,
    known: &Contact,
) -> Typed {
    let find = |role| people.iter().find(|record| record.role == role).map(|record| &record.contact);
    let mut typed = Typed::default()
        .with("currency", billing.map_or("EUR", |profile| profile.details.currency.code()))
        .with("billing_method", billing.map_or("invoice", |profile| profile.details.method.as_str()))
        .with("time_zone", "UTC")
        .with("liability", Liability::Sole.as_str());
    let primary = find(ContactRole::Primary).unwrap_or(known);
    typed = typed
        .with("primary_full_name", &primary.full_name)
        .with("primary_email", &primary.email)
        .with_some("primary_telephone", primary.telephone.as_ref().or(known.telephone.as_ref()))
        .with("primary_channel", primary.channel.as_str());
    match find(ContactRole::Billing) {
        Some(contact) => typed.with("billing_0_full_name", &contact.full_name).with("billing_0_email", &contact.email),
        None => typed,
    }
}

/// Fills a header in.
pub(super) fn fill(header: &Header, version: i64) -> Typed {
    let money = |money: Option<Money>| money.map(Money::plain);
    let mut typed = Typed::default()
        .with("name", &header.name)
        .with_some("agency", header.agency.as_ref())
        .with_some("brand", header.brand.as_ref())
        .with_some("campaign", header.campaign.as_ref())
        .with_some("po_number", header.po_number.as_ref())
        .with_some("billing_code", header.billing_code.as_ref())
        .with("currency", header.currency.code())
        .with("time_zone", header.time_zone)
        .with_some("budget", money(header.budget))
        .with_some("spend_cap", money(header.spend_cap))
        .with("start", header.period.start())
        .with("end", header.period.end())
        .with_some("expires_on", header.expires_on)
        .with("billing_method", header.billing_method.as_str())
        .with_some("notification_threshold", header.notification_threshold)
        .with("liability", header.liability.as_str())
        .with_some("measurement", header.measurement.as_ref())
        .with_some("ad_server", header.ad_server.as_ref())
        .with_some("ad_server_contact", header.ad_server_contact.as_ref())
        .with_some("data_ownership", header.data_ownership.as_ref())
        .with_some("special_instructions", header.special_instructions.as_ref())
        .with_some("political", header.political.then_some("yes"))
        .with("primary_full_name", &header.primary.full_name)
        .with("primary_email", &header.primary.email)
        .with_some("primary_telephone", header.primary.telephone.as_ref())
        .with("primary_channel", header.primary.channel.as_str())
        .with("version", version);
    for (index, contact) in header.billing.iter().enumerate() {
        typed = typed
            .with(format!("billing_{index}_full_name"), &contact.full_name)
            .with(format!("billing_{index}_email"), &contact.email);
    }
    typed
}

/// Reads a header, with the version of the order that the form was opened with.
pub(super) fn parse(typed: &Typed) -> Result<(Header, i64), FormErrors> {
    let mut read = Reader::new(typed);
    let name = read.required("name", "Enter a name for the order");
    let (agency, brand, campaign) = (read.optional("agency"), read.optional("brand"), read.optional("campaign"));
    let (po_number, billing_code) = (read.optional("po_number"), read.optional("billing_code"));
    let currency: Option<Currency> = read.required("currency", "Choose the currency");
    let time_zone = read.required("time_zone", "Choose the time zone in which days begin and end");
    let start = read.required::<Day>("start", "Enter the first day");
    let end = read.required::<Day>("end", "Enter the last day");
    let period = match (start, end) {
        (Some(start), Some(end)) => read.parsed("end", Period::new(start.0, end.0)),
        _ => None,
    };
    let expires_on = read.optional::<Day>("expires_on").map(|day| day.0);
    let budget = money(&mut read, "budget", currency);
    let spend_cap = money(&mut read, "spend_cap", currency);
    let billing_method: Option<BillingMethod> = read.required("billing_method", "Choose how the order is billed");
    let notification_threshold = threshold(&mut read);
    let liability = read.required("liability", "Choose who is liable");
    let (measurement, ad_server) = (read.optional("measurement"), read.optional("ad_server"));
    let (ad_server_contact, data_ownership) = (read.optional("ad_server_contact"), read.optional("data_ownership"));
    let special_instructions = read.optional("special_instructions");
    let political = read.ticked("political");
    let primary = primary(&mut read);
    let billing = billing(&mut read);
    let version = read.version();
    read.finish(|| {
        let header = Header {
            name: name?,
            agency,
            brand,
            po_number,
            billing_code,
            campaign,
            currency: currency?,
            time_zone: time_zone?,
            budget,
            spend_cap,
            period: period?,
            expires_on,
            billing_method: billing_method?,
            notification_threshold,
            liability: liability?,
            measurement,
            ad_server,
            ad_server_contact,
            data_ownership,
            special_instructions,
            political,
            primary: primary?,
            billing,
        };
        Some((header, version))
    })
}

fn money(read: &mut Reader<'_>, field: &str, currency: Option<Currency>) -> Option<Money> {
    match (read.text(field), currency) {
        ("", _) | (_, None) => None,
        (text, Some(currency)) => read.parsed(field, Money::parse(text, currency)),
    }
}

fn threshold(read: &mut Reader<'_>) -> Option<u8> {
    let text = read.text("notification_threshold").trim_end_matches('%').trim_end();
    if text.is_empty() {
        return None;
    }
    let share = text.parse().ok().filter(|share| (1..=100).contains(share));
    read.parsed("notification_threshold", share.ok_or("Enter a whole percentage between 1 and 100"))
}

/// The person asked when the order has trouble: without a number nobody could call them (P05).
fn primary(read: &mut Reader<'_>) -> Option<OrderContact> {
    let full_name = read.required("primary_full_name", "Enter the name of the order's contact");
    let email = read.required("primary_email", "Enter the e-mail address of the order's contact");
    let telephone = read.required("primary_telephone", "Enter the telephone number of the order's contact");
    let channel = read.required("primary_channel", "Choose how the order's contact is reached");
    Some(OrderContact { full_name: full_name?, email: email?, telephone: Some(telephone?), channel: channel? })
}

fn billing(read: &mut Reader<'_>) -> Vec<OrderContact> {
    let mut contacts = Vec::new();
    for index in 0..BILLING_CONTACTS {
        let (name, email) = (format!("billing_{index}_full_name"), format!("billing_{index}_email"));
        let is_blank = read.text(&name).is_empty() && read.text(&email).is_empty();
        if is_blank && index > 0 {
            continue;
        }
        let full_name = read.required(&name, "Enter the name of the billing contact");
        let email = read.required(&email, "Enter the e-mail address of the billing contact");
        if let (Some(full_name), Some(email)) = (full_name, email) {
            contacts.push(OrderContact { full_name, email, telephone: None, channel: Channel::Email });
        }
    }
    contacts
}
