//! Who of the staff looked at an account as its owner sees it, why, and at which pages.

use crate::error::{StoreError, met};
use crate::fixed::fixed;
use crate::schema::{users, viewed_pages, viewings};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::ids::{AccountId, UserId, ViewingId};
use inset_domain::viewing::Viewing;
use uuid::Uuid;

/// A look at an account, as its people read it.
#[derive(Debug, Clone, Queryable)]
pub struct Listed {
    /// Who looked.
    pub viewer: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub begun_at: DateTime<Utc>,
    /// Until when at most.
    pub ends_at: DateTime<Utc>,
    /// When it ended; none while it lasts.
    pub ended_at: Option<DateTime<Utc>>,
    /// How many pages were seen.
    pub pages: i64,
    /// Whether its time is over.
    pub is_over: bool,
}

type Row = (Uuid, Uuid, Uuid, String, DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>);

fn viewing((id, account, viewer, reason, begun_at, ends_at, ended_at): Row) -> Result<Viewing, StoreError> {
    let unreadable = |_| StoreError::Unreadable { what: "viewings.reason", value: String::new() };
    Ok(Viewing {
        id: ViewingId(id),
        account: AccountId(account),
        viewer: UserId(viewer),
        reason: reason.parse().map_err(unreadable)?,
        begun_at,
        ends_at,
        ended_at,
    })
}

/// Saves that someone begins to look.
///
/// # Errors
/// When the database does not answer.
pub async fn begin(tx: &mut Tx<'_>, change: Change<Viewing>) -> Result<Viewing, StoreError> {
    let begun = change.after();
    diesel::insert_into(viewings::table)
        .values((
            viewings::id.eq(begun.id.0),
            viewings::account_id.eq(begun.account.0),
            viewings::viewer_id.eq(begun.viewer.0),
            viewings::reason.eq(begun.reason.as_str()),
            viewings::begun_at.eq(begun.begun_at),
            viewings::ends_at.eq(begun.ends_at),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await?;
    Ok(change.into_after())
}

/// Saves that it ended; of two who end it at once one does, and the other finds it done.
///
/// # Errors
/// When the database does not answer.
pub async fn end(tx: &mut Tx<'_>, id: ViewingId) -> Result<(), StoreError> {
    let open = viewings::table.find(id.0).filter(viewings::ended_at.is_null());
    let row: Option<Row> = open.select(viewings::all_columns).for_update().first(tx.conn()).await.optional()?;
    match row {
        Some(row) => close(tx, viewing(row)?).await,
        None => Ok(()),
    }
}

async fn close(tx: &mut Tx<'_>, open: Viewing) -> Result<(), StoreError> {
    let change = open.end(tx.now());
    let ended = change.after();
    let row = diesel::update(viewings::table.find(ended.id.0)).filter(viewings::ended_at.is_null());
    met(row.set(viewings::ended_at.eq(ended.ended_at)).execute(tx.conn()).await?)?;
    tx.record(&change).await
}

/// Notes a page that was seen.
///
/// # Errors
/// When the database does not answer.
pub async fn see(
    conn: &mut AsyncPgConnection,
    viewing: ViewingId,
    path: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(viewed_pages::table)
        .values((
            viewed_pages::viewing_id.eq(viewing.0),
            viewed_pages::seen_at.eq(now),
            viewed_pages::path.eq(path.chars().take(500).collect::<String>()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// The newest looks at an account, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn of_account(
    conn: &mut AsyncPgConnection,
    account: AccountId,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    Ok(viewings::table
        .inner_join(users::table)
        .filter(viewings::account_id.eq(account.0))
        .order((viewings::begun_at.desc(), viewings::id.desc()))
        .limit(limit)
        .select((
            users::full_name,
            viewings::reason,
            viewings::begun_at,
            viewings::ends_at,
            viewings::ended_at,
            fixed::<BigInt>("(SELECT count(*) FROM viewed_pages p WHERE p.viewing_id = viewings.id)"),
            viewings::ends_at.le(now),
        ))
        .load(conn)
        .await?)
}

/// Ends those whose time is over, at most a hundred.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(tx: &mut Tx<'_>) -> Result<usize, StoreError> {
    let now = tx.now();
    let over: Vec<Row> = viewings::table
        .filter(viewings::ended_at.is_null())
        .filter(viewings::ends_at.le(now))
        .order(viewings::ends_at)
        .limit(100)
        .for_update()
        .skip_locked()
        .select(viewings::all_columns)
        .load(tx.conn())
        .await?;
    let count = over.len();
    for row in over {
        close(tx, viewing(row)?).await?;
    }
    Ok(count)
}
