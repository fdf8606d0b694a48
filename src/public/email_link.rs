//! The links of a change of address: the new one confirms, the old one undoes. They are opened wherever the mail is read, so
//! nobody need be signed in; opening one does nothing, its button does.

use crate::error::Error;
use crate::page::{Page, Samples};
use crate::web::{Form, Next, Visit};
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, web};
use inset_domain::email_change::EmailChange;
use inset_store::StoreError;
use inset_store::email_changes::{self, Link};
use serde::Serialize;

/// The page behind either link.
#[derive(Serialize)]
pub struct EmailLinkPage {
    undo: bool,
    done: bool,
    old: String,
    new: String,
}

impl Page for EmailLinkPage {
    const TEMPLATE: &'static str = "public/email_link.html";
    fn title(&self) -> String {
        match (self.undo, self.done) {
            (false, _) => "Confirm your new address".into(),
            (true, false) => "Stop the change of address".into(),
            (true, true) => "Undo the change of address".into(),
        }
    }
}

impl Samples for EmailLinkPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |undo, done| Self { undo, done, old: "ida@halden.example".into(), new: "ida@new.example".into() };
        vec![("confirm", page(false, false)), ("stop", page(true, false)), ("undo", page(true, true))]
    }
}

fn gone(link: Link) -> Error {
    match link {
        Link::Confirm => Error::Gone {
            what: "It was used, its time has run out, or the change was taken back.",
            next: "Sign in with the address you have, and ask for the change again.",
        },
        Link::Undo => Error::Gone {
            what: "It was used, or the three days in which the change could be undone are over.",
            next: "If you cannot get into your login, write to us under /contact.",
        },
    }
}

fn still_works(link: Link, change: &EmailChange, now: chrono::DateTime<chrono::Utc>) -> bool {
    match link {
        Link::Confirm => change.clone().confirm(now).is_ok(),
        Link::Undo => change.can_be_undone(now),
    }
}

async fn show(visit: Visit, link: Link, token: &str) -> Result<HttpResponse, Error> {
    let change = email_changes::behind(&mut *visit.db().read().await?, link, token).await?;
    if !still_works(link, &change, visit.db().clock().now()) {
        return Err(gone(link));
    }
    let mut response = visit.page(&EmailLinkPage {
        undo: link == Link::Undo,
        done: change.confirmed_at.is_some(),
        old: change.old.to_string(),
        new: change.new.to_string(),
    })?;
    // It names a login to whoever has the link: no cache keeps it.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The page of a new address.
pub async fn show_confirm(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    show(visit, Link::Confirm, &token).await
}

/// The page of an old address.
pub async fn show_undo(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    show(visit, Link::Undo, &token).await
}

/// That the post comes from the page that names the address: a machine that tries what it finds in a mail sends no form.
fn from_our_page(form: &Form, change: &EmailChange) -> Result<(), Error> {
    if form.typed.get("new_email") == change.new.as_str() { Ok(()) } else { Err(Error::Unreadable) }
}

/// Confirms. Of two logins that wish for one address, the first to confirm gets it.
pub async fn confirm(visit: Visit, token: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    let result = visit
        .commit(&form, async |tx| {
            let now = tx.now();
            let change = email_changes::behind(tx.conn(), Link::Confirm, &token).await?;
            from_our_page(&form, &change)?;
            let change = change.confirm(now).map_err(|_| gone(Link::Confirm))?;
            email_changes::confirm(tx, change).await?;
            Ok(Next::to("/sign-in").saying("email-changed"))
        })
        .await;
    result.map_err(|error| match error {
        Error::Stale => gone(Link::Confirm),
        other => other,
    })
}

/// Undoes, or stops.
pub async fn undo(visit: Visit, token: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    let step = async |tx: &mut inset_store::Tx<'_>| {
        let now = tx.now();
        let change = email_changes::behind(tx.conn(), Link::Undo, &token).await?;
        from_our_page(&form, &change)?;
        let change = change.undo(now).map_err(|_| gone(Link::Undo))?;
        email_changes::undo(tx, change).await.map_err(|error| match error {
            StoreError::Stale => gone(Link::Undo),
            other => other.into(),
        })?;
        Ok(Next::to("/forgot-password").saying("email-undone"))
    };
    visit.commit(&form, step).await
}
