//! Copies of a person's data: what is in one, and the sealed archive itself.

pub mod own;

use crate::crypt::{Place, Sealed};
use crate::data_keys::{self, Owner};
use crate::error::{StoreError, met, read};
use crate::schema::{data_exports, users};
use crate::tx::Tx;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::catalogue::{Entry, Exported, PERSONAL, Purpose};
use inset_domain::data_export::{DataExport, MOST_ATTEMPTS};
use inset_domain::ids::{DataExportId, UserId};
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;

/// How long a worker may take over one copy before another may try.
const CLAIM: TimeDelta = TimeDelta::minutes(5);

#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = data_exports, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    user_id: Uuid,
    state: String,
    requested_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    bytes: Option<i64>,
}

impl Row {
    fn into_export(self) -> Result<DataExport, StoreError> {
        Ok(DataExport {
            id: DataExportId(self.id),
            user: UserId(self.user_id),
            state: read("data_exports.state", &self.state)?,
            requested_at: self.requested_at,
            expires_at: self.expires_at,
            bytes: self.bytes,
        })
    }
}

/// A person's newest copy, in whatever state it is.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(conn: &mut AsyncPgConnection, user: UserId) -> Result<Option<DataExport>, StoreError> {
    let row: Option<Row> = data_exports::table
        .filter(data_exports::user_id.eq(user.0))
        .order((data_exports::requested_at.desc(), data_exports::id.desc()))
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(Row::into_export).transpose()
}

/// Asks for a copy, unless one is being made or was made just now: of many who ask at once one makes it.
///
/// # Errors
/// When the database does not answer.
pub async fn ask(tx: &mut Tx<'_>, user: UserId) -> Result<(), StoreError> {
    let now = tx.now();
    // Whoever else asks for the same login waits here, and then finds the first.
    let login = users::table.find(user.0).select(users::id).for_no_key_update();
    let _: Uuid = login.first(tx.conn()).await?;
    if newest(tx.conn(), user).await?.is_some_and(|newest| newest.will_do(now)) {
        return Ok(());
    }
    expire(tx.conn(), user).await?;
    let change = DataExport::ask(user, now);
    let export = change.after();
    diesel::insert_into(data_exports::table)
        .values((
            data_exports::id.eq(export.id.0),
            data_exports::user_id.eq(user.0),
            data_exports::state.eq(export.state.as_str()),
            data_exports::requested_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}

/// Claims the copy that has waited longest, so that no other worker makes it; none when none waits.
///
/// # Errors
/// When the database does not answer.
pub async fn claim(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<Option<DataExport>, StoreError> {
    // Prepared anew at each use: few people ask for a copy.
    let row: Option<Row> = diesel::sql_query(
        "UPDATE data_exports SET claimed_until = $2, attempts = attempts + 1 WHERE id = ( \
             SELECT id FROM data_exports WHERE state = 'queued' AND (claimed_until IS NULL OR claimed_until < $1) \
             ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) \
         RETURNING id, user_id, state, requested_at, expires_at, bytes",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now + CLAIM)
    .get_result(conn)
    .await
    .optional()?;
    row.map(Row::into_export).transpose()
}

/// A copy could not be made: it is tried again when its claim runs out, and given up after some attempts.
///
/// # Errors
/// When the database does not answer.
pub async fn failed(conn: &mut AsyncPgConnection, id: DataExportId) -> Result<(), StoreError> {
    diesel::update(data_exports::table.find(id.0))
        .filter(data_exports::state.eq("queued"))
        .filter(data_exports::attempts.ge(MOST_ATTEMPTS))
        .set(data_exports::state.eq("failed"))
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Jsonb)]
    rows: serde_json::Value,
}

/// The rows of one table that are a person's own, by the columns that the catalogue puts into the copy.
#[derive(Debug)]
pub struct Section {
    /// The table.
    pub table: &'static str,
    /// A JSON object for each row.
    pub rows: Vec<serde_json::Value>,
}

/// What a person's copy holds of these purposes: what the catalogue says, from the rows that are their own.
///
/// # Errors
/// When the database does not answer.
pub async fn collect(
    conn: &mut AsyncPgConnection,
    user: UserId,
    purposes: &[Purpose],
) -> Result<Vec<Section>, StoreError> {
    let email: String = users::table.find(user.0).select(users::email_key).first(conn).await?;
    let mut sections: Vec<Section> = Vec::new();
    for table in tables(purposes) {
        let columns: Vec<&str> = exported(table, purposes).collect();
        let Some(own) = own::rows(table) else { continue };
        let sql = format!(
            "SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') AS rows FROM (SELECT {} FROM {table} WHERE {own}) r",
            columns.join(", ")
        );
        // Prepared anew at each use: few people ask for a copy.
        let query = diesel::sql_query(sql).bind::<SqlUuid, _>(user.0).bind::<Text, _>(&email);
        let found: Found = query.get_result(conn).await?;
        if let serde_json::Value::Array(rows) = found.rows
            && !rows.is_empty()
        {
            sections.push(Section { table, rows });
        }
    }
    Ok(sections)
}

/// What the catalogue puts into a copy that holds these purposes, in the catalogue's order.
pub fn in_copy(purposes: &[Purpose]) -> impl Iterator<Item = &'static Entry> {
    let own = |entry: &Entry| matches!(entry.exported, Exported::Own | Exported::Alone);
    PERSONAL.iter().filter(move |entry| own(entry) && purposes.contains(&entry.purpose))
}

fn tables(purposes: &[Purpose]) -> Vec<&'static str> {
    let mut tables = Vec::new();
    for entry in in_copy(purposes) {
        if !tables.contains(&entry.table) {
            tables.push(entry.table);
        }
    }
    tables
}

fn exported(table: &str, purposes: &[Purpose]) -> impl Iterator<Item = &'static str> {
    in_copy(purposes).filter(move |entry| entry.table == table).flat_map(|entry| entry.columns.iter().copied())
}

/// Seals a copy that was made under the person's key, and saves it.
///
/// # Errors
/// [`StoreError::Stale`] when it is not wanted any more.
pub async fn made(tx: &mut Tx<'_>, export: DataExport, archive: &[u8]) -> Result<(), StoreError> {
    let bytes = i64::try_from(archive.len()).unwrap_or(i64::MAX);
    let change = export.made(bytes, tx.now());
    let export = change.after();
    let (conn, vault, now) = tx.parts();
    let key = data_keys::for_owner(conn, vault, Owner::User(export.user.0), now).await?;
    let sealed = vault.seal(&key, place(export.id), &SecretString::from(STANDARD.encode(archive)))?;
    met(diesel::update(data_exports::table.find(export.id.0))
        .filter(data_exports::state.eq("queued"))
        .set((
            data_exports::state.eq(export.state.as_str()),
            data_exports::ready_at.eq(now),
            data_exports::expires_at.eq(export.expires_at),
            data_exports::bytes.eq(export.bytes),
            data_exports::archive_sealed.eq(sealed),
        ))
        .execute(conn)
        .await?)?;
    tx.record(&change).await
}

fn place(id: DataExportId) -> Place {
    Place::new("data_exports.archive", id.0)
}

/// A person's own copy. Somebody else's does not exist, and neither does one whose time is over.
///
/// # Errors
/// [`StoreError::NotFound`] where the person has none with this id.
pub async fn open(tx: &mut Tx<'_>, user: UserId, id: DataExportId) -> Result<Vec<u8>, StoreError> {
    let (conn, vault, now) = tx.parts();
    let sealed: Option<Sealed> = data_exports::table
        .find(id.0)
        .filter(data_exports::user_id.eq(user.0))
        .filter(data_exports::state.eq("ready"))
        .filter(data_exports::expires_at.gt(now))
        .select(data_exports::archive_sealed)
        .first(conn)
        .await?;
    let sealed = sealed.ok_or(StoreError::NotFound)?;
    let key = data_keys::for_owner(conn, vault, Owner::User(user.0), now).await?;
    let text = vault.open(&key, place(id), &sealed)?;
    STANDARD
        .decode(text.expose_secret())
        .map_err(|_| StoreError::Unreadable { what: "data_exports.archive_sealed", value: String::new() })
}

/// Takes a person's copies away: there is one at most.
async fn expire(conn: &mut AsyncPgConnection, user: UserId) -> Result<(), StoreError> {
    let theirs = data_exports::table.filter(data_exports::state.eq("ready")).filter(data_exports::user_id.eq(user.0));
    let gone = (data_exports::state.eq("expired"), data_exports::archive_sealed.eq(None::<Sealed>));
    diesel::update(theirs).set(gone).execute(conn).await?;
    Ok(())
}
