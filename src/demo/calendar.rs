//! When things happen: in working hours, some hours or days after one another, never in the future.

use chrono::{DateTime, Datelike as _, Days, TimeDelta, Timelike as _, Utc, Weekday};
use rand::Rng as _;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

/// Everyone's dice, thrown from one fixed seed, and the present.
pub(super) struct Dice {
    pub(super) rng: StdRng,
    pub(super) now: DateTime<Utc>,
}

impl Dice {
    pub(super) fn new(now: DateTime<Utc>) -> Self {
        Self { rng: StdRng::seed_from_u64(0x1235_e7ad), now }
    }

    /// A morning some days ago.
    pub(super) fn morning(&mut self, days_ago: u64) -> DateTime<Utc> {
        let midnight = self.now.date_naive().checked_sub_days(Days::new(days_ago)).unwrap_or_default();
        let at = midnight.and_time(chrono::NaiveTime::MIN).and_utc();
        working(at + TimeDelta::minutes(self.rng.random_range(8 * 60..11 * 60)))
    }

    /// Some time later, at least `least` and at most `most` hours, in working hours.
    pub(super) fn later(&mut self, at: DateTime<Utc>, least: i64, most: i64) -> DateTime<Utc> {
        working(at + TimeDelta::minutes(self.rng.random_range(least * 60..most * 60)))
    }

    /// A little later, within the same sitting.
    pub(super) fn soon(&mut self, at: DateTime<Utc>) -> DateTime<Utc> {
        at + TimeDelta::seconds(self.rng.random_range(90..900))
    }

    /// One of these.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.rng.random_range(0..of.len())]
    }

    /// A number in a range, both ends included.
    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        self.rng.random_range(least..=most)
    }
}

/// The same instant, or the next one at which people are at work.
fn working(at: DateTime<Utc>) -> DateTime<Utc> {
    let mut at = at;
    if at.hour() >= 18 {
        at += TimeDelta::hours(14);
    } else if at.hour() < 7 {
        at += TimeDelta::hours(7);
    }
    while matches!(at.weekday(), Weekday::Sat | Weekday::Sun) {
        at += TimeDelta::days(1);
    }
    at
}
