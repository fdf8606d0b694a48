//! Looking through the audit trail: by record, account, person, what happened and when, in any combination.
//!
//! The trail has millions of events, so a look is bounded: the most telling filter leads through its own index, newest
//! first, and the others are held against at most [`WINDOW`] events of it. Where those are not enough for a page, the look
//! says how far it came, and the next one goes on from there.

use crate::audit::Recorded;
use crate::error::StoreError;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// How many events one look holds the filters against.
pub const WINDOW: i64 = 5_000;

/// Events get their number when they are written and their time when their transaction begins: no transaction is as long
/// as this, so the two orders differ by less.
const SLACK: TimeDelta = TimeDelta::hours(1);

/// Which events are looked for; what is none filters nothing.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of one record: its noun and id.
    pub record: Option<(String, Uuid)>,
    /// Of everything that belongs to an account.
    pub account: Option<Uuid>,
    /// What one person did.
    pub by: Option<Uuid>,
    /// What happened.
    pub verb: Option<String>,
    /// Of records with this noun.
    pub kind: Option<String>,
    /// What people of accounts, staff, visitors or the portal did.
    pub actor_kind: Option<String>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// Nouns of records that the reader may not know of.
    pub hidden: Vec<String>,
}

/// What a look found.
#[derive(Debug)]
pub struct Look {
    /// The events, newest first.
    pub events: Vec<Recorded>,
    /// Where the next look begins; none where the trail, or the time that was asked for, ends.
    pub before: Option<i64>,
    /// Back to when a look came that ended for its bound, and not because the page is full.
    pub looked_to: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    actor_kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    actor_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    full_name: Option<String>,
    #[diesel(sql_type = Text)]
    subject_kind: String,
    #[diesel(sql_type = SqlUuid)]
    subject_id: Uuid,
    #[diesel(sql_type = Text)]
    verb: String,
    #[diesel(sql_type = Nullable<Text>)]
    reason_code: Option<String>,
    #[diesel(sql_type = Array<Nullable<Text>>)]
    changed_columns: Vec<Option<String>>,
}

impl Wanted {
    /// The columns of the condition that leads, which is the one that most often leaves the fewest events, and its parameters.
    fn lead(&self) -> (&'static [&'static str], &'static str) {
        match self {
            Self { record: Some(_), .. } => (&["e.subject_kind", "e.subject_id"], "$2, $3"),
            Self { account: Some(_), .. } => (&["e.account_id"], "$4"),
            Self { by: Some(_), .. } => (&["e.actor_id"], "$5"),
            Self { verb: Some(_), .. } => (&["e.verb"], "$6"),
            Self { kind: Some(_), .. } => (&["e.subject_kind"], "$7"),
            _ => (&[], ""),
        }
    }

    /// The statement around the events that the leading condition leaves, at most [`WINDOW`] of them before a place.
    ///
    /// The condition is said as a stretch of its index, whose order the look has. Said with `=`, the planner expects as many
    /// events of each person as of any other: it would sort the millions of one who has more than all others, or walk through the
    /// whole trail for what seldom happens. The place where the look ends is not told here for the same reason.
    fn statement(&self, select: &str, rest: &str) -> String {
        let (columns, values) = self.lead();
        let stretch = match columns {
            [] => "e.seq < $1".to_owned(),
            columns => {
                let names = columns.join(", ");
                format!("({names}, e.seq) < ({values}, $1) AND ({names}) >= ({values})")
            }
        };
        format!(
            "SELECT {select} FROM (SELECT * FROM audit_events e WHERE {stretch} ORDER BY {order} LIMIT {WINDOW}) e {rest}",
            order = self.order()
        )
    }

    /// The order of a look, which is that of the index it goes through: newest first, since all it leaves are alike in the
    /// columns that lead. A page asks for it too, or it would be sorted, and the whole window read for it.
    fn order(&self) -> String {
        let (columns, _) = self.lead();
        columns.iter().chain(&["e.seq"]).map(|column| format!("{column} DESC")).collect::<Vec<_>>().join(", ")
    }

    /// The newest events that are looked for, at most `limit` of those before a place.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn look(
        &self,
        conn: &mut AsyncPgConnection,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Look, StoreError> {
        let top = match (before, self.until) {
            (Some(before), _) => before,
            (None, Some(until)) => newest(conn, until + SLACK).await?.map_or(0, |seq| seq + 1),
            (None, None) => i64::MAX,
        };
        let bottom = match self.from {
            Some(from) => oldest(conn, from - SLACK).await?.unwrap_or(i64::MAX),
            None => 0,
        };
        let rest = format!(
            "WHERE ($2 IS NULL OR e.subject_kind = $2 AND e.subject_id = $3) AND ($4 IS NULL OR e.account_id = $4) \
             AND ($5 IS NULL OR e.actor_id = $5) AND ($6 IS NULL OR e.verb = $6) AND ($7 IS NULL OR e.subject_kind = $7) \
             AND ($8 IS NULL OR e.actor_kind = $8) AND ($9 IS NULL OR e.at >= $9) AND ($10 IS NULL OR e.at < $10) \
             AND e.subject_kind <> ALL ($12) ORDER BY {} LIMIT $13",
            self.order()
        );
        let found = self.statement(
            "e.seq, e.at, e.actor_kind, e.actor_id, (SELECT u.full_name FROM users u WHERE u.id = e.actor_id), e.subject_kind, \
             e.subject_id, e.verb, e.reason_code, e.changed_columns",
            &rest,
        );
        let rows: Vec<Row> = self.bound(found, top, bottom).bind::<BigInt, _>(limit).load(conn).await?;
        let events: Vec<Recorded> = rows.into_iter().map(Recorded::from).collect();
        if i64::try_from(events.len()).is_ok_and(|found| found == limit) {
            return Ok(Look { before: events.last().map(|event| event.seq), events, looked_to: None });
        }
        // Not a full page: either nothing is left, or the window was too small.
        let end = self.statement("min(e.seq) AS seq, min(e.at) AS at", "HAVING count(*) = $13 AND min(e.seq) > $11");
        let end: Option<Place> =
            self.bound(end, top, bottom).bind::<BigInt, _>(WINDOW).get_result(conn).await.optional()?;
        let (before, looked_to) = end.map(|place| (place.seq, place.at)).unzip();
        Ok(Look { events, before, looked_to })
    }

    /// A statement with its conditions.
    fn bound(
        &self,
        statement: String,
        top: i64,
        bottom: i64,
    ) -> diesel::query_builder::BoxedSqlQuery<'_, diesel::pg::Pg, diesel::query_builder::SqlQuery> {
        let (kind, id) = self.record.as_ref().map(|(kind, id)| (kind.as_str(), *id)).unzip();
        // Prepared anew at each use: staff look through the trail now and then.
        diesel::sql_query(statement)
            .into_boxed()
            .bind::<BigInt, _>(top)
            .bind::<Nullable<Text>, _>(kind)
            .bind::<Nullable<SqlUuid>, _>(id)
            .bind::<Nullable<SqlUuid>, _>(self.account)
            .bind::<Nullable<SqlUuid>, _>(self.by)
            .bind::<Nullable<Text>, _>(self.verb.as_deref())
            .bind::<Nullable<Text>, _>(self.kind.as_deref())
            .bind::<Nullable<Text>, _>(self.actor_kind.as_deref())
            .bind::<Nullable<Timestamptz>, _>(self.from)
            .bind::<Nullable<Timestamptz>, _>(self.until)
            .bind::<BigInt, _>(bottom)
            .bind::<Array<Text>, _>(&self.hidden)
    }
}

/// The number of the newest event before an instant.
async fn newest(conn: &mut AsyncPgConnection, until: DateTime<Utc>) -> Result<Option<i64>, StoreError> {
    place(conn, "SELECT seq, at FROM audit_events WHERE at < $1 ORDER BY at DESC LIMIT 1", until).await
}

/// The number of the oldest event from an instant on.
async fn oldest(conn: &mut AsyncPgConnection, from: DateTime<Utc>) -> Result<Option<i64>, StoreError> {
    place(conn, "SELECT seq, at FROM audit_events WHERE at >= $1 ORDER BY at LIMIT 1", from).await
}

async fn place(conn: &mut AsyncPgConnection, sql: &str, at: DateTime<Utc>) -> Result<Option<i64>, StoreError> {
    // Prepared anew at each use, as the look itself is.
    let place: Option<Place> = diesel::sql_query(sql).bind::<Timestamptz, _>(at).get_result(conn).await.optional()?;
    Ok(place.map(|place| place.seq))
}

impl From<Row> for Recorded {
    fn from(row: Row) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            actor_name: row.full_name,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            verb: row.verb,
            reason_code: row.reason_code,
            columns: row.changed_columns,
        }
    }
}
