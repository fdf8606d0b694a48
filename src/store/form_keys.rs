//! Form keys: a form's first post commits, its second gets the same answer.

use crate::error::StoreError;
use crate::schema::form_keys;
use crate::tx::Tx;
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::UserId;
use uuid::Uuid;

/// A form's key with what was posted under it.
#[derive(Debug, Clone)]
pub struct FormKey {
    /// The key that the form carried.
    pub key: Uuid,
    /// Who posts.
    pub user: Option<UserId>,
    /// The route's pattern.
    pub route: String,
    /// SHA-256 of the body.
    pub body_sha256: [u8; 32],
}

/// What became of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is new: go on.
    Fresh,
    /// The same post has been committed: this was its answer.
    Repeated {
        /// Where it sent the browser.
        location: String,
        /// The notice it left.
        notice: Option<String>,
    },
    /// Another post was committed under this key.
    Different,
}

/// Claims a key for this transaction. A second post waits here until the first has committed or rolled back.
///
/// # Errors
/// When the database does not answer.
pub async fn claim(tx: &mut Tx<'_>, key: &FormKey) -> Result<Claim, StoreError> {
    let now = tx.now();
    let inserted = diesel::insert_into(form_keys::table)
        .values((
            form_keys::key.eq(key.key),
            form_keys::user_id.eq(key.user.map(|id| id.0)),
            form_keys::route.eq(&key.route),
            form_keys::body_sha256.eq(key.body_sha256.as_slice()),
            form_keys::used_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    if inserted == 1 {
        return Ok(Claim::Fresh);
    }
    type Row = (Option<Uuid>, String, Vec<u8>, Option<String>, Option<String>);
    let (user, route, body, location, notice): Row = form_keys::table
        .find(key.key)
        .select((form_keys::user_id, form_keys::route, form_keys::body_sha256, form_keys::location, form_keys::notice))
        .first(tx.conn())
        .await?;
    let same = user == key.user.map(|id| id.0) && route == key.route && body == key.body_sha256;
    match location {
        Some(location) if same => Ok(Claim::Repeated { location, notice }),
        _ => Ok(Claim::Different),
    }
}

/// Notes the answer under the key, in the transaction that commits the post.
///
/// # Errors
/// When the database does not answer.
pub async fn answer(tx: &mut Tx<'_>, key: &FormKey, location: &str, notice: Option<&str>) -> Result<(), StoreError> {
    diesel::update(form_keys::table.find(key.key))
        .set((form_keys::location.eq(location), form_keys::notice.eq(notice)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// How long a key is remembered: longer than the longest session, so that a form's second post never counts as a first.
pub(crate) const MEMORY: TimeDelta = TimeDelta::days(14);

/// The answer under a key that this very post has committed before.
///
/// # Errors
/// When the database does not answer.
pub async fn answer_of(
    conn: &mut AsyncPgConnection,
    key: &FormKey,
) -> Result<Option<(String, Option<String>)>, StoreError> {
    let found: Option<(Option<String>, Option<String>)> = form_keys::table
        .find(key.key)
        .filter(form_keys::user_id.is_not_distinct_from(key.user.map(|id| id.0)))
        .filter(form_keys::route.eq(&key.route))
        .filter(form_keys::body_sha256.eq(key.body_sha256.as_slice()))
        .select((form_keys::location, form_keys::notice))
        .first(conn)
        .await
        .optional()?;
    Ok(found.and_then(|(location, notice)| location.map(|location| (location, notice))))
}
