//! Signatures: written once, never changed.

use crate::error::{StoreError, read, read_name};
use crate::schema::signatures;
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::{AgreementId, OrderId, UserId, uuid_at};
use inset_domain::signature::Signature;
use uuid::Uuid;

/// What a signature stands under.
#[derive(Debug, Clone, Copy)]
pub enum Under {
    /// An agreement.
    Agreement(AgreementId),
    /// One revision of an order.
    Revision(OrderId, i32),
}

/// Writes a signature.
///
/// # Errors
/// [`StoreError::Conflict`] when that side has signed.
pub(crate) async fn insert(tx: &mut Tx<'_>, under: Under, signature: &Signature) -> Result<(), StoreError> {
    let (agreement, order, revision) = match under {
        Under::Agreement(id) => (Some(id.0), None, None),
        Under::Revision(id, revision) => (None, Some(id.0), Some(revision)),
    };
    diesel::insert_into(signatures::table)
        .values((
            signatures::id.eq(uuid_at(signature.at)),
            signatures::agreement_id.eq(agreement),
            signatures::order_id.eq(order),
            signatures::revision.eq(revision),
            signatures::side.eq(signature.side.as_str()),
            signatures::user_id.eq(signature.user.0),
            signatures::typed_name.eq(signature.typed_name.to_string()),
            signatures::title.eq(&signature.title),
            signatures::intent.eq(&signature.intent),
            signatures::text_sha256.eq(signature.text_sha256.as_slice()),
            signatures::signed_at.eq(signature.at),
            signatures::time_zone.eq(&signature.time_zone),
            signatures::ip.eq(&signature.ip),
            signatures::user_agent.eq(&signature.user_agent),
            signatures::authentication.eq(signature.authentication.as_str()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The signatures under an agreement or a revision, in the order in which they were given.
///
/// # Errors
/// When the database does not answer.
pub async fn under(conn: &AsyncPgConnection, under: Under) -> Result<Vec<Signature>, StoreError> {
    let mut conn = conn;
    type Row =
        ((String, Uuid, String, Option<String>, String, Vec<u8>), (DateTime<Utc>, String, String, String, String));
    let mut query = signatures::table.into_boxed();
    query = match under {
        Under::Agreement(id) => query.filter(signatures::agreement_id.eq(id.0)),
        Under::Revision(id, revision) => {
            query.filter(signatures::order_id.eq(id.0)).filter(signatures::revision.eq(revision))
        }
    };
    let rows: Vec<Row> = query
        .order(signatures::signed_at)
        .select((
            (
                signatures::side,
                signatures::user_id,
                signatures::typed_name,
                signatures::title,
                signatures::intent,
                signatures::text_sha256,
            ),
            (
                signatures::signed_at,
                signatures::time_zone,
                signatures::ip,
                signatures::user_agent,
                signatures::authentication,
            ),
        ))
        .load(&mut conn)
        .await?;
    rows.into_iter()
        .map(|((side, user, typed_name, title, intent, sha256), (at, time_zone, ip, user_agent, authentication))| {
            Ok(Signature {
                side: read("signatures.side", &side)?,
                user: UserId(user),
                typed_name: read_name("signatures.typed_name", &typed_name)?,
                title,
                intent,
                text_sha256: digest(&sha256)?,
                at,
                time_zone,
                ip,
                user_agent,
                authentication: read("signatures.authentication", &authentication)?,
            })
        })
        .collect()
}

/// A stored SHA-256.
pub(crate) fn digest(bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Unreadable { what: "sha256", value: format!("{} bytes", bytes.len()) })
}
