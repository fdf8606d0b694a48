//! The advertiser's rooms: company, contacts, billing profile, insertion orders.

mod billing;
mod contacts;
mod home;
mod orders;

use crate::page::Gallery;
use crate::shared::sections::Sections;
use crate::shared::{again, announcements, changes, company, member, people};
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
        ("People", "/advertiser/people"),
        ("Announcements", "/advertiser/announcements"),
    ];
}

impl Sections for Advertiser {
    const BASE: &'static str = "/advertiser";
    const LABEL: &'static str = "Overview";
    const COMPANY: &'static str = "Used for your orders and invoices.";
    const SAVE_COMPANY: &'static str = "Save the company";
    const ANSWERS: &'static str = "/advertiser/changes";
    /// The overview leads to everything, and an account is sent with an order.
    const CHECK: &'static str = "/advertiser";

    async fn next(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<String, StoreError> {
        Ok(home::next(conn, owner).await?.into())
    }

    /// An advertiser was complete when its first order was sent, and nothing of it can be taken away since.
    async fn is_complete(_: &mut AsyncPgConnection, _: AccountId) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn href(section: &str) -> String {
        match section {
            "billing" => "/advertiser/billing".into(),
            "primary" => "/advertiser/contacts/primary".into(),
            "billing_contact" => "/advertiser/contacts/billing".into(),
            _ => "/advertiser/company".into(),
        }
    }
}

/// The advertiser's area.
pub fn area() -> Area {
    Area::new("/advertiser")
        .get("", home::show)
        .post("/reapplication", again::apply::<Advertiser>)
        .post("/submission", home::send)
        .get("/changes", changes::show::<Advertiser>)
        .post("/changes", changes::answer::<Advertiser>)
        .get("/company", company::show::<Advertiser>)
        .post("/company", company::save::<Advertiser>)
        .get("/contacts", contacts::list)
        .get("/contacts/{role}", contacts::show)
        .post("/contacts/{role}", contacts::save)
        .get("/billing", billing::show)
        .post("/billing", billing::save)
        .get("/announcements", announcements::list::<Advertiser>)
        .get("/announcements/{id}", announcements::show::<Advertiser>)
        .get("/people", people::show::<Advertiser>)
        .post("/people/invitations", people::invite::<Advertiser>)
        .post("/people/invitations/{id}/renewal", people::invite_again::<Advertiser>)
        .post("/people/invitations/{id}/withdrawal", people::withdraw::<Advertiser>)
        .post("/people/departure", people::leave::<Advertiser>)
        .get("/people/{id}", member::show::<Advertiser>)
        .post("/people/{id}/power", member::change_power::<Advertiser>)
        .post("/people/{id}/removal", member::remove::<Advertiser>)
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
