//! The company section.

use super::agreement;
use super::sections::Sections;
use crate::error::Error;
use crate::form::company::{self, CompanyFields};
use crate::form::{FormState, Typed};
use crate::page::{Page, Samples};
use crate::web::guard::{CanEdit, Power};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::company::Company;
use inset_store::companies;
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct CompanyPage {
    base: &'static str,
    label: &'static str,
    lead: &'static str,
    save: &'static str,
    fields: CompanyFields,
    form: FormState,
}

impl Page for CompanyPage {
    const TEMPLATE: &'static str = "shared/company.html";
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
        let overtaken = FormState::overtaken(
            Typed::default().with("legal_name", "Halden Outdoor Ltd"),
            &Typed::default().with("legal_name", "Halden Outdoor Limited").with("version", 3),
        );
        let page = |form: FormState| Self {
            base: "/publisher/sign-up",
            label: "Sign-up",
            lead: "As the agreement will name it.",
            save: "Save and continue",
            fields: CompanyFields::of(&form.values, None),
            form,
        };
        vec![
            ("empty", page(FormState::new(company::fill(None, "Fjord Post")))),
            ("failed", page(FormState::failed(Typed::default(), errors))),
            ("overtaken", page(overtaken)),
        ]
    }
}

fn page<R: Sections, P: Power>(
    me: &Signed<R, P>,
    form: FormState,
    company: Option<&Company>,
) -> Result<HttpResponse, Error> {
    me.page(&CompanyPage {
        base: R::BASE,
        label: R::LABEL,
        lead: R::COMPANY,
        save: R::SAVE_COMPANY,
        fields: CompanyFields::of(&form.values, company),
        form,
    })
}

/// Shows the section.
///
/// # Errors
/// When the database does not answer.
pub async fn show<R: Sections>(me: Signed<R>) -> Result<HttpResponse, Error> {
    let company = companies::find(&mut *me.db().read().await?, me.owner()).await?;
    let form = FormState::new(company::fill(company.as_ref(), &me.acting()?.name));
    page(&me, form, company.as_ref())
}

/// Saves the section; an agreement that names the company follows it.
///
/// # Errors
/// When the account's state does not allow it or the database does not answer.
pub async fn save<R: Sections>(me: Signed<R, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    let on_record = async || companies::find(&mut *me.db().read().await?, me.owner()).await;
    let typed = form.typed.clone().without("tax_id");
    let input = match company::parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => return page(&me, FormState::failed(typed, errors), on_record().await?.as_ref()),
    };
    let saved = me
        .commit(&form, async |tx| {
            company::save(tx, me.owner(), input).await?;
            agreement::follow(tx, &me).await?;
            Ok(Next::to(R::next(tx.conn(), me.owner()).await?).saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let company = on_record().await?;
            let current = company::fill(company.as_ref(), &me.acting()?.name);
            page(&me, FormState::overtaken(typed, &current), company.as_ref())
        }
        other => other,
    }
}
