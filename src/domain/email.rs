//! E-mail addresses.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization as _;

/// An address as it was typed, with its domain in ASCII lower case.
///
/// Local parts are ASCII without quotes: an address that would change its letters under NFKC folding is refused rather
/// than folded, so that no two addresses are one login (abuse case A-12).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email {
    text: String,
}

/// An address that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// It has no form of an address.
    #[error("Enter an e-mail address such as name@example.com")]
    Form,
    /// It holds characters that mail servers do not agree on.
    #[error("Use only plain letters, figures and . _ + - before the @ of the e-mail address")]
    Characters,
    /// It is longer than RFC 5321 allows.
    #[error("Shorten the e-mail address to 254 characters")]
    TooLong,
}

impl Email {
    /// The address in the form in which it is unique: lower case throughout.
    pub fn key(&self) -> String {
        self.text.to_ascii_lowercase()
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is an address of whoever registered this domain.
    pub fn is_at(&self, domain: &crate::website::Domain) -> bool {
        crate::website::registered(&self.domain().to_ascii_lowercase()) == domain.registered()
    }

    /// The part after the @.
    pub fn domain(&self) -> &str {
        self.text.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl FromStr for Email {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if text.len() > 1000 {
            return Err(EmailError::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(EmailError::Form)?;
        if local.is_empty() || local.contains('@') || text.chars().any(char::is_whitespace) {
            return Err(EmailError::Form);
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
        if !local.bytes().all(allowed) {
            return Err(EmailError::Characters);
        }
        let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
        if dots || local.len() > 64 || domain.ends_with('.') || domain.nfkc().ne(domain.chars()) {
            return Err(EmailError::Form);
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| EmailError::Form)?;
        let last = domain.rsplit('.').next().unwrap_or("");
        if !domain.contains('.') || last.len() < 2 || last.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(EmailError::Form);
        }
        let text = format!("{local}@{domain}");
        if text.len() > 254 { Err(EmailError::TooLong) } else { Ok(Self { text }) }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Email {
    type Error = EmailError;
    fn try_from(text: String) -> Result<Self, EmailError> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_address_is_one_login() {
        let email: Email = " Ada.Lovelace@EXAMPLE.com ".parse().expect("an address");
        assert_eq!(email.as_str(), "Ada.Lovelace@example.com");
        assert_eq!(email.key(), "ada.lovelace@example.com");
    }

    #[test]
    fn look_alikes_and_odd_forms_are_refused() {
        for text in [
            "a@b",
            "ﬁ@example.com",
            "İ@example.com",
            "ａ@example.com",
            "\"a b\"@example.com",
            "a@example.com.",
            "a@ｅxample.com",
            "a@@example.com",
            "a b@example.com",
            "a@exam\0ple.com",
            "@example.com",
            "a@-x.com",
            "a@1.2.3.4",
            ".a@example.com",
        ] {
            assert!(text.parse::<Email>().is_err(), "{text:?} was accepted");
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_reads_back_as_itself(text in prop_oneof![any::<String>(), "[a-zA-Z0-9.+_ß-]{1,70}@[a-zA-Zäß0-9.-]{1,80}"]) {
            if let Ok(email) = text.parse::<Email>() {
                prop_assert_eq!(email.to_string().parse::<Email>(), Ok(email));
            }
        }
    }
}
