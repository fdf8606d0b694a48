//! New passwords (NIST SP 800-63B-4, section 3.1.1): long, any character, no rules of composition, and not those that are
//! guessed first.

use crate::guessable::{Known, Weakness, weakness};
use secrecy::{ExposeSecret as _, SecretString};
use unicode_normalization::UnicodeNormalization as _;

/// The fewest characters.
pub const FEWEST: usize = 15;
/// The most bytes.
pub const MOST_BYTES: usize = 1024;

/// A password that may be set.
pub struct NewPassword(SecretString);

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// It is too short.
    #[error("Use at least {FEWEST} characters; three or four unrelated words are easy to remember")]
    Short,
    /// It is too long.
    #[error("Use at most {MOST_BYTES} bytes")]
    Long,
    /// It is easy to guess.
    #[error("{}", advice(*.0))]
    Easy(Weakness),
}

fn advice(weakness: Weakness) -> &'static str {
    match weakness {
        Weakness::Repeated => {
            "Use a password that does not repeat a word or a few characters; three or four unrelated words are easy to remember"
        }
        Weakness::Run => {
            "Use a password that is no row of keys, no run such as abc or 123 and no date; three or four unrelated words are easy to remember"
        }
        Weakness::Personal => {
            "Leave your name, your address, your company and this service out of the password; three or four unrelated words are easy to remember"
        }
        Weakness::Common => {
            "Use other words: this password is close to one that many people use, and those are tried first; three or four unrelated words are easy to remember"
        }
    }
}

impl NewPassword {
    /// Reads a typed password of a person of whom this is known. Normalised (NFC), so that every keyboard types the same
    /// one. It can take a tenth of a second.
    ///
    /// # Errors
    /// [`PasswordError`] with the sentence to show.
    pub fn parse(text: &str, known: &Known) -> Result<Self, PasswordError> {
        if text.len() > MOST_BYTES {
            return Err(PasswordError::Long);
        }
        let text: String = text.nfc().collect();
        if text.chars().count() < FEWEST {
            return Err(PasswordError::Short);
        }
        if let Some(weakness) = weakness(&text, known) {
            return Err(PasswordError::Easy(weakness));
        }
        Ok(Self(SecretString::from(text)))
    }

    /// The password, for hashing.
    pub fn secret(&self) -> &SecretString {
        &self.0
    }
}

/// A password as it is typed at sign-in, normalised like a new one.
pub fn typed(text: &str) -> SecretString {
    if text.len() > MOST_BYTES * 2 {
        SecretString::from(text)
    } else {
        SecretString::from(text.nfc().collect::<String>())
    }
}

/// Whether two typed passwords are the same.
pub fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_the_only_rule_besides_what_is_easy_to_guess() {
        let read = |text: &str| NewPassword::parse(text, &Known::of(["a@example.com"]));
        assert!(read("correct horse battery").is_ok());
        assert!(read("пароль из слов 日本語").is_ok());
        assert!(matches!(read("fourteen chars"), Err(PasswordError::Short)));
        assert!(matches!(read(&"x".repeat(40)), Err(PasswordError::Easy(Weakness::Repeated))));
        assert!(matches!(read(&"xy z".repeat(400)), Err(PasswordError::Long)));
    }
}
