//! Standing pages: the same for everyone, with nothing from the records.

use crate::error::Error;
use crate::page::{Page, Samples};
use crate::web::Visit;
use actix_web::HttpResponse;
use serde::Serialize;

macro_rules! standing {
    ($($(#[$doc:meta])* $page:ident $handler:ident $template:literal $title:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Serialize)]
            pub struct $page {}

            impl Page for $page {
                const TEMPLATE: &'static str = $template;
                fn title(&self) -> String {
                    $title.into()
                }
            }

            impl Samples for $page {
                fn samples() -> Vec<(&'static str, Self)> {
                    vec![("plain", Self {})]
                }
            }

            $(#[$doc])*
            pub async fn $handler(visit: Visit) -> Result<HttpResponse, Error> {
                visit.page(&$page {})
            }
        )*
    };
}

standing! {
    /// For publishers.
    PublishersPage publishers "public/publishers.html" "For publishers";
    /// For advertisers.
    AdvertisersPage advertisers "public/advertisers.html" "For advertisers";
    /// For advertising networks.
    NetworksPage networks "public/networks.html" "For advertising networks";
    /// The terms of use.
    TermsPage terms "public/terms.html" "Terms of use";
    /// Every cookie by its name.
    CookiesPage cookies "public/cookies.html" "Cookies";
    /// What works for whom, and whom to tell when it does not.
    AccessibilityPage accessibility "public/accessibility.html" "Accessibility";
}
