//! A week: Monday to Sunday, in UTC.

use crate::period::day_words;
use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, Utc};

/// A week, by its Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(NaiveDate);

impl Week {
    /// The week that a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        let since_monday = u64::from(day.weekday().num_days_from_monday());
        // The calendar's first week begins before its first day, which is then taken for a Monday.
        Self(day.checked_sub_days(Days::new(since_monday)).unwrap_or(day))
    }

    /// The week that an instant lies in.
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self::of(instant.date_naive())
    }

    /// Its first day.
    pub fn monday(self) -> NaiveDate {
        self.0
    }

    /// Its first instant.
    pub fn begins(self) -> DateTime<Utc> {
        self.0.and_time(NaiveTime::MIN).and_utc()
    }

    /// The first instant after it.
    pub fn ends(self) -> DateTime<Utc> {
        self.next().begins()
    }

    /// The week after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_days(Days::new(7)).unwrap_or(self.0))
    }

    /// The week so many weeks before it.
    #[must_use]
    pub fn before(self, weeks: u64) -> Self {
        Self(self.0.checked_sub_days(Days::new(7 * weeks)).unwrap_or(self.0))
    }

    /// The last so many weeks before it, the oldest first.
    pub fn last(self, weeks: u64) -> Vec<Self> {
        (1..=weeks).rev().map(|back| self.before(back)).collect()
    }

    /// Its first day in words: `5 October 2026`.
    pub fn words(self) -> String {
        day_words(self.0)
    }

    /// Its first day as short as it is still understood: `5 Oct`.
    pub fn short(self) -> String {
        self.0.format("%-d %b").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, Weekday};
    use proptest::prelude::*;

    #[test]
    fn a_week_runs_from_monday_to_sunday_and_is_named_by_its_first_day() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        let week = Week::of(day(25));
        assert_eq!((week.monday(), Week::of(day(29)), Week::of(day(23))), (day(23), week, week));
        assert_eq!(Week::of(day(30)), week.next());
        assert_eq!((week.words(), week.short()), ("23 November 2026".to_owned(), "23 Nov".to_owned()));
        let last: Vec<String> = week.last(3).into_iter().map(Week::short).collect();
        assert_eq!(last, ["2 Nov", "9 Nov", "16 Nov"]);
    }

    proptest! {
        #[test]
        fn every_instant_lies_in_one_week(seconds in 0_i64..4_000_000_000) {
            let at = DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
            let week = Week::at(at);
            prop_assert_eq!(week.monday().weekday(), Weekday::Mon);
            prop_assert!(week.begins() <= at && at < week.ends());
            prop_assert_eq!(week.next().before(1), week);
        }
    }
}
