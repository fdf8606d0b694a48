//! How often a password or a code may be wrong: the rule that `docs/security.md` publishes.
//!
//! Whoever guesses is slowed, and nobody is locked out by what a stranger does: a browser that the owner has signed in
//! with counts for itself, and a link from "Forgotten password" makes one known.

use crate::user::stored_enum;
use chrono::{DateTime, TimeDelta, Utc};

stored_enum! {
    /// Who guesses, and so whose allowance a wrong guess is taken from.
    Guesser {
        /// Anybody from a browser that has never signed in to the address.
        Stranger = "stranger", "this address";
        /// A browser that has signed in to the login before.
        Device = "device", "this browser";
        /// A network: one IPv4 address or one IPv6 /64.
        Network = "network", "your network";
        /// Whoever has the password and is asked for a second factor.
        Code = "code", "this login";
    }
}

/// So many guesses at once, and one more each time `every` has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many guesses may be wrong at once.
    pub burst: i32,
    /// How long until a used one is back.
    pub every: TimeDelta,
}

impl Guesser {
    /// Its allowance.
    ///
    /// NIST SP 800-63B-4, section 3.2.2, allows at most 100 in a row; these let through 20 an hour for an address and
    /// 110 for a network behind which many people may sit.
    pub fn allowance(self) -> Allowance {
        match self {
            Self::Stranger | Self::Device => Allowance { burst: 8, every: TimeDelta::minutes(5) },
            Self::Network => Allowance { burst: 50, every: TimeDelta::minutes(1) },
            Self::Code => Allowance { burst: 5, every: TimeDelta::minutes(15) },
        }
    }
}

impl Allowance {
    /// How long a refused guesser waits, whose allowance is whole again at `full_at`.
    pub fn wait(self, full_at: DateTime<Utc>, now: DateTime<Utc>) -> TimeDelta {
        (full_at + self.every - self.whole() - now).max(TimeDelta::zero())
    }

    /// How long it takes to come back from nothing.
    pub fn whole(self) -> TimeDelta {
        self.every * self.burst
    }
}

/// A wait in words, rounded up to whole minutes.
pub fn wait_words(wait: TimeDelta) -> String {
    let minutes = (wait.num_seconds() + 59) / 60;
    match minutes {
        ..=1 => "a minute".into(),
        more => format!("{more} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_none_left_waits_for_one_and_not_for_all() {
        let allowance = Guesser::Stranger.allowance();
        let now = DateTime::UNIX_EPOCH;
        let used_up = now + allowance.whole();
        assert_eq!(allowance.wait(used_up, now), TimeDelta::minutes(5));
        assert_eq!(allowance.wait(used_up, now + TimeDelta::minutes(3)), TimeDelta::minutes(2));
        assert_eq!(allowance.wait(used_up, now + TimeDelta::hours(1)), TimeDelta::zero());
    }

    #[test]
    fn a_wait_is_told_in_minutes_that_suffice() {
        assert_eq!(wait_words(TimeDelta::seconds(1)), "a minute");
        assert_eq!(wait_words(TimeDelta::seconds(60)), "a minute");
        assert_eq!(wait_words(TimeDelta::seconds(61)), "2 minutes");
    }
}
