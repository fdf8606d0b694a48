//! Announcements. Their mails are queued batch by batch, each batch by one statement, with the place that it came to: a
//! worker that is killed goes on where the last batch ended, and nobody is queued twice.

use crate::audit;
use crate::error::{StoreError, met, read, read_some};
use crate::fixed::fixed;
use crate::schema::{accounts, announcement_reads, announcements, companies};
use crate::tx::Tx;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::AccountKind;
use inset_domain::announcement::{Accounts, Announcement, AnnouncementClass, AnnouncementState, StateName, Words};
use inset_domain::change::Change;
use inset_domain::country::Country;
use inset_domain::ids::{AccountId, AnnouncementId, ConsentId, UserId};
use inset_domain::letter::{Letter, News, OptionalLetter, ServiceLetter};
use inset_domain::period::TimeZone;
use uuid::Uuid;

/// How many readers one statement queues. Other mail waits at most for so many of them to leave.
pub const BATCH: i32 = 500;

#[derive(Queryable, Selectable)]
#[diesel(table_name = announcements, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    class: String,
    subject: String,
    why: String,
    body: String,
    account_kind: Option<String>,
    account_standing: String,
    account_country: Option<String>,
    state: String,
    state_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    send_at: Option<DateTime<Utc>>,
    zone: Option<String>,
    started_at: Option<DateTime<Utc>>,
    last_reader: Option<Uuid>,
    readers: i32,
    version: i64,
}

/// An announcement with what its list shows.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The announcement.
    pub announcement: Announcement,
    /// When it was composed.
    pub composed_at: DateTime<Utc>,
    /// How many readers are queued.
    pub readers: i32,
}

impl Row {
    fn into_listed(self) -> Result<Listed, StoreError> {
        let unreadable = |what| StoreError::Unreadable { what, value: String::new() };
        let name: StateName = read("announcements.state", &self.state)?;
        let zone: Option<TimeZone> = read_some("announcements.zone", self.zone.as_deref())?;
        let state = match (name, self.send_at.zip(zone), self.started_at) {
            (StateName::Draft, ..) => AnnouncementState::Draft,
            (StateName::Scheduled, Some((at, zone)), _) => AnnouncementState::Scheduled { at, zone },
            (StateName::Sending, _, Some(since)) => AnnouncementState::Sending { since },
            (StateName::Sent, _, Some(since)) => AnnouncementState::Sent { since, at: self.state_at },
            (StateName::Cancelled, ..) => AnnouncementState::Cancelled { at: self.state_at },
            _ => return Err(StoreError::Unreadable { what: "announcements.state", value: self.state }),
        };
        let words = Words {
            class: read("announcements.class", &self.class)?,
            subject: self.subject.parse().map_err(|_| unreadable("announcements.subject"))?,
            why: self.why.parse().map_err(|_| unreadable("announcements.why"))?,
            text: self.body.parse().map_err(|_| unreadable("announcements.body"))?,
        };
        let accounts = Accounts {
            kind: read_some("announcements.account_kind", self.account_kind.as_deref())?,
            standing: read("announcements.account_standing", &self.account_standing)?,
            country: read_some("announcements.account_country", self.account_country.as_deref())?,
        };
        let id = AnnouncementId(self.id);
        let announcement = Announcement { id, words, accounts, state, version: self.version };
        Ok(Listed { announcement, composed_at: self.created_at, readers: self.readers })
    }
}

/// An announcement, for staff and for the worker.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: AnnouncementId) -> Result<Listed, StoreError> {
    announcements::table.find(id.0).select(Row::as_select()).first(conn).await?.into_listed()
}

/// The newest announcements, in one state where it is named, at most `limit` of those before the given place, for staff.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    conn: &mut AsyncPgConnection,
    state: Option<StateName>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let mut query = announcements::table
        .select(Row::as_select())
        .order((announcements::created_at.desc(), announcements::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(announcements::state.eq(state.as_str()));
    }
    if let Some((at, id)) = before {
        query = query.filter(
            announcements::created_at.lt(at).or(announcements::created_at.eq(at).and(announcements::id.lt(id))),
        );
    }
    query.load::<Row>(conn).await?.into_iter().map(Row::into_listed).collect()
}

/// Saves a draft.
///
/// # Errors
/// When the database does not answer.
pub async fn compose(tx: &mut Tx<'_>, by: UserId, change: Change<Announcement>) -> Result<AnnouncementId, StoreError> {
    let Announcement { id, words, accounts, .. } = change.after();
    let (id, now) = (*id, tx.now());
    diesel::insert_into(announcements::table)
        .values((
            announcements::id.eq(id.0),
            said(words, *accounts),
            announcements::state.eq(StateName::Draft.as_str()),
            announcements::state_at.eq(now),
            announcements::created_by.eq(by.0),
            announcements::created_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await?;
    Ok(id)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn said<'a>(words: &'a Words, accounts: Accounts) -> _ {
    let (class, kind): (&'static str, Option<&'static str>) =
        (words.class.as_str(), accounts.kind.map(AccountKind::as_str));
    let (subject, why, text): (&'a str, &'a str, &'a str) =
        (words.subject.as_str(), words.why.as_str(), words.text.as_str());
    let (standing, country): (&'static str, Option<&'static str>) =
        (accounts.standing.as_str(), accounts.country.map(Country::code));
    (
        announcements::class.eq(class),
        announcements::subject.eq(subject),
        announcements::why.eq(why),
        announcements::body.eq(text),
        announcements::account_kind.eq(kind),
        announcements::account_standing.eq(standing),
        announcements::account_country.eq(country),
    )
}

/// Saves a draft that says something else.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn revise(tx: &mut Tx<'_>, change: Change<Announcement>) -> Result<(), StoreError> {
    let Announcement { id, words, accounts, version, .. } = change.after();
    met(diesel::update(announcements::table.find(id.0))
        .filter(announcements::version.eq(change.seen()))
        .set((said(words, *accounts), announcements::version.eq(*version)))
        .execute(tx.conn())
        .await?)?;
    tx.record(&change).await
}

/// Saves that a test was asked for: only the event and its mail.
///
/// # Errors
/// When the database does not answer.
pub async fn test(tx: &mut Tx<'_>, change: Change<Announcement>) -> Result<(), StoreError> {
    tx.record(&change).await
}

/// When service announcements were sent or are to be, from some time on.
///
/// # Errors
/// When the database does not answer.
pub async fn service_times(
    conn: &mut AsyncPgConnection,
    from: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let times: Vec<Option<DateTime<Utc>>> = announcements::table
        .filter(announcements::class.eq(AnnouncementClass::Service.as_str()))
        .filter(announcements::state.eq_any(["scheduled", "sending", "sent"]))
        .filter(announcements::send_at.ge(from))
        .select(announcements::send_at)
        .limit(1000)
        .load(conn)
        .await?;
    Ok(times.into_iter().flatten().collect())
}

/// Saves where it stands from now on. `rest` is what must lie between two service announcements.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read, [`StoreError::Conflict`] when another service
/// announcement was scheduled too near at the same moment.
pub async fn update(tx: &mut Tx<'_>, change: Change<Announcement>, rest: TimeDelta) -> Result<(), StoreError> {
    let after = change.after();
    let (id, now, name) = (after.id.0, tx.now(), after.state.name());
    let row = diesel::update(announcements::table.find(id)).filter(announcements::version.eq(change.seen()));
    let state = (
        announcements::state.eq(name.as_str()),
        announcements::state_at.eq(now),
        announcements::version.eq(after.version),
    );
    let seq = audit::append(tx, change.event()).await?;
    let written = match after.state {
        AnnouncementState::Scheduled { at, zone } => {
            let time = (
                announcements::send_at.eq(at),
                announcements::zone.eq(zone.to_string()),
                announcements::quiet_until.eq(at + rest),
            );
            row.set((state, time)).execute(tx.conn()).await?
        }
        AnnouncementState::Sending { since } => {
            let begun = (announcements::event_seq.eq(seq), announcements::started_at.eq(since));
            row.set((state, begun)).execute(tx.conn()).await?
        }
        AnnouncementState::Draft | AnnouncementState::Sent { .. } | AnnouncementState::Cancelled { .. } => {
            row.set(state).execute(tx.conn()).await?
        }
    };
    met(written)
}

/// Whether a login belongs to the audience of an announcement, whose columns are bound as $1 to $5: class, kind,
/// standing, country. One login is one reader, however many accounts it is in; one whose address nobody has confirmed may be
/// anybody's, and gets none.
const IS_READER: &str = "u.verified_at IS NOT NULL AND u.deactivated_at IS NULL AND EXISTS (SELECT FROM memberships m \
     JOIN accounts a ON a.id = m.account_id LEFT JOIN companies c ON c.account_id = a.id \
     WHERE m.user_id = u.id AND m.ended_at IS NULL AND ($2 IS NULL OR a.kind = $2) \
     AND (a.state = 'approved' OR ($3 = 'open' AND a.state <> 'deactivated')) AND ($4 IS NULL OR c.country = $4))";

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
