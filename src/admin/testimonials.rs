//! Testimonials: staff read each as the public will see it, and publish it or say why not.

use super::Staff;
use super::decide_account::not_own;
use super::past::Past;
use crate::error::Error;
use crate::form::choice::{Choice, reasons};
use crate::form::{FormErrors, FormState, Typed, reason};
use crate::page::order::Fact;
use crate::page::testimonial::Quote;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::powers::{CanAnswer, Power};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::ids::TestimonialId;
use inset_domain::period::instant_words;
use inset_domain::reason::{Reason, ReasonFor};
use inset_domain::testimonial::{StateName, Testimonial, TestimonialState};
use inset_store::testimonials::{self, Listed};
use inset_store::{StoreError, Tx};
use serde::Serialize;

type Me = Signed<Staff, CanAnswer>;

/// The list.
#[derive(Serialize)]
pub struct TestimonialsPage {
    rows: Vec<Row>,
    states: Vec<Choice>,
    state: String,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    href: String,
    company: String,
    kind: &'static str,
    name: Option<String>,
    words: Option<String>,
    language: &'static str,
    state: &'static str,
    tone: &'static str,
    at: String,
    at_iso: String,
}

impl From<Listed> for Row {
    fn from(listed: Listed) -> Self {
        let Listed { testimonial, account: (company, kind), .. } = listed;
        let (name, shown) = (testimonial.state.name(), testimonial.state.shown());
        Self {
            href: urls::admin_testimonial(testimonial.id),
            company,
            kind: kind.label(),
            name: shown.map(|shown| shown.full_name.to_string()),
            words: shown.map(|shown| excerpt(shown.words.as_str())),
            language: shown.map_or("en", |shown| shown.language.as_str()),
            state: name.label(),
            tone: name.tone(),
            at: instant_words(testimonial.consent.at, chrono_tz::UTC),
            at_iso: testimonial.consent.at.to_rfc3339(),
        }
    }
}

/// The beginning of the words, on one line.
fn excerpt(words: &str) -> String {
    const MOST: usize = 80;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

impl Page for TestimonialsPage {
    const TEMPLATE: &'static str = "admin/testimonials.html";
    fn title(&self) -> String {
        "Testimonials".into()
    }
}

impl Samples for TestimonialsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows, state: &str| Self { rows, states: Vec::new(), state: state.into(), pages: Pages::default() };
        let row = |words: Option<&str>, state, tone| Row {
            href: "/admin/testimonials/0".into(),
            company: "Fjordblikk AS".into(),
            kind: "Publisher",
            name: words.map(|_| "Ida Holm".into()),
            words: words.map(Into::into),
            language: "en",
            state,
            tone,
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
        };
        let rows = vec![
            row(Some("The strip stays below the horizon of our pictures."), "Waits for approval", "info"),
            row(None, "Withdrawn", "neutral"),
        ];
        vec![("empty", page(Vec::new(), "")), ("none match", page(Vec::new(), "refused")), ("two", page(rows, ""))]
    }
}

/// A testimonial's page.
#[derive(Serialize)]
pub struct TestimonialPage {
    id: String,
    company: String,
    version: i64,
    state: &'static str,
    tone: &'static str,
    waits: bool,
    may_decide: bool,
    quote: Option<Quote>,
    decision: Option<Fact>,
    facts: Vec<Fact>,
    past: Past,
    reasons: Vec<Choice>,
    form: FormState,
}

impl Page for TestimonialPage {
    const TEMPLATE: &'static str = "admin/testimonial.html";
    fn title(&self) -> String {
        format!("Testimonial from {}", self.company)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for TestimonialPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |state: StateName, quote: Option<Quote>, decision, form| Self {
            id: "0".into(),
            company: "Fjordblikk AS".into(),
            version: 1,
            state: state.label(),
            tone: state.tone(),
            waits: state == StateName::Offered,
            may_decide: true,
            quote,
            decision,
            facts: vec![Fact::new("Consent given", "1 December 2026, 14:02 UTC")],
            past: Past::default(),
            reasons: reasons(ReasonFor::Testimonial),
            form,
        };
        let Err(errors) = parse(&Typed::default()) else { return Vec::new() };
        let refused = Some(Fact::new("It makes a claim that cannot be shown", "Say when the figure was measured."));
        vec![
            (
                "waits, failed",
                page(StateName::Offered, Some(Quote::sample()), None, FormState::failed(Typed::default(), errors)),
            ),
            ("refused", page(StateName::Refused, Some(Quote::sample()), refused, FormState::default())),
            ("withdrawn", page(StateName::Withdrawn, None, None, FormState::default())),
        ]
    }
}

/// Reads a refusal.
fn parse(typed: &Typed) -> Result<Reason, FormErrors> {
    reason::parse(typed, ReasonFor::Testimonial)
}

async fn page<P: Power>(me: &Signed<Staff, P>, id: TestimonialId, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let Listed { testimonial, account: (company, kind), is_active } = testimonials::find(&mut conn, id).await?;
    let past = Past::of(&mut conn, "testimonial", id.0).await?;
    drop(conn);
    let name = testimonial.state.name();
    let consent = testimonial.consent;
    let mut facts = vec![
        Fact::new("Account", format!("{company}, {}", kind.label().to_lowercase())),
        Fact::new("Consent given", instant_words(consent.at, chrono_tz::UTC)),
        Fact::new("Wording", format!("{}: {}", consent.wording.version, consent.wording.text)),
    ];
    if !is_active {
        facts.push(Fact::new("Shown", "Not while the account is not active"));
    }
    me.page(&TestimonialPage {
        id: id.to_string(),
        version: testimonial.version,
        state: name.label(),
        tone: name.tone(),
        waits: name == StateName::Offered,
        may_decide: CanAnswer::holds(me.principal()),
        quote: testimonial.state.shown().map(|shown| Quote::new(shown, kind, consent.at)),
        decision: decision(&testimonial),
        facts,
        past,
        reasons: reasons(ReasonFor::Testimonial),
        company,
        form,
    })
}

/// The reason of a refusal with its words, while they stand.
fn decision(testimonial: &Testimonial) -> Option<Fact> {
    match &testimonial.state {
        TestimonialState::Refused(_, _, reason) => Some(Fact::new(reason.code.label(), &reason.words)),
        TestimonialState::Replaced(code, ..) => {
            Some(Fact::new(code.label(), "Erased: another one was offered in its place."))
        }
        _ => None,
    }
}

/// Shows the list.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let state: Option<StateName> = query.state().and_then(|state| state.parse().ok());
    let found = testimonials::newest(&mut *me.db().read().await?, state, query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |it| (it.testimonial.consent.at, it.testimonial.id.0));
    me.page(&TestimonialsPage {
        rows: found.into_iter().map(Row::from).collect(),
        states: crate::choices!(StateName),
        state: state.map_or("", StateName::as_str).to_owned(),
        pages: query.pages(urls::ADMIN_TESTIMONIALS, next.as_deref()),
    })
}

/// Shows a testimonial.
pub async fn show(me: Signed<Staff>, id: web::Path<TestimonialId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}

/// The testimonial as it stood when the form was opened.
async fn as_seen(tx: &mut Tx<'_>, id: TestimonialId, form: &Form) -> Result<Testimonial, StoreError> {
    let testimonial = testimonials::find(tx.conn(), id).await?.testimonial;
    match form.typed.get("version") == testimonial.version.to_string() {
        true => Ok(testimonial),
        false => Err(StoreError::Stale),
    }
}

/// Whoever came second, to a colleague or to the author, is shown what stands.
fn politely(me: &Me, id: TestimonialId, result: Result<HttpResponse, Error>) -> Result<HttpResponse, Error> {
    match result {
        Err(Error::Stale | Error::State(_)) => {
            Ok(me.go(&Next::to(urls::admin_testimonial(id)).saying("testimonial-settled")))
        }
        other => other,
    }
}

/// Publishes it.
pub async fn publish(me: Me, id: web::Path<TestimonialId>, form: Form) -> Result<HttpResponse, Error> {
    let result = me
        .commit(&form, async |tx| {
            let testimonial = as_seen(tx, *id, &form).await?;
            not_own(&me, testimonial.account)?;
            testimonials::save(tx, testimonial.publish(tx.now(), me.user())?).await?;
            Ok(Next::to(urls::admin_testimonial(*id)).saying("testimonial-published"))
        })
        .await;
    politely(&me, *id, result)
}

/// Refuses it, with a reason that its author reads.
pub async fn refuse(me: Me, id: web::Path<TestimonialId>, form: Form) -> Result<HttpResponse, Error> {
    let reason = match parse(&form.typed) {
        Ok(reason) => reason,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let result = me
        .commit(&form, async |tx| {
            let testimonial = as_seen(tx, *id, &form).await?;
            not_own(&me, testimonial.account)?;
            testimonials::save(tx, testimonial.refuse(tx.now(), me.user(), reason)?).await?;
            Ok(Next::to(urls::admin_testimonial(*id)).saying("testimonial-refused"))
        })
        .await;
    politely(&me, *id, result)
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn an_excerpt_is_one_line_and_ends_where_a_character_does() {
        assert_eq!(excerpt("Two\nlines"), "Two lines");
        let long = "写真".repeat(60);
        assert_eq!(excerpt(&long).chars().count(), 81);
    }
}
