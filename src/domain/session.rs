//! What a signed-in browser may do for how long, and what it has proved.

use crate::user::stored_enum;
use chrono::{DateTime, TimeDelta, Utc};

stored_enum! {
    /// How a person proved who they are, weakest first.
    Factor {
        /// With the password alone.
        Password = "password", "Password";
        /// With the password and a recovery code.
        RecoveryCode = "recovery_code", "Password and recovery code";
        /// With the password and a code of an authenticator (RFC 6238).
        Authenticator = "authenticator", "Password and authenticator code";
        /// With a passkey (WebAuthn), which is two factors in itself.
        Passkey = "passkey", "Passkey";
    }
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Without use.
    pub idle: TimeDelta,
    /// At most.
    pub absolute: TimeDelta,
}

impl Limits {
    /// Of members of accounts.
    pub const MEMBER: Self = Self { idle: TimeDelta::hours(12), absolute: TimeDelta::days(7) };
    /// Of staff, who see every company's data: NIST SP 800-63B-4, section 2.2.3, asks for no more than an hour idle and a
    /// day in all at this level.
    pub const STAFF: Self = Self { idle: TimeDelta::hours(1), absolute: TimeDelta::hours(12) };

    /// By role.
    pub fn of(staff: bool) -> Self {
        if staff { Self::STAFF } else { Self::MEMBER }
    }
}

/// How long a proof suffices for a step that asks for a fresh one.
pub const FRESH: TimeDelta = TimeDelta::minutes(5);

/// Whether who proved themselves at `proven_at` need not do so again at `now`.
pub fn is_fresh(proven_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - proven_at < FRESH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_fresh_for_five_minutes() {
        let proven = DateTime::UNIX_EPOCH;
        assert!(is_fresh(proven, proven + TimeDelta::seconds(299)));
        assert!(!is_fresh(proven, proven + TimeDelta::seconds(300)));
    }
}
