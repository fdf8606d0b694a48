//! The mail that a person is sent: what they chose about it, and every mail that there was, by its subject. Links stand in
//! the mails alone: whoever reads this page over a shoulder opens nothing with it.

use super::Anyone;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed, in_words};
use crate::mail;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::mailing::{ConsentSource, MailChoice, MailConsent, NEWS_WORDING, Report};
use inset_domain::period::instant_words;
use inset_store::mails::Mail;
use inset_store::users::CONSENT_WORDING;
use inset_store::{mail_law, mails};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct MailPage {
    email: String,
    /// What the box says, and its version.
    wording: &'static str,
    version: &'static str,
    wanted: bool,
    /// The person's last word, in words; empty where they never said any.
    last: String,
    /// Why nothing but mail that is part of the service goes to the address; empty where everything does.
    listed: &'static str,
    /// Since when mail comes back; empty while it does not.
    bounced: String,
    rows: Vec<Row>,
    pages: Pages,
    form: FormState,
}

#[derive(Serialize)]
struct Row {
    subject: String,
    class: &'static str,
    to: String,
    state: &'static str,
    tone: &'static str,
    at: String,
    at_iso: String,
}

/// A class in words for its reader.
fn class(stored: &str) -> &'static str {
    match stored {
        "service" => "Part of the service",
        "reply" => "Answer to a form",
        _ => "News",
    }
}

/// A state in words for its reader: how often a server was asked is for staff.
fn state(mail: &Mail) -> (&'static str, &'static str) {
    match (mail.state.as_str(), mail.is_call) {
        ("sent", true) => ("Told by telephone", "good"),
        ("sent", false) => ("Sent", "good"),
        ("dead", _) => ("Could not be delivered", "bad"),
        ("withheld", _) => ("Not sent", "neutral"),
        (_, true) => ("To be told by telephone", "info"),
        (_, false) => ("On its way", "info"),
    }
}

fn listed(report: Report) -> &'static str {
    match report {
        Report::Removal | Report::Complaint => {
            "Nothing but mail that is part of the service goes to this address, because you told us so. Ticking the box below ends that."
        }
        Report::Bounce => {
            "Nothing but mail that is part of the service goes to this address, because mail came back from it. Write to us once it works again."
        }
    }
}

/// A person's last word, in words.
fn last(consent: &MailConsent) -> String {
    let word = if consent.granted { "You said yes" } else { "You said no" };
    let place = consent.source.parse().map_or(String::new(), |source: ConsentSource| {
        let label = source.label();
        let mut letters = label.chars();
        let first = letters.next().map(char::to_lowercase).into_iter().flatten().collect::<String>();
        format!(" {first}{}", letters.as_str())
    });
    format!("{word} on {}{place}, under wording {}.", instant_words(consent.at, chrono_tz::UTC), consent.wording)
}

impl Page for MailPage {
    const TEMPLATE: &'static str = "me/mail.html";
    fn title(&self) -> String {
        "Your mail".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for MailPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |subject: &str, class, state, tone| Row {
            subject: subject.into(),
            class,
            to: "ida@halden.example".into(),
            state,
            tone,
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
        };
        let page = |wanted, rows, form| Self {
            email: "ida@halden.example".into(),
            wording: NEWS_WORDING,
            version: CONSENT_WORDING,
            wanted,
            last: if wanted {
                "You said yes on 1 December 2026, 14:02 UTC in your profile, under wording 1.".into()
            } else {
                String::new()
            },
            listed: if wanted { "" } else { listed(Report::Removal) },
            bounced: String::new(),
            rows,
            pages: Pages::default(),
            form,
        };
        let rows = vec![
            row("Accepted: order IO-1001", "Part of the service", "Sent", "good"),
            row("A new format", "News", "Not sent", "neutral"),
        ];
        let Err(errors) = parse(&Typed::default()) else { return Vec::new() };
        vec![
            ("no news, failed", page(false, Vec::new(), FormState::failed(Typed::default(), errors))),
            ("news", page(true, rows, FormState::default())),
        ]
    }
}

/// Reads the opt-in: the box must be ticked, under the words that it has now.
fn parse(typed: &Typed) -> Result<(), FormErrors> {
    let mut read = Reader::new(typed);
    if !read.ticked("optional_mail") {
        read.error("optional_mail", "Tick the box if you want news; without it you get none, as now");
    } else if typed.get("wording") != CONSENT_WORDING {
        read.error("optional_mail", "The words beside the box changed meanwhile: read them, then tick it again");
    }
    read.finish(|| Some(()))
}

async fn page(me: &Signed<Anyone>, query: &ListQuery, form: FormState) -> Result<HttpResponse, Error> {
    let (shared, vault) = (me.site().shared(), me.db().vault());
    let email = me.principal().email.clone();
    let mut conn = me.db().read().await?;
    let consent = mail_law::consent(&mut conn, me.user()).await?;
    let on_list = mail_law::listed(&mut conn, vault, &email).await?;
    let bounced = mail_law::out_of_reach(&mut conn, me.user()).await?;
    let found = mails::of_user(&mut conn, me.user(), query.place(), PAGE + 1).await?;
    drop(conn);
    let (found, next) = cut(found, |mail| (mail.queued_at, mail.id.0));
    let row = |mail: Mail| {
        let (state, tone) = state(&mail);
        let at = mail.sent_at.unwrap_or(mail.queued_at);
        Row {
            subject: mail::subject(shared, vault, &mail.payload, &mail.email).unwrap_or_else(|| in_words(&mail.kind)),
            class: class(&mail.class),
            to: mail.email,
            state,
            tone,
            at: instant_words(at, chrono_tz::UTC),
            at_iso: at.to_rfc3339(),
        }
    };
    me.page(&MailPage {
        email,
        wording: NEWS_WORDING,
        version: CONSENT_WORDING,
        wanted: consent.as_ref().is_some_and(|consent| consent.granted),
        last: consent.as_ref().map(last).unwrap_or_default(),
        listed: on_list.map_or("", listed),
        bounced: bounced.map(|at| instant_words(at, chrono_tz::UTC)).unwrap_or_default(),
        rows: found.into_iter().map(row).collect(),
        pages: query.pages(urls::MAIL, next.as_deref()),
        form,
    })
}

/// Shows a person's mail.
pub async fn show(me: Signed<Anyone>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    // The list has no filters: only the place is taken from the address.
    let query = ListQuery { after: query.into_inner().after, ..ListQuery::default() };
    page(&me, &query, FormState::default()).await
}

async fn choose(me: &Signed<Anyone>, form: &Form, granted: bool) -> Result<HttpResponse, Error> {
    me.commit(form, async |tx| {
        let before = mail_law::consent(tx.conn(), me.user()).await?;
        let choice = MailChoice { user: me.user(), granted, source: ConsentSource::Preferences };
        if let Some(change) = choice.made(before.as_ref()) {
            mail_law::choose(tx, change).await?;
        }
        Ok(Next::to(urls::MAIL).saying(if granted { "news-wanted" } else { "news-left" }))
    })
    .await
}

/// The person wants news.
pub async fn wish(me: Signed<Anyone>, form: Form) -> Result<HttpResponse, Error> {
    match parse(&form.typed) {
        Ok(()) => choose(&me, &form, true).await,
        Err(errors) => page(&me, &ListQuery::default(), FormState::failed(form.typed.clone(), errors)).await,
    }
}

/// The person wants none any more, at once: what waits to be sent is held back.
pub async fn leave(me: Signed<Anyone>, form: Form) -> Result<HttpResponse, Error> {
    choose(&me, &form, false).await
}
