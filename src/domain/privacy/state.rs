//! Where a request stands.

use super::kind::IdentityHow;
use crate::account::Step;
use crate::ids::UserId;
use crate::reason::Reason;
use crate::text::{Note, Paragraph};
use crate::user::stored_enum;
use chrono::{DateTime, Utc};

stored_enum! {
    /// The states by name.
    StateName {
        /// Nobody has made sure yet who asks.
        IdentityUnverified = "identity_unverified", "Identity not confirmed";
        /// It waits for a decision.
        Pending = "pending", "Pending";
        /// It waits, and its time was extended.
        Extended = "extended", "Extended";
        /// All of it is to be done.
        Approved = "approved", "Approved";
        /// A part of it is to be done.
        PartlyApproved = "partly_approved", "Partly approved";
        /// It is being done.
        InProcess = "in_process", "In process";
        /// It is done and answered.
        Complete = "complete", "Complete";
        /// It is not done, for a reason.
        Denied = "denied", "Denied";
        /// Its person took it back.
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

impl StateName {
    /// Whether something is still to be done about it.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Complete | Self::Denied | Self::Withdrawn)
    }

    /// The tone of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::IdentityUnverified | Self::Extended => "warn",
            Self::Pending | Self::Approved | Self::PartlyApproved | Self::InProcess => "info",
            Self::Complete => "good",
            Self::Denied => "bad",
            Self::Withdrawn => "neutral",
        }
    }
}

/// How, when and by whom it was made sure who asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// How.
    pub how: IdentityHow,
    /// When.
    pub at: DateTime<Utc>,
    /// Which of the staff checked it, where one did.
    pub by: Option<UserId>,
    /// What was checked: always there for a check of staff, until the person is erased.
    pub note: Option<Note>,
}

/// More time, taken once.
#[derive(Clone, Debug, PartialEq)]
pub struct Extension {
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// Who took it.
    pub by: UserId,
    /// Why, as the person reads it; gone once they are erased.
    pub words: Option<Note>,
}

/// Who asks is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// How.
    pub identity: Identity,
    /// More time, where it was taken.
    pub extension: Option<Extension>,
}

/// How much of a request is done.
#[derive(Clone, Debug, PartialEq)]
pub enum Scope {
    /// All of it.
    Whole,
    /// A part, with the reason why not the rest.
    Part(Reason),
}

/// Where a request stands, with what that state needs.
#[derive(Clone, Debug, PartialEq)]
pub enum RequestState {
    /// Nobody has made sure yet who asks.
    IdentityUnverified,
    /// It waits for a decision: `pending`, or `extended` where more time was taken.
    Open(Checked),
    /// It is to be done: `approved` or `partly_approved`.
    Approved(Checked, Scope, Step),
    /// It is being done.
    InProcess(Checked, Scope, Step),
    /// It is done, with the words that the person got.
    Complete(Checked, Scope, Step, Option<Paragraph>),
    /// It is not done, for a reason; perhaps because nobody could make sure who asks.
    Denied(Option<Checked>, Step, Reason),
    /// Its person took it back.
    Withdrawn(Option<Checked>, DateTime<Utc>),
}

impl RequestState {
    /// The state by its name.
    pub fn name(&self) -> StateName {
        match self {
            Self::IdentityUnverified => StateName::IdentityUnverified,
            Self::Open(Checked { extension: None, .. }) => StateName::Pending,
            Self::Open(_) => StateName::Extended,
            Self::Approved(_, Scope::Whole, _) => StateName::Approved,
            Self::Approved(_, Scope::Part(_), _) => StateName::PartlyApproved,
            Self::InProcess(..) => StateName::InProcess,
            Self::Complete(..) => StateName::Complete,
            Self::Denied(..) => StateName::Denied,
            Self::Withdrawn(..) => StateName::Withdrawn,
        }
    }

    /// How it was made sure who asks, where it was.
    pub fn checked(&self) -> Option<&Checked> {
        match self {
            Self::IdentityUnverified => None,
            Self::Open(checked)
            | Self::Approved(checked, ..)
            | Self::InProcess(checked, ..)
            | Self::Complete(checked, ..) => Some(checked),
            Self::Denied(checked, ..) | Self::Withdrawn(checked, _) => checked.as_ref(),
        }
    }

    /// Why it, or a part of it, is not done.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Denied(_, _, reason)
            | Self::Approved(_, Scope::Part(reason), _)
            | Self::InProcess(_, Scope::Part(reason), _)
            | Self::Complete(_, Scope::Part(reason), ..) => Some(reason),
            _ => None,
        }
    }

    /// Who of the staff brought it into this state, where one did.
    pub fn by(&self) -> Option<UserId> {
        match self {
            Self::Approved(_, _, step) | Self::InProcess(_, _, step) | Self::Complete(_, _, step, _) => Some(step.by),
            Self::Denied(_, step, _) => Some(step.by),
            _ => None,
        }
    }
}
