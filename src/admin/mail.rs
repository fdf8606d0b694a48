//! The mail outbox: what was queued, what left, what failed, and whom to call.

use super::Staff;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::in_words;
use crate::page::{Page, Samples};
use crate::web::Signed;
use crate::web::paging::{ListQuery, PAGE, cut};
use actix_web::{HttpResponse, web};
use inset_domain::period::instant_words;
use inset_store::outbox::{self, Listed};
use serde::Serialize;

const PATH: &str = "/admin/mail";
const STATES: [(&str, &str, &str); 5] = [
    ("queued", "Queued", "info"),
    ("sending", "Sending", "info"),
    ("sent", "Sent", "good"),
    ("retrying", "Tried again later", "warn"),
    ("dead", "Given up", "bad"),
];

/// The list.
#[derive(Serialize)]
pub struct MailPage {
    rows: Vec<Row>,
    states: Vec<Choice>,
    state: String,
    older: String,
    newest: String,
}

#[derive(Serialize)]
struct Row {
    letter: String,
    class: String,
    to: String,
    call: Option<String>,
    state: &'static str,
    tone: &'static str,
    attempts: i32,
    at: String,
    at_iso: String,
    failure: String,
}

impl From<Listed> for Row {
    fn from(mail: Listed) -> Self {
        let (_, state, tone) = STATES.into_iter().find(|(code, ..)| *code == mail.state).unwrap_or(STATES[0]);
        Self {
            letter: in_words(&mail.letter),
            class: in_words(&mail.class),
            to: mail.recipient_email,
            call: (mail.channel == "call").then_some(mail.recipient_telephone).flatten(),
            state,
            tone,
            attempts: mail.attempts,
            at: instant_words(mail.sent_at.unwrap_or(mail.created_at), chrono_tz::UTC),
            at_iso: mail.sent_at.unwrap_or(mail.created_at).to_rfc3339(),
            failure: mail.failure.unwrap_or_default(),
        }
    }
}

impl Page for MailPage {
    const TEMPLATE: &'static str = "admin/mail.html";
    fn title(&self) -> String {
        "Mail outbox".into()
    }
}

impl Samples for MailPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page =
            |rows| Self { rows, states: Vec::new(), state: String::new(), older: String::new(), newest: String::new() };
        let row = Row {
            letter: "Order accepted".into(),
            class: "Service".into(),
            to: "ida@halden.example".into(),
            call: None,
            state: "Sent",
            tone: "good",
            attempts: 1,
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
            failure: String::new(),
        };
        vec![("empty", page(Vec::new())), ("one", page(vec![row]))]
    }
}

/// Shows the outbox.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let state = query.state().filter(|state| STATES.iter().any(|(code, ..)| code == state));
    let found = outbox::newest(&mut *me.db().read().await?, state, query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |mail| (mail.created_at, mail.id));
    me.page(&MailPage {
        rows: found.into_iter().map(Row::from).collect(),
        states: STATES.iter().map(|(code, label, _)| Choice::new(*code, *label)).collect(),
        state: state.unwrap_or_default().to_owned(),
        older: next.map(|next| query.address(PATH, Some(&next))).unwrap_or_default(),
        newest: query.after.as_ref().map(|_| query.address(PATH, None)).unwrap_or_default(),
    })
}
