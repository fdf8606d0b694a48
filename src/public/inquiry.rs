//! Inquiries (P04), questions and complaints (P19): stored, acknowledged with a reference, and handed to staff.

use crate::choices;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::web::{Form, Next, Visit};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use inset_domain::inquiry::{Inquiry, InquiryKind, Sector, Written};
use inset_domain::working_days::AnswerTime;
use inset_store::inquiries;
use serde::Serialize;

/// The form of an inquiry, or of a question or complaint.
#[derive(Serialize)]
pub struct InquiryPage {
    contact: bool,
    /// Within which time it is answered, in words.
    answer_time: String,
    sectors: Vec<Choice>,
    kinds: Vec<Choice>,
    form: FormState,
}

impl InquiryPage {
    fn new(contact: bool, answer: AnswerTime, form: FormState) -> Self {
        let kind = |kind: InquiryKind| Choice::new(kind.as_str(), format!("A {}", kind.label().to_lowercase()));
        Self {
            contact,
            answer_time: answer.words(),
            sectors: choices!(Sector),
            kinds: vec![kind(InquiryKind::Question), kind(InquiryKind::Complaint)],
            form,
        }
    }
}

impl Page for InquiryPage {
    const TEMPLATE: &'static str = "public/inquiry.html";
    fn title(&self) -> String {
        if self.contact { "Contact" } else { "Inquiry" }.into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for InquiryPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = parse(&Typed::default(), true) else { return Vec::new() };
        vec![
            ("inquiry", Self::new(false, AnswerTime::default(), FormState::default())),
            ("contact, failed", Self::new(true, AnswerTime::default(), FormState::failed(Typed::default(), errors))),
        ]
    }
}

/// The page after it, with the reference.
#[derive(Serialize)]
pub struct ReceivedPage {
    reference: String,
    answer_time: String,
}

impl Page for ReceivedPage {
    const TEMPLATE: &'static str = "public/inquiry_received.html";
    fn title(&self) -> String {
        "We have your message".into()
    }
}

impl Samples for ReceivedPage {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![("plain", Self { reference: "INQ-1001".into(), answer_time: AnswerTime::default().words() })]
    }
}

fn parse(typed: &Typed, contact: bool) -> Result<Written, FormErrors> {
    let mut read = Reader::new(typed);
    let kind = if contact {
        read.required("kind", "Choose whether it is a question or a complaint")
    } else {
        Some(InquiryKind::Inquiry)
    };
    if contact && kind == Some(InquiryKind::Inquiry) {
        read.error("kind", "Choose whether it is a question or a complaint");
    }
    let full_name = read.required("full_name", "Enter your name");
    let email = read.required("email", "Enter your e-mail address");
    let (web_site, sector) = if contact { (None, None) } else { (read.optional("web_site"), read.optional("sector")) };
    let telephone = if contact { read.optional("telephone") } else { None };
    let body = if contact { read.required("body", "Write your message") } else { None };
    if !read.ticked("age") {
        read.error("age", "Confirm that you are 13 or older: we keep nothing of younger people");
    }
    read.finish(|| {
        Some(Written { kind: kind?, full_name: full_name?, email: email?, web_site, sector, telephone, body })
    })
}

fn answer_time(visit: &Visit) -> AnswerTime {
    visit.site().config().answer_time
}

async fn receive(visit: Visit, form: Form, contact: bool) -> Result<HttpResponse, Error> {
    visit.limit_posts()?;
    let answer_time = answer_time(&visit);
    let written = match parse(&form.typed, contact) {
        Ok(written) => written,
        Err(errors) => {
            let form = FormState::failed(form.typed.clone(), errors);
            return visit.page(&InquiryPage::new(contact, answer_time, form));
        }
    };
    visit
        .commit(&form, async |tx| {
            let reference = inquiries::reference(tx).await?;
            let now = tx.now();
            let before = inquiries::written_since(tx.conn(), &written.email, now - TimeDelta::hours(1)).await?;
            inquiries::receive(tx, Inquiry::receive(written, reference.clone(), answer_time, now, before)).await?;
            Ok(Next::to(format!("/inquiry/received/{reference}")))
        })
        .await
}

/// Shows the form of an inquiry.
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    visit.page(&InquiryPage::new(false, answer_time(&visit), FormState::default()))
}

/// Takes an inquiry.
pub async fn send(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    receive(visit, form, false).await
}

/// Shows the form of a question or complaint.
pub async fn contact(visit: Visit) -> Result<HttpResponse, Error> {
    let form = FormState::new(Typed::default().with("kind", "question"));
    visit.page(&InquiryPage::new(true, answer_time(&visit), form))
}

/// Takes a question or complaint.
pub async fn send_contact(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    receive(visit, form, true).await
}

/// Says what happens next. The address holds the reference alone, and the page reads nothing by it.
pub async fn received(visit: Visit, reference: web::Path<String>) -> Result<HttpResponse, Error> {
    let number = reference.strip_prefix("INQ-").and_then(|number| number.parse::<u64>().ok()).ok_or(Error::NotFound)?;
    visit.page(&ReceivedPage { reference: format!("INQ-{number}"), answer_time: answer_time(&visit).words() })
}
