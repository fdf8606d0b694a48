//! The in-picture preview for everyone: nothing typed here is kept.

use crate::error::Error;
use crate::form::look::{self, HEADLINE, LookFields, Preview};
use crate::form::{FormState, Typed};
use crate::page::{Page, Samples};
use crate::web::Visit;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::look::Look;
use inset_domain::text::Label;
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct TryPage {
    form: FormState,
    fields: LookFields,
    preview: Preview,
}

impl Page for TryPage {
    const TEMPLATE: &'static str = "public/try.html";
    fn title(&self) -> String {
        "Try the preview".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

/// The preview alone, for the script that shows it while one types.
#[derive(Serialize)]
struct Fragment {
    preview: Preview,
}

impl Page for Fragment {
    const TEMPLATE: &'static str = "shared/look_preview.html";
    fn title(&self) -> String {
        "Preview".into()
    }
}

impl Samples for TryPage {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![("default", read(&Typed::default()))]
    }
}

/// The words of the advertisement, as typed or as usual.
fn headline(typed: &Typed) -> String {
    let typed: Option<Label> = typed.get("headline").parse().ok();
    typed.map(|words| words.to_string()).filter(|words| !words.is_empty()).unwrap_or_else(|| HEADLINE.into())
}

fn read(typed: &Typed) -> TryPage {
    let usual = Look::default();
    let filled = look::fill(&usual, 0).with("headline", HEADLINE);
    let (form, shown) = if typed.iter().next().is_none() {
        (FormState::new(filled), usual)
    } else {
        // Fields that this page does not show stand as usual.
        let all = [
            "greatest_share",
            "reshow_delay",
            "min_width",
            "min_height",
            "cap_image",
            "cap_page",
            "cap_day",
            "fallback",
            "trigger",
        ]
        .iter()
        .fold(typed.clone(), |all, name| all.with(*name, filled.get(name)));
        let shown = look::closest(&all, &usual);
        match look::parse(&all) {
            Ok(_) => (FormState::new(typed.clone()), shown),
            Err(errors) => (FormState::failed(typed.clone(), errors), shown),
        }
    };
    let words = headline(typed);
    TryPage { form, fields: LookFields::default(), preview: Preview::of(&shown, &words) }
}

/// Shows the page; with a query, the look that it describes.
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    visit.page(&read(&Typed::from_body(visit.request().query_string().as_bytes())))
}

/// The preview of what was typed.
pub async fn preview(visit: Visit) -> Result<HttpResponse, Error> {
    let page = read(&Typed::from_body(visit.request().query_string().as_bytes()));
    visit.page(&Fragment { preview: page.preview })
}
