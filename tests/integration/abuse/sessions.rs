//! Sessions: new keys at each step, ended at once, with an end of their own.

use crate::harness::{Client, Portal};

const IDA: &str = "ida.holm@halden.example";

async fn back(portal: &Portal, column: &str, by: &str) {
    portal.scalar(&format!("WITH moved AS (UPDATE sessions SET {column} = {column} - interval '{by}' RETURNING 1) SELECT count(*) FROM moved")).await;
}

async fn is_in(browser: &Client) -> bool {
    browser.get("/account").await.status == 200
}

#[tokio::test]
async fn a16_a_session_gets_a_new_key_when_its_person_signs_in_again() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let key = "SELECT encode(key_hash, 'hex') FROM sessions";
    let before = portal.scalar(key).await;
    // Signed in already, the page leads home; the form itself still works.
    let form = portal.browser().form("/sign-in", "/sign-in").await;
    let own = ida.form("/account", "/account").await.0["_csrf"].clone();
    let body = form.body(&[("email", IDA), ("password", "three unrelated words"), ("_csrf", &own)]);
    ida.post_body("/sign-in", body).await.goes_to();
    let after = portal.scalar(key).await;
    assert_ne!(before, after);
    assert_eq!(portal.scalar("SELECT count(*) FROM sessions").await, "1", "the session before it has ended");
}

#[tokio::test]
async fn a17_a_person_ends_one_of_their_sessions_and_then_all_others() {
    let portal = Portal::start().await;
    let here = portal.member("advertiser", "Halden", "Ida Holm").await;
    let (lost, work, home) = (portal.known(IDA).await, portal.known(IDA).await, portal.known(IDA).await);
    let newest = portal.scalar("SELECT id FROM sessions ORDER BY created_at DESC LIMIT 1").await;
    let page = here.get("/account/sessions").await;
    assert_eq!(page.body.matches("This browser").count(), 1);
    let end = format!("/account/sessions/{newest}/sign-out");
    assert_eq!(here.fill("/account/sessions", &end, &[]).await.goes_to(), "/account/sessions");
    assert!(!is_in(&home).await, "the last to sign in is out");
    assert!(is_in(&lost).await && is_in(&work).await && is_in(&here).await);
    here.fill("/account/sessions", "/account/sessions/sign-out", &[]).await.goes_to();
    assert!(!is_in(&lost).await && !is_in(&work).await && is_in(&here).await);
}

#[tokio::test]
async fn a17_nobody_ends_a_session_of_somebody_else() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let session = portal.scalar("SELECT id FROM sessions").await;
    let eve = portal.member("advertiser", "Other", "Eve Moss").await;
    let own = eve.form("/account", "/account").await;
    let body = FormBody::of(&own);
    eve.post_body(&format!("/account/sessions/{session}/sign-out"), body.0).await;
    assert!(is_in(&ida).await);
}

/// The hidden fields of a form alone.
struct FormBody(String);

impl FormBody {
    fn of(form: &crate::harness::FormOnPage) -> Self {
        let mut form = form.clone();
        form.0.retain(|name, _| name.starts_with('_'));
        Self(form.body(&[]))
    }
}

#[tokio::test]
async fn a18_a_session_ends_when_it_lies_idle_and_when_its_time_is_over() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    back(&portal, "seen_at", "11 hours").await;
    assert!(is_in(&ida).await, "eleven hours without use");
    back(&portal, "seen_at", "12 hours").await;
    assert!(!is_in(&ida).await, "twelve hours without use");
    back(&portal, "seen_at", "-24 hours").await;
    assert!(!is_in(&ida).await, "a clock put back revived it");
    let ida = portal.known(IDA).await;
    back(&portal, "expires_at", "7 days").await;
    assert!(!is_in(&ida).await, "seven days in all");
}

#[tokio::test]
async fn a18_staff_are_signed_out_sooner() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Lind", inset_domain::user::StaffRole::Reviewer).await;
    assert!(is_in(&rosa).await);
    back(&portal, "seen_at", "61 minutes").await;
    assert!(!is_in(&rosa).await, "an hour without use");
    let hours =
        portal.scalar("SELECT extract(epoch FROM max(expires_at - created_at))::int / 3600 FROM sessions").await;
    assert_eq!(hours, "12");
}

#[tokio::test]
async fn a93_signing_out_clears_what_the_browser_kept() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    assert_eq!(ida.get("/advertiser").await.headers["cache-control"], "no-store");
    let out = ida.fill("/advertiser", "/sign-out", &[]).await;
    assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\"");
}
