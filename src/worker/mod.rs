//! The worker: what happens without anyone asking.

mod announce;
mod deliver_mail;
mod make_export;

use crate::mail::Transport;
use crate::web::site::Shared;
use inset_store::connect::Notifications;
use inset_store::elsewhere::{self, CatchUp};
use inset_store::{Actor, Db, StoreError, approvals, disclosures, retention, viewings};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How long the worker sleeps at most: a poll behind the notifications.
const POLL: Duration = Duration::from_secs(5);

/// The worker's means.
pub struct Worker {
    /// Templates and settings.
    pub shared: Arc<Shared>,
    /// The database.
    pub db: Db,
    /// How mail leaves.
    pub transport: Transport,
}

impl Worker {
    /// Works until told to stop, woken by notifications of the database and by a poll behind them.
    pub async fn run(self, mut wake: Notifications, mut stop: watch::Receiver<bool>) {
        let (mut last_sweep, mut place) = (None, CatchUp::default());
        loop {
            let more = match self.round(&mut last_sweep, &mut place, &stop).await {
                Ok(more) => more,
                Err(error) => {
                    tracing::warn!(error = %error, "the worker could not finish its round");
                    false
                }
            };
            if more && !*stop.borrow() {
                continue;
            }
            tokio::select! {
                _ = stop.changed() => return,
                () = wake.next() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Whether the next round has something to do at once.
    async fn round(
        &self,
        last_sweep: &mut Option<chrono::DateTime<chrono::Utc>>,
        place: &mut CatchUp,
        stop: &watch::Receiver<bool>,
    ) -> Result<bool, StoreError> {
        // Told to stop, it finishes the mail on its way and leaves the rest to the next start.
        loop {
            deliver_mail::all(self, || *stop.borrow()).await?;
            while !*stop.borrow() && make_export::one(self).await? {}
            // Announcements are queued a batch at a time, and only once all that was due has left: a link that somebody
            // waits for stands behind one batch at most, not behind a hundred thousand readers.
            if *stop.borrow() || !announce::one(self).await? {
                break;
            }
        }
        let now = self.db.clock().now();
        if last_sweep.is_none_or(|last| now - last > chrono::TimeDelta::hours(1)) {
            *last_sweep = Some(now);
            let mut conn = self.db.read().await?;
            let rules = retention::rules(self.shared.config.access_record_days);
            let counts = retention::keep(&mut conn, &rules, now).await?;
            for (rule, rows) in rules.iter().zip(counts).filter(|(_, rows)| *rows > 0) {
                tracing::info!(what = rule.what, rows, "its time was over");
            }
            drop(conn);
            self.db.transact::<_, StoreError, _>(Actor::System, async |tx| approvals::sweep(tx).await).await?;
            self.db.transact::<_, StoreError, _>(Actor::System, async |tx| viewings::sweep(tx).await).await?;
            self.db.transact::<_, StoreError, _>(Actor::System, async |tx| disclosures::sweep(tx).await).await?;
        }
        // Last, and a batch in a round: mail that somebody waits for goes before it.
        let stopping = *stop.borrow();
        let caught_up = match stopping {
            true => None,
            false => elsewhere::catch_up(&mut *self.db.read().await?, self.db.vault(), place).await?,
        };
        if let Some(tax_ids) = caught_up {
            tracing::info!(tax_ids, "can be compared with those of other kinds");
        }
        Ok(caught_up.is_some())
    }

    /// Makes and sends everything that is due, once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drain(&self) -> Result<usize, StoreError> {
        let mut sent = 0;
        loop {
            while make_export::one(self).await? {}
            sent += deliver_mail::all(self, || false).await?;
            if !announce::one(self).await? {
                return Ok(sent);
            }
        }
    }
}
