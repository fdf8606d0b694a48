//! The staff's home: what waits and is past its day, for whom; and the weekly figures.

use crate::cockpit::{ROSA, case_of, demo};
use crate::harness::{Client, Portal};
use inset_domain::user::StaffRole;
use inset_store::figures;

const SAMI: &str = "sami.haddad@imagespacemedia.example";
const ADA: &str = "ada.marsh@imagespacemedia.example";

/// The row of a kind of work: what it is, how many wait, how many are late, how long the oldest waits.
async fn row(who: &Client, label: &str) -> Vec<String> {
    let page = who.get("/admin").await;
    assert_eq!(page.status, 200, "{:?}", page.location);
    let rows = page.texts("main tbody tr > *");
    let at = rows.iter().position(|cell| cell == label).unwrap_or_else(|| panic!("{label} is not in {rows:?}"));
    rows[at..at + 4].to_vec()
}

async fn is_idle(who: &Client, label: &str) -> bool {
    who.get("/admin").await.body.contains("Nothing waits of: ")
        && who.get("/admin").await.texts("main p.small.muted").iter().any(|it| it.contains(label))
}

#[tokio::test]
async fn each_kind_of_work_is_counted_and_leads_to_its_list_and_to_its_oldest() {
    let portal = demo().await;
    let ada = portal.known(ADA).await;
    let page = ada.get("/admin").await;
    let links = page.links("main tbody a");
    let open = "state NOT IN ('converted', 'resolved', 'duplicate', 'not_now', 'waiting')";
    let case =
        |kind: &str| format!("review_cases WHERE state = 'waiting' AND kind = '{kind}' ORDER BY waiting_since, id");
    let message = |kind: &str| {
        format!(
            "inquiries WHERE {open} AND kind = '{kind}' ORDER BY coalesce(CASE WHEN answered_at IS NOT NULL THEN state_at END, created_at), id"
        )
    };
    for (label, list, item, from) in [
        ("Publishers to review", "/admin/queue?kind=publisher", "cases", case("publisher")),
        ("Advertisers to review", "/admin/queue?kind=advertiser", "cases", case("advertiser")),
        ("Networks to review", "/admin/queue?kind=network", "cases", case("network")),
        ("Insertion orders", "/admin/queue?kind=order", "cases", case("order")),
        ("Sites to check", "/admin/queue?kind=site", "cases", case("site")),
        ("Inquiries", "/admin/inquiries?kind=inquiry", "inquiries", message("inquiry")),
        ("Questions", "/admin/inquiries?kind=question", "inquiries", message("question")),
        ("Complaints", "/admin/inquiries?kind=complaint", "inquiries", message("complaint")),
        (
            "Calls to make",
            "/admin/calls",
            "calls",
            "outbox WHERE channel = 'call' AND state IN ('queued', 'retrying') ORDER BY created_at, id".into(),
        ),
        (
            "Approvals by a second person",
            "/admin/approvals",
            "approvals",
            "approvals WHERE state = 'asked' ORDER BY asked_at, id".into(),
        ),
        (
            "Testimonials",
            "/admin/testimonials?state=offered",
            "testimonials",
            "testimonials WHERE state = 'offered' ORDER BY consented_at, id".into(),
        ),
        (
            "Disclosures",
            "/admin/disclosures",
            "disclosures",
            "disclosures WHERE state IN ('asked', 'first_approved', 'approved') ORDER BY recorded_at, id".into(),
        ),
    ] {
        let (rows, _) = from.split_once(" ORDER").expect("an order");
        let count = portal.scalar(&format!("SELECT count(*) FROM {rows}")).await;
        if count == "0" {
            assert!(is_idle(&ada, label).await, "{label} is neither in the table nor said to be none");
            continue;
        }
        assert_eq!(row(&ada, label).await[1], count, "{label}");
        assert!(links.iter().any(|it| it == list), "{label} does not lead to its list");
        let oldest = portal.scalar(&format!("SELECT id FROM {from} LIMIT 1")).await;
        assert!(links.contains(&format!("/admin/{item}/{oldest}")), "{label} does not lead to its oldest");
    }
}

#[tokio::test]
async fn what_is_past_its_day_comes_first_and_is_said_at_the_top() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let calm = sami.get("/admin").await;
    assert_eq!(calm.texts("p.lead"), ["Nothing waits."]);
    for kind in ["question", "complaint"] {
        let fields = [
            ("kind", kind),
            ("full_name", "Bo Lund"),
            ("email", "bo@lund.example"),
            ("body", "A word."),
            ("age", "yes"),
        ];
        portal.browser().fill("/contact", "/contact", &fields).await.goes_to();
    }
    let said = sami.get("/admin").await.texts("p.lead").join(" ");
    assert!(said.starts_with("Nothing is past its day. The longest wait is 0 minutes, for "), "{said}");
    portal
        .scalar("UPDATE inquiries SET due_at = now() - interval '1 second' WHERE kind = 'complaint' RETURNING 1")
        .await;
    let page = sami.get("/admin").await;
    assert!(page.texts("p.lead")[0].starts_with("Past their day: 1 complaint."), "{:?}", page.texts("p.lead"));
    assert_eq!(page.texts("main tbody th").first().map(String::as_str), Some("Complaints"));
    let late = page.links("main tbody td a");
    assert!(late.contains(&"/admin/inquiries?kind=complaint&whose=late".to_owned()), "{late:?}");
    assert_eq!(sami.get("/admin/inquiries?kind=complaint&whose=late").await.texts("tbody th").len(), 1);
}

#[tokio::test]
async fn a_case_and_a_privacy_request_are_late_when_their_promise_has_passed() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    portal
        .scalar(
            "UPDATE review_cases SET waiting_since = now() WHERE state = 'waiting' AND kind = 'publisher' RETURNING 1",
        )
        .await;
    assert_eq!(row(&rosa, "Publishers to review").await[2], "");
    let case = case_of(&portal, "Polderlicht BV").await;
    let id = case.rsplit('/').next().expect("an id");
    portal
        .scalar(&format!(
            "UPDATE review_cases SET waiting_since = now() - interval '9 days' WHERE id = '{id}' RETURNING 1"
        ))
        .await;
    let late = row(&rosa, "Publishers to review").await;
    assert!(late[2].starts_with("1 late") && late[3].starts_with("9 days"), "{late:?}");
    assert!(rosa.get("/admin").await.links("main tbody a").contains(&case));
    let open = "state NOT IN ('denied', 'complete', 'withdrawn')";
    portal.scalar(&format!("UPDATE privacy_requests SET acknowledged_at = received_at, answer_by = now() + interval '1 day' WHERE {open} RETURNING 1")).await;
    assert_eq!(row(&rosa, "Privacy requests").await[2], "");
    portal.scalar(&format!("UPDATE privacy_requests SET answer_by = now() - interval '1 minute' WHERE id = (SELECT id FROM privacy_requests WHERE {open} ORDER BY id LIMIT 1) RETURNING 1")).await;
    assert!(row(&rosa, "Privacy requests").await[2].starts_with("1 late"));
}

#[tokio::test]
async fn only_admins_are_told_of_disclosures() {
    let portal = demo().await;
    let (sami, ada) = (portal.known(SAMI).await, portal.known(ADA).await);
    assert!(ada.get("/admin").await.texts("main").join(" ").contains("Disclosures"));
    assert!(!sami.get("/admin").await.body.to_lowercase().contains("disclosure"), "support is told of disclosures");
}

#[tokio::test]
async fn what_one_has_taken_is_one_s_own() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let case = case_of(&portal, "Polderlicht BV").await;
    assert!(!rosa.get("/admin").await.links(".tasks a").contains(&case));
    rosa.fill(&case, &format!("{case}/claim"), &[]).await.goes_to();
    let page = rosa.get("/admin").await;
    assert!(page.links(".tasks a").contains(&case));
    assert!(page.texts(".tasks .task").iter().any(|it| it.contains("Polderlicht BV") && it.contains("yours until")));
}

const COUNTED: &str = "SELECT string_agg(concat_ws(' ', week, measure, part, value), ',' ORDER BY week, measure, part) FROM weekly_figures";

#[tokio::test]
async fn every_finished_week_is_counted_once_from_the_records_themselves() {
    let portal = demo().await;
    let told = portal.scalar(COUNTED).await;
    let this_week = "date_trunc('week', now() AT TIME ZONE 'UTC')";
    let week = |column: &str| format!("date_trunc('week', {column} AT TIME ZONE 'UTC')");
    for (measure, part, from, at) in [
        ("sign_ups", "t.kind", "accounts t", "t.created_at"),
        (
            "decisions",
            "CASE WHEN t.kind IN ('order', 'site') THEN t.kind ELSE 'account' END",
            "review_cases t WHERE t.decision IN ('approved', 'declined')",
            "t.closed_at",
        ),
        (
            "orders",
            "lower(r.currency)",
            "signatures t JOIN order_revisions r USING (order_id, revision) WHERE t.side = 'operator'",
            "t.signed_at",
        ),
    ] {
        let wrong = format!(
            "SELECT count(*) FROM (SELECT {week}::date AS week, {part} AS part, count(*) AS value FROM {from} GROUP BY 1, 2) AS known
             FULL JOIN (SELECT * FROM weekly_figures WHERE measure = '{measure}') AS told USING (week, part)
             WHERE known.value IS DISTINCT FROM told.value AND week < {this_week}",
            week = week(at)
        );
        assert_eq!(portal.scalar(&wrong).await, "0", "{measure}");
        assert_ne!(
            portal.scalar(&format!("SELECT count(*) FROM weekly_figures WHERE measure = '{measure}'")).await,
            "0"
        );
    }
    let received = "SELECT sum(value) = (SELECT count(*) FROM inquiries WHERE created_at < date_trunc('week', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') FROM weekly_figures WHERE measure = 'received'";
    assert_eq!(portal.scalar(received).await, "t");
    let gaps = "SELECT count(DISTINCT week) = (max(week) - min(week)) / 7 + 1 FROM weekly_figures";
    assert_eq!(portal.scalar(gaps).await, "t", "a week is missing");
    assert_eq!(portal.scalar(&format!("SELECT max(week) < {this_week} FROM weekly_figures")).await, "t");
    assert_eq!(figures::catch_up(portal.store()).await.expect("counted"), 0);
    assert_eq!(portal.scalar(COUNTED).await, told, "a second round wrote something");
    // As at the first start of a version that counts, over old data.
    portal.scalar("DELETE FROM weekly_figures WHERE true RETURNING 1").await;
    assert!(figures::catch_up(portal.store()).await.expect("counted") > 20);
    assert_eq!(portal.scalar(COUNTED).await, told, "old data is counted otherwise");
}

#[tokio::test]
async fn a_file_of_numbers_is_the_table_and_what_is_not_charted_does_not_exist() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let page = rosa.get("/admin").await;
    for chart in ["sign-ups", "decisions", "orders", "messages"] {
        let file = rosa.get(&format!("/admin/figures.csv?chart={chart}")).await;
        assert_eq!(file.status, 200);
        let mut lines: Vec<Vec<&str>> = file.body.lines().map(|line| line.split(',').collect()).collect();
        let rows = page.texts(&format!("#{chart} tbody tr"));
        assert_eq!(lines.len(), rows.len() + 1, "{chart}: {}", file.body);
        assert!(lines.remove(0)[0] == "Week of" && rows.len() >= 12);
        lines.reverse();
        for (index, line) in lines.iter().enumerate() {
            let cells = page.texts(&format!("#{chart} tbody tr:nth-child({}) td", index + 1));
            if chart == "orders" {
                // Money has a column for each currency in the file, and one for all of them on the page.
                let money = page.texts("#orders thead th:nth-child(3)");
                assert_eq!((cells[0].as_str(), money.as_slice()), (line[1], ["Committed".to_owned()].as_slice()));
                let sums = line[2..].iter().filter(|sum| !sum.is_empty());
                let told = cells[1].replace(',', "");
                assert!(sums.clone().all(|sum| told.contains(sum)), "{told} is not {line:?}");
                assert_eq!(sums.count(), if told == "none" { 0 } else { told.split(';').count() });
                continue;
            }
            let cells: Vec<String> = cells.iter().map(|it| it.replace(',', "").replace("none", "")).collect();
            assert_eq!(cells, line[1..], "{chart}");
        }
    }
    assert_eq!(rosa.get("/admin/figures.csv?chart=secrets").await.status, 404);
    assert_eq!(rosa.get("/admin/figures.csv").await.status, 404);
}

#[tokio::test]
async fn a_portal_without_a_past_says_so_and_draws_nothing() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Lindqvist", StaffRole::Reviewer).await;
    let page = rosa.get("/admin").await;
    assert_eq!(page.texts("figure figcaption p").iter().filter(|it| *it == "No week is counted yet.").count(), 4);
    assert!(page.texts(".chart-drawing").is_empty());
}
