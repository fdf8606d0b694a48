//! Sends the mails of the outbox, several at once: each is claimed, written, sent, marked. A failure backs off; nothing is
//! lost, and a mailbox that is not there is written to no more.

use super::Worker;
use crate::mail::{self, AT_ONCE, Recipient, Sending, TransportError};
use chrono::TimeDelta;
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use inset_domain::ids::{MailId, UserId};
use inset_domain::letter::Letter;
use inset_domain::text::Note;
use inset_store::outbox::{self, Claimed, MOST_ATTEMPTS};
use inset_store::{Actor, StoreError, announcements, mail_law};
use std::panic::AssertUnwindSafe;
use uuid::Uuid;

/// Sends everything that is due, until told to stop; how many mails were tried.
pub(super) async fn all(worker: &Worker, told_to_stop: impl Fn() -> bool) -> Result<usize, StoreError> {
    let lane = || async {
        let mut tried = 0;
        while !told_to_stop() && one(worker).await? {
            tried += 1;
        }
        Ok(tried)
    };
    // Each lane finishes the mail on its way, whatever happens to another: one that was broken off would be sent again.
    join_all((0..AT_ONCE).map(|_| lane())).await.into_iter().sum()
}

/// Sends the next due mail; false when nothing is due.
///
/// The claim is committed before the mail leaves and the mark after: a worker that dies in between leaves a mail that
/// is sent again, with the same Message-ID, when its claim runs out.
async fn one(worker: &Worker) -> Result<bool, StoreError> {
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
        Ok(None) => outbox::sent(&mut conn, claimed.id, now).await?,
        Ok(Some(why)) => outbox::withhold(&mut conn, claimed.id, why).await?,
        Err(TransportError::NoMailbox { answer, meaning }) => {
            drop(conn);
            tracing::warn!(mail = %claimed.id, meaning, "a mail came back");
            came_back(worker, claimed.id, &answer, meaning).await?;
        }
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

/// Gives the mail up and notes that its address cannot be reached.
async fn came_back(worker: &Worker, id: Uuid, answer: &str, meaning: &str) -> Result<(), StoreError> {
    let why = format!("Its server says: {meaning}").parse::<Note>();
    let why = why.map_err(|_| StoreError::Unreadable { what: "note", value: meaning.to_owned() })?;
    worker.db.transact(Actor::System, async |tx| mail_law::came_back(tx, MailId(id), answer, &why).await).await
}

/// Sends the mail; the words of what stands in its way, where the law of mail holds it back.
async fn deliver(worker: &Worker, claimed: &Claimed) -> Result<Option<&'static str>, TransportError> {
    let permanent = |error: anyhow::Error| TransportError::Permanent(format!("{error:#}"));
    let away = |error: StoreError| match error {
        StoreError::Unavailable(why) => TransportError::Transient(why),
        other => TransportError::Permanent(other.to_string()),
    };
    let letter: Letter = serde_json::from_value(claimed.payload.clone()).map_err(|error| permanent(error.into()))?;
    let (db, mut told) = (&worker.db, None);
    if letter.respects_the_list() || letter.announcement().is_some() {
        let mut conn = db.read().await.map_err(away)?;
        if let Some(obstacle) = mail_law::obstacle(&mut conn, db.vault(), claimed, &letter).await.map_err(away)? {
            return Ok(Some(obstacle.words()));
        }
        if let Some(id) = letter.announcement() {
            told = Some(announcements::find(&mut conn, id).await.map_err(away)?.announcement.words);
        }
    }
    let to = Recipient {
        name: claimed.recipient_name.clone(),
        email: claimed.recipient_email.clone(),
        user: claimed.recipient_user.map(UserId),
    };
    let sending = Sending { id: claimed.id, letter: &letter, told: told.as_ref(), to: &to, at: claimed.created_at };
    let message = mail::compose(&worker.shared, db.vault(), &sending).map_err(permanent)?;
    worker.transport.send(claimed.id, &message).await.map(|()| None)
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
