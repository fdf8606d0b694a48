//! Who of the staff has a case: theirs for half an hour, then free again by itself.

use crate::change::{Change, Event, Subject, WrongState};
use crate::ids::{CaseId, UserId};
use chrono::{DateTime, TimeDelta, Utc};

/// For how many minutes a case is somebody's, from when they took it last.
pub const CLAIM_MINUTES: i64 = 30;

/// Whose a case is, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose.
    pub by: UserId,
    /// Until when; past it, it is nobody's.
    pub until: DateTime<Utc>,
}

/// A case with whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The case.
    pub case: CaseId,
    /// Whether it waits for staff: what is decided, or with its applicant, is nobody's.
    pub waits: bool,
    /// Whose it is, perhaps no more.
    pub claim: Option<Claim>,
}

impl Claimed {
    /// Whose it is at this moment.
    pub fn at(&self, now: DateTime<Utc>) -> Option<Claim> {
        self.claim.filter(|claim| claim.until > now)
    }

    /// Whose it is at this moment, where it is not this person's.
    pub fn held_from(&self, person: UserId, now: DateTime<Utc>) -> Option<Claim> {
        self.at(now).filter(|claim| claim.by != person)
    }

    /// Somebody takes it; whoever has it keeps it for as long again.
    ///
    /// # Errors
    /// [`WrongState`] when it does not wait, or is somebody else's.
    pub fn take(mut self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        if !self.waits {
            return Err(WrongState { noun: "This case", state: "not waiting", wanted: "taken" });
        }
        if self.held_from(by, now).is_some() {
            return Err(WrongState { noun: "This case", state: "a colleague's", wanted: "taken" });
        }
        self.claim = Some(Claim { by, until: now + TimeDelta::minutes(CLAIM_MINUTES) });
        Ok(Change::new(self, 1, event(self.case, "case.claimed")))
    }

    /// Whoever has it lets it go.
    ///
    /// # Errors
    /// [`WrongState`] when it is not theirs.
    pub fn let_go(mut self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        if self.at(now).is_none_or(|claim| claim.by != by) {
            return Err(WrongState { noun: "This case", state: "not yours", wanted: "let go" });
        }
        self.claim = None;
        Ok(Change::new(self, 1, event(self.case, "case.let_go")))
    }
}

/// Of no account: what staff do among themselves stands in no applicant's history.
pub(crate) fn event(case: CaseId, verb: &'static str) -> Event {
    Event::new(Subject::new("case", case.0), None, verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_one_person_s_until_it_lapses() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let (rosa, tom) = (UserId::at(now), UserId::at(now));
        let free = Claimed { case: CaseId::at(now), waits: true, claim: None };
        let rosas = free.take(now, rosa).expect("free").into_after();
        let soon = now + TimeDelta::minutes(CLAIM_MINUTES - 1);
        assert!(rosas.take(soon, tom).is_err() && rosas.let_go(soon, tom).is_err(), "it was taken away");
        let longer = rosas.take(soon, rosa).expect("hers still").into_after();
        assert_eq!(longer.claim.map(|claim| claim.until), Some(soon + TimeDelta::minutes(CLAIM_MINUTES)));
        let late = now + TimeDelta::minutes(CLAIM_MINUTES);
        assert_eq!(rosas.take(late, tom).expect("lapsed").after().claim.map(|claim| claim.by), Some(tom));
        assert!(rosas.let_go(late, rosa).is_err(), "what lapsed was let go");
        assert!(Claimed { waits: false, ..free }.take(now, rosa).is_err(), "a decided case was taken");
    }
}
