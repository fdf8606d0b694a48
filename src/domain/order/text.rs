//! The exact text that an advertiser signs: every fact of one revision in a fixed order.

use super::{Header, Line, OrderDocument, Revision};
use crate::money::Currency;
use crate::period::day_words;
use std::fmt::Write as _;

/// The text of a revision: plain, with line feeds, the same for the same facts on every machine.
pub fn canonical(number: &str, advertiser: &str, revision: &Revision) -> String {
    let mut text = String::new();
    let mut fact = |label: &str, value: &str| {
        let _ = writeln!(text, "{label}: {value}");
    };
    let header = &revision.header;
    fact("Insertion order", number);
    fact("Revision", &revision.number.to_string());
    fact("Advertiser", advertiser);
    for (label, value) in header_facts(header) {
        fact(label, &value);
    }
    fact("Lines", &revision.lines.len().to_string());
    for (index, line) in revision.lines.iter().enumerate() {
        text.push('\n');
        let _ = writeln!(text, "Line {}: {}", index + 1, line.name);
        for (label, value) in line_facts(line, header.currency) {
            let _ = writeln!(text, "{label}: {value}");
        }
    }
    let _ = writeln!(text, "\nTotal: {}", revision.total.with_code());
    let _ = writeln!(text, "Each line is rounded half to even to the minor unit, then the lines are summed.");
    let _ = writeln!(text, "Terms: Insertion Order Terms, version {}", super::TERMS_VERSION);
    text
}

/// Every fact of a header that is given, with its label, in the order in which it is signed and shown.
pub fn header_facts(header: &Header) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Name", header.name.to_string())];
    let mut optional = |label, value: Option<String>| facts.extend(value.map(|value| (label, value)));
    optional("Agency", header.agency.as_ref().map(ToString::to_string));
    optional("Brand", header.brand.as_ref().map(ToString::to_string));
    optional("Campaign", header.campaign.as_ref().map(ToString::to_string));
    optional("PO number", header.po_number.as_ref().map(ToString::to_string));
    optional("Billing code", header.billing_code.as_ref().map(ToString::to_string));
    optional("Currency", Some(header.currency.code().to_owned()));
    optional("Time zone", Some(header.time_zone.to_string()));
    optional("First day", Some(day_words(header.period.start())));
    optional("Last day", Some(day_words(header.period.end())));
    optional("Can be accepted until", header.expires_on.map(day_words));
    optional("Budget", header.budget.map(|money| money.with_code()));
    optional("Spend cap", header.spend_cap.map(|money| money.with_code()));
    optional("Billing method", Some(header.billing_method.label().to_owned()));
    optional("Notify at", header.notification_threshold.map(|share| format!("{share} % of the budget")));
    optional("Liability", Some(header.liability.label().to_owned()));
    optional("Controlling measurement", header.measurement.as_ref().map(ToString::to_string));
    optional("Third-party ad server", header.ad_server.as_ref().map(ToString::to_string));
    optional("Ad server contact", header.ad_server_contact.as_ref().map(ToString::to_string));
    optional("Data ownership", header.data_ownership.as_ref().map(ToString::to_string));
    optional("Political advertising", Some(if header.political { "Yes" } else { "No" }.to_owned()));
    optional("Special instructions", header.special_instructions.as_ref().map(ToString::to_string));
    optional("Primary contact", Some(person(&header.primary)));
    for contact in &header.billing {
        facts.push(("Billing contact", person(contact)));
    }
    facts
}

fn person(contact: &super::OrderContact) -> String {
    let telephone = contact.telephone.as_ref().map(|number| format!(", {number}")).unwrap_or_default();
    format!("{}, {}{telephone}", contact.full_name, contact.email)
}

fn line_facts(line: &Line, currency: Currency) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Format", line.format.label().to_owned()),
        ("Rate", format!("{} {} {}", line.rate_type, currency.code(), line.rate)),
        ("Quantity", line.quantity.to_string()),
        ("Delivery", line.delivery.label().to_owned()),
        ("First day", day_words(line.period.start())),
        ("Last day", day_words(line.period.end())),
    ];
    let mut optional = |label, value: Option<String>| facts.extend(value.map(|value| (label, value)));
    optional("Site category", line.site_category.as_ref().map(ToString::to_string));
    optional("Sites", line.sites.as_ref().map(ToString::to_string));
    optional("Frequency cap", line.frequency_cap.map(|cap| format!("{} in {}", cap.count, cap.interval.label())));
    for (label, list) in
        [("Countries", &line.countries), ("Categories", &line.categories), ("Key words", &line.keywords)]
    {
        optional(label, (!list.is_empty()).then(|| list.join(", ")));
    }
    optional("Creatives due", line.creative_due.map(day_words));
    optional("Comment", line.comment.as_ref().map(ToString::to_string));
    optional("Cost", line.cost(currency).ok().map(|money| money.with_code()));
    facts
}

/// What signing means, as the signer reads it above the place for the name.
pub fn statement_of_intent(document: &OrderDocument, signer: &str, company: &str) -> String {
    // A name that ends with a full stop of its own, such as Inc., gets no second one.
    let company = company.trim_end_matches('.');
    format!(
        "By typing my name I, {signer}, sign revision {} of insertion order {} for {company}. I am authorised to do so, and I mean my typed name to be my signature.",
        document.revision.number, document.order.number
    )
}

/// The same for the operator's countersignature.
pub fn statement_of_countersigning(document: &OrderDocument, signer: &str, operator: &str) -> String {
    // A name that ends with a full stop of its own, such as Inc., gets no second one.
    let operator = operator.trim_end_matches('.');
    format!(
        "By typing my name I, {signer}, countersign revision {} of insertion order {} for {operator}.",
        document.revision.number, document.order.number
    )
}
