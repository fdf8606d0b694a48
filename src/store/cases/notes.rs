//! Notes of staff on a case, and what they have still to do for it.

use crate::error::{StoreError, met, read};
use crate::fixed::fixed;
use crate::schema::{accounts, case_notes, case_tasks, orders, review_cases, sites, users};
use crate::tx::Tx;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::case_note::{CaseNote, CaseTask};
use inset_domain::change::Change;
use inset_domain::ids::{CaseId, CaseTaskId, UserId};
use std::collections::HashMap;
use uuid::Uuid;

/// A note as its page shows it.
#[derive(Debug, Queryable)]
pub struct Noted {
    /// The words.
    pub body: String,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub written_at: DateTime<Utc>,
}

/// A task with the name of whoever is to do it.
#[derive(Debug)]
pub struct Tasked {
    /// The task.
    pub task: CaseTask,
    /// The name.
    pub assignee: String,
}

/// A task that is still to be done, with what it is for.
#[derive(Debug)]
pub struct OpenTask {
    /// The task, with who is to do it.
    pub tasked: Tasked,
    /// The kind of its case.
    pub kind: String,
    /// What its case is about: the order's name, the site's domain, or else the account's name.
    pub about: String,
    /// Whether its case is closed.
    pub closed: bool,
}

/// Which of the tasks that are still to be done are shown.
#[derive(Debug, Clone, Copy)]
pub struct TasksShown<'s> {
    /// Those of this person alone.
    pub of: Option<UserId>,
    /// Those whose day is before this one alone.
    pub before: Option<NaiveDate>,
    /// Not those for cases of these accounts.
    pub but: &'s [Uuid],
}

/// The notes on a case, newest first, at most 200.
///
/// # Errors
/// When the database does not answer.
pub async fn notes(conn: &mut AsyncPgConnection, case: CaseId) -> Result<Vec<Noted>, StoreError> {
    Ok(case_notes::table
        .inner_join(users::table)
        .filter(case_notes::case_id.eq(case.0))
        .order((case_notes::written_at.desc(), case_notes::id.desc()))
        .limit(200)
        .select((case_notes::body, users::full_name, case_notes::written_at))
        .load(conn)
        .await?)
}

/// Saves a note.
///
/// # Errors
/// When the database does not answer.
pub async fn note(tx: &mut Tx<'_>, change: Change<CaseNote>) -> Result<(), StoreError> {
    let note = change.after();
    diesel::insert_into(case_notes::table)
        .values((
            case_notes::id.eq(note.id.0),
            case_notes::case_id.eq(note.case.0),
            case_notes::author_id.eq(note.author.0),
            case_notes::body.eq(note.body.as_str()),
            case_notes::written_at.eq(note.written_at),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}

type Row = (Uuid, Uuid, String, Uuid, NaiveDate, Uuid, DateTime<Utc>, Option<DateTime<Utc>>, Option<Uuid>, i64);

fn task(
    (id, case, what, assignee, due_on, set_by, set_at, done_at, done_by, version): Row,
) -> Result<CaseTask, StoreError> {
    Ok(CaseTask {
        id: CaseTaskId(id),
        case: CaseId(case),
        what: read("case_tasks.what", &what)?,
        assignee: UserId(assignee),
        due_on,
        set_by: UserId(set_by),
        set_at,
        done: done_at.zip(done_by.map(UserId)),
        version,
    })
}

const COLUMNS: (
    case_tasks::id,
    case_tasks::case_id,
    case_tasks::what,
    case_tasks::assignee_id,
    case_tasks::due_on,
    case_tasks::set_by,
    case_tasks::set_at,
    case_tasks::done_at,
    case_tasks::done_by,
    case_tasks::version,
) = (
    case_tasks::id,
    case_tasks::case_id,
    case_tasks::what,
    case_tasks::assignee_id,
    case_tasks::due_on,
    case_tasks::set_by,
    case_tasks::set_at,
    case_tasks::done_at,
    case_tasks::done_by,
    case_tasks::version,
);

/// The tasks of a case: what is to be done by its day, then what is done, at most 200.
///
/// # Errors
/// When the database does not answer.
pub async fn tasks(conn: &mut AsyncPgConnection, case: CaseId) -> Result<Vec<Tasked>, StoreError> {
    let rows: Vec<(Row, String)> = case_tasks::table
        .inner_join(users::table.on(users::id.eq(case_tasks::assignee_id)))
        .filter(case_tasks::case_id.eq(case.0))
        .order((case_tasks::done_at.asc().nulls_first(), case_tasks::due_on, case_tasks::id))
        .limit(200)
        .select((COLUMNS, users::full_name))
        .load(conn)
        .await?;
    rows.into_iter().map(|(row, assignee)| Ok(Tasked { task: task(row)?, assignee })).collect()
}

/// What is still to be done for any case, open or closed, by its day; at most `limit` of those after the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn open_tasks(
    conn: &mut AsyncPgConnection,
    TasksShown { of, before, but }: TasksShown<'_>,
    after: Option<(NaiveDate, Uuid)>,
    limit: i64,
) -> Result<Vec<OpenTask>, StoreError> {
    type About = (String, String, String, Option<String>, Option<String>);
    let cases = review_cases::table.inner_join(accounts::table).left_join(orders::table).left_join(sites::table);
    let mut query = case_tasks::table
        .inner_join(cases)
        .inner_join(users::table.on(users::id.eq(case_tasks::assignee_id)))
        // In the statement itself, not bound: only so is the partial index used by a plan that is kept.
        .filter(fixed::<Bool>("case_tasks.done_at IS NULL"))
        .filter(review_cases::account_id.ne_all(but))
        .order((case_tasks::due_on, case_tasks::id))
        .limit(limit)
        .select((
            COLUMNS,
            users::full_name,
            (
                review_cases::kind,
                review_cases::state,
                accounts::name,
                orders::name.nullable(),
                sites::domain.nullable(),
            ),
        ))
        .into_boxed();
    if let Some(person) = of {
        query = query.filter(case_tasks::assignee_id.eq(person.0));
    }
    if let Some(day) = before {
        query = query.filter(case_tasks::due_on.lt(day));
    }
    if let Some((day, id)) = after {
        query = query.filter(case_tasks::due_on.ge(day)).filter(case_tasks::due_on.gt(day).or(case_tasks::id.gt(id)));
    }
    let rows: Vec<(Row, String, About)> = query.load(conn).await?;
    let open = |(row, assignee, (kind, state, account, order, domain)): (Row, String, About)| {
        let tasked = Tasked { task: task(row)?, assignee };
        Ok(OpenTask { tasked, kind, about: order.or(domain).unwrap_or(account), closed: state == "closed" })
    };
    rows.into_iter().map(open).collect()
}

/// A task of a case.
///
/// # Errors
/// [`StoreError::NotFound`] where the case has none with this id.
pub async fn find_task(conn: &mut AsyncPgConnection, case: CaseId, id: CaseTaskId) -> Result<CaseTask, StoreError> {
    let found = case_tasks::table.find(id.0).filter(case_tasks::case_id.eq(case.0));
    task(found.select(COLUMNS).first(conn).await?)
}

/// Saves a task.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn save_task(tx: &mut Tx<'_>, change: Change<CaseTask>) -> Result<(), StoreError> {
    let task = change.after();
    if change.seen() == 0 {
        diesel::insert_into(case_tasks::table)
            .values((
                case_tasks::id.eq(task.id.0),
                case_tasks::case_id.eq(task.case.0),
                case_tasks::what.eq(task.what.as_str()),
                case_tasks::assignee_id.eq(task.assignee.0),
                case_tasks::due_on.eq(task.due_on),
                case_tasks::set_by.eq(task.set_by.0),
                case_tasks::set_at.eq(task.set_at),
                case_tasks::version.eq(task.version),
            ))
            .execute(tx.conn())
            .await?;
    } else {
        met(diesel::update(case_tasks::table.find(task.id.0))
            .filter(case_tasks::version.eq(change.seen()))
            .set((
                case_tasks::done_at.eq(task.done.map(|(at, _)| at)),
                case_tasks::done_by.eq(task.done.map(|(_, by)| by.0)),
                case_tasks::version.eq(task.version),
            ))
            .execute(tx.conn())
            .await?)?;
    }
    tx.record(&change).await
}

/// The nearest day of what is still to be done, for each of these cases that has such a thing.
///
/// # Errors
/// When the database does not answer.
pub async fn nearest_days(
    conn: &mut AsyncPgConnection,
    cases: &[CaseId],
    but: &[Uuid],
) -> Result<HashMap<CaseId, NaiveDate>, StoreError> {
    let rows: Vec<(Uuid, Option<NaiveDate>)> = case_tasks::table
        .inner_join(review_cases::table)
        .filter(review_cases::account_id.ne_all(but))
        .filter(case_tasks::case_id.eq_any(cases.iter().map(|case| case.0).collect::<Vec<_>>()))
        .filter(case_tasks::done_at.is_null())
        .group_by(case_tasks::case_id)
        .select((case_tasks::case_id, diesel::dsl::min(case_tasks::due_on)))
        .load(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|(case, day)| Some((CaseId(case), day?))).collect())
}
