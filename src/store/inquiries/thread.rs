//! What was written about a message, by both sides.

use crate::error::StoreError;
use crate::schema::{inquiries, inquiry_messages, users};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::{InquiryId, UserId, uuid_at};
use inset_domain::text::Paragraph;

/// The most that is read of one thread.
const MOST: i64 = 200;

/// One of the texts, the first words apart.
#[derive(Clone, Debug)]
pub struct Said {
    /// Who of the staff wrote it; none for the sender of the message.
    pub author: Option<String>,
    /// The words.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What was written after the first words, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn thread(conn: &mut AsyncPgConnection, id: InquiryId) -> Result<Vec<Said>, StoreError> {
    let rows: Vec<(Option<String>, String, DateTime<Utc>)> = inquiry_messages::table
        .left_join(users::table)
        .filter(inquiry_messages::inquiry_id.eq(id.0))
        .order((inquiry_messages::written_at, inquiry_messages::id))
        .limit(MOST)
        .select((users::full_name.nullable(), inquiry_messages::body, inquiry_messages::written_at))
        .load(conn)
        .await?;
    let mut said: Vec<Said> = rows.into_iter().map(|(author, body, at)| Said { author, body, at }).collect();
    // An answer that the last version of the program gave stands with the message alone.
    type Answer = (Option<String>, Option<String>, Option<DateTime<Utc>>);
    let (body, author, at): Answer = inquiries::table
        .left_join(users::table.on(inquiries::answered_by.eq(users::id.nullable())))
        .filter(inquiries::id.eq(id.0))
        .select((inquiries::answer, users::full_name.nullable(), inquiries::answered_at))
        .first(conn)
        .await?;
    if let (Some(body), Some(at)) = (body, at)
        && !said.iter().any(|it| it.at == at)
    {
        said.push(Said { author, body, at });
        said.sort_by_key(|it| it.at);
    }
    Ok(said)
}

/// How often its sender has written since our last answer, the first words apart.
///
/// # Errors
/// When the database does not answer.
pub async fn unanswered(conn: &mut AsyncPgConnection, id: InquiryId) -> Result<i64, StoreError> {
    let last: Option<DateTime<Utc>> = inquiry_messages::table
        .filter(inquiry_messages::inquiry_id.eq(id.0))
        .filter(inquiry_messages::author_id.is_not_null())
        .select(diesel::dsl::max(inquiry_messages::written_at))
        .first(conn)
        .await?;
    let theirs = inquiry_messages::table
        .filter(inquiry_messages::inquiry_id.eq(id.0))
        .filter(inquiry_messages::author_id.is_null())
        .filter(inquiry_messages::written_at.gt(last.unwrap_or(DateTime::UNIX_EPOCH)));
    Ok(theirs.count().get_result(conn).await?)
}

/// Adds what was written at the time of the transaction.
pub(super) async fn add(
    tx: &mut Tx<'_>,
    id: InquiryId,
    author: Option<UserId>,
    words: &Paragraph,
) -> Result<(), StoreError> {
    let now = tx.now();
    diesel::insert_into(inquiry_messages::table)
        .values((
            inquiry_messages::id.eq(uuid_at(now)),
            inquiry_messages::inquiry_id.eq(id.0),
            inquiry_messages::author_id.eq(author.map(|user| user.0)),
            inquiry_messages::body.eq(words.as_str()),
            inquiry_messages::written_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
