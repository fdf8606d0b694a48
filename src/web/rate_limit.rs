//! How often one network may send the public forms that write a record and a mail.

use crate::error::Error;
use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

const BURST: NonZeroU32 = NonZeroU32::new(30).expect("thirty is not zero");
const PER_MINUTE: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");

/// An allowance for each network: 30 at once, then 10 a minute. It is kept by each portal for itself.
pub struct Allowance(RateLimiter<IpAddr, HashMapStateStore<IpAddr>, DefaultClock>);

impl Default for Allowance {
    fn default() -> Self {
        Self(RateLimiter::hashmap(Quota::per_minute(PER_MINUTE).allow_burst(BURST)))
    }
}

impl Allowance {
    /// Counts one post. Without an address there is nobody to count.
    ///
    /// # Errors
    /// [`Error::TooMany`] once the network has used its allowance up.
    pub fn count(&self, ip: Option<IpAddr>) -> Result<(), Error> {
        let Some(ip) = ip else { return Ok(()) };
        self.0.check_key(&network(ip)).map_err(|until| {
            let left = until.wait_time_from(DefaultClock::default().now());
            // A started second counts whole: whoever waits as long as told finds room.
            Error::TooMany { wait: left.as_secs() + 1 }
        })
    }

    /// Forgets networks that have their whole allowance again.
    pub fn sweep(&self) {
        self.0.retain_recent();
    }
}

/// A subscriber of IPv6 has a whole /64, so its lower half tells nobody apart.
pub(super) fn network(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thirty_first_post_of_a_network_waits_and_another_network_does_not() {
        let allowance = Allowance::default();
        let ip = |text: &str| Some(text.parse().expect("an address"));
        for _ in 0..30 {
            assert!(allowance.count(ip("2001:db8::1")).is_ok());
        }
        assert!(
            matches!(allowance.count(ip("2001:db8::2")), Err(Error::TooMany { wait: 1..=7 })),
            "a neighbour in the same network"
        );
        assert!(allowance.count(ip("2001:db8:0:1::1")).is_ok());
    }
}
