//! Changing the address that one signs in with.

use super::Anyone;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::{CanRead, Fresh};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::TimeDelta;
use inset_domain::email::Email;
use inset_domain::email_change::{EmailChange, MOST_A_DAY};
use inset_domain::period::instant_words;
use inset_store::{StoreError, email_changes, users};
use serde::Serialize;

type Me = Signed<Anyone, Fresh<CanRead>>;

/// The page.
#[derive(Serialize)]
pub struct EmailPage {
    login: String,
    /// The change that waits for its confirmation.
    waiting: Option<Waiting>,
    form: FormState,
}

#[derive(Serialize)]
struct Waiting {
    new: String,
    until: String,
    until_iso: String,
    over: bool,
}

impl Waiting {
    fn of(change: &EmailChange, now: chrono::DateTime<chrono::Utc>) -> Self {
        let until = change.asked_at + TimeDelta::hours(inset_domain::email_change::CONFIRM_HOURS);
        Self {
            new: change.new.to_string(),
            until: instant_words(until, chrono_tz::UTC),
            until_iso: until.to_rfc3339(),
            over: change.has_run_out(now),
        }
    }
}

impl Page for EmailPage {
    const TEMPLATE: &'static str = "me/email.html";
    fn title(&self) -> String {
        "Change your address".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for EmailPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |waiting, form| Self { login: "ida@halden.example".into(), waiting, form };
        let until = chrono::DateTime::UNIX_EPOCH;
        let waiting = |over| {
            let (until, until_iso) = (instant_words(until, chrono_tz::UTC), until.to_rfc3339());
            Some(Waiting { new: "ida@new.example".into(), until, until_iso, over })
        };
        let wrong = FormErrors::one("new_email", "Enter your new e-mail address");
        vec![
            ("form", page(None, FormState::default())),
            ("waiting", page(waiting(false), FormState::default())),
            ("ran out", page(waiting(true), FormState::default())),
            ("wrong", page(None, FormState::failed(Typed::default(), wrong))),
        ]
    }
}

async fn page(me: &Me, form: FormState) -> Result<HttpResponse, Error> {
    let asked = email_changes::asked(&mut *me.db().read().await?, me.user()).await?;
    let now = me.db().clock().now();
    let waiting = asked.map(|change| Waiting::of(&change, now));
    me.page(&EmailPage { login: me.principal().email.clone(), waiting, form })
}

/// Shows the form, and what waits.
pub async fn show(me: Me) -> Result<HttpResponse, Error> {
    page(&me, FormState::default()).await
}

/// Asks for another address. Whoever asks learns nothing of whether that address has a login.
pub async fn ask(me: Me, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let mut read = Reader::new(&form.typed);
    let new: Option<Email> = read.required("new_email", "Enter your new e-mail address");
    if new.as_ref().is_some_and(|new| new.key() == me.principal().email.to_ascii_lowercase()) {
        read.error("new_email", "This is your address already");
    }
    let day_ago = me.db().clock().now() - TimeDelta::days(1);
    if email_changes::asked_since(&mut *me.db().read().await?, me.user(), day_ago).await? >= MOST_A_DAY {
        read.error("new_email", format!("You asked for {MOST_A_DAY} changes within a day. Try again tomorrow"));
    }
    let new = match read.finish(|| new) {
        Ok(new) => new,
        Err(errors) => return page(&me, FormState::failed(form.typed.clone(), errors)).await,
    };
    me.commit(&form, async |tx| {
        let (user, now) = (users::find(tx.conn(), me.user()).await?, tx.now());
        let taken = match users::by_email(tx.conn(), &new).await {
            Ok(_) => true,
            Err(StoreError::NotFound) => email_changes::is_reserved(tx.conn(), &new, Some(user.id), now).await?,
            Err(error) => return Err(error.into()),
        };
        email_changes::ask(tx, EmailChange::ask(&user, new, taken, now)).await?;
        Ok(Next::to(urls::EMAIL).saying("email-asked"))
    })
    .await
}

/// Takes the change that waits back.
pub async fn withdraw(me: Me, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let now = tx.now();
        let change = email_changes::asked(tx.conn(), me.user()).await?.ok_or(StoreError::NotFound)?;
        email_changes::withdraw(tx, change.withdraw(now)?).await?;
        Ok(Next::to(urls::EMAIL).saying("email-withdrawn"))
    })
    .await
}
