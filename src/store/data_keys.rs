//! Data keys: one for each account and each user. Destroying one makes everything sealed under it unreadable.

use crate::crypt::{DataKey, Vault};
use crate::error::StoreError;
use crate::schema::data_keys;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::uuid_at;
use uuid::Uuid;

/// Whose values a key seals.
#[derive(Debug, Clone, Copy)]
pub enum Owner {
    /// An account's.
    Account(Uuid),
    /// A login's.
    User(Uuid),
}

impl Owner {
    fn parts(self) -> (&'static str, Uuid) {
        match self {
            Self::Account(id) => ("account", id),
            Self::User(id) => ("user", id),
        }
    }
}

type Row = (Uuid, Uuid, String, Vec<u8>);

/// The key of an owner, made where there is none. Two who come at once get the same one.
///
/// # Errors
/// When the key does not open or the database does not answer.
pub async fn for_owner(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    owner: Owner,
    now: DateTime<Utc>,
) -> Result<DataKey, StoreError> {
    let (kind, owner) = owner.parts();
    if let Some(key) = find(conn, vault, kind, owner).await? {
        return Ok(key);
    }
    let id = uuid_at(now);
    let (_, wrapped) = vault.ring().fresh(id, owner)?;
    diesel::insert_into(data_keys::table)
        .values((
            data_keys::id.eq(id),
            data_keys::owner_kind.eq(kind),
            data_keys::owner_id.eq(owner),
            data_keys::wrapped.eq(wrapped),
            data_keys::kek_id.eq(vault.ring().current()),
            data_keys::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    find(conn, vault, kind, owner).await?.ok_or(StoreError::NotFound)
}

/// The key of an owner; none where there is none, or none any more.
pub(crate) async fn existing(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    owner: Owner,
) -> Result<Option<DataKey>, StoreError> {
    let (kind, owner) = owner.parts();
    find(conn, vault, kind, owner).await
}

async fn find(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    kind: &str,
    owner: Uuid,
) -> Result<Option<DataKey>, StoreError> {
    let row: Option<(Uuid, String, Vec<u8>)> = data_keys::table
        .filter(data_keys::owner_kind.eq(kind))
        .filter(data_keys::owner_id.eq(owner))
        .select((data_keys::id, data_keys::kek_id, data_keys::wrapped))
        .first(conn)
        .await
        .optional()?;
    row.map(|(id, kek, wrapped)| Ok(vault.ring().unwrap(&kek, id, owner, &wrapped)?)).transpose()
}

/// Wraps up to `limit` keys of older key-encryption keys under the current one; how many it did.
///
/// # Errors
/// When a key does not open or the database does not answer; what was done stays done.
pub async fn rewrap(conn: &mut AsyncPgConnection, vault: &Vault, limit: i64) -> Result<usize, StoreError> {
    let current = vault.ring().current().to_owned();
    let rows: Vec<Row> = data_keys::table
        .filter(data_keys::kek_id.ne(&current))
        .order(data_keys::id)
        .limit(limit)
        .select((data_keys::id, data_keys::owner_id, data_keys::kek_id, data_keys::wrapped))
        .load(conn)
        .await?;
    for (id, owner, kek, wrapped) in &rows {
        let key = vault.ring().unwrap(kek, *id, *owner, wrapped)?;
        let wrapped = vault.ring().wrap(&key, *owner)?;
        diesel::update(data_keys::table.find(id).filter(data_keys::kek_id.eq(kek)))
            .set((data_keys::wrapped.eq(wrapped), data_keys::kek_id.eq(&current)))
            .execute(conn)
            .await?;
    }
    Ok(rows.len())
}
