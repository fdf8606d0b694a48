//! Passkeys, and the challenges that were answered with one.

use crate::error::{StoreError, met, read};
use crate::schema::{accounts, memberships, passkey_ceremonies, passkeys, users};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::ids::UserId;
use inset_domain::passkey::{CEREMONY, MOST_PASSKEYS};
use inset_domain::text::PasskeyName;
use uuid::Uuid;

/// A passkey, as its owner sees it.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: PasskeyName,
    /// Since when it signs in.
    pub created_at: DateTime<Utc>,
    /// When it last did.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A passkey to be added.
#[derive(Debug)]
pub struct NewPasskey<'a> {
    /// What its owner calls it.
    pub name: &'a PasskeyName,
    /// The id by which browsers name it, in base64.
    pub credential_id: &'a str,
    /// Its public key with what belongs to it.
    pub credential: &'a serde_json::Value,
}

/// A passkey with whose it is, to be checked.
#[derive(Debug)]
pub struct Holder {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: PasskeyName,
    /// Its public key with what belongs to it.
    pub credential: serde_json::Value,
    /// Whose it is.
    pub user: UserId,
    /// Their role on the operator's staff.
    pub staff_role: Option<String>,
    /// The account they open first: the oldest membership.
    pub account: Option<Uuid>,
    /// That account's kind.
    pub account_kind: Option<String>,
}

type Row = (Uuid, String, DateTime<Utc>, Option<DateTime<Utc>>);

const COLUMNS: (passkeys::id, passkeys::name, passkeys::created_at, passkeys::last_used_at) =
    (passkeys::id, passkeys::name, passkeys::created_at, passkeys::last_used_at);

fn passkey((id, name, created_at, last_used_at): Row) -> Result<Passkey, StoreError> {
    Ok(Passkey { id, name: read("passkeys.name", &name)?, created_at, last_used_at })
}

/// The passkeys of a login, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(conn: &mut AsyncPgConnection, user: UserId) -> Result<Vec<Passkey>, StoreError> {
    let rows: Vec<Row> = passkeys::table
        .filter(passkeys::user_id.eq(user.0))
        .order((passkeys::created_at, passkeys::id))
        .select(COLUMNS)
        .load(conn)
        .await?;
    rows.into_iter().map(passkey).collect()
}

/// One of a login's passkeys.
///
/// # Errors
/// [`StoreError::NotFound`] where the login has none of this id.
pub async fn find(conn: &mut AsyncPgConnection, user: UserId, id: Uuid) -> Result<Passkey, StoreError> {
    passkey(passkeys::table.find(id).filter(passkeys::user_id.eq(user.0)).select(COLUMNS).first(conn).await?)
}

/// The ids by which browsers name a login's passkeys.
///
/// # Errors
/// When the database does not answer.
pub async fn credential_ids(conn: &mut AsyncPgConnection, user: UserId) -> Result<Vec<String>, StoreError> {
    let ids = passkeys::table.filter(passkeys::user_id.eq(user.0)).select(passkeys::credential_id);
    Ok(ids.load(conn).await?)
}

/// Holds the login, so that of two steps at once the second sees what the first has done.
async fn lock(tx: &mut Tx<'_>, user: UserId) -> Result<(), StoreError> {
    let _: Uuid = users::table.find(user.0).select(users::id).for_update().first(tx.conn()).await?;
    Ok(())
}

/// Adds one.
///
/// # Errors
/// [`StoreError::Conflict`] where it is somebody's already, or the login has as many as it may.
pub async fn add(tx: &mut Tx<'_>, change: Change<UserId>, new: &NewPasskey<'_>) -> Result<(), StoreError> {
    let (user, now) = (*change.after(), tx.now());
    lock(tx, user).await?;
    let has: i64 = passkeys::table.filter(passkeys::user_id.eq(user.0)).count().get_result(tx.conn()).await?;
    if usize::try_from(has).is_ok_and(|has| has >= MOST_PASSKEYS) {
        return Err(StoreError::Conflict("passkeys".into()));
    }
    diesel::insert_into(passkeys::table)
        .values((
            passkeys::id.eq(inset_domain::ids::uuid_at(now)),
            passkeys::user_id.eq(user.0),
            passkeys::credential_id.eq(new.credential_id),
            passkeys::credential.eq(new.credential),
            passkeys::name.eq(new.name.to_string()),
            passkeys::counter.eq(0),
            passkeys::created_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    diesel::update(users::table.find(user.0)).set(users::passkey.eq(true)).execute(tx.conn()).await?;
    tx.record(&change).await
}

/// Calls one otherwise.
///
/// # Errors
/// [`StoreError::NotFound`] where the login has none of this id.
pub async fn rename(tx: &mut Tx<'_>, change: Change<UserId>, id: Uuid, name: &PasskeyName) -> Result<(), StoreError> {
    let one = passkeys::table.find(id).filter(passkeys::user_id.eq(change.after().0));
    let rows = diesel::update(one).set(passkeys::name.eq(name.to_string())).execute(tx.conn()).await?;
    if rows == 0 {
        return Err(StoreError::NotFound);
    }
    tx.record(&change).await
}

/// Takes one away.
///
/// # Errors
/// [`StoreError::Stale`] where the login has none of this id.
pub async fn remove(tx: &mut Tx<'_>, change: Change<UserId>, id: Uuid) -> Result<(), StoreError> {
    let user = *change.after();
    lock(tx, user).await?;
    let own = passkeys::table.filter(passkeys::user_id.eq(user.0));
    met(diesel::delete(own.filter(passkeys::id.eq(id))).execute(tx.conn()).await?)?;
    let left: bool = diesel::select(diesel::dsl::exists(own)).get_result(tx.conn()).await?;
    diesel::update(users::table.find(user.0)).set(users::passkey.eq(left)).execute(tx.conn()).await?;
    tx.record(&change).await
}

/// The passkey that a browser names, with whose it is; none where there is none, or its login is deactivated.
///
/// # Errors
/// When the database does not answer.
pub async fn holder(conn: &mut AsyncPgConnection, credential_id: &str) -> Result<Option<Holder>, StoreError> {
    type Row = (Uuid, String, serde_json::Value, Uuid, Option<String>, Option<Uuid>, Option<String>);
    let row: Option<Row> = passkeys::table
        .inner_join(users::table)
        .left_join(memberships::table.on(memberships::user_id.eq(users::id).and(memberships::ended_at.is_null())))
        .left_join(accounts::table.on(accounts::id.eq(memberships::account_id).and(accounts::state.ne("deactivated"))))
        .filter(passkeys::credential_id.eq(credential_id))
        .filter(users::deactivated_at.is_null())
        // Nobody acts for an account that is closed.
        .order((accounts::id.is_null(), memberships::created_at.asc().nulls_last()))
        .select((
            passkeys::id,
            passkeys::name,
            passkeys::credential,
            users::id,
            users::staff_role,
            accounts::id.nullable(),
            accounts::kind.nullable(),
        ))
        .first(conn)
        .await
        .optional()?;
    row.map(|(id, name, credential, user, staff_role, account, account_kind)| {
        let (name, user) = (read("passkeys.name", &name)?, UserId(user));
        Ok(Holder { id, name, credential, user, staff_role, account, account_kind })
    })
    .transpose()
}

/// Notes that a passkey was used, and how far it has counted; false where it has counted as far already, which one that
/// counts never does twice. Passkeys that are kept on several devices do not count and say zero.
///
/// # Errors
/// When the database does not answer.
pub async fn used(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    credential: &serde_json::Value,
    counter: u32,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let counter = i64::from(counter);
    let rows = diesel::update(passkeys::table.find(id))
        .filter(passkeys::counter.lt(counter).or(passkeys::counter.eq(0)))
        .set((passkeys::credential.eq(credential), passkeys::counter.eq(counter), passkeys::last_used_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Records what befell a passkey: only the event and its mail.
///
/// # Errors
/// When the database does not answer.
pub async fn note(tx: &mut Tx<'_>, change: Change<UserId>) -> Result<(), StoreError> {
    tx.record(&change).await
}

/// Uses a challenge up, in one statement: of two who answer it, one wins.
///
/// # Errors
/// When the database does not answer.
pub async fn use_ceremony(conn: &mut AsyncPgConnection, mark: &[u8], now: DateTime<Utc>) -> Result<bool, StoreError> {
    let rows = diesel::insert_into(passkey_ceremonies::table)
        .values((passkey_ceremonies::mark_hash.eq(mark), passkey_ceremonies::used_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Forgets the challenges that nobody can answer any more.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let old = passkey_ceremonies::table.filter(passkey_ceremonies::used_at.lt(now - CEREMONY * 2));
    Ok(diesel::delete(old).execute(conn).await?)
}
