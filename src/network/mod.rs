//! The advertising network's rooms: three sections, check, the agreement that carries the commercial terms, payout.

mod commercial;
mod home;
mod progress;

use crate::page::Gallery;
use crate::shared::{
    again, agreement_steps as agreement, announcements, changes, check, checklist, company, member, payout, people,
    person,
};
use crate::web::{Area, Role};
use inset_domain::account::AccountKind;

/// A member of a network's account.
#[derive(Debug)]
pub struct Network;

impl Role for Network {
    const AREA: &'static str = "network";
    const KIND: Option<AccountKind> = Some(AccountKind::Network);
    const STAFF: bool = false;
    const NAV: &'static [(&'static str, &'static str)] = &[
        ("Overview", "/network"),
        ("Onboarding", "/network/onboarding"),
        ("Agreement", "/network/agreement"),
        ("Seller entry", "/network/seller-entry"),
        ("Payout", "/network/payout"),
        ("People", "/network/people"),
        ("Announcements", "/network/announcements"),
    ];
}

/// The network's area.
pub fn area() -> Area {
    Area::new("/network")
        .get("", home::show)
        .get("/onboarding", checklist::show::<Network>)
        .get("/onboarding/company", company::show::<Network>)
        .post("/onboarding/company", company::save::<Network>)
        .get("/onboarding/personal", person::personal::<Network>)
        .post("/onboarding/personal", person::save_personal::<Network>)
        .get("/onboarding/commercial", commercial::show)
        .post("/onboarding/commercial", commercial::save)
        .get("/onboarding/check", check::show::<Network>)
        .post("/onboarding/submission", check::submit::<Network>)
        .post("/onboarding/withdrawal", check::withdraw::<Network>)
        .post("/onboarding/reapplication", again::apply::<Network>)
        .get("/agreement", agreement::show::<Network>)
        .get("/agreement/sign", agreement::sign_page::<Network>)
        .post("/agreement/sign", agreement::sign::<Network>)
        .get("/changes", changes::show::<Network>)
        .post("/changes", changes::answer::<Network>)
        .get("/seller-entry", home::seller_entry)
        .get("/payout", payout::show::<Network>)
        .post("/payout", payout::save::<Network>)
        .get("/announcements", announcements::list::<Network>)
        .get("/announcements/{id}", announcements::show::<Network>)
        .get("/people", people::show::<Network>)
        .post("/people/invitations", people::invite::<Network>)
        .post("/people/invitations/{id}/renewal", people::invite_again::<Network>)
        .post("/people/invitations/{id}/withdrawal", people::withdraw::<Network>)
        .post("/people/departure", people::leave::<Network>)
        .get("/people/{id}", member::show::<Network>)
        .post("/people/{id}/power", member::change_power::<Network>)
        .post("/people/{id}/removal", member::remove::<Network>)
}

/// Samples of the area's pages.
pub fn gallery() -> Gallery {
    Gallery::default().with::<home::HomePage>().with::<home::SellerPage>().with::<commercial::CommercialPage>()
}
