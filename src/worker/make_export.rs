//! Makes one copy of a person's data: claimed, collected, packed, sealed, and its person told. A failure is tried again.

use super::Worker;
use crate::archive::{self, Cover};
use inset_domain::catalogue::Purpose;
use inset_domain::data_export::DataExport;
use inset_store::{Actor, StoreError, exports};

/// Makes the copy that has waited longest; false when none waits.
pub(super) async fn one(worker: &Worker) -> Result<bool, StoreError> {
    let mut conn = worker.db.read().await?;
    let Some(export) = exports::claim(&mut conn, worker.db.clock().now()).await? else { return Ok(false) };
    drop(conn);
    let id = export.id;
    if let Err(error) = make(worker, export).await {
        tracing::warn!(export = %id, error = %format!("{error:#}"), "a copy of a person's data could not be made");
        exports::failed(&mut *worker.db.read().await?, id).await?;
    }
    Ok(true)
}

async fn make(worker: &Worker, export: DataExport) -> anyhow::Result<()> {
    let mut conn = worker.db.read().await?;
    let sections = exports::collect(&mut conn, export.user, Purpose::ALL).await?;
    drop(conn);
    let archive = archive::pack(&worker.shared, &Cover::own(&worker.shared), &sections, worker.db.clock().now())?;
    worker.db.transact::<_, StoreError, _>(Actor::System, async |tx| exports::made(tx, export, &archive).await).await?;
    Ok(())
}
