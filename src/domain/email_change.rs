//! A change of the address that a person signs in with: asked by them, confirmed from the new address, and undone from the
//! old one by whoever did not ask (abuse case A-11).

use crate::change::{Change, Differences, Event, Subject, WrongState};
use crate::email::Email;
use crate::ids::{EmailChangeId, UserId};
use crate::letter::{Audience, Letter, ServiceLetter};
use crate::text::PersonName;
use crate::user::{User, stored_enum};
use chrono::{DateTime, TimeDelta, Utc};

/// How long the new address can confirm.
pub const CONFIRM_HOURS: i64 = 24;
/// How long after that the old address can undo.
pub const UNDO_HOURS: i64 = 72;
/// How many changes a login may ask for in a day: each is a mail to an address that anybody may own.
pub const MOST_A_DAY: i64 = 5;

stored_enum! {
    /// Where a change of address stands.
    EmailChangeState {
        /// The new address is to confirm it.
        Asked = "asked", "waiting";
        /// The new address is the login; the old one can undo it for a while.
        Confirmed = "confirmed", "confirmed";
        /// The old address undid or stopped it.
        Undone = "undone", "undone";
        /// Whoever asked took it back.
        Withdrawn = "withdrawn", "withdrawn";
        /// Another change came in its place.
        Replaced = "replaced", "replaced by another";
    }
}

/// A change of address.
#[derive(Clone, Debug)]
pub struct EmailChange {
    /// Its id, from which both links are made.
    pub id: EmailChangeId,
    /// Whose login.
    pub user: UserId,
    /// Their name.
    pub name: PersonName,
    /// The address that it was.
    pub old: Email,
    /// The address that it is to be.
    pub new: Email,
    /// Where it stands.
    pub state: EmailChangeState,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// When the new address confirmed it.
    pub confirmed_at: Option<DateTime<Utc>>,
}

impl EmailChange {
    /// A person asks for another address. Both addresses are written to. Where the new one has a login already it gets
    /// no link but a word of warning, and whoever asked sees no difference.
    pub fn ask(user: &User, new: Email, taken: bool, now: DateTime<Utc>) -> Change<Self> {
        let asked = Self {
            id: EmailChangeId::at(now),
            user: user.id,
            name: user.full_name.clone(),
            old: user.email.clone(),
            new,
            state: EmailChangeState::Asked,
            asked_at: now,
            confirmed_at: None,
        };
        let (old, to_new) = (asked.old.to_string(), asked.address(&asked.new));
        let letter: Letter = if taken {
            ServiceLetter::EmailTaken.into()
        } else {
            ServiceLetter::ConfirmEmail { change: asked.id, old: old.clone() }.into()
        };
        let stop = ServiceLetter::EmailChangeAsked { change: asked.id, new: asked.new.to_string() };
        let (to_old, event) = (asked.address(&asked.old), asked.event("user.email_change_asked"));
        Change::new(asked, 0, event).letter(to_new, letter).letter(to_old, stop)
    }

    /// The new address confirms.
    ///
    /// # Errors
    /// [`WrongState`] when it was confirmed, stopped or taken back, and when its time has run out.
    pub fn confirm(mut self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        if self.state != EmailChangeState::Asked || self.has_run_out(now) {
            return Err(self.wrong(now, "confirmed"));
        }
        self.state = EmailChangeState::Confirmed;
        self.confirmed_at = Some(now);
        let word = |email: &Email| Some(email.to_string());
        let fields = Differences::new().field("email", word(&self.old), word(&self.new)).into_fields();
        let event = self.event("user.email_changed").changing(fields);
        let undo = ServiceLetter::EmailChanged { change: self.id, new: self.new.to_string() };
        let to_old = self.address(&self.old);
        Ok(Change::new(self, 0, event).letter(to_old, undo))
    }

    /// Whoever reads the old address undoes it, or stops it before it is confirmed. They did not ask, so whoever did
    /// knows the password: it works no more.
    ///
    /// # Errors
    /// [`WrongState`] when it is over, and when the time to undo it is.
    pub fn undo(mut self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        if !self.can_be_undone(now) {
            return Err(self.wrong(now, "undone"));
        }
        self.state = EmailChangeState::Undone;
        let word = |email: &Email| Some(email.to_string());
        let was = if self.confirmed_at.is_some() { &self.new } else { &self.old };
        let fields = Differences::new().field("email", word(was), word(&self.old)).into_fields();
        let event = self.event("user.email_change_undone").changing(fields);
        let to_old = self.address(&self.old);
        Ok(Change::new(self, 0, event).letter(to_old, ServiceLetter::EmailChangeUndone))
    }

    /// Whoever asked takes it back.
    ///
    /// # Errors
    /// [`WrongState`] when it does not wait any more.
    pub fn withdraw(mut self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        if self.state != EmailChangeState::Asked {
            return Err(self.wrong(now, "taken back"));
        }
        self.state = EmailChangeState::Withdrawn;
        let event = self.event("user.email_change_withdrawn");
        Ok(Change::new(self, 0, event))
    }

    /// Whether the old address can undo or stop it.
    pub fn can_be_undone(&self, now: DateTime<Utc>) -> bool {
        match (self.state, self.confirmed_at) {
            (EmailChangeState::Asked, _) => true,
            // Whoever asked must not disarm the link by taking it back: the password is theirs to lose.
            (EmailChangeState::Withdrawn, _) => now - self.asked_at < TimeDelta::hours(UNDO_HOURS),
            (EmailChangeState::Confirmed, Some(at)) => now - at < TimeDelta::hours(UNDO_HOURS),
            _ => false,
        }
    }

    /// Whether the time to confirm it is over.
    pub fn has_run_out(&self, now: DateTime<Utc>) -> bool {
        now - self.asked_at >= TimeDelta::hours(CONFIRM_HOURS)
    }

    fn wrong(&self, now: DateTime<Utc>, wanted: &'static str) -> WrongState {
        let over = match self.state {
            EmailChangeState::Asked => self.has_run_out(now),
            EmailChangeState::Confirmed => !self.can_be_undone(now),
            _ => false,
        };
        let state = if over { "past its time" } else { self.state.label() };
        WrongState { noun: "This change of address", state, wanted }
    }

    fn address(&self, email: &Email) -> Audience {
        Audience::Address { email: email.to_string(), name: self.name.to_string(), telephone: None }
    }

    fn event(&self, verb: &'static str) -> Event {
        Event::new(Subject::new("user", self.user.0), None, verb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(taken: bool) -> Change<EmailChange> {
        let user = User {
            id: UserId::at(DateTime::UNIX_EPOCH),
            email: "ida@halden.example".parse().expect("an address"),
            full_name: "Ida Holm".parse().expect("a name"),
            telephone: None,
            channel: crate::user::Channel::Email,
            staff_role: None,
            verified_at: None,
            version: 1,
        };
        EmailChange::ask(&user, "ida@new.example".parse().expect("an address"), taken, DateTime::UNIX_EPOCH)
    }

    fn after(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn both_addresses_are_written_to_and_one_that_is_taken_gets_no_link() {
        for taken in [false, true] {
            let change = asked(taken);
            assert_eq!(change.letters().len(), 2);
            let link = change
                .letters()
                .iter()
                .any(|(_, letter)| matches!(letter, Letter::Service(ServiceLetter::ConfirmEmail { .. })));
            assert_eq!(link, !taken);
        }
    }

    #[test]
    fn it_is_confirmed_within_a_day_and_once() {
        assert!(asked(false).into_after().confirm(after(24)).is_err(), "too late");
        let confirmed = asked(false).into_after().confirm(after(23)).expect("in time").into_after();
        assert!(confirmed.clone().confirm(after(23)).is_err(), "twice");
        assert!(confirmed.withdraw(after(23)).is_err(), "taken back once it is done");
    }

    #[test]
    fn taking_it_back_does_not_disarm_the_link_of_the_old_address() {
        let withdrawn = asked(false).into_after().withdraw(after(1)).expect("it waits").into_after();
        assert!(withdrawn.clone().undo(after(71)).is_ok());
        assert!(withdrawn.undo(after(72)).is_err());
    }

    #[test]
    fn it_is_undone_for_three_days_after_it_was_confirmed() {
        let confirmed = asked(false).into_after().confirm(after(10)).expect("in time").into_after();
        assert!(confirmed.clone().undo(after(81)).is_ok());
        assert!(confirmed.clone().undo(after(82)).is_err(), "too late");
        let undone = confirmed.undo(after(11)).expect("in time").into_after();
        assert!(undone.undo(after(11)).is_err(), "twice");
        assert!(asked(false).into_after().undo(after(500)).is_ok(), "what waits can always be stopped");
    }
}
