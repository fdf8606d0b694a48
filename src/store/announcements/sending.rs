//! Sending an announcement. Its mails are queued batch by batch, each batch by one statement, with the place that it came
//! to: a worker that is killed goes on where the last batch ended, and nobody is queued twice.

use super::Row;
use crate::error::StoreError;
use crate::schema::announcements;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::AccountKind;
use inset_domain::announcement::{Accounts, Announcement, AnnouncementClass};
use inset_domain::country::Country;
use inset_domain::ids::ConsentId;
use inset_domain::letter::{Letter, News, OptionalLetter, ServiceLetter};
use uuid::Uuid;

/// How many readers one statement queues. Other mail waits at most for so many of them to leave.
pub const BATCH: i32 = 500;

/// Whether a login belongs to the audience of an announcement, whose columns are bound as $1 to $5: class, kind,
/// standing, country. One login is one reader, however many accounts it is in; one whose address nobody has confirmed may be
/// anybody's, and gets none. Each login is asked about in the order of the batch, which OFFSET 0 sees to: joined, all those who
/// are left would be looked at for each batch.
const IS_READER: &str = "u.verified_at IS NOT NULL AND u.deactivated_at IS NULL AND EXISTS (SELECT FROM memberships m \
     JOIN accounts a ON a.id = m.account_id LEFT JOIN companies c ON c.account_id = a.id \
     WHERE m.user_id = u.id AND m.ended_at IS NULL AND ($2 IS NULL OR a.kind = $2) \
     AND (a.state = 'approved' OR ($3 = 'open' AND a.state <> 'deactivated')) AND ($4 IS NULL OR c.country = $4) OFFSET 0)";

/// The newest word of a login on optional mail, where it is a yes.
const CONSENT: &str = "(SELECT CASE WHEN s.granted THEN s.id END FROM consents s \
     WHERE s.user_id = u.id AND s.purpose = 'optional_mail' ORDER BY s.given_at DESC, s.id DESC LIMIT 1)";

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many readers an announcement would have now.
///
/// # Errors
/// When the database does not answer.
pub async fn readers(
    conn: &mut AsyncPgConnection,
    class: AnnouncementClass,
    accounts: Accounts,
) -> Result<i64, StoreError> {
    // Prepared anew at each use: staff look at it a few times before an announcement.
    let counted: Counted = diesel::sql_query(format!(
        "SELECT count(*) FROM users u WHERE {IS_READER} AND ($1 = 'service' OR {CONSENT} IS NOT NULL)"
    ))
    .bind::<Text, _>(class.as_str())
    .bind::<Nullable<Text>, _>(accounts.kind.map(AccountKind::as_str))
    .bind::<Text, _>(accounts.standing.as_str())
    .bind::<Nullable<Text>, _>(accounts.country.map(Country::code))
    .get_result(conn)
    .await?;
    Ok(counted.count)
}

/// An announcement that the worker is at.
#[derive(Clone, Debug)]
pub struct Due {
    /// The announcement.
    pub announcement: Announcement,
    /// The last reader who is queued; none before the first.
    last_reader: Option<Uuid>,
}

/// An announcement whose time has come or whose readers are being queued, locked until the transaction ends; none where
/// there is none, or another worker is at it.
///
/// # Errors
/// When the database does not answer.
pub async fn due(tx: &mut Tx<'_>) -> Result<Option<Due>, StoreError> {
    let now = tx.now();
    let row: Option<Row> = announcements::table
        .filter(announcements::state.eq_any(["scheduled", "sending"]))
        .filter(announcements::send_at.le(now))
        .order((announcements::send_at, announcements::id))
        .select(Row::as_select())
        .for_update()
        .skip_locked()
        .first(tx.conn())
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let last_reader = row.last_reader;
    Ok(Some(Due { announcement: row.into_listed()?.announcement, last_reader }))
}

#[derive(QueryableByName)]
struct Queued {
    #[diesel(sql_type = Integer)]
    looked_at: i32,
    #[diesel(sql_type = Integer)]
    queued: i32,
}

/// Queues the next readers of an announcement that is being sent, at most [`BATCH`], and moves its place on: whether there
/// may be more.
///
/// # Errors
/// When the database does not answer; then none of the batch is queued.
pub async fn queue_batch(tx: &mut Tx<'_>, due: &Due) -> Result<bool, StoreError> {
    let Due { announcement, last_reader } = due;
    let class = announcement.words.class;
    let letter = match class {
        AnnouncementClass::Service => Letter::from(ServiceLetter::Announcement(announcement.letter())),
        // The statement puts each reader's own consent in place of this one.
        AnnouncementClass::Optional => Letter::Optional(OptionalLetter {
            consent: ConsentId(Uuid::nil()),
            news: News::ProductNews(announcement.letter()),
        }),
    };
    let payload = serde_json::to_value(&letter)
        .map_err(|error| StoreError::Unreadable { what: "letter", value: error.to_string() })?;
    let kind = payload["letter"]["kind"].as_str().unwrap_or("letter").to_owned();
    let (accounts, now) = (announcement.accounts, tx.now());
    // Prepared anew at each use: once for five hundred mails. The ids are of version 7, as all others are: files and pages
    // are in their order.
    let queued: Queued = diesel::sql_query(format!(
        "WITH place AS (SELECT event_seq FROM announcements WHERE id = $8), \
         batch AS (SELECT u.id, u.email, u.full_name, {CONSENT} AS consent FROM users u \
             WHERE u.id > $10 AND {IS_READER} ORDER BY u.id LIMIT $9), \
         put AS (INSERT INTO outbox (id, event_seq, class, letter, payload, recipient_email, recipient_name, recipient_user, \
                 state, next_at, created_at) \
             SELECT (lpad(to_hex((extract(epoch FROM $7) * 1000)::bigint), 12, '0') || '7' \
                     || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid, \
                 p.event_seq, $1, $5, \
                 CASE WHEN $1 = 'service' THEN $6 ELSE jsonb_set($6, '{{letter,consent}}', to_jsonb(b.consent)) END, \
                 b.email, b.full_name, b.id, 'queued', $7, $7 \
             FROM batch b, place p WHERE $1 = 'service' OR b.consent IS NOT NULL \
             ON CONFLICT DO NOTHING RETURNING 1), \
         moved AS (UPDATE announcements n SET last_reader = (SELECT id FROM batch ORDER BY id DESC LIMIT 1), \
                 readers = readers + (SELECT count(*) FROM put) \
             WHERE n.id = $8 AND EXISTS (SELECT FROM batch)) \
         SELECT (SELECT count(*) FROM batch)::int AS looked_at, (SELECT count(*) FROM put)::int AS queued"
    ))
    .bind::<Text, _>(class.as_str())
    .bind::<Nullable<Text>, _>(accounts.kind.map(AccountKind::as_str))
    .bind::<Text, _>(accounts.standing.as_str())
    .bind::<Nullable<Text>, _>(accounts.country.map(Country::code))
    .bind::<Text, _>(kind)
    .bind::<diesel::sql_types::Jsonb, _>(payload)
    .bind::<Timestamptz, _>(now)
    .bind::<diesel::sql_types::Uuid, _>(announcement.id.0)
    .bind::<Integer, _>(BATCH)
    .bind::<diesel::sql_types::Uuid, _>(last_reader.unwrap_or_default())
    .get_result(tx.conn())
    .await?;
    debug_assert!(queued.queued <= queued.looked_at, "a reader was queued twice");
    Ok(queued.looked_at == BATCH)
}
