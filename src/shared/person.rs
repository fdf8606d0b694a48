//! The sections that name a person: who acts for the company and signs its agreement, and the technical contact.

use super::agreement;
use super::sections::Sections;
use crate::error::Error;
use crate::form::choice::{Choice, channels};
use crate::form::{FormState, Typed, person};
use crate::page::{Page, Samples};
use crate::web::guard::{CanEdit, Power};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::contact::ContactRole;
use serde::Serialize;

/// A person's page.
#[derive(Serialize)]
pub struct PersonPage {
    base: &'static str,
    label: &'static str,
    role: &'static str,
    title: &'static str,
    acts: bool,
    channels: Vec<Choice>,
    form: FormState,
}

impl PersonPage {
    fn new((base, label): (&'static str, &'static str), role: ContactRole, form: FormState) -> Self {
        let acts = role == ContactRole::Personal;
        let title = if acts { "Personal details" } else { "Technical contact" };
        Self { base, label, role: role.as_str(), title, acts, channels: channels(), form }
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
            ("technical", Self::new(place, ContactRole::Technical, FormState::default())),
            ("failed", Self::new(place, acts, FormState::failed(Typed::default(), errors))),
        ]
    }
}

fn page<R: Sections, P: Power>(me: &Signed<R, P>, role: ContactRole, form: FormState) -> Result<HttpResponse, Error> {
    me.page(&PersonPage::new((R::BASE, R::LABEL), role, form))
}

async fn show<R: Sections>(me: Signed<R>, role: ContactRole) -> Result<HttpResponse, Error> {
    let typed = person::begin(&mut *me.db().read().await?, me.owner(), role, me.principal()).await?;
    page(&me, role, FormState::new(typed))
}

async fn save<R: Sections>(me: Signed<R, CanEdit>, form: Form, role: ContactRole) -> Result<HttpResponse, Error> {
    let input = match person::parse(&form.typed, role) {
        Ok(input) => input,
        Err(errors) => return page(&me, role, FormState::failed(form.typed.clone(), errors)),
    };
    let saved = me
        .commit(&form, async |tx| {
            person::save(tx, me.owner(), role, input).await?;
            agreement::follow(tx, &me).await?;
            Ok(Next::to(R::next(tx.conn(), me.owner()).await?).saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let current = person::begin(&mut *me.db().read().await?, me.owner(), role, me.principal()).await?;
            page(&me, role, FormState::overtaken(form.typed.clone(), &current))
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
