//! The mail outbox: what was queued, what left, what failed, and whom to call.

use super::Staff;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Typed, in_words};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::powers::{CanAnswer, CanDisclose, Power};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::ids::{CallId, MailId};
use inset_domain::mailing::SoughtError;
use inset_domain::period::instant_words;
use inset_store::outbox::{self, Listed};
use serde::Serialize;

const STATES: [(&str, &str, &str); 6] = [
    ("queued", "Queued", "info"),
    ("sending", "Sending", "info"),
    ("sent", "Sent", "good"),
    ("retrying", "Tried again later", "warn"),
    ("dead", "Given up", "bad"),
    ("withheld", "Held back", "neutral"),
];

/// The list.
#[derive(Serialize)]
pub struct MailPage {
    rows: Vec<Row>,
    states: Vec<Choice>,
    state: String,
    pages: Pages,
    /// Whether whoever looks may look for a mail and note what is reported of it.
    answers: bool,
    form: FormState,
}

#[derive(Serialize)]
struct Row {
    href: String,
    letter: String,
    class: String,
    name: String,
    to: String,
    call: Option<Call>,
    state: &'static str,
    tone: &'static str,
    attempts: i32,
    at: String,
    at_iso: String,
    failure: String,
}

/// A letter that its recipient wishes to hear by telephone.
#[derive(Serialize)]
struct Call {
    href: String,
    telephone: String,
}

/// A state in words; a call is made by people, so its states read otherwise.
pub(super) fn state_words(state: &str, is_call: bool) -> (&'static str, &'static str) {
    match (state, is_call) {
        ("queued", true) => ("To be called", "info"),
        ("retrying", true) => ("No answer yet", "warn"),
        ("sent", true) => ("Called", "good"),
        _ => STATES
            .into_iter()
            .find(|(code, ..)| *code == state)
            .map_or(("Queued", "info"), |(_, label, tone)| (label, tone)),
    }
}

impl From<Listed> for Row {
    fn from(mail: Listed) -> Self {
        let is_call = mail.channel == "call";
        let (state, tone) = state_words(&mail.state, is_call);
        let href = urls::admin_call(CallId(mail.id));
        Self {
            href: urls::admin_mail(MailId(mail.id)),
            letter: in_words(&mail.letter),
            class: in_words(&mail.class),
            name: mail.recipient_name,
            to: mail.recipient_email,
            call: mail.recipient_telephone.filter(|_| is_call).map(|telephone| Call { href, telephone }),
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
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for MailPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows, form| Self {
            rows,
            states: Vec::new(),
            state: String::new(),
            pages: Pages::default(),
            answers: true,
            form,
        };
        let row = |call, (state, tone)| Row {
            href: "/admin/mail/0".into(),
            letter: "Order accepted".into(),
            class: "Service".into(),
            name: "Ida Holm".into(),
            to: "ida@halden.example".into(),
            call,
            state,
            tone,
            attempts: 1,
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
            failure: String::new(),
        };
        let call = Call { href: "/admin/calls/0".into(), telephone: "+47 22 34 56 78".into() };
        let rows = vec![row(None, state_words("sent", false)), row(Some(call), state_words("retrying", true))];
        let failed = FormState::failed(Typed::default(), FormErrors::one("shown", SoughtError::Nothing));
        vec![("empty, failed", page(Vec::new(), failed)), ("two", page(rows, FormState::default()))]
    }
}

/// Kinds of letters that tell of disclosures, of which only those hear who may open the register.
pub(super) fn hidden<P: Power>(me: &Signed<Staff, P>) -> &'static [&'static str] {
    if CanDisclose::holds(me.principal()) { &[] } else { &["disclosure_waiting", "disclosed"] }
}

/// The list with the form that looks for a mail.
pub(super) async fn page<P: Power>(
    me: &Signed<Staff, P>,
    query: &ListQuery,
    form: FormState,
) -> Result<HttpResponse, Error> {
    let state = query.state().filter(|state| STATES.iter().any(|(code, ..)| code == state));
    let found = outbox::newest(&mut *me.db().read().await?, (state, hidden(me)), query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |mail| (mail.created_at, mail.id));
    me.page(&MailPage {
        rows: found.into_iter().map(Row::from).collect(),
        states: STATES.iter().map(|(code, label, _)| Choice::new(*code, *label)).collect(),
        state: state.unwrap_or_default().to_owned(),
        pages: query.pages(urls::ADMIN_MAIL, next.as_deref()),
        answers: CanAnswer::holds(me.principal()),
        form,
    })
}

/// Shows the outbox.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    page(&me, &query, FormState::default()).await
}
