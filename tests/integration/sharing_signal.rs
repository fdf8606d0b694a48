//! Global Privacy Control: a browser's no to sharing is its person's.

use crate::harness::Portal;

const GRANTED: &str =
    "SELECT granted::text FROM consents WHERE purpose = 'partner_sharing' ORDER BY given_at DESC, id DESC LIMIT 1";

#[tokio::test]
async fn the_site_says_that_it_heeds_the_signal() {
    let portal = Portal::start().await;
    let answer = portal.browser().get("/.well-known/gpc.json").await;
    assert_eq!(answer.headers["content-type"], "application/json");
    let said: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(said["gpc"], true);
    assert!(said["lastUpdate"].as_str().is_some_and(|day| day.parse::<chrono::NaiveDate>().is_ok()));
}

#[tokio::test]
async fn a_browser_that_says_no_is_asked_nothing_and_its_tick_counts_for_nothing() {
    let portal = Portal::start().await;
    let (page, named) = ("/sign-up/publisher", "input[name=partner_sharing]");
    assert_eq!(portal.browser().get(page).await.texts(named).len(), 1);
    let refusing = portal.browser().refusing_sharing();
    let shown = refusing.get(page).await;
    assert_eq!(shown.texts(named).len(), 0);
    assert!(shown.body.contains("Global Privacy Control"));
    let typed = [
        ("company", "Fjord"),
        ("full_name", "Ann Ek"),
        ("email", "ann@fjord.example"),
        ("preferred_channel", "email"),
        ("age", "yes"),
        ("terms", "yes"),
        ("partner_sharing", "yes"),
        ("optional_mail", "yes"),
    ];
    refusing.fill(page, page, &typed).await.goes_to();
    assert_eq!(portal.scalar(GRANTED).await, "false");
    let other = "SELECT granted::text FROM consents WHERE purpose = 'optional_mail'";
    assert_eq!(portal.scalar(other).await, "true", "the signal is about sharing alone");
}

#[tokio::test]
async fn a_yes_of_before_ends_when_its_person_signs_in_with_such_a_browser_and_stays_where_they_do_not() {
    let portal = Portal::start().await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    ann.fill("/account", "/account", &[("partner_sharing", "yes")]).await.goes_to();
    let email = portal.scalar("SELECT email FROM users WHERE full_name = 'Ann Ek'").await;
    portal.browser().sign_in(&email).await;
    assert_eq!(portal.scalar(GRANTED).await, "true");
    let refusing = portal.browser().refusing_sharing();
    refusing.sign_in(&email).await;
    assert_eq!(portal.scalar(GRANTED).await, "false");
    let events = "SELECT count(*) FROM audit_events WHERE verb = 'user.sharing_refused'";
    assert_eq!(portal.scalar(events).await, "1");
    portal.browser().refusing_sharing().sign_in(&email).await;
    assert_eq!(portal.scalar(events).await, "1", "nothing was left to take back");
    assert!(ann.get("/account/security/changes").await.body.contains("as the browser asks"));
}
