//! The forms of accounts that were declined and apply again.

use super::scene;
use super::table::Row;
use crate::harness::{Client, Portal};

/// A publisher, a network and an advertiser with an order that waits, declined until today.
pub(super) async fn set(portal: &Portal, ada: &Client) {
    let mia = scene::publisher(portal, "Moor", "Mia Lunde").await;
    scene::sent(&mia, "publisher", "Mia Lunde").await;
    let nic = scene::network(portal, "Mere", "Nic Dale").await;
    scene::sent(&nic, "network", "Nic Dale").await;
    let aud = scene::advertiser(portal, "Mill", "Aud Krog").await;
    let order = scene::order(&aud, "Waits").await;
    scene::sign(&aud, &order, "Aud Krog").await;
    scene::send(&aud, &order).await;
    let today = portal.scalar("SELECT (now() AT TIME ZONE 'UTC')::date").await;
    let fields = [("reason", "terms"), ("words", "The rules are not met."), ("reapply", today.as_str())];
    for name in ["Mia Lunde", "Nic Dale", "Aud Krog"] {
        let case = scene::case(portal, name).await;
        ada.fill(&case, &format!("{case}/decline"), &fields).await.goes_to();
    }
}

/// Their forms.
pub(super) async fn rows(portal: &Portal) -> Vec<Row> {
    let mia = portal.known("mia.lunde@moor.example").await;
    let nic = portal.known("nic.dale@mere.example").await;
    let aud = portal.known("aud.krog@mill.example").await;
    let again = |route: &'static str, who, page| Row::new(route, who, page, &[]).to(route).bare();
    vec![
        again("/publisher/sign-up/reapplication", &mia, "/publisher"),
        again("/network/onboarding/reapplication", &nic, "/network"),
        again("/advertiser/reapplication", &aud, "/advertiser"),
        // On its page once the one before was sent.
        again("/advertiser/submission", &aud, "/advertiser"),
    ]
}
