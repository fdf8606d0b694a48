//! The page of an inquiry, question or complaint, for its sender: where it stands, what comes when, what was answered, and a
//! form to add words. The link alone opens it, so it names nobody but its sender, and a link that is wrong is told the same
//! as one whose time has run out.

use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::inquiry::thread;
use crate::page::order::MessageView;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::{Form, Next, Visit};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use inset_domain::inquiry::{INVITATION_DAYS, Inquiry, InquiryKind, StateName};
use inset_domain::period::day_words;
use inset_domain::text::Paragraph;
use inset_store::inquiries::{self, Said};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct StatusPage {
    reference: String,
    kind: String,
    state: &'static str,
    tone: &'static str,
    /// What comes next, and by when.
    next: String,
    thread: Vec<MessageView>,
    /// Whether its sender may add words.
    may_write: bool,
    /// What adding words does.
    hint: String,
    /// Until when the link works.
    until: String,
    /// The number at which they are called with the answer.
    telephone: Option<String>,
    form: FormState,
}

impl StatusPage {
    fn new(inquiry: &Inquiry, said: Vec<Said>, ours: &str, now: DateTime<Utc>, form: FormState) -> Self {
        let name = inquiry.state.name();
        Self {
            reference: inquiry.reference.clone(),
            kind: inquiry.written.kind.label().to_lowercase(),
            state: label(name),
            tone: name.tone(),
            next: next(inquiry, now),
            thread: thread(inquiry, said, Some(ours)),
            may_write: now < inquiry.open_until(),
            hint: match name {
                StateName::Waiting => "We asked you something: your words are answered next".into(),
                _ if name.is_open() => "Whatever helps us to answer".into(),
                _ => format!("If it is not settled for you: until {} your words reopen it", day(inquiry.open_until())),
            },
            until: day(inquiry.link_until()),
            telephone: inquiry.written.telephone.as_ref().map(ToString::to_string),
            form,
        }
    }
}

fn day(at: DateTime<Utc>) -> String {
    day_words(at.date_naive())
}

/// The state as its sender knows it.
fn label(name: StateName) -> &'static str {
    match name {
        StateName::New | StateName::Acknowledged => "We have it",
        StateName::Assigned => "Someone reads it",
        StateName::Open => "We are at it",
        StateName::Waiting => "We wait for you",
        StateName::Reopened => "Taken up again",
        StateName::Converted => "Answered, with an invitation",
        StateName::Resolved => "Answered",
        StateName::Duplicate => "Answered with your other message",
        StateName::NotNow => "Answered: not for now",
    }
}

fn next(inquiry: &Inquiry, now: DateTime<Utc>) -> String {
    let due = day(inquiry.due_at);
    match inquiry.state.name() {
        StateName::Waiting => {
            "We asked you something and wait for your words: write below. Nothing happens without them.".into()
        }
        StateName::Converted => format!(
            "The mail with our answer has a link that makes your account. It works for {INVITATION_DAYS} days after the answer."
        ),
        StateName::Resolved => "This is our answer.".into(),
        StateName::NotNow => "This is our answer: nothing comes of it for now.".into(),
        StateName::Duplicate => {
            "You wrote to us about this before. We answer both messages on the page of the first; its link is in the first mail.".into()
        }
        _ if inquiry.is_overdue(now) => {
            format!("You were to have our answer by {due}, and we are late. Your message stands first in our list.")
        }
        _ => {
            let way = if inquiry.written.telephone.is_some() { "by telephone" } else { "by mail" };
            format!("You have our answer by {due}, {way} and on this page.")
        }
    }
}

impl Page for StatusPage {
    const TEMPLATE: &'static str = "public/inquiry_status.html";
    fn title(&self) -> String {
        format!("Your {} {}", self.kind, self.reference)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for StatusPage {
    fn samples() -> Vec<(&'static str, Self)> {
        use inset_domain::inquiry::{Follows, Written};
        use inset_domain::working_days::AnswerTime;
        let (now, time) = (DateTime::UNIX_EPOCH, AnswerTime::default());
        let staff = inset_domain::ids::UserId::at(now);
        let all = || {
            let written = Written {
                kind: InquiryKind::Complaint,
                full_name: "Ida Holm".parse().ok()?,
                email: "ida@fjord.example".parse().ok()?,
                web_site: None,
                sector: None,
                telephone: None,
                body: "The close button is too small.".parse().ok(),
            };
            let fresh = Inquiry::receive(written, "INQ-1001".into(), time, now, 0).into_after();
            let answered = |follows| {
                let words: Paragraph = "It is larger since this morning.".parse().ok()?;
                Some(fresh.clone().answer(words, follows, time, now, staff).ok()?.into_after().inquiry)
            };
            let said = || vec![Said { author: Some("Sami Haddad".into()), body: "It is larger.".into(), at: now }];
            let page = |inquiry: &Inquiry, days: i64, form| {
                let then = now + chrono::TimeDelta::days(days);
                StatusPage::new(inquiry, said(), "Image Space Media", then, form)
            };
            let errors = FormErrors::one("words", "Write what you would like to add");
            Some(vec![
                ("received", page(&fresh, 0, FormState::default())),
                ("late, failed", page(&fresh, 20, FormState::failed(Typed::default(), errors))),
                ("waiting", page(&answered(Follows::TheirWords)?, 0, FormState::default())),
                ("answered", page(&answered(Follows::Nothing)?, 0, FormState::default())),
                ("over", page(&answered(Follows::NotNow)?, 60, FormState::default())),
            ])
        };
        all().unwrap_or_default()
    }
}

/// The message behind a link that works. One whose time has run out is as unknown as one that never was, so that nobody learns
/// which links there were.
async fn behind(visit: &Visit, token: &str) -> Result<(Inquiry, Vec<Said>), Error> {
    let mut conn = visit.db().read().await?;
    let inquiry = inquiries::behind(&mut conn, token).await?;
    if inquiry.link_until() <= visit.db().clock().now() {
        return Err(Error::NotFound);
    }
    let said = inquiries::thread(&mut conn, inquiry.id).await?;
    Ok((inquiry, said))
}

fn page(visit: &Visit, (inquiry, said): (Inquiry, Vec<Said>), form: FormState) -> Result<HttpResponse, Error> {
    let ours = &visit.site().config().operator.name;
    let mut response = visit.page(&StatusPage::new(&inquiry, said, ours, visit.db().clock().now(), form))?;
    // It shows what somebody wrote to whoever has the link: no cache keeps it and no search engine finds it. That no other
    // site learns of the address is said with every page.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let robots = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(robots, HeaderValue::from_static("noindex, nofollow, noarchive"));
    Ok(response)
}

/// Shows where it stands.
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    let found = behind(&visit, &token).await?;
    page(&visit, found, FormState::default())
}

/// Adds words of its sender.
pub async fn write(visit: Visit, token: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    visit.limit_posts()?;
    let found = behind(&visit, &token).await?;
    let mut read = Reader::new(&form.typed);
    let words: Option<Paragraph> = read.required("words", "Write what you would like to add");
    let telephone = read.optional("telephone");
    let words = match read.finish(|| words) {
        Ok(words) => words,
        Err(errors) => return page(&visit, found, FormState::failed(form.typed.clone(), errors)),
    };
    let answer_time = visit.site().config().answer_time;
    let mut refused = None;
    let result = visit
        .commit(&form, async |tx| {
            let inquiry = inquiries::behind(tx.conn(), &token).await?;
            let unanswered = inquiries::unanswered(tx.conn(), inquiry.id).await?;
            match inquiry.hear(words, telephone, unanswered, answer_time, tx.now()) {
                Ok(change) => inquiries::hear(tx, change).await?,
                Err(error) => {
                    refused = Some(error);
                    return Err(Error::Stale);
                }
            }
            Ok(Next::to(urls::inquiry_status(&token)).saying("inquiry-words-sent"))
        })
        .await;
    match (result, refused) {
        (Err(Error::Stale), refused) => {
            // Staff took a step at the same moment, or it cannot be added to: what was typed comes back.
            const MEANWHILE: &str = "We wrote to you at the same moment. Read it, then send your words again";
            let why = refused.map_or_else(|| MEANWHILE.to_owned(), |error| error.to_string());
            let found = behind(&visit, &token).await?;
            page(&visit, found, FormState::failed(form.typed.clone(), FormErrors::one("words", why)))
        }
        (other, _) => other,
    }
}
