//! The company section.

use super::agreement;
use super::sections::Sections;
use crate::error::Error;
use crate::form::company::{self, CompanyFields};
use crate::form::{FormState, Typed};
use crate::page::{Page, Samples};
use crate::web::powers::{CanEdit, Power};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::company::Company;
use inset_domain::website::WebSite;
use inset_store::{accounts, companies, inquiries};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct CompanyPage {
    base: &'static str,
    label: &'static str,
    lead: &'static str,
    save: &'static str,
    /// Whether the account is active, so that a reviewer looks at who the company is now.
    in_force: bool,
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
            in_force: true,
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

/// The company on record, and whether its account is active.
type OnRecord = (Option<Company>, bool);

async fn on_record<R: Sections, P: Power>(me: &Signed<R, P>) -> Result<OnRecord, Error> {
    let mut conn = me.db().read().await?;
    let active = accounts::find(&mut conn, me.owner()).await?.is_active();
    Ok((companies::find(&mut conn, me.owner()).await?, active))
}

fn page<R: Sections, P: Power>(
    me: &Signed<R, P>,
    form: FormState,
    (company, in_force): OnRecord,
) -> Result<HttpResponse, Error> {
    me.page(&CompanyPage {
        base: R::BASE,
        label: R::LABEL,
        lead: R::COMPANY,
        save: R::SAVE_COMPANY,
        in_force,
        fields: CompanyFields::of(&form.values, company.as_ref()),
        form,
    })
}

/// Shows the section; before it is saved first, an inquiry that led to the sign-up fills in the web site.
///
/// # Errors
/// When the database does not answer.
pub async fn show<R: Sections>(me: Signed<R>) -> Result<HttpResponse, Error> {
    let on_record = on_record(&me).await?;
    let mut typed = company::fill(on_record.0.as_ref(), &me.acting()?.name);
    if on_record.0.is_none() {
        let told = inquiries::told(&mut *me.db().read().await?, me.user()).await?;
        typed = typed.with_some("web_site", told.web_site.as_ref().map(WebSite::shown));
    }
    page(&me, FormState::new(typed), on_record)
}

/// Saves the section; an agreement that names the company follows it, and who an active account's company is goes to the
/// reviewers again.
///
/// # Errors
/// When the account's state does not allow it or the database does not answer.
pub async fn save<R: Sections>(me: Signed<R, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    let typed = form.typed.clone().without("tax_id");
    let input = match company::parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => return page(&me, FormState::failed(typed, errors), on_record(&me).await?),
    };
    let saved = me
        .commit(&form, async |tx| {
            let notice = company::save(tx, me.owner(), input).await?;
            agreement::follow(tx, &me).await?;
            Ok(Next::to(R::next(tx.conn(), me.owner()).await?).saying(notice))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let on_record = on_record(&me).await?;
            let current = company::fill(on_record.0.as_ref(), &me.acting()?.name);
            page(&me, FormState::overtaken(typed, &current), on_record)
        }
        other => other,
    }
}
