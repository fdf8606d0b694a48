//! Whether a person does without single keys.

use crate::error::{StoreError, met};
use crate::schema::users;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::ids::UserId;
use inset_domain::shortcuts::Shortcuts;

/// Whether they are off for this person.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such person.
pub async fn are_off(conn: &mut AsyncPgConnection, user: UserId) -> Result<bool, StoreError> {
    Ok(users::table.find(user.0).select(users::shortcuts_off).first(conn).await?)
}

/// Saves a choice; the newest one holds.
///
/// # Errors
/// [`StoreError::Stale`] where there is no such person.
pub async fn save(tx: &mut Tx<'_>, change: Change<Shortcuts>) -> Result<(), StoreError> {
    let Shortcuts { user, off } = *change.after();
    met(diesel::update(users::table.find(user.0)).set(users::shortcuts_off.eq(off)).execute(tx.conn()).await?)?;
    tx.record(&change).await
}
