//! New passwords (NIST SP 800-63B-4, section 3.1.1): long, any character, no rules of composition.

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
    /// It repeats one character or the login.
    #[error("Use a password that is not one repeated character and does not repeat your e-mail address")]
    Obvious,
}

impl NewPassword {
    /// Reads a typed password for the login `email`. Normalised (NFC), so that every keyboard types the same one.
    ///
    /// # Errors
    /// [`PasswordError`] with the sentence to show.
    pub fn parse(text: &str, email: &str) -> Result<Self, PasswordError> {
        if text.len() > MOST_BYTES {
            return Err(PasswordError::Long);
        }
        let text: String = text.nfc().collect();
        if text.chars().count() < FEWEST {
            return Err(PasswordError::Short);
        }
        let mut characters: Vec<char> = text.chars().collect();
        characters.sort_unstable();
        characters.dedup();
        if characters.len() < 3 || (!email.is_empty() && text.eq_ignore_ascii_case(email)) {
            return Err(PasswordError::Obvious);
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
    fn length_is_the_only_rule_besides_the_obvious() {
        assert!(NewPassword::parse("correct horse battery", "a@example.com").is_ok());
        assert!(NewPassword::parse("пароль из слов 日本語", "a@example.com").is_ok());
        assert!(matches!(NewPassword::parse("fourteen chars", ""), Err(PasswordError::Short)));
        assert!(matches!(NewPassword::parse(&"x".repeat(40), ""), Err(PasswordError::Obvious)));
        assert!(matches!(NewPassword::parse(&"xy z".repeat(400), ""), Err(PasswordError::Long)));
    }
}
