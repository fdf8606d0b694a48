//! Working days: what the operator's promises of an answer are counted in.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

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

/// What is late at an instant, by when it came: everything before one moment, and what came in these spans after it. A
/// weekend makes the spans: what came on Friday and on Saturday at nine is due on one and the same morning, at nine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// What came before this moment is late.
    pub before: DateTime<Utc>,
    /// What came from the first moment of a span on and before its second one is late too; a span may be empty.
    pub also: [(DateTime<Utc>, DateTime<Utc>); 3],
    /// What came at this moment or after it is not late.
    pub until: DateTime<Utc>,
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

    /// What is late at this instant.
    pub fn late(self, now: DateTime<Utc>) -> Late {
        let begins = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        let (today, time) = (now.date_naive(), now - begins(now.date_naive()));
        let due = |day: &NaiveDate| self.by(begins(*day)).date_naive();
        let days = || std::iter::successors(Some(today), |day| day.checked_sub_days(Days::new(1)));
        let before = days().find(|day| due(day) < today).map_or(begins(today), |day| begins(day) + TimeDelta::days(1));
        let mut also = [(before, before); 3];
        let of_today = days().skip_while(|day| due(day) > today).take_while(|day| due(day) == today);
        for (span, day) in also.iter_mut().zip(of_today) {
            *span = (begins(day), begins(day) + time);
        }
        let until = also.iter().map(|(_, end)| *end).max().unwrap_or(before);
        Late { before, also, until }
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

    #[test]
    fn what_is_late_is_what_should_have_been_answered_before_now() {
        let begin = Utc.with_ymd_and_hms(2026, 11, 30, 0, 0, 0).single().expect("a time");
        let hours = |hours: i64| begin + TimeDelta::hours(hours);
        for days in [0, 1, 2, 5, 7] {
            let promise = AnswerTime::days(days);
            for now in (0..9 * 24).step_by(5).map(hours) {
                let late = promise.late(now);
                let is_late = |at: DateTime<Utc>| {
                    at < late.until
                        && (at < late.before || late.also.iter().any(|(from, end)| *from <= at && at < *end))
                };
                for at in (-20 * 24..10 * 24).map(hours) {
                    assert_eq!(is_late(at), promise.by(at) < now, "{days} days, came at {at}, and it is {now}");
                }
            }
        }
    }
}
