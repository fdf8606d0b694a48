//! Single-use links. Only a hash is stored; the link is derived from the index key when its mail is written.

use crate::crypt::{Vault, token_hash};
use crate::error::StoreError;
use crate::schema::one_time_tokens;
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::ids::{TokenId, UserId};
use inset_domain::user::{NewToken, TokenPurpose};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

/// How a link was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It works, for this login.
    Live(UserId),
    /// It was used.
    Used,
    /// It ran out.
    Expired,
}

/// The secret part of a link.
pub fn secret(vault: &Vault, purpose: TokenPurpose, id: TokenId) -> SecretString {
    vault.one_time_token(purpose.as_str(), id.0)
}

/// Saves a link that a change calls for. Older links of the same purpose stop working.
///
/// # Errors
/// When the database does not answer.
pub async fn issue(tx: &mut Tx<'_>, change: Change<NewToken>) -> Result<(), StoreError> {
    insert(tx, change.after()).await?;
    tx.record(&change).await
}

pub(crate) async fn insert(tx: &mut Tx<'_>, token: &NewToken) -> Result<(), StoreError> {
    let hash = token_hash(secret(tx.vault(), token.purpose, token.id).expose_secret());
    let now = tx.now();
    diesel::update(one_time_tokens::table)
        .filter(one_time_tokens::user_id.eq(token.user.0))
        .filter(one_time_tokens::purpose.eq(token.purpose.as_str()))
        .filter(one_time_tokens::used_at.is_null())
        .set(one_time_tokens::used_at.eq(now))
        .execute(tx.conn())
        .await?;
    diesel::insert_into(one_time_tokens::table)
        .values((
            one_time_tokens::id.eq(token.id.0),
            one_time_tokens::purpose.eq(token.purpose.as_str()),
            one_time_tokens::user_id.eq(token.user.0),
            one_time_tokens::token_hash.eq(hash.as_slice()),
            one_time_tokens::created_at.eq(token.created_at),
            one_time_tokens::expires_at.eq(token.created_at + token.purpose.lifetime()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// How a link stands, without using it up.
///
/// # Errors
/// [`StoreError::NotFound`] for a link that never was.
pub async fn look(
    conn: &mut AsyncPgConnection,
    purpose: TokenPurpose,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Standing, StoreError> {
    let (user, expires_at, used_at): (Uuid, DateTime<Utc>, Option<DateTime<Utc>>) = one_time_tokens::table
        .filter(one_time_tokens::token_hash.eq(token_hash(text).as_slice()))
        .filter(one_time_tokens::purpose.eq(purpose.as_str()))
        .select((one_time_tokens::user_id, one_time_tokens::expires_at, one_time_tokens::used_at))
        .first(conn)
        .await?;
    Ok(match used_at {
        Some(_) => Standing::Used,
        None if expires_at <= now => Standing::Expired,
        None => Standing::Live(UserId(user)),
    })
}

/// Uses a link up, in one statement: of two who come at once, one wins.
///
/// # Errors
/// [`StoreError::NotFound`] when it does not work any more.
pub async fn redeem(tx: &mut Tx<'_>, purpose: TokenPurpose, text: &str) -> Result<UserId, StoreError> {
    let now = tx.now();
    let user: Uuid = diesel::update(one_time_tokens::table)
        .filter(one_time_tokens::token_hash.eq(token_hash(text).as_slice()))
        .filter(one_time_tokens::purpose.eq(purpose.as_str()))
        .filter(one_time_tokens::used_at.is_null())
        .filter(one_time_tokens::expires_at.gt(now))
        .set(one_time_tokens::used_at.eq(now))
        .returning(one_time_tokens::user_id)
        .get_result(tx.conn())
        .await?;
    Ok(UserId(user))
}
