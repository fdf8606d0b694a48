//! When an announcement is to be sent, as it is typed: a day, a time of the day, and the zone in which they are meant.

use crate::period::{Day, TimeZone};
use chrono::{DateTime, LocalResult, NaiveTime, TimeZone as _, Utc};
use std::str::FromStr;

/// A typed time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDay(pub NaiveTime);

/// Why a typed time is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// It is no time of the day.
    #[error("Enter the time as hours and minutes, such as 14:30")]
    Form,
    /// Clocks are put forward over it that day.
    #[error("Choose another time: clocks are put forward over this one that day")]
    Skipped,
}

impl FromStr for TimeOfDay {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let text = text.trim();
        if text.len() > 8 {
            return Err(TimeError::Form);
        }
        let parsed = NaiveTime::parse_from_str(text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"));
        parsed.map(Self).map_err(|_| TimeError::Form)
    }
}

/// The instant that is meant; of two, where clocks are put back over them, the first.
///
/// # Errors
/// [`TimeError::Skipped`] where there is none.
pub fn instant(
    Day(day): Day,
    TimeOfDay(time): TimeOfDay,
    TimeZone(zone): TimeZone,
) -> Result<DateTime<Utc>, TimeError> {
    match zone.from_local_datetime(&day.and_time(time)) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Ok(at.with_timezone(&Utc)),
        LocalResult::None => Err(TimeError::Skipped),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str, time: &str) -> Result<String, TimeError> {
        let berlin = TimeZone(chrono_tz::Europe::Berlin);
        instant(day.parse().expect("a day"), time.parse()?, berlin).map(|at| at.to_rfc3339())
    }

    #[test]
    fn a_time_is_meant_in_its_zone_and_the_hour_that_clocks_skip_or_repeat_is_minded() {
        assert_eq!(at("2026-12-01", "14:30").as_deref(), Ok("2026-12-01T13:30:00+00:00"));
        assert_eq!(at("2026-03-29", "02:30"), Err(TimeError::Skipped));
        assert_eq!(at("2026-10-25", "02:30").as_deref(), Ok("2026-10-25T00:30:00+00:00"));
        for text in ["", "25:00", "2pm", "12", "12:60", "noon at the latest"] {
            assert_eq!(text.parse::<TimeOfDay>(), Err(TimeError::Form), "{text}");
        }
    }
}
