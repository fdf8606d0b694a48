//! Browsers that somebody has signed in with, known by the hash of a token in a cookie of theirs.

use crate::crypt::token_hash;
use crate::error::StoreError;
use crate::schema::devices;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::UserId;

/// How long a browser that is not used is remembered.
pub const REMEMBERED: TimeDelta = TimeDelta::days(180);

/// Whether this browser has signed in to the login before.
///
/// # Errors
/// When the database does not answer.
pub async fn knows(
    conn: &mut AsyncPgConnection,
    token: &str,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let hash = token_hash(token);
    let known = devices::table
        .filter(devices::token_hash.eq(hash.as_slice()))
        .filter(devices::user_id.eq(user.0))
        .filter(devices::seen_at.gt(now - REMEMBERED));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(conn).await?)
}

/// Remembers a browser, or that a known one was used again.
///
/// # Errors
/// When the database does not answer.
pub async fn remember(
    conn: &AsyncPgConnection,
    token: &str,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut conn = conn;
    diesel::insert_into(devices::table)
        .values((
            devices::token_hash.eq(token_hash(token).as_slice()),
            devices::user_id.eq(user.0),
            devices::created_at.eq(now),
            devices::seen_at.eq(now),
        ))
        .on_conflict((devices::user_id, devices::token_hash))
        .do_update()
        .set(devices::seen_at.eq(now))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Forgets every browser of a login.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_all(conn: &mut AsyncPgConnection, user: UserId) -> Result<usize, StoreError> {
    Ok(diesel::delete(devices::table.filter(devices::user_id.eq(user.0))).execute(conn).await?)
}

/// Forgets every browser of a login but the one with this token.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_others(conn: &mut AsyncPgConnection, user: UserId, kept: Option<&str>) -> Result<(), StoreError> {
    let hash = kept.map(token_hash).unwrap_or_default();
    let others = devices::table.filter(devices::user_id.eq(user.0)).filter(devices::token_hash.ne(hash.as_slice()));
    diesel::delete(others).execute(conn).await?;
    Ok(())
}
