//! Signing in: what is typed, what comes back, and what a cookie may hold.

use super::exchange;
use crate::harness::{Answer, Client, PASSWORD, Portal};
use base64::Engine as _;
use std::time::{Duration, Instant};

const IDA: &str = "ida.holm@halden.example";

async fn is_in(portal: &Portal, cookie: &str) -> bool {
    portal.browser().send("GET", "/account", &[("cookie", cookie)], "").await.status == 200
}

async fn sign_in(browser: &Client) -> Answer {
    browser.fill("/sign-in", "/sign-in", &[("email", IDA), ("password", PASSWORD)]).await
}

/// Name and value of every cookie that an answer sets.
fn cookies(answer: &Answer) -> Vec<(String, String)> {
    let set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text"));
    let pair = |text: &str| {
        let (name, value) = text.split(';').next()?.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    };
    set.filter_map(pair).collect()
}

fn session_of(answer: &Answer) -> String {
    cookies(answer).into_iter().find(|(name, _)| name == "inset").expect("a session").1
}

#[tokio::test]
async fn a24_a_password_longer_than_any_of_ours_is_refused_without_being_hashed() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    // A hash that such a password fits shows whether anybody looked: it must not open.
    let long = "long words ".repeat(200);
    let hash = portal.parts.shared.passwords.hash(&long.clone().into()).await.expect("hashing works");
    portal
        .scalar(&format!(
            "WITH set AS (UPDATE users SET password_hash = '{hash}' RETURNING 1) SELECT count(*) FROM set"
        ))
        .await;
    let mut addresses = 1..;
    for password in [long, "x".repeat(1000 * 1000), "a\0b".repeat(10), "\u{FFFD}".repeat(600)] {
        let browser = Client::at(&portal.base, [127, 8, 0, addresses.next().expect("one more")]);
        let form = browser.form("/sign-in", "/sign-in").await;
        let begun = Instant::now();
        let answer = browser.post_body("/sign-in", form.body(&[("email", IDA), ("password", &password)])).await;
        let took = begun.elapsed();
        assert_eq!(answer.status, 422, "{} bytes", password.len());
        assert!(took < Duration::from_secs(3), "{} bytes took {took:?}", password.len());
        let start: String = password.chars().take(10).collect();
        assert!(!answer.body.contains(&start), "a password came back");
    }
    // Half a pair of UTF-16, as a broken client percent-encodes it.
    let browser = Client::at(&portal.base, [127, 8, 0, 100]);
    let surrogate = browser.post_body("/sign-in", format!("email={IDA}&password=%ed%a0%80%ed%a0%80%ed%a0%80")).await;
    assert_eq!(surrogate.status, 422);
    let huge = browser.post_body("/sign-in", format!("email={IDA}&password={}", "x".repeat(10 * 1024 * 1024))).await;
    assert_eq!(huge.status, 413);
    // Where one is set, the bound is said.
    browser.fill("/forgot-password", "/forgot-password", &[("email", IDA)]).await.goes_to();
    let link = portal.link(IDA, "Set a new password").await;
    let refused = browser.fill(&link, &link, &[("password", &"three words ".repeat(100))]).await;
    assert_eq!((refused.status, refused.errors()), (422, vec!["Use at most 1024 bytes".to_owned()]));
}

#[tokio::test]
async fn a26_another_site_cannot_sign_anybody_in() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let body = format!("email={IDA}&password={}", PASSWORD.replace(' ', "+"));
    for from in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[],
        &[("referer", "http://localhost/sign-in")],
        &[("sec-fetch-site", "cross-site"), ("origin", portal.base.as_str())],
        &[("sec-fetch-site", "same-site"), ("origin", portal.base.as_str())],
        &[("sec-fetch-site", "none"), ("origin", portal.base.as_str())],
    ] {
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        let answer = portal.browser().send("POST", "/sign-in", &[from, &kind].concat(), &body).await;
        assert_eq!(answer.status, 403, "{from:?}");
        assert!(answer.headers.get("set-cookie").is_none(), "{from:?} got a cookie");
    }
    let own = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(portal.browser().send("POST", "/sign-in", &own, &body).await.status, 303, "all are refused");
}

#[tokio::test]
async fn a27_a_cookie_that_the_portal_did_not_sign_opens_nothing() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let value = session_of(&sign_in(&portal.browser()).await);
    assert!(is_in(&portal, &format!("inset={value}")).await, "the real one does not work, so this proves nothing");
    let key = value.rsplit("%3D").next().expect("a key").to_owned();
    let mut turned = value.clone().into_bytes();
    let last = turned.last_mut().expect("letters");
    *last = if *last == b'A' { b'B' } else { b'A' };
    let turned = String::from_utf8(turned).expect("letters");
    for cookie in [
        format!("inset={turned}"),
        format!("inset={key}"),
        format!("INSET={value}"),
        format!("inset2={value}"),
        format!("inset=x{value}"),
        format!("inset=\"{value}\"; "),
        "inset=".to_owned(),
        "inset".to_owned(),
        format!("inset={}", "A".repeat(4000)),
    ] {
        let open = is_in(&portal, &cookie).await;
        // Quotes around a value are the same value (RFC 6265).
        assert!(!open || cookie.contains('"'), "{cookie} was taken");
    }
}

#[tokio::test]
async fn a27_a_second_cookie_of_the_same_name_brings_nobody_elses_session() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let value = session_of(&sign_in(&portal.browser()).await);
    for planted in ["x", "%00", "s%3A1", &"y".repeat(200)] {
        for cookie in [format!("inset={planted}; inset={value}"), format!("inset={value}; inset={planted}")] {
            let answer = portal.browser().send("GET", "/account", &[("cookie", &cookie)], "").await;
            let own = answer.status == 200 && answer.body.contains("Ida Holm");
            assert!(own || answer.goes_to().starts_with("/sign-in"), "{cookie}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn a28_what_a_dump_of_the_database_holds_opens_no_session() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let answer = sign_in(&portal.browser()).await;
    let dump = portal
        .scalar("SELECT string_agg(t::text, ' ') FROM (SELECT s::text FROM sessions s UNION ALL SELECT d::text FROM devices d) t")
        .await;
    for (name, value) in cookies(&answer).iter().filter(|(name, _)| name != "inset_notice") {
        let key = value.rsplit("%3D").next().expect("a key");
        assert!(key.len() >= 43 && !dump.contains(key), "the key of {name} is in the database");
        let raw = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(key).expect("base64");
        let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!dump.contains(&hex), "the key of {name} is in the database");
    }
    let hash = portal
        .scalar("SELECT encode(key_hash, 'base64') || ' ' || encode(key_hash, 'hex') FROM sessions LIMIT 1")
        .await;
    for stored in hash.split(' ') {
        assert!(!is_in(&portal, &format!("inset={stored}")).await, "what is stored is a key");
    }
}

#[tokio::test]
async fn a29_no_cookie_holds_a_password_an_address_or_anything_about_a_person() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let browser = portal.browser();
    let signed_in = sign_in(&browser).await;
    let saved = browser.fill("/account", "/account", &[("full_name", "Ida Holm")]).await;
    let hash = portal.scalar("SELECT password_hash FROM users").await;
    let facts = [IDA, "ida", "holm", "halden", PASSWORD, "unrelated", hash.as_str(), "argon2"];
    let mut seen = 0;
    for (name, value) in [cookies(&signed_in), cookies(&saved)].concat() {
        seen += 1;
        let plain: String =
            url::form_urlencoded::parse(value.as_bytes()).map(|(name, value)| format!("{name}{value}")).collect();
        let decoded = [
            base64::engine::general_purpose::STANDARD.decode(&plain).unwrap_or_default(),
            base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&plain).unwrap_or_default(),
        ];
        let text =
            format!("{value} {plain} {}", decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).join(" "));
        for fact in facts {
            assert!(!text.to_lowercase().contains(&fact.to_lowercase()), "{name} holds {fact}: {text}");
        }
        assert!(name.len() + value.len() <= 4096, "{name} is too long for some browsers");
    }
    assert!(seen >= 3, "only {seen} cookies were looked at");
    // What a browser says of itself is never believed: not even a cookie that claims a role.
    let own = portal.base.trim_start_matches("http://");
    let claim = format!(
        "GET /admin/queue HTTP/1.1\r\nhost: {own}\r\ncookie: role=admin; user={IDA}; password={PASSWORD}\r\nconnection: close\r\n\r\n"
    );
    assert!(exchange(&portal, claim.as_bytes()).await.starts_with("HTTP/1.1 303"));
}
