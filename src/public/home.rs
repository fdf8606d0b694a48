//! The home page.

use crate::error::Error;
use crate::form::look::{HEADLINE, Preview};
use crate::page::{Page, Samples};
use crate::web::Visit;
use actix_web::HttpResponse;
use inset_domain::look::Look;
use serde::Serialize;

/// The home page.
#[derive(Serialize)]
pub struct HomePage {
    preview: Preview,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "public/home.html";
    fn title(&self) -> String {
        "In-picture advertising".into()
    }
}

impl Samples for HomePage {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![("plain", Self::new())]
    }
}

impl HomePage {
    fn new() -> Self {
        Self { preview: Preview::of(&Look::default(), HEADLINE) }
    }
}

/// Shows it.
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    visit.page(&HomePage::new())
}
