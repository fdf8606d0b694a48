//! In-picture looks: every version stays, the newest is in force.

use crate::error::StoreError;
use crate::schema::looks;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::ids::AccountId;
use inset_domain::look::{Look, LookEdit};

/// The look of an account with its version; none while it has not chosen one.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Option<(Look, i64)>, StoreError> {
    let row: Option<(serde_json::Value, i64)> = looks::table
        .filter(looks::account_id.eq(account.0))
        .order(looks::version.desc())
        .select((looks::look, looks::version))
        .first(conn)
        .await
        .optional()?;
    row.map(|(look, version)| {
        let look = serde_json::from_value(look)
            .map_err(|error| StoreError::Unreadable { what: "looks.look", value: error.to_string() })?;
        Ok((look, version))
    })
    .transpose()
}

/// Saves a look as the next version.
///
/// # Errors
/// [`StoreError::Conflict`] when someone else saved that version first.
pub async fn save(tx: &mut Tx<'_>, change: Change<LookEdit>) -> Result<(), StoreError> {
    let edit = change.after();
    let look = serde_json::to_value(&edit.look)
        .map_err(|error| StoreError::Unreadable { what: "looks.look", value: error.to_string() })?;
    let now = tx.now();
    diesel::insert_into(looks::table)
        .values((
            looks::account_id.eq(edit.account.0),
            looks::version.eq(change.seen() + 1),
            looks::look.eq(look),
            looks::saved_at.eq(now),
            looks::saved_by.eq(edit.by.0),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}
