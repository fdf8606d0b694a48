//! The acts that need a second pair of eyes, each with what it is about and what it changes.

use crate::email::Email;
use crate::ids::UserId;
use crate::text::{Note, PersonName};
use crate::user::{StaffRole, stored_enum};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Names of facts with their values.
pub type Facts = BTreeMap<String, String>;

/// The value of a fact that is not there.
const NONE: &str = "none";

stored_enum! {
    /// What is asked, as stored.
    Action {
        /// Someone without a login joins the staff.
        AddStaff = "add_staff", "Add to the staff";
        /// Someone with a login gets a role on the staff, or another one.
        GiveRole = "give_role", "Give a role on the staff";
        /// A lost authenticator is taken away.
        RemoveAuthenticator = "remove_authenticator", "Take an authenticator away";
    }
}

/// A login as it stands at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    /// Its address.
    pub email: &'a str,
    /// Its role on the staff.
    pub role: Option<StaffRole>,
    /// Since when it has an authenticator.
    pub since: Option<&'a str>,
}

/// An act that needs a second pair of eyes.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Someone without a login joins the staff.
    AddStaff {
        /// The login they get.
        user: UserId,
        /// Their address.
        email: Email,
        /// Their name.
        full_name: PersonName,
        /// Their role.
        role: StaffRole,
    },
    /// Someone with a login gets a role on the staff, or another one.
    GiveRole {
        /// Whose.
        user: UserId,
        /// The address that the login has: a name can be anybody's.
        email: Email,
        /// What they are now; none for whoever is not on the staff.
        before: Option<StaffRole>,
        /// What they are to be.
        role: StaffRole,
    },
    /// A lost authenticator is taken away, with the recovery codes.
    RemoveAuthenticator {
        /// Whose.
        user: UserId,
        /// The address that the login has.
        email: Email,
        /// Since when they have it.
        since: String,
        /// Their role on the staff.
        role: Option<StaffRole>,
        /// How it was made sure who asks.
        identity_check: Note,
    },
}

fn facts<const N: usize>(pairs: [(&str, &str); N]) -> Facts {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn role_word(role: Option<StaffRole>) -> &'static str {
    role.map_or(NONE, StaffRole::as_str)
}

impl Act {
    /// What is asked.
    pub fn action(&self) -> Action {
        match self {
            Self::AddStaff { .. } => Action::AddStaff,
            Self::GiveRole { .. } => Action::GiveRole,
            Self::RemoveAuthenticator { .. } => Action::RemoveAuthenticator,
        }
    }

    /// Whom it is about; who is to be added has no login under this id yet.
    pub fn subject(&self) -> UserId {
        match self {
            Self::AddStaff { user, .. } | Self::GiveRole { user, .. } | Self::RemoveAuthenticator { user, .. } => *user,
        }
    }

    /// What the record must still say when the act is carried out.
    pub fn before(&self) -> Facts {
        match self {
            Self::AddStaff { .. } => facts([("login", NONE)]),
            Self::GiveRole { email, before, .. } => facts([("email", email.as_str()), ("role", role_word(*before))]),
            Self::RemoveAuthenticator { email, since, role, .. } => {
                facts([("authenticator", since), ("email", email.as_str()), ("role", role_word(*role))])
            }
        }
    }

    /// What the record says afterwards, and what belongs to the act.
    pub fn after(&self) -> Facts {
        match self {
            Self::AddStaff { email, full_name, role, .. } => {
                facts([("email", email.as_str()), ("full_name", full_name.as_str()), ("role", role.as_str())])
            }
            Self::GiveRole { email, role, .. } => facts([("email", email.as_str()), ("role", role.as_str())]),
            Self::RemoveAuthenticator { email, role, identity_check, .. } => facts([
                ("authenticator", NONE),
                ("email", email.as_str()),
                ("identity_check", identity_check.as_str()),
                ("role", role_word(*role)),
            ]),
        }
    }

    /// What the record of a login says now, in the words of [`Act::before`].
    pub fn present(&self, login: Option<Login<'_>>) -> Facts {
        match (self, login) {
            (Self::AddStaff { .. }, None) => facts([("login", NONE)]),
            (Self::AddStaff { .. }, Some(_)) => facts([("login", "there is one")]),
            (_, None) => Facts::new(),
            (Self::GiveRole { .. }, Some(login)) => facts([("email", login.email), ("role", role_word(login.role))]),
            (Self::RemoveAuthenticator { .. }, Some(login)) => facts([
                ("authenticator", login.since.unwrap_or(NONE)),
                ("email", login.email),
                ("role", role_word(login.role)),
            ]),
        }
    }

    /// The act as its row binds it; none where the row holds something else.
    pub fn read(action: Action, user: UserId, before: &Facts, after: &Facts) -> Option<Self> {
        let role = |facts: &Facts| match facts.get("role")?.as_str() {
            NONE => Some(None),
            role => role.parse().ok().map(Some),
        };
        Some(match action {
            Action::AddStaff => Self::AddStaff {
                user,
                email: after.get("email")?.parse().ok()?,
                full_name: PersonName::on_record(after.get("full_name")?).ok()?,
                role: role(after)??,
            },
            Action::GiveRole => {
                let email = before.get("email")?.parse().ok()?;
                Self::GiveRole { user, email, before: role(before)?, role: role(after)?? }
            }
            Action::RemoveAuthenticator => Self::RemoveAuthenticator {
                user,
                email: before.get("email")?.parse().ok()?,
                since: before.get("authenticator")?.clone(),
                role: role(before)?,
                identity_check: after.get("identity_check")?.parse().ok()?,
            },
        })
    }

    /// A digest of all that is bound: whoever approves does so for this and nothing else.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            // Each text with its length, so that no two of them run into one another.
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        };
        add(self.action().as_str());
        add(&self.subject().to_string());
        for facts in [self.before(), self.after()] {
            add(&facts.len().to_string());
            for (name, value) in &facts {
                add(name);
                add(value);
            }
        }
        hash.finalize().into()
    }

    /// The roles that ask for it and approve it. What gives power over staff is for admins alone.
    pub fn roles(&self) -> &'static [StaffRole] {
        match self {
            Self::RemoveAuthenticator { role: None, .. } => &[StaffRole::Support, StaffRole::Admin],
            Self::AddStaff { .. } | Self::GiveRole { .. } | Self::RemoveAuthenticator { .. } => &[StaffRole::Admin],
        }
    }

    /// What is asked in a few words, about a person of this name.
    pub fn words(&self, name: &str) -> String {
        match self {
            Self::AddStaff { role, .. } => format!("Add {name} to the staff as {}", role.label().to_lowercase()),
            Self::GiveRole { before: None, role, .. } => {
                format!("Take {name} on to the staff as {}", role.label().to_lowercase())
            }
            Self::GiveRole { role, .. } => format!("Give {name} the role of {}", role.label().to_lowercase()),
            Self::RemoveAuthenticator { .. } => format!("Take the authenticator of {name} away"),
        }
    }
}
