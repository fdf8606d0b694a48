//! What is still to be done for cases, whoever set it and whether its case is open: by its day, for everyone or for oneself.

use super::Staff;
use super::case_desk::due_words;
use super::decide_account::own_companies;
use super::queue::kind_label;
use crate::error::Error;
use crate::form::Typed;
use crate::form::choice::{Choice, late_ones};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{LATE, ListQuery, PAGE, Pages, cut};
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveTime};
use inset_domain::user::StaffRole;
use inset_store::cases::{self, OpenTask, TasksShown};
use serde::Serialize;

const MINE: &str = "mine";

/// The list.
#[derive(Serialize)]
pub struct TasksPage {
    rows: Vec<Row>,
    /// Whether the reader ticks tasks off.
    may_finish: bool,
    holders: Vec<Choice>,
    whose: &'static str,
    lates: Vec<Choice>,
    late: &'static str,
    /// What is so where no task is found: true of what is filtered for.
    empty: &'static str,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    id: String,
    what: String,
    case: String,
    case_id: String,
    about: String,
    /// The kind of its case, and whether that is closed.
    kind: String,
    assignee: String,
    due: String,
    due_iso: String,
    tone: &'static str,
}

impl Row {
    fn new(open: OpenTask, today: NaiveDate) -> Self {
        let OpenTask { tasked, kind, about, closed } = open;
        let task = tasked.task;
        let (due, tone) = due_words(task.due_on, today);
        Self {
            id: task.id.to_string(),
            what: task.what.to_string(),
            case: format!("{}#tasks", urls::case(task.case)),
            case_id: task.case.to_string(),
            about,
            kind: format!("{}{}", kind_label(&kind), if closed { ", closed" } else { "" }),
            assignee: tasked.assignee,
            due,
            due_iso: task.due_on.to_string(),
            tone,
        }
    }
}

impl TasksPage {
    fn new(rows: Vec<Row>, query: &ListQuery) -> Self {
        let whose = if is_mine(query) { MINE } else { "" };
        let empty = match (is_mine(query), query.is_late()) {
            (true, false) => "You have nothing to do for a case",
            (true, true) => "No task of yours is late",
            (false, true) => "No task is late",
            (false, false) => "Nothing is to be done for a case",
        };
        Self {
            rows,
            may_finish: false,
            holders: vec![Choice::new(MINE, "Mine")],
            whose,
            lates: late_ones(LATE),
            late: query.late(),
            empty,
            pages: Pages::default(),
        }
    }
}

impl Page for TasksPage {
    const TEMPLATE: &'static str = "admin/tasks.html";
    fn title(&self) -> String {
        "Tasks".into()
    }
}

impl Samples for TasksPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |id: &str, due: &str, tone, closed| Row {
            id: id.into(),
            what: "Ask the register for a newer extract.".into(),
            case: "/admin/cases/0#tasks".into(),
            case_id: "0".into(),
            about: "Halden Outdoor".into(),
            kind: format!("Advertiser{closed}"),
            assignee: "Tom Adler".into(),
            due: due.into(),
            due_iso: "2026-12-01".into(),
            tone,
        };
        let rows = vec![
            row("0", "Overdue since 30 November 2026", "bad", ", closed"),
            row("1", "By 2 December 2026", "neutral", ""),
        ];
        let mine = ListQuery { whose: Some(MINE.into()), ..ListQuery::default() };
        let all = ListQuery::default();
        vec![
            ("empty", Self::new(Vec::new(), &all)),
            ("none match", Self::new(Vec::new(), &mine)),
            ("two", Self { may_finish: true, ..Self::new(rows, &all) }),
        ]
    }
}

fn is_mine(query: &ListQuery) -> bool {
    query.whose() == Some(MINE)
}

/// The list that a form was pressed in, filtered as it was; none where the form stands elsewhere.
pub(super) fn filtered_by(typed: &Typed) -> Option<String> {
    let field = |name: &str| Some(typed.get(name).to_owned());
    let query = ListQuery { whose: field("whose"), late: field("late"), ..ListQuery::default() };
    let whose = is_mine(&query).then(|| MINE.to_owned());
    (typed.get("list") == "tasks").then(|| ListQuery { whose, ..query }.address(urls::TASKS, None))
}

/// Shows the list. What is to be done for one's own company is its reviewers' alone.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let own = own_companies(&me);
    let today = me.db().clock().now().date_naive();
    let shown =
        TasksShown { of: is_mine(&query).then(|| me.user()), before: query.is_late().then_some(today), but: &own };
    let after = query.place().map(|(at, id)| (at.date_naive(), id));
    let found = cases::open_tasks(&mut *me.db().read().await?, shown, after, PAGE + 1).await?;
    let (found, next) = cut(found, |open| {
        let task = &open.tasked.task;
        (task.due_on.and_time(NaiveTime::MIN).and_utc(), task.id.0)
    });
    let rows = found.into_iter().map(|open| Row::new(open, today)).collect();
    me.page(&TasksPage {
        may_finish: me.principal().staff_role.is_some_and(StaffRole::may_review),
        pages: query.pages(urls::TASKS, next.as_deref()),
        ..TasksPage::new(rows, &query)
    })
}
