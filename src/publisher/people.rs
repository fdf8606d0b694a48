//! The person who acts for the publisher, and its technical contact.

use super::Publisher;
use super::progress::Progress;
use crate::error::Error;
use crate::form::choice::{Choice, channels};
use crate::form::{FormState, Typed, person};
use crate::page::{Page, Samples};
use crate::shared::agreement;
use crate::web::guard::CanEdit;
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::account::AccountKind;
use inset_domain::contact::ContactRole;
use inset_store::contacts;
use serde::Serialize;

/// A person's page.
#[derive(Serialize)]
pub struct PersonPage {
    role: &'static str,
    label: &'static str,
    acts: bool,
    channels: Vec<Choice>,
    form: FormState,
}

impl PersonPage {
    fn new(role: ContactRole, form: FormState) -> Self {
        let acts = role == ContactRole::Personal;
        let label = if acts { "Personal details" } else { "Technical contact" };
        Self { role: role.as_str(), label, acts, channels: channels(), form }
    }
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "publisher/person.html";
    fn title(&self) -> String {
        self.label.into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for PersonPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let role = ContactRole::Personal;
        let Err(errors) = person::parse(&Typed::default(), role) else { return Vec::new() };
        vec![
            ("technical", Self::new(ContactRole::Technical, FormState::default())),
            ("failed", Self::new(role, FormState::failed(Typed::default(), errors))),
        ]
    }
}

async fn show(me: Signed<Publisher>, role: ContactRole) -> Result<HttpResponse, Error> {
    let record = contacts::find(&mut *me.db().read().await?, me.owner(), role).await?;
    me.page(&PersonPage::new(role, FormState::new(person::fill(record.as_ref(), me.principal()))))
}

async fn save(me: Signed<Publisher, CanEdit>, form: Form, role: ContactRole) -> Result<HttpResponse, Error> {
    let input = match person::parse(&form.typed, role) {
        Ok(input) => input,
        Err(errors) => return me.page(&PersonPage::new(role, FormState::failed(form.typed.clone(), errors))),
    };
    let saved = me
        .commit(&form, async |tx| {
            person::save(tx, me.owner(), role, input).await?;
            agreement::refresh(tx, me.owner(), AccountKind::Publisher, me.user(), &me.site().config().operator).await?;
            let next = Progress::of(tx.conn(), me.owner()).await?.next();
            Ok(Next::to(next).saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let record = contacts::find(&mut *me.db().read().await?, me.owner(), role).await?;
            let current = person::fill(record.as_ref(), me.principal());
            me.page(&PersonPage::new(role, FormState::overtaken(form.typed.clone(), &current)))
        }
        other => other,
    }
}

/// Shows the person who acts for the company.
pub async fn personal(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
    show(me, ContactRole::Personal).await
}

/// Saves them.
pub async fn save_personal(me: Signed<Publisher, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    save(me, form, ContactRole::Personal).await
}

/// Shows the technical contact.
pub async fn technical(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
    show(me, ContactRole::Technical).await
}

/// Saves it.
pub async fn save_technical(me: Signed<Publisher, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    save(me, form, ContactRole::Technical).await
}
