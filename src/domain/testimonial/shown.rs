//! What the public sees of a testimonial, and what its author agreed to.

use crate::site::Language;
use crate::text::{JobTitle, LegalName, PersonName, TextError, paragraph};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// The words of a testimonial: several lines, 20 to 600 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(String);

impl Words {
    /// The fewest characters they may have.
    pub const LEAST: usize = 20;
    /// The most characters they may have.
    pub const MOST: usize = 600;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Words {
    type Err = TextError;
    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = paragraph(text, Self::MOST)?;
        match text.chars().count() {
            has if has < Self::LEAST => Err(TextError::TooShort { least: Self::LEAST, has }),
            _ => Ok(Self(text)),
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything that the public reads, as one value: it is shown whole, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The words.
    pub words: Words,
    /// The language they are in, so that they are read out and set as that language is.
    pub language: Language,
    /// The person's name.
    pub full_name: PersonName,
    /// What they are in their company.
    pub job_title: JobTitle,
    /// The company.
    pub company: LegalName,
}

/// A wording under which people agree to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Wording {
    /// Its version, which a consent keeps.
    pub version: &'static str,
    /// What it says.
    pub text: &'static str,
}

/// Every wording there was, oldest first. One that was ever shown never changes: a new one is added below it.
pub const WORDINGS: &[Wording] = &[Wording {
    version: "2026-11",
    text: "I agree that these words are published on this site with my name, my role and my company as shown above, \
           where anyone can read them. I can withdraw them at any time, and they are taken down at once.",
}];

impl Wording {
    /// The wording that forms show now.
    pub fn current() -> Self {
        WORDINGS[WORDINGS.len() - 1]
    }

    /// The wording of a stored version.
    pub fn of(version: &str) -> Option<Self> {
        WORDINGS.iter().copied().find(|wording| wording.version == version)
    }
}

/// That a person agreed: to which wording, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// What they agreed to.
    pub wording: Wording,
    /// When.
    pub at: DateTime<Utc>,
}

impl Shown {
    /// A fingerprint of what a preview shows and of the wording below it. Consent is only taken for what was previewed: the
    /// form carries the fingerprint of its preview, and one that no longer fits is shown anew.
    pub fn fingerprint(&self, wording: Wording) -> String {
        let mut hash = Sha256::new();
        let texts = [
            self.words.as_str(),
            self.language.as_str(),
            self.full_name.as_str(),
            self.job_title.as_str(),
            self.company.as_str(),
            wording.version,
            wording.text,
        ];
        for text in texts {
            // Each text with its length, so that no two of them run into one another.
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        crate::hex(&hash.finalize())
    }
}
