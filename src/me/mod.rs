//! Everyone's own: profile, preferences and testimonials.

mod current;
mod profile;
mod testimonial;

use crate::page::Gallery;
use crate::web::{Area, Role};
use inset_domain::account::AccountKind;

/// Anyone who is signed in.
#[derive(Debug)]
pub struct Anyone;

impl Role for Anyone {
    const AREA: &'static str = "me";
    const KIND: Option<AccountKind> = None;
    const STAFF: bool = false;
    const NAV: &'static [(&'static str, &'static str)] =
        &[("Your profile", "/account"), ("Testimonial", "/account/testimonial")];
}

/// Everyone's own area.
pub fn area() -> Area {
    Area::new("/account")
        .get("", profile::show)
        .post("", profile::save)
        .post("/current", current::choose)
        .get("/testimonial", testimonial::show)
        .post("/testimonial/preview", testimonial::preview)
        .post("/testimonial", testimonial::offer)
        .post("/testimonial/withdrawal", testimonial::withdraw)
}

/// Samples of the area's pages.
pub fn gallery() -> Gallery {
    Gallery::default()
        .with::<profile::ProfilePage>()
        .with::<testimonial::TestimonialPage>()
        .with::<testimonial::PreviewPage>()
}
