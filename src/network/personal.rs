//! The person who acts for the network and signs its agreement.

use super::Network;
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

const ROLE: ContactRole = ContactRole::Personal;

/// The page.
#[derive(Serialize)]
pub struct PersonPage {
    channels: Vec<Choice>,
    form: FormState,
}

impl PersonPage {
    fn new(form: FormState) -> Self {
        Self { channels: channels(), form }
    }
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "network/personal.html";
    fn title(&self) -> String {
        "Personal details".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for PersonPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = person::parse(&Typed::default(), ROLE) else { return Vec::new() };
        vec![
            ("empty", Self::new(FormState::default())),
            ("failed", Self::new(FormState::failed(Typed::default(), errors))),
        ]
    }
}

/// Shows the section.
pub async fn show(me: Signed<Network>) -> Result<HttpResponse, Error> {
    let record = contacts::find(&mut *me.db().read().await?, me.owner(), ROLE).await?;
    me.page(&PersonPage::new(FormState::new(person::fill(record.as_ref(), me.principal()))))
}

/// Saves it; the agreement follows.
pub async fn save(me: Signed<Network, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    let input = match person::parse(&form.typed, ROLE) {
        Ok(input) => input,
        Err(errors) => return me.page(&PersonPage::new(FormState::failed(form.typed.clone(), errors))),
    };
    let saved = me
        .commit(&form, async |tx| {
            person::save(tx, me.owner(), ROLE, input).await?;
            agreement::refresh(tx, me.owner(), AccountKind::Network, me.user(), &me.site().config().operator).await?;
            let next = Progress::of(tx.conn(), me.owner()).await?.next();
            Ok(Next::to(next).saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let record = contacts::find(&mut *me.db().read().await?, me.owner(), ROLE).await?;
            let current = person::fill(record.as_ref(), me.principal());
            me.page(&PersonPage::new(FormState::overtaken(form.typed.clone(), &current)))
        }
        other => other,
    }
}
