//! Posts that wait for their person to sign in again or to prove who they are: sealed, for a day, for that person alone.

use crate::crypt::{Place, Sealed, Vault};
use crate::data_keys::{self, Owner};
use crate::error::StoreError;
use crate::schema::parked_posts;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::{AccountId, UserId};
use secrecy::SecretString;
use uuid::Uuid;

const BODY: &str = "parked_posts.body";

/// How long a post waits.
pub const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// How many of one login's posts wait at most; the oldest makes room.
const MOST: i64 = 20;

/// A post that waits.
pub struct ParkedPost {
    /// The session that sent it, where that goes on; none where it had run out.
    pub session: Option<Uuid>,
    /// The account its form was opened for.
    pub account: Option<AccountId>,
    /// Where it was going.
    pub path: String,
    /// The page its form stands on.
    pub page: String,
    /// The form's key.
    pub form_key: Uuid,
    /// Whether it was sent on and done.
    pub sent: bool,
    /// What was typed, as `application/x-www-form-urlencoded`.
    pub body: SecretString,
}

/// Lets a post wait; the id by which its person gets it back, which nobody can guess.
///
/// # Errors
/// When the database does not answer.
pub async fn park(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    user: UserId,
    post: &ParkedPost,
    now: DateTime<Utc>,
) -> Result<Uuid, StoreError> {
    let id = Uuid::new_v4();
    let key = data_keys::for_owner(conn, vault, Owner::User(user.0), now).await?;
    let body = vault.seal(&key, Place::new(BODY, id), &post.body)?;
    let newest = parked_posts::table
        .filter(parked_posts::user_id.eq(user.0))
        .order((parked_posts::created_at.desc(), parked_posts::id))
        .offset(MOST - 1)
        .select(parked_posts::id);
    let too_many: Vec<Uuid> = newest.load(conn).await?;
    if !too_many.is_empty() {
        diesel::delete(parked_posts::table.filter(parked_posts::id.eq_any(too_many))).execute(conn).await?;
    }
    diesel::insert_into(parked_posts::table)
        .values((
            parked_posts::id.eq(id),
            parked_posts::user_id.eq(user.0),
            parked_posts::session_id.eq(post.session),
            parked_posts::account_id.eq(post.account.map(|account| account.0)),
            parked_posts::path.eq(&post.path),
            parked_posts::page.eq(&post.page),
            parked_posts::form_key.eq(post.form_key),
            parked_posts::body_sealed.eq(&body),
            parked_posts::created_at.eq(now),
            parked_posts::expires_at.eq(now + KEPT_FOR),
        ))
        .execute(conn)
        .await?;
    Ok(id)
}

/// A post of one's own that waits.
///
/// # Errors
/// [`StoreError::NotFound`] for another login's, one that was thrown away, and one that waited too long.
pub async fn find(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    user: UserId,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<ParkedPost, StoreError> {
    type Row = (Option<Uuid>, Option<Uuid>, String, String, Uuid, Sealed, Option<DateTime<Utc>>);
    let row: Option<Row> = parked_posts::table
        .find(id)
        .filter(parked_posts::user_id.eq(user.0))
        .filter(parked_posts::expires_at.gt(now))
        .select((
            parked_posts::session_id,
            parked_posts::account_id,
            parked_posts::path,
            parked_posts::page,
            parked_posts::form_key,
            parked_posts::body_sealed,
            parked_posts::sent_at,
        ))
        .first(conn)
        .await
        .optional()?;
    let (session, account, path, page, form_key, body, sent_at) = row.ok_or(StoreError::NotFound)?;
    let key = data_keys::for_owner(conn, vault, Owner::User(user.0), now).await?;
    let body = vault.open(&key, Place::new(BODY, id), &body)?;
    let account = account.map(AccountId);
    Ok(ParkedPost { session, account, path, page, form_key, sent: sent_at.is_some(), body })
}

/// Notes that a post was sent on and done, in the transaction that did it.
///
/// # Errors
/// When the database does not answer.
pub async fn sent(conn: &mut AsyncPgConnection, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(parked_posts::table.find(id)).set(parked_posts::sent_at.eq(now)).execute(conn).await?;
    Ok(())
}

/// Throws a post of one's own away.
///
/// # Errors
/// [`StoreError::NotFound`] where no post of one's own has this id.
pub async fn discard(conn: &mut AsyncPgConnection, user: UserId, id: Uuid) -> Result<(), StoreError> {
    let own = parked_posts::table.find(id).filter(parked_posts::user_id.eq(user.0));
    match diesel::delete(own).execute(conn).await? {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}
