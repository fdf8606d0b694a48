//! Check and send: every answer on one page, and the button that sends them.

use super::Publisher;
use super::progress::{Progress, href};
use crate::error::Error;
use crate::form::{FormErrors, FormState};
use crate::page::account::{Section, sections};
use crate::page::{Page, Samples};
use crate::web::guard::{CanSign, Power};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_store::accounts;
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Serialize)]
pub struct CheckPage {
    sections: Vec<Section>,
    hrefs: BTreeMap<&'static str, String>,
    signed: bool,
    complete: bool,
    editable: bool,
    next: String,
    answers: bool,
    form: FormState,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "publisher/check.html";
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
            sections: vec![Section::new("company", "Company", Vec::new())],
            hrefs: BTreeMap::from([("company", href("company"))]),
            signed: complete,
            complete,
            editable: true,
            next: href("company"),
            answers: false,
            form,
        };
        let errors = FormErrors::one("", "Complete what is missing, then send");
        vec![
            ("complete", page(true, FormState::default())),
            ("incomplete", page(false, FormState::failed(crate::form::Typed::default(), errors))),
        ]
    }
}

async fn page<P: Power>(me: &Signed<Publisher, P>, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let progress = Progress::of(&mut conn, me.owner()).await?;
    let sections = sections(&mut conn, &progress.account).await?;
    drop(conn);
    let editable = progress.account.is_editable();
    me.page(&CheckPage {
        hrefs: if editable { sections.iter().map(|it| (it.key, href(it.key))).collect() } else { BTreeMap::new() },
        sections,
        signed: progress.signed,
        complete: progress.is_complete(),
        editable,
        next: progress.next(),
        answers: !progress.asked.is_empty(),
        form,
    })
}

/// Shows the page.
pub async fn show(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
    page(&me, FormState::default()).await
}

/// Sends the sign-up, or the answers to what a reviewer asked.
pub async fn submit(me: Signed<Publisher, CanSign>, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let progress = Progress::of(&mut *me.db().read().await?, me.owner()).await?;
    if !progress.is_complete() {
        let errors = FormErrors::one("", "Complete what is missing, then send");
        return page(&me, FormState::failed(form.typed.clone(), errors)).await;
    }
    me.commit(&form, async |tx| {
        let account = accounts::find(tx.conn(), me.owner()).await?;
        let notice = if account.submitted_at.is_some() { "answered" } else { "submitted" };
        accounts::update(tx, account.submit(tx.now(), me.user())?).await?;
        Ok(Next::to("/publisher").saying(notice))
    })
    .await
}

/// Takes the submission back.
pub async fn withdraw(me: Signed<Publisher, CanSign>, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let account = accounts::find(tx.conn(), me.owner()).await?;
        accounts::update(tx, account.withdraw(tx.now(), me.user())?).await?;
        Ok(Next::to("/publisher/sign-up").saying("withdrawn"))
    })
    .await
}
