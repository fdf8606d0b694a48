//! A copy of a person's data that they ask for themselves: made in the background, fetched signed in, gone after a week.

use crate::change::{Change, Event, Subject};
use crate::ids::{DataExportId, UserId};
use crate::letter::{Audience, ServiceLetter};
use crate::period::instant_words;
use crate::user::stored_enum;
use chrono::{DateTime, TimeDelta, Utc};

/// For how long a copy can be fetched.
pub const DAYS: i64 = 7;
/// For how long whoever asks again gets the copy that is there; after that a new one is made.
pub const FRESH_HOURS: i64 = 1;
/// After how many attempts a copy is given up.
pub const MOST_ATTEMPTS: i32 = 5;

stored_enum! {
    /// Where a copy stands.
    ExportState {
        /// The worker makes it next.
        Queued = "queued", "Being made";
        /// It can be fetched.
        Ready = "ready", "Ready";
        /// Its time is over, or a newer one took its place; the copy is gone.
        Expired = "expired", "Expired";
        /// It could not be made.
        Failed = "failed", "Could not be made";
    }
}

impl ExportState {
    /// The tone of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Queued => "info",
            Self::Ready => "good",
            Self::Expired => "neutral",
            Self::Failed => "bad",
        }
    }
}

/// A copy.
#[derive(Clone, Debug, PartialEq)]
pub struct DataExport {
    /// Its id.
    pub id: DataExportId,
    /// Of whose data.
    pub user: UserId,
    /// Where it stands.
    pub state: ExportState,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// Until when it can be fetched.
    pub expires_at: Option<DateTime<Utc>>,
    /// How large it is.
    pub bytes: Option<i64>,
}

impl DataExport {
    /// A person asks for a copy.
    pub fn ask(user: UserId, now: DateTime<Utc>) -> Change<Self> {
        let id = DataExportId::at(now);
        let event = Event::new(Subject::new("user", user.0), None, "user.export_asked");
        let queued = Self { id, user, state: ExportState::Queued, requested_at: now, expires_at: None, bytes: None };
        Change::new(queued, 0, event)
    }

    /// Whether asking again gives this one.
    pub fn will_do(&self, now: DateTime<Utc>) -> bool {
        match self.state {
            ExportState::Queued => true,
            ExportState::Ready => now - self.requested_at < TimeDelta::hours(FRESH_HOURS),
            ExportState::Expired | ExportState::Failed => false,
        }
    }

    /// The copy is made, and its person told.
    pub fn made(mut self, bytes: i64, now: DateTime<Utc>) -> Change<Self> {
        let until = now + TimeDelta::days(DAYS);
        self.state = ExportState::Ready;
        self.expires_at = Some(until);
        self.bytes = Some(bytes);
        let event = Event::new(Subject::new("user", self.user.0), None, "user.export_made");
        let letter = ServiceLetter::DataExportReady { until: instant_words(until, chrono_tz::UTC) };
        let person = Audience::User(self.user);
        Change::new(self, 0, event).letter(person, letter)
    }

    /// Whether it can be fetched.
    pub fn is_there(&self, now: DateTime<Utc>) -> bool {
        self.state == ExportState::Ready && self.expires_at.is_some_and(|until| until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_ends_after_its_days_and_asking_again_gives_the_one_that_is_fresh() {
        let now = DateTime::UNIX_EPOCH;
        let queued = DataExport::ask(UserId::at(now), now).into_after();
        assert!(queued.will_do(now + TimeDelta::days(1)) && !queued.is_there(now));
        let made = queued.made(10, now).into_after();
        assert!(made.will_do(now) && !made.will_do(now + TimeDelta::hours(FRESH_HOURS)));
        assert!(made.is_there(now + TimeDelta::days(DAYS) - TimeDelta::seconds(1)));
        assert!(!made.is_there(now + TimeDelta::days(DAYS)));
    }
}
