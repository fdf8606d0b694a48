//! The record of one's own login: who tried to sign in, and what was changed.

use super::Anyone;
use crate::error::Error;
use crate::page::browser::browser_words;
use crate::page::history::{self, HistoryEvent};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use actix_web::{HttpResponse, web};
use inset_domain::period::instant_words;
use inset_domain::session::Factor;
use inset_domain::sign_in::SignInOutcome;
use inset_store::sign_ins::SignIn;
use inset_store::{audit, sign_ins};
use serde::{Deserialize, Serialize};

/// Who tried to sign in.
#[derive(Serialize)]
pub struct SignInsPage {
    rows: Vec<Row>,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    outcome: &'static str,
    tone: &'static str,
    factor: &'static str,
    browser: String,
    network: String,
    at: String,
    at_iso: String,
}

impl Row {
    fn of(it: SignIn) -> Self {
        Self {
            outcome: it.outcome.label(),
            tone: match it.outcome {
                SignInOutcome::SignedIn => "good",
                SignInOutcome::CodeDue => "info",
                SignInOutcome::WrongPassword | SignInOutcome::WrongCode => "warn",
            },
            factor: it.factor.map_or("", Factor::label),
            browser: browser_words(&it.user_agent),
            network: it.network,
            at: instant_words(it.at, chrono_tz::UTC),
            at_iso: it.at.to_rfc3339(),
        }
    }
}

impl Page for SignInsPage {
    const TEMPLATE: &'static str = "me/sign_ins.html";
    fn title(&self) -> String {
        "Sign-ins to your login".into()
    }
}

impl Samples for SignInsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |outcome, factor| {
            let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
            Row::of(SignIn {
                id: uuid::Uuid::nil(),
                at: chrono::DateTime::UNIX_EPOCH,
                outcome,
                factor,
                user_agent: agent.into(),
                network: "203.0.113.7".into(),
            })
        };
        let rows = vec![
            row(SignInOutcome::SignedIn, Some(Factor::Passkey)),
            row(SignInOutcome::CodeDue, Some(Factor::Password)),
            row(SignInOutcome::WrongPassword, None),
        ];
        let pages = Pages { first: String::new(), next: "/account/security/sign-ins?after=1".into() };
        vec![("empty", Self { rows: Vec::new(), pages: Pages::default() }), ("some", Self { rows, pages })]
    }
}

/// Shows who tried to sign in.
pub async fn sign_ins(me: Signed<Anyone>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let rows = sign_ins::list(&mut *me.db().read().await?, me.user(), query.place(), PAGE + 1).await?;
    let (rows, next) = cut(rows, |row| (row.at, row.id));
    let pages = query.pages(urls::SIGN_INS, next.as_deref());
    me.page(&SignInsPage { rows: rows.into_iter().map(Row::of).collect(), pages })
}

/// What was changed.
#[derive(Serialize)]
pub struct ChangesPage {
    events: Vec<HistoryEvent>,
    older: String,
}

impl Page for ChangesPage {
    const TEMPLATE: &'static str = "me/changes.html";
    fn title(&self) -> String {
        "Changes to your login".into()
    }
}

impl Samples for ChangesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let event = HistoryEvent {
            text: "Authenticator added".into(),
            who: Some("Ida Holm".into()),
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
            note: None,
            tone: "good",
        };
        let older = "/account/security/changes?before=1".into();
        vec![("empty", Self { events: Vec::new(), older: String::new() }), ("one", Self { events: vec![event], older })]
    }
}

/// Where a page of changes begins.
#[derive(Deserialize)]
pub struct Before {
    #[serde(default)]
    before: Option<i64>,
}

/// Shows what was changed of one's login, by whom.
pub async fn changes(me: Signed<Anyone>, query: web::Query<Before>) -> Result<HttpResponse, Error> {
    let conn = me.db().read().await?;
    let mut events = audit::of_subject(&conn, "user", me.user().0, query.before, PAGE + 1).await?;
    drop(conn);
    let more = events.len() > usize::try_from(PAGE).unwrap_or(50);
    events.truncate(usize::try_from(PAGE).unwrap_or(50));
    let older = events.last().filter(|_| more).map(|last| format!("{}?before={}", urls::LOGIN_CHANGES, last.seq));
    let words = history::events(&events, chrono_tz::UTC);
    me.page(&ChangesPage { events: words, older: older.unwrap_or_default() })
}
