//! What waits for staff, read to a bound: since when each waits, and by when it was to be done.

use crate::error::StoreError;
use crate::fixed::fixed;
use crate::schema::{
    approvals, case_tasks, disclosures, inquiries, outbox, privacy_requests, review_cases, testimonials,
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::UserId;
use inset_domain::inquiry::InquiryKind;
use uuid::Uuid;

/// How many of a kind are read: who has more is told so, and no count walks through a table.
pub const MOST: usize = 200;
const LIMIT: i64 = 200;

/// Something that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// Which; of a task the case that it belongs to.
    pub id: Uuid,
    /// Since when.
    pub since: DateTime<Utc>,
    /// By when it was promised; none where the record itself knows of no promise.
    pub due: Option<DateTime<Utc>>,
}

impl Waits {
    /// Whether its time has passed.
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.due.is_some_and(|due| due < now)
    }

    fn undated((id, since): (Uuid, DateTime<Utc>)) -> Self {
        Self { id, since, due: None }
    }
}

fn undated(rows: Vec<(Uuid, DateTime<Utc>)>) -> Vec<Waits> {
    rows.into_iter().map(Waits::undated).collect()
}

/// The cases of a kind, the longest wait first.
///
/// # Errors
/// When the database does not answer.
pub async fn cases(conn: &mut AsyncPgConnection, kind: &str) -> Result<Vec<Waits>, StoreError> {
    let rows = review_cases::table
        // In the statement itself, not bound: only so is the queue's partial index used by a plan that is kept.
        .filter(fixed::<Bool>("review_cases.state = 'waiting'"))
        .filter(review_cases::kind.eq(kind))
        .order((review_cases::waiting_since, review_cases::id))
        .limit(LIMIT)
        .select((review_cases::id, review_cases::waiting_since));
    Ok(undated(rows.load(conn).await?))
}

/// The messages of a kind whose turn is ours, what is due first in front.
///
/// # Errors
/// When the database does not answer.
pub async fn messages(
    conn: &mut AsyncPgConnection,
    kind: InquiryKind,
    now: DateTime<Utc>,
) -> Result<Vec<Waits>, StoreError> {
    type Row = (Uuid, DateTime<Utc>, DateTime<Utc>, bool, DateTime<Utc>);
    let rows: Vec<Row> = inquiries::table
        .filter(fixed::<Bool>("inquiries.state NOT IN ('converted', 'resolved', 'duplicate', 'not_now')"))
        .filter(inquiries::kind.eq(kind.as_str()))
        // What was asked back is ours again once its day to look again is over.
        .filter(inquiries::state.ne("waiting").or(inquiries::due_at.lt(now)))
        .order((inquiries::due_at, inquiries::id))
        .limit(LIMIT)
        .select((
            inquiries::id,
            inquiries::created_at,
            inquiries::state_at,
            inquiries::answered_at.is_not_null(),
            inquiries::due_at,
        ))
        .load(conn)
        .await?;
    // What was answered once waits since it came back, not since it first came.
    let waits = |(id, came, state_at, answered, due): Row| Waits {
        id,
        since: if answered { state_at } else { came },
        due: Some(due),
    };
    Ok(rows.into_iter().map(waits).collect())
}

/// The privacy requests that are open, what is due first in front; one that was not acknowledged is due by that day.
///
/// # Errors
/// When the database does not answer.
pub async fn privacy_requests(conn: &mut AsyncPgConnection) -> Result<Vec<Waits>, StoreError> {
    type Row = (Uuid, DateTime<Utc>, DateTime<Utc>, bool, DateTime<Utc>);
    let rows: Vec<Row> = privacy_requests::table
        .filter(fixed::<Bool>("privacy_requests.state NOT IN ('denied', 'complete', 'withdrawn')"))
        .order((privacy_requests::answer_by, privacy_requests::id))
        .limit(LIMIT)
        .select((
            privacy_requests::id,
            privacy_requests::received_at,
            privacy_requests::acknowledge_by,
            privacy_requests::acknowledged_at.is_not_null(),
            privacy_requests::answer_by,
        ))
        .load(conn)
        .await?;
    let waits = |(id, since, acknowledge_by, acknowledged, answer_by): Row| Waits {
        id,
        since,
        due: Some(if acknowledged { answer_by } else { answer_by.min(acknowledge_by) }),
    };
    Ok(rows.into_iter().map(waits).collect())
}

/// The calls to make by now, the longest wait first.
///
/// # Errors
/// When the database does not answer.
pub async fn calls(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<Vec<Waits>, StoreError> {
    let rows = outbox::table
        .filter(fixed::<Bool>("outbox.channel = 'call' AND outbox.state IN ('queued', 'retrying')"))
        .filter(outbox::next_at.le(now))
        .order((outbox::created_at, outbox::id))
        .limit(LIMIT)
        .select((outbox::id, outbox::created_at));
    Ok(undated(rows.load(conn).await?))
}

/// The tasks whose day is today or over, the oldest day first, but for those of these accounts.
///
/// # Errors
/// When the database does not answer.
pub async fn tasks(conn: &mut AsyncPgConnection, but: &[Uuid], today: NaiveDate) -> Result<Vec<Waits>, StoreError> {
    let rows: Vec<(Uuid, NaiveDate)> = case_tasks::table
        .inner_join(review_cases::table)
        .filter(fixed::<Bool>("case_tasks.done_at IS NULL"))
        .filter(review_cases::account_id.ne_all(but))
        .filter(case_tasks::due_on.le(today))
        .order((case_tasks::due_on, case_tasks::id))
        .limit(LIMIT)
        .select((case_tasks::case_id, case_tasks::due_on))
        .load(conn)
        .await?;
    let begins = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let waits = |(id, day): (Uuid, NaiveDate)| Waits {
        id,
        since: begins(day),
        // Its day is included.
        due: day.checked_add_days(Days::new(1)).map(begins),
    };
    Ok(rows.into_iter().map(waits).collect())
}

/// What was asked of a second person and is still in time, the longest wait first.
///
/// # Errors
/// When the database does not answer.
pub async fn approvals(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<Vec<Waits>, StoreError> {
    let rows = approvals::table
        .filter(fixed::<Bool>("approvals.state = 'asked'"))
        .filter(approvals::expires_at.gt(now))
        .order((approvals::asked_at, approvals::id))
        .limit(LIMIT)
        .select((approvals::id, approvals::asked_at));
    Ok(undated(rows.load(conn).await?))
}

/// The testimonials that were offered, the longest wait first.
///
/// # Errors
/// When the database does not answer.
pub async fn testimonials(conn: &mut AsyncPgConnection) -> Result<Vec<Waits>, StoreError> {
    let rows = testimonials::table
        .filter(testimonials::state.eq("offered"))
        .order((testimonials::consented_at, testimonials::id))
        .limit(LIMIT)
        .select((testimonials::id, testimonials::consented_at));
    Ok(undated(rows.load(conn).await?))
}

/// The disclosures that are to be approved or handed over, the longest wait first.
///
/// # Errors
/// When the database does not answer.
pub async fn disclosures(conn: &mut AsyncPgConnection, reader: UserId) -> Result<Vec<Waits>, StoreError> {
    let rows = disclosures::table
        .filter(disclosures::user_id.ne(reader.0))
        .filter(disclosures::state.eq_any(["asked", "first_approved", "approved"]))
        .order((disclosures::recorded_at, disclosures::id))
        .limit(LIMIT)
        .select((disclosures::id, disclosures::recorded_at));
    Ok(undated(rows.load(conn).await?))
}

/// What one of the staff has still to do for cases, by its day, at most 20, but for cases of these
/// accounts: the case, the words, the day.
///
/// # Errors
/// When the database does not answer.
pub async fn tasks_of(
    conn: &mut AsyncPgConnection,
    person: UserId,
    but: &[Uuid],
) -> Result<Vec<(Uuid, String, NaiveDate)>, StoreError> {
    Ok(case_tasks::table
        .inner_join(review_cases::table)
        .filter(fixed::<Bool>("case_tasks.done_at IS NULL"))
        .filter(review_cases::account_id.ne_all(but))
        .filter(case_tasks::assignee_id.eq(person.0))
        .order((case_tasks::due_on, case_tasks::id))
        .limit(20)
        .select((case_tasks::case_id, case_tasks::what, case_tasks::due_on))
        .load(conn)
        .await?)
}
