//! Messages from the public site, their answers, and the invitations that some become.

use crate::crypt::{Vault, token_hash};
use crate::error::{StoreError, met, read, read_name, read_some};
use crate::schema::{inquiries, invitations};
use crate::sequence;
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::AccountKind;
use inset_domain::change::Change;
use inset_domain::ids::{InquiryId, TokenId, UserId};
use inset_domain::inquiry::{Answered, Inquiry, InquiryState, Written};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = inquiries, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    reference: String,
    kind: String,
    full_name: String,
    email: String,
    web_site: Option<String>,
    sector: Option<String>,
    body: Option<String>,
    state: String,
    created_at: DateTime<Utc>,
    version: i64,
}

impl Row {
    fn into_inquiry(self) -> Result<Inquiry, StoreError> {
        Ok(Inquiry {
            id: InquiryId(self.id),
            reference: self.reference,
            written: Written {
                kind: read("inquiries.kind", &self.kind)?,
                full_name: read_name("inquiries.full_name", &self.full_name)?,
                email: read("inquiries.email", &self.email)?,
                web_site: read_some("inquiries.web_site", self.web_site.as_deref())?,
                sector: read_some("inquiries.sector", self.sector.as_deref())?,
                body: read_some("inquiries.body", self.body.as_deref())?,
            },
            state: read("inquiries.state", &self.state)?,
            created_at: self.created_at,
            version: self.version,
        })
    }
}

/// The next reference.
///
/// # Errors
/// When the database does not answer.
pub async fn reference(tx: &mut Tx<'_>) -> Result<String, StoreError> {
    Ok(format!("INQ-{}", sequence::next(tx.conn(), "inquiry_numbers").await?))
}

/// Saves a message that has arrived.
///
/// # Errors
/// When the database does not answer.
pub async fn receive(tx: &mut Tx<'_>, change: Change<Inquiry>) -> Result<(), StoreError> {
    let inquiry = change.after();
    let written = &inquiry.written;
    let now = tx.now();
    diesel::insert_into(inquiries::table)
        .values((
            inquiries::id.eq(inquiry.id.0),
            inquiries::reference.eq(&inquiry.reference),
            inquiries::kind.eq(written.kind.as_str()),
            inquiries::full_name.eq(written.full_name.to_string()),
            inquiries::email.eq(written.email.to_string()),
            inquiries::web_site.eq(written.web_site.as_ref().map(ToString::to_string)),
            inquiries::sector.eq(written.sector.map(|sector| sector.as_str())),
            inquiries::body.eq(written.body.as_ref().map(ToString::to_string)),
            inquiries::state.eq(inquiry.state.as_str()),
            inquiries::state_at.eq(now),
            inquiries::created_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}

/// A message by its id.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: InquiryId) -> Result<Inquiry, StoreError> {
    inquiries::table.find(id.0).select(Row::as_select()).first(conn).await?.into_inquiry()
}

/// The answer to a message and when it was given; none while it waits.
///
/// # Errors
/// When the database does not answer.
pub async fn answer_of(
    conn: &mut AsyncPgConnection,
    id: InquiryId,
) -> Result<Option<(String, DateTime<Utc>)>, StoreError> {
    let (words, at): (Option<String>, Option<DateTime<Utc>>) =
        inquiries::table.find(id.0).select((inquiries::answer, inquiries::answered_at)).first(conn).await?;
    Ok(words.zip(at))
}

/// The newest messages, in one state where it is named, at most `limit` of those before the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    conn: &mut AsyncPgConnection,
    state: Option<InquiryState>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Inquiry>, StoreError> {
    let mut query = inquiries::table
        .select(Row::as_select())
        .order((inquiries::created_at.desc(), inquiries::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(inquiries::state.eq(state.as_str()));
    }
    if let Some((at, id)) = before {
        query =
            query.filter(inquiries::created_at.le(at)).filter(inquiries::created_at.lt(at).or(inquiries::id.lt(id)));
    }
    query.load::<Row>(conn).await?.into_iter().map(Row::into_inquiry).collect()
}

/// Saves an answer, with its invitation where it is one.
///
/// # Errors
/// [`StoreError::Stale`] when someone else answered it meanwhile.
pub async fn answer(tx: &mut Tx<'_>, change: Change<Answered>) -> Result<(), StoreError> {
    let Answered { inquiry, words, by, invitation } = change.after();
    let now = tx.now();
    met(diesel::update(inquiries::table.find(inquiry.id.0))
        .filter(inquiries::version.eq(change.seen()))
        .set((
            inquiries::state.eq(inquiry.state.as_str()),
            inquiries::state_at.eq(now),
            inquiries::answer.eq(words),
            inquiries::answered_by.eq(by.0),
            inquiries::answered_at.eq(now),
            inquiries::version.eq(inquiry.version),
        ))
        .execute(tx.conn())
        .await?)?;
    if let Some(invitation) = invitation {
        let hash = token_hash(secret(tx.vault(), invitation.id).expose_secret());
        diesel::insert_into(invitations::table)
            .values((
                invitations::id.eq(invitation.id.0),
                invitations::inquiry_id.eq(inquiry.id.0),
                invitations::kind.eq(invitation.kind.as_str()),
                invitations::token_hash.eq(hash.as_slice()),
                invitations::created_at.eq(now),
                invitations::expires_at.eq(invitation.expires_at),
            ))
            .execute(tx.conn())
            .await?;
    }
    tx.record(&change).await
}

/// The secret part of an invitation's link.
pub fn secret(vault: &Vault, id: TokenId) -> SecretString {
    vault.one_time_token("invitation", id.0)
}

/// Who was invited in one role by a link that still works.
///
/// # Errors
/// [`StoreError::NotFound`] for a link that was used, ran out or never was.
pub async fn invited(
    conn: &mut AsyncPgConnection,
    kind: AccountKind,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Inquiry, StoreError> {
    invitations::table
        .inner_join(inquiries::table)
        .filter(invitations::token_hash.eq(token_hash(token).as_slice()))
        .filter(invitations::kind.eq(kind.as_str()))
        .filter(invitations::used_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .select(Row::as_select())
        .first(conn)
        .await?
        .into_inquiry()
}

/// Uses an invitation up with the sign-up that followed it; one that does not work any more changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn use_invitation(tx: &mut Tx<'_>, token: &str, by: UserId) -> Result<(), StoreError> {
    let now = tx.now();
    diesel::update(invitations::table)
        .filter(invitations::token_hash.eq(token_hash(token).as_slice()))
        .filter(invitations::used_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .set((invitations::used_at.eq(now), invitations::used_by.eq(by.0)))
        .execute(tx.conn())
        .await?;
    Ok(())
}
