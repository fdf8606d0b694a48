//! The program as it runs in production: its cookies, its log.

use crate::harness::{Client, Installation, PASSWORD, Portal};
use inset_domain::user::StaffRole;

const COOKIE_KEY: &str = "Y29va2llIGtleSBvZiBhIHRlc3QsIHNpeHR5LWZvdXIgYnl0ZXMgbG9uZywgbm90IGEgc2VjcmV0IDAxMjM0NQ==";
const INDEX_KEY: &str = "aW5kZXgga2V5IG9mIGEgdGVzdCwgMzIgYnl0ZXMgMDEyMzQ=";
const KEK: &str = "k2:a2V5LWVuY3J5cHRpb24ga2V5IG9mIGEgdGVzdCAwMTI=";
const BASE: &str = "https://portal.example";

async fn production(database: &Portal) -> Installation {
    Installation::fresh()
        .with("INSET_MODE", "")
        .with("DATABASE_URL", &database.address().await)
        .with("INSET_SMTP_URL", "smtp://127.0.0.1:9")
        .with("INSET_BASE_URL", BASE)
        .with("INSET_COOKIE_KEY", COOKIE_KEY)
        .with("INSET_INDEX_KEY", INDEX_KEY)
        .with("INSET_KEK", KEK)
        .with("INSET_LOG", "info")
}

async fn post(browser: &Client, path: &str, more: &[(&str, &str)], body: &str) -> crate::harness::Answer {
    let own = [("origin", BASE), ("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    browser.send("POST", path, &[&own, more].concat(), body).await
}

#[tokio::test]
async fn a27_in_production_only_a_cookie_that_this_host_alone_can_set_is_taken() {
    let database = Portal::start().await;
    database.staff("Ada Marsh", StaffRole::Admin).await;
    let portal = production(&database).await;
    let _running = portal.serve().await;
    let browser = portal.browser();
    let body = format!("email=ada.marsh%40operator.example&password={}", PASSWORD.replace(' ', "+"));
    let signed_in = post(&browser, "/sign-in", &[], &body).await;
    assert_eq!(signed_in.status, 303, "{:?}", signed_in.errors());
    let set: Vec<&str> =
        signed_in.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text")).collect();
    assert!(set.len() >= 2, "{set:?}");
    for cookie in &set {
        for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.split("; ").any(|it| it == part), "{cookie} lacks {part}");
        }
        assert!(cookie.starts_with("__Host-") && !cookie.to_lowercase().contains("domain="), "{cookie}");
        assert!(cookie.split(';').next().expect("a pair").len() <= 4096);
    }
    let pair =
        set.iter().find_map(|cookie| cookie.strip_prefix("__Host-inset=")?.split(';').next()).expect("a session");
    // The page that is there only for whose password was right.
    let open = async |cookie: String| browser.send("GET", "/sign-in/code", &[("cookie", &cookie)], "").await.status;
    assert_eq!(open(format!("__Host-inset={pair}")).await, 200);
    for name in ["inset", "__Secure-inset", "__host-inset", "inset_session"] {
        assert_eq!(open(format!("{name}={pair}")).await, 303, "{name} was taken");
    }
    let hsts = signed_in.headers["strict-transport-security"].to_str().expect("text");
    assert_eq!(hsts, "max-age=63072000; includeSubDomains");
    for path in ["/", "/no/such/page", "/robots.txt", "/account"] {
        assert!(browser.get(path).await.headers.contains_key("strict-transport-security"), "{path}");
    }
}

#[tokio::test]
async fn what_is_refused_is_logged_for_machines_with_its_login_and_nothing_that_was_typed() {
    let database = Portal::start().await;
    let ida = database.member("advertiser", "Halden", "Ida Holm").await;
    let user = database.scalar("SELECT id FROM users").await;
    let portal = production(&database).await.with("INSET_MODE", "development").with("INSET_BASE_URL", "");
    let portal = portal.with("INSET_LOG_FORMAT", "json");
    let running = portal.serve().await;
    let known = portal.browser();
    known.sign_in("ida.holm@halden.example").await;
    assert_eq!(known.get("/advertiser/orders/IO-canary").await.status, 404);
    assert_eq!(known.get("/no/such/page").await.status, 404);
    post(&portal.browser(), "/contact", &[("sec-fetch-site", "cross-site")], "full_name=canary").await;
    assert_eq!(portal.browser().get("/advertiser/orders/IO-canary").await.status, 303);
    drop(ida);
    let said = running.complained();
    let lines: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect();
    let refused: Vec<[&str; 4]> = lines
        .iter()
        .filter(|line| line["target"] == "refused")
        .map(|line| ["method", "route", "why", "login"].map(|name| line["fields"][name].as_str().unwrap_or("none")))
        .collect();
    assert_eq!(
        refused,
        [
            ["GET", "/advertiser/orders/{number}", "not found", user.as_str()],
            ["POST", "/contact", "cross-site post", "nobody"],
        ]
    );
    assert!(!said.contains("canary"), "{said}");
    assert!(running.stop().success());
}

#[tokio::test]
async fn a53_a89_the_log_is_one_line_a_request_and_holds_nothing_that_was_typed() {
    let database = Portal::start().await;
    database.staff("Ada Marsh", StaffRole::Admin).await;
    let portal = production(&database).await;
    let running = portal.serve().await;
    let browser = portal.browser();
    let agent = "canary-agent\u{1b}[31m \" } { level=ERROR";
    let secret = "canary-token-0123456789012345678901234567890";
    browser
        .send(
            "GET",
            &format!("/reset-password/{secret}?email=canary%40person.example"),
            &[("user-agent", "canary-agent \"} {")],
            "",
        )
        .await;
    browser.send("GET", "/canary%0d%0a2026-11-24T00:00:00Z%20ERROR%20forged%1b[31m", &[], "").await;
    browser
        .send(
            "GET",
            "/admin/orders?state=canary",
            &[("referer", "https://canary.example/"), ("x-forwarded-for", "203.0.113.77")],
            "",
        )
        .await;
    let long =
        format!("email=canary%40person.example%0d%0aERROR+forged&password=canary-password&agent={}", agent.len());
    post(&browser, "/sign-in", &[], &long).await;
    post(&browser, "/contact", &[], "full_name=canary&email=canary%40person.example&body=canary&tax_id=canary&age=yes")
        .await;
    post(&browser, "/contact", &[("sec-fetch-site", "cross-site")], "full_name=canary").await;
    browser.send("FROB", "/", &[], "").await;
    let before = running.complained();
    assert!(
        before.contains("/reset-password/{token}") && before.contains("route=\"none\""),
        "nothing is logged: {before}"
    );
    for secret in ["canary", "forged", "203.0.113.77", "\u{1b}", PASSWORD] {
        assert!(!before.contains(secret), "the log holds {secret:?}: {before}");
    }
    for line in before.lines() {
        let stamp = line.get(..4).unwrap_or_default();
        assert!(stamp.parse::<u16>().is_ok(), "a line that begins no record: {line}");
    }
    assert!(running.stop().success());
}
