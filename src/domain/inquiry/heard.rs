//! What the sender of a message adds to it, on the page that the mail leads to.

use super::{Inquiry, InquiryState};
use crate::change::Change;
use crate::letter::{Audience, ReplyLetter};
use crate::phone::Phone;
use crate::text::Paragraph;
use crate::working_days::AnswerTime;
use chrono::{DateTime, TimeDelta, Utc};

/// Days for which the link to a message's page works after the last step.
pub const STATUS_DAYS: i64 = 90;
/// Days within which its sender reopens a message that has ended by writing again.
pub const REOPEN_DAYS: i64 = 30;
/// How often its sender may write until we answer.
pub const MOST_UNANSWERED: i64 = 10;

/// Words of the sender to be saved.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The message after them.
    pub inquiry: Inquiry,
    /// The words.
    pub words: Paragraph,
}

/// Why the sender cannot add to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HearError {
    /// They have written often enough until we answer.
    #[error(
        "You have written {MOST_UNANSWERED} times since our last answer. We read all of it; write again once we have answered"
    )]
    Enough,
    /// It has ended too long ago.
    #[error("This was settled more than {REOPEN_DAYS} days ago. Write to us anew at /contact")]
    Settled,
}

impl Inquiry {
    /// Until when the link to its page works.
    pub fn link_until(&self) -> DateTime<Utc> {
        self.state_at + TimeDelta::days(STATUS_DAYS)
    }

    /// Until when its sender may add to it.
    pub fn open_until(&self) -> DateTime<Utc> {
        match self.state {
            InquiryState::Ended(..) => self.state_at + TimeDelta::days(REOPEN_DAYS),
            _ => self.link_until(),
        }
    }

    /// Its sender writes again: what waits for them is ours to answer from then on, and what has ended is reopened. Whoever
    /// has it is told when it becomes their turn, else everybody who answers. With a number they
    /// ask to be called with the answer. `unanswered` is how often they have written since our last answer.
    ///
    /// # Errors
    /// [`HearError`] when they have written enough, or it ended too long ago.
    pub fn hear(
        mut self,
        words: Paragraph,
        telephone: Option<Phone>,
        unanswered: i64,
        answer: AnswerTime,
        now: DateTime<Utc>,
    ) -> Result<Change<Heard>, HearError> {
        if self.open_until() <= now {
            return Err(HearError::Settled);
        }
        if unanswered >= MOST_UNANSWERED {
            return Err(HearError::Enough);
        }
        let (state, verb) = match self.state {
            InquiryState::Waiting(user) => (InquiryState::Open(user), "inquiry.written_again"),
            InquiryState::Ended(_, user) => (InquiryState::Reopened(user), "inquiry.reopened_by_sender"),
            same => (same, "inquiry.written_again"),
        };
        self.written.telephone = telephone.or(self.written.telephone);
        let is_our_turn_now = state != self.state;
        if is_our_turn_now {
            self.state = state;
            self.state_at = now;
            self.due_at = answer.by(now);
        }
        let audience = state.assignee().map_or(Audience::Support, Audience::User);
        let letter = ReplyLetter::InquiryWrittenAgain { inquiry: self.id, reference: self.reference.clone() };
        let change = self.step(verb);
        let change = if is_our_turn_now { change.letter(audience, letter) } else { change };
        Ok(change.map(|inquiry| Heard { inquiry, words }))
    }
}
