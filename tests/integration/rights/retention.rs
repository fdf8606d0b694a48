//! What is kept for a time goes when it is over, and not before: each rule alone, in a dry run and for good.

use crate::harness::{Installation, Portal};
use inset_store::retention;

/// A row for each rule: what a day before its end or after it looks like, at a time `t`. `u` is some login.
const ROWS: [&str; 14] = [
    "INSERT INTO sessions (key_hash, user_id, user_agent, created_at, seen_at, expires_at, proven_at) VALUES (sha256(t::text::bytea), u, '', t, t, t, t)",
    "INSERT INTO form_keys VALUES (gen_random_uuid(), NULL, '/x', sha256('x'), '/', NULL, t)",
    "INSERT INTO parked_posts VALUES (gen_random_uuid(), u, NULL, NULL, '/x', '/x', gen_random_uuid(), '\\x00', t - interval '1 day', NULL, t)",
    "INSERT INTO guesses VALUES ('network', sha256(t::text::bytea), t)",
    "INSERT INTO sign_ins (id, user_id, at, outcome, user_agent, network) VALUES (gen_random_uuid(), u, t, 'wrong_password', '', '')",
    "INSERT INTO decision_undos VALUES (gen_random_uuid(), 1, u, t - interval '1 minute', t, t - interval '1 hour', 1, 'in_review', t - interval '1 hour', u, NULL, NULL)",
    "INSERT INTO case_presence VALUES (gen_random_uuid(), u, t)",
    "INSERT INTO devices VALUES (u, sha256(t::text::bytea), t, t)",
    "INSERT INTO passkey_ceremonies VALUES (sha256(t::text::bytea), t)",
    "INSERT INTO data_exports (id, user_id, state, requested_at, ready_at, expires_at, bytes, archive_sealed) VALUES (gen_random_uuid(), gen_random_uuid(), 'ready', t - interval '7 days', t - interval '7 days', t, 1, '\\x00')",
    "INSERT INTO privacy_request_repeats (id, request_id, channel, checked, asked_at) SELECT gen_random_uuid(), id, 'form', false, t - interval '1 day' FROM privacy_requests WHERE state_at BETWEEN t - interval '1 minute' AND t + interval '1 minute'",
    "INSERT INTO privacy_requests (id, reference, kind, channel, token_hash, received_at, acknowledge_by, answer_by, state, state_at, erased_at)
     VALUES (gen_random_uuid(), t::text, 'erase', 'form', sha256(t::text::bytea), t, t, t, 'withdrawn', t, t)",
    "INSERT INTO access_records (at, method, route, status, cut) VALUES (t, 'GET', '/', 200, true)",
    "INSERT INTO access_records (at, method, route, status, ip) VALUES (t, 'GET', '/', 200, '203.0.113.77')",
];

/// How old a row of each rule is that is due, and one that is not, in hours.
const HOURS: [i64; 14] = [24, 336, 0, 0, 4320, 0, 2, 4320, 0, 0, 17520, 17520, 9600, 720];

#[tokio::test]
async fn each_rule_lets_go_what_is_due_and_nothing_else() {
    let portal = Portal::start().await;
    portal.member("publisher", "Fjord", "Ann Ek").await;
    let rules = retention::rules(30);
    let now = portal.store().clock().now();
    let mut conn = portal.store().read().await.expect("a connection");
    retention::keep(&mut conn, &rules, now).await.expect("a clean start");
    // The requests stand before what refers to them.
    for rule in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 10, 12, 13] {
        for hours in [HOURS[rule] + 1, HOURS[rule] - 1] {
            portal.scalar(&format!(
                "SET session_replication_role = replica;
                 DO $do$ DECLARE u uuid := (SELECT id FROM users LIMIT 1); t timestamptz := now() - interval '{hours} hours'; BEGIN {}; END $do$",
                ROWS[rule]
            )).await;
        }
    }
    let due = retention::due(&mut conn, &rules, now).await.expect("a dry run");
    assert_eq!(due, [1; 14], "{:?}", rules.map(|rule| rule.what));
    assert_eq!(retention::due(&mut conn, &rules, now).await.expect("again"), [1; 14], "a dry run changes nothing");
    assert_eq!(retention::keep(&mut conn, &rules, now).await.expect("for good"), [1; 14]);
    assert_eq!(retention::due(&mut conn, &rules, now).await.expect("a dry run"), [0; 14]);
    let left = "SELECT (SELECT count(*) FROM privacy_requests) || ' ' || (SELECT count(*) FROM privacy_request_repeats) || ' '
        || (SELECT count(*) FROM sign_ins WHERE outcome = 'wrong_password') || ' ' || (SELECT count(*) FROM data_exports WHERE archive_sealed IS NOT NULL)";
    assert_eq!(portal.scalar(left).await, "1 1 1 1");
}

#[tokio::test]
async fn the_command_reports_what_is_due_and_lets_it_go_when_told_to() {
    let portal = Installation::fresh().with("INSET_DEMO", "");
    let first = portal.serve().await;
    assert!(first.stop().success());
    let dry = portal.run(&["retention"]).out;
    assert!(dry.starts_with("Due to go; nothing was changed:"), "{dry}");
    assert!(dry.contains("Records of visits, after 400 days"), "{dry}");
    let applied = portal.run(&["retention", "--apply"]).out;
    assert!(applied.starts_with("Gone:"), "{applied}");
    let after = portal.run(&["retention"]).out;
    let rows = after.lines().skip(1).map(|line| line.trim().split(' ').next().unwrap_or_default().to_owned());
    assert!(rows.clone().count() == 14 && rows.clone().all(|count| count == "0"), "{after}");
}
