//! What a row of the trail says of its record: which one it is, and where its page is.

use super::Staff;
use super::mail;
use crate::form::in_words;
use crate::urls;
use crate::web::Signed;
use crate::web::powers::{CanDisclose, Power as _};
use inset_domain::approval::Action;
use inset_domain::ids::{AccountId, CallId, MailId, UserId};
use inset_domain::inquiry::InquiryKind;
use inset_domain::privacy::RequestKind;
use inset_store::named::{Named, Names};
use uuid::Uuid;

/// What one reader may not know of.
#[derive(Clone, Copy, Debug)]
pub struct Hidden {
    /// Nouns of records.
    pub nouns: &'static [&'static str],
    /// Kinds of letters.
    pub letters: &'static [&'static str],
}

impl Hidden {
    /// From this reader: of disclosures only those hear who may open them.
    pub fn from(me: &Signed<Staff>) -> Self {
        let nouns: &[&str] = if CanDisclose::holds(me.principal()) { &[] } else { &["disclosure"] };
        Self { nouns, letters: mail::hidden(me) }
    }
}

/// A record as its row names it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// By which people quote it; empty for what has none, or was erased.
    pub reference: String,
    /// What it is called, or that it was erased.
    pub name: String,
    /// The page it stands on; empty where there is none.
    pub href: String,
}

impl Record {
    /// The record of an event.
    pub fn of(names: &Names, noun: &str, id: Uuid, hidden: Hidden) -> Self {
        if hidden.nouns.contains(&noun) {
            return Self::default();
        }
        match names.get(&(noun.to_owned(), id)) {
            Some(named) => Self::named(named, noun, id, hidden),
            // The list of those not written to keeps no address, and forgets its mails.
            None if noun == "mail_address" => Self::default(),
            None => Self { name: "Erased".into(), ..Self::default() },
        }
    }

    fn named(named: &Named, noun: &str, id: Uuid, hidden: Hidden) -> Self {
        let stored = named.name.as_deref().unwrap_or_default();
        if matches!(noun, "call" | "mail_address") && hidden.letters.contains(&stored) {
            return Self::default();
        }
        let name = match noun {
            "approval" => stored.parse().map_or("", Action::label).to_owned(),
            "inquiry" => stored.parse().map_or("", InquiryKind::label).to_owned(),
            "privacy_request" => stored.parse().map_or("", RequestKind::noun).to_owned(),
            "call" | "mail_address" => in_words(stored),
            _ => stored.to_owned(),
        };
        Self { reference: named.reference.clone(), name, href: page_of(noun, id, named.place) }
    }

    /// In a line.
    pub fn text(&self) -> String {
        let parts = [self.reference.as_str(), self.name.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// The page of a record, which may be that of its account or its mail; empty for one that stands on none.
fn page_of(noun: &str, id: Uuid, place: Option<Uuid>) -> String {
    let folder = match (noun, place) {
        ("mail_address", Some(mail)) => return urls::admin_mail(MailId(mail)),
        (_, Some(account)) => return urls::admin_account(AccountId(account)),
        ("user", _) => return urls::admin_person(UserId(id)),
        ("call", _) => return urls::admin_call(CallId(id)),
        ("case", _) => "cases",
        ("order", _) => "orders",
        ("inquiry", _) => "inquiries",
        ("announcement", _) => "announcements",
        ("testimonial", _) => "testimonials",
        ("privacy_request", _) => "privacy-requests",
        ("disclosure", _) => "disclosures",
        ("approval", _) => "approvals",
        ("certificate", _) => "children",
        _ => return String::new(),
    };
    format!("/admin/{folder}/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Hidden = Hidden { nouns: &[], letters: &[] };
    const LESS: Hidden = Hidden { nouns: &["disclosure"], letters: &["disclosed"] };

    fn names(noun: &str, name: &str, place: Option<Uuid>) -> Names {
        let named = Named { reference: String::new(), name: Some(name.into()), place };
        Names::from([((noun.to_owned(), Uuid::nil()), named)])
    }

    #[test]
    fn every_record_that_an_event_can_be_about_has_a_page_save_an_address() {
        let account = Some(Uuid::max());
        for noun in inset_domain::change::SUBJECTS {
            let place = match *noun {
                "account" | "billing_profile" | "commercial" | "company" | "contact" | "look" | "payout" => account,
                "agreement" | "member_invitation" | "site" => account,
                _ => None,
            };
            let href = page_of(noun, Uuid::nil(), place);
            assert_eq!(href.is_empty(), *noun == "mail_address", "{noun}: {href}");
        }
    }

    #[test]
    fn what_was_erased_says_so_and_leads_nowhere() {
        let erased = Record { name: "Erased".into(), ..Record::default() };
        assert_eq!(Record::of(&Names::new(), "user", Uuid::nil(), ALL), erased);
        assert_eq!(Record::of(&Names::new(), "mail_address", Uuid::nil(), ALL), Record::default());
    }

    #[test]
    fn a_letter_about_a_disclosure_is_not_named_to_whoever_may_not_know_of_one() {
        let mail = names("mail_address", "disclosed", Some(Uuid::max()));
        assert_eq!(Record::of(&mail, "mail_address", Uuid::nil(), LESS), Record::default());
        let told = Record::of(&mail, "mail_address", Uuid::nil(), ALL);
        assert_eq!((told.text().as_str(), told.href.contains("/admin/mail/")), ("Disclosed", true));
        let register = names("disclosure", "", None);
        assert_eq!(Record::of(&register, "disclosure", Uuid::nil(), LESS), Record::default());
    }
}
