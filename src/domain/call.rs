//! Calls: the letters of people who wish to be called instead of written to (P12), made by staff.

use crate::change::{Change, Event, Subject, WrongState};
use crate::ids::{AccountId, CallId, UserId};
use crate::text::Note;
use crate::user::stored_enum;
use chrono::{DateTime, Utc};

stored_enum! {
    /// How an attempt to call ended.
    Outcome {
        /// The person heard it.
        Reached = "reached", "Reached";
        /// Somebody or something took a message.
        LeftMessage = "left_message", "Left a message";
        /// Nobody answered: the call waits for another attempt.
        NoAnswer = "no_answer", "No answer";
        /// It is not the person's number: the letter is written to them instead, so that they hear of it all the same.
        WrongNumber = "wrong_number", "Wrong number";
    }
}

impl Outcome {
    /// What follows from it, for those who choose it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Reached => "They heard it; the call is done",
            Self::LeftMessage => "Nobody calls again",
            Self::NoAnswer => "The call stays in the list",
            Self::WrongNumber => "We write instead, by mail",
        }
    }

    /// The tone of its mark.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Reached | Self::LeftMessage => "good",
            Self::NoAnswer => "info",
            Self::WrongNumber => "warn",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Reached | Self::LeftMessage => "call.made",
            Self::NoAnswer => "call.unanswered",
            Self::WrongNumber => "call.misdialled",
        }
    }
}

/// An attempt to call, as staff note it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: UserId,
    /// How it ended.
    pub outcome: Outcome,
    /// What is worth knowing, such as when to try again.
    pub note: Option<Note>,
}

/// A call to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its id, which is the letter's.
    pub id: CallId,
    /// The account that it concerns.
    pub account: Option<AccountId>,
    /// Whether it waits to be made.
    pub waits: bool,
    /// How often it was tried.
    pub attempts: i32,
}

/// A call with the attempt that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The call after it.
    pub call: Call,
    /// The attempt.
    pub attempt: Attempt,
}

impl Call {
    /// Its version: each attempt makes a new one.
    pub fn version(&self) -> i64 {
        i64::from(self.attempts) + 1
    }

    /// Staff called: the attempt is counted, and only one that nobody answered leaves the call waiting.
    ///
    /// # Errors
    /// [`WrongState`] when it does not wait any more.
    pub fn tried(mut self, attempt: Attempt) -> Result<Change<Tried>, WrongState> {
        if !self.waits {
            return Err(WrongState { noun: "This call", state: "done", wanted: "made again" });
        }
        let seen = self.version();
        let event = Event::new(Subject::new("call", self.id.0), self.account, attempt.outcome.verb());
        self.waits = attempt.outcome == Outcome::NoAnswer;
        self.attempts += 1;
        Ok(Change::new(Tried { call: self, attempt }, seen, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(outcome: Outcome) -> Attempt {
        Attempt { at: DateTime::UNIX_EPOCH, by: UserId::at(DateTime::UNIX_EPOCH), outcome, note: None }
    }

    #[test]
    fn only_an_unanswered_call_is_tried_again_and_every_attempt_counts() {
        let call = Call { id: CallId::at(DateTime::UNIX_EPOCH), account: None, waits: true, attempts: 0 };
        let change = call.clone().tried(attempt(Outcome::NoAnswer)).expect("it waits");
        assert_eq!((change.seen(), change.event().verb), (1, "call.unanswered"));
        let again = change.into_after().call;
        assert!(again.waits && again.attempts == 1);
        let done = again.tried(attempt(Outcome::Reached)).expect("it still waits").into_after().call;
        assert!(!done.waits && done.attempts == 2);
        assert!(done.tried(attempt(Outcome::Reached)).is_err());
        for end in [Outcome::Reached, Outcome::LeftMessage, Outcome::WrongNumber] {
            assert!(!call.clone().tried(attempt(end)).expect("it waits").into_after().call.waits, "{end:?}");
        }
    }
}
