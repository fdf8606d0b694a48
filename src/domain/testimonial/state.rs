//! Where a testimonial stands.

use super::Shown;
use crate::account::Step;
use crate::reason::{Reason, ReasonCode};
use crate::user::stored_enum;
use chrono::{DateTime, Utc};

stored_enum! {
    /// The state as lists filter by it.
    StateName {
        /// Waits for staff.
        Offered = "offered", "Waits for approval";
        /// Anyone reads it.
        Published = "published", "Public";
        /// Staff refused it.
        Refused = "refused", "Not published";
        /// Its author took it back.
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

impl StateName {
    /// The tone of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Offered => "info",
            Self::Published => "good",
            Self::Refused => "warn",
            Self::Withdrawn => "neutral",
        }
    }
}

/// Where a testimonial stands; only a state that still has its words carries them.
#[derive(Clone, Debug, PartialEq)]
pub enum TestimonialState {
    /// Given, and waits for staff.
    Offered(Shown),
    /// Approved: anyone reads it.
    Published(Shown, Step),
    /// Not published, for a reason. Its author may still read and reuse the words.
    Refused(Shown, Step, Reason),
    /// Not published, and erased since, because its author offered another one.
    Replaced(ReasonCode, Step, DateTime<Utc>),
    /// Taken back by its author.
    Withdrawn(Step),
}

impl TestimonialState {
    /// The state by its name; one that was replaced is still one that was refused.
    pub fn name(&self) -> StateName {
        match self {
            Self::Offered(_) => StateName::Offered,
            Self::Published(..) => StateName::Published,
            Self::Refused(..) | Self::Replaced(..) => StateName::Refused,
            Self::Withdrawn(_) => StateName::Withdrawn,
        }
    }

    /// What is, was to be, or was not shown; none once it is erased.
    pub fn shown(&self) -> Option<&Shown> {
        match self {
            Self::Offered(shown) | Self::Published(shown, _) | Self::Refused(shown, ..) => Some(shown),
            Self::Replaced(..) | Self::Withdrawn(_) => None,
        }
    }

    /// Whether it waits or is public: a person has at most one such testimonial for an account.
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Offered(_) | Self::Published(..))
    }
}
