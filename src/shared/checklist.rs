//! The checklist of an application.

use super::sections::Applicant;
use crate::error::Error;
use crate::page::tasks::{Asked, Task};
use crate::page::{Page, Samples};
use crate::web::Signed;
use actix_web::HttpResponse;
use inset_domain::account::tone;
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct ChecklistPage {
    base: &'static str,
    label: &'static str,
    reference: String,
    state: &'static str,
    tone: &'static str,
    tasks: Vec<Task>,
    asked: Vec<Asked>,
    withdrawable: bool,
}

impl Page for ChecklistPage {
    const TEMPLATE: &'static str = "shared/checklist.html";
    fn title(&self) -> String {
        self.label.into()
    }
}

impl Samples for ChecklistPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let tasks = vec![
            Task::open("Company", "/publisher/sign-up/company", true),
            Task::shut("Check and send", "Opens once everything above is done"),
        ];
        let page = Self {
            base: "/publisher/sign-up",
            label: "Sign-up",
            reference: "PUB-1001".into(),
            state: "Not sent yet",
            tone: "neutral",
            tasks,
            asked: Vec::new(),
            withdrawable: true,
        };
        vec![("new", page)]
    }
}

/// Shows the checklist.
///
/// # Errors
/// When the database does not answer.
pub async fn show<R: Applicant>(me: Signed<R>) -> Result<HttpResponse, Error> {
    let progress = R::progress(&mut *me.db().read().await?, me.owner()).await?;
    let state = &progress.account.state;
    me.page(&ChecklistPage {
        base: R::BASE,
        label: R::LABEL,
        state: state.label(),
        tone: tone(state.as_str()),
        withdrawable: matches!(state.as_str(), "submitted" | "in_review" | "changes_requested"),
        reference: progress.account.reference.clone(),
        tasks: progress.tasks,
        asked: progress.asked,
    })
}
