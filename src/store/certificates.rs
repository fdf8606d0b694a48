//! Certificates that a child's data was erased.

use crate::error::StoreError;
use crate::schema::{certificates, users};
use crate::sequence;
use crate::tx::{Actor, Tx};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::erasure::Certificate;
use inset_domain::ids::CertificateId;
use uuid::Uuid;

/// A certificate as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The certificate.
    pub certificate: Certificate,
    /// When.
    pub at: DateTime<Utc>,
    /// Who of the staff erased.
    pub by: String,
}

type Row = (Uuid, String, serde_json::Value, DateTime<Utc>, String);

fn issued((id, reference, erased, at, by): Row) -> Result<Issued, StoreError> {
    let erased = serde_json::from_value(erased)
        .map_err(|_| StoreError::Unreadable { what: "certificates.erased", value: reference.clone() })?;
    Ok(Issued { certificate: Certificate { id: CertificateId(id), reference, erased }, at, by })
}

/// The next reference.
///
/// # Errors
/// When the database does not answer.
pub async fn reference(tx: &mut Tx<'_>) -> Result<String, StoreError> {
    Ok(format!("CHD-{}", sequence::next(tx.conn(), "certificate_numbers").await?))
}

/// Issues a certificate, in the transaction that erases.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not staff who erase.
pub async fn issue(tx: &mut Tx<'_>, change: Change<Certificate>) -> Result<(), StoreError> {
    let Actor::Staff(by) = tx.actor() else { return Err(StoreError::NotFound) };
    let (certificate, now) = (change.after(), tx.now());
    diesel::insert_into(certificates::table)
        .values((
            certificates::id.eq(certificate.id.0),
            certificates::reference.eq(&certificate.reference),
            certificates::issued_at.eq(now),
            certificates::issued_by.eq(by.0),
            certificates::erased.eq(serde_json::json!(certificate.erased)),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}

/// A certificate by its id.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: CertificateId) -> Result<Issued, StoreError> {
    let found = certificates::table.find(id.0).inner_join(users::table).select(COLUMNS).first(conn).await?;
    issued(found)
}

/// The certificates, newest first, at most `limit` of those before the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    conn: &mut AsyncPgConnection,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Issued>, StoreError> {
    let mut query = certificates::table
        .inner_join(users::table)
        .select(COLUMNS)
        .order((certificates::issued_at.desc(), certificates::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some((at, id)) = before {
        query = query
            .filter(certificates::issued_at.lt(at).or(certificates::issued_at.eq(at).and(certificates::id.lt(id))));
    }
    query.load(conn).await?.into_iter().map(issued).collect()
}

type Columns =
    (certificates::id, certificates::reference, certificates::erased, certificates::issued_at, users::full_name);
const COLUMNS: Columns =
    (certificates::id, certificates::reference, certificates::erased, certificates::issued_at, users::full_name);
