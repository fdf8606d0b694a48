//! The library of reasons: each code with the words that applicants see, and where it may be given.

use super::Staff;
use crate::error::Error;
use crate::page::{Page, Samples};
use crate::web::Signed;
use actix_web::HttpResponse;
use inset_domain::reason::{ReasonCode, ReasonFor};
use serde::Serialize;

/// The library.
#[derive(Serialize)]
pub struct ReasonsPage {
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    code: &'static str,
    label: &'static str,
    words: &'static str,
    used: String,
}

impl Row {
    fn new(reason: ReasonCode) -> Self {
        let used = ReasonFor::ALL.into_iter().filter(|about| about.codes().contains(&reason)).map(ReasonFor::label);
        Self {
            code: reason.as_str(),
            label: reason.label(),
            words: reason.usual_words(),
            used: used.collect::<Vec<_>>().join(", "),
        }
    }
}

impl Page for ReasonsPage {
    const TEMPLATE: &'static str = "admin/reasons.html";
    fn title(&self) -> String {
        "Reasons".into()
    }
}

fn library() -> ReasonsPage {
    ReasonsPage { rows: ReasonCode::ALL.iter().copied().map(Row::new).collect() }
}

impl Samples for ReasonsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![("all", library())]
    }
}

/// Shows the library.
pub async fn show(me: Signed<Staff>) -> Result<HttpResponse, Error> {
    me.page(&library())
}
