//! P01: what a visit leaves behind, and for how long.

use crate::harness::{Client, PASSWORD, Portal};
use inset_store::retention;
use std::collections::BTreeSet;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0 canary-agent";

async fn records(portal: &Portal) -> Vec<String> {
    portal.record_visits().await;
    let rows = "SELECT coalesce(string_agg(concat_ws(' ', method, coalesce(route, '-'), status, coalesce(browser, '-'), \
                coalesce(system, '-'), host(ip)), E'\\n' ORDER BY id), '') FROM access_records";
    portal.scalar(rows).await.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn promise_01_a_visit_leaves_browser_system_and_address_and_nothing_of_its_person() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    records(&portal).await;
    portal.scalar("WITH gone AS (DELETE FROM access_records RETURNING 1) SELECT count(*) FROM gone").await;

    let visitor = Client::at(&portal.base, [127, 9, 8, 7]);
    let headers = [
        ("user-agent", FIREFOX),
        ("referer", "https://canary.example/"),
        ("accept-language", "canary"),
        ("cookie", "other=canary"),
    ];
    for path in
        ["/?q=canary", "/reset-password/canary-0123456789?email=canary", "/canary", "/healthz", "/static/canary.js"]
    {
        visitor.send("GET", path, &headers, "").await;
    }
    visitor.send("CANARY-METHOD", "/", &headers, "").await;
    ida.get("/advertiser/orders").await;
    let seen = records(&portal).await;
    assert_eq!(
        seen,
        [
            "GET / 200 Firefox Linux 127.9.8.7",
            "GET /reset-password/{token} 404 Firefox Linux 127.9.8.7",
            "GET - 404 Firefox Linux 127.9.8.7",
            "other / 405 Firefox Linux 127.9.8.7",
            "GET /advertiser/orders 200 - - 127.0.0.1",
        ]
    );
    let columns = "SELECT string_agg(column_name, ' ' ORDER BY column_name) FROM information_schema.columns WHERE table_name = 'access_records'";
    let held: BTreeSet<String> = portal.scalar(columns).await.split(' ').map(str::to_owned).collect();
    let promised = ["at", "browser", "cut", "id", "ip", "method", "route", "status", "system"];
    assert_eq!(held, promised.map(str::to_owned).into(), "a visit leaves more than was promised");
    let whole = portal.scalar("SELECT string_agg(r::text, ' ') FROM access_records r").await;
    for word in ["anary", "Ida", "halden", PASSWORD] {
        assert!(!whole.contains(word), "a visit leaves {word}: {whole}");
    }
}

#[tokio::test]
async fn promise_01_an_address_is_cut_to_its_network_after_its_days_and_a_record_goes_after_its_time() {
    let portal = Portal::start().await;
    let visit = |ip: &str, days: i64| format!("(now() - interval '{days} days', 'GET', '/', 200, '{ip}')");
    let planted = [
        visit("203.0.113.77", 31),
        visit("2001:db8:1:2:3::4", 31),
        visit("203.0.113.78", 29),
        visit("203.0.113.79", 401),
    ];
    portal
        .scalar(&format!(
            "WITH planted AS (INSERT INTO access_records (at, method, route, status, ip) VALUES {} RETURNING 1) SELECT count(*) FROM planted",
            planted.join(", ")
        ))
        .await;
    let now = portal.store().clock().now();
    let mut conn = portal.store().read().await.expect("a connection");
    let rules = retention::rules(30);
    let kept = retention::keep(&mut conn, &rules, now).await.expect("it is kept");
    assert_eq!(kept[kept.len() - 2..], [1, 2], "one goes, two are cut");
    assert!(retention::keep(&mut conn, &rules, now).await.expect("again").iter().all(|rows| *rows == 0));
    drop(conn);
    let left = "SELECT string_agg(ip::text, ' ' ORDER BY id) FROM access_records";
    assert_eq!(portal.scalar(left).await, "203.0.113.0/24 2001:db8:1::/48 203.0.113.78/32");
}
