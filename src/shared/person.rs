//! The sections that name a person: who acts for the company and signs its agreement, and the technical contact.

use super::agreement;
use super::sections::Sections;
use crate::error::Error;
use crate::form::choice::{Choice, channels};
use crate::form::{FormState, Typed, person};
use crate::page::{Page, Samples};
use crate::web::powers::{CanEdit, Power};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::contact::ContactRole;
use inset_store::accounts;
use serde::Serialize;

/// A person's page.
#[derive(Serialize)]
pub struct PersonPage {
    base: &'static str,
    label: &'static str,
    role: &'static str,
    title: &'static str,
    acts: bool,
    /// Whether the account is active, so that a reviewer looks at who acts for it now.
    in_force: bool,
    channels: Vec<Choice>,
    form: FormState,
}

impl PersonPage {
    fn new((base, label): (&'static str, &'static str), role: ContactRole, in_force: bool, form: FormState) -> Self {
        let acts = role == ContactRole::Personal;
        let title = if acts { "Personal details" } else { "Technical contact" };
        Self { base, label, role: role.as_str(), title, acts, in_force: in_force && acts, channels: channels(), form }
    }
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "shared/person.html";
    fn title(&self) -> String {
        self.title.into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for PersonPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let (place, acts) = (("/publisher/sign-up", "Sign-up"), ContactRole::Personal);
        let Err(errors) = person::parse(&Typed::default(), acts) else { return Vec::new() };
        vec![
            ("technical", Self::new(place, ContactRole::Technical, false, FormState::default())),
            ("failed", Self::new(place, acts, true, FormState::failed(Typed::default(), errors))),
        ]
    }
}

async fn page<R: Sections, P: Power>(
    me: &Signed<R, P>,
    role: ContactRole,
    form: FormState,
) -> Result<HttpResponse, Error> {
    let active = accounts::find(&mut *me.db().read().await?, me.owner()).await?.is_active();
    me.page(&PersonPage::new((R::BASE, R::LABEL), role, active, form))
}

async fn show<R: Sections>(me: Signed<R>, role: ContactRole) -> Result<HttpResponse, Error> {
    let typed = person::begin(&mut *me.db().read().await?, me.owner(), role, me.principal()).await?;
    page(&me, role, FormState::new(typed)).await
}

async fn save<R: Sections>(me: Signed<R, CanEdit>, form: Form, role: ContactRole) -> Result<HttpResponse, Error> {
    let input = match person::parse(&form.typed, role) {
        Ok(input) => input,
        Err(errors) => return page(&me, role, FormState::failed(form.typed.clone(), errors)).await,
    };
    let saved = me
        .commit(&form, async |tx| {
            let notice = person::save(tx, me.owner(), role, input).await?;
            agreement::follow(tx, &me).await?;
            Ok(Next::to(R::next(tx.conn(), me.owner()).await?).saying(notice))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let current = person::begin(&mut *me.db().read().await?, me.owner(), role, me.principal()).await?;
            page(&me, role, FormState::overtaken(form.typed.clone(), &current)).await
        }
        other => other,
    }
}

/// Shows the person who acts for the company.
///
/// # Errors
/// When the database does not answer.
pub async fn personal<R: Sections>(me: Signed<R>) -> Result<HttpResponse, Error> {
    show(me, ContactRole::Personal).await
}

/// Saves them.
///
/// # Errors
/// When the account's state does not allow it or the database does not answer.
pub async fn save_personal<R: Sections>(me: Signed<R, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    save(me, form, ContactRole::Personal).await
}

/// Shows the technical contact.
///
/// # Errors
/// When the database does not answer.
pub async fn technical<R: Sections>(me: Signed<R>) -> Result<HttpResponse, Error> {
    show(me, ContactRole::Technical).await
}

/// Saves it.
///
/// # Errors
/// When the account's state does not allow it or the database does not answer.
pub async fn save_technical<R: Sections>(me: Signed<R, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    save(me, form, ContactRole::Technical).await
}
