//! The only place that reads the wall clock; everything else is given its time.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// Where the time comes from. The demo tells its history with [`Clock::fixed`]; the portal runs on [`Clock::wall`].
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's clock, moved by an offset (zero outside tests).
    Wall(TimeDelta),
    /// One instant, for stories and tests.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The machine's clock.
    pub const fn wall() -> Self {
        Self::Wall(TimeDelta::zero())
    }

    /// A clock that stands at `instant`.
    pub const fn fixed(instant: DateTime<Utc>) -> Self {
        Self::Fixed(instant)
    }

    /// The present instant, in microseconds as Postgres stores it.
    #[expect(clippy::disallowed_methods, reason = "the one reader of the wall clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::Wall(offset) => (Utc::now() + *offset).trunc_subsecs(6),
            Self::Fixed(instant) => *instant,
        }
    }
}
