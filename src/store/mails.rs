//! Mails as people look through them: a person those that were sent to them, staff those of an address.

use crate::error::{StoreError, read_some};
use crate::fixed::lower;
use crate::schema::outbox;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::{MailId, UserId};
use inset_domain::mailing::Report;
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    class: String,
    letter: String,
    payload: serde_json::Value,
    recipient_email: String,
    recipient_name: String,
    recipient_user: Option<Uuid>,
    channel: String,
    state: String,
    sent_at: Option<DateTime<Utc>>,
    failure: Option<String>,
    created_at: DateTime<Utc>,
    report: Option<String>,
    reported_at: Option<DateTime<Utc>>,
}

/// A mail, or a call in place of one.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Its id, which its readers know as its reference.
    pub id: MailId,
    /// `service`, `reply` or `optional`.
    pub class: String,
    /// The letter's kind.
    pub kind: String,
    /// The letter as stored, from which its subject is made.
    pub payload: serde_json::Value,
    /// Where it goes.
    pub email: String,
    /// Whom it greets.
    pub name: String,
    /// Whose login it goes to.
    pub user: Option<UserId>,
    /// Whether it is told by telephone.
    pub is_call: bool,
    /// Where it stands.
    pub state: String,
    /// When it left.
    pub sent_at: Option<DateTime<Utc>>,
    /// Why it failed last, or was held back.
    pub failure: Option<String>,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
    /// What was reported of it, and when.
    pub report: Option<(Report, DateTime<Utc>)>,
}

impl Row {
    fn into_mail(self) -> Result<Mail, StoreError> {
        let report: Option<Report> = read_some("outbox.report", self.report.as_deref())?;
        Ok(Mail {
            id: MailId(self.id),
            class: self.class,
            kind: self.letter,
            payload: self.payload,
            email: self.recipient_email,
            name: self.recipient_name,
            user: self.recipient_user.map(UserId),
            is_call: self.channel == "call",
            state: self.state,
            sent_at: self.sent_at,
            failure: self.failure,
            queued_at: self.created_at,
            report: report.zip(self.reported_at),
        })
    }
}

/// The mails to a login, newest first, at most `limit` of those before the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn of_user(
    conn: &mut AsyncPgConnection,
    user: UserId,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Mail>, StoreError> {
    // A bound that every row is below, where the page is the first.
    let (at, id) = before.unwrap_or((DateTime::<Utc>::MAX_UTC, Uuid::max()));
    let rows: Vec<Row> = outbox::table
        .filter(outbox::recipient_user.eq(user.0))
        .filter(outbox::created_at.le(at))
        .filter(outbox::created_at.lt(at).or(outbox::id.lt(id)))
        .order((outbox::created_at.desc(), outbox::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Row::into_mail).collect()
}

/// A mail, for staff.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: MailId) -> Result<Mail, StoreError> {
    outbox::table.find(id.0).select(Row::as_select()).first(conn).await?.into_mail()
}

/// The newest mails to an address, whoever it was greeted as, for staff.
///
/// # Errors
/// When the database does not answer.
pub async fn to_address(conn: &mut AsyncPgConnection, address: &str, limit: i64) -> Result<Vec<Mail>, StoreError> {
    let rows: Vec<Row> = outbox::table
        .filter(lower(outbox::recipient_email).eq(address.to_ascii_lowercase()))
        .order((outbox::created_at.desc(), outbox::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Row::into_mail).collect()
}
