//! For the people who build it: mails that were not sent, and every component in every state. Only in development.

use crate::error::Error;
use crate::mail::{Copy, copies};
use crate::page::chart::ChartFigure;
use crate::page::{Page, Samples};
use crate::web::{Area, Listing, Visit};
use actix_web::{HttpResponse, web};
use serde::Serialize;
use std::sync::Arc;

/// The development area; `routes` are those of the other areas.
pub fn area(mut routes: Vec<Listing>) -> Area {
    let area = Area::new("/dev")
        .get("/mail", mails)
        .get("/mail.json", mails_for_machines)
        .get("/mail/{id}", mail)
        .get("/components", components);
    routes.extend_from_slice(area.listings());
    let routes = Arc::new(routes);
    area.get("/routes.json", move |visit: Visit| routes_for_machines(visit, Arc::clone(&routes)))
}

/// The newest mails.
#[derive(Serialize)]
pub struct MailsPage {
    mails: Vec<MailRow>,
}

#[derive(Serialize)]
struct MailRow {
    to: String,
    subject: String,
    text: String,
    at: String,
    at_iso: String,
    links: Vec<String>,
    html_href: String,
}

impl From<Copy> for MailRow {
    fn from(copy: Copy) -> Self {
        let links = copy
            .text
            .split_whitespace()
            .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
            .map(str::to_owned)
            .collect();
        let id = copy.id.trim_start_matches('<').split('@').next().unwrap_or_default().to_owned();
        Self {
            to: copy.to,
            subject: copy.subject,
            text: copy.text,
            at: inset_domain::period::instant_words(copy.at, chrono_tz::UTC),
            at_iso: copy.at.to_rfc3339(),
            links,
            html_href: format!("/dev/mail/{id}"),
        }
    }
}

impl Page for MailsPage {
    const TEMPLATE: &'static str = "dev/mail.html";
    fn title(&self) -> String {
        "Mails".into()
    }
}

impl Samples for MailsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let copy = Copy {
            id: "<a@b.example>".into(),
            to: "ida@example.com".into(),
            subject: "Welcome".into(),
            text: "Dear Ida,\n\nhttp://localhost/welcome/x".into(),
            html: String::new(),
            at: chrono::DateTime::UNIX_EPOCH,
            headers: Vec::new(),
        };
        vec![("empty", Self { mails: Vec::new() }), ("one", Self { mails: vec![copy.into()] })]
    }
}

fn newest(visit: &Visit) -> Result<Vec<Copy>, Error> {
    let folder = &visit.site().config().data_dir;
    Ok(copies(folder, 100).unwrap_or_default())
}

async fn mails(visit: Visit) -> Result<HttpResponse, Error> {
    let mails = newest(&visit)?.into_iter().map(MailRow::from).collect();
    visit.page(&MailsPage { mails })
}

async fn mails_for_machines(visit: Visit) -> Result<HttpResponse, Error> {
    Ok(HttpResponse::Ok().json(newest(&visit)?))
}

/// Every route with who may use it, so that a test can tell whether it has been everywhere.
async fn routes_for_machines(_: Visit, routes: Arc<Vec<Listing>>) -> Result<HttpResponse, Error> {
    let row = |it: &Listing| serde_json::json!({ "method": it.method, "path": it.path, "role": it.access.role });
    Ok(HttpResponse::Ok().json(routes.iter().map(row).collect::<Vec<_>>()))
}

async fn mail(visit: Visit, id: web::Path<uuid::Uuid>) -> Result<HttpResponse, Error> {
    let wanted = id.to_string();
    let found = newest(&visit)?.into_iter().find(|copy| copy.id.contains(&wanted)).ok_or(Error::NotFound)?;
    // Mails style their elements one by one; nothing in them may run or load.
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ))
        .body(found.html))
}

/// Every component in every state.
#[derive(Serialize)]
struct ComponentsPage {
    /// What no template can make up: drawings.
    charts: Vec<ChartFigure>,
}

impl Page for ComponentsPage {
    const TEMPLATE: &'static str = "dev/components.html";
    fn title(&self) -> String {
        "Components".into()
    }
}

async fn components(visit: Visit) -> Result<HttpResponse, Error> {
    visit.page(&ComponentsPage { charts: ChartFigure::samples() })
}
