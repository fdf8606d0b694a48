//! Recording that a court, an authority or somebody whose rights are at stake asks for a person's data (P14).

use super::Staff;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::disclosure::{bases, data, demand};
use crate::form::{FormErrors, FormState, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::CanDisclose;
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use inset_domain::disclosure::Disclosure;
use inset_domain::ids::UserId;
use inset_store::{StoreError, disclosures, users};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

type Me = Signed<Staff, CanDisclose>;

/// The form.
#[derive(Serialize)]
pub struct RecordDisclosurePage {
    bases: Vec<Choice>,
    data: Vec<Choice>,
    form: FormState,
}

impl RecordDisclosurePage {
    fn new(form: FormState) -> Self {
        Self { bases: bases(), data: data(), form }
    }
}

impl Page for RecordDisclosurePage {
    const TEMPLATE: &'static str = "admin/record_disclosure.html";
    fn title(&self) -> String {
        "Record a disclosure".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for RecordDisclosurePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = demand(&Typed::default(), NaiveDate::default()) else { return Vec::new() };
        vec![
            ("form", Self::new(FormState::default())),
            ("failed", Self::new(FormState::failed(Typed::default(), errors))),
        ]
    }
}

/// Whose page led here.
#[derive(Deserialize)]
pub struct From {
    person: Option<Uuid>,
}

/// Shows the form, filled in with the address of the person whose page led here.
pub async fn show(me: Me, from: web::Query<From>) -> Result<HttpResponse, Error> {
    let mut typed = Typed::default().with("received_on", me.db().clock().now().date_naive());
    if let Some(person) = from.person {
        typed = typed.with("email", users::find(&mut *me.db().read().await?, UserId(person)).await?.email);
    }
    me.page(&RecordDisclosurePage::new(FormState::new(typed)))
}

/// Records it. Nothing is handed over before two have approved it.
pub async fn record(me: Me, form: Form) -> Result<HttpResponse, Error> {
    let failed = |errors| me.page(&RecordDisclosurePage::new(FormState::failed(form.typed.clone(), errors)));
    let (email, demand) = match demand(&form.typed, me.db().clock().now().date_naive()) {
        Ok(parsed) => parsed,
        Err(errors) => return failed(errors),
    };
    let user = match users::by_email(&mut *me.db().read().await?, &email).await {
        Ok(user) => user.id,
        Err(StoreError::NotFound) => {
            let words = "No login has this address: only data of whoever has a login is handed over here";
            return failed(FormErrors::one("email", words));
        }
        Err(error) => return Err(error.into()),
    };
    me.commit(&form, async |tx| {
        let reference = disclosures::reference(tx).await?;
        let change = Disclosure::record(user, demand, reference, tx.now(), me.user());
        let id = change.after().id;
        disclosures::record(tx, change).await?;
        Ok(Next::to(urls::disclosure(id)).saying("disclosure-recorded"))
    })
    .await
}
