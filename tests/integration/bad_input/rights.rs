//! The forms about what people ask of their own data.

use super::scene::{Cast, Fields};
use super::table::Row;
use crate::harness::{Client, Portal};

const LIST: &str = "/admin/privacy-requests";
const REGISTER: &str = "/admin/disclosures/new";
const DEMAND: Fields = &[
    ("email", "nor.aas@noon.example"),
    ("requester", "District Court"),
    ("basis", "legal_process"),
    ("grounds", "Order 12/2026."),
    ("data_money", "yes"),
    ("received_on", "2026-11-01"),
    ("gag_until", "2099-12-31"),
    ("gag_words", "By the same order."),
];

/// Requests in the states in which their steps are open, named after them.
pub(super) async fn set(portal: &Portal, ada: &Client) {
    let new = format!("{LIST}/new");
    let requests = [
        ("Una Known", "correct", "later"),
        ("Uma Told", "correct", "later"),
        ("Ugo Long", "restrict", "checked"),
        ("Ute Well", "correct", "checked"),
        ("Udo Gone", "erase", "checked"),
        ("Uli Last", "erase", "checked"),
        ("Ulf Not", "object", "checked"),
        ("Ben Work", "object", "checked"),
        ("Bea Done", "correct", "checked"),
        ("Bo Back", "export", "checked"),
    ];
    for (name, kind, identity) in requests {
        let fields = [
            ("channel", "post"),
            ("kind", kind),
            ("details", "As said."),
            ("full_name", name),
            ("reach", "12 Quay Street, London"),
            ("identity", identity),
            ("identity_note", "Called the number on file."),
        ];
        ada.fill(&new, &new, &fields).await.goes_to();
    }
    for name in ["Ben Work", "Bea Done"] {
        let page = request(portal, name).await;
        ada.fill(&page, &format!("{page}/approval"), &[("scope", "whole")]).await.goes_to();
    }
    let page = request(portal, "Uli Last").await;
    ada.fill(&page, &format!("{page}/erasure"), &[("scope", "whole")]).await.goes_to();
    for name in ["Bea Done", "Uli Last"] {
        let page = request(portal, name).await;
        ada.fill(&page, &format!("{page}/work"), &[]).await.goes_to();
    }
}

/// Disclosures in the states in which their steps are open, named after who asks.
async fn disclosures(ada: &Client, max: &Client) -> [String; 3] {
    let mut pages = Vec::new();
    for requester in ["Waits", "Bad", "Good"] {
        let demand = [DEMAND, &[("requester", requester)]].concat();
        pages.push(ada.fill(REGISTER, REGISTER, &demand).await.goes_to().to_owned());
    }
    let [waits, bad, good] = pages.try_into().expect("three");
    for admin in [ada, max] {
        admin.fill(&good, &format!("{good}/approval"), &[]).await.goes_to();
    }
    [waits, bad, good]
}

async fn request(portal: &Portal, name: &str) -> String {
    let id = portal.scalar(&format!("SELECT id FROM privacy_requests WHERE full_name = '{name}'")).await;
    assert!(!id.is_empty(), "{name} has asked for nothing");
    format!("{LIST}/{id}")
}

pub(super) async fn rows(portal: &Portal, cast: &Cast) -> Vec<Row> {
    const APPROVAL: Fields = &[("scope", "part"), ("part_reason", "kept_by_law"), ("part_words", "Invoices stay.")];
    let (ada, visitor, page) = (&cast.ada, &cast.visitor, "/privacy-requests/new");
    let asked = [
        ("kind", "correct"),
        ("details", "It is spelled otherwise."),
        ("full_name", "Olga Berg"),
        ("email", "olga@walks.example"),
        ("age", "yes"),
    ];
    visitor.fill(page, page, &asked).await.goes_to();
    let confirm = portal.link("olga@walks.example", "Confirm your privacy request").await;
    cast.nor.fill(page, page, &[("kind", "object"), ("details", "No telephone calls.")]).await.goes_to();
    let own = portal.scalar("SELECT id FROM privacy_requests WHERE full_name = 'Nor Aas'").await;
    let mut rows = vec![
        Row::new(
            "/privacy-requests/new",
            visitor,
            page,
            &[
                ("kind", "correct"),
                ("details", "It is spelled otherwise."),
                ("full_name", "Ola Berg"),
                ("email", "ola@walks.example"),
                ("age", "yes"),
            ],
        ),
        Row::new("/privacy-requests/confirm/{token}", visitor, confirm, &[]).bare(),
        Row::new("/account/data/requests/{id}/withdrawal", &cast.nor, "/account/data", &[])
            .to(format!("/account/data/requests/{own}/withdrawal"))
            .bare(),
        Row::new(
            "/admin/privacy-requests/new",
            ada,
            format!("{LIST}/new"),
            &[
                ("channel", "telephone"),
                ("kind", "correct"),
                ("details", "The street is another one."),
                ("full_name", "Ola Berg"),
                ("email", "ola.berg@walks.example"),
                ("reach", "+44 20 7946 0018"),
                ("identity", "checked"),
                ("identity_note", "Called the number on file."),
            ],
        ),
    ];
    let child = [("full_name", "Kai Lund"), ("email", "kai@walks.example"), ("age", "yes")];
    visitor.fill("/inquiry", "/inquiry", &child).await.goes_to();
    rows.push(Row::new(
        "/admin/children/new",
        ada,
        "/admin/children/new",
        &[("email", "kai@walks.example"), ("is_child", "yes")],
    ));
    let [waits, bad, good] = disclosures(ada, &cast.max).await;
    let step =
        |route, page: &str, step: &str, filling| Row::new(route, ada, page, filling).to(format!("{page}/{step}"));
    rows.push(Row::new("/admin/disclosures/new", ada, REGISTER, DEMAND));
    rows.push(step("/admin/disclosures/{id}/approval", &waits, "approval", &[]));
    let no_file: Fields = &[("refusal_words", "It names no file.")];
    rows.push(step("/admin/disclosures/{id}/refusal", &bad, "refusal", no_file));
    rows.push(step("/admin/disclosures/{id}/hand-over", &good, "hand-over", &[]));
    let edda = portal.member("publisher", "Ebb", "Edda Lo").await;
    rows.push(Row::new("/account/deactivate", &edda, "/account/deactivate", &[("closes", "yes")]));
    rows.push(Row::new("/account/data/exports", &cast.nor, "/account/data", &[]).to("/account/data/exports").bare());
    let steps: [(&str, &str, &str, Fields); 10] = [
        (
            "/admin/privacy-requests/{id}/identity",
            "identity",
            "Una Known",
            &[("identity_note", "She named her order.")],
        ),
        ("/admin/privacy-requests/{id}/acknowledgement", "acknowledgement", "Uma Told", &[]),
        (
            "/admin/privacy-requests/{id}/extension",
            "extension",
            "Ugo Long",
            &[("extension_words", "A register is asked.")],
        ),
        ("/admin/privacy-requests/{id}/approval", "approval", "Ute Well", APPROVAL),
        ("/admin/privacy-requests/{id}/erasure", "erasure", "Udo Gone", APPROVAL),
        (
            "/admin/privacy-requests/{id}/denial",
            "denial",
            "Ulf Not",
            &[("denial_reason", "nothing_held"), ("denial_words", "We hold none.")],
        ),
        ("/admin/privacy-requests/{id}/work", "work", "Ben Work", &[]),
        ("/admin/privacy-requests/{id}/completion", "completion", "Bea Done", &[("answer", "It is corrected.")]),
        (
            "/admin/privacy-requests/{id}/erasure/completion",
            "erasure/completion",
            "Uli Last",
            &[("erasure_words", "Thank you for your patience."), ("erase", "yes")],
        ),
        ("/admin/privacy-requests/{id}/withdrawal", "withdrawal", "Bo Back", &[]),
    ];
    for (route, step, name, filling) in steps {
        let page = request(portal, name).await;
        rows.push(Row::new(route, ada, page.clone(), filling).to(format!("{page}/{step}")));
    }
    rows
}
