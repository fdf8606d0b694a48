//! Everyone's own: profile and preferences.

mod current;
mod profile;

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
    const NAV: &'static [(&'static str, &'static str)] = &[("Your profile", "/account")];
}

/// Everyone's own area.
pub fn area() -> Area {
    Area::new("/account").get("", profile::show).post("", profile::save).post("/current", current::choose)
}

/// Samples of the area's pages.
pub fn gallery() -> Gallery {
    Gallery::default().with::<profile::ProfilePage>()
}
