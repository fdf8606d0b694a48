//! The network's company section.

use super::Network;
use super::progress::Progress;
use crate::error::Error;
use crate::form::company::{self, CompanyFields};
use crate::form::{FormState, Typed};
use crate::page::{Page, Samples};
use crate::shared::agreement;
use crate::web::guard::CanEdit;
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::account::AccountKind;
use inset_domain::company::Company;
use inset_store::companies;
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct CompanyPage {
    form: FormState,
    fields: CompanyFields,
}

impl CompanyPage {
    fn new(form: FormState, company: Option<&Company>) -> Self {
        Self { fields: CompanyFields::of(&form.values, company), form }
    }
}

impl Page for CompanyPage {
    const TEMPLATE: &'static str = "network/company.html";
    fn title(&self) -> String {
        "Your company".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for CompanyPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = company::parse(&Typed::default()) else { return Vec::new() };
        vec![
            ("empty", Self::new(FormState::new(company::fill(None, "North Exchange")), None)),
            ("failed", Self::new(FormState::failed(Typed::default(), errors), None)),
        ]
    }
}

/// Shows the section.
pub async fn show(me: Signed<Network>) -> Result<HttpResponse, Error> {
    let company = companies::find(&mut *me.db().read().await?, me.owner()).await?;
    let form = FormState::new(company::fill(company.as_ref(), &me.acting()?.name));
    me.page(&CompanyPage::new(form, company.as_ref()))
}

/// Saves the section; the agreement follows it.
pub async fn save(me: Signed<Network, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    let on_record = async || companies::find(&mut *me.db().read().await?, me.owner()).await;
    let typed = form.typed.clone().without("tax_id");
    let input = match company::parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => {
            return me.page(&CompanyPage::new(FormState::failed(typed, errors), on_record().await?.as_ref()));
        }
    };
    let saved = me
        .commit(&form, async |tx| {
            company::save(tx, me.owner(), input).await?;
            agreement::refresh(tx, me.owner(), AccountKind::Network, me.user(), &me.site().config().operator).await?;
            let next = Progress::of(tx.conn(), me.owner()).await?.next();
            Ok(Next::to(next).saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let company = on_record().await?;
            let current = company::fill(company.as_ref(), &me.acting()?.name);
            me.page(&CompanyPage::new(FormState::overtaken(typed, &current), company.as_ref()))
        }
        other => other,
    }
}
