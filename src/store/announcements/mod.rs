//! Announcements: the drafts of staff, and what becomes of them.

mod sending;
mod shown;

pub use sending::{BATCH, Due, due, queue_batch, readers};
pub use shown::{Shown, opened, shown, shown_one};

use crate::audit;
use crate::error::{StoreError, met, read, read_some};
use crate::schema::announcements;
use crate::tx::Tx;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::AccountKind;
use inset_domain::announcement::{Accounts, Announcement, AnnouncementClass, AnnouncementState, StateName, Words};
use inset_domain::change::Change;
use inset_domain::country::Country;
use inset_domain::ids::{AnnouncementId, UserId};
use inset_domain::period::TimeZone;
use uuid::Uuid;

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
