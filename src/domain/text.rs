//! Text that people type: cleaned, bounded, free of characters that hide or reorder.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization as _;

/// Why a text is refused, as the sentence shown beside its field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// There is nothing in it.
    #[error("Enter some text")]
    Empty,
    /// It is shorter than asked for.
    #[error("Write at least {least} characters; it has {has}")]
    TooShort {
        /// The fewest characters allowed.
        least: usize,
        /// How many it has.
        has: usize,
    },
    /// It is longer than allowed.
    #[error("Shorten this to {most} characters; it has {has}")]
    TooLong {
        /// The most characters allowed.
        most: usize,
        /// How many it has.
        has: usize,
    },
    /// It holds a character that cannot be seen or reorders others.
    #[error("Remove the hidden character {0}; it cannot be stored")]
    Hidden(String),
    /// It is a name with a web address in it.
    #[error("Enter a name, without web addresses")]
    WebAddress,
    /// It is what stands where a company was erased.
    #[error("Enter the company's own name: this one stands for companies that were erased")]
    Reserved,
    /// A program has spoilt it on the way.
    #[error("Type this again: a character of it was lost on the way")]
    Lost,
}

/// Whether a character hides, reorders or controls: C0 and C1 controls, separators of lines and paragraphs,
/// bidirectional marks, overrides and isolates, zero-width marks, tags, and code points that are no characters (Unicode
/// Technical Report 36, section 2.10; zero-width joiners stay, several scripts need them).
fn is_hidden(character: char) -> bool {
    let point = u32::from(character);
    character.is_control()
        || matches!(character,
            '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}')
        || point & 0xFFFE == 0xFFFE
}

/// Whether a character shows nothing by itself, though it may stand among others.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{200C}' | '\u{200D}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FFA0}' | '\u{E0100}'..='\u{E01EF}')
}

fn refuse_hidden(text: &str) -> Result<(), TextError> {
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(TextError::Lost);
    }
    match text.chars().find(|character| is_hidden(*character)) {
        Some(character) => Err(TextError::Hidden(format!("U+{:04X}", u32::from(character)))),
        None => Ok(()),
    }
}

fn bounded(text: String, most: usize) -> Result<String, TextError> {
    let has = text.chars().count();
    match has {
        _ if text.chars().all(is_blank) => Err(TextError::Empty),
        _ if has > most => Err(TextError::TooLong { most, has }),
        _ => Ok(text),
    }
}

/// One line: NFC, outer white space cut, inner white space single, at most `most` characters.
///
/// # Errors
/// [`TextError`] with the sentence to show.
pub fn line(text: &str, most: usize) -> Result<String, TextError> {
    // Measured before normalising, so that a megabyte costs nothing.
    if text.len() > most.saturating_mul(16).max(64) {
        return Err(TextError::TooLong { most, has: text.chars().count() });
    }
    let text: String = text.nfc().collect();
    // Tabs and line breaks from a paste become spaces; every other control is refused.
    let text = text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    refuse_hidden(&text)?;
    bounded(text, most)
}

/// Several lines: NFC, line feeds only, outer white space cut, at most `most` characters.
///
/// # Errors
/// [`TextError`] with the sentence to show.
pub fn paragraph(text: &str, most: usize) -> Result<String, TextError> {
    if text.len() > most.saturating_mul(16).max(64) {
        return Err(TextError::TooLong { most, has: text.chars().count() });
    }
    let text: String = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ").nfc().collect();
    for part in text.split('\n') {
        refuse_hidden(part)?;
    }
    bounded(text.trim().to_owned(), most)
}

/// A person's name: one line without web addresses. Mail greets people by the name that was typed, at addresses that nobody
/// has confirmed yet; whoever types a link for a name would have us send it.
///
/// # Errors
/// [`TextError`] with the sentence to show.
fn name(text: &str, most: usize) -> Result<String, TextError> {
    let text = line(text, most)?;
    let plain = text.to_lowercase();
    let has_address = ["://", "www.", "http"].iter().any(|sign| plain.contains(sign));
    if has_address || plain.split(' ').any(is_like_a_domain) { Err(TextError::WebAddress) } else { Ok(text) }
}

/// Whether mail programs may make a link of a word: letters, a full stop and the letters of a top-level domain. Initials and
/// titles before a name, such as St.John, have two letters at most in front.
fn is_like_a_domain(word: &str) -> bool {
    let host =
        word.split(['/', ',', ':', '?', '!', ')']).next().unwrap_or_default().trim_matches(['(', '.', '"', '\'']);
    let Some((before, after)) = host.rsplit_once('.') else { return false };
    let is_label = |label: &str| label.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
    let label = before.rsplit('.').next().unwrap_or_default();
    label.chars().count() > 2 && is_label(label) && after.chars().count() > 1 && after.chars().all(char::is_alphabetic)
}

/// What stands for a company that was erased.
pub const ERASED_COMPANY: &str = "Erased company";

/// A company's name: one line, and not the one that stands for erased companies.
///
/// # Errors
/// [`TextError`] with the sentence to show.
fn company(text: &str, most: usize) -> Result<String, TextError> {
    let text = line(text, most)?;
    if text.eq_ignore_ascii_case(ERASED_COMPANY) { Err(TextError::Reserved) } else { Ok(text) }
}

macro_rules! text {
    ($($(#[$doc:meta])* $name:ident = $clean:ident($most:literal);)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
            #[serde(try_from = "String", into = "String")]
            pub struct $name(String);

            impl $name {
                /// The most characters it may have.
                pub const MOST: usize = $most;

                /// The text.
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl FromStr for $name {
                type Err = TextError;
                fn from_str(text: &str) -> Result<Self, TextError> {
                    $clean(text, Self::MOST).map(Self)
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }

            impl TryFrom<String> for $name {
                type Error = TextError;
                fn try_from(text: String) -> Result<Self, TextError> {
                    text.parse()
                }
            }

            impl From<$name> for String {
                fn from(text: $name) -> Self {
                    text.0
                }
            }
        )*
    };
}

text! {
    /// A company's name in the register.
    LegalName = company(200);
    /// The name a company trades under.
    TradingName = company(200);
    /// A person's full name.
    PersonName = name(120);
    /// What a person is in their company.
    JobTitle = line(120);
    /// A company's number in its register.
    RegistrationNumber = line(64);
    /// An advertiser's purchase order number.
    PurchaseOrderNumber = line(64);
    /// What a person calls a passkey of theirs.
    PasskeyName = line(60);
    /// A short text of one line.
    Label = line(200);
    /// The subject of a mail.
    SubjectLine = line(120);
    /// A line of an address.
    AddressLine = line(120);
    /// A text of several lines.
    Paragraph = paragraph(4000);
    /// A short text of several lines, such as a reviewer's note on one field.
    Note = paragraph(1000);
}

impl PersonName {
    /// A name as it is on record: one that was taken before web addresses were refused is read all the same.
    ///
    /// # Errors
    /// [`TextError`] for what was no name then either.
    pub fn on_record(text: &str) -> Result<Self, TextError> {
        line(text, Self::MOST).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pasted_line_is_cleaned_and_a_hidden_character_named() {
        assert_eq!("  Alpine\t Walks \n Ltd ".parse::<LegalName>().expect("clean").as_str(), "Alpine Walks Ltd");
        assert_eq!("a\u{202E}b".parse::<LegalName>(), Err(TextError::Hidden("U+202E".into())));
        assert_eq!("erased  Company".parse::<LegalName>(), Err(TextError::Reserved));
        assert_eq!("a\0b".parse::<LegalName>(), Err(TextError::Hidden("U+0000".into())));
        assert_eq!("a\u{61C}b".parse::<LegalName>(), Err(TextError::Hidden("U+061C".into())));
        assert_eq!("a\u{FFFD}b".parse::<LegalName>(), Err(TextError::Lost));
        assert_eq!("\u{200D}\u{3164} ".parse::<LegalName>(), Err(TextError::Empty), "nothing can be seen of it");
        assert!("نور\u{200C}ها".parse::<LegalName>().is_ok(), "Persian needs its zero-width non-joiner");
        assert_eq!("x".repeat(201).parse::<LegalName>(), Err(TextError::TooLong { most: 200, has: 201 }));
    }

    #[test]
    fn a_name_is_no_place_for_a_web_address() {
        for typed in [
            "Win at https://evil.example",
            "WWW.evil.example",
            "Ann www.evil.example",
            "HtTp evil",
            "ftp://evil",
            "open evil-bank.com/login now",
            "your account: evil.example.",
            "see (bank.co) now",
        ] {
            assert_eq!(typed.parse::<PersonName>(), Err(TextError::WebAddress), "{typed}");
        }
        for name in ["St.John Smythe", "J.R.R. Tolkien", "Ann-Kathrin O'Neil", "Νίκος Δήμου", "中村 蓮", "Wwedenskij"]
        {
            assert!(name.parse::<PersonName>().is_ok(), "{name}");
        }
        assert_eq!("Ann\u{202E}Ek".parse::<PersonName>(), Err(TextError::Hidden("U+202E".into())));
        assert!(PersonName::on_record("Ann www.evil.example").is_ok(), "what is on record can be read");
    }

    proptest! {
        #[test]
        fn a_web_address_is_refused_wherever_it_stands(before in "[a-z ]{0,20}", sign in "://|[wW]{3}\\.|[hH][tT][tT][pP]", after in "[a-z./ ]{0,20}") {
            let typed = format!("{before}{sign}{after}");
            prop_assert_eq!(typed.parse::<PersonName>(), Err(TextError::WebAddress));
            prop_assert!(typed.parse::<Label>().is_ok());
        }

        #[test]
        fn what_is_accepted_reads_back_as_itself(text in any::<String>()) {
            if let Ok(name) = text.parse::<PersonName>() {
                prop_assert_eq!(name.to_string().parse::<PersonName>(), Ok(name.clone()));
                prop_assert!(!name.as_str().chars().any(is_hidden));
            }
            if let Ok(words) = text.parse::<Paragraph>() {
                prop_assert_eq!(words.to_string().parse::<Paragraph>(), Ok(words));
            }
        }
    }
}
