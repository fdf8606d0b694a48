//! Working days: what the operator's promises of an answer are counted in.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc, Weekday};

/// The same time of day so many working days later. Saturdays and Sundays do not count; holidays do, so that no calendar of
/// any country makes an answer later.
pub fn after(at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    let mut left = days;
    let mut at = at;
    while left > 0 {
        at += TimeDelta::days(1);
        if !matches!(at.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    at
}

/// Within how many working days inquiries, questions and complaints are answered. The operator says so in the settings, and
/// forms and mails publish it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerTime(u32);

impl Default for AnswerTime {
    fn default() -> Self {
        Self(2)
    }
}

impl AnswerTime {
    /// So many working days.
    pub const fn days(days: u32) -> Self {
        Self(days)
    }

    /// By when what came at `at` is to be answered.
    pub fn by(self, at: DateTime<Utc>) -> DateTime<Utc> {
        after(at, self.0)
    }

    /// The promise in words: "within two working days".
    pub fn words(self) -> String {
        const SMALL: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        let number = usize::try_from(self.0).ok().and_then(|days| SMALL.get(days.wrapping_sub(1)));
        let number = number.map_or_else(|| self.0.to_string(), |word| (*word).to_owned());
        format!("within {number} working day{}", if self.0 == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;

    #[test]
    fn weekends_do_not_count_and_small_numbers_are_words() {
        let at = |day| Utc.with_ymd_and_hms(2026, 12, day, 9, 0, 0).single().expect("a time");
        // The first of December 2026 is a Tuesday, the fourth a Friday, the fifth a Saturday.
        assert_eq!(AnswerTime::default().by(at(1)), at(3));
        assert_eq!(AnswerTime::default().by(at(4)), at(8));
        assert_eq!(AnswerTime::days(1).by(at(5)), at(7));
        assert_eq!(after(at(5), 0), at(5));
        assert_eq!(AnswerTime::default().words(), "within two working days");
        assert_eq!(AnswerTime::days(1).words(), "within one working day");
        assert_eq!(AnswerTime::days(11).words(), "within 11 working days");
    }
}
