//! Telephone numbers.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A telephone number in E.164 form, shown with spaces.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone {
    shown: String,
}

/// A number that cannot be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// It lacks its country code.
    #[error("Begin the telephone number with + and the country code, such as +44 20 7946 0018")]
    NoCountry,
    /// It is no number of its country.
    #[error("Check the telephone number; it has too few or too many figures for its country")]
    NotANumber,
}

impl Phone {
    /// The number in its figures alone: however it is spaced, it is the same for the same number.
    pub fn figures(&self) -> String {
        self.shown.chars().filter(char::is_ascii_digit).collect()
    }

    /// Loads the numbering plans, so that the first sign-up is as fast as the others.
    pub fn warm_up() {
        let _ = "+1 212 555 0142".parse::<Self>();
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let text = text.trim();
        if text.len() > 40 {
            return Err(PhoneError::NotANumber);
        }
        let text = text.strip_prefix("00").map_or_else(|| text.to_owned(), |rest| format!("+{rest}"));
        if !text.starts_with('+') {
            return Err(PhoneError::NoCountry);
        }
        let number = phonenumber::parse(None, &text).map_err(|_| PhoneError::NotANumber)?;
        // Asked by the code, not by the region: of the countries that share one, or whose numbers keep their nought
        // (Italy), the crate cannot name the region.
        let known = phonenumber::metadata::DATABASE.by_code(&number.code().value());
        if known.is_none_or(|plans| plans.is_empty()) || number.extension().is_some() {
            return Err(PhoneError::NotANumber);
        }
        let length = number.national().to_string().len();
        if !(4..=14).contains(&length) {
            return Err(PhoneError::NotANumber);
        }
        let shown = international(&number);
        // Noughts before a number fall away one at a time: what is shown is what is read again.
        let again = phonenumber::parse(None, &shown).map_err(|_| PhoneError::NotANumber)?;
        let again = international(&again);
        if digits(&again) < digits(&shown) { again.parse() } else { Ok(Self { shown }) }
    }
}

fn international(number: &phonenumber::PhoneNumber) -> String {
    number.format().mode(phonenumber::Mode::International).to_string()
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;
    fn try_from(text: String) -> Result<Self, PhoneError> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_typed_panics_and_what_is_accepted_reads_back(text in prop_oneof![any::<String>(), "(\\+|00)[0-9 ()./x;=-]{0,24}", "\\+[0-9]{6,15}"]) {
            if let Ok(phone) = text.parse::<Phone>() {
                prop_assert_eq!(phone.to_string().parse::<Phone>(), Ok(phone), "{}", text);
            }
        }
    }

    #[test]
    fn every_country_can_be_called() {
        for (typed, shown) in [
            ("+39 02 1234 5678", "+39 02 1234 5678"),
            ("+44 1534 456789", "+44 1534 456789"),
            ("+1 204 234 5678", "+1 204-234-5678"),
            ("+7 717 212 3456", "+7 7172 12 34 56"),
            ("+971 2 234 5678", "+971 2 234 5678"),
        ] {
            assert_eq!(typed.parse::<Phone>().map(|phone| phone.to_string()), Ok(shown.to_owned()), "{typed}");
        }
        assert!("+999 123 4567".parse::<Phone>().is_err());
    }

    #[test]
    fn spaces_brackets_and_double_noughts_are_accepted() {
        for text in ["+44 20 7946 0018", "0044 (20) 7946-0018", "+442079460018"] {
            let phone = text.parse::<Phone>().expect(text);
            assert_eq!((phone.to_string().as_str(), phone.figures().as_str()), ("+44 20 7946 0018", "442079460018"));
        }
        assert_eq!("020 7946 0018".parse::<Phone>(), Err(PhoneError::NoCountry));
        assert_eq!("+44 12".parse::<Phone>(), Err(PhoneError::NotANumber));
        assert_eq!("+<script>".parse::<Phone>(), Err(PhoneError::NotANumber));
    }
}
