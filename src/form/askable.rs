//! The fields on which a reviewer may ask for changes, by kind of account.

use super::choice::Choice;
use super::{FormErrors, Reader, Typed, in_words};
use inset_domain::account::AccountKind;
use inset_domain::text::Note;
use inset_store::cases::Ask;

/// How many fields one request names at most.
pub const ROWS: usize = 5;

const COMPANY: [(&str, &str); 8] = [
    ("company.legal_name", "Company: legal name"),
    ("company.trading_name", "Company: trading name"),
    ("company.organisation_type", "Company: type of organisation"),
    ("company.registration_number", "Company: registration number"),
    ("company.tax_id", "Company: tax id"),
    ("company.web_site", "Company: web site"),
    ("company.telephone", "Company: telephone"),
    ("company.line1", "Company: address"),
];
const PERSONAL: [(&str, &str); 5] = [
    ("personal.full_name", "Person: full name"),
    ("personal.job_title", "Person: job title"),
    ("personal.email", "Person: e-mail address"),
    ("personal.telephone", "Person: telephone"),
    ("personal.may_sign", "Person: authority to sign"),
];
const PUBLISHER: [(&str, &str); 10] = [
    ("commercial.revenue_share", "Commercial: revenue share"),
    ("commercial.floor_cpm", "Commercial: floor CPM"),
    ("commercial.monthly_visitors", "Commercial: monthly unique visitors"),
    ("commercial.monthly_page_views", "Commercial: monthly page views"),
    ("technical.full_name", "Technical contact: full name"),
    ("technical.telephone", "Technical contact: telephone"),
    ("technical.email", "Technical contact: e-mail address"),
    ("sites.domain", "Sites: a domain"),
    ("sites.category", "Sites: a category"),
    ("look.label", "Look: label"),
];
const NETWORK: [(&str, &str); 5] = [
    ("commercial.pricing_model", "Commercial: pricing model"),
    ("commercial.rate", "Commercial: rate or share"),
    ("commercial.net_days", "Commercial: payment days"),
    ("commercial.minimum_payout", "Commercial: minimum payout"),
    ("commercial.blocked_categories", "Commercial: blocked categories"),
];
const ADVERTISER: [(&str, &str); 9] = [
    ("primary.full_name", "Primary contact: full name"),
    ("primary.email", "Primary contact: e-mail address"),
    ("primary.telephone", "Primary contact: telephone"),
    ("billing_contact.full_name", "Billing contact: full name"),
    ("billing_contact.email", "Billing contact: e-mail address"),
    ("billing.payer_name", "Billing: payer"),
    ("billing.line1", "Billing: address"),
    ("billing.tax_id", "Billing: VAT or tax id"),
    ("billing.billing_emails", "Billing: where invoices go"),
];

/// The fields of a kind of account.
pub fn fields(kind: AccountKind) -> Vec<Choice> {
    let own: Vec<&(&str, &str)> = match kind {
        AccountKind::Publisher => PERSONAL.iter().chain(&PUBLISHER).collect(),
        AccountKind::Network => PERSONAL.iter().chain(&NETWORK).collect(),
        AccountKind::Advertiser => ADVERTISER.iter().collect(),
    };
    COMPANY.iter().chain(own).map(|(value, label)| Choice::new(*value, *label)).collect()
}

/// Reads what is asked: each chosen field with a note.
///
/// # Errors
/// A field without a note, a note without a field, a field twice, or none at all.
pub fn parse(typed: &Typed, kind: AccountKind) -> Result<Vec<Ask>, FormErrors> {
    let choices = fields(kind);
    let mut read = Reader::new(typed);
    let mut asks: Vec<Ask> = Vec::new();
    for row in 0..ROWS {
        let (field, note) = (format!("field_{row}"), format!("note_{row}"));
        match (read.text(&field), read.text(&note)) {
            ("", "") => {}
            ("", _) => read.error(&field, "Choose the field that the note is about"),
            (chosen, _) if !choices.iter().any(|choice| choice.value == chosen) => {
                read.error(&field, "Choose a field from the list");
            }
            (chosen, _) => {
                let (section, name) = chosen.split_once('.').unwrap_or((chosen, ""));
                if asks.iter().any(|ask| ask.section == section && ask.field == name) {
                    read.error(&field, "Choose each field once");
                } else if let Some(note) = read.required::<Note>(&note, "Say what should change in this field") {
                    asks.push(Ask { section: section.into(), field: name.into(), note: note.to_string() });
                }
            }
        }
    }
    if asks.is_empty() {
        read.error("field_0", "Choose at least one field and say what should change");
    }
    read.finish(|| Some(asks))
}

/// The label of a field that was asked: "Company: legal name".
pub fn label(kind: AccountKind, section: &str, field: &str) -> String {
    let value = format!("{section}.{field}");
    let choice = fields(kind).into_iter().find(|choice| choice.value == value);
    // A field that is not offered any more may still be asked in an old case.
    choice.map_or_else(|| format!("{}: {}", in_words(section), field.replace('_', " ")), |choice| choice.label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_needs_its_field_and_a_field_its_note() {
        let ask = |typed: Typed| parse(&typed, AccountKind::Publisher);
        assert!(ask(Typed::default()).is_err());
        assert!(ask(Typed::default().with("field_0", "company.legal_name")).is_err());
        assert!(ask(Typed::default().with("note_0", "Spell it out")).is_err());
        assert!(ask(Typed::default().with("field_0", "company.password").with("note_0", "x")).is_err());
        let both = Typed::default().with("field_0", "company.legal_name").with("note_0", "Spell it out");
        assert_eq!(ask(both.clone()).expect("one field").len(), 1);
        assert!(ask(both.with("field_1", "company.legal_name").with("note_1", "Again")).is_err());
    }
}
