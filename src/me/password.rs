//! Changing the password while signed in. The old one is not asked for again: a fresh proof stands before the page.

use super::Anyone;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::{CanSecure, Fresh};
use crate::web::{Form, Next, Signed, device, session};
use actix_session::SessionExt as _;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::guessable::Known;
use inset_domain::password::PasswordError;
use inset_store::{devices, users};
use serde::Serialize;

type Me = Signed<Anyone, Fresh<CanSecure>>;

/// The page.
#[derive(Serialize)]
pub struct ChangePage {
    login: String,
    form: FormState,
}

impl Page for ChangePage {
    const TEMPLATE: &'static str = "me/password.html";
    fn title(&self) -> String {
        "Change your password".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for ChangePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| Self { login: "ida@halden.example".into(), form };
        let errors = FormErrors::one("password", PasswordError::Short);
        vec![("empty", page(FormState::default())), ("too short", page(FormState::failed(Typed::default(), errors)))]
    }
}

fn page(me: &Me, form: FormState) -> Result<HttpResponse, Error> {
    me.page(&ChangePage { login: me.principal().email.clone(), form })
}

/// Shows the form.
pub async fn show(me: Me) -> Result<HttpResponse, Error> {
    page(&me, FormState::default())
}

/// Changes it: every other session ends, and only this browser is still known.
pub async fn change(me: Me, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let (person, site) = (me.principal(), me.site());
    let own = [person.email.as_str(), &person.name, &site.config().operator.name];
    let known = Known::of(own.into_iter().chain(person.accounts.iter().map(|account| account.name.as_str())));
    let password = match site.passwords().read(form.typed.get("password"), known).await? {
        Ok(password) => password,
        Err(error) => {
            return page(&me, FormState::failed(Typed::default(), FormErrors::one("password", error)));
        }
    };
    let hash = site.passwords().hash(password.secret()).await?;
    let device = device::of(me.request(), site);
    let answer = me
        .commit(&form, async |tx| {
            let now = tx.now();
            let change = users::find(tx.conn(), me.user()).await?.set_password(now);
            users::change_password(tx, change, &hash, person.session).await?;
            // Whoever knew the old password may have made a browser known with it.
            devices::forget_others(tx.conn(), me.user(), device.as_deref()).await?;
            Ok(Next::to(urls::SECURITY).saying("password-changed"))
        })
        .await?;
    // A copy of this session's cookie ends with the others.
    session::prove(&me.request().get_session(), person.factor)?;
    Ok(answer)
}
