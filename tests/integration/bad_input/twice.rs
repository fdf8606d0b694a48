//! Forms sent twice, sent with another's content, and sent over a record that has changed.

use super::table::Row;
use super::{every_form_open, everything, is_inert, no_panic, portal};

/// Forms whose second post cannot have the first one's answer: each begins, ends or changes a session, which ends the form
/// too; recovery codes are shown once; a passkey's answer is
/// good once; and of an account that one has left the pages are gone. What these do has tests of
/// its own.
const SESSIONS: [&str; 19] = [
    "/account/deactivate",
    "/admin/accounts/{id}/viewing",
    "/admin/viewing/end",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/passkey",
    "/sign-out",
    "/account/current",
    "/account/proof",
    "/account/proof/passkey",
    "/account/security/passkeys",
    "/account/security/authenticator/confirmation",
    "/account/security/authenticator/removal",
    "/account/security/recovery-codes",
    "/account/security/password",
    "/join/{token}/acceptance",
    "/publisher/people/departure",
    "/network/people/departure",
    "/advertiser/people/departure",
];
/// A preview stores nothing, sessions are not among what is compared, and no decision waits here to be taken back.
const NOTHING_TO_DO: [&str; 6] = [
    "/admin/cases/{id}/undo",
    "/account/testimonial/preview",
    "/account/sessions/sign-out",
    "/account/sessions/{id}/sign-out",
    "/admin/mail/search",
    "/admin/search",
];

#[tokio::test]
async fn a_form_sent_twice_is_answered_alike_and_done_once() {
    let (portal, rows) = every_form_open().await;
    for row in rows.iter().filter(|row| !SESSIONS.contains(&row.route) && !NOTHING_TO_DO.contains(&row.route)) {
        let body = row.body(&[]).await;
        let before = everything(&portal).await;
        let first = row.post(&body).await;
        assert_eq!(first.status, 303, "{}: {:?} {:?}", row.route, first.heading(), first.errors());
        let place = first.goes_to();
        let after = everything(&portal).await;
        assert_ne!(after, before, "{}: nothing was done", row.route);
        let second = row.post(&body).await;
        assert_eq!(
            (second.status, second.location.as_deref()),
            (303, Some(place)),
            "{}: {:?}",
            row.route,
            second.heading()
        );
        assert_eq!(everything(&portal).await, after, "{}: something was done twice", row.route);
        // The same form with other content is another form, and a key is good for one.
        let other = row.post(&format!("{body}&also=this")).await;
        let polite = row.route.starts_with("/admin/") && other.status == 303;
        assert!(polite || [409, 410].contains(&other.status), "{}: {} {:?}", row.route, other.status, other.heading());
        assert_eq!(everything(&portal).await, after, "{}: a used key did something else", row.route);
    }
    no_panic();
}

#[tokio::test]
async fn a_form_over_a_changed_record_shows_both_values_and_overwrites_nothing() {
    let (portal, rows) = every_form_open().await;
    let mut seen = 0;
    for row in &rows {
        let Some((field, theirs, mine)) = changed(row) else { continue };
        seen += 1;
        let (early, late) = (row.blank().await, row.blank().await);
        let body = |form: &crate::harness::FormOnPage, value: &'static str| row.over(form, &[(field, value)]);
        let first = row.post(&body(&early, theirs)).await;
        assert_eq!(first.status, 303, "{}: {:?} {:?}", row.route, first.heading(), first.errors());
        let before = everything(&portal).await;
        let answer = row.post(&body(&late, mine)).await;
        assert_eq!(answer.status, 409, "{}: {:?}", row.route, answer.errors());
        is_inert(&answer, row.route);
        assert!(answer.texts("title").concat().starts_with("Error: "), "{}", row.route);
        let cells = answer.texts(".summary-box td");
        assert!(
            cells.iter().any(|cell| cell == theirs) && cells.iter().any(|cell| cell == mine),
            "{}: {cells:?}",
            row.route
        );
        assert_eq!(everything(&portal).await, before, "{}: something was overwritten", row.route);
        // Two people who typed the same are told too: the record has changed under the form.
        let same = row.post(&body(&row_before(row, &late), theirs)).await;
        assert_eq!(same.status, 409, "{}: a form that was overtaken by its like is lost in silence", row.route);
    }
    assert_eq!(seen, 19, "a form with a version is missing here");
    no_panic();
}

/// The form as it was opened, with a key of its own.
fn row_before(_: &Row, late: &crate::harness::FormOnPage) -> crate::harness::FormOnPage {
    let mut form = late.clone();
    form.0.insert("_key".into(), uuid::Uuid::new_v4().to_string());
    form
}

/// A field that two people change, with the value of each.
fn changed(row: &Row) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match row.route {
        "/account" | "/publisher/sign-up/personal" | "/publisher/sign-up/technical" => {
            ("full_name", "Their Name", "My Name")
        }
        "/network/onboarding/personal" | "/advertiser/contacts/{role}" => ("job_title", "Their title", "My title"),
        "/publisher/sign-up/company" | "/advertiser/company" | "/network/onboarding/company" => {
            ("trading_name", "Theirs", "Mine")
        }
        "/publisher/sign-up/commercial" => ("revenue_share", "55", "65"),
        "/network/onboarding/commercial" => ("rate", "41.50", "43.50"),
        "/publisher/sign-up/look" => ("label", "Theirs", "Mine"),
        "/publisher/payout" | "/network/payout" => ("payee_name", "Theirs", "Mine"),
        "/advertiser/billing" => ("payer_name", "Theirs", "Mine"),
        "/publisher/people/{id}/power" | "/network/people/{id}/power" | "/advertiser/people/{id}/power" => {
            ("power", "finance", "signer")
        }
        "/advertiser/orders/{number}/header" => ("name", "Theirs", "Mine"),
        "/advertiser/orders/{number}/lines" => ("line.0.name", "Theirs", "Mine"),
        _ => return None,
    })
}

#[tokio::test]
async fn what_someone_else_cleared_meanwhile_is_shown_as_a_difference() {
    let portal = portal().await;
    let ann = super::scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let page = "/advertiser/company";
    ann.fill(page, page, &[("trading_name", "Halden Outdoor")]).await.goes_to();
    let (early, late) = (ann.form(page, page).await, ann.form(page, page).await);
    ann.post_body(page, early.body(&[("trading_name", "")])).await.goes_to();
    let answer = ann.post_body(page, late.body(&[])).await;
    assert_eq!(answer.status, 409);
    assert!(
        answer.texts(".summary-box td").contains(&"Halden Outdoor".to_owned()),
        "{:?}",
        answer.texts(".summary-box td")
    );
    assert_eq!(portal.scalar("SELECT trading_name FROM companies").await, "", "it was saved again");
    no_panic();
}
