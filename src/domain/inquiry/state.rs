//! Where a message stands.

use crate::ids::{InquiryId, UserId};
use crate::user::stored_enum;

stored_enum! {
    /// The state as lists filter by it.
    StateName {
        /// Nobody has looked at it, and its sender was not told that it came.
        New = "new", "New";
        /// Its sender was told that it arrived.
        Acknowledged = "acknowledged", "Acknowledged";
        /// Someone has it.
        Assigned = "assigned", "Assigned";
        /// It was answered, and more of ours is to come.
        Open = "open", "Open";
        /// Its sender was asked something.
        Waiting = "waiting", "Waiting for them";
        /// It was taken up again after its end.
        Reopened = "reopened", "Reopened";
        /// It became an invitation.
        Converted = "converted", "Invited";
        /// It was answered.
        Resolved = "resolved", "Answered";
        /// It repeats another one.
        Duplicate = "duplicate", "Duplicate";
        /// Nothing comes of it for now.
        NotNow = "not_now", "Not now";
    }
}

impl StateName {
    /// Whether something is still to be done about it.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Converted | Self::Resolved | Self::Duplicate | Self::NotNow)
    }

    /// The tone of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Converted | Self::Resolved => "good",
            Self::Duplicate | Self::NotNow => "neutral",
            Self::Reopened => "warn",
            _ => "info",
        }
    }
}

/// How a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With an invitation to sign up.
    Converted,
    /// With an answer.
    Resolved,
    /// As the repetition of another one, under which it is answered.
    Duplicate(InquiryId),
    /// With the words that nothing comes of it for now.
    NotNow,
}

/// Where a message stands, with who has it. Only what nobody has looked at surely has nobody: of the other states whoever had
/// it may have left the staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InquiryState {
    /// It is in the database, and its sender was not told.
    New,
    /// Its sender was told that it came.
    Acknowledged,
    /// Someone has it, and has not answered.
    Assigned(UserId),
    /// We have answered, and are to write again.
    Open(Option<UserId>),
    /// We have asked something, and its sender is to write.
    Waiting(Option<UserId>),
    /// It had ended, and we are to answer again.
    Reopened(Option<UserId>),
    /// It is over.
    Ended(End, Option<UserId>),
}

impl InquiryState {
    /// The state by its name.
    pub fn name(self) -> StateName {
        match self {
            Self::New => StateName::New,
            Self::Acknowledged => StateName::Acknowledged,
            Self::Assigned(_) => StateName::Assigned,
            Self::Open(_) => StateName::Open,
            Self::Waiting(_) => StateName::Waiting,
            Self::Reopened(_) => StateName::Reopened,
            Self::Ended(End::Converted, _) => StateName::Converted,
            Self::Ended(End::Resolved, _) => StateName::Resolved,
            Self::Ended(End::Duplicate(_), _) => StateName::Duplicate,
            Self::Ended(End::NotNow, _) => StateName::NotNow,
        }
    }

    /// Who of the staff has it.
    pub fn assignee(self) -> Option<UserId> {
        match self {
            Self::New | Self::Acknowledged => None,
            Self::Assigned(user) => Some(user),
            Self::Open(user) | Self::Waiting(user) | Self::Reopened(user) | Self::Ended(_, user) => user,
        }
    }

    /// The message that it repeats.
    pub fn duplicate_of(self) -> Option<InquiryId> {
        match self {
            Self::Ended(End::Duplicate(other), _) => Some(other),
            _ => None,
        }
    }

    /// The state as it is stored, by its parts; none where they do not fit together.
    pub fn of(name: StateName, assignee: Option<UserId>, duplicate_of: Option<InquiryId>) -> Option<Self> {
        Some(match (name, assignee) {
            (StateName::New, _) => Self::New,
            (StateName::Acknowledged, _) | (StateName::Assigned, None) => Self::Acknowledged,
            (StateName::Assigned, Some(user)) => Self::Assigned(user),
            (StateName::Open, user) => Self::Open(user),
            (StateName::Waiting, user) => Self::Waiting(user),
            (StateName::Reopened, user) => Self::Reopened(user),
            (StateName::Converted, user) => Self::Ended(End::Converted, user),
            (StateName::Resolved, user) => Self::Ended(End::Resolved, user),
            (StateName::Duplicate, user) => Self::Ended(End::Duplicate(duplicate_of?), user),
            (StateName::NotNow, user) => Self::Ended(End::NotNow, user),
        })
    }
}
