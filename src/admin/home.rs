//! The staff's home: what waits and what is past its day, what is the reader's own, and the figures of the last weeks.

use super::Staff;
use super::decide_account::own_companies;
use super::figures::Figures;
use super::inquiries::DueView;
use super::queue::kind_label;
use super::waiting::{Row, Waiting};
use crate::error::Error;
use crate::page::chart::ChartFigure;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use actix_web::HttpResponse;
use chrono::{DateTime, NaiveDate, Utc};
use inset_domain::case_note::Due;
use inset_domain::ids::CaseId;
use inset_domain::period::day_words;
use inset_store::inquiries::{self, Listed, Shown};
use inset_store::{StoreError, cases, waits};
use serde::Serialize;
use uuid::Uuid;

/// How many of one's own are shown of a kind.
const OWN: i64 = 20;

/// The home page.
#[derive(Serialize)]
pub struct HomePage {
    /// What is to be known first.
    finding: String,
    rows: Vec<Row>,
    /// The kinds of which nothing waits, in words.
    idle: String,
    own: Vec<Own>,
    charts: Vec<ChartFigure>,
}

/// Something that the reader has taken, was given, or is to do, in the form of a task list.
#[derive(Serialize)]
struct Own {
    label: String,
    href: String,
    hint: String,
    status: &'static str,
    tone: &'static str,
    owner: &'static str,
}

impl Own {
    fn case(case: cases::Waiting) -> Self {
        let until = case.claimed_until.map(|until| format!(", yours until {}", until.format("%H:%M UTC")));
        Self {
            href: urls::case(CaseId(case.id)),
            hint: format!("{}{}", kind_label(&case.kind), until.unwrap_or_default()),
            label: case.order_name.or(case.domain).unwrap_or(case.account_name),
            status: "Taken",
            tone: "info",
            owner: "",
        }
    }

    fn message(listed: &Listed, now: DateTime<Utc>) -> Self {
        let inquiry = &listed.inquiry;
        let due = DueView::new(inquiry, now);
        Self {
            label: format!("{} of {}", inquiry.written.kind.label(), inquiry.written.full_name),
            href: urls::admin_inquiry(inquiry.id),
            hint: format!("{}, {} {}", inquiry.reference, due.label.to_lowercase(), due.at),
            status: due.word,
            tone: due.tone,
            owner: "",
        }
    }

    fn task((case, what, day): (Uuid, String, NaiveDate), now: DateTime<Utc>) -> Self {
        let (status, tone) = match Due::of(day, now.date_naive()) {
            Due::Over => ("Overdue", "bad"),
            Due::Today => ("Due today", "warn"),
            Due::Later => ("Later", "neutral"),
        };
        let hint = format!("Task of a case, by {}", day_words(day));
        Self { label: what, href: urls::case(CaseId(case)), hint, status, tone, owner: "" }
    }
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "admin/home.html";
    fn title(&self) -> String {
        "Home".into()
    }
}

impl HomePage {
    fn new(waiting: Waiting, own: Vec<Own>, charts: Vec<ChartFigure>) -> Self {
        Self { finding: waiting.finding(), idle: waiting.idle.join(", "), rows: waiting.rows, own, charts }
    }
}

impl Samples for HomePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let charts = ChartFigure::samples;
        let day = DateTime::UNIX_EPOCH.date_naive();
        let own = vec![Own::task((Uuid::nil(), "Telephone Ida Holm".into(), day), DateTime::UNIX_EPOCH)];
        let empty = charts().pop().into_iter().collect();
        vec![
            ("empty", Self::new(Waiting::default(), Vec::new(), empty)),
            ("full", Self::new(Waiting::sample(), own, charts())),
        ]
    }
}

/// Shows the home.
pub async fn show(me: Signed<Staff>) -> Result<HttpResponse, Error> {
    let now = me.db().clock().now();
    let waiting = Waiting::load(&me, now).await?;
    let own = own(&me, now).await?;
    let figures = Figures::load(&mut *me.db().read().await?, now).await?;
    me.page(&HomePage::new(waiting, own, figures.charts()))
}

/// What is the reader's own: cases taken, messages given, tasks set.
async fn own(me: &Signed<Staff>, now: DateTime<Utc>) -> Result<Vec<Own>, StoreError> {
    let conn = &mut *me.db().read().await?;
    let taken = cases::Shown { whose: cases::Whose::Of(me.user()), ..cases::Shown::default() };
    let taken = cases::queue(conn, taken, now, None, OWN).await?;
    let shown = Shown { whose: Some(inquiries::Whose::Of(me.user())), ..Shown::default() };
    let given = inquiries::due(conn, shown, None, OWN).await?;
    let tasks = waits::tasks_of(conn, me.user(), &own_companies(me)).await?;
    let tasks = tasks.into_iter().map(|task| Own::task(task, now));
    let messages = given.iter().map(|listed| Own::message(listed, now));
    Ok(tasks.chain(messages).chain(taken.into_iter().map(Own::case)).collect())
}
