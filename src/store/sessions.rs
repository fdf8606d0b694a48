//! Sessions: only the hash of a session's key is stored, and one statement says who is behind it.

use crate::error::{StoreError, read, read_some};
use crate::schema::{accounts, memberships, sessions, users};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::AccountKind;
use inset_domain::ids::{AccountId, UserId};
use inset_domain::user::{Power, StaffRole};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long a session may lie idle.
pub const IDLE: TimeDelta = TimeDelta::hours(12);
/// How long a session lives at most.
pub const ABSOLUTE: TimeDelta = TimeDelta::days(7);
/// How often a session's last use is noted, so that reading a page does not write a row.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Who is behind a session, and for which account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Principal {
    /// The login.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role on the operator's staff.
    pub staff_role: Option<StaffRole>,
    /// The account they act for.
    pub account: Option<Acting>,
}

/// The account that a session acts for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Acting {
    /// Which.
    pub id: AccountId,
    /// Its role.
    pub kind: AccountKind,
    /// Its name.
    pub name: String,
    /// Its reference.
    pub reference: String,
    /// What the person may do in it.
    pub power: Power,
}

type Row = (Uuid, String, String, Option<String>, Option<(Uuid, String, String, String, String)>, DateTime<Utc>);

/// Who is behind the key with this hash; none when it ended, ran out or never was.
///
/// # Errors
/// When the database does not answer.
pub async fn load(
    conn: &mut AsyncPgConnection,
    key_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Principal>, StoreError> {
    let row: Option<Row> = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .left_join(
            memberships::table.on(memberships::user_id
                .eq(sessions::user_id)
                .and(memberships::account_id.nullable().eq(sessions::account_id))
                .and(memberships::ended_at.is_null())),
        )
        .left_join(accounts::table.on(accounts::id.eq(memberships::account_id)))
        .filter(sessions::key_hash.eq(key_hash))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::seen_at.gt(now - IDLE))
        .filter(users::deactivated_at.is_null())
        .select((
            users::id,
            users::full_name,
            users::email,
            users::staff_role,
            (accounts::id, accounts::kind, accounts::name, accounts::reference, memberships::power).nullable(),
            sessions::seen_at,
        ))
        .first(conn)
        .await
        .optional()?;
    let Some((id, name, email, staff_role, account, seen_at)) = row else { return Ok(None) };
    if now - seen_at > SEEN_EVERY {
        diesel::update(sessions::table.find(key_hash)).set(sessions::seen_at.eq(now)).execute(conn).await?;
    }
    let account = account
        .map(|(id, kind, name, reference, power)| {
            Ok::<_, StoreError>(Acting {
                id: AccountId(id),
                kind: read("accounts.kind", &kind)?,
                name,
                reference,
                power: read("memberships.power", &power)?,
            })
        })
        .transpose()?;
    let staff_role = read_some("users.staff_role", staff_role.as_deref())?;
    Ok(Some(Principal { user: UserId(id), name, email, staff_role, account }))
}

/// A session to be begun.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Hash of its key.
    pub key_hash: &'a [u8],
    /// Whose.
    pub user: UserId,
    /// For which account.
    pub account: Option<AccountId>,
    /// The browser, as it names itself, shortened.
    pub user_agent: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

/// Begins a session.
///
/// # Errors
/// When the database does not answer.
pub async fn begin(conn: &mut AsyncPgConnection, session: &NewSession<'_>) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::key_hash.eq(session.key_hash),
            sessions::user_id.eq(session.user.0),
            sessions::account_id.eq(session.account.map(|id| id.0)),
            sessions::user_agent.eq(session.user_agent),
            sessions::created_at.eq(session.now),
            sessions::seen_at.eq(session.now),
            sessions::expires_at.eq(session.now + ABSOLUTE),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Gives a session a new key, user and account in one statement; false when it has ended, and then nothing is revived.
///
/// # Errors
/// When the database does not answer.
pub async fn rotate(
    conn: &mut AsyncPgConnection,
    old_hash: &[u8],
    session: &NewSession<'_>,
) -> Result<bool, StoreError> {
    let rows = diesel::update(sessions::table.find(old_hash))
        .filter(sessions::expires_at.gt(session.now))
        .set((
            sessions::key_hash.eq(session.key_hash),
            sessions::user_id.eq(session.user.0),
            sessions::account_id.eq(session.account.map(|id| id.0)),
            sessions::seen_at.eq(session.now),
            sessions::expires_at.eq(session.now + ABSOLUTE),
        ))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Ends a session.
///
/// # Errors
/// When the database does not answer.
pub async fn end(conn: &mut AsyncPgConnection, key_hash: &[u8]) -> Result<(), StoreError> {
    diesel::delete(sessions::table.find(key_hash)).execute(conn).await?;
    Ok(())
}

/// Ends every session of a login.
///
/// # Errors
/// When the database does not answer.
pub async fn end_all(conn: &mut AsyncPgConnection, user: UserId) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user.0))).execute(conn).await?;
    Ok(())
}

/// Removes sessions that ran out.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(conn).await?)
}
