//! What people write on the public site, who answers it, and by when. Each step has its event and, where its sender is to
//! hear of it, its mail; a clock says when it is next somebody's turn.

mod answer;
mod drafts;
mod heard;
mod state;
#[cfg(test)]
mod tests;
mod written;

pub use answer::{Answered, Follows, INVITATION_DAYS, Invitation};
pub use drafts::{Draft, draft};
pub use heard::{HearError, Heard, MOST_UNANSWERED, REOPEN_DAYS, STATUS_DAYS};
pub use state::{End, InquiryState, StateName};
pub use written::{InquiryKind, Sector, Written};

use crate::change::{Change, Event, Subject, WrongState};
use crate::email::Email;
use crate::ids::{InquiryId, UserId};
use crate::letter::{Audience, ReplyLetter};
use crate::period::day_words;
use crate::working_days::AnswerTime;
use chrono::{DateTime, Utc};

/// Days after which staff look again at a message whose sender was asked something and has not answered.
pub const PATIENCE_DAYS: i64 = 14;

/// A message.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Its id.
    pub id: InquiryId,
    /// What people call it by: `INQ-1001`.
    pub reference: String,
    /// What was written.
    pub written: Written,
    /// Where it stands.
    pub state: InquiryState,
    /// When it came into this state.
    pub state_at: DateTime<Utc>,
    /// By when staff answer it, or look at it again where its sender was asked something. Nothing is due of what has ended.
    pub due_at: DateTime<Utc>,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// The version of its row.
    pub version: i64,
}

/// Why a message cannot be called the repetition of another one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DuplicateError {
    /// It is the same one.
    #[error("Enter the reference of another message: this one is {0} itself")]
    Itself(String),
    /// Somebody else wrote the other one: the answer under it would not reach whoever wrote this one.
    #[error("{0} came from another address, so its answer would not reach whoever wrote this one")]
    AnotherSender(String),
    /// The other one repeats a third.
    #[error("{0} is a duplicate itself: enter the one that it repeats")]
    OfADuplicate(String),
    /// It has ended already.
    #[error(transparent)]
    State(#[from] WrongState),
}

/// How many messages of one address are acknowledged within an hour, as of links to a login: an address is typed by anybody.
pub const TOLD_AN_HOUR: i64 = 3;

impl Inquiry {
    /// A message arrives under a reference that the store has drawn: its sender is told, and so are those who answer. Nobody
    /// has proved the address yet, so whoever had [`TOLD_AN_HOUR`] such mails in the hour before gets no other one.
    pub fn receive(
        written: Written,
        reference: String,
        answer: AnswerTime,
        now: DateTime<Utc>,
        before: i64,
    ) -> Change<Self> {
        let id = InquiryId::at(now);
        let due_at = answer.by(now);
        let by = Some(day_words(due_at.date_naive()));
        let received = ReplyLetter::InquiryReceived { inquiry: id, reference: reference.clone(), by };
        let waiting = ReplyLetter::InquiryWaiting { inquiry: id, reference: reference.clone() };
        let state = InquiryState::Acknowledged;
        let inquiry = Self { id, reference, written, state, state_at: now, due_at, created_at: now, version: 1 };
        let event = inquiry.event("inquiry.received");
        let sender = inquiry.sender();
        let change = Change::new(inquiry, 0, event).letter(Audience::Support, waiting);
        if before < TOLD_AN_HOUR { change.letter(sender, received) } else { change }
    }

    /// It is given to a member of the staff who answers, or taken. Whoever gets it from a colleague is told.
    ///
    /// # Errors
    /// [`WrongState`] when it has ended, or is with that person already.
    pub fn assign(mut self, to: UserId, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        if self.state.assignee() == Some(to) {
            return Err(self.wrong_now("with that person", "given to them again"));
        }
        let state = match self.state {
            InquiryState::New | InquiryState::Acknowledged | InquiryState::Assigned(_) => InquiryState::Assigned(to),
            InquiryState::Open(_) => InquiryState::Open(Some(to)),
            InquiryState::Waiting(_) => InquiryState::Waiting(Some(to)),
            InquiryState::Reopened(_) => InquiryState::Reopened(Some(to)),
            InquiryState::Ended(..) => return Err(self.wrong("given to somebody")),
        };
        self.state_at = if state.name() == self.state.name() { self.state_at } else { now };
        self.state = state;
        let letter = ReplyLetter::InquiryAssigned { inquiry: self.id, reference: self.reference.clone() };
        let change = self.step("inquiry.assigned");
        Ok(if to == by { change } else { change.letter(Audience::User(to), letter) })
    }

    /// It repeats another message of the same sender, under which it is answered: they are told so.
    ///
    /// # Errors
    /// [`DuplicateError`] when it has ended, or the other one is none that answers for it.
    pub fn duplicate(mut self, of: &Self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, DuplicateError> {
        self.check_open("called a duplicate")?;
        let other = of.reference.clone();
        if of.id == self.id {
            return Err(DuplicateError::Itself(other));
        }
        if of.email().key() != self.email().key() {
            return Err(DuplicateError::AnotherSender(other));
        }
        if of.state.duplicate_of().is_some() {
            return Err(DuplicateError::OfADuplicate(other));
        }
        let letter = ReplyLetter::InquiryDuplicate { inquiry: self.id, reference: self.reference.clone(), other };
        self.end(End::Duplicate(of.id), now, by);
        let sender = self.sender();
        Ok(self.step("inquiry.called_duplicate").letter(sender, letter))
    }

    /// Staff take it up again: it is to be answered as if it had just come.
    ///
    /// # Errors
    /// [`WrongState`] unless it has ended.
    pub fn reopen(mut self, answer: AnswerTime, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        let InquiryState::Ended(_, assignee) = self.state else {
            return Err(self.wrong_now("not settled", "reopened"));
        };
        self.state = InquiryState::Reopened(assignee);
        self.state_at = now;
        self.due_at = answer.by(now);
        Ok(self.step("inquiry.reopened"))
    }

    /// Where the answer goes.
    pub fn email(&self) -> &Email {
        &self.written.email
    }

    /// Whether it should have been answered by now.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        let name = self.state.name();
        name.is_open() && name != StateName::Waiting && self.due_at < now
    }

    fn sender(&self) -> Audience {
        Audience::Address {
            email: self.written.email.to_string(),
            name: self.written.full_name.to_string(),
            telephone: self.written.telephone.as_ref().map(ToString::to_string),
        }
    }

    fn event(&self, verb: &'static str) -> Event {
        Event::new(Subject::new("inquiry", self.id.0), None, verb)
    }

    fn step(mut self, verb: &'static str) -> Change<Self> {
        let (seen, event) = (self.version, self.event(verb));
        self.version += 1;
        Change::new(self, seen, event)
    }

    /// Ends it, with whoever did so as the one who has it where nobody had.
    fn end(&mut self, end: End, now: DateTime<Utc>, by: UserId) {
        self.state = InquiryState::Ended(end, self.state.assignee().or(Some(by)));
        self.state_at = now;
        self.due_at = now;
    }

    fn check_open(&self, wanted: &'static str) -> Result<(), WrongState> {
        if self.state.name().is_open() { Ok(()) } else { Err(self.wrong(wanted)) }
    }

    fn wrong(&self, wanted: &'static str) -> WrongState {
        let state = match self.state.name() {
            StateName::Converted => "answered with an invitation",
            StateName::Resolved => "answered",
            StateName::Duplicate => "a duplicate",
            StateName::NotNow => "put off",
            _ => "not settled",
        };
        self.wrong_now(state, wanted)
    }

    fn wrong_now(&self, state: &'static str, wanted: &'static str) -> WrongState {
        WrongState { noun: "This message", state, wanted }
    }
}
