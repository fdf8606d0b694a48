//! An account: a company in one role, and the states it goes through.

mod again;
mod kind;
mod state;

pub use again::AgainError;
pub use kind::{AccountKind, UnknownKind};
pub use state::{AccountState, Step, label, tone};

use crate::change::{Change, Event, Subject, WrongState};
use crate::ids::{AccountId, UserId};
use crate::letter::{AccountRef, Audience, ServiceLetter};
use crate::reason::Reason;
use crate::user::StaffRole;
use chrono::{DateTime, NaiveDate, Utc};

/// Facts in force were changed, which a reviewer looks at; the verb of its event, from which its case follows.
pub const CHANGED_IN_FORCE: &str = "account.changed_in_force";
/// A reviewer confirmed them.
pub const CHANGES_CONFIRMED: &str = "account.changes_confirmed";
/// A reviewer asked for changes.
pub const CHANGES_REQUESTED: &str = "account.changes_requested";
/// It was approved.
pub const APPROVED: &str = "account.approved";
/// A first reviewer approved it.
pub const FIRST_APPROVED: &str = "account.first_approved";
/// A second reviewer gave it back to the first.
pub const GIVEN_BACK: &str = "account.given_back";
/// They were answered.
pub const CHANGES_ANSWERED: &str = "account.changes_answered";

/// A company in one role.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What people call it by: `PUB-1001`.
    pub reference: String,
    /// Its role.
    pub kind: AccountKind,
    /// The company's name, as its company section gives it.
    pub name: String,
    /// Where it stands.
    pub state: AccountState,
    /// When it was last sent in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Why a second reviewer gave it back to the first, until the next decision.
    pub given_back: Option<Reason>,
    /// The version of its row.
    pub version: i64,
}

impl Account {
    /// How letters name it.
    pub fn letter_ref(&self) -> AccountRef {
        AccountRef { id: self.id, reference: self.reference.clone(), name: self.name.clone(), kind: self.kind }
    }

    /// Whether its owner may still edit what a reviewer decides on.
    pub fn is_editable(&self) -> bool {
        matches!(self.state, AccountState::Draft(_) | AccountState::ChangesRequested(_))
    }

    /// Whether it signs an agreement before it is approved; advertisers sign their orders instead.
    pub fn needs_agreement(&self) -> bool {
        self.kind != AccountKind::Advertiser
    }

    /// Whether it is active: approved with its agreement countersigned.
    pub fn is_active(&self) -> bool {
        matches!(self.state, AccountState::Approved(_))
    }

    /// Whether orders may be sent for it: those of one that is turned down or closed could not be accepted.
    pub fn takes_orders(&self) -> bool {
        !matches!(self.state, AccountState::Declined(..) | AccountState::Suspended(..) | AccountState::Deactivated(_))
    }

    /// Whether a reviewer may decide on it.
    pub fn awaits_decision(&self) -> bool {
        matches!(self.state, AccountState::Submitted(_) | AccountState::InReview(_))
    }

    /// Who approved it first, while it waits for a second person.
    pub fn first_approver(&self) -> Option<UserId> {
        match self.state {
            AccountState::SecondApproval(step) => Some(step.by),
            _ => None,
        }
    }

    /// Sends it in. Completeness is the caller's to check: it depends on the role.
    ///
    /// # Errors
    /// [`WrongState`] unless it is a draft.
    pub fn submit(self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        match self.state {
            AccountState::Draft(_) => {
                Ok(self.send(AccountState::Submitted(Step { at: now, by }), "account.submitted", now))
            }
            _ => Err(self.refuse("sent")),
        }
    }

    /// Answers what a reviewer asked; an active account stays active. That something is asked is the caller's to check: an
    /// active account's state does not say so, its case does.
    ///
    /// # Errors
    /// [`WrongState`] unless changes were asked or it is active.
    pub fn answer(self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        let state = match &self.state {
            AccountState::ChangesRequested(_) => AccountState::InReview(Step { at: now, by }),
            AccountState::Approved(_) => self.state.clone(),
            _ => return Err(self.refuse("sent again")),
        };
        Ok(self.send(state, CHANGES_ANSWERED, now))
    }

    fn send(self, state: AccountState, verb: &'static str, now: DateTime<Utc>) -> Change<Self> {
        let (account, waiting) = (self.letter_ref(), self.review_waiting());
        let mut change = self
            .into_change(state, verb, |_| {})
            .letter(Audience::Account(account.id), ServiceLetter::AccountSubmitted { account })
            .letter(Audience::Reviewers, waiting);
        change.after_mut().submitted_at = Some(now);
        change
    }

    /// Takes a submission back.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits for a decision or for changes.
    pub fn withdraw(self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        match self.state {
            AccountState::Submitted(_)
            | AccountState::InReview(_)
            | AccountState::SecondApproval(_)
            | AccountState::ChangesRequested(_) => {
                Ok(self.into_change(AccountState::Draft(Step { at: now, by }), "account.withdrawn", |_| {}))
            }
            _ => Err(self.refuse("withdrawn")),
        }
    }

    /// A reviewer begins.
    ///
    /// # Errors
    /// [`WrongState`] unless it was sent and nobody has begun.
    pub fn begin_review(self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        match self.state {
            AccountState::Submitted(_) => {
                Ok(self.into_change(AccountState::InReview(Step { at: now, by }), "account.review_begun", |_| {}))
            }
            _ => Err(self.refuse("taken into review")),
        }
    }

    /// Facts that a reviewer approved were changed: they go to the reviewers again, and the account stays active.
    ///
    /// # Errors
    /// [`WrongState`] unless it is active.
    pub fn change_in_force(self) -> Result<Change<Self>, WrongState> {
        if !self.is_active() {
            return Err(self.refuse("given other facts in force"));
        }
        let waiting = self.review_waiting();
        let state = self.state.clone();
        Ok(self.into_change(state, CHANGED_IN_FORCE, |_| {}).letter(Audience::Reviewers, waiting))
    }

    /// A reviewer confirms what was changed of an active account.
    ///
    /// # Errors
    /// [`WrongState`] unless it is active.
    pub fn confirm_changes(self) -> Result<Change<Self>, WrongState> {
        if !self.is_active() {
            return Err(self.refuse("confirmed with its changes"));
        }
        let (account, state) = (self.letter_ref(), self.state.clone());
        Ok(self
            .into_change(state, CHANGES_CONFIRMED, |_| {})
            .letter(Audience::Account(account.id), ServiceLetter::ChangesConfirmed { account }))
    }

    /// A reviewer asks for changes; `fields` are labels with notes, for the letter. An active account stays active.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits for a decision or is active.
    pub fn request_changes(
        self,
        now: DateTime<Utc>,
        by: UserId,
        fields: Vec<(String, String)>,
    ) -> Result<Change<Self>, WrongState> {
        let state = match self.state {
            AccountState::Submitted(_) | AccountState::InReview(_) => {
                AccountState::ChangesRequested(Step { at: now, by })
            }
            AccountState::Approved(_) => self.state.clone(),
            _ => return Err(self.refuse("sent back")),
        };
        let account = self.letter_ref();
        Ok(self
            .into_change(state, CHANGES_REQUESTED, |_| {})
            .letter(Audience::Account(account.id), ServiceLetter::ChangesRequested { account, fields }))
    }

    /// A first reviewer approves it, where policy wants two; the others are told.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits for a decision.
    pub fn approve_first(self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        if !self.awaits_decision() {
            return Err(self.refuse("approved"));
        }
        let (waiting, roles) = (self.review_waiting(), &[StaffRole::Reviewer, StaffRole::Admin]);
        Ok(self
            .into_change(AccountState::SecondApproval(Step { at: now, by }), FIRST_APPROVED, |_| {})
            .letter(Audience::Desk { roles, but: vec![by] }, waiting))
    }

    /// A second reviewer gives it back to the first, who is told why.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits for a second person.
    pub fn give_back(self, now: DateTime<Utc>, by: UserId, reason: Reason) -> Result<Change<Self>, WrongState> {
        let Some(first) = self.first_approver() else { return Err(self.refuse("given back")) };
        let letter = ServiceLetter::ApprovalGivenBack {
            reference: self.reference.clone(),
            name: self.name.clone(),
            reason: reason.code,
            words: reason.words.clone(),
        };
        let code = reason.code;
        let state = AccountState::InReview(Step { at: now, by });
        let mut change = self
            .into_change(state, GIVEN_BACK, |event| event.reason = Some(code))
            .letter(Audience::User(first), letter);
        change.after_mut().given_back = Some(reason);
        Ok(change)
    }

    /// A reviewer approves it: the only one, or the second.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits for a decision, or for a second person who is not the first.
    pub fn approve(self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        let second = self.first_approver().is_some_and(|first| first != by);
        if !self.awaits_decision() && !second {
            return Err(self.refuse("approved"));
        }
        let account = self.letter_ref();
        Ok(self
            .into_change(AccountState::Approved(Step { at: now, by }), APPROVED, |_| {})
            .letter(Audience::Account(account.id), ServiceLetter::AccountApproved { account }))
    }

    /// A reviewer declines it, with the reason and, where one may apply again, from when.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits for a decision.
    pub fn decline(
        self,
        now: DateTime<Utc>,
        by: UserId,
        reason: Reason,
        reapply_on: Option<NaiveDate>,
    ) -> Result<Change<Self>, WrongState> {
        if !self.awaits_decision() {
            return Err(self.refuse("declined"));
        }
        let account = self.letter_ref();
        let letter = ServiceLetter::AccountDeclined {
            account: account.clone(),
            reason: reason.code,
            words: reason.words.clone(),
            reapply: reapply_on.map(crate::period::day_words),
        };
        let code = reason.code;
        let state = AccountState::Declined(Step { at: now, by }, reason, reapply_on);
        Ok(self
            .into_change(state, "account.declined", |event| event.reason = Some(code))
            .letter(Audience::Account(account.id), letter))
    }

    /// The account with its new name, after its company section was saved.
    pub fn rename(self, name: String) -> Change<Self> {
        let state = self.state.clone();
        let before = self.name.clone();
        let mut change = self.into_change(state, "account.renamed", |event| {
            event.fields =
                crate::change::Differences::new().field("name", Some(before), Some(name.clone())).into_fields();
        });
        change.after_mut().name = name;
        change
    }

    /// That its sections may be changed: at any time but while staff look at them.
    ///
    /// # Errors
    /// [`WrongState`] while it is in review, declined, suspended or closed.
    pub fn check_editable(&self) -> Result<(), WrongState> {
        match self.state {
            AccountState::Draft(_) | AccountState::ChangesRequested(_) | AccountState::Approved(_) => Ok(()),
            _ => Err(self.refuse("changed")),
        }
    }

    /// That the terms its agreement carries may be changed: not once they are in force.
    ///
    /// # Errors
    /// [`WrongState`] in review and once it is active.
    pub fn check_terms_editable(&self) -> Result<(), WrongState> {
        if self.is_editable() { Ok(()) } else { Err(self.refuse("given other terms")) }
    }

    /// Closed, by its owner's deactivation.
    pub(crate) fn closed(self, step: Step) -> Change<Self> {
        self.into_change(AccountState::Deactivated(step), "account.deactivated", |_| {})
    }

    fn review_waiting(&self) -> ServiceLetter {
        let noun = self.kind.label().to_lowercase();
        ServiceLetter::ReviewWaiting { reference: self.reference.clone(), name: self.name.clone(), noun }
    }

    fn refuse(&self, wanted: &'static str) -> WrongState {
        WrongState { noun: "This account", state: self.state.label(), wanted }
    }

    /// The account as it stood before a decision that is taken back.
    pub(crate) fn put_back(self, state: AccountState, given_back: Option<Reason>) -> Change<Self> {
        let mut change = self.into_change(state, "account.decision_undone", |_| {});
        change.after_mut().given_back = given_back;
        change
    }

    fn into_change(mut self, state: AccountState, verb: &'static str, more: impl FnOnce(&mut Event)) -> Change<Self> {
        let mut event = Event::new(Subject::new("account", self.id.0), Some(self.id), verb);
        more(&mut event);
        let seen = self.version;
        self.state = state;
        self.given_back = None;
        self.version += 1;
        Change::new(self, seen, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn account(state: impl FnOnce(Step) -> AccountState) -> Account {
        let at = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        Account {
            id: AccountId::at(at),
            reference: "PUB-1001".into(),
            kind: AccountKind::Publisher,
            name: "Fjord Post".into(),
            state: state(Step { at, by: UserId::at(at) }),
            submitted_at: Some(at),
            given_back: None,
            version: 4,
        }
    }

    #[test]
    fn an_active_account_answers_and_stays_active_and_is_not_sent_in_again() {
        let active = account(AccountState::Approved);
        let Step { at, by } = active.state.step();
        assert!(active.clone().submit(at, by).is_err());
        let answered = active.answer(at, by).expect("it answers");
        assert!(answered.after().is_active());
        assert_eq!(answered.event().verb, CHANGES_ANSWERED);
        assert!(account(AccountState::Draft).answer(at, by).is_err(), "a draft answered what nobody asked");
        assert!(
            account(AccountState::InReview).change_in_force().is_err(),
            "what is not in force was changed in force"
        );
    }

    #[test]
    fn whoever_approved_first_is_not_the_second() {
        let waits = account(AccountState::InReview);
        let Step { at, by } = waits.state.step();
        let other = UserId::at(at);
        let first = waits.approve_first(at, by).expect("approved once").into_after();
        assert!(first.clone().approve(at, by).is_err(), "one person approved twice");
        assert!(first.clone().approve(at, other).is_ok());
        let reason = Reason { code: crate::reason::ReasonCode::Terms, words: "Look at the site again.".into() };
        let back = first.give_back(at, other, reason).expect("given back").into_after();
        assert!(back.given_back.is_some() && back.awaits_decision());
        let again = back.approve_first(at, other).expect("approved again").into_after();
        assert_eq!((again.given_back.clone(), again.first_approver()), (None, Some(other)));
    }
}
