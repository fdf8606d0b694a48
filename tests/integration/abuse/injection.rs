//! What is typed is data: for the database, for the router, for the parsers.

use super::exchange;
use crate::bad_input::{every_form_open, everything, no_panic};
use crate::harness::Portal;
use inset_domain::user::StaffRole;
use std::time::{Duration, Instant};

/// Texts that mean something else to a database, a shell, a template or a printer of formats.
const CORPUS: [&str; 14] = [
    "'",
    "\\'",
    "' OR '1'='1",
    "1 OR 1=1",
    "'; SELECT pg_sleep(20); --",
    "' UNION SELECT version() --",
    "') OR ('1'='1",
    "1; DROP TABLE users; --",
    "$$; SELECT 1; $$",
    "%' AND 1=CAST(version() AS int) --",
    "x'||(SELECT password_hash FROM users LIMIT 1)||'",
    "$(id) `id` ;id |id",
    "%n%s%x {0} {} ${7*7}",
    "a' OR '1'='1'; SELECT pg_sleep(20); --\"\\",
];

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Words of the database or of a program that no page may show.
fn tells_tales(body: &str) -> Option<&'static str> {
    ["syntax error", "PostgreSQL 1", "diesel", "panicked at", "RUST_BACKTRACE", "$argon2id", "uid=0", "src/store"]
        .into_iter()
        .find(|words| body.contains(words))
}

#[tokio::test]
async fn a47_no_field_of_any_form_is_read_as_a_command() {
    let (portal, rows) = every_form_open().await;
    let composite = CORPUS[CORPUS.len() - 1];
    let users: u32 = portal.scalar("SELECT count(*) FROM users").await.parse().expect("a number");
    let mut posts = 0;
    for row in &rows {
        // One after the other, among good values: a field that fails hides those after it.
        let mut form = row.blank().await;
        for (name, _) in &row.filling {
            form.0.entry(name.clone()).or_default();
        }
        let fields: Vec<String> = form.0.keys().filter(|name| *name != "_csrf").cloned().collect();
        for field in fields {
            form.0.insert("_key".into(), uuid::Uuid::new_v4().to_string());
            let answer = row.post(&row.over(&form, &[(field.as_str(), composite)])).await;
            assert!(answer.status < 500, "{} with {field}: {}", row.route, answer.status);
            assert_eq!(tells_tales(&answer.body), None, "{} with {field}", row.route);
            posts += 1;
        }
        // And all at once.
        for text in CORPUS {
            let texts: Vec<String> = form.0.keys().filter(|name| !name.starts_with('_')).cloned().collect();
            form.0.insert("_key".into(), uuid::Uuid::new_v4().to_string());
            let typed: Vec<(&str, &str)> = texts.iter().map(|name| (name.as_str(), text)).collect();
            let answer = row.post(&row.over(&form, &typed)).await;
            assert!(answer.status < 500, "{} with {text}: {}", row.route, answer.status);
            posts += 1;
        }
    }
    assert!(posts > 900, "only {posts} posts");
    // Who signs up in passing is added; nobody is gone, and everything is still there to be read.
    let left: u32 = portal.scalar("SELECT count(*) FROM users").await.parse().expect("a number");
    assert!(left >= users, "{left} of {users} users are left");
    everything(&portal).await;
    no_panic();
}

#[tokio::test]
async fn a47_no_query_place_or_cookie_is_read_as_a_command() {
    let (portal, _) = every_form_open().await;
    let ada = portal.known("ada.marsh@operator.example").await;
    let ann = portal.known("ann.ek@halden.example").await;
    let before = everything(&portal).await;
    let names = [
        "after",
        "state",
        "kind",
        "back",
        "invitation",
        "subject",
        "format",
        "position",
        "size",
        "background",
        "label",
        "country",
        "headline",
        "sort",
        "page",
        "id",
    ];
    let mut asked = 0;
    for listing in inset::app::listings(false).iter().filter(|listing| listing.method == "GET") {
        for text in CORPUS {
            let text = encoded(text);
            let mut path = String::new();
            for part in listing.path.split('/').skip(1) {
                path.push('/');
                path.push_str(&if part.starts_with('{') { text.replace('+', "%20") } else { part.to_owned() });
            }
            let path = if path.is_empty() { "/".to_owned() } else { path };
            let query: Vec<String> = names.iter().map(|name| format!("{name}={text}")).collect();
            let cookie = format!("inset_notice={text}; inset-device={text}");
            for person in [&ada, &ann] {
                let answer =
                    person.send("GET", &format!("{path}?{}", query.join("&")), &[("accept", "text/html")], "").await;
                assert!(answer.status < 500, "{path} with {text}: {}", answer.status);
                assert_eq!(tells_tales(&answer.body), None, "{path} with {text}");
                asked += 1;
            }
            if text == encoded(CORPUS[2]) {
                let answer = portal.browser().send("GET", &path, &[("cookie", &cookie)], "").await;
                assert!(answer.status < 500, "{path} with the cookie {text}: {}", answer.status);
            }
        }
    }
    assert!(asked > 1500, "only {asked} requests");
    // A condition that is always true finds what one that is never true finds: nothing.
    for list in ["orders", "accounts", "inquiries", "mail", "testimonials"] {
        let rows =
            async |state: &str| ada.get(&format!("/admin/{list}?state={}", encoded(state))).await.texts("tbody tr");
        assert_eq!(rows("x' OR '1'='1").await, rows("no-such-state").await, "{list}");
    }
    assert_eq!(everything(&portal).await, before, "a question wrote something");
    no_panic();
}

#[tokio::test]
async fn a54_a_text_that_the_database_cannot_hold_is_the_askers_fault_and_not_ours() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    for name in ["Ida\0Holm", "Ida\u{202E}mloH", "Ida\u{200B}Holm", "\u{FEFF}Ida Holm\u{2066}"] {
        let answer = ida.fill("/account", "/account", &[("full_name", name)]).await;
        assert_eq!(answer.status, 422, "{name:?}");
    }
    let form = ida.form("/account", "/account").await;
    for bytes in ["%00", "%ff%fe", "%c0%af", "%ed%a0%80", "%f4%90%80%80"] {
        let body = form.body(&[("full_name", "@@")]).replace("%40%40", &format!("Ida{bytes}Holm"));
        let answer = ida.post_body("/account", body).await;
        assert_eq!(answer.status, 422, "{bytes} in a form");
        for path in [
            format!("/advertiser/orders/{bytes}"),
            format!("/sign-up/{bytes}"),
            format!("/welcome/{bytes}"),
            format!("/static/{bytes}"),
            format!("/inquiry/received/{bytes}"),
        ] {
            assert_eq!(ida.get(&path).await.status, 404, "{path}");
        }
        for path in [format!("/advertiser/orders?after={bytes}&state={bytes}"), format!("/sign-in?back={bytes}")] {
            assert!([200, 303, 404].contains(&ida.get(&path).await.status), "{path}");
        }
    }
    assert_eq!(portal.scalar("SELECT full_name FROM users").await, "Ida Holm");
}

#[tokio::test]
async fn a55_what_is_deep_huge_or_no_form_at_all_is_refused_in_a_moment() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let objects = "{\"a\":".repeat(50_000);
    let name = "a[b]".repeat(100_000);
    for (kind, body) in [
        ("application/json", deep.as_str()),
        ("application/json", &objects),
        ("application/json", "{\"a\":1e400,\"a\":99999999999999999999999999}"),
        ("application/json", "\u{FEFF}{}"),
        ("application/xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"),
        ("application/x-www-form-urlencoded; charset=utf-16", "f\0u\0l\0l\0"),
        ("application/x-www-form-urlencoded", &name),
        ("multipart/form-data", "--"),
        ("", "x"),
    ] {
        let begun = Instant::now();
        let headers = [("origin", portal.base.as_str()), ("content-type", kind), ("accept", "text/html")];
        let answer = ida.send("POST", "/account", &headers, body).await;
        assert!([403, 422].contains(&answer.status), "{kind}: {}", answer.status);
        assert!(begun.elapsed() < Duration::from_secs(2), "{kind} took {:?}", begun.elapsed());
    }
    assert_eq!(ida.get("/account").await.status, 200);
}

#[tokio::test]
async fn a57_an_address_that_is_written_otherwise_opens_no_door() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    assert_eq!(ada.get("/admin/queue").await.status, 200);
    let session = ida.form("/account", "/sign-out").await.0["_csrf"].clone();
    assert!(!session.is_empty());
    let own = portal.base.trim_start_matches("http://");
    for path in [
        "/admin%2fqueue",
        "/admin%2f..%2fadmin%2fqueue",
        "//admin/queue",
        "/Admin/queue",
        "/ADMIN/QUEUE",
        "/admin;x/queue",
        "/admin/queue;x",
        "/%2e%2e/admin/queue",
        "/public/../admin/queue",
        "/admin./queue",
        "/admin/queue.",
        "/admin//queue",
        "/./admin/queue",
        "/admin/queue%20",
        "/admin/queue%2e",
        "/admin/queue/",
        "/%61dmin/queue",
        "/static/../admin/queue",
        "/static/%2e%2e/admin/queue",
        "/static/..%2f..%2f..%2fetc/passwd",
        "/admin/queue%3fx",
        "/admin/queue%23",
        "/\u{FF0F}admin/queue",
    ] {
        // As it stands: clients of HTTP put dots and slashes right before they send them.
        let request = format!("GET {path} HTTP/1.1\r\nhost: {own}\r\nconnection: close\r\n\r\n");
        let answer = exchange(&portal, request.as_bytes()).await;
        assert!(!answer.starts_with("HTTP/1.1 200"), "{path} is open to nobody in particular: {answer}");
        assert!(!answer.contains("root:x:0"), "{path}");
        let member = ida.get(path).await;
        assert!([303, 308, 404].contains(&member.status), "{path}: {}", member.status);
        if let Some(place) = &member.location {
            assert_eq!(ida.get(place).await.status, 404, "{path} leads a member to {place}");
        }
    }
}

#[tokio::test]
async fn a59_only_the_methods_that_an_address_has_do_anything() {
    let portal = crate::bad_input::portal().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let before = everything(&portal).await;
    let origin = portal.base.clone();
    let methods = ["TRACE", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "PROPFIND", "FROB"];
    let paths = inset::app::listings(false).into_iter().map(|listing| listing.path).filter(|path| !path.contains('{'));
    let asked: Vec<(String, &str)> = paths.flat_map(|path| methods.map(|method| (path.clone(), method))).collect();
    assert!(asked.len() > 400, "only {} requests", asked.len());
    // Side by side: what follows a CONNECT the server waits for a second before it hangs up.
    let answers = asked.iter().map(async |(path, method)| {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\norigin: {origin}\r\nx-secret: canary\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        exchange(&portal, request.as_bytes()).await
    });
    for ((path, method), answer) in asked.iter().zip(futures_util::future::join_all(answers).await) {
        let status = answer.get(9..12).unwrap_or_default();
        assert!(["400", "404", "405"].contains(&status), "{method} {path}: {answer}");
        assert!(!answer.contains("canary"), "{method} {path} gives back what was sent");
    }
    for header in ["x-http-method-override", "x-http-method", "x-method-override"] {
        for method in ["POST", "DELETE", "PUT"] {
            let headers = [(header, method), ("origin", origin.as_str())];
            let answer = ida.send("GET", "/sign-out", &headers, "").await;
            assert!([404, 405].contains(&answer.status), "{header}: {}", answer.status);
            let answer = ida.send("GET", "/account?_method=POST&full_name=Eve", &headers, "").await;
            assert_eq!(answer.status, 200);
        }
    }
    assert_eq!(everything(&portal).await, before, "something was written");
    assert_eq!(ida.get("/account").await.status, 200, "she was signed out");
}
