//! Checklists, and what a reviewer asks to be changed.

use crate::form::askable;
use inset_domain::account::{AccountKind, AccountState};
use inset_store::cases::ChangeRequest;
use serde::Serialize;

/// A step of a checklist.
#[derive(Debug, Clone, Serialize)]
pub struct Task {
    /// What is to be done.
    pub label: String,
    /// Where; none while it cannot be opened.
    pub href: Option<String>,
    /// "Not started", "In progress", "Done", "Needs a change", "Waiting".
    pub status: &'static str,
    /// The status's tone.
    pub tone: &'static str,
    /// A sentence below it.
    pub hint: Option<String>,
    /// Who does it.
    pub owner: &'static str,
}

impl Task {
    /// A step of the account's own, done or not.
    pub fn open(label: &str, href: &str, done: bool) -> Self {
        let (status, tone) = if done { ("Done", "good") } else { ("Not started", "neutral") };
        Self { label: label.into(), href: Some(href.into()), status, tone, hint: None, owner: "You" }
    }

    /// A step that cannot be opened before others are done.
    pub fn shut(label: &str, hint: &str) -> Self {
        Self {
            label: label.into(),
            href: None,
            status: "Not started",
            tone: "neutral",
            hint: Some(hint.into()),
            owner: "You",
        }
    }

    /// The operator's step: the review of an account in this state.
    pub fn review(label: &str, account: &AccountState) -> Self {
        let (status, tone) = match account {
            AccountState::Draft(_) => ("Not sent yet", "neutral"),
            AccountState::ChangesRequested(_) => ("Waits for you", "warn"),
            AccountState::Approved(_) => ("Done", "good"),
            AccountState::Submitted(_) | AccountState::InReview(_) | AccountState::SecondApproval(_) => {
                ("Waiting", "info")
            }
            AccountState::Declined(..) | AccountState::Suspended(..) | AccountState::Deactivated(_) => {
                (account.label(), "bad")
            }
        };
        Self { label: label.into(), href: None, status, tone, hint: None, owner: "Our reviewers" }
    }

    /// The same step with "Needs a change", where a reviewer asks for one.
    #[must_use]
    pub fn asked(mut self, asked: bool) -> Self {
        if asked {
            (self.status, self.tone) = ("Needs a change", "warn");
        }
        self
    }

    /// The same step with a sentence below it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A field that a reviewer asks to be changed.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// The section's key.
    pub section: String,
    /// The field in words.
    pub field: String,
    /// The reviewer's words.
    pub note: String,
    /// Where it is changed: the field on its page.
    pub href: String,
}

/// What is asked of an account and not answered yet; `page` gives a section's address.
pub fn asked(kind: AccountKind, requests: Vec<ChangeRequest>, page: impl Fn(&str) -> String) -> Vec<Asked> {
    requests
        .into_iter()
        .filter(|request| request.answered_at.is_none())
        .map(|request| Asked {
            href: format!("{}#{}", page(&request.section), request.field),
            field: askable::label(kind, &request.section, &request.field),
            section: request.section,
            note: request.note,
        })
        .collect()
}
