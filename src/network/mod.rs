//! The advertising network's rooms: three sections, check, the agreement that carries the commercial terms, payout.

mod agreement;
mod check;
mod commercial;
mod company;
mod home;
mod payout;
mod personal;
mod progress;

use crate::page::Gallery;
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
    ];
}

/// The network's area.
pub fn area() -> Area {
    Area::new("/network")
        .get("", home::show)
        .get("/onboarding", home::tasks)
        .get("/onboarding/company", company::show)
        .post("/onboarding/company", company::save)
        .get("/onboarding/personal", personal::show)
        .post("/onboarding/personal", personal::save)
        .get("/onboarding/commercial", commercial::show)
        .post("/onboarding/commercial", commercial::save)
        .get("/onboarding/check", check::show)
        .post("/onboarding/submission", check::submit)
        .post("/onboarding/withdrawal", check::withdraw)
        .get("/agreement", agreement::show)
        .get("/agreement/sign", agreement::sign_page)
        .post("/agreement/sign", agreement::sign)
        .get("/seller-entry", home::seller_entry)
        .get("/payout", payout::show)
        .post("/payout", payout::save)
}

/// Samples of the area's pages.
pub fn gallery() -> Gallery {
    Gallery::default()
        .with::<home::HomePage>()
        .with::<home::TasksPage>()
        .with::<home::SellerPage>()
        .with::<company::CompanyPage>()
        .with::<personal::PersonPage>()
        .with::<commercial::CommercialPage>()
        .with::<check::CheckPage>()
}
