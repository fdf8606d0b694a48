//! The record of one's own login.

use crate::harness::{Client, PASSWORD, Portal};

const IDA: &str = "ida.holm@halden.example";
const SIGN_INS: &str = "/account/security/sign-ins";
const CHANGES: &str = "/account/security/changes";

/// The first column of the list, once it has as many rows.
async fn outcomes(browser: &Client, rows: usize) -> Vec<String> {
    // A wrong try is noted after its answer has gone.
    for _ in 0..100 {
        let found = browser.get(SIGN_INS).await.texts("tbody td:first-child");
        if found.len() >= rows {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    browser.get(SIGN_INS).await.texts("tbody td:first-child")
}

#[tokio::test]
async fn a_person_sees_every_try_at_their_login_and_nobody_else_does() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    portal.member("advertiser", "Other", "Eve Moss").await;
    let wrong = [("email", IDA), ("password", "some other long words")];
    let stranger = portal.browser();
    assert_eq!(stranger.fill("/sign-in", "/sign-in", &wrong).await.status, 422);
    assert_eq!(outcomes(&ida, 2).await, ["Wrong password", "Signed in"]);
    let page = ida.get(SIGN_INS).await;
    assert!(page.texts("tbody").join(" ").contains("127.0.0.1"), "from which network");
    let eve = portal.known("eve.moss@other.example").await;
    assert_eq!(outcomes(&eve, 2).await, ["Signed in", "Signed in"]);
}

#[tokio::test]
async fn each_step_of_a_sign_in_with_a_second_factor_is_in_the_record() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    ida.enrol(IDA).await;
    let browser = portal.browser();
    browser.fill("/sign-in", "/sign-in", &[("email", IDA), ("password", PASSWORD)]).await.goes_to();
    let code = "/sign-in/code";
    assert_eq!(browser.fill(code, code, &[("code", "000000")]).await.status, 422);
    let right = ida.code(IDA).await;
    browser.fill(code, code, &[("code", &right)]).await.goes_to();
    let expected = ["Signed in", "Wrong second step", "Password right, second step asked for", "Signed in"];
    assert_eq!(outcomes(&ida, 4).await, expected);
}

#[tokio::test]
async fn a_person_sees_what_was_changed_of_their_login_newest_first() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    ida.enrol(IDA).await;
    let page = ida.get(CHANGES).await.texts(".timeline-what").join("; ");
    let places: Vec<_> = ["Authenticator added", "E-mail address verified", "Signed up"]
        .iter()
        .map(|words| page.find(words).unwrap_or_else(|| panic!("not {words}: {page}")))
        .collect();
    assert!(places.is_sorted(), "{page}");
}

#[tokio::test]
async fn a_long_record_is_read_page_by_page() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let many = "INSERT INTO sign_ins (id, user_id, at, outcome, user_agent, network)
                SELECT gen_random_uuid(), u.id, now() - interval '1 hour', 'wrong_password', '', '' FROM users u, generate_series(1, 120)";
    portal.scalar(&format!("WITH many AS ({many} RETURNING 1) SELECT count(*) FROM many")).await;
    let (mut path, mut seen) = (SIGN_INS.to_owned(), 0);
    loop {
        let page = ida.get(&path).await;
        seen += page.texts("tbody tr").len();
        match page.links(".pager a").into_iter().find(|link| link.contains("after=")) {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!(seen, 121);
}
