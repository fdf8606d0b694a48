//! Messages from the public site, and the answer that may become an invitation.

use super::Staff;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::powers::{CanAnswer, Power};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::account::AccountKind;
use inset_domain::ids::InquiryId;
use inset_domain::inquiry::{Inquiry, InquiryKind, InquiryState, Sector};
use inset_domain::period::instant_words;
use inset_domain::text::Paragraph;
use inset_domain::website::WebSite;
use inset_store::inquiries;
use serde::Serialize;

const PATH: &str = "/admin/inquiries";
/// The states that a message reaches today.
const STATES: [InquiryState; 3] = [InquiryState::Acknowledged, InquiryState::Converted, InquiryState::Resolved];

/// The list.
#[derive(Serialize)]
pub struct InquiriesPage {
    rows: Vec<Row>,
    states: Vec<Choice>,
    state: String,
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
    at: String,
    at_iso: String,
}

impl From<Inquiry> for Row {
    fn from(inquiry: Inquiry) -> Self {
        Self {
            href: format!("{PATH}/{}", inquiry.id),
            reference: inquiry.reference,
            kind: inquiry.written.kind.label(),
            who: inquiry.written.full_name.to_string(),
            state: inquiry.state.label(),
            tone: inquiry.state.tone(),
            at: instant_words(inquiry.created_at, chrono_tz::UTC),
            at_iso: inquiry.created_at.to_rfc3339(),
        }
    }
}

impl Page for InquiriesPage {
    const TEMPLATE: &'static str = "admin/inquiries.html";
    fn title(&self) -> String {
        "Inquiries".into()
    }
}

impl Samples for InquiriesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows| Self { rows, states: Vec::new(), state: String::new(), pages: Pages::default() };
        let row = Row {
            href: "/admin/inquiries/0".into(),
            reference: "INQ-1001".into(),
            kind: "Inquiry",
            who: "Ida Holm".into(),
            state: "Acknowledged",
            tone: "info",
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
        };
        vec![("empty", page(Vec::new())), ("one", page(vec![row]))]
    }
}

/// A message's page.
#[derive(Serialize)]
pub struct InquiryPage {
    id: String,
    reference: String,
    kind: &'static str,
    state: &'static str,
    tone: &'static str,
    open: bool,
    hint: &'static str,
    facts: Vec<Fact>,
    answer: Option<Fact>,
    invitations: Vec<Choice>,
    form: FormState,
}

impl Page for InquiryPage {
    const TEMPLATE: &'static str = "admin/inquiry.html";
    fn title(&self) -> String {
        format!("{} {}", self.kind, self.reference)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for InquiryPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |open, form| Self {
            id: "0".into(),
            reference: "INQ-1001".into(),
            kind: "Inquiry",
            state: "Acknowledged",
            tone: "info",
            open,
            hint: hint(InquiryKind::Inquiry),
            facts: vec![Fact::new("From", "Ida Holm")],
            answer: (!open).then(|| Fact::new("1 December 2026, 14:02 UTC", "You are welcome.")),
            invitations: invitations(),
            form,
        };
        let errors = FormErrors::one("words", "Write the answer");
        vec![
            ("open, failed", page(true, FormState::failed(Typed::default(), errors))),
            ("answered", page(false, FormState::default())),
        ]
    }
}

fn invitations() -> Vec<Choice> {
    let role = |kind: AccountKind| Choice::new(kind.as_str(), format!("As {}", kind.label().to_lowercase()));
    std::iter::once(Choice::new("none", "No, only answer")).chain(AccountKind::ALL.into_iter().map(role)).collect()
}

fn hint(kind: InquiryKind) -> &'static str {
    match kind {
        InquiryKind::Inquiry => "Begun by the sector; change it as you like",
        InquiryKind::Question | InquiryKind::Complaint => "The person reads exactly this",
    }
}

/// An answer to begin with, tailored by the sector that the inquiry names; a question or a complaint is answered in its
/// own words and invites nobody.
fn draft(inquiry: &Inquiry) -> Typed {
    if inquiry.written.kind != InquiryKind::Inquiry {
        return Typed::default().with("words", "").with("invite", "none");
    }
    let (role, words) = match inquiry.written.sector {
        Some(Sector::Retail | Sector::Agency) => (
            "advertiser",
            "Thank you for writing. Brands place signed insertion orders with us, line by line; strips and captions in editorial pictures suit a first campaign.",
        ),
        Some(Sector::Network) => (
            "network",
            "Thank you for writing. Networks join our chain of passbacks on terms that their agreement carries.",
        ),
        Some(Sector::Travel | Sector::Home | Sector::Fashion | Sector::Sports) => (
            "publisher",
            "Thank you for writing. Sites with large pictures like yours do best with captions that come up when a picture is in view.",
        ),
        _ => ("publisher", "Thank you for writing. We would be glad to work with you."),
    };
    Typed::default().with("words", words).with("invite", role)
}

async fn page<P: Power>(me: &Signed<Staff, P>, inquiry: Inquiry, form: FormState) -> Result<HttpResponse, Error> {
    let answer = inquiries::answer_of(&mut *me.db().read().await?, inquiry.id).await?;
    let written = &inquiry.written;
    let mut facts =
        vec![Fact::new("From", written.full_name.to_string()), Fact::new("E-mail address", written.email.to_string())];
    let mut optional = |label: &str, value: Option<String>| facts.extend(value.map(|value| Fact::new(label, value)));
    optional("Web site", written.web_site.as_ref().map(WebSite::shown));
    optional("Sector", written.sector.map(|sector| sector.label().into()));
    optional("Received", Some(instant_words(inquiry.created_at, chrono_tz::UTC)));
    optional("Message", written.body.as_ref().map(ToString::to_string));
    me.page(&InquiryPage {
        id: inquiry.id.to_string(),
        kind: written.kind.label(),
        state: inquiry.state.label(),
        tone: inquiry.state.tone(),
        open: inquiry.state.is_open(),
        hint: hint(written.kind),
        facts,
        answer: answer.map(|(words, at)| Fact::new(instant_words(at, chrono_tz::UTC), words)),
        reference: inquiry.reference,
        invitations: invitations(),
        form,
    })
}

/// Shows the list.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let state = query.state().and_then(|state| STATES.into_iter().find(|it| it.as_str() == state));
    let found = inquiries::newest(&mut *me.db().read().await?, state, query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |inquiry| (inquiry.created_at, inquiry.id.0));
    me.page(&InquiriesPage {
        rows: found.into_iter().map(Row::from).collect(),
        states: STATES.iter().map(|state| Choice::new(state.as_str(), state.label())).collect(),
        state: state.map_or("", InquiryState::as_str).to_owned(),
        pages: query.pages(PATH, next.as_deref()),
    })
}

/// Shows a message.
pub async fn show(me: Signed<Staff>, id: web::Path<InquiryId>) -> Result<HttpResponse, Error> {
    let inquiry = inquiries::find(&mut *me.db().read().await?, *id).await?;
    let form = FormState::new(draft(&inquiry));
    page(&me, inquiry, form).await
}

/// Answers it; of two who answer at once one wins, and the other is shown the answer that was given.
pub async fn answer(me: Signed<Staff, CanAnswer>, id: web::Path<InquiryId>, form: Form) -> Result<HttpResponse, Error> {
    let inquiry = inquiries::find(&mut *me.db().read().await?, *id).await?;
    let mut read = Reader::new(&form.typed);
    let words: Option<Paragraph> = read.required("words", "Write the answer");
    let invite = match read.text("invite") {
        "none" => Some(None),
        "" => {
            read.error("invite", "Choose whether the answer invites");
            None
        }
        text => read.parsed("invite", text.parse::<AccountKind>()).map(Some),
    };
    let (words, invite) = match read.finish(|| words.zip(invite)) {
        Ok(input) => input,
        Err(errors) => return page(&me, inquiry, FormState::failed(form.typed.clone(), errors)).await,
    };
    let result = me
        .commit(&form, async |tx| {
            let inquiry = inquiries::find(tx.conn(), *id).await?;
            let change = inquiry.answer(words.to_string(), invite, tx.now(), me.user())?;
            inquiries::answer(tx, change).await?;
            Ok(Next::to(PATH).saying("inquiry-answered"))
        })
        .await;
    match result {
        Err(Error::Stale | Error::State(_)) => Ok(me.go(&Next::to(format!("{PATH}/{id}")).saying("answered-already"))),
        other => other,
    }
}
