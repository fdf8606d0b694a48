//! Four eyes: what one member of staff asks for and a second one approves.
//!
//! A request binds an [`Act`] with the values before and after. Approving and carrying out are one transaction, which reads
//! the record again: what is no longer as it was when it was asked is not changed. A request is decided once and used once.

mod act;
#[cfg(test)]
mod tests;

pub use act::{Act, Action, Facts, Login};

use crate::change::{Change, Event, Subject, WrongState};
use crate::ids::{ApprovalId, UserId};
use crate::letter::{Audience, ServiceLetter};
use crate::text::Note;
use crate::user::{StaffRole, stored_enum};
use chrono::{DateTime, TimeDelta, Utc};

/// How many days a request waits for a second person.
pub const APPROVAL_DAYS: i64 = 7;

stored_enum! {
    /// The state as it is stored and shown.
    StateName {
        /// Waits for a second person.
        Asked = "asked", "Waits for a second person";
        /// Approved, and not carried out yet.
        Approved = "approved", "Approved";
        /// Approved and carried out.
        Used = "used", "Approved and done";
        /// Refused by a second person.
        Refused = "refused", "Refused";
        /// Taken back by whoever asked.
        Withdrawn = "withdrawn", "Withdrawn";
        /// Nobody decided in time.
        Expired = "expired", "Ran out";
    }
}

impl StateName {
    /// The tone of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Asked => "info",
            Self::Approved | Self::Used => "good",
            Self::Refused => "bad",
            Self::Withdrawn => "neutral",
            Self::Expired => "warn",
        }
    }
}

/// Where a request stands; each state carries what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub enum ApprovalState {
    /// Waits for a second person.
    Asked,
    /// Approved by this person, and not carried out yet.
    Approved(UserId, DateTime<Utc>),
    /// Approved by this person and carried out, at the second instant.
    Used(UserId, DateTime<Utc>, DateTime<Utc>),
    /// Refused by this person, for this reason.
    Refused(UserId, DateTime<Utc>, Note),
    /// Taken back by whoever asked.
    Withdrawn(DateTime<Utc>),
    /// Nobody decided in time.
    Expired(DateTime<Utc>),
}

impl ApprovalState {
    /// The state by its name.
    pub fn name(&self) -> StateName {
        match self {
            Self::Asked => StateName::Asked,
            Self::Approved(..) => StateName::Approved,
            Self::Used(..) => StateName::Used,
            Self::Refused(..) => StateName::Refused,
            Self::Withdrawn(_) => StateName::Withdrawn,
            Self::Expired(_) => StateName::Expired,
        }
    }
}

/// A request for a second pair of eyes.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    /// Its id.
    pub id: ApprovalId,
    /// What is asked.
    pub act: Act,
    /// The name of the person it is about, for letters.
    pub name: String,
    /// Why.
    pub why: Note,
    /// Who asks.
    pub maker: UserId,
    /// Since when.
    pub asked_at: DateTime<Utc>,
    /// Until when it can be decided.
    pub expires_at: DateTime<Utc>,
    /// Where it stands.
    pub state: ApprovalState,
    /// The version of its row.
    pub version: i64,
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalError {
    /// Whoever asked, or is concerned, cannot be the second person.
    #[error("not a second person")]
    NotSecond,
    /// Another role decides this.
    #[error("another role decides this")]
    Role,
    /// It was decided, withdrawn or ran out before.
    #[error(transparent)]
    Settled(#[from] WrongState),
    /// The record is no longer as it was when this was asked.
    #[error("the record has changed since this was asked")]
    Overtaken,
}

/// Who takes a step: the person and their role on the staff.
#[derive(Clone, Copy, Debug)]
pub struct Colleague {
    /// The login.
    pub user: UserId,
    /// Their role.
    pub role: StaffRole,
}

impl Approval {
    /// A member of staff asks a second one; those who may approve are told, and whoever's authenticator is asked for.
    ///
    /// # Errors
    /// [`ApprovalError`] for an act about oneself, and for one of another role's.
    pub fn ask(
        act: Act,
        name: String,
        why: Note,
        by: Colleague,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, ApprovalError> {
        if act.subject() == by.user {
            return Err(ApprovalError::NotSecond);
        }
        if !act.roles().contains(&by.role) {
            return Err(ApprovalError::Role);
        }
        let (id, subject, roles) = (ApprovalId::at(now), act.subject(), act.roles());
        let expires_at = now + TimeDelta::days(APPROVAL_DAYS);
        let waiting = ServiceLetter::ApprovalWaiting {
            approval: id,
            what: act.words(&name),
            why: why.to_string(),
            until: crate::period::instant_words(expires_at, chrono_tz::UTC),
        };
        let concerned = matches!(act, Act::RemoveAuthenticator { .. });
        let asked = Self {
            id,
            act,
            name,
            why,
            maker: by.user,
            asked_at: now,
            expires_at,
            state: ApprovalState::Asked,
            version: 1,
        };
        let change = Change::new(asked, 0, event(id, "approval.asked"));
        let change = change.letter(Audience::Desk { roles, but: vec![by.user, subject] }, waiting);
        Ok(if concerned {
            change.letter(Audience::User(subject), ServiceLetter::AuthenticatorRemovalAsked)
        } else {
            change
        })
    }

    /// That this person may be the second one.
    ///
    /// # Errors
    /// [`ApprovalError`] for whoever asked or is concerned, and for another role.
    pub fn check_second(&self, by: Colleague) -> Result<(), ApprovalError> {
        if by.user == self.maker || by.user == self.act.subject() {
            return Err(ApprovalError::NotSecond);
        }
        if self.act.roles().contains(&by.role) { Ok(()) } else { Err(ApprovalError::Role) }
    }

    /// A second person approves it; `present` is what the record says at this moment, and `maker` the role that whoever
    /// asked has by now: two people are two who still may. Whoever asked is told.
    ///
    /// # Errors
    /// [`ApprovalError`] for whoever cannot be the second person, once it is settled, and where the record has changed.
    pub fn approve(
        self,
        present: &Facts,
        maker: Option<StaffRole>,
        by: Colleague,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, ApprovalError> {
        self.check_second(by)?;
        self.check_open(now, "approved")?;
        let maker_still_may = maker.is_some_and(|role| self.act.roles().contains(&role));
        if *present != self.act.before() || !maker_still_may {
            return Err(ApprovalError::Overtaken);
        }
        Ok(self.into_change(ApprovalState::Approved(by.user, now), "approval.approved").told(true, None))
    }

    /// It is carried out, in the transaction that changes the record.
    ///
    /// # Errors
    /// [`WrongState`] unless it is approved and was not used before.
    pub fn carry_out(self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        match self.state {
            ApprovalState::Approved(by, at) => {
                Ok(self.into_change(ApprovalState::Used(by, at, now), "approval.used").0)
            }
            _ => Err(self.refuse("carried out")),
        }
    }

    /// A second person refuses it, with the reason. Whoever asked is told.
    ///
    /// # Errors
    /// [`ApprovalError`] for whoever cannot be the second person, and once it is settled.
    pub fn refuse_for(self, reason: Note, by: Colleague, now: DateTime<Utc>) -> Result<Change<Self>, ApprovalError> {
        self.check_second(by)?;
        self.check_open(now, "refused")?;
        let words = reason.to_string();
        let state = ApprovalState::Refused(by.user, now, reason);
        Ok(self.into_change(state, "approval.refused").told(false, Some(words)))
    }

    /// Whoever asked takes it back.
    ///
    /// # Errors
    /// [`ApprovalError`] for anyone else, and once it is settled.
    pub fn withdraw(self, by: UserId, now: DateTime<Utc>) -> Result<Change<Self>, ApprovalError> {
        if by != self.maker {
            return Err(ApprovalError::Role);
        }
        self.check_open(now, "withdrawn")?;
        Ok(self.into_change(ApprovalState::Withdrawn(now), "approval.withdrawn").0)
    }

    /// Nobody decided in time. Whoever asked is told.
    ///
    /// # Errors
    /// [`WrongState`] before its time, and once it is settled.
    pub fn expire(self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        if self.state != ApprovalState::Asked || now < self.expires_at {
            return Err(self.refuse("ended for want of a decision"));
        }
        Ok(self.into_change(ApprovalState::Expired(now), "approval.expired").told(false, None))
    }

    /// The state at this instant: one that nobody decided in time is over, whether it was swept yet or not.
    pub fn state_at(&self, now: DateTime<Utc>) -> StateName {
        match self.state.name() {
            StateName::Asked if now >= self.expires_at => StateName::Expired,
            name => name,
        }
    }

    fn check_open(&self, now: DateTime<Utc>, wanted: &'static str) -> Result<(), WrongState> {
        match self.state_at(now) {
            StateName::Asked => Ok(()),
            StateName::Expired => Err(WrongState { noun: "This request", state: "too old", wanted }),
            _ => Err(self.refuse(wanted)),
        }
    }

    fn refuse(&self, wanted: &'static str) -> WrongState {
        let state = match self.state.name() {
            StateName::Asked => "waiting",
            StateName::Approved => "approved",
            StateName::Used => "approved and done",
            StateName::Refused => "refused",
            StateName::Withdrawn => "withdrawn",
            StateName::Expired => "too old",
        };
        WrongState { noun: "This request", state, wanted }
    }

    fn into_change(mut self, state: ApprovalState, verb: &'static str) -> Step {
        let (seen, id) = (self.version, self.id);
        self.state = state;
        self.version += 1;
        Step(Change::new(self, seen, event(id, verb)))
    }
}

fn event(id: ApprovalId, verb: &'static str) -> Event {
    Event::new(Subject::new("approval", id.0), None, verb)
}

/// A step of which whoever asked may have to be told.
struct Step(Change<Approval>);

impl Step {
    fn told(self, approved: bool, reason: Option<String>) -> Change<Approval> {
        let asked = self.0.after();
        let (maker, what) = (Audience::User(asked.maker), asked.act.words(&asked.name));
        let letter = ServiceLetter::ApprovalDecided { approval: asked.id, what, approved, reason };
        self.0.letter(maker, letter)
    }
}
