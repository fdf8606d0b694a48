//! What a reviewer asks to be changed, and the button that sends the answers.

use super::Publisher;
use crate::error::Error;
use crate::page::tasks::Asked;
use crate::page::{Page, Samples};
use crate::shared::sections::Applicant;
use crate::web::Signed;
use actix_web::HttpResponse;
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct ChangesPage {
    asked: Vec<Asked>,
    complete: bool,
}

impl Page for ChangesPage {
    const TEMPLATE: &'static str = "publisher/changes.html";
    fn title(&self) -> String {
        "Changes asked".into()
    }
}

impl Samples for ChangesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let ask = Asked {
            section: "company".into(),
            field: "Legal name".into(),
            note: "Spell it as the register does.".into(),
            href: "/publisher/sign-up/company#legal_name".into(),
        };
        vec![("none", Self { asked: Vec::new(), complete: true }), ("one", Self { asked: vec![ask], complete: true })]
    }
}

/// Shows what is asked.
pub async fn show(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
    let progress = Publisher::progress(&mut *me.db().read().await?, me.owner()).await?;
    me.page(&ChangesPage { complete: progress.complete, asked: progress.asked })
}
