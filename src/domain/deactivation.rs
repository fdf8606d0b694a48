//! Closing an account: what ends at once, what runs on until its end, and whose login ends with it.

use crate::account::{Account, AccountState, Step};
use crate::change::{Change, Event, Subject, WrongState};
use crate::ids::UserId;
use crate::letter::{Audience, ServiceLetter};
use chrono::{DateTime, NaiveDate, Utc};

/// Somebody who is in an account that is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Whether their login ends with it: they are in no other account and not on the staff.
    pub login_ends: bool,
}

/// An order that runs on until its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunsOn {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its last day.
    pub until: Option<NaiveDate>,
}

/// What closing an account brings with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consequences {
    /// Who is in it.
    pub people: Vec<Leaving>,
    /// Accepted orders, which run on.
    pub runs_on: Vec<RunsOn>,
    /// Orders on which nobody has decided, which are withdrawn.
    pub withdrawn: Vec<String>,
    /// Invitations into it that are open, which end.
    pub invitations: usize,
}

impl Account {
    /// Its owner closes it. Whoever is in it is told, with what runs on and whether their login ends.
    ///
    /// # Errors
    /// [`WrongState`] when it is closed already.
    pub fn deactivate(
        self,
        consequences: &Consequences,
        now: DateTime<Utc>,
        by: UserId,
    ) -> Result<Change<Self>, WrongState> {
        if matches!(self.state, AccountState::Deactivated(_)) {
            return Err(WrongState { noun: "This account", state: self.state.label(), wanted: "closed again" });
        }
        let account = self.letter_ref();
        let orders: Vec<String> = consequences.runs_on.iter().map(|order| order.number.clone()).collect();
        let mut change = self.closed(Step { at: now, by });
        for person in &consequences.people {
            let letter = ServiceLetter::AccountDeactivated {
                account: account.clone(),
                orders: orders.clone(),
                login_ends: person.login_ends,
            };
            change = change.letter(Audience::User(person.user), letter);
        }
        Ok(change)
    }
}

/// A login that ends with the last account that its person was in, to be saved.
pub fn login_ends(user: UserId) -> Change<UserId> {
    Change::new(user, 0, Event::new(Subject::new("user", user.0), None, "user.deactivated"))
}
