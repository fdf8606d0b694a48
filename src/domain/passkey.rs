//! Passkeys (WebAuthn): each is a way to sign in by itself, made on a device or in a password manager of its person.

use crate::change::{Change, Differences, Event, Subject};
use crate::ids::UserId;
use crate::letter::{Audience, ServiceLetter};
use crate::text::PasskeyName;
use crate::user::User;
use chrono::TimeDelta;

/// How many passkeys a login may have: more than anyone has devices.
pub const MOST_PASSKEYS: usize = 20;
/// How long a page's challenge can be answered.
pub const CEREMONY: TimeDelta = TimeDelta::minutes(10);

/// What happens to a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasskeyStep {
    /// It signs its person in from now on.
    Added,
    /// It opens nothing any more.
    Removed,
    /// Its person calls it otherwise.
    Renamed {
        /// What it was called before.
        before: PasskeyName,
    },
    /// It counted backwards: somebody may have a copy of it.
    Copied,
}

impl User {
    /// A passkey changed; its owner is told by mail of all but a new name.
    pub fn passkey(&self, name: &PasskeyName, step: &PasskeyStep) -> Change<UserId> {
        let told = name.to_string();
        let (verb, letter) = match step {
            PasskeyStep::Added => ("user.passkey_added", Some(ServiceLetter::PasskeyAdded { name: told })),
            PasskeyStep::Removed => ("user.passkey_removed", Some(ServiceLetter::PasskeyRemoved { name: told })),
            PasskeyStep::Renamed { .. } => ("user.passkey_renamed", None),
            PasskeyStep::Copied => ("user.passkey_copied", Some(ServiceLetter::PasskeyCopied { name: told })),
        };
        let mut event = Event::new(Subject::new("user", self.id.0), None, verb);
        if let PasskeyStep::Renamed { before } = step {
            let (before, after) = (Some(before.to_string()), Some(name.to_string()));
            event = event.changing(Differences::new().field("passkey_name", before, after).into_fields());
        }
        let change = Change::new(self.id, self.version, event);
        match letter {
            Some(letter) => change.letter(Audience::User(self.id), letter),
            None => change,
        }
    }
}
