//! The advertiser's rooms: company, contacts, billing profile, insertion orders.

mod billing;
mod contacts;
mod home;
mod orders;

use crate::page::Gallery;
use crate::shared::company;
use crate::shared::sections::Sections;
use crate::web::{Area, Role};
use diesel_async::AsyncPgConnection;
use inset_domain::account::AccountKind;
use inset_domain::ids::AccountId;
use inset_store::StoreError;

/// A member of an advertiser's account.
#[derive(Debug)]
pub struct Advertiser;

impl Role for Advertiser {
    const AREA: &'static str = "advertiser";
    const KIND: Option<AccountKind> = Some(AccountKind::Advertiser);
    const STAFF: bool = false;
    const NAV: &'static [(&'static str, &'static str)] = &[
        ("Overview", "/advertiser"),
        ("Orders", "/advertiser/orders"),
        ("Company", "/advertiser/company"),
        ("Contacts", "/advertiser/contacts"),
        ("Billing", "/advertiser/billing"),
    ];
}

impl Sections for Advertiser {
    const BASE: &'static str = "/advertiser";
    const LABEL: &'static str = "Overview";
    const COMPANY: &'static str = "Used for your orders and invoices.";
    const SAVE_COMPANY: &'static str = "Save the company";

    async fn next(_: &mut AsyncPgConnection, _: AccountId) -> Result<String, StoreError> {
        Ok(Self::BASE.into())
    }
}

/// The advertiser's area.
pub fn area() -> Area {
    Area::new("/advertiser")
        .get("", home::show)
        .post("/changes", home::answer)
        .get("/company", company::show::<Advertiser>)
        .post("/company", company::save::<Advertiser>)
        .get("/contacts", contacts::list)
        .get("/contacts/{role}", contacts::show)
        .post("/contacts/{role}", contacts::save)
        .get("/billing", billing::show)
        .post("/billing", billing::save)
        .get("/orders", orders::list::show)
        .get("/orders/new", orders::begin::show)
        .post("/orders/new", orders::begin::begin)
        .get("/orders/{number}", orders::show::show)
        .get("/orders/{number}/header", orders::header::show)
        .post("/orders/{number}/header", orders::header::save)
        .get("/orders/{number}/lines", orders::lines::show)
        .post("/orders/{number}/lines", orders::lines::save)
        .get("/orders/{number}/review", orders::review::show)
        .get("/orders/{number}/sign", orders::sign::show)
        .post("/orders/{number}/signature", orders::sign::sign)
        .post("/orders/{number}/submission", orders::submission::submit)
        .post("/orders/{number}/withdrawal", orders::submission::withdraw)
        .get("/orders/{number}/messages", orders::messages::show)
        .post("/orders/{number}/messages", orders::messages::write)
}

/// Samples of the area's pages.
pub fn gallery() -> Gallery {
    Gallery::default()
        .with::<home::HomePage>()
        .with::<contacts::ContactsPage>()
        .with::<contacts::ContactPage>()
        .with::<billing::BillingPage>()
        .with::<orders::list::ListPage>()
        .with::<orders::header::HeaderPage>()
        .with::<orders::lines::LinesPage>()
        .with::<orders::show::OrderPage>()
        .with::<orders::review::ReviewPage>()
        .with::<orders::sign::SignPage>()
        .with::<orders::messages::MessagesPage>()
}
