//! What staff type to find a record, and what comes near it. How a text is compared is said once, in the database, which keeps
//! what records are found by; here is what a search means.

use crate::ids::MailId;
use crate::mailing::Sought;
use crate::text::{self, TextError};
use crate::user::stored_enum;
use std::fmt;
use std::str::FromStr;

stored_enum! {
    /// A kind of record that a search finds.
    Kind {
        /// A company's account.
        Account = "account", "Accounts";
        /// A person with a login; people of the staff are people too.
        Person = "person", "People";
        /// An insertion order that was sent at least once.
        Order = "order", "Orders";
        /// A publisher's site.
        Site = "site", "Sites";
        /// A message of a visitor.
        Inquiry = "inquiry", "Inquiries";
        /// What somebody asks about their data.
        PrivacyRequest = "privacy_request", "Privacy requests";
        /// What was asked for by courts and authorities.
        Disclosure = "disclosure", "Disclosures";
    }
}

/// The fewest letters and figures of a search: companies of two letters exist, and a range of an index costs the same.
pub const LEAST: usize = 2;
/// The most characters of a search.
pub const MOST: usize = 100;
/// How many texts that come near one are looked for.
pub const PHRASES: usize = 12;

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchText(String);

/// Why nothing can be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// Nothing was typed.
    #[error("Enter a name, an e-mail address, a domain or a reference")]
    Empty,
    /// There are too few letters and figures in it.
    #[error("Enter at least {LEAST} letters or figures; there {}", match .has { 0 => "is none".to_owned(), 1 => "is one".to_owned(), more => format!("are {more}") })]
    TooShort {
        /// How many there are.
        has: usize,
    },
    /// It is no text that could be a name.
    #[error(transparent)]
    Text(TextError),
}

impl FromStr for SearchText {
    type Err = SearchError;

    fn from_str(typed: &str) -> Result<Self, SearchError> {
        let text = text::line(typed, MOST).map_err(|error| match error {
            TextError::Empty => SearchError::Empty,
            other => SearchError::Text(other),
        })?;
        let has = text.chars().filter(|letter| letter.is_alphanumeric()).count();
        if has < LEAST { Err(SearchError::TooShort { has }) } else { Ok(Self(text)) }
    }
}

impl fmt::Display for SearchText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A reference, which names one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// An account's: ADV-1001, PUB-1001, NET-1001.
    Account(String),
    /// An order's: IO-1001.
    Order(String),
    /// An inquiry's: INQ-1001.
    Inquiry(String),
    /// A privacy request's: PRV-1001.
    PrivacyRequest(String),
    /// A disclosure's: DSC-1001.
    Disclosure(String),
    /// A certificate's of a child's erasure: CHD-1001.
    Certificate(String),
    /// A mail's, as its foot says it.
    Mail(MailId),
}

impl SearchText {
    /// What is looked for: of a web address, as browsers give it, its host.
    pub fn plain(&self) -> &str {
        let bare =
            self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest.split('/').next().unwrap_or_default());
        bare.strip_prefix("www.").unwrap_or(bare)
    }

    /// The reference that it is, in any case, with or without its dash; none where it is something else.
    pub fn reference(&self) -> Option<Reference> {
        if let Ok(Sought::Mail(id)) = self.0.parse() {
            return Some(Reference::Mail(id));
        }
        let is_between =
            |letter: &char| letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '_');
        let plain: String = self.0.chars().filter(|letter| !is_between(letter)).collect::<String>().to_uppercase();
        let figures = plain.find(|letter: char| letter.is_ascii_digit())?;
        let (prefix, number) = plain.split_at(figures);
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let reference = format!("{prefix}-{number}");
        Some(match prefix {
            "ADV" | "PUB" | "NET" => Reference::Account(reference),
            "IO" => Reference::Order(reference),
            "INQ" => Reference::Inquiry(reference),
            "PRV" => Reference::PrivacyRequest(reference),
            "DSC" => Reference::Disclosure(reference),
            "CHD" => Reference::Certificate(reference),
            _ => return None,
        })
    }
}

/// The same two or three words in every other order; nothing for one word, or for more than three.
pub fn reordered(key: &str) -> Vec<String> {
    match key.split(' ').collect::<Vec<_>>().as_slice() {
        [a, b] => vec![format!("{b} {a}")],
        [a, b, c] => [[a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]]
            .iter()
            .map(|[a, b, c]| format!("{a} {b} {c}"))
            .collect(),
        _ => Vec::new(),
    }
}

/// What companies have behind their names, as texts are compared. Who types another one means the same company.
const FORMS: [&str; 24] = [
    "ab", "ag", "aps", "as", "asa", "bv", "co", "corp", "gmbh", "inc", "kft", "kg", "limited", "llc", "llp", "ltd",
    "nv", "oy", "plc", "sa", "sarl", "sas", "spa", "srl",
];

/// How many slips of the hand lie between two words: a letter too many, too few, another one, or two exchanged.
pub fn slips(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
    for (i, letter) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, its) in other.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(letter != its)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == other[j - 1] && one[i - 1] == *its {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

/// Whether a known word may have been meant by a typed one: one slip, two in a long word.
pub fn is_near(typed: &str, known: &str) -> bool {
    let forgiven = match typed.chars().count() {
        0..=2 => 0,
        3..=7 => 1,
        _ => 2,
    };
    slips(typed, known) <= forgiven
}

/// The texts that may have been meant, likeliest first, at most [`PHRASES`]. `known` holds for each word of the key the words that are
/// known and near it, itself where it is known. None of them is the key.
pub fn near_phrases(key: &str, known: &[Vec<String>]) -> Vec<String> {
    let words: Vec<&str> = key.split(' ').collect();
    let bare = words.len() > 1 && words.last().is_some_and(|last| FORMS.contains(last));
    let mut phrases = vec![(0, String::new())];
    for (word, near) in words.iter().zip(known).take(words.len() - usize::from(bare)) {
        let mut near: Vec<(usize, &String)> =
            near.iter().filter(|other| is_near(word, other)).map(|other| (slips(word, other), other)).collect();
        near.sort();
        near.truncate(PHRASES);
        let longer = |(slips, phrase): &(usize, String), (more, other): &(usize, &String)| {
            (slips + more, if phrase.is_empty() { (*other).clone() } else { format!("{phrase} {other}") })
        };
        let mut next: Vec<_> =
            phrases.iter().flat_map(|phrase| near.iter().map(move |other| longer(phrase, other))).collect();
        next.sort();
        next.truncate(PHRASES + 1);
        phrases = next;
    }
    phrases.into_iter().map(|(_, phrase)| phrase).filter(|phrase| phrase != key).take(PHRASES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(typed: &str) -> SearchText {
        typed.parse().expect("a search")
    }

    #[test]
    fn a_reference_is_one_in_any_case_with_or_without_its_dash() {
        for typed in ["ADV-1001", "adv-1001", "adv 1001", "Adv1001", " adv \u{2013} 1001 "] {
            assert_eq!(text(typed).reference(), Some(Reference::Account("ADV-1001".into())), "{typed}");
        }
        assert_eq!(text("io12").reference(), Some(Reference::Order("IO-12".into())));
        assert_eq!(text("CHD-1001").reference(), Some(Reference::Certificate("CHD-1001".into())));
        let mail = "M-0192f0c1-2345-7abc-8def-0123456789ab";
        assert!(matches!(text(mail).reference(), Some(Reference::Mail(_))));
        for typed in ["Halden", "1001", "ADV", "ADV-1001 Halden", "XYZ-1001", "ida@halden.example"] {
            assert_eq!(text(typed).reference(), None, "{typed}");
        }
    }

    #[test]
    fn a_search_needs_two_letters_or_figures_and_says_how_many_there_are() {
        let words = |typed: &str| typed.parse::<SearchText>().expect_err("too short").to_string();
        assert_eq!(words("  "), "Enter a name, an e-mail address, a domain or a reference");
        assert_eq!(words("%%%%"), "Enter at least 2 letters or figures; there is none");
        assert_eq!(words("(a+)+$"), "Enter at least 2 letters or figures; there is one");
        assert!("EY".parse::<SearchText>().is_ok());
        assert!("李明".parse::<SearchText>().is_ok());
        assert!("x".repeat(MOST + 1).parse::<SearchText>().is_err());
    }

    #[test]
    fn of_a_web_address_the_host_is_looked_for() {
        for (typed, plain) in [
            ("https://www.nordlys.example/de?x=1", "nordlys.example"),
            ("www.nordlys.example", "nordlys.example"),
            ("Nordlys A/S", "Nordlys A/S"),
            ("http://", ""),
        ] {
            assert_eq!(text(typed).plain(), plain, "{typed}");
        }
    }

    #[test]
    fn one_slip_is_forgiven_and_two_in_a_long_word() {
        for (typed, known) in [("haldn", "halden"), ("haldenn", "halden"), ("hladen", "halden"), ("helden", "halden")] {
            assert!(is_near(typed, known), "{typed}");
        }
        assert!(is_near("quibblseworht", "quibblesworth"));
        for (typed, known) in [("halt", "halden"), ("ab", "abc"), ("nordlys", "nordisk")] {
            assert!(!is_near(typed, known), "{typed}");
        }
    }

    #[test]
    fn what_comes_near_is_likeliest_first_and_another_form_of_company_is_the_same_company() {
        let known = |words: &[&[&str]]| -> Vec<Vec<String>> {
            words.iter().map(|near| near.iter().map(|word| (*word).to_owned()).collect()).collect()
        };
        let near = known(&[&["halden", "holden"], &["outdoor"]]);
        assert_eq!(near_phrases("haldne outdoor", &near), ["halden outdoor"]);
        assert_eq!(near_phrases("halden outdoor", &near), ["holden outdoor"]);
        assert_eq!(near_phrases("halden gmbh", &known(&[&["halden"], &[]])), ["halden"]);
        assert_eq!(near_phrases("halden zzz", &known(&[&["halden"], &[]])), Vec::<String>::new());
        let many: Vec<Vec<String>> = vec![('a'..='z').map(|letter| format!("hal{letter}")).collect(); 4];
        assert_eq!(near_phrases("hall hall hall hall", &many).len(), PHRASES);
    }

    proptest! {
        #[test]
        fn slips_are_the_same_either_way_and_none_only_between_equals(one in "[a-e]{0,8}", other in "[a-e]{0,8}") {
            prop_assert_eq!(slips(&one, &other), slips(&other, &one));
            prop_assert_eq!(slips(&one, &other) == 0, one == other);
        }

        #[test]
        fn whatever_is_typed_is_a_search_or_says_why_not(typed in "\\PC{0,120}") {
            if let Ok(search) = typed.parse::<SearchText>() {
                prop_assert!(search.to_string().chars().count() <= MOST);
                prop_assert_eq!(search.to_string().parse::<SearchText>(), Ok(search.clone()));
                let _ = search.reference();
            }
        }
    }
}
