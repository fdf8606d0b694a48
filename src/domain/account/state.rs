//! The states of an account, each with what belongs to it.

use crate::ids::UserId;
use crate::reason::Reason;
use chrono::{DateTime, NaiveDate, Utc};

/// When and by whom a state was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: UserId,
}

/// Where an account stands; each state carries what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub enum AccountState {
    /// Being filled in.
    Draft(Step),
    /// Sent, nobody looks at it yet.
    Submitted(Step),
    /// A reviewer looks at it.
    InReview(Step),
    /// The applicant is asked to change named fields.
    ChangesRequested(Step),
    /// Approved once, waits for a second person.
    SecondApproval(Step),
    /// Approved; its agreement is countersigned.
    Approved(Step),
    /// Declined, with the reason and when one may apply again.
    Declined(Step, Reason, Option<NaiveDate>),
    /// Stopped for a reason.
    Suspended(Step, Reason),
    /// Closed.
    Deactivated(Step),
}

impl AccountState {
    /// As stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Draft(_) => "draft",
            Self::Submitted(_) => "submitted",
            Self::InReview(_) => "in_review",
            Self::ChangesRequested(_) => "changes_requested",
            Self::SecondApproval(_) => "second_approval",
            Self::Approved(_) => "approved",
            Self::Declined(..) => "declined",
            Self::Suspended(..) => "suspended",
            Self::Deactivated(_) => "deactivated",
        }
    }

    /// In words, for a status tag.
    pub fn label(&self) -> &'static str {
        label(self.as_str())
    }

    /// When and by whom it was entered.
    pub fn step(&self) -> Step {
        match self {
            Self::Draft(step)
            | Self::Submitted(step)
            | Self::InReview(step)
            | Self::ChangesRequested(step)
            | Self::SecondApproval(step)
            | Self::Approved(step)
            | Self::Declined(step, ..)
            | Self::Suspended(step, _)
            | Self::Deactivated(step) => *step,
        }
    }

    /// The reason, where the state has one.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Declined(_, reason, _) | Self::Suspended(_, reason) => Some(reason),
            _ => None,
        }
    }
}

/// The words for a stored account state.
pub fn label(state: &str) -> &'static str {
    match state {
        "draft" => "Not sent yet",
        "submitted" => "Sent",
        "in_review" => "In review",
        "changes_requested" => "Changes asked",
        "second_approval" => "Second approval",
        "approved" => "Active",
        "declined" => "Declined",
        "suspended" => "Suspended",
        "deactivated" => "Deactivated",
        _ => "Unknown",
    }
}

/// The tone of a stored account state, for its status tag.
pub fn tone(state: &str) -> &'static str {
    match state {
        "approved" => "good",
        "changes_requested" => "warn",
        "declined" | "suspended" => "bad",
        "submitted" | "in_review" | "second_approval" => "info",
        _ => "neutral",
    }
}
