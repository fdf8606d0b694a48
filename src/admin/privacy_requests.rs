//! The privacy requests: what is due first in front, with both dates of its clock.

use super::Staff;
use crate::error::Error;
use crate::form::choice::{Choice, late_ones};
use crate::form::privacy_request::kinds;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{LATE, ListQuery, PAGE, Pages, cut};
use crate::web::powers::{CanAnswer, Power as _};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use inset_domain::period::day_words;
use inset_domain::privacy::{PrivacyRequest, RequestKind, StateName};
use inset_store::privacy_requests::{self, Shown};
use serde::Serialize;

/// The list.
#[derive(Serialize)]
pub struct PrivacyRequestsPage {
    rows: Vec<Row>,
    /// Whether the reader records requests.
    may_record: bool,
    states: Vec<Choice>,
    kinds: Vec<Choice>,
    state: String,
    kind: String,
    lates: Vec<Choice>,
    /// Whether what is late is shown alone, as it stands in the address.
    late: &'static str,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    href: String,
    reference: String,
    kind: &'static str,
    who: String,
    channel: &'static str,
    state: &'static str,
    tone: &'static str,
    acknowledge: Due,
    answer: Due,
}

/// A date of the clock, and whether it was kept.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Due {
    by: String,
    by_iso: String,
    /// "Done", "Late" or "Due".
    pub(super) word: &'static str,
    tone: &'static str,
}

impl Due {
    pub(super) fn new(by: DateTime<Utc>, done: bool, now: DateTime<Utc>) -> Self {
        let (word, tone) = match (done, by < now) {
            (true, _) => ("Done", "good"),
            (false, true) => ("Late", "bad"),
            (false, false) => ("Due", "info"),
        };
        Self { by: day_words(by.date_naive()), by_iso: by.date_naive().to_string(), word, tone }
    }
}

/// Who asks, or that they are erased.
pub(super) fn who(request: &PrivacyRequest) -> String {
    request.asker.as_ref().map_or_else(|| "Erased".into(), |asker| asker.full_name.to_string())
}

impl Row {
    fn new(request: &PrivacyRequest, now: DateTime<Utc>) -> Self {
        let state = request.state.name();
        Self {
            href: urls::admin_privacy_request(request.id),
            reference: request.reference.clone(),
            kind: request.kind.noun(),
            who: who(request),
            channel: request.channel.label(),
            state: state.label(),
            tone: state.tone(),
            acknowledge: Due::new(request.acknowledge_by(), request.acknowledged_at.is_some(), now),
            answer: Due::new(request.answer_by(), !state.is_open(), now),
        }
    }
}

impl Page for PrivacyRequestsPage {
    const TEMPLATE: &'static str = "admin/privacy_requests.html";
    fn title(&self) -> String {
        "Privacy requests".into()
    }
}

impl Samples for PrivacyRequestsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows, state: &str| Self {
            rows,
            may_record: true,
            states: Vec::new(),
            kinds: Vec::new(),
            state: state.into(),
            kind: String::new(),
            lates: late_ones(LATE),
            late: "",
            pages: Pages::default(),
        };
        let row = |state: StateName, late: bool| {
            let (then, now) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + chrono::TimeDelta::days(1));
            Row {
                href: "/admin/privacy-requests/0".into(),
                reference: "PRV-1001".into(),
                kind: RequestKind::Erase.noun(),
                who: "Ida Holm".into(),
                channel: "Post",
                state: state.label(),
                tone: state.tone(),
                acknowledge: Due::new(then, !late, now),
                answer: Due::new(if late { then } else { now }, false, now),
            }
        };
        let rows = vec![row(StateName::IdentityUnverified, true), row(StateName::Pending, false)];
        vec![("empty", page(Vec::new(), "")), ("none match", page(Vec::new(), "denied")), ("two", page(rows, ""))]
    }
}

/// Shows the list.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let state: Option<StateName> = query.state().and_then(|state| state.parse().ok());
    let kind: Option<RequestKind> = query.kind().and_then(|kind| kind.parse().ok());
    let mut conn = me.db().read().await?;
    let now = me.db().clock().now();
    let shown = Shown { state, kind, late: query.is_late().then_some(now) };
    let found = privacy_requests::due(&mut conn, shown, query.place(), PAGE + 1).await?;
    drop(conn);
    let (found, next) = cut(found, |it| (it.answer_by(), it.id.0));
    me.page(&PrivacyRequestsPage {
        may_record: CanAnswer::holds(me.principal()),
        rows: found.iter().map(|request| Row::new(request, now)).collect(),
        states: crate::choices!(StateName),
        kinds: kinds(),
        state: state.map_or("", StateName::as_str).to_owned(),
        kind: kind.map_or("", RequestKind::as_str).to_owned(),
        lates: late_ones(LATE),
        late: query.late(),
        pages: query.pages(urls::ADMIN_PRIVACY_REQUESTS, next.as_deref()),
    })
}
