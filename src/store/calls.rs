//! Calls: the letters in the outbox that people ask to hear by telephone, and the attempts to reach them.

use crate::error::{StoreError, met, read};
use crate::fixed::fixed;
use crate::schema::{audit_events, call_attempts, outbox, users};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::call::{Call, Outcome, Tried};
use inset_domain::change::Change;
use inset_domain::ids::{AccountId, CallId};
use inset_domain::letter::Letter;
use uuid::Uuid;

/// The states in which a call waits.
const WAITING: [&str; 2] = ["queued", "retrying"];

/// A call with whom to call and what to say.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The call.
    pub call: Call,
    /// Whom to call.
    pub name: String,
    /// The number.
    pub telephone: String,
    /// The address that the letter goes to where the number is wrong.
    pub email: String,
    /// What to say.
    pub letter: Letter,
    /// Since when it waits.
    pub since: DateTime<Utc>,
    /// From when on it is to be made: what it tells of may be taken back before.
    pub from: DateTime<Utc>,
}

/// An attempt, as it is read back.
#[derive(Clone, Debug)]
pub struct Made {
    /// When.
    pub at: DateTime<Utc>,
    /// Who called.
    pub by: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What was noted.
    pub note: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    account_id: Option<Uuid>,
    recipient_name: String,
    recipient_telephone: Option<String>,
    recipient_email: String,
    payload: serde_json::Value,
    channel: String,
    state: String,
    attempts: i32,
    created_at: DateTime<Utc>,
    next_at: DateTime<Utc>,
}

impl Row {
    fn into_listed(self) -> Result<Listed, StoreError> {
        // What cannot be read may be personal, so the error names the column alone.
        let unreadable = || StoreError::Unreadable { what: "outbox.payload", value: String::new() };
        Ok(Listed {
            call: Call {
                id: CallId(self.id),
                account: self.account_id.map(AccountId),
                waits: self.channel == "call" && WAITING.contains(&self.state.as_str()),
                attempts: self.attempts,
            },
            name: self.recipient_name,
            telephone: self.recipient_telephone.unwrap_or_default(),
            email: self.recipient_email,
            letter: serde_json::from_value(self.payload).map_err(|_| unreadable())?,
            since: self.created_at,
            from: self.next_at,
        })
    }
}

/// The calls that wait and are to be made by now, oldest first, at most `limit` of those after the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let mut query = outbox::table
        // In the statement itself, not bound: only so is the partial index used by a plan that is kept.
        .filter(fixed::<Bool>("outbox.channel = 'call' AND outbox.state IN ('queued', 'retrying')"))
        .filter(outbox::next_at.le(now))
        .select(Row::as_select())
        .order((outbox::created_at.asc(), outbox::id.asc()))
        .limit(limit)
        .into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(outbox::created_at.ge(at)).filter(outbox::created_at.gt(at).or(outbox::id.gt(id)));
    }
    query.load::<Row>(conn).await?.into_iter().map(Row::into_listed).collect()
}

/// A call, whether it waits or is done.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none: a letter that was never to be a call is none.
pub async fn find(conn: &mut AsyncPgConnection, id: CallId) -> Result<Listed, StoreError> {
    outbox::table
        .filter(outbox::id.eq(id.0))
        .filter(outbox::recipient_telephone.is_not_null())
        .select(Row::as_select())
        .first(conn)
        .await?
        .into_listed()
}

/// The attempts to make a call, in the order in which they were made.
///
/// # Errors
/// When the database does not answer.
pub async fn attempts(conn: &mut AsyncPgConnection, id: CallId) -> Result<Vec<Made>, StoreError> {
    let rows: Vec<(DateTime<Utc>, String, String, Option<String>)> = call_attempts::table
        .inner_join(users::table)
        .filter(call_attempts::outbox_id.eq(id.0))
        .select((call_attempts::made_at, users::full_name, call_attempts::outcome, call_attempts::note))
        .order(call_attempts::attempt.asc())
        .load(conn)
        .await?;
    let made = |(at, by, outcome, note): (_, _, String, _)| {
        Ok(Made { at, by, outcome: read("call_attempts.outcome", &outcome)?, note })
    };
    rows.into_iter().map(made).collect()
}

/// The calls that tell of a record, oldest first, each with its attempts; at most fifty.
///
/// # Errors
/// When the database does not answer.
pub async fn of_subject(
    conn: &mut AsyncPgConnection,
    kind: &str,
    id: Uuid,
) -> Result<Vec<(Listed, Vec<Made>)>, StoreError> {
    let rows: Vec<Row> = outbox::table
        .inner_join(audit_events::table)
        .filter(audit_events::subject_kind.eq(kind))
        .filter(audit_events::subject_id.eq(id))
        .filter(outbox::recipient_telephone.is_not_null())
        .select(Row::as_select())
        .order((outbox::created_at.asc(), outbox::id.asc()))
        .limit(50)
        .load(conn)
        .await?;
    let mut calls = Vec::new();
    for row in rows {
        let listed = row.into_listed()?;
        let made = attempts(conn, listed.call.id).await?;
        calls.push((listed, made));
    }
    Ok(calls)
}

/// Saves an attempt, and what becomes of the call by it.
///
/// # Errors
/// [`StoreError::Stale`] when someone else noted an attempt meanwhile, and before the call is to be made.
pub async fn save(tx: &mut Tx<'_>, change: Change<Tried>) -> Result<(), StoreError> {
    let Tried { call, attempt } = change.after();
    let at = attempt.at;
    let waits = outbox::table
        .filter(outbox::id.eq(call.id.0))
        .filter(outbox::channel.eq("call"))
        .filter(outbox::state.eq_any(WAITING))
        .filter(outbox::next_at.le(at))
        .filter(outbox::attempts.eq(call.attempts - 1));
    let row = diesel::update(waits);
    let changed = match attempt.outcome {
        Outcome::NoAnswer => {
            row.set((outbox::state.eq("retrying"), outbox::attempts.eq(call.attempts))).execute(tx.conn())
        }
        Outcome::Reached | Outcome::LeftMessage => row
            .set((outbox::state.eq("sent"), outbox::sent_at.eq(at), outbox::attempts.eq(call.attempts)))
            .execute(tx.conn()),
        // The worker takes it from here: its attempts are counted anew, those by telephone stand in their own table.
        Outcome::WrongNumber => row
            .set((
                outbox::channel.eq("mail"),
                outbox::state.eq("queued"),
                outbox::attempts.eq(0),
                outbox::next_at.eq(at),
                outbox::failure.eq("The telephone number was wrong"),
            ))
            .execute(tx.conn()),
    };
    met(changed.await?)?;
    if matches!(attempt.outcome, Outcome::Reached | Outcome::LeftMessage) {
        crate::outbox::forget(tx.conn(), call.id.0).await?;
    }
    diesel::insert_into(call_attempts::table)
        .values((
            call_attempts::outbox_id.eq(call.id.0),
            call_attempts::attempt.eq(call.attempts),
            call_attempts::made_at.eq(at),
            call_attempts::made_by.eq(attempt.by.0),
            call_attempts::outcome.eq(attempt.outcome.as_str()),
            call_attempts::note.eq(attempt.note.as_ref().map(inset_domain::text::Note::as_str)),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}
