//! What staff note on a case and have still to do for it. No applicant sees any of it.

use super::Staff;
use super::case;
use super::decide_account::not_own;
use super::tasks;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader};
use crate::urls;
use crate::web::powers::CanReview;
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use inset_domain::case_note::{CaseNote, CaseTask, DeadlinePassed, Due};
use inset_domain::ids::{CaseId, CaseTaskId, UserId};
use inset_domain::period::{Day, day_words, instant_words};
use inset_domain::text::{Note, Paragraph};
use inset_domain::user::StaffRole;
use inset_store::cases::{self, Noted, Tasked};
use inset_store::{StoreError, staff};
use serde::Serialize;

type Me = Signed<Staff, CanReview>;

/// Notes and tasks as the case's page shows them.
#[derive(Serialize, Default)]
pub(super) struct Notebook {
    notes: Vec<NoteView>,
    tasks: Vec<TaskView>,
    /// Whom a task can be given to.
    staff: Vec<Choice>,
    /// The reader, who is offered first.
    reader: String,
    today: String,
}

#[derive(Serialize)]
struct NoteView {
    body: String,
    author: String,
    at: String,
    at_iso: String,
}

impl NoteView {
    fn new(note: Noted) -> Self {
        Self {
            body: note.body,
            author: note.author,
            at: instant_words(note.written_at, chrono_tz::UTC),
            at_iso: note.written_at.to_rfc3339(),
        }
    }
}

#[derive(Serialize)]
struct TaskView {
    id: String,
    version: i64,
    what: String,
    assignee: String,
    due: String,
    tone: &'static str,
    done: bool,
}

impl TaskView {
    fn new(tasked: Tasked, today: NaiveDate) -> Self {
        let task = tasked.task;
        let (due, tone) = match task.done {
            Some((at, _)) => (format!("Done on {}", day_words(at.date_naive())), "good"),
            None => due_words(task.due_on, today),
        };
        Self {
            id: task.id.to_string(),
            version: task.version,
            what: task.what.to_string(),
            assignee: tasked.assignee,
            due,
            tone,
            done: task.done.is_some(),
        }
    }
}

/// A deadline in words, with its tone.
pub(super) fn due_words(due_on: NaiveDate, today: NaiveDate) -> (String, &'static str) {
    match Due::of(due_on, today) {
        Due::Later => (format!("By {}", day_words(due_on)), "neutral"),
        Due::Today => ("Due today".into(), "warn"),
        Due::Over => (format!("Overdue since {}", day_words(due_on)), "bad"),
    }
}

impl Notebook {
    /// Everything noted on a case and to be done for it.
    pub(super) async fn load(
        conn: &mut AsyncPgConnection,
        case: CaseId,
        reader: UserId,
        today: NaiveDate,
    ) -> Result<Self, StoreError> {
        let notes = cases::notes(conn, case).await?;
        let tasks = cases::tasks(conn, case).await?;
        Ok(Self {
            notes: notes.into_iter().map(NoteView::new).collect(),
            tasks: tasks.into_iter().map(|task| TaskView::new(task, today)).collect(),
            staff: reviewers(conn).await?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect(),
            reader: reader.to_string(),
            today: today.to_string(),
        })
    }

    /// One note, and a task of each kind.
    pub(super) fn sample() -> Self {
        let task = |due: &str, tone, done| TaskView {
            id: format!("{tone}0"),
            version: 1,
            what: "Ask the register for a newer extract.".into(),
            assignee: "Tom Adler".into(),
            due: due.into(),
            tone,
            done,
        };
        Self {
            notes: vec![NoteView {
                body: "The register was slow to answer.".into(),
                author: "Rosa Vidal".into(),
                at: "1 December 2026, 14:02 UTC".into(),
                at_iso: "2026-12-01T14:02:00Z".into(),
            }],
            tasks: vec![
                task("Overdue since 30 November 2026", "bad", false),
                task("Done on 30 November 2026", "good", true),
            ],
            staff: vec![Choice::new("0", "Rosa Vidal"), Choice::new("1", "Tom Adler")],
            reader: "0".into(),
            today: "2026-12-01".into(),
        }
    }
}

/// Who decides cases, and so may be given a task.
async fn reviewers(conn: &mut AsyncPgConnection) -> Result<Vec<(UserId, String)>, StoreError> {
    let mut listed = staff::list(conn).await?;
    listed.retain(|member| StaffRole::may_review(member.role));
    Ok(listed.into_iter().map(|member| (member.user, member.name)).collect())
}

/// Writes a note.
pub async fn note(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    not_own(&me, cases::find(&mut *me.db().read().await?, *id).await?.account)?;
    let mut read = Reader::new(&form.typed);
    let body: Option<Paragraph> = read.required("note", "Write the note");
    let body = match read.finish(|| body) {
        Ok(body) => body,
        Err(errors) => return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    me.commit(&form, async |tx| {
        cases::note(tx, CaseNote::write(*id, me.user(), body, tx.now())).await?;
        Ok(Next::to(format!("{}#notes", urls::case(*id))).saying("case-noted"))
    })
    .await
}

/// Sets a task.
pub async fn set(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    not_own(&me, cases::find(&mut conn, *id).await?.account)?;
    let offered = reviewers(&mut conn).await?;
    drop(conn);
    let mut read = Reader::new(&form.typed);
    let what: Option<Note> = read.required("task", "Say what is to be done");
    let due: Option<Day> = read.required("due", "Choose until when");
    let assignee: Option<UserId> = read.required("assignee", "Choose who does it");
    if assignee.is_some_and(|chosen| offered.iter().all(|(id, _)| *id != chosen)) {
        read.error("assignee", "Choose someone from the list");
    }
    let task = match read.finish(|| Some((what?, assignee?, due?.0))) {
        Ok(task) => task,
        Err(errors) => return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    if Due::of(task.2, me.db().clock().now().date_naive()) == Due::Over {
        let errors = FormErrors::one("due", DeadlinePassed);
        return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await;
    }
    me.commit(&form, async |tx| {
        // It was not over when the form was read; the day may have ended since.
        let change = CaseTask::set(*id, task, me.user(), tx.now()).map_err(|_| StoreError::Stale)?;
        cases::save_task(tx, change).await?;
        Ok(Next::to(format!("{}#tasks", urls::case(*id))).saying("task-set"))
    })
    .await
}

/// Ticks a task off.
pub async fn finish(me: Me, path: web::Path<(CaseId, CaseTaskId)>, form: Form) -> Result<HttpResponse, Error> {
    let (case, task) = *path;
    // Pressed in the list, it leads back to the list as it was filtered; else to the case.
    let back = tasks::filtered_by(&form.typed).unwrap_or_else(|| format!("{}#tasks", urls::case(case)));
    not_own(&me, cases::find(&mut *me.db().read().await?, case).await?.account)?;
    let result = me
        .commit(&form, async |tx| {
            let task = cases::find_task(tx.conn(), case, task).await?;
            cases::save_task(tx, task.finish(tx.now(), me.user())?).await?;
            Ok(Next::to(&back).saying("task-done"))
        })
        .await;
    match result {
        Err(Error::Stale | Error::State(_)) => Ok(me.go(&Next::to(back).saying("task-done"))),
        other => other,
    }
}
