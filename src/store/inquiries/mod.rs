//! Messages from the public site, what was written about each, and the invitations that some become.

mod invitations;
mod lists;
mod thread;

pub use invitations::{Sent, Told, invited, secret, sent, told, use_invitation};
pub use lists::{Listed, Shown, Whose, due, newest, who_answers};
pub use thread::{Said, thread, unanswered};

use crate::crypt::{Vault, token_hash};
use crate::error::{StoreError, met, read, read_name, read_some};
use crate::fixed::{fixed, lower};
use crate::schema::{inquiries, users};
use crate::sequence;
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::email::Email;
use inset_domain::ids::{InquiryId, UserId};
use inset_domain::inquiry::{Answered, Heard, Inquiry, InquiryState, StateName, Written};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

/// Whether whoever has a message may answer it still: of the joined row of the login.
const ANSWERS: &str = "(users.staff_role IN ('support', 'admin') AND users.deactivated_at IS NULL) IS TRUE";

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
    state_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    version: i64,
    assigned_to: Option<Uuid>,
    due_at: DateTime<Utc>,
    duplicate_of: Option<Uuid>,
    telephone: Option<String>,
}

impl Row {
    /// The message; whoever has it and may answer no more has it no more.
    fn into_inquiry(self, answers: bool) -> Result<Inquiry, StoreError> {
        let name: StateName = read("inquiries.state", &self.state)?;
        let assignee = self.assigned_to.filter(|_| answers).map(UserId);
        let state = InquiryState::of(name, assignee, self.duplicate_of.map(InquiryId))
            .ok_or(StoreError::Unreadable { what: "inquiries.state", value: self.state })?;
        Ok(Inquiry {
            id: InquiryId(self.id),
            reference: self.reference,
            written: Written {
                kind: read("inquiries.kind", &self.kind)?,
                full_name: read_name("inquiries.full_name", &self.full_name)?,
                email: read("inquiries.email", &self.email)?,
                web_site: read_some("inquiries.web_site", self.web_site.as_deref())?,
                sector: read_some("inquiries.sector", self.sector.as_deref())?,
                telephone: read_some("inquiries.telephone", self.telephone.as_deref())?,
                body: read_some("inquiries.body", self.body.as_deref())?,
            },
            state,
            state_at: self.state_at,
            due_at: self.due_at,
            created_at: self.created_at,
            version: self.version,
        })
    }
}

/// Messages with the login of whoever has each.
#[diesel::dsl::auto_type]
fn with_assignee() -> _ {
    inquiries::table.left_join(users::table.on(inquiries::assigned_to.eq(users::id.nullable())))
}

/// The next reference.
///
/// # Errors
/// When the database does not answer.
pub async fn reference(tx: &mut Tx<'_>) -> Result<String, StoreError> {
    Ok(format!("INQ-{}", sequence::next(tx.conn(), "inquiry_numbers").await?))
}

/// How many messages came from an address since then.
///
/// # Errors
/// When the database does not answer.
pub async fn written_since(
    conn: &mut AsyncPgConnection,
    email: &Email,
    since: DateTime<Utc>,
) -> Result<i64, StoreError> {
    Ok(inquiries::table
        .filter(lower(inquiries::email).eq(email.key()))
        .filter(inquiries::created_at.ge(since))
        .count()
        .get_result(conn)
        .await?)
}

/// Saves a message that has arrived.
///
/// # Errors
/// When the database does not answer.
pub async fn receive(tx: &mut Tx<'_>, change: Change<Inquiry>) -> Result<(), StoreError> {
    let inquiry = change.after();
    let written = &inquiry.written;
    let hash = status_hash(tx, inquiry.id);
    diesel::insert_into(inquiries::table)
        .values((
            inquiries::id.eq(inquiry.id.0),
            inquiries::reference.eq(&inquiry.reference),
            inquiries::kind.eq(written.kind.as_str()),
            inquiries::full_name.eq(written.full_name.to_string()),
            inquiries::email.eq(written.email.to_string()),
            inquiries::web_site.eq(written.web_site.as_ref().map(ToString::to_string)),
            inquiries::sector.eq(written.sector.map(|sector| sector.as_str())),
            inquiries::telephone.eq(written.telephone.as_ref().map(ToString::to_string)),
            inquiries::body.eq(written.body.as_ref().map(ToString::to_string)),
            inquiries::state.eq(inquiry.state.name().as_str()),
            inquiries::state_at.eq(inquiry.state_at),
            inquiries::due_at.eq(inquiry.due_at),
            inquiries::status_hash.eq(hash.as_slice()),
            inquiries::created_at.eq(inquiry.created_at),
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
    let (row, answers): (Row, bool) = with_assignee()
        .filter(inquiries::id.eq(id.0))
        .select((Row::as_select(), fixed::<Bool>(ANSWERS)))
        .first(conn)
        .await?;
    row.into_inquiry(answers)
}

/// A message by its reference; none where there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn named(conn: &mut AsyncPgConnection, reference: &str) -> Result<Option<Inquiry>, StoreError> {
    let found: Option<(Row, bool)> = with_assignee()
        .filter(inquiries::reference.eq(reference))
        .select((Row::as_select(), fixed::<Bool>(ANSWERS)))
        .first(conn)
        .await
        .optional()?;
    found.map(|(row, answers)| row.into_inquiry(answers)).transpose()
}

/// Saves a step that writes nothing to the sender but what its letter says.
///
/// # Errors
/// [`StoreError::Stale`] when the message has changed since it was read.
pub async fn save(tx: &mut Tx<'_>, change: Change<Inquiry>) -> Result<(), StoreError> {
    stands(tx, change.after(), change.seen()).await?;
    tx.record(&change).await
}

/// Saves an answer, with its invitation where it is one.
///
/// # Errors
/// [`StoreError::Stale`] when the message has changed since it was read.
pub async fn answer(tx: &mut Tx<'_>, change: Change<Answered>) -> Result<(), StoreError> {
    let Answered { inquiry, words, by, invitation } = change.after();
    let now = tx.now();
    // The answer first: the state that follows may need one.
    met(diesel::update(inquiries::table.find(inquiry.id.0))
        .filter(inquiries::version.eq(change.seen()))
        .set((inquiries::answer.eq(words.as_str()), inquiries::answered_by.eq(by.0), inquiries::answered_at.eq(now)))
        .execute(tx.conn())
        .await?)?;
    stands(tx, inquiry, change.seen()).await?;
    thread::add(tx, inquiry.id, Some(*by), words).await?;
    if let Some(invitation) = invitation {
        invitations::add(tx, inquiry.id, invitation).await?;
    }
    tx.record(&change).await
}

/// Saves what its sender added.
///
/// # Errors
/// [`StoreError::Stale`] when the message has changed since it was read.
pub async fn hear(tx: &mut Tx<'_>, change: Change<Heard>) -> Result<(), StoreError> {
    let Heard { inquiry, words } = change.after();
    stands(tx, inquiry, change.seen()).await?;
    thread::add(tx, inquiry.id, None, words).await?;
    tx.record(&change).await
}

/// The secret part of the link to a message's page.
pub fn status_secret(vault: &Vault, id: InquiryId) -> SecretString {
    vault.one_time_token("inquiry_status", id.0)
}

fn status_hash(tx: &Tx<'_>, id: InquiryId) -> [u8; 32] {
    token_hash(status_secret(tx.vault(), id).expose_secret())
}

/// The message behind the link to its page, whether its time has run out or not.
///
/// # Errors
/// [`StoreError::NotFound`] for a link that never was.
pub async fn behind(conn: &mut AsyncPgConnection, text: &str) -> Result<Inquiry, StoreError> {
    let (row, answers): (Row, bool) = with_assignee()
        .filter(inquiries::status_hash.eq(token_hash(text).as_slice()))
        .select((Row::as_select(), fixed::<Bool>(ANSWERS)))
        .first(conn)
        .await?;
    row.into_inquiry(answers)
}

/// Writes where a message stands.
async fn stands(tx: &mut Tx<'_>, inquiry: &Inquiry, seen: i64) -> Result<(), StoreError> {
    let hash = status_hash(tx, inquiry.id);
    met(diesel::update(inquiries::table.find(inquiry.id.0))
        .filter(inquiries::version.eq(seen))
        .set((
            inquiries::state.eq(inquiry.state.name().as_str()),
            inquiries::state_at.eq(inquiry.state_at),
            inquiries::assigned_to.eq(inquiry.state.assignee().map(|user| user.0)),
            inquiries::duplicate_of.eq(inquiry.state.duplicate_of().map(|other| other.0)),
            inquiries::due_at.eq(inquiry.due_at),
            inquiries::telephone.eq(inquiry.written.telephone.as_ref().map(ToString::to_string)),
            // One that came before messages had a page gets its page now.
            inquiries::status_hash.eq(hash.as_slice()),
            inquiries::version.eq(inquiry.version),
        ))
        .execute(tx.conn())
        .await?)
}
