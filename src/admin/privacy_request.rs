//! A privacy request's page: who asks and how that is known, its clock, and the steps that its state allows.

use super::Staff;
use super::erasure::ErasureView;
use super::past::Past;
use super::privacy_requests::{Due, who};
use crate::error::Error;
use crate::form::choice::{Choice, reasons};
use crate::form::{FormErrors, FormState, Reader, Typed, reason};
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::powers::{CanAnswer, Power};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use inset_domain::ids::PrivacyRequestId;
use inset_domain::period::instant_words;
use inset_domain::privacy::{PrivacyRequest, RequestKind, RequestState, Scope};
use inset_domain::reason::{Reason, ReasonCode, ReasonFor};
use inset_domain::text::Note;
use inset_store::privacy_requests::Asked;
use inset_store::{erasure, privacy_requests};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct PrivacyRequestPage {
    id: String,
    reference: String,
    title: String,
    version: i64,
    state: &'static str,
    tone: &'static str,
    /// The state by its code, by which the steps are offered.
    at: &'static str,
    erases: bool,
    open: bool,
    may_answer: bool,
    /// What the erasure would do now, once it is begun.
    outlook: Option<ErasureView>,
    /// Whether nothing is mailed: staff write or call.
    unmailed: bool,
    acknowledged: bool,
    acknowledge: Due,
    answer: Due,
    person_href: Option<String>,
    facts: Vec<Fact>,
    repeats: Vec<Fact>,
    decision: Option<Fact>,
    reply: Option<String>,
    scopes: Vec<Choice>,
    reasons: Vec<Choice>,
    past: Past,
    form: FormState,
}

impl PrivacyRequestPage {
    fn new(request: &PrivacyRequest, repeats: Vec<Asked>, now: DateTime<Utc>, form: FormState) -> Self {
        let state = request.state.name();
        let at = |at| instant_words(at, chrono_tz::UTC);
        let said = |words: Option<String>| words.unwrap_or_else(|| "Without words".into());
        let repeat = |it: Asked| {
            let checked = if it.checked { "known to be theirs" } else { "not known to be theirs" };
            Fact::new(format!("{}, {}, {checked}", at(it.at), it.channel.label().to_lowercase()), said(it.details))
        };
        let reply = match &request.state {
            RequestState::Complete(_, _, _, answer) => answer.as_ref().map(ToString::to_string),
            _ => None,
        };
        Self {
            id: request.id.to_string(),
            reference: request.reference.clone(),
            title: format!("{}: {}", request.kind.noun(), who(request)),
            version: request.version,
            state: state.label(),
            tone: state.tone(),
            at: state.as_str(),
            erases: request.kind == RequestKind::Erase,
            open: state.is_open(),
            may_answer: true,
            outlook: None,
            unmailed: request.is_unmailed(),
            acknowledged: request.acknowledged_at.is_some(),
            acknowledge: Due::new(request.acknowledge_by(), request.acknowledged_at.is_some(), now),
            answer: Due::new(request.answer_by(), !state.is_open(), now),
            person_href: request.asker.as_ref().and_then(|asker| asker.user).map(urls::admin_person),
            facts: facts(request),
            repeats: repeats.into_iter().map(repeat).collect(),
            decision: request.state.reason().map(|reason| Fact::new(reason.code.label(), reason.besides())),
            reply,
            scopes: vec![
                Choice::new("whole", "All of it"),
                Choice::new("part", "A part: I say below why not the rest"),
            ],
            reasons: reasons(ReasonFor::PrivacyRequest),
            past: Past::default(),
            form,
        }
    }
}

fn facts(request: &PrivacyRequest) -> Vec<Fact> {
    let at = |at| instant_words(at, chrono_tz::UTC);
    let mut facts = vec![Fact::new("Asked", request.kind.label())];
    facts.extend(request.details.as_ref().map(|details| Fact::new("In these words", details.to_string())));
    if let Some(asker) = &request.asker {
        facts.push(Fact::new("Who", asker.full_name.to_string()));
        facts.extend(asker.email.as_ref().map(|email| Fact::new("E-mail address", email.to_string())));
        facts.extend(asker.reach.as_ref().map(|reach| Fact::new("Reached by", reach.to_string())));
    }
    facts.push(Fact::new("Came", format!("{}, {}", request.channel.label(), at(request.received_at))));
    let identity = match request.state.checked().map(|checked| &checked.identity) {
        None => "Not known yet".into(),
        Some(identity) => format!("{}, {}", identity.how.label(), at(identity.at)),
    };
    facts.push(Fact::new("Who asks", identity));
    let note = request.state.checked().and_then(|checked| checked.identity.note.as_ref());
    facts.extend(note.map(|note| Fact::new("What was checked", note.to_string())));
    let extension = request.state.checked().and_then(|checked| checked.extension.as_ref());
    facts.extend(extension.map(|extension| {
        let words = extension.words.as_ref().map(ToString::to_string).unwrap_or_default();
        Fact::new(format!("Extended, {}", at(extension.at)), words)
    }));
    facts
}

impl Page for PrivacyRequestPage {
    const TEMPLATE: &'static str = "admin/privacy_request.html";
    fn title(&self) -> String {
        format!("{} ({})", self.title, self.reference)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for PrivacyRequestPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let now = DateTime::UNIX_EPOCH;
        let page = |kind, state, form| {
            let request = PrivacyRequest { state, kind, ..sample()? };
            let again = Asked {
                channel: request.channel,
                details: Some("Once more.".into()),
                checked: false,
                at: request.received_at,
            };
            Some(Self::new(&request, vec![again], now, form))
        };
        let Some(checked) = sample().and_then(|sample| sample.state.checked().cloned()) else { return Vec::new() };
        let step = inset_domain::account::Step { at: now, by: inset_domain::ids::UserId::at(now) };
        let reason = Reason { code: ReasonCode::KeptByLaw, words: "Invoices stay ten years.".into() };
        let failed = |errors| FormState::failed(Typed::default(), errors);
        let (Err(unchecked), Err(undecided)) =
            (note(&Typed::default(), "identity_note", "Say what you checked, and how"), scope(&Typed::default()))
        else {
            return Vec::new();
        };
        let kind = RequestKind::Erase;
        let open = RequestState::Open(checked.clone());
        let part = Scope::Part(reason.clone());
        let approved = RequestState::Approved(checked.clone(), part.clone(), step);
        let begun = RequestState::InProcess(checked.clone(), part.clone(), step);
        let complete = RequestState::Complete(checked.clone(), part, step, "It is done.".parse().ok());
        [
            ("unverified, failed", page(kind, RequestState::IdentityUnverified, failed(unchecked))),
            ("pending, failed", page(RequestKind::Correct, open.clone(), failed(undecided))),
            ("erasure pending", page(kind, open, FormState::default())),
            ("partly approved", page(kind, approved, FormState::default())),
            ("in process", page(RequestKind::Restrict, begun.clone(), FormState::default())),
            (
                "erasure in process",
                page(kind, begun.clone(), FormState::default())
                    .map(|page| Self { outlook: Some(ErasureView::sample()), ..page }),
            ),
            (
                "erasure of nobody",
                page(kind, begun, FormState::default()).map(|page| Self {
                    outlook: Some(ErasureView::sample_unknown()),
                    unmailed: true,
                    ..page
                }),
            ),
            ("complete", page(RequestKind::Object, complete, FormState::default())),
            ("denied", page(kind, RequestState::Denied(Some(checked), step, reason), FormState::default())),
        ]
        .into_iter()
        .filter_map(|(name, page)| page.map(|page| (name, page)))
        .collect()
    }
}

fn sample() -> Option<PrivacyRequest> {
    use inset_domain::privacy::{Asked, Asker, Identity, IdentityHow, RequestChannel};
    let now = DateTime::UNIX_EPOCH;
    let identity = Identity {
        how: IdentityHow::Staff,
        at: now,
        by: Some(inset_domain::ids::UserId::at(now)),
        note: "Called the number on file.".parse().ok(),
    };
    let asker = Asker {
        full_name: "Ida Holm".parse().ok()?,
        email: None,
        reach: "12 Quay Street, London".parse().ok(),
        user: Some(inset_domain::ids::UserId::at(now)),
    };
    let asked = Asked {
        kind: RequestKind::Erase,
        channel: RequestChannel::Post,
        asker,
        details: "All of it.".parse().ok(),
        received_at: now,
        identity: Some(identity),
    };
    Some(PrivacyRequest::receive(asked, "PRV-1001".into(), now).into_after())
}

/// Reads how much is approved, with the reason why not the rest.
pub(super) fn scope(typed: &Typed) -> Result<Scope, FormErrors> {
    let mut read = Reader::new(typed);
    let part = || reason::parse_in(typed, ReasonFor::PrivacyRequest, "part_reason", "part_words");
    match read.text("scope") {
        "whole" => Ok(Scope::Whole),
        "part" => part().map(Scope::Part),
        _ => {
            read.error("scope", "Choose how much of it is done");
            if !read.text("part_reason").is_empty() {
                read.absorb(part());
            }
            read.finish(|| None)
        }
    }
}

/// Reads one note under its own name, since the page asks for several.
pub(super) fn note(typed: &Typed, field: &str, missing: &str) -> Result<Note, FormErrors> {
    let mut read = Reader::new(typed);
    let note = read.required(field, missing);
    read.finish(|| note)
}

/// The page with a form that may have failed.
pub(super) async fn page<P: Power>(
    me: &Signed<Staff, P>,
    id: PrivacyRequestId,
    form: FormState,
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let request = privacy_requests::find(&mut conn, id).await?;
    let outlook = if request.kind == RequestKind::Erase && request.asker.is_some() && request.state.name().is_open() {
        let subjects = erasure::of_request(&mut conn, id).await?;
        let known = subjects.iter().any(erasure::Subject::is_known);
        Some(ErasureView::of(erasure::outlook(&mut conn, &subjects).await?, known))
    } else {
        None
    };
    let repeats = privacy_requests::repeats(&mut conn, id).await?;
    let past = Past::of(&mut conn, "privacy_request", id.0).await?;
    drop(conn);
    me.page(&PrivacyRequestPage {
        may_answer: CanAnswer::holds(me.principal()),
        outlook,
        past,
        ..PrivacyRequestPage::new(&request, repeats, me.db().clock().now(), form)
    })
}

/// Shows a request.
pub async fn show(me: Signed<Staff>, id: web::Path<PrivacyRequestId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}
