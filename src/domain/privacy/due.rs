//! The clock of a request: when it is to be acknowledged and answered.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc, Weekday};

/// Working days within which a request is acknowledged.
pub const ACKNOWLEDGE_WORKING_DAYS: u32 = 10;
/// Days within which it is answered.
pub const ANSWER_DAYS: i64 = 45;
/// Days by which that may be extended, once.
pub const EXTENSION_DAYS: i64 = 45;
/// Days for which the link that confirms an address works.
pub const LINK_DAYS: i64 = 7;

/// By when a request is to be acknowledged. Saturdays and Sundays do not count; holidays do, so that no calendar of any
/// country makes the answer later.
pub fn acknowledge_by(received: DateTime<Utc>) -> DateTime<Utc> {
    let mut left = ACKNOWLEDGE_WORKING_DAYS;
    let mut at = received;
    while left > 0 {
        at += TimeDelta::days(1);
        if !matches!(at.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    at
}

/// By when a request is to be answered.
pub fn answer_by(received: DateTime<Utc>, extended: bool) -> DateTime<Utc> {
    received + TimeDelta::days(if extended { ANSWER_DAYS + EXTENSION_DAYS } else { ANSWER_DAYS })
}
