//! The platform: its headers, what it does not show, and what it does with more than it can take.

use super::exchange;
use crate::harness::{Client, Portal};
use crate::orders::{begin, complete};
use inset_domain::user::StaffRole;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a91_headers_queries_and_fields_without_end_are_refused_in_a_moment() {
    let portal = Portal::start().await;
    let own = portal.base.trim_start_matches("http://").to_owned();
    let request =
        |target: &str, more: &str| format!("GET {target} HTTP/1.1\r\nhost: {own}\r\n{more}connection: close\r\n\r\n");
    let many: String = (0..10_000).map(|number| format!("x-{number}: 1\r\n")).collect();
    let query: String = (0..100_000).map(|number| format!("a{number}=1&")).collect();
    for (what, text) in [
        ("a cookie of a megabyte", request("/", &format!("cookie: a={}\r\n", "x".repeat(1024 * 1024)))),
        ("ten thousand headers", request("/", &many)),
        ("a hundred thousand parameters", request(&format!("/testimonials?{query}"), "")),
        ("an address of a megabyte", request(&format!("/{}", "a".repeat(1024 * 1024)), "")),
    ] {
        let begun = Instant::now();
        let answer = exchange(&portal, text.as_bytes()).await;
        let took = begun.elapsed();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{what}: {answer}");
        assert!(took < Duration::from_secs(3), "{what} took {took:?}");
    }
    // What still fits the head of a request is looked at, and found to be nothing.
    let answer = exchange(&portal, request(&format!("/testimonials?{}", &query[..60_000]), "").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 4"), "{answer}");
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let form = ida.form("/account", "/account").await.body(&[]);
    let fields: String = (0..100_000).map(|number| format!("&f{number}=")).collect();
    let begun = Instant::now();
    let answer = ida.post_body("/account", format!("{form}{fields}")).await;
    // A megabyte bounds a body, whatever it is made of.
    assert!([303, 413, 422].contains(&answer.status), "{}", answer.status);
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert_eq!(portal.browser().get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a92_a_hundred_long_lists_at_once_are_all_answered_and_others_wait_no_longer_than_for_a_page() {
    let portal = Portal::start().await;
    portal.demo().await;
    let ada = portal.known("ada.marsh@imagespacemedia.example").await;
    let lists = ["/admin/audit", "/admin/orders", "/admin/mail", "/admin/accounts", "/sellers.json"];
    let asked = (0..100).map(|number| ada.get(lists[number % lists.len()]));
    let others = async {
        let mut longest = Duration::ZERO;
        for _ in 0..20 {
            let begun = Instant::now();
            assert_eq!(portal.browser().get("/terms").await.status, 200);
            longest = longest.max(begun.elapsed());
        }
        longest
    };
    let (answers, longest) = tokio::join!(futures_util::future::join_all(asked), others);
    for answer in answers {
        // A full pool says when to come back instead of letting everybody wait.
        assert!(
            answer.status == 200 || (answer.status == 503 && answer.headers.contains_key("retry-after")),
            "{}",
            answer.status
        );
    }
    assert!(longest < Duration::from_secs(5), "another page took {longest:?}");
}

#[tokio::test]
async fn a94_every_answer_forbids_frames_sniffing_and_strange_sources() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    complete(&ida).await;
    let order = begin(&ida).await;
    let visitor = portal.browser();
    let style = visitor.get("/").await.links("link[rel=stylesheet]").remove(0);
    let forged = visitor.send("POST", "/contact", &[("origin", "https://evil.example")], "x=1").await;
    let missing = visitor.send("PUT", "/contact", &[], "").await;
    let json = visitor.send("GET", "/no/such/page", &[("accept", "application/json")], "").await;
    let mut answers = vec![
        ("a forged post".to_owned(), forged),
        ("a method that is not there".into(), missing),
        ("a fault for machines".into(), json),
    ];
    for (person, path) in [
        (&visitor, "/"),
        (&visitor, "/no/such/page"),
        (&visitor, "/advertiser"),
        (&visitor, "/sign-in"),
        (&visitor, "/sellers.json"),
        (&visitor, "/robots.txt"),
        (&visitor, "/healthz"),
        (&visitor, style.as_str()),
        (&visitor, "/static/no-such-file.css"),
        (&ida, order.as_str()),
        (&ida, "/admin/queue"),
        (&ida, "/account//"),
        (&ada, "/admin/queue"),
    ] {
        answers.push((path.to_owned(), person.get(path).await));
    }
    answers.push(("a form with errors".into(), ida.fill("/account", "/account", &[("full_name", "")]).await));
    for (what, answer) in &answers {
        let header =
            |name: &str| answer.headers.get(name).map(|value| value.to_str().expect("text")).unwrap_or_default();
        let policy = header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "script-src 'self';",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(rule), "{what}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{what}: {policy}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(header("x-frame-options"), "DENY", "{what}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{what}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
        assert!(answer.body.is_empty() || !header("content-type").is_empty(), "{what} has a body of no type");
        assert_eq!(
            (header("server"), header("x-powered-by"), header("access-control-allow-origin")),
            ("", "", ""),
            "{what}"
        );
        if header("content-type").starts_with("text/") {
            assert!(header("content-type").contains("charset=utf-8"), "{what}: {}", header("content-type"));
        }
    }
    let cross = visitor
        .send("GET", "/sign-in", &[("origin", "https://evil.example"), ("access-control-request-method", "POST")], "")
        .await;
    assert!(cross.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
}

#[tokio::test]
async fn a95_nothing_of_the_workshop_is_served() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let paths = [
        "/metrics",
        "/debug",
        "/debug/pprof",
        "/openapi.json",
        "/swagger",
        "/api",
        "/graphql",
        "/actuator/env",
        "/server-status",
        "/.git/HEAD",
        "/.git/config",
        "/.env",
        "/inset.env",
        "/Cargo.toml",
        "/Cargo.lock",
        "/backup.sql",
        "/dump.sql.gz",
        "/index.php",
        "/static/",
        "/static",
        "/static/css",
        "/static/js",
        "/static/css/",
        "/static/.env",
        "/static/js/app.js.map",
        "/templates/base.html",
        "/.well-known/",
        "/wp-login.php",
        "/phpinfo.php",
        "/console",
        "/health",
        "/status",
        "/var/log",
        "/docs",
    ];
    for path in paths {
        for (who, browser) in [("a visitor", &portal.browser()), ("staff", &ada)] {
            let mut answer = browser.get(path).await;
            if answer.status == 308 {
                answer = browser.get(&answer.location.expect("a place")).await;
            }
            assert_eq!(answer.status, 404, "{path} as {who}");
        }
    }
    // What watchers ask says nothing but that it lives.
    for (path, says) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        assert_eq!(Client::new(&portal.base).get(path).await.body, says);
    }
}

/// The packages of a lock file that come from anywhere but the public registry with a checksum, and are none of ours.
fn from_elsewhere(lock: &str) -> Vec<String> {
    let lock: toml::Table = lock.parse().expect("a lock file");
    let packages = lock["package"].as_array().expect("packages");
    let text = |package: &toml::Value, name: &str| package.get(name).and_then(|it| it.as_str()).map(str::to_owned);
    packages
        .iter()
        .filter(|package| {
            let name = text(package, "name").unwrap_or_default();
            match text(package, "source") {
                None => name != "inset" && !name.starts_with("inset-"),
                Some(source) => {
                    source != "registry+https://github.com/rust-lang/crates.io-index"
                        || text(package, "checksum").is_none_or(|sum| sum.len() != 64)
                }
            }
        })
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a96_every_dependency_comes_from_the_public_registry_and_is_pinned_by_its_checksum() {
    let faults = from_elsewhere(include_str!("../../../Cargo.lock"));
    assert!(faults.is_empty(), "{faults:?}");
    let sum = "0".repeat(64);
    for bad in [
        "[[package]]\nname = \"insert\"\nversion = \"1.0.0\"\n".to_owned(),
        format!(
            "[[package]]\nname = \"a\"\nsource = \"registry+https://crates.example/index\"\nchecksum = \"{sum}\"\n"
        ),
        "[[package]]\nname = \"a\"\nsource = \"git+https://code.example/a\"\n".to_owned(),
        "[[package]]\nname = \"a\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n".to_owned(),
    ] {
        assert_eq!(from_elsewhere(&bad).len(), 1, "{bad}");
    }
}
