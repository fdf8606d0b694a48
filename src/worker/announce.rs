//! Sends announcements whose time has come: begun, queued batch by batch, finished. Each step is one transaction, so that a
//! worker that dies leaves the next one exactly where it was.

use super::Worker;
use chrono::TimeDelta;
use inset_domain::announcement::AnnouncementState;
use inset_domain::change::WrongState;
use inset_store::{Actor, StoreError, announcements};

/// The next step of the announcement that is due; false when none is.
pub(super) async fn one(worker: &Worker) -> Result<bool, StoreError> {
    let stale = |_: WrongState| StoreError::Stale;
    worker
        .db
        .transact(Actor::System, async |tx| {
            let Some(due) = announcements::due(tx).await? else { return Ok(false) };
            let now = tx.now();
            match due.announcement.state {
                AnnouncementState::Scheduled { .. } => {
                    let begun = due.announcement.begin(now).map_err(stale)?;
                    announcements::update(tx, begun, TimeDelta::zero()).await?;
                }
                _ if announcements::queue_batch(tx, &due).await? => {}
                _ => {
                    let finished = due.announcement.finish(now).map_err(stale)?;
                    announcements::update(tx, finished, TimeDelta::zero()).await?;
                }
            }
            Ok(true)
        })
        .await
}
