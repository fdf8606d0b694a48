//! The browsers that a person is signed in with: seen, and ended one by one or all at once.

use super::Anyone;
use crate::error::Error;
use crate::page::browser::browser_words;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::{CanRead, Fresh};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use inset_domain::period::instant_words;
use inset_domain::session::{Factor, Limits};
use inset_store::sessions::{self, Live};
use serde::Serialize;
use uuid::Uuid;

/// The page.
#[derive(Serialize)]
pub struct SessionsPage {
    rows: Vec<Row>,
    limits: String,
}

#[derive(Serialize)]
struct Row {
    id: String,
    browser: String,
    network: String,
    factor: &'static str,
    since: String,
    since_iso: String,
    seen: String,
    seen_iso: String,
    current: bool,
}

impl Row {
    fn of(live: Live, current: Uuid) -> Self {
        let zone = chrono_tz::UTC;
        Self {
            id: live.id.to_string(),
            browser: browser_words(&live.user_agent),
            network: live.network,
            factor: live.factor.parse().map_or("", Factor::label),
            since: instant_words(live.created_at, zone),
            since_iso: live.created_at.to_rfc3339(),
            seen: instant_words(live.seen_at, zone),
            seen_iso: live.seen_at.to_rfc3339(),
            current: live.id == current,
        }
    }
}

impl Page for SessionsPage {
    const TEMPLATE: &'static str = "me/sessions.html";
    fn title(&self) -> String {
        "Where you are signed in".into()
    }
}

impl Samples for SessionsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |agent: &str, current| {
            let id = Uuid::from_u128(u128::from(current));
            let (created_at, seen_at) = (chrono::DateTime::UNIX_EPOCH, chrono::DateTime::UNIX_EPOCH);
            let (network, factor) = ("203.0.113.7".into(), "password".into());
            Row::of(Live { id, user_agent: agent.into(), network, factor, created_at, seen_at }, Uuid::from_u128(1))
        };
        let page = |rows| Self { rows, limits: limits(Limits::MEMBER) };
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
        vec![("one", page(vec![row(firefox, true)])), ("two", page(vec![row(firefox, true), row("", false)]))]
    }
}

fn limits(limits: Limits) -> String {
    let hours = |hours: i64| match hours {
        1 => "an hour".to_owned(),
        hours if hours % 24 == 0 => format!("{} days", hours / 24),
        hours => format!("{hours} hours"),
    };
    format!(
        "You are signed out after {} without use, and after {} in any case.",
        hours(limits.idle.num_hours()),
        hours(limits.absolute.num_hours())
    )
}

/// Shows the sessions.
pub async fn show(me: Signed<Anyone>) -> Result<HttpResponse, Error> {
    let staff = me.principal().staff_role.is_some();
    let live = sessions::live(&mut *me.db().read().await?, me.user(), staff, me.db().clock().now()).await?;
    let current = me.principal().session;
    let rows = live.into_iter().map(|live| Row::of(live, current)).collect();
    me.page(&SessionsPage { rows, limits: limits(Limits::of(staff)) })
}

/// Ends one session; ending the one in use is signing out.
pub async fn end(me: Signed<Anyone, Fresh<CanRead>>, id: web::Path<Uuid>, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        sessions::end_one(tx.conn(), me.user(), *id).await?;
        Ok(Next::to(urls::SESSIONS).saying("session-ended"))
    })
    .await
}

/// Ends every session but the one in use.
pub async fn end_others(me: Signed<Anyone, Fresh<CanRead>>, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        sessions::end_others(tx.conn(), me.user(), me.principal().session).await?;
        Ok(Next::to(urls::SESSIONS).saying("sessions-ended"))
    })
    .await
}
