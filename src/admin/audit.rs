//! The audit trail: of everything, or of one record.

use super::Staff;
use crate::error::Error;
use crate::form::in_words;
use crate::page::history::{self, HistoryEvent};
use crate::page::{Page, Samples};
use crate::web::Signed;
use actix_web::{HttpResponse, web};
use inset_store::audit;
use serde::{Deserialize, Serialize};

/// How many events a page has.
const MOST: i64 = 50;

/// Which events.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    before: Option<i64>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    id: Option<uuid::Uuid>,
}

/// The trail.
#[derive(Serialize)]
pub struct AuditPage {
    rows: Vec<Row>,
    of: Option<String>,
    older: String,
}

#[derive(Serialize)]
struct Row {
    seq: i64,
    subject: String,
    subject_href: String,
    event: HistoryEvent,
}

impl Page for AuditPage {
    const TEMPLATE: &'static str = "admin/audit.html";
    fn title(&self) -> String {
        "Audit trail".into()
    }
}

impl Samples for AuditPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let event = HistoryEvent {
            text: "Accepted".into(),
            who: Some("Rosa Vidal".into()),
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
            note: None,
            tone: "good",
        };
        let row = Row { seq: 7, subject: "Order".into(), subject_href: "/admin/audit".into(), event };
        vec![
            ("empty", Self { rows: Vec::new(), of: None, older: String::new() }),
            ("one", Self { rows: vec![row], of: Some("Order".into()), older: String::new() }),
        ]
    }
}

/// Shows the trail.
pub async fn list(me: Signed<Staff>, which: web::Query<Which>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let subject = which.kind.as_deref().zip(which.id);
    let events = match subject {
        Some((kind, id)) => audit::of_subject(&conn, kind, id, 0, 500).await?,
        None => audit::newest(&mut conn, which.before, MOST).await?,
    };
    drop(conn);
    let more = subject.is_none() && events.len() == usize::try_from(MOST).unwrap_or(50);
    let older = events.last().filter(|_| more).map(|last| format!("/admin/audit?before={}", last.seq));
    let words = history::events(&events, chrono_tz::UTC);
    let rows = events.into_iter().zip(words).map(|(event, words)| Row {
        seq: event.seq,
        subject: in_words(&event.subject_kind),
        subject_href: format!("/admin/audit?kind={}&id={}", event.subject_kind, event.subject_id),
        event: words,
    });
    me.page(&AuditPage {
        rows: rows.collect(),
        of: subject.map(|(kind, _)| in_words(kind)),
        older: older.unwrap_or_default(),
    })
}
