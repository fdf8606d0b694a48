//! A decision that is taken back before its mails leave: within half a minute, by whoever took it, to what was before.

use crate::account::{Account, AccountState, Step};
use crate::change::{Change, WrongState};
use crate::ids::{CaseId, SiteId, UserId};
use crate::order::{Order, OrderState, OrderStep};
use crate::reason::Reason;
use crate::site::{Site, SiteState};
use chrono::{DateTime, TimeDelta, Utc};

/// Where a record stood before a decision on it.
#[derive(Clone, Debug, PartialEq)]
pub enum Before {
    /// An account; the reason is the one for which a second reviewer gave it back.
    Account(AccountState, Option<Reason>),
    /// An order.
    Order(OrderState),
    /// A site; which one, for the case of an account holds several.
    Site(SiteId, SiteState),
}

impl Before {
    /// When and by whom that state was entered.
    pub fn step(&self) -> Step {
        match self {
            Self::Account(state, _) => state.step(),
            Self::Order(state) => state.step(),
            Self::Site(_, state) => state.step(),
        }
    }

    /// The state as stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Account(state, _) => state.as_str(),
            Self::Order(state) => state.as_str(),
            Self::Site(_, state) => state.as_str(),
        }
    }

    /// Why it stood so, where somebody gave a reason.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Account(_, reason) => reason.as_ref(),
            Self::Site(_, SiteState::Failed(_, reason)) => Some(reason),
            Self::Order(_) | Self::Site(..) => None,
        }
    }

    /// Which site it is.
    pub fn site(&self) -> Option<SiteId> {
        match self {
            Self::Site(id, _) => Some(*id),
            Self::Account(..) | Self::Order(_) => None,
        }
    }
}

/// A decision that can still be taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undoable {
    /// In which case.
    pub case: CaseId,
    /// Who took it.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when it can be taken back.
    pub until: DateTime<Utc>,
    /// Since when the case waited before it.
    pub waiting_since: DateTime<Utc>,
    /// The version that the decision gave the record: another one says that something has happened since.
    pub version: i64,
    /// Where the record stood.
    pub before: Before,
}

impl Undoable {
    /// A decision of this moment on what stood so before; none where nothing can be taken back, because the time for it is
    /// nought.
    pub fn new(
        (case, waiting_since): (CaseId, DateTime<Utc>),
        (by, at): (UserId, DateTime<Utc>),
        window: TimeDelta,
        version: i64,
        before: Before,
    ) -> Option<Self> {
        let until = at + window;
        (until > at).then_some(Self { case, by, at, until, waiting_since, version, before })
    }

    fn check(&self, noun: &'static str, version: i64, now: DateTime<Utc>, by: UserId) -> Result<(), WrongState> {
        let refuse = |state| Err(WrongState { noun, state, wanted: "put back to what it was" });
        match () {
            () if by != self.by => refuse("decided by somebody else"),
            () if now >= self.until => refuse("decided for longer than a decision can be taken back"),
            () if version != self.version => refuse("changed since it was decided"),
            () => Ok(()),
        }
    }
}

impl Account {
    /// The decision is taken back: the account stands where it stood before. Its mails are withdrawn with it.
    ///
    /// # Errors
    /// [`WrongState`] to anybody but whoever decided, after its time, and when something has happened since.
    pub fn undo(self, undoable: &Undoable, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        undoable.check("This account", self.version, now, by)?;
        match &undoable.before {
            Before::Account(state, given_back) => Ok(self.put_back(state.clone(), given_back.clone())),
            Before::Order(_) | Before::Site(..) => Err(another("This account")),
        }
    }
}

impl Order {
    /// The decision is taken back: the order stands where it stood before. Its mails are withdrawn with it.
    ///
    /// # Errors
    /// [`WrongState`] to anybody but whoever decided, after its time, and when something has happened since.
    pub fn undo(self, undoable: &Undoable, now: DateTime<Utc>, by: UserId) -> Result<Change<OrderStep>, WrongState> {
        undoable.check("This order", self.version, now, by)?;
        match &undoable.before {
            Before::Order(state) => Ok(self.put_back(state.clone())),
            Before::Account(..) | Before::Site(..) => Err(another("This order")),
        }
    }
}

impl Site {
    /// The decision is taken back: the site stands where it stood before. Its mails are withdrawn with it.
    ///
    /// # Errors
    /// [`WrongState`] to anybody but whoever decided, after its time, and when something has happened since.
    pub fn undo(self, undoable: &Undoable, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        undoable.check("This site", self.version, now, by)?;
        match &undoable.before {
            Before::Site(id, state) if *id == self.id => Ok(self.put_back(state.clone())),
            Before::Site(..) | Before::Account(..) | Before::Order(_) => Err(another("This site")),
        }
    }
}

fn another(noun: &'static str) -> WrongState {
    WrongState { noun, state: "not what was decided on", wanted: "put back" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::AccountKind;
    use crate::ids::AccountId;
    use crate::reason::ReasonCode;
    use crate::site::{Category, Language, SiteDetails};

    #[test]
    fn a_decline_is_taken_back_by_whoever_declined_in_time_and_while_nothing_else_has_happened() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let (rosa, tom) = (UserId::at(now), UserId::at(now));
        let account = Account {
            id: AccountId::at(now),
            reference: "PUB-1001".into(),
            kind: AccountKind::Publisher,
            name: "Fjord Post".into(),
            state: AccountState::InReview(Step { at: now, by: tom }),
            submitted_at: Some(now),
            given_back: None,
            version: 4,
        };
        let before = Before::Account(account.state.clone(), None);
        let reason = Reason { code: ReasonCode::Terms, words: "The terms were not met.".into() };
        let declined = account.clone().decline(now, rosa, reason, None).expect("declined").into_after();
        let window = TimeDelta::seconds(30);
        let case = (CaseId::at(now), now);
        let undoable = Undoable::new(case, (rosa, now), window, declined.version, before.clone()).expect("in time");
        let soon = now + TimeDelta::seconds(29);
        let undone = declined.clone().undo(&undoable, soon, rosa).expect("undone").into_after();
        assert_eq!((undone.state, undone.version), (account.state, 6));
        assert!(declined.clone().undo(&undoable, soon, tom).is_err(), "somebody else took it back");
        assert!(declined.clone().undo(&undoable, now + window, rosa).is_err(), "its mails have left");
        let moved = Account { version: 9, ..declined };
        assert!(moved.undo(&undoable, soon, rosa).is_err(), "something happened since");
        assert!(Undoable::new(case, (rosa, now), TimeDelta::zero(), 5, before).is_none());
    }

    #[test]
    fn a_site_that_was_refused_waits_again_and_another_site_of_the_case_stays_as_it_is() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let (rosa, account) = (UserId::at(now), AccountId::at(now));
        let details = SiteDetails {
            domain: "fjord.example".parse().expect("a domain"),
            category: Category::Travel,
            language: Language::No,
            monthly_page_views: "1000".parse().expect("a quantity"),
        };
        let pending = SiteState::Pending(Step { at: now, by: rosa });
        let site = Site { id: SiteId::at(now), account, details, state: pending.clone(), version: 1 };
        let owner = Account {
            id: account,
            reference: "PUB-1001".into(),
            kind: AccountKind::Publisher,
            name: "Fjord Post".into(),
            state: AccountState::Approved(Step { at: now, by: rosa }),
            submitted_at: Some(now),
            given_back: None,
            version: 4,
        };
        let reason = Reason { code: ReasonCode::SiteOwnership, words: "It is not shown.".into() };
        let refused = site.clone().fail(&owner, now, rosa, reason.clone()).expect("refused").into_after();
        let before = Before::Site(site.id, pending.clone());
        let window = TimeDelta::seconds(30);
        let undoable =
            Undoable::new((CaseId::at(now), now), (rosa, now), window, refused.version, before).expect("in time");
        let soon = now + TimeDelta::seconds(29);
        let change = refused.clone().undo(&undoable, soon, rosa).expect("undone");
        assert_eq!((change.event().verb, change.letters().len()), ("site.decision_undone", 0));
        assert_eq!(change.into_after().state, pending);
        assert!(refused.clone().undo(&undoable, now + window, rosa).is_err(), "its mails have left");
        let other = Site { id: SiteId::at(now), ..refused.clone() };
        assert!(other.undo(&undoable, soon, rosa).is_err(), "another site was put back");
        assert_eq!(Before::Site(refused.id, refused.state).reason(), Some(&reason));
    }
}
