//! What was reported of a mail: staff find it by whatever a forwarded copy shows, and note that its reader wants no more, that
//! it came back, or that it was called unwanted. What follows is the law's to say.

use super::Staff;
use super::mail;
use crate::choices;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed, in_words};
use crate::mail as letters;
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::paging::ListQuery;
use crate::web::powers::{CanAnswer, Power};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::ids::{MailId, UserId};
use inset_domain::mailing::{Lifted, Report, Sought};
use inset_domain::period::instant_words;
use inset_domain::text::{Note, Paragraph};
use inset_store::mails::Mail;
use inset_store::{StoreError, mail_law, mails};
use serde::Serialize;

type Me = Signed<Staff, CanAnswer>;

/// How many mails to one address the page tells of.
const OTHERS: i64 = 50;

/// A mail's page.
#[derive(Serialize)]
pub struct MailReportPage {
    id: String,
    subject: String,
    state: &'static str,
    tone: &'static str,
    facts: Vec<Fact>,
    /// Why nothing but service mail goes to the address; empty where everything does.
    listed: &'static str,
    /// Since when mail to the login comes back; empty while it does not.
    bounced: String,
    others: Vec<Other>,
    reports: Vec<Choice>,
    answers: bool,
    form: FormState,
}

/// Another mail to the same address.
#[derive(Serialize)]
struct Other {
    href: String,
    subject: String,
    state: &'static str,
    tone: &'static str,
    at: String,
    at_iso: String,
}

impl Page for MailReportPage {
    const TEMPLATE: &'static str = "admin/mail_report.html";
    fn title(&self) -> String {
        format!("Mail: {}", self.subject)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

/// What can be reported, with what follows from it.
fn reports() -> Vec<Choice> {
    let hints = Report::ALL.iter().map(|report| Some(report.hint()));
    choices!(Report).into_iter().zip(hints).map(|(choice, hint)| Choice { hint, ..choice }).collect()
}

impl Samples for MailReportPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |listed, form| Self {
            id: "0".into(),
            subject: "A new format".into(),
            state: "Sent",
            tone: "good",
            facts: vec![Fact::new("To", "Ida Holm, ida@halden.example")],
            listed,
            bounced: String::new(),
            others: vec![Other {
                href: "/admin/mail/1".into(),
                subject: "Welcome".into(),
                state: "Sent",
                tone: "good",
                at: "1 December 2026, 14:02 UTC".into(),
                at_iso: "2026-12-01T14:02:00Z".into(),
            }],
            reports: reports(),
            answers: true,
            form,
        };
        let (Err(errors), Err(unlifted)) = (parse(&Typed::default()), lifted(&Typed::default())) else {
            return Vec::new();
        };
        vec![
            ("plain", page("", FormState::default())),
            ("failed", page("", FormState::failed(Typed::default(), errors))),
            ("listed, failed", page(Report::Bounce.label(), FormState::failed(Typed::default(), unlifted))),
        ]
    }
}

/// Reads a report with what came in.
fn parse(typed: &Typed) -> Result<(Report, Note), FormErrors> {
    let mut read = Reader::new(typed);
    let report = read.required("report", "Choose what was reported");
    let why = read.required("report_why", "Say what came in, from whom and when");
    read.finish(|| Some((report?, why?)))
}

/// Reads why an address is taken from the list.
fn lifted(typed: &Typed) -> Result<Note, FormErrors> {
    let mut read = Reader::new(typed);
    let why = read.required("lift_why", "Say why mail may go there again");
    read.finish(|| why)
}

/// A mail, where the reader may know of it.
fn visible<P: Power>(me: &Signed<Staff, P>, mail: Mail) -> Result<Mail, StoreError> {
    if mail::hidden(me).contains(&mail.kind.as_str()) { Err(StoreError::NotFound) } else { Ok(mail) }
}

async fn page<P: Power>(me: &Signed<Staff, P>, id: MailId, form: FormState) -> Result<HttpResponse, Error> {
    let (shared, vault) = (me.site().shared(), me.db().vault());
    let mut conn = me.db().read().await?;
    let found = visible(me, mails::find(&mut conn, id).await?)?;
    let listed = mail_law::listed(&mut conn, vault, &found.email).await?;
    let bounced = match found.user {
        Some(user) => mail_law::out_of_reach(&mut conn, user).await?,
        None => None,
    };
    let others = mails::to_address(&mut conn, &found.email, OTHERS).await?;
    drop(conn);
    let subject = |mail: &Mail| {
        letters::subject(shared, vault, &mail.payload, &mail.email).unwrap_or_else(|| in_words(&mail.kind))
    };
    let at = |at| instant_words(at, chrono_tz::UTC);
    let (state, tone) = mail::state_words(&found.state, found.is_call);
    let mut facts = vec![
        Fact::new("To", [found.name.as_str(), found.email.as_str()].join(", ")),
        Fact::new("Reference", letters::reference(id.0)),
        Fact::new("Kind", in_words(&found.class)),
        Fact::new("Queued", at(found.queued_at)),
    ];
    facts.extend(found.sent_at.map(|sent| Fact::new("Left", at(sent))));
    facts.extend(found.failure.as_deref().map(|why| Fact::new("What happened", why)));
    facts.extend(found.report.map(|(report, when)| Fact::new("Reported", format!("{}, {}", report.label(), at(when)))));
    let other = |mail: &Mail| {
        let (state, tone) = mail::state_words(&mail.state, mail.is_call);
        Other {
            href: urls::admin_mail(mail.id),
            subject: subject(mail),
            state,
            tone,
            at: at(mail.queued_at),
            at_iso: mail.queued_at.to_rfc3339(),
        }
    };
    me.page(&MailReportPage {
        id: id.to_string(),
        subject: subject(&found),
        state,
        tone,
        facts,
        listed: listed.map_or("", Report::label),
        bounced: bounced.map(at).unwrap_or_default(),
        others: others
            .iter()
            .filter(|mail| mail.id != id && !mail::hidden(me).contains(&mail.kind.as_str()))
            .map(other)
            .collect(),
        reports: reports(),
        answers: CanAnswer::holds(me.principal()),
        form,
    })
}

/// Shows a mail.
pub async fn show(me: Signed<Staff>, id: web::Path<MailId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}

/// Finds a mail from what a forwarded copy shows. Sent as a form, though it writes nothing: what is typed may name a
/// person, and addresses of pages name none.
pub async fn search(me: Me, form: Form) -> Result<HttpResponse, Error> {
    let mut read = Reader::new(&form.typed);
    let shown: Option<Paragraph> = read.required("shown", "Enter what the mail shows: its reference or the address");
    let sought: Option<Sought> = shown.and_then(|shown| read.parsed("shown", shown.as_str().parse()));
    let mut found = None;
    if let Some(sought) = sought {
        let mut conn = me.db().read().await?;
        found = match sought {
            Sought::Mail(id) => mails::find(&mut conn, id).await.and_then(|mail| visible(&me, mail)).map(Some),
            Sought::Address(email) => {
                let sent = mails::to_address(&mut conn, email.as_str(), OTHERS).await;
                sent.map(|sent| sent.into_iter().find_map(|mail| visible(&me, mail).ok()))
            }
        }
        .or_else(|error| if matches!(error, StoreError::NotFound) { Ok(None) } else { Err(error) })?;
        if found.is_none() {
            read.error("shown", "We sent no such mail, or none to this address: check what the mail shows");
        }
    }
    match read.finish(|| found) {
        Ok(mail) => Ok(me.go(&Next::to(urls::admin_mail(mail.id)))),
        Err(errors) => mail::page(&me, &ListQuery::default(), FormState::failed(form.typed.clone(), errors)).await,
    }
}

/// The page again, where what is asked for stands so already.
async fn objected(
    me: &Me,
    id: MailId,
    form: &Form,
    (field, words): (&str, &str),
    result: Result<HttpResponse, Error>,
) -> Result<HttpResponse, Error> {
    match result {
        Err(Error::Stale) => page(me, id, FormState::failed(form.typed.clone(), FormErrors::one(field, words))).await,
        other => other,
    }
}

/// Notes a report, and does what follows from it.
pub async fn report(me: Me, id: web::Path<MailId>, form: Form) -> Result<HttpResponse, Error> {
    visible(&me, mails::find(&mut *me.db().read().await?, *id).await?)?;
    let (report, why) = match parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let result = me
        .commit(&form, async |tx| {
            let reported = mail_law::by_mail(tx, *id).await?;
            mail_law::note(tx, reported.note(report, Some(&why))).await?;
            Ok(Next::to(urls::admin_mail(*id)).saying("mail-noted"))
        })
        .await;
    let words = "The address is on the list already: nothing but service mail goes there";
    objected(&me, *id, &form, ("report", words), result).await
}

/// Takes the address of a mail from the list, and the mark from its login.
pub async fn lift(me: Me, id: web::Path<MailId>, form: Form) -> Result<HttpResponse, Error> {
    visible(&me, mails::find(&mut *me.db().read().await?, *id).await?)?;
    let why = match lifted(&form.typed) {
        Ok(why) => why,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let result = me
        .commit(&form, async |tx| {
            let reported = mail_law::by_mail(tx, *id).await?;
            let login: Option<UserId> = reported.login.map(|(user, _)| user);
            let lifted = Lifted { email: reported.email, login };
            mail_law::lift(tx, lifted.by_staff(reported.id, &why)).await?;
            Ok(Next::to(urls::admin_mail(*id)).saying("mail-lifted"))
        })
        .await;
    objected(&me, *id, &form, ("lift_why", "The address is on no list: everything may go there"), result).await
}
