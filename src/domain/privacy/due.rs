//! The clock of a request: when it is to be acknowledged and answered.

use crate::working_days;
use chrono::{DateTime, TimeDelta, Utc};

/// Working days within which a request is acknowledged.
pub const ACKNOWLEDGE_WORKING_DAYS: u32 = 10;
/// Days within which it is answered.
pub const ANSWER_DAYS: i64 = 45;
/// Days by which that may be extended, once.
pub const EXTENSION_DAYS: i64 = 45;
/// Days for which the link that confirms an address works.
pub const LINK_DAYS: i64 = 7;

/// By when a request is to be acknowledged.
pub fn acknowledge_by(received: DateTime<Utc>) -> DateTime<Utc> {
    working_days::after(received, ACKNOWLEDGE_WORKING_DAYS)
}

/// By when a request is to be answered.
pub fn answer_by(received: DateTime<Utc>, extended: bool) -> DateTime<Utc> {
    received + TimeDelta::days(if extended { ANSWER_DAYS + EXTENSION_DAYS } else { ANSWER_DAYS })
}
