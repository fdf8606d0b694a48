//! Announcements: what the operator tells all its accounts, or those of a kind.
//!
//! A service announcement concerns the service itself. Nobody opts out of it save by deactivating the account, so it is
//! rare, says why it is sent, and stands in the portal too (P09). Optional news goes to those alone who asked for it (P18).

mod state;
#[cfg(test)]
mod tests;
mod time;

pub use state::{AnnouncementState, StateName};
pub use time::{TimeError, TimeOfDay, instant};

use crate::account::AccountKind;
use crate::change::{Change, Differences, Event, Subject, WrongState};
use crate::country::Country;
use crate::ids::{AnnouncementId, UserId};
use crate::letter::{self, Audience, ServiceLetter};
use crate::period::TimeZone;
use crate::text::{Note, Paragraph, SubjectLine};
use crate::user::stored_enum;
use chrono::{DateTime, TimeDelta, Utc};

/// How far ahead one may be scheduled.
pub const MOST_DAYS_AHEAD: i64 = 365;

stored_enum! {
    /// What an announcement is, and so which law of mail it is under.
    AnnouncementClass {
        /// It concerns the service: everybody of the audience gets it.
        Service = "service", "Service announcement";
        /// It is news: only those get it who asked for news by mail.
        Optional = "optional", "Optional news";
    }
}

impl AnnouncementClass {
    /// Who gets it, for whoever composes it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Service => {
                "Everybody in the accounts below gets it, whatever they chose about mail. It also stands in the portal."
            }
            Self::Optional => "Only those get it who asked for news by mail. Each mail can be left with one click.",
        }
    }
}

stored_enum! {
    /// Which accounts of a kind are meant.
    Standing {
        /// Those that are approved.
        Active = "active", "Active accounts";
        /// Those that are not deactivated.
        Open = "open", "All that are not deactivated";
    }
}

/// Whom an announcement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accounts {
    /// Of which kind; none for every kind.
    pub kind: Option<AccountKind>,
    /// In which standing.
    pub standing: Standing,
    /// In which country; none for every country.
    pub country: Option<Country>,
}

impl Accounts {
    /// In words, as "Everybody in active publisher accounts in Norway".
    pub fn words(self) -> String {
        let standing = if self.standing == Standing::Active { "active " } else { "" };
        let kind = self.kind.map(|kind| format!("{} ", kind.label().to_lowercase())).unwrap_or_default();
        let country = self.country.map(|country| format!(" in {}", country.name())).unwrap_or_default();
        format!("Everybody in {standing}{kind}accounts{country}")
    }
}

/// What an announcement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Service or news.
    pub class: AnnouncementClass,
    /// The subject of the mail and the title of the page.
    pub subject: SubjectLine,
    /// Why its readers get it.
    pub why: Note,
    /// The text: paragraphs in plain words, an empty line between them.
    pub text: Paragraph,
}

impl Words {
    /// The paragraphs of the text.
    pub fn paragraphs(&self) -> Vec<String> {
        let parts = self.text.as_str().split("\n\n").map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

/// An announcement.
#[derive(Clone, Debug, PartialEq)]
pub struct Announcement {
    /// Its id.
    pub id: AnnouncementId,
    /// What it says.
    pub words: Words,
    /// Whom it is for.
    pub accounts: Accounts,
    /// Where it stands.
    pub state: AnnouncementState,
    /// The version of its row.
    pub version: i64,
}

/// Why an announcement cannot be sent then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// It does not stand where it could be.
    #[error(transparent)]
    State(WrongState),
    /// The time is over.
    #[error("Choose a time that is still to come")]
    Past,
    /// The time is too far away.
    #[error("Choose a time within the next {MOST_DAYS_AHEAD} days")]
    Far,
    /// Another service announcement is too near.
    #[error("another service announcement is too near")]
    TooSoon {
        /// The first time from then on that is far enough from every other.
        free: DateTime<Utc>,
    },
}

/// The first time from `at` on that is at least `rest` away from each of the others: service announcements are rare.
pub fn next_free(at: DateTime<Utc>, rest: TimeDelta, others: &[DateTime<Utc>]) -> DateTime<Utc> {
    let mut others = others.to_vec();
    others.sort();
    others.into_iter().fold(at, |free, other| if (free - other).abs() < rest { other + rest } else { free })
}

impl Announcement {
    /// A draft.
    pub fn compose(words: Words, accounts: Accounts, now: DateTime<Utc>) -> Change<Self> {
        let id = AnnouncementId::at(now);
        let draft = Self { id, words, accounts, state: AnnouncementState::Draft, version: 1 };
        let event = draft.event("announcement.composed");
        Change::new(draft, 0, event)
    }

    /// The draft says something else, or to others; `seen` is the version that was read.
    ///
    /// # Errors
    /// [`WrongState`] unless it is a draft.
    pub fn revise(self, seen: i64, words: Words, accounts: Accounts) -> Result<Change<Self>, WrongState> {
        if self.state != AnnouncementState::Draft {
            return Err(self.refuse("changed"));
        }
        let event = self.event("announcement.revised");
        Ok(Change::new(Self { words, accounts, version: seen + 1, ..self }, seen, event))
    }

    /// A mail to whoever composes it, as its readers will get it; they are on no list for it.
    ///
    /// # Errors
    /// [`WrongState`] once it was cancelled.
    pub fn test(self, reader: UserId) -> Result<Change<Self>, WrongState> {
        if self.state.name() == StateName::Cancelled {
            return Err(self.refuse("tested"));
        }
        let letter = ServiceLetter::AnnouncementTest { announcement: self.id, subject: self.words.subject.to_string() };
        let (seen, event) = (self.version, self.event("announcement.tested"));
        Ok(Change::new(self, seen, event).letter(Audience::User(reader), letter))
    }

    /// It is to be sent at a time. `others` are the times of the service announcements that were sent or are to be;
    /// `rest` is what must lie between two of them.
    ///
    /// # Errors
    /// [`ScheduleError`] with what to do about it.
    pub fn schedule(
        self,
        (at, zone): (DateTime<Utc>, TimeZone),
        (rest, others): (TimeDelta, &[DateTime<Utc>]),
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, ScheduleError> {
        if self.state != AnnouncementState::Draft {
            return Err(ScheduleError::State(self.refuse("scheduled")));
        }
        if at < now {
            return Err(ScheduleError::Past);
        }
        if at - now > TimeDelta::days(MOST_DAYS_AHEAD) {
            return Err(ScheduleError::Far);
        }
        if self.words.class == AnnouncementClass::Service {
            let free = next_free(at, rest, others);
            if free != at {
                return Err(ScheduleError::TooSoon { free });
            }
        }
        Ok(self.into_state(AnnouncementState::Scheduled { at, zone }, "announcement.scheduled"))
    }

    /// It is not sent after all.
    ///
    /// # Errors
    /// [`WrongState`] once sending has begun: a mail cannot be taken back.
    pub fn cancel(self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        match self.state {
            AnnouncementState::Draft | AnnouncementState::Scheduled { .. } => {
                Ok(self.into_state(AnnouncementState::Cancelled { at: now }, "announcement.cancelled"))
            }
            _ => Err(self.refuse("cancelled")),
        }
    }

    /// Its time has come: readers are queued from here on, and it stands in the portal.
    ///
    /// # Errors
    /// [`WrongState`] unless it is scheduled and its time has come.
    pub fn begin(self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        match self.state {
            AnnouncementState::Scheduled { at, .. } if at <= now => {
                Ok(self.into_state(AnnouncementState::Sending { since: now }, "announcement.sending_begun"))
            }
            _ => Err(self.refuse("sent")),
        }
    }

    /// Everybody of its audience is queued.
    ///
    /// # Errors
    /// [`WrongState`] unless it is being sent.
    pub fn finish(self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        match self.state {
            AnnouncementState::Sending { since } => {
                Ok(self.into_state(AnnouncementState::Sent { since, at: now }, "announcement.sent"))
            }
            _ => Err(self.refuse("finished")),
        }
    }

    /// The letter that each of its readers gets, but for the consent that optional news names.
    pub fn letter(&self) -> letter::Announced {
        letter::Announced { announcement: self.id, subject: self.words.subject.to_string() }
    }

    fn event(&self, verb: &'static str) -> Event {
        let fields = Differences::new().secret("words", verb == "announcement.revised").into_fields();
        Event::new(Subject::new("announcement", self.id.0), None, verb).changing(fields)
    }

    fn into_state(mut self, state: AnnouncementState, verb: &'static str) -> Change<Self> {
        let (seen, event) = (self.version, self.event(verb));
        self.state = state;
        self.version += 1;
        Change::new(self, seen, event)
    }

    fn refuse(&self, wanted: &'static str) -> WrongState {
        WrongState { noun: "This announcement", state: self.state.name().words(), wanted }
    }
}
