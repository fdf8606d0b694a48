//! The publisher's rooms: sign-up in sections, the agreement, sites, the in-picture look, payout details.

mod commercial;
mod home;
mod look;
mod progress;
mod sites;

use crate::page::Gallery;
use crate::shared::{
    again, agreement_steps as agreement, announcements, changes, check, checklist, company, member, payout, people,
    person,
};
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
        ("People", "/publisher/people"),
        ("Announcements", "/publisher/announcements"),
    ];
}

/// The publisher's area.
pub fn area() -> Area {
    Area::new("/publisher")
        .get("", home::show)
        .get("/sign-up", checklist::show::<Publisher>)
        .get("/sign-up/company", company::show::<Publisher>)
        .post("/sign-up/company", company::save::<Publisher>)
        .get("/sign-up/personal", person::personal::<Publisher>)
        .post("/sign-up/personal", person::save_personal::<Publisher>)
        .get("/sign-up/commercial", commercial::show)
        .post("/sign-up/commercial", commercial::save)
        .get("/sign-up/technical", person::technical::<Publisher>)
        .post("/sign-up/technical", person::save_technical::<Publisher>)
        .get("/sign-up/sites", sites::show)
        .post("/sign-up/sites", sites::add)
        .get("/sign-up/look", look::show)
        .get("/sign-up/look/preview", look::preview)
        .post("/sign-up/look", look::save)
        .get("/sign-up/check", check::show::<Publisher>)
        .post("/sign-up/submission", check::submit::<Publisher>)
        .post("/sign-up/withdrawal", check::withdraw::<Publisher>)
        .post("/sign-up/reapplication", again::apply::<Publisher>)
        .get("/agreement", agreement::show::<Publisher>)
        .get("/agreement/sign", agreement::sign_page::<Publisher>)
        .post("/agreement/sign", agreement::sign::<Publisher>)
        .get("/changes", changes::show::<Publisher>)
        .post("/changes", changes::answer::<Publisher>)
        .get("/sites", sites::show)
        .post("/sites/{id}/removal", sites::remove)
        .get("/payout", payout::show::<Publisher>)
        .post("/payout", payout::save::<Publisher>)
        .get("/announcements", announcements::list::<Publisher>)
        .get("/announcements/{id}", announcements::show::<Publisher>)
        .get("/people", people::show::<Publisher>)
        .post("/people/invitations", people::invite::<Publisher>)
        .post("/people/invitations/{id}/renewal", people::invite_again::<Publisher>)
        .post("/people/invitations/{id}/withdrawal", people::withdraw::<Publisher>)
        .post("/people/departure", people::leave::<Publisher>)
        .get("/people/{id}", member::show::<Publisher>)
        .post("/people/{id}/power", member::change_power::<Publisher>)
        .post("/people/{id}/removal", member::remove::<Publisher>)
}

/// Samples of the area's pages.
pub fn gallery() -> Gallery {
    Gallery::default()
        .with::<home::HomePage>()
        .with::<commercial::CommercialPage>()
        .with::<sites::SitesPage>()
        .with::<look::LookPage>()
}
