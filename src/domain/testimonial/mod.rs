//! What a person of an account says of the operator, for anyone to read (P13).
//!
//! The person writes it, sees it as the public will, and agrees under a wording with a version; staff approve it; the person
//! withdraws it at any time, and from then on the record says what happened, without the words and the name.

mod shown;
mod state;
#[cfg(test)]
mod tests;

pub use shown::{Consent, Shown, WORDINGS, Wording, Words};
pub use state::{StateName, TestimonialState};

use crate::account::{Account, Step};
use crate::change::{Change, Differences, Event, Subject, WrongState};
use crate::ids::{AccountId, TestimonialId, UserId};
use crate::letter::{Audience, ReplyLetter};
use crate::reason::{Reason, ReasonCode};
use chrono::{DateTime, Utc};

/// The reasons for which a testimonial may be refused.
pub const REASONS: [ReasonCode; 5] =
    [ReasonCode::Claim, ReasonCode::OtherPeople, ReasonCode::DetailsDiffer, ReasonCode::Terms, ReasonCode::Other];

/// A testimonial.
#[derive(Clone, Debug, PartialEq)]
pub struct Testimonial {
    /// Its id.
    pub id: TestimonialId,
    /// The account whose person gave it.
    pub account: AccountId,
    /// Who gave it.
    pub author: UserId,
    /// What they agreed to and when; kept for good.
    pub consent: Consent,
    /// Where it stands.
    pub state: TestimonialState,
    /// The version of its row.
    pub version: i64,
}

/// That people of an account may offer one: while it is active.
///
/// # Errors
/// [`WrongState`] while it is not.
pub fn check_account(account: &Account) -> Result<(), WrongState> {
    match account.is_active() {
        true => Ok(()),
        false => {
            let state = account.state.label();
            Err(WrongState { noun: "This account", state, wanted: "named in a testimonial" })
        }
    }
}

impl Testimonial {
    /// A person of an active account offers one, as they agreed to it in the preview. Those who answer people are told.
    ///
    /// # Errors
    /// [`WrongState`] unless the account is active.
    pub fn offer(
        account: &Account,
        author: UserId,
        shown: Shown,
        consent: Consent,
    ) -> Result<Change<Self>, WrongState> {
        check_account(account)?;
        let id = TestimonialId::at(consent.at);
        let state = TestimonialState::Offered(shown);
        // The columns by their names alone: values beside the event would outlive a withdrawal.
        let fields = Differences::new().secret("words", true).secret("consent_wording", true).into_fields();
        let event = Event::new(Subject::new("testimonial", id.0), Some(account.id), "testimonial.offered");
        let offered = Self { id, account: account.id, author, consent, state, version: 1 };
        let waiting = ReplyLetter::TestimonialWaiting { testimonial: id };
        Ok(Change::new(offered, 0, event.changing(fields)).letter(Audience::Support, waiting))
    }

    /// Staff publish it: from here on anyone reads it, and its author is told.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits.
    pub fn publish(mut self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        self.state = match self.state {
            TestimonialState::Offered(shown) => TestimonialState::Published(shown, Step { at: now, by }),
            other => return Err(refuse(&other, "published")),
        };
        let author = Audience::User(self.author);
        Ok(self.into_change("testimonial.published", None).letter(author, ReplyLetter::TestimonialPublished))
    }

    /// Staff refuse it, and its author is told why.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits.
    pub fn refuse(mut self, now: DateTime<Utc>, by: UserId, reason: Reason) -> Result<Change<Self>, WrongState> {
        let code = reason.code;
        let letter = ReplyLetter::TestimonialRefused { reason: code, words: reason.words.clone() };
        self.state = match self.state {
            TestimonialState::Offered(shown) => TestimonialState::Refused(shown, Step { at: now, by }, reason),
            other => return Err(refuse(&other, "refused")),
        };
        let author = Audience::User(self.author);
        Ok(self.into_change("testimonial.refused", Some(code)).letter(author, letter))
    }

    /// Its author offers another one in place of one that was refused: the refused words are erased, the refusal stays.
    ///
    /// # Errors
    /// [`WrongState`] unless it was refused and still has its words.
    pub fn replace(mut self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        self.state = match self.state {
            TestimonialState::Refused(_, step, reason) => TestimonialState::Replaced(reason.code, step, now),
            other => return Err(refuse(&other, "replaced")),
        };
        Ok(self.into_change("testimonial.replaced", None))
    }

    /// Its author takes it back, in whatever state it is: words and name are gone from here on.
    ///
    /// # Errors
    /// [`WrongState`] when that was done before, or its words are erased already.
    pub fn withdraw(mut self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        if self.state.shown().is_none() {
            return Err(refuse(&self.state, "withdrawn"));
        }
        self.state = TestimonialState::Withdrawn(Step { at: now, by });
        Ok(self.into_change("testimonial.withdrawn", None))
    }

    fn into_change(mut self, verb: &'static str, reason: Option<ReasonCode>) -> Change<Self> {
        let mut event = Event::new(Subject::new("testimonial", self.id.0), Some(self.account), verb);
        event.reason = reason;
        let seen = self.version;
        self.version += 1;
        Change::new(self, seen, event)
    }
}

fn refuse(state: &TestimonialState, wanted: &'static str) -> WrongState {
    let state = match state {
        TestimonialState::Offered(_) => "waiting",
        TestimonialState::Published(..) => "public",
        TestimonialState::Refused(..) => "refused",
        TestimonialState::Replaced(..) => "replaced by another one",
        TestimonialState::Withdrawn(_) => "withdrawn",
    };
    WrongState { noun: "This testimonial", state, wanted }
}
