//! Looking at an account as its owner sees it: for support, for a reason, for half an hour, and told to its owners.

use crate::account::Account;
use crate::change::{Change, Event, FieldChange, Subject};
use crate::ids::{AccountId, UserId, ViewingId};
use crate::letter::{Audience, ServiceLetter};
use crate::text::Note;
use chrono::{DateTime, TimeDelta, Utc};

/// How many minutes it lasts at most.
pub const VIEW_MINUTES: i64 = 30;

/// One such look.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewing {
    /// Its id.
    pub id: ViewingId,
    /// At which account.
    pub account: AccountId,
    /// Who looks.
    pub viewer: UserId,
    /// Why.
    pub reason: Note,
    /// Since when.
    pub begun_at: DateTime<Utc>,
    /// Until when at most.
    pub ends_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Viewing {
    /// A member of staff begins to look; the account's owners are told who, why and until when.
    pub fn begin(account: &Account, (viewer, name): (UserId, &str), reason: Note, now: DateTime<Utc>) -> Change<Self> {
        let ends_at = now + TimeDelta::minutes(VIEW_MINUTES);
        let letter = ServiceLetter::ViewingBegun {
            account: account.letter_ref(),
            by: name.to_owned(),
            reason: reason.to_string(),
            until: crate::period::instant_words(ends_at, chrono_tz::UTC),
        };
        let field = FieldChange { column: "reason", before: None, after: Some(reason.to_string()) };
        let event = event(account.id, "account.viewing_begun").changing(vec![field]);
        let (id, account) = (ViewingId::at(now), account.id);
        let begun = Self { id, account, viewer, reason, begun_at: now, ends_at, ended_at: None };
        Change::new(begun, 0, event).letter(Audience::Owners { account, but: viewer }, letter)
    }

    /// It ends: when its time is over, or before.
    pub fn end(mut self, now: DateTime<Utc>) -> Change<Self> {
        let event = event(self.account, "account.viewing_ended");
        self.ended_at = Some(now.min(self.ends_at));
        Change::new(self, 1, event)
    }
}

fn event(account: AccountId, verb: &'static str) -> Event {
    Event::new(Subject::new("account", account.0), Some(account), verb)
}
