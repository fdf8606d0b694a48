//! The audit trail: append-only events, with the values they touched in a table that can be erased.

use crate::error::StoreError;
use crate::schema::{audit_events, audit_values, users};
use crate::tx::{Actor, Tx};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::{Event, FieldChange};
use rand::RngCore;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// An event as it is read back.
#[derive(Debug, Clone, Queryable)]
pub struct Recorded {
    /// Its number in the whole trail.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// `user`, `staff`, `visitor` or `system`.
    pub actor_kind: String,
    /// The acting person.
    pub actor_id: Option<Uuid>,
    /// The acting person's name, where the actor is a person.
    pub actor_name: Option<String>,
    /// The record's noun.
    pub subject_kind: String,
    /// The record.
    pub subject_id: Uuid,
    /// What was done.
    pub verb: String,
    /// Why.
    pub reason_code: Option<String>,
    /// Which columns changed.
    pub columns: Vec<Option<String>>,
}

/// Appends an event; its values, where it has any, go beside it with a salted commitment.
pub(crate) async fn append(tx: &mut Tx<'_>, event: &Event) -> Result<i64, StoreError> {
    let (actor_kind, actor_id) = match tx.actor() {
        Actor::User(id) => ("user", Some(id.0)),
        Actor::Staff(id) => ("staff", Some(id.0)),
        Actor::Visitor => ("visitor", None),
        Actor::System => ("system", None),
    };
    let values = commit(&event.fields);
    let columns: Vec<&str> = event.fields.iter().map(|field| field.column).collect();
    let seq: i64 = diesel::insert_into(audit_events::table)
        .values((
            audit_events::at.eq(tx.now()),
            audit_events::actor_kind.eq(actor_kind),
            audit_events::actor_id.eq(actor_id),
            audit_events::subject_kind.eq(event.subject.kind),
            audit_events::subject_id.eq(event.subject.id),
            audit_events::account_id.eq(event.account.map(|id| id.0)),
            audit_events::verb.eq(event.verb),
            audit_events::reason_code.eq(event.reason.map(|code| code.as_str())),
            audit_events::changed_columns.eq(columns),
            audit_events::commitment.eq(values.as_ref().map(|values| values.commitment.as_slice())),
        ))
        .returning(audit_events::seq)
        .get_result(tx.conn())
        .await?;
    if let Some(values) = values {
        diesel::insert_into(audit_values::table)
            .values((
                audit_values::seq.eq(seq),
                audit_values::salt.eq(values.salt.as_slice()),
                audit_values::changes.eq(values.changes),
            ))
            .execute(tx.conn())
            .await?;
    }
    Ok(seq)
}

struct Committed {
    salt: [u8; 16],
    commitment: [u8; 32],
    changes: serde_json::Value,
}

/// SHA-256 over the salt and the values: while the values stand they can be proven, once erased the hash tells nothing.
fn commit(fields: &[FieldChange]) -> Option<Committed> {
    let changes: serde_json::Map<String, serde_json::Value> = fields
        .iter()
        .filter(|field| field.before.is_some() || field.after.is_some())
        .map(|field| (field.column.to_owned(), serde_json::json!([field.before, field.after])))
        .collect();
    if changes.is_empty() {
        return None;
    }
    let changes = serde_json::Value::Object(changes);
    let mut salt = [0; 16];
    rand::rng().fill_bytes(&mut salt);
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(changes.to_string().as_bytes());
    Some(Committed { salt, commitment: hash.finalize().into(), changes })
}

/// The events of one record, newest first, at most `limit` of those before `before`.
///
/// # Errors
/// When the database does not answer.
pub async fn of_subject(
    conn: &AsyncPgConnection,
    kind: &str,
    id: Uuid,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Recorded>, StoreError> {
    let mut conn = conn;
    Ok(select()
        .filter(audit_events::subject_kind.eq(kind.to_owned()))
        .filter(audit_events::subject_id.eq(id))
        .filter(audit_events::seq.lt(before.unwrap_or(i64::MAX)))
        .order(audit_events::seq.desc())
        .limit(limit)
        .load(&mut conn)
        .await?)
}

/// The events of everything that belongs to an account, newest first, at most `limit` of those before `before`.
///
/// # Errors
/// When the database does not answer.
pub async fn of_account(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Recorded>, StoreError> {
    Ok(select()
        .filter(audit_events::account_id.eq(account))
        .filter(audit_events::seq.lt(before.unwrap_or(i64::MAX)))
        .order(audit_events::seq.desc())
        .limit(limit)
        .load(conn)
        .await?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn select() -> _ {
    audit_events::table.left_join(users::table.on(audit_events::actor_id.eq(users::id.nullable()))).select((
        audit_events::seq,
        audit_events::at,
        audit_events::actor_kind,
        audit_events::actor_id,
        users::full_name.nullable(),
        audit_events::subject_kind,
        audit_events::subject_id,
        audit_events::verb,
        audit_events::reason_code,
        audit_events::changed_columns,
    ))
}
