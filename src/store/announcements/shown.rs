//! Announcements as they stand in the portal of the accounts that they are for.

use super::Row;
use crate::error::StoreError;
use crate::fixed::fixed;
use crate::schema::{accounts, announcement_reads, announcements, companies};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::announcement::Announcement;
use inset_domain::ids::{AccountId, AnnouncementId, UserId};
use uuid::Uuid;

/// That an announcement is one of those an account sees: about the service, begun since it has its account, and meant for
/// it as it stands now.
const IS_SHOWN: &str = "(announcements.class = 'service' AND announcements.state IN ('sending', 'sent') \
     AND announcements.started_at >= accounts.created_at \
     AND (announcements.account_kind IS NULL OR announcements.account_kind = accounts.kind) \
     AND (accounts.state = 'approved' OR (announcements.account_standing = 'open' AND accounts.state <> 'deactivated')) \
     AND (announcements.account_country IS NULL OR announcements.account_country = companies.country))";

/// An announcement as it stands in an account's portal.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Which.
    pub id: AnnouncementId,
    /// Its title.
    pub subject: String,
    /// Since when it stands there.
    pub at: DateTime<Utc>,
    /// Whether this reader has opened it.
    pub is_read: bool,
}

/// What an account's portal shows to one of its people, newest first, at most `limit` of those before the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn shown(
    conn: &mut AsyncPgConnection,
    (account, reader): (AccountId, UserId),
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Shown>, StoreError> {
    let (at, id) = before.unwrap_or((DateTime::<Utc>::MAX_UTC, Uuid::max()));
    type Row = (Uuid, String, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = announcements::table
        .inner_join(accounts::table.on(accounts::id.eq(account.0)))
        .left_join(companies::table.on(companies::account_id.eq(accounts::id)))
        .left_join(announcement_reads::table.on(
            announcement_reads::announcement_id.eq(announcements::id).and(announcement_reads::user_id.eq(reader.0)),
        ))
        .filter(fixed::<Bool>(IS_SHOWN))
        .filter(announcements::started_at.le(at))
        .filter(announcements::started_at.lt(at).or(announcements::id.lt(id)))
        .order((announcements::started_at.desc(), announcements::id.desc()))
        .limit(limit)
        .select((
            announcements::id,
            announcements::subject,
            announcements::started_at,
            announcement_reads::read_at.nullable(),
        ))
        .load(conn)
        .await?;
    let one = |(id, subject, at, read): Row| {
        let at = at.unwrap_or_default();
        Shown { id: AnnouncementId(id), subject, at, is_read: read.is_some() }
    };
    Ok(rows.into_iter().map(one).collect())
}

/// An announcement that an account's portal shows.
///
/// # Errors
/// [`StoreError::NotFound`] where the account has none of this id.
pub async fn shown_one(
    conn: &mut AsyncPgConnection,
    account: AccountId,
    id: AnnouncementId,
) -> Result<Announcement, StoreError> {
    let row: Row = announcements::table
        .inner_join(accounts::table.on(accounts::id.eq(account.0)))
        .left_join(companies::table.on(companies::account_id.eq(accounts::id)))
        .filter(fixed::<Bool>(IS_SHOWN))
        .filter(announcements::id.eq(id.0))
        .select(Row::as_select())
        .first(conn)
        .await?;
    Ok(row.into_listed()?.announcement)
}

/// Notes that a person has opened one; a second time changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn opened(
    conn: &mut AsyncPgConnection,
    id: AnnouncementId,
    reader: UserId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(announcement_reads::table)
        .values((
            announcement_reads::announcement_id.eq(id.0),
            announcement_reads::user_id.eq(reader.0),
            announcement_reads::read_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}
