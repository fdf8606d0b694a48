//! The records of the routes about what people ask of their own data.

use super::records::{Records, fill};
use crate::harness::Portal;

impl Records {
    /// Privacy requests: one of the demo's publisher, which waits, and one whose address is still to confirm.
    pub(super) async fn rights(&mut self, portal: &Portal) {
        let page = "/privacy-requests/new";
        let fields = [("kind", "erase"), ("full_name", "Ola Ek"), ("email", "ola@fjord.example"), ("age", "yes")];
        portal.browser().fill(page, page, &fields).await.goes_to();
        let link = portal.link("ola@fjord.example", "Confirm your privacy request").await;
        self.add("/privacy-requests/confirm/{token}", "any", link);
        self.add("/privacy-requests/confirm/{token}", "missing", "/privacy-requests/confirm/nobody".into());
        let of = async |who: &str| {
            portal.scalar(&format!("SELECT id FROM privacy_requests WHERE full_name = '{who}'")).await
        };
        let (noras, olas) = (of("Nora Whitfield").await, of("Ola Ek").await);
        let own = "/account/data/requests/{id}/withdrawal";
        self.with_ids(own, "own", &noras);
        self.add(own, "another's", fill(own, &olas));
        let steps = [
            "",
            "/identity",
            "/acknowledgement",
            "/extension",
            "/approval",
            "/erasure",
            "/erasure/completion",
            "/denial",
            "/work",
            "/completion",
            "/withdrawal",
        ];
        for step in steps {
            self.with_ids(&format!("/admin/privacy-requests/{{id}}{step}"), "any", &noras);
        }
        let certificate = portal.scalar("SELECT id FROM certificates").await;
        self.with_ids("/admin/children/{id}", "any", &certificate);
        let disclosure = async |state: &str| {
            portal.scalar(&format!("SELECT id FROM disclosures WHERE state = '{state}' AND gag_until IS NULL")).await
        };
        let (waits, handed_over) = (disclosure("first_approved").await, disclosure("handed_over").await);
        for step in ["", "/approval", "/refusal", "/hand-over"] {
            self.with_ids(&format!("/admin/disclosures/{{id}}{step}"), "any", &waits);
        }
        self.with_ids("/admin/disclosures/{id}/export", "any", &handed_over);
        let nora = portal.known("nora@harbourlight.example").await;
        let amelia = portal.known("amelia@kestrelexchange.example").await;
        for who in [&nora, &amelia] {
            who.fill("/account/data", "/account/data/exports", &[]).await.goes_to();
        }
        portal.mails().await;
        let copy = async |email: &str| {
            let of =
                "SELECT d.id FROM data_exports d JOIN users u ON u.id = d.user_id WHERE d.state = 'ready' AND u.email";
            portal.scalar(&format!("{of} = '{email}'")).await
        };
        let fetch = "/account/data/exports/{id}";
        self.with_ids(fetch, "own", &copy("nora@harbourlight.example").await);
        self.add(fetch, "another's", fill(fetch, &copy("amelia@kestrelexchange.example").await));
    }
}
