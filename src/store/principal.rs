//! Who is behind a session.

use chrono::{DateTime, Utc};
use inset_domain::account::AccountKind;
use inset_domain::ids::{AccountId, UserId, ViewingId};
use inset_domain::session::Factor;
use inset_domain::user::{Power, StaffRole};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who is behind a session, and for which account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Principal {
    /// The login.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role on the operator's staff.
    pub staff_role: Option<StaffRole>,
    /// The account they act for.
    pub account: Option<Acting>,
    /// Every account they are in, for the switch.
    pub accounts: Vec<Own>,
    /// The session's own id.
    pub session: Uuid,
    /// How they signed in.
    pub factor: Factor,
    /// When they last proved who they are.
    pub proven_at: DateTime<Utc>,
    /// Whether the login asks for a code of an authenticator besides its password.
    pub second_factor: bool,
    /// Whether the login has a passkey.
    #[serde(default)]
    pub passkey: bool,
    /// How many announcements to the account the person has not opened.
    #[serde(default)]
    pub unread: i64,
    /// The account that a member of staff looks at as its owner sees it.
    pub viewing: Option<Looking>,
}

/// A look of staff at an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Looking {
    /// Which look.
    pub id: ViewingId,
    /// Until when at most.
    pub until: DateTime<Utc>,
    /// The account, as if one were its owner; every step is refused all the same.
    pub account: Acting,
}

impl Principal {
    /// Whether the password was right and the second factor is still to come. A passkey is one for staff, who must have
    /// one; other people's passwords go on to suffice beside it.
    pub fn is_half_way(&self) -> bool {
        self.factor == Factor::Password && (self.second_factor || (self.passkey && self.staff_role.is_some()))
    }

    /// Whether this is a member of staff without a second factor, who can do nothing before there is one.
    pub fn must_enrol(&self) -> bool {
        self.staff_role.is_some() && !self.second_factor && !self.passkey
    }
}

/// The account that a session acts for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Acting {
    /// Which.
    pub id: AccountId,
    /// Its role.
    pub kind: AccountKind,
    /// Its name.
    pub name: String,
    /// Its reference.
    pub reference: String,
    /// What the person may do in it.
    pub power: Power,
}

/// An account that a person is in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Own {
    /// Which.
    pub id: AccountId,
    /// Its role.
    pub kind: AccountKind,
    /// Its name.
    pub name: String,
}
