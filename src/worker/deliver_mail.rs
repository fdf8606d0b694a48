//! Sends one mail of the outbox: claimed, written, sent, marked. A failure backs off; nothing is lost.

use super::Worker;
use crate::mail::{self, Recipient, TransportError};
use chrono::TimeDelta;
use futures_util::FutureExt as _;
use inset_domain::letter::Letter;
use inset_store::StoreError;
use inset_store::outbox::{self, Claimed, MOST_ATTEMPTS};
use std::panic::AssertUnwindSafe;

/// Sends the next due mail; false when nothing is due.
///
/// The claim is committed before the mail leaves and the mark after: a worker that dies in between leaves a mail that
/// is sent again, with the same Message-ID, when its claim runs out.
pub(super) async fn one(worker: &Worker) -> Result<bool, StoreError> {
    let mut conn = worker.db.read().await?;
    let Some(claimed) = outbox::claim(&mut conn, worker.db.clock().now()).await? else { return Ok(false) };
    drop(conn);
    // A letter that cannot be written must not take the worker with it: the others would wait behind it for ever.
    let result = AssertUnwindSafe(deliver(worker, &claimed))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(TransportError::Permanent("writing the mail panicked; the log has the place".into())));
    let mut conn = worker.db.read().await?;
    let now = worker.db.clock().now();
    match result {
        Ok(()) => outbox::sent(&mut conn, claimed.id, now).await?,
        Err(error) => {
            let next = match &error {
                TransportError::Transient(_) if claimed.attempts < MOST_ATTEMPTS => Some(now + delay(claimed.attempts)),
                _ => None,
            };
            tracing::warn!(mail = %claimed.id, attempts = claimed.attempts, dead = next.is_none(), "a mail did not leave");
            outbox::failed(&mut conn, claimed.id, &error.to_string(), next).await?;
        }
    }
    Ok(true)
}

async fn deliver(worker: &Worker, claimed: &Claimed) -> Result<(), TransportError> {
    let permanent = |error: anyhow::Error| TransportError::Permanent(format!("{error:#}"));
    let letter: Letter = serde_json::from_value(claimed.payload.clone()).map_err(|error| permanent(error.into()))?;
    let to = Recipient { name: claimed.recipient_name.clone(), email: claimed.recipient_email.clone() };
    let message = mail::compose(&worker.shared, worker.db.vault(), claimed.id, &letter, &to, claimed.created_at)
        .map_err(permanent)?;
    worker.transport.send(claimed.id, &message).await
}

/// 15 s, 30 s, 1 min, … at most six hours.
fn delay(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or(0);
    TimeDelta::seconds(15 * 2_i64.pow(doublings)).min(TimeDelta::hours(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_and_ends_at_six_hours() {
        assert_eq!(delay(1), TimeDelta::seconds(15));
        assert_eq!(delay(4), TimeDelta::seconds(120));
        assert_eq!(delay(12), TimeDelta::hours(6));
    }
}
