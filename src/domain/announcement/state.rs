//! Where an announcement stands.

use crate::period::TimeZone;
use crate::user::stored_enum;
use chrono::{DateTime, Utc};

stored_enum! {
    /// A state's name.
    StateName {
        /// It is being written.
        Draft = "draft", "Draft";
        /// It waits for its time.
        Scheduled = "scheduled", "Scheduled";
        /// Its readers are being queued.
        Sending = "sending", "Being sent";
        /// All its readers are queued.
        Sent = "sent", "Sent";
        /// It is not sent.
        Cancelled = "cancelled", "Cancelled";
    }
}

impl StateName {
    /// The tone of its mark.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Draft | Self::Cancelled => "neutral",
            Self::Scheduled | Self::Sending => "info",
            Self::Sent => "good",
        }
    }

    /// In the middle of a sentence.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Scheduled => "scheduled",
            Self::Sending => "being sent",
            Self::Sent => "sent",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Where an announcement stands, with what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnnouncementState {
    /// It is being written.
    Draft,
    /// It waits for its time.
    Scheduled {
        /// When it is sent.
        at: DateTime<Utc>,
        /// The zone in which the time was chosen.
        zone: TimeZone,
    },
    /// Its readers are being queued.
    Sending {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// All its readers are queued.
    Sent {
        /// When the first was queued.
        since: DateTime<Utc>,
        /// When the last was.
        at: DateTime<Utc>,
    },
    /// It is not sent.
    Cancelled {
        /// Since when.
        at: DateTime<Utc>,
    },
}

impl AnnouncementState {
    /// Its name.
    pub fn name(self) -> StateName {
        match self {
            Self::Draft => StateName::Draft,
            Self::Scheduled { .. } => StateName::Scheduled,
            Self::Sending { .. } => StateName::Sending,
            Self::Sent { .. } => StateName::Sent,
            Self::Cancelled { .. } => StateName::Cancelled,
        }
    }
}
