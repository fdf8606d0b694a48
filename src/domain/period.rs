//! Days, periods and time zones.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A typed day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

/// Why a typed day is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// It is not a day.
    #[error("Enter the date as year-month-day, such as 2026-12-01")]
    Form,
    /// Day and month can be taken for each other.
    #[error("Write the date as year-month-day, such as 2026-12-01: day and month can be taken for each other")]
    Ambiguous,
    /// It is before 2000 or after 2100.
    #[error("Enter a date between 2000 and 2100")]
    Range,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let text = text.trim();
        if text.len() > 30 {
            return Err(DayError::Form);
        }
        let slashed =
            text.split(['/', '.']).count() == 3 && !text.contains('-') && text.as_bytes().get(4) != Some(&b'/');
        if slashed && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/' || byte == b'.') {
            return Err(DayError::Ambiguous);
        }
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .or_else(|_| NaiveDate::parse_from_str(text, "%Y/%m/%d"))
            .or_else(|_| NaiveDate::parse_from_str(text, "%d %B %Y"))
            .or_else(|_| NaiveDate::parse_from_str(text, "%d %b %Y"))
            .or_else(|_| NaiveDate::parse_from_str(text, "%B %d, %Y"))
            .map_err(|_| DayError::Form)?;
        if (2000..=2100).contains(&day.year()) { Ok(Self(day)) } else { Err(DayError::Range) }
    }
}

/// A first and a last day, both included, at most five years apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    start: NaiveDate,
    end: NaiveDate,
}

/// Why two days are no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// The last day is before the first.
    #[error("Choose a last day on or after the first")]
    Backwards,
    /// It is longer than five years.
    #[error("Choose a last day within five years of the first")]
    TooLong,
}

impl Period {
    /// A period.
    ///
    /// # Errors
    /// [`PeriodError`] when the days are the wrong way round or too far apart.
    pub fn new(start: NaiveDate, end: NaiveDate) -> Result<Self, PeriodError> {
        if end < start {
            Err(PeriodError::Backwards)
        } else if end - start > TimeDelta::days(5 * 366) {
            Err(PeriodError::TooLong)
        } else {
            Ok(Self { start, end })
        }
    }

    /// The first day.
    pub fn start(self) -> NaiveDate {
        self.start
    }

    /// The last day.
    pub fn end(self) -> NaiveDate {
        self.end
    }

    /// How many days it has, both ends included.
    pub fn days(self) -> u32 {
        u32::try_from((self.end - self.start).num_days() + 1).unwrap_or(1)
    }

    /// Whether another period lies within it.
    pub fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Two days in words, what they share said once: `4 to 30 December 2026`.
pub fn period_words(start: NaiveDate, end: NaiveDate) -> String {
    let month = |day: NaiveDate| MONTHS[day.month0() as usize];
    if start == end {
        day_words(end)
    } else if (start.year(), start.month0()) == (end.year(), end.month0()) {
        format!("{} to {}", start.day(), day_words(end))
    } else if start.year() == end.year() {
        format!("{} {} to {}", start.day(), month(start), day_words(end))
    } else {
        format!("{} to {}", day_words(start), day_words(end))
    }
}

/// A zone of the IANA time zone database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeZone(pub Tz);

/// A zone that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose a time zone from the list")]
pub struct UnknownZone;

impl TimeZone {
    /// The zones that forms offer: one for each offset and region that matters here.
    pub const OFFERED: [&'static str; 24] = [
        "UTC",
        "Europe/London",
        "Europe/Dublin",
        "Europe/Lisbon",
        "Europe/Paris",
        "Europe/Berlin",
        "Europe/Rome",
        "Europe/Madrid",
        "Europe/Amsterdam",
        "Europe/Zurich",
        "Europe/Stockholm",
        "Europe/Warsaw",
        "Europe/Helsinki",
        "Europe/Athens",
        "Europe/Kyiv",
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "America/Toronto",
        "America/Sao_Paulo",
        "Asia/Kolkata",
        "Asia/Tokyo",
        "Australia/Sydney",
    ];
}

impl FromStr for TimeZone {
    type Err = UnknownZone;
    fn from_str(text: &str) -> Result<Self, UnknownZone> {
        text.trim().parse().map(Self).map_err(|_| UnknownZone)
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

/// A day in words: `1 December 2026`.
pub fn day_words(day: NaiveDate) -> String {
    let month = usize::try_from(day.month0()).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or("");
    format!("{} {month} {}", day.day(), day.year())
}

/// An instant in words with its zone: `1 December 2026, 14:02 CET`.
pub fn instant_words(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    format!("{}, {}", day_words(local.date_naive()), local.format("%H:%M %Z"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_are_read_when_they_are_plain_and_asked_about_when_not() {
        for text in ["2026-12-01", "1 December 2026", "01 Dec 2026", "2026/12/01", "December 1, 2026"] {
            assert_eq!(day_words(text.parse::<Day>().expect(text).0), "1 December 2026");
        }
        assert_eq!("01/02/2026".parse::<Day>(), Err(DayError::Ambiguous));
        assert_eq!("2026-02-30".parse::<Day>(), Err(DayError::Form));
        assert_eq!("0026-02-03".parse::<Day>(), Err(DayError::Range));
    }

    #[test]
    fn an_instant_names_its_zone() {
        let at = "2026-12-01T13:02:00Z".parse().expect("an instant");
        assert_eq!(instant_words(at, Tz::Europe__Berlin), "1 December 2026, 14:02 CET");
    }

    #[test]
    fn what_two_days_share_is_said_once() {
        let day = |text: &str| text.parse::<Day>().expect(text).0;
        for (start, end, words) in [
            ("2026-12-04", "2026-12-30", "4 to 30 December 2026"),
            ("2026-10-04", "2026-12-01", "4 October to 1 December 2026"),
            ("2026-12-04", "2027-12-05", "4 December 2026 to 5 December 2027"),
            ("2026-12-04", "2026-12-04", "4 December 2026"),
        ] {
            assert_eq!(period_words(day(start), day(end)), words);
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_panics_and_what_is_accepted_reads_back(text in prop_oneof![any::<String>(), "[+-]?[0-9]{1,5}[-/. ][0-9a-zA-Z]{1,9}[-/. ][0-9]{1,5}"]) {
            if let Ok(day) = text.parse::<Day>() {
                prop_assert_eq!(day.0.to_string().parse::<Day>(), Ok(day));
                prop_assert_eq!(day_words(day.0).parse::<Day>(), Ok(day));
            }
            let _ = text.parse::<TimeZone>();
        }

        #[test]
        fn a_period_counts_both_ends(start in 0_i64..10_000, length in 0_i64..1800) {
            let day = |offset| NaiveDate::from_ymd_opt(2010, 1, 1).expect("a day") + TimeDelta::days(offset);
            let period = Period::new(day(start), day(start + length)).expect("a period");
            prop_assert_eq!(i64::from(period.days()), length + 1);
        }
    }
}
