//! The publisher's rooms: sign-up in sections, the agreement, sites, the in-picture look, payout details.

mod agreement;
mod changes;
mod check;
mod commercial;
mod company;
mod home;
mod look;
mod payout;
mod people;
mod progress;
mod sites;

use crate::page::Gallery;
use crate::web::{Area, Role};
use inset_domain::account::AccountKind;

/// A member of a publisher's account.
#[derive(Debug)]
pub struct Publisher;

impl Role for Publisher {
    const AREA: &'static str = "publisher";
    const KIND: Option<AccountKind> = Some(AccountKind::Publisher);
    const STAFF: bool = false;
    const NAV: &'static [(&'static str, &'static str)] = &[
        ("Overview", "/publisher"),
        ("Sign-up", "/publisher/sign-up"),
        ("Agreement", "/publisher/agreement"),
        ("Sites", "/publisher/sites"),
        ("Payout", "/publisher/payout"),
    ];
}

/// The publisher's area.
pub fn area() -> Area {
    Area::new("/publisher")
        .get("", home::show)
        .get("/sign-up", home::tasks)
        .get("/sign-up/company", company::show)
        .post("/sign-up/company", company::save)
        .get("/sign-up/personal", people::personal)
        .post("/sign-up/personal", people::save_personal)
        .get("/sign-up/commercial", commercial::show)
        .post("/sign-up/commercial", commercial::save)
        .get("/sign-up/technical", people::technical)
        .post("/sign-up/technical", people::save_technical)
        .get("/sign-up/sites", sites::show)
        .post("/sign-up/sites", sites::add)
        .get("/sign-up/look", look::show)
        .get("/sign-up/look/preview", look::preview)
        .post("/sign-up/look", look::save)
        .get("/sign-up/check", check::show)
        .post("/sign-up/submission", check::submit)
        .post("/sign-up/withdrawal", check::withdraw)
        .get("/agreement", agreement::show)
        .get("/agreement/sign", agreement::sign_page)
        .post("/agreement/sign", agreement::sign)
        .get("/changes", changes::show)
        .get("/sites", sites::show)
        .post("/sites/{id}/removal", sites::remove)
        .get("/payout", payout::show)
        .post("/payout", payout::save)
}

/// Samples of the area's pages.
pub fn gallery() -> Gallery {
    Gallery::default()
        .with::<home::HomePage>()
        .with::<home::TasksPage>()
        .with::<company::CompanyPage>()
        .with::<people::PersonPage>()
        .with::<commercial::CommercialPage>()
        .with::<sites::SitesPage>()
        .with::<look::LookPage>()
        .with::<check::CheckPage>()
        .with::<changes::ChangesPage>()
}
