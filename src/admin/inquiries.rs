//! Messages from the public site: what is due first in front, with who has each.

use super::Staff;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::inquiry::{Inquiry, InquiryKind, StateName};
use inset_domain::period::instant_words;
use inset_store::inquiries::{self, Listed, Shown, Whose};
use serde::Serialize;

const MINE: &str = "mine";
const NOBODYS: &str = "nobodys";
const LATE: &str = "late";

/// The list.
#[derive(Serialize)]
pub struct InquiriesPage {
    rows: Vec<Row>,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    whose: Vec<Choice>,
    kind: String,
    state: String,
    of: String,
    /// Whether it shows what has ended, newest first.
    over: bool,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    href: String,
    reference: String,
    kind: &'static str,
    who: String,
    state: &'static str,
    tone: &'static str,
    assignee: Option<String>,
    due: DueView,
}

/// A message's clock in words.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DueView {
    pub(super) at: String,
    pub(super) at_iso: String,
    /// "Answer by", "Look again" or "Settled".
    pub(super) label: &'static str,
    /// "Due", "Late", "Theirs" or "Done".
    pub(super) word: &'static str,
    pub(super) tone: &'static str,
}

impl DueView {
    pub(super) fn new(inquiry: &Inquiry, now: DateTime<Utc>) -> Self {
        let name = inquiry.state.name();
        let (at, label, word, tone) = match (name, name.is_open()) {
            (_, false) => (inquiry.state_at, "Settled", "Done", "good"),
            (StateName::Waiting, _) if inquiry.due_at < now => (inquiry.due_at, "Look again", "Late", "bad"),
            (StateName::Waiting, _) => (inquiry.due_at, "Look again", "Theirs", "neutral"),
            _ if inquiry.is_overdue(now) => (inquiry.due_at, "Answer by", "Late", "bad"),
            _ => (inquiry.due_at, "Answer by", "Due", "info"),
        };
        Self { at: instant_words(at, chrono_tz::UTC), at_iso: at.to_rfc3339(), label, word, tone }
    }
}

impl Row {
    fn new(listed: Listed, now: DateTime<Utc>) -> Self {
        let Listed { inquiry, assignee } = listed;
        let name = inquiry.state.name();
        Self {
            href: urls::admin_inquiry(inquiry.id),
            due: DueView::new(&inquiry, now),
            reference: inquiry.reference,
            kind: inquiry.written.kind.label(),
            who: inquiry.written.full_name.to_string(),
            state: name.label(),
            tone: name.tone(),
            assignee,
        }
    }
}

impl InquiriesPage {
    fn new(rows: Vec<Row>, query: &ListQuery, shown: Shown) -> Self {
        Self {
            rows,
            kinds: crate::choices!(InquiryKind),
            states: crate::choices!(StateName),
            whose: vec![Choice::new(MINE, "Mine"), Choice::new(NOBODYS, "Nobody's"), Choice::new(LATE, "Late ones")],
            kind: shown.kind.map_or("", InquiryKind::as_str).to_owned(),
            state: shown.state.map_or("", StateName::as_str).to_owned(),
            of: shown.whose.and_then(|_| query.whose()).unwrap_or_default().to_owned(),
            over: is_over(shown),
            pages: Pages::default(),
        }
    }
}

/// Whether a list shows what has ended: only where one of its states is asked for by name.
fn is_over(shown: Shown) -> bool {
    shown.state.is_some_and(|state| !state.is_open())
}

impl Page for InquiriesPage {
    const TEMPLATE: &'static str = "admin/inquiries.html";
    fn title(&self) -> String {
        "Inquiries".into()
    }
}

impl Samples for InquiriesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let now = DateTime::UNIX_EPOCH;
        let page = |rows, whose: Option<Whose>, of: &str| {
            let query = ListQuery { whose: Some(of.into()), ..ListQuery::default() };
            Self::new(rows, &query, Shown { whose, ..Shown::default() })
        };
        let Some(inquiry) = super::inquiry::sample(InquiryKind::Inquiry) else { return Vec::new() };
        let row = |assignee: Option<&str>, days| {
            let listed = Listed { inquiry: inquiry.clone(), assignee: assignee.map(str::to_owned) };
            Row::new(listed, now + TimeDelta::days(days))
        };
        vec![
            ("empty", page(Vec::new(), None, "")),
            ("none match", page(Vec::new(), Some(Whose::Nobodys), NOBODYS)),
            ("two", page(vec![row(None, 30), row(Some("Sami Haddad"), 0)], None, "")),
        ]
    }
}

/// Shows the list.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let now = me.db().clock().now();
    let shown = Shown {
        kind: query.kind().and_then(|kind| kind.parse().ok()),
        state: query.state().and_then(|state| state.parse().ok()),
        whose: match query.whose() {
            Some(MINE) => Some(Whose::Of(me.user())),
            Some(NOBODYS) => Some(Whose::Nobodys),
            Some(LATE) => Some(Whose::Late(now)),
            _ => None,
        },
    };
    let mut conn = me.db().read().await?;
    let (found, next) = if is_over(shown) {
        let found = inquiries::newest(&mut conn, shown, query.place(), PAGE + 1).await?;
        cut(found, |it| (it.inquiry.created_at, it.inquiry.id.0))
    } else {
        let found = inquiries::due(&mut conn, shown, query.place(), PAGE + 1).await?;
        cut(found, |it| (it.inquiry.due_at, it.inquiry.id.0))
    };
    drop(conn);
    let rows = found.into_iter().map(|listed| Row::new(listed, now)).collect();
    let pages = query.pages(urls::ADMIN_INQUIRIES, next.as_deref());
    me.page(&InquiriesPage { pages, ..InquiriesPage::new(rows, &query, shown) })
}
