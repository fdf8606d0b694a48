//! Calls: on the way through the story, support calls those who wish to be called.

use super::stage::Colleague;
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::call::{Attempt, Outcome};
use inset_store::{Actor, Tx, calls};

/// After how many days the first attempt is made, and after how many one that nobody answered is made again.
const FIRST: i64 = 2;
const AGAIN: i64 = 6;

/// Makes the calls that are due by `at`; of the first attempts every other one finds nobody.
pub(super) async fn make(tx: &mut Tx<'_>, caller: &Colleague, at: DateTime<Utc>) -> anyhow::Result<()> {
    for listed in calls::waiting(tx.conn(), at, None, 50).await? {
        let days = if listed.call.attempts == 0 { FIRST } else { AGAIN };
        if listed.since + TimeDelta::days(days) > at {
            continue;
        }
        let is_first = listed.call.attempts == 0;
        let (outcome, note) = match listed.since.timestamp() % 2 == 0 {
            true if is_first => (Outcome::NoAnswer, Some("No answer in the morning; in the afternoon, then.".parse()?)),
            true => (Outcome::Reached, None),
            false => (Outcome::LeftMessage, Some("The office took a message.".parse()?)),
        };
        let tx = &mut tx.told(at, Actor::Staff(caller.user));
        let attempt = Attempt { at, by: caller.user, outcome, note };
        calls::save(tx, listed.call.tried(attempt)?).await?;
    }
    Ok(())
}
