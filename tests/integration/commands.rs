//! The program as people start it: first start, second start, stops of every kind, and what it refuses.

use crate::harness::{Installation, PASSWORD, Portal};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

const COOKIE_KEY: &str = "Y29va2llIGtleSBvZiBhIHRlc3QsIHNpeHR5LWZvdXIgYnl0ZXMgbG9uZywgbm90IGEgc2VjcmV0IDAxMjM0NQ==";
const INDEX_KEY: &str = "aW5kZXgga2V5IG9mIGEgdGVzdCwgMzIgYnl0ZXMgMDEyMzQ=";
const SECOND_KEK: &str = "k2:a2V5LWVuY3J5cHRpb24ga2V5IG9mIGEgdGVzdCAwMTI=";
const DEVELOPMENT_KEK: &str = "dev:aW5zZXQgZGV2ZWxvcG1lbnQga2V5IG5vdCBzZWNyZXQ=";

fn postgres(data: &Path) -> i32 {
    let file = std::fs::read_to_string(data.join("postgres/postmaster.pid")).expect("a PostgreSQL runs");
    file.lines().next().expect("a line").parse().expect("a number")
}

/// Ended, though perhaps nobody has asked for its result.
fn has_ended(pid: i32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status.is_empty() || status.contains("State:\tZ")
}

#[tokio::test]
async fn the_demo_is_told_once_and_the_console_and_the_file_name_the_same_logins() {
    let portal = Installation::fresh().with("INSET_DEMO", "");
    let first = portal.serve().await;
    let logins = std::fs::read_to_string(portal.data().join("demo-logins.txt")).expect("the list of logins");
    let console = |told: &str| -> Vec<String> {
        let rows = told.lines().filter(|line| line.starts_with("  "));
        rows.map(|row| row.split("  ").filter(|cell| !cell.is_empty()).map(str::trim).collect::<Vec<_>>().join("\t"))
            .collect()
    };
    assert!(first.told().contains(&format!("Inset listens on {}\n", portal.base)), "{}", first.told());
    assert_eq!(console(&first.told()), logins.lines().collect::<Vec<_>>());
    let roles: Vec<&str> = logins.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(
        roles,
        ["publisher", "advertiser", "network", "reviewer", "finance", "support", "admin", "second admin"]
    );
    for line in logins.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let is_staff = ["reviewer", "finance", "support", "admin", "second admin"].contains(&parts[0]);
        assert_eq!((parts.len(), parts[2]), (if is_staff { 4 } else { 3 }, PASSWORD), "{line}");
    }
    portal.browser().sign_in("nora@harbourlight.example").await;

    let rotate = portal.with("INSET_KEK", &format!("{SECOND_KEK},{DEVELOPMENT_KEK}"));
    let count = |said: String| said.split(' ').next().and_then(|count| count.parse::<usize>().ok()).expect("a count");
    assert!(count(rotate.run(&["keys", "rotate"]).out) > 10, "the demo's data keys are wrapped anew");
    assert_eq!(count(rotate.run(&["keys", "rotate"]).out), 0, "and only once");
    let portal = rotate.with("INSET_KEK", SECOND_KEK);

    let told = first.told();
    assert!(first.stop().success());
    let second = portal.serve().await;
    assert_eq!(second.told(), told, "the second start says the same");
    let again = std::fs::read_to_string(portal.data().join("demo-logins.txt")).expect("the list of logins");
    assert_eq!(again, logins);
    let nora = portal.browser();
    nora.sign_in("nora@harbourlight.example").await;
    assert_eq!(nora.get("/publisher/payout").await.status, 200, "sealed under the new key alone");
    assert!(portal.run(&["demo"]).out.starts_with("Nothing was told"), "a demo over users");
}

#[tokio::test]
async fn a_killed_portal_leaves_no_database_behind_and_starts_again() {
    let portal = Installation::fresh();
    for _ in 0..2 {
        let running = portal.serve().await;
        let database = postgres(&portal.data());
        running.kill();
        let end = Instant::now() + Duration::from_secs(30);
        while !has_ended(database) {
            assert!(Instant::now() < end, "PostgreSQL outlived its portal");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    let running = portal.serve().await;
    let database = postgres(&portal.data());
    assert!(running.stop().success(), "asked to stop, it ends in good order");
    assert!(has_ended(database));
}

#[tokio::test]
async fn a_first_start_that_was_killed_half_way_is_begun_anew() {
    let portal = Installation::fresh();
    // What a kill during initdb leaves.
    std::fs::create_dir_all(portal.data().join("postgres.making/base")).expect("a folder");
    assert_eq!(portal.run(&["migrate"]).error, "");
    // What a kill between the making of the database and its mark leaves.
    std::fs::remove_file(portal.data().join("postgres/inset_database")).expect("a mark");
    assert_eq!(portal.run(&["migrate"]).out, "0 migrations applied\n");
}

#[tokio::test]
async fn a_second_copy_is_told_in_one_sentence_and_commands_work_beside_the_first() {
    let portal = Installation::fresh();
    let _running = portal.serve().await;
    let second = portal.run(&["serve"]);
    let sentence = format!(
        "A portal runs already on the data directory {}: stop it, or set INSET_DATA_DIR to another directory.\n",
        portal.data().display()
    );
    assert_eq!((second.succeeded, second.error), (false, sentence));

    let elsewhere = portal.folder.join("elsewhere");
    let portal = portal.with("INSET_DATA_DIR", elsewhere.to_str().expect("text"));
    let busy = portal.run(&["serve"]);
    assert!(!busy.succeeded);
    assert!(
        busy.error.starts_with("Cannot listen on 127.0.0.1:") && busy.error.contains("INSET_BIND"),
        "{}",
        busy.error
    );
    assert_eq!(busy.error.lines().count(), 1, "{}", busy.error);

    let first = portal.data();
    let portal = portal.with("INSET_DATA_DIR", first.to_str().expect("text"));
    assert_eq!(portal.run(&["migrate"]).out, "0 migrations applied\n");
    assert!(portal.run(&["staff", "add", "ada@operator.example", "Ada Marsh", "admin"]).succeeded);
    assert!(portal.run(&["health"]).succeeded);
}

#[tokio::test]
async fn a_private_home_and_a_long_path_are_no_obstacle() {
    let portal = Installation::fresh();
    let home = portal.folder.join("home");
    std::fs::create_dir(&home).expect("a folder");
    std::fs::set_permissions(&home, Permissions::from_mode(0o700)).expect("a private home");
    let data = home.join("long ".repeat(25)).join("data");
    let portal = portal.with("INSET_DATA_DIR", data.to_str().expect("text"));
    let running = portal.serve().await;
    assert!(data.join("postgres.log").exists());
    assert!(running.stop().success());
    // Run by root, the database lies where its own user can reach it.
    use sha2::Digest as _;
    let path = data.canonicalize().expect("a path");
    let name = inset_domain::hex(&sha2::Sha256::digest(path.as_os_str().as_encoded_bytes())[..8]);
    for folder in [Path::new("/var/tmp"), &std::env::temp_dir()] {
        let _ = std::fs::remove_dir_all(folder.join(format!("inset-{name}")));
    }
}

#[tokio::test]
async fn a_database_of_ones_own_means_production_without_demo_or_files() {
    let database = Portal::start().await;
    let portal = Installation::fresh()
        .with("INSET_MODE", "")
        .with("INSET_DEMO", "")
        .with("DATABASE_URL", &database.address().await)
        .with("INSET_SMTP_URL", "smtp://127.0.0.1:9")
        .with("INSET_BASE_URL", "https://portal.example")
        .with("INSET_COOKIE_KEY", COOKIE_KEY)
        .with("INSET_INDEX_KEY", INDEX_KEY)
        .with("INSET_KEK", SECOND_KEK);
    let running = portal.serve().await;
    assert_eq!(running.told(), "Inset listens on https://portal.example\n");
    assert!(running.complained().contains("the operator is the example's"), "{}", running.complained());
    let page = portal.browser().get("/sign-in").await;
    let cookie = page.headers.get("set-cookie").map(|value| value.to_str().expect("text").to_owned());
    assert!(cookie.is_none_or(|cookie| cookie.starts_with("__Host-inset=") && cookie.contains("Secure")));
    assert!(page.headers.contains_key("strict-transport-security"));
    let head = portal.browser().send("HEAD", "/", &[], "").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""), "watchers ask for the head alone");
    assert_eq!(portal.browser().get("/dev/mail").await.status, 404);
    assert_eq!(database.scalar("SELECT count(*) FROM users").await, "0");
    assert!(running.stop().success());
    assert!(!portal.data().exists(), "nothing is kept beside the database");
}

#[test]
fn production_refuses_to_start_and_names_every_fault_at_once() {
    let portal = Installation::fresh().with("INSET_MODE", "").with("INSET_BIND", "here");
    let said = portal.run(&["serve"]);
    assert!(!said.succeeded);
    let names = said.error.lines().skip(1).filter_map(|line| line.strip_prefix("  - ")?.split(' ').next());
    let expected = [
        "INSET_BIND",
        "INSET_COOKIE_KEY",
        "INSET_INDEX_KEY",
        "DATABASE_URL",
        "INSET_SMTP_URL",
        "INSET_BASE_URL",
        "INSET_KEK",
    ];
    assert_eq!(names.collect::<Vec<_>>(), expected, "{}", said.error);
    assert!(!portal.data().exists(), "nothing was begun");
}

#[tokio::test]
async fn whoever_lost_the_authenticator_is_let_in_by_the_operator_with_the_password_alone() {
    let installation = Installation::fresh().with("INSET_DEMO", "");
    let running = installation.serve().await;
    let rosa = "rosa.lindqvist@imagespacemedia.example";
    let before = installation.browser();
    before.sign_in(rosa).await;
    assert_eq!(before.get("/admin/queue").await.status, 200);
    assert!(installation.run(&["unlock", rosa]).succeeded);
    assert!(before.get("/admin/queue").await.goes_to().starts_with("/sign-in?back="), "her sessions have ended");
    let after = installation.browser();
    after.fill("/sign-in", "/sign-in", &[("email", rosa), ("password", PASSWORD)]).await.goes_to();
    assert_eq!(after.get("/admin").await.goes_to(), "/account/security/authenticator");
    for wrong in [rosa, "nobody@imagespacemedia.example"] {
        let asked = installation.run(&["unlock", wrong]);
        assert!(!asked.succeeded, "{wrong} has no authenticator");
    }
    assert!(running.stop().success());
}
