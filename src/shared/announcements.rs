//! What the operator tells an account: the list, and each announcement, which is read once it is opened.

use crate::error::Error;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::{Role, Signed};
use actix_web::http::Method;
use actix_web::{HttpResponse, web};
use inset_domain::announcement::AnnouncementState;
use inset_domain::ids::AnnouncementId;
use inset_domain::period::instant_words;
use inset_store::announcements::{self, Shown};
use serde::Serialize;

/// The list.
#[derive(Serialize)]
pub struct AnnouncementsPage {
    rows: Vec<Row>,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    href: String,
    subject: String,
    is_read: bool,
    at: String,
    at_iso: String,
}

impl Row {
    fn new(area: &str, shown: Shown) -> Self {
        Self {
            href: format!("{}/{}", urls::announcements(area), shown.id),
            subject: shown.subject,
            is_read: shown.is_read,
            at: instant_words(shown.at, chrono_tz::UTC),
            at_iso: shown.at.to_rfc3339(),
        }
    }
}

impl Page for AnnouncementsPage {
    const TEMPLATE: &'static str = "shared/announcements.html";
    fn title(&self) -> String {
        "Announcements".into()
    }
}

impl Samples for AnnouncementsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |is_read| Row {
            href: "/publisher/announcements/0".into(),
            subject: "Payments move to the fifth".into(),
            is_read,
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
        };
        let page = |rows| Self { rows, pages: Pages::default() };
        vec![("empty", page(Vec::new())), ("two", page(vec![row(false), row(true)]))]
    }
}

/// An announcement.
#[derive(Serialize)]
pub struct AnnouncementPage {
    back: String,
    subject: String,
    paragraphs: Vec<String>,
    why: String,
    at: String,
    at_iso: String,
    deactivation: &'static str,
}

impl Page for AnnouncementPage {
    const TEMPLATE: &'static str = "shared/announcement.html";
    fn title(&self) -> String {
        self.subject.clone()
    }
}

impl Samples for AnnouncementPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = Self {
            back: "/publisher/announcements".into(),
            subject: "Payments move to the fifth".into(),
            paragraphs: vec!["From January on we pay on the fifth.".into(), "Nothing else changes.".into()],
            why: "The day on which every publisher is paid changes.".into(),
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
            deactivation: urls::DEACTIVATION,
        };
        vec![("plain", page)]
    }
}

/// Shows the list, newest first.
pub async fn list<R: Role>(me: Signed<R>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    // The list has no filters: only the place is taken from the address.
    let query = ListQuery { after: query.into_inner().after, ..ListQuery::default() };
    let whose = (me.owner(), me.user());
    let found = announcements::shown(&mut *me.db().read().await?, whose, query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |shown| (shown.at, shown.id.0));
    me.page(&AnnouncementsPage {
        rows: found.into_iter().map(|shown| Row::new(R::AREA, shown)).collect(),
        pages: query.pages(&urls::announcements(R::AREA), next.as_deref()),
    })
}

/// Shows one. The one GET that notes something: opening it is what reads it. Staff who look at the account read nothing for
/// its people.
pub async fn show<R: Role>(me: Signed<R>, id: web::Path<AnnouncementId>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let found = announcements::shown_one(&mut conn, me.owner(), *id).await?;
    if me.principal().viewing.is_none() && me.request().method() == Method::GET {
        announcements::opened(&mut conn, *id, me.user(), me.db().clock().now()).await?;
    }
    drop(conn);
    let at = match found.state {
        AnnouncementState::Sending { since } | AnnouncementState::Sent { since, .. } => since,
        // Nothing else is shown to accounts.
        _ => return Err(Error::NotFound),
    };
    me.page(&AnnouncementPage {
        back: urls::announcements(R::AREA),
        subject: found.words.subject.to_string(),
        paragraphs: found.words.paragraphs(),
        why: found.words.why.to_string(),
        at: instant_words(at, chrono_tz::UTC),
        at_iso: at.to_rfc3339(),
        deactivation: urls::DEACTIVATION,
    })
}
