//! Check and send: every answer on one page, the button that sends them, and the one that takes them back.

use super::sections::Applicant;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::account::{Section, sections};
use crate::page::{Page, Samples};
use crate::web::powers::{CanSign, Power};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_store::accounts;
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Serialize)]
pub struct CheckPage {
    area: &'static str,
    base: &'static str,
    label: &'static str,
    sections: Vec<Section>,
    hrefs: BTreeMap<&'static str, String>,
    signed: bool,
    complete: bool,
    editable: bool,
    next: String,
    /// Where what a reviewer asks is answered; empty while nothing is asked.
    answers: &'static str,
    form: FormState,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "shared/check.html";
    fn title(&self) -> String {
        "Check and send".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for CheckPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |complete, form| Self {
            area: "publisher",
            base: "/publisher/sign-up",
            label: "Sign-up",
            sections: vec![Section::new("company", "Company", Vec::new())],
            hrefs: BTreeMap::from([("company", "/publisher/sign-up/company".to_owned())]),
            signed: complete,
            complete,
            editable: true,
            next: "/publisher/sign-up/company".into(),
            answers: "",
            form,
        };
        vec![
            ("complete", page(true, FormState::default())),
            ("incomplete", page(false, FormState::failed(Typed::default(), incomplete()))),
        ]
    }
}

fn incomplete() -> FormErrors {
    FormErrors::one("", "Complete what is missing, then send")
}

async fn page<R: Applicant, P: Power>(me: &Signed<R, P>, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let progress = R::progress(&mut conn, me.owner()).await?;
    let sections = sections(&mut conn, &progress.account).await?;
    drop(conn);
    let editable = progress.account.is_editable();
    me.page(&CheckPage {
        area: R::AREA,
        base: R::BASE,
        label: R::LABEL,
        hrefs: if editable { sections.iter().map(|it| (it.key, R::href(it.key))).collect() } else { BTreeMap::new() },
        sections,
        signed: progress.signed,
        complete: progress.complete,
        editable,
        answers: if progress.asked.is_empty() { "" } else { R::ANSWERS },
        next: progress.open().unwrap_or_else(|| R::BASE.to_owned()),
        form,
    })
}

/// Shows the page.
///
/// # Errors
/// When the database does not answer.
pub async fn show<R: Applicant>(me: Signed<R>) -> Result<HttpResponse, Error> {
    page(&me, FormState::default()).await
}

/// Sends the application. What a reviewer asks is answered on a page of its own, field by field.
///
/// # Errors
/// [`Error::State`] when it cannot be sent now.
pub async fn submit<R: Applicant>(me: Signed<R, CanSign>, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let progress = R::progress(&mut *me.db().read().await?, me.owner()).await?;
    if !progress.asked.is_empty() {
        return Ok(me.go(&Next::to(R::ANSWERS)));
    }
    if !progress.complete {
        return page(&me, FormState::failed(form.typed.clone(), incomplete())).await;
    }
    me.commit(&form, async |tx| {
        let account = accounts::find(tx.conn(), me.owner()).await?;
        accounts::update(tx, account.submit(tx.now(), me.user())?).await?;
        Ok(Next::to(format!("/{}", R::AREA)).saying("submitted"))
    })
    .await
}

/// Takes the submission back.
///
/// # Errors
/// [`Error::State`] when there is none to take back.
pub async fn withdraw<R: Applicant>(me: Signed<R, CanSign>, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let account = accounts::find(tx.conn(), me.owner()).await?;
        accounts::update(tx, account.withdraw(tx.now(), me.user())?).await?;
        Ok(Next::to(R::BASE).saying("withdrawn"))
    })
    .await
}
