//! Applying again after a decline.

use super::{Account, AccountState, Step};
use crate::change::{Change, WrongState};
use crate::ids::UserId;
use chrono::{DateTime, NaiveDate, Utc};

/// Why an account cannot apply again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgainError {
    /// It is not declined.
    #[error(transparent)]
    State(#[from] WrongState),
    /// The decline names a later day, in UTC.
    #[error("the decline names {0} as the day from which one may apply again")]
    TooEarly(NaiveDate),
    /// The decline names no day.
    #[error("the decline names no day from which one may apply again")]
    Final,
}

impl Account {
    /// Applies again after a decline, from the day that it names: a draft with all that was given before.
    ///
    /// # Errors
    /// [`AgainError`] before that day, after a decline that names none, and unless it is declined.
    pub fn apply_again(self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, AgainError> {
        let AccountState::Declined(_, _, from) = self.state else {
            return Err(self.refuse("made a new application").into());
        };
        let from = from.ok_or(AgainError::Final)?;
        if now.date_naive() < from {
            return Err(AgainError::TooEarly(from));
        }
        Ok(self.into_change(AccountState::Draft(Step { at: now, by }), "account.applied_again", |_| {}))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::account;
    use super::*;
    use crate::reason::{Reason, ReasonCode};

    #[test]
    fn a_declined_account_applies_again_from_the_day_that_the_decline_names_and_not_before() {
        let Step { at, by } = account(AccountState::Draft).state.step();
        let today = at.date_naive();
        let declined = |from: Option<NaiveDate>| {
            let reason = Reason { code: ReasonCode::Terms, words: "Not yet.".into() };
            account(|step| AccountState::Declined(step, reason, from))
        };
        let again = declined(Some(today)).apply_again(at, by).expect("on the day itself");
        assert_eq!((again.after().state.as_str(), again.after().version), ("draft", 5));
        assert_eq!(again.after().state.reason(), None);
        let tomorrow = today.succ_opt().expect("a day");
        assert_eq!(declined(Some(tomorrow)).apply_again(at, by).err(), Some(AgainError::TooEarly(tomorrow)));
        assert_eq!(declined(None).apply_again(at, by).err(), Some(AgainError::Final));
        for state in [AccountState::Draft, AccountState::Submitted, AccountState::Approved, AccountState::Deactivated] {
            assert!(matches!(account(state).apply_again(at, by), Err(AgainError::State(_))));
        }
    }
}
