//! A testimonial as the public reads it; the preview and staff's page show it with the same component.

use chrono::{DateTime, Utc};
use inset_domain::account::AccountKind;
use inset_domain::period::day_words;
use inset_domain::testimonial::Shown;
use serde::Serialize;

/// What is shown of a testimonial.
#[derive(Debug, Clone, Serialize)]
pub struct Quote {
    words: String,
    language: &'static str,
    full_name: String,
    job_title: String,
    company: String,
    kind: &'static str,
    given: String,
    given_iso: String,
}

impl Quote {
    /// A testimonial by its parts.
    pub fn new(shown: &Shown, kind: AccountKind, given_at: DateTime<Utc>) -> Self {
        Self {
            words: shown.words.to_string(),
            language: shown.language.as_str(),
            full_name: shown.full_name.to_string(),
            job_title: shown.job_title.to_string(),
            company: shown.company.to_string(),
            kind: kind.label(),
            given: day_words(given_at.date_naive()),
            given_iso: given_at.date_naive().to_string(),
        }
    }

    /// One to show in the samples of pages.
    pub fn sample() -> Self {
        Self {
            words: "The strip stays below the horizon of our pictures.\nReaders write to us about the pictures again."
                .into(),
            language: "en",
            full_name: "Ida Holm".into(),
            job_title: "Picture editor".into(),
            company: "Fjordblikk AS".into(),
            kind: "Publisher",
            given: "1 December 2026".into(),
            given_iso: "2026-12-01".into(),
        }
    }
}
