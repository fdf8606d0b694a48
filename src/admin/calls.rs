//! Calls (P12): whom to call and what to say, oldest first, and what came of each attempt.

use super::Staff;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::mail::{self, Written};
use crate::page::history::HistoryEvent;
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::powers::{CanCall, Power};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use inset_domain::call::{Attempt, Outcome};
use inset_domain::ids::CallId;
use inset_domain::letter::Letter;
use inset_domain::period::instant_words;
use inset_domain::text::Note;
use inset_store::StoreError;
use inset_store::calls::{self, Listed, Made};
use serde::Serialize;

/// The calls that wait.
#[derive(Serialize)]
pub struct CallsPage {
    rows: Vec<Row>,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    href: String,
    name: String,
    telephone: String,
    subject: String,
    attempts: i32,
    at: String,
    at_iso: String,
}

impl Page for CallsPage {
    const TEMPLATE: &'static str = "admin/calls.html";
    fn title(&self) -> String {
        "Calls".into()
    }
}

impl Samples for CallsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows| Self { rows, pages: Pages::default() };
        let row = |attempts| Row {
            href: "/admin/calls/0".into(),
            name: "Ida Holm".into(),
            telephone: "+47 22 34 56 78".into(),
            subject: "Accepted: order IO-1001".into(),
            attempts,
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
        };
        vec![("empty", page(Vec::new())), ("two", page(vec![row(2), row(0)]))]
    }
}

/// A call's page.
#[derive(Serialize)]
pub struct CallPage {
    id: String,
    version: i64,
    name: String,
    telephone: String,
    dial: String,
    state: &'static str,
    tone: &'static str,
    waits: bool,
    /// From when on it is to be made, where what it tells of may still be taken back.
    held: String,
    may_call: bool,
    facts: Vec<Fact>,
    words: Written,
    told: Vec<Fact>,
    attempts: Vec<HistoryEvent>,
    outcomes: Vec<Choice>,
    form: FormState,
}

impl Page for CallPage {
    const TEMPLATE: &'static str = "admin/call.html";
    fn title(&self) -> String {
        format!("Call {}", self.name)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for CallPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let words = || Written {
            subject: "Accepted: order IO-1001".into(),
            heading: "Accepted: order IO-1001".into(),
            paragraphs: vec!["Your order is accepted.".into()],
            facts: Vec::new(),
            action: None,
            why: String::new(),
            leave: None,
        };
        let page = |waits, attempts: Vec<HistoryEvent>, form| Self {
            id: "0".into(),
            version: 1,
            name: "Ida Holm".into(),
            telephone: "+47 22 34 56 78".into(),
            dial: "+4722345678".into(),
            state: if waits { "To be called" } else { "Done" },
            tone: if waits { "info" } else { "good" },
            waits,
            held: String::new(),
            may_call: true,
            facts: vec![Fact::new("Waits since", "1 December 2026, 14:02 UTC")],
            words: words(),
            told: vec![Fact::new("Total", "EUR 4,250.00")],
            attempts,
            outcomes: outcomes(),
            form,
        };
        let made = HistoryEvent {
            text: Outcome::Reached.label().into(),
            who: Some("Sami Aalto".into()),
            at: "2 December 2026, 09:10 UTC".into(),
            at_iso: "2026-12-02T09:10:00Z".into(),
            note: Some("Asks to be called in the morning.".into()),
            tone: Outcome::Reached.tone(),
        };
        let Err(errors) = parse(&Typed::default()) else { return Vec::new() };
        vec![
            ("waits", page(true, Vec::new(), FormState::default())),
            ("failed", page(true, Vec::new(), FormState::failed(Typed::default(), errors))),
            ("held", Self { held: "14:02:30 UTC".into(), ..page(false, Vec::new(), FormState::default()) }),
            ("done", page(false, vec![made], FormState::default())),
        ]
    }
}

fn outcomes() -> Vec<Choice> {
    let choice = |it: &Outcome| Choice { hint: Some(it.hint()), ..Choice::new(it.as_str(), it.label()) };
    Outcome::ALL.iter().map(choice).collect()
}

fn parse(typed: &Typed) -> Result<(Outcome, Option<Note>), FormErrors> {
    let mut read = Reader::new(typed);
    let outcome = read.required("outcome", "Choose how the call ended");
    let note = read.optional("note");
    read.finish(|| Some((outcome?, note)))
}

fn words<P: Power>(me: &Signed<Staff, P>, listed: &Listed) -> Written {
    let mut words = mail::words(me.site().shared(), me.db().vault(), &listed.letter, &listed.email);
    // The link of an answer lets in whoever has it: it is its reader's alone, and nothing to be told.
    if matches!(listed.letter, Letter::Reply(_)) {
        words.action = None;
    }
    words
}

fn event(made: Made) -> HistoryEvent {
    HistoryEvent {
        text: made.outcome.label().into(),
        who: Some(made.by),
        at: instant_words(made.at, chrono_tz::UTC),
        at_iso: made.at.to_rfc3339(),
        note: made.note,
        tone: made.outcome.tone(),
    }
}

/// The number as a telephone dials it.
fn dial(telephone: &str) -> String {
    telephone.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect()
}

/// Whether what a call tells of may still be taken back: nobody is told before their mail would leave.
fn is_held(listed: &Listed, now: DateTime<Utc>) -> bool {
    listed.call.waits && listed.from > now
}

async fn page<P: Power>(me: &Signed<Staff, P>, id: CallId, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let listed = calls::find(&mut conn, id).await?;
    let attempts = calls::attempts(&mut conn, id).await?;
    drop(conn);
    let words = words(me, &listed);
    let is_held = is_held(&listed, me.db().clock().now());
    let (state, tone) = match (listed.call.waits, attempts.last()) {
        _ if is_held => ("Not to be called yet", "neutral"),
        (true, None) => ("To be called", "info"),
        (true, Some(_)) => ("No answer yet", "warn"),
        (false, Some(last)) => (last.outcome.label(), last.outcome.tone()),
        (false, None) => ("Done", "good"),
    };
    let since = Fact::new("Waits since", instant_words(listed.since, chrono_tz::UTC));
    me.page(&CallPage {
        id: id.to_string(),
        version: listed.call.version(),
        dial: dial(&listed.telephone),
        state,
        tone,
        waits: listed.call.waits && !is_held,
        held: if is_held { listed.from.format("%H:%M:%S UTC").to_string() } else { String::new() },
        may_call: CanCall::holds(me.principal()),
        facts: vec![since, Fact::new("E-mail address", &listed.email)],
        told: words.facts.iter().map(|(label, value)| Fact::new(label, value)).collect(),
        words,
        attempts: attempts.into_iter().map(event).collect(),
        outcomes: outcomes(),
        name: listed.name,
        telephone: listed.telephone,
        form,
    })
}

/// Shows whom to call, whoever waits longest first.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let now = me.db().clock().now();
    let found = calls::waiting(&mut *me.db().read().await?, now, query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |listed| (listed.since, listed.call.id.0));
    let row = |listed: Listed| Row {
        href: urls::admin_call(listed.call.id),
        subject: words(&me, &listed).subject,
        name: listed.name,
        telephone: listed.telephone,
        attempts: listed.call.attempts,
        at: instant_words(listed.since, chrono_tz::UTC),
        at_iso: listed.since.to_rfc3339(),
    };
    me.page(&CallsPage {
        rows: found.into_iter().map(row).collect(),
        pages: query.pages(urls::ADMIN_CALLS, next.as_deref()),
    })
}

/// Shows a call: whom, and what to say.
pub async fn show(me: Signed<Staff>, id: web::Path<CallId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}

/// Notes an attempt; of two at once one counts, and the other is shown it.
pub async fn note(me: Signed<Staff, CanCall>, id: web::Path<CallId>, form: Form) -> Result<HttpResponse, Error> {
    let (outcome, note) = match parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    if is_held(&calls::find(&mut *me.db().read().await?, *id).await?, me.db().clock().now()) {
        return Ok(me.go(&Next::to(urls::admin_call(*id)).saying("call-held")));
    }
    let result = me
        .commit(&form, async |tx| {
            let call = calls::find(tx.conn(), *id).await?.call;
            if form.typed.get("version") != call.version().to_string() {
                return Err(StoreError::Stale.into());
            }
            let attempt = Attempt { at: tx.now(), by: me.user(), outcome, note };
            calls::save(tx, call.tried(attempt)?).await?;
            Ok(match outcome {
                Outcome::Reached | Outcome::LeftMessage => Next::to(urls::ADMIN_CALLS).saying("call-noted"),
                Outcome::NoAnswer => Next::to(urls::ADMIN_CALLS).saying("call-waits"),
                Outcome::WrongNumber => Next::to(urls::ADMIN_CALLS).saying("call-written"),
            })
        })
        .await;
    match result {
        Err(Error::Stale | Error::State(_)) => Ok(me.go(&Next::to(urls::admin_call(*id)).saying("call-settled"))),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_is_dialled_without_what_makes_it_readable() {
        assert_eq!(super::dial("+1 204-234-5678"), "+12042345678");
    }
}
