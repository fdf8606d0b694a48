//! The way out of optional mail (P18, RFC 8058): the link in it works without signing in, for its own reader alone. Opening
//! it does nothing, since programs open what they find in mails; its button does, and so does the button of a mail program.

use crate::error::Error;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::{Form, Next, OneClick, Visit};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, web};
use inset_domain::ids::UserId;
use inset_domain::mailing::{ConsentSource, MailChoice, UNSUBSCRIBE_DAYS, UnsubscribeLink};
use inset_domain::period::day_words;
use inset_store::{StoreError, mail_law, users};
use serde::Serialize;

/// Where a link stands.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Standing {
    /// Its reader gets news.
    On,
    /// Its reader gets none.
    Off,
    /// It is too old.
    Old,
    /// It is none of ours, or not all of it arrived.
    Altered,
}

/// The page behind a link.
#[derive(Serialize)]
pub struct UnsubscribePage {
    standing: Standing,
    action: String,
    /// Whose link it is, so that whoever got it forwarded does not take it for theirs.
    whose: String,
    /// Whether whoever is signed in is another person.
    others: bool,
    /// When its mail was sent.
    sent: String,
    days: i64,
}

impl Page for UnsubscribePage {
    const TEMPLATE: &'static str = "public/unsubscribe.html";
    fn title(&self) -> String {
        match self.standing {
            Standing::On => "Get no more news",
            Standing::Off => "You get no more news",
            Standing::Old => "This link is too old",
            Standing::Altered => "This link is not whole",
        }
        .into()
    }
    fn status(&self) -> StatusCode {
        match self.standing {
            Standing::On | Standing::Off => StatusCode::OK,
            Standing::Old => StatusCode::GONE,
            Standing::Altered => StatusCode::NOT_FOUND,
        }
    }
}

impl Samples for UnsubscribePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |standing| Self {
            standing,
            action: "/unsubscribe/0".into(),
            whose: "i…@halden.example".into(),
            others: standing == Standing::On,
            sent: "1 December 2024".into(),
            days: UNSUBSCRIBE_DAYS,
        };
        vec![
            ("on", page(Standing::On)),
            ("off", page(Standing::Off)),
            ("old", page(Standing::Old)),
            ("altered", page(Standing::Altered)),
        ]
    }
}

/// An address by its first letter and its host: enough for its reader, and not an address for anybody else.
fn masked(address: &str) -> String {
    let (local, host) = address.split_once('@').unwrap_or((address, ""));
    format!("{}…@{host}", local.chars().next().unwrap_or_default())
}

async fn page(visit: &Visit, token: &str) -> Result<UnsubscribePage, Error> {
    let mut page = UnsubscribePage {
        standing: Standing::Altered,
        action: urls::unsubscribe(token),
        whose: String::new(),
        others: false,
        sent: String::new(),
        days: UNSUBSCRIBE_DAYS,
    };
    let Some(link) = mail_law::unsubscribe_link(visit.db().vault(), token) else { return Ok(page) };
    page.sent = day_words(link.at.date_naive());
    if link.is_old(visit.db().clock().now()) {
        page.standing = Standing::Old;
        return Ok(page);
    }
    let mut conn = visit.db().read().await?;
    page.standing = match users::find(&mut conn, link.user).await {
        Ok(user) => {
            page.whose = masked(user.email.as_str());
            page.others = visit.principal().is_some_and(|principal| principal.user != link.user);
            let wanted = mail_law::consent(&mut conn, link.user).await?.is_some_and(|consent| consent.granted);
            if wanted { Standing::On } else { Standing::Off }
        }
        // Whoever has no login any more gets no news either.
        Err(StoreError::NotFound) => Standing::Off,
        Err(error) => return Err(error.into()),
    };
    Ok(page)
}

fn answer(visit: &Visit, page: &UnsubscribePage) -> Result<HttpResponse, Error> {
    let mut response = visit.page(page)?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Shows what the link does, and does nothing.
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    let page = page(&visit, &token).await?;
    answer(&visit, &page)
}

/// The person behind a link that works.
fn reader(link: Option<UnsubscribeLink>, now: chrono::DateTime<chrono::Utc>) -> Option<UserId> {
    link.filter(|link| !link.is_old(now)).map(|link| link.user)
}

/// Takes the link's own reader off the list, at once. There is no allowance to use up: one server sends the clicks of very
/// many readers. A mail program is answered with the page itself, since it follows no redirect.
pub async fn leave(visit: OneClick, token: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    let link = mail_law::unsubscribe_link(visit.db().vault(), &token);
    let Some(user) = reader(link, visit.db().clock().now()) else {
        let page = page(&visit, &token).await?;
        return answer(&visit, &page);
    };
    if form.typed.get("List-Unsubscribe") != "One-Click" {
        return Err(Error::Unreadable);
    }
    let done = visit
        .commit(&form, async |tx| {
            let before = mail_law::consent(tx.conn(), user).await?;
            let choice = MailChoice { user, granted: false, source: ConsentSource::Unsubscribe };
            if let Some(change) = choice.made(before.as_ref()) {
                mail_law::choose(tx, change).await?;
            }
            Ok(Next::to(urls::unsubscribe(&token)))
        })
        .await?;
    if form.typed.get("from") == "page" {
        return Ok(done);
    }
    let page = page(&visit, &token).await?;
    answer(&visit, &page)
}
