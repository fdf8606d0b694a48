//! Single keys in the reviewers' cockpit: on, until a person switches them off for themselves.

use crate::change::{Change, Event, Subject};
use crate::ids::UserId;

/// Whether a person does without single keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcuts {
    /// Whose choice.
    pub user: UserId,
    /// Whether they are off.
    pub off: bool,
}

impl Shortcuts {
    /// A person chooses.
    pub fn choose(user: UserId, off: bool) -> Change<Self> {
        Change::new(Self { user, off }, 1, Event::new(Subject::new("user", user.0), None, "user.shortcuts_chosen"))
    }
}
