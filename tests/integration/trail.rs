//! The audit trail as staff look through it: by record, account, person, what happened and when, as a page and as a file.

use crate::harness::{Answer, Client, Portal};
use inset_domain::user::StaffRole;

const ROSA: &str = "rosa.lindqvist@imagespacemedia.example";

async fn demo() -> Portal {
    Portal::start_in("demo", async |portal| portal.demo().await).await
}

/// The numbers of the events on a page.
fn numbers(page: &Answer) -> Vec<i64> {
    assert_eq!(page.status, 200);
    page.texts("main tbody td.num").iter().map(|number| number.parse().expect("a number")).collect()
}

/// The numbers of every event under an address, over all its pages.
async fn walk(person: &Client, address: &str) -> Vec<i64> {
    let (mut all, mut next) = (Vec::new(), Some(address.to_owned()));
    while let Some(address) = next {
        let page = person.get(&address).await;
        all.extend(numbers(&page));
        next = page.links("main nav.pager a[rel=next]").pop();
        assert!(all.len() < 5_000, "the pages never end");
    }
    all
}

/// The numbers that a condition leaves, newest first.
async fn recorded(portal: &Portal, condition: &str) -> Vec<i64> {
    let sql = format!("SELECT string_agg(seq::text, ' ' ORDER BY seq DESC) FROM audit_events e WHERE {condition}");
    portal.scalar(&sql).await.split_whitespace().map(|number| number.parse().expect("a number")).collect()
}

#[tokio::test]
async fn each_filter_and_all_together_show_what_the_trail_holds_and_nothing_else() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let one = async |sql: &str| portal.scalar(sql).await;
    let order =
        one("SELECT subject_id FROM audit_events WHERE verb = 'order.countersigned' ORDER BY seq LIMIT 1").await;
    let account =
        one("SELECT account_id FROM audit_events WHERE verb = 'order.countersigned' ORDER BY seq LIMIT 1").await;
    let by = one(&format!("SELECT id FROM users WHERE email = '{ROSA}'")).await;
    let day = one("SELECT (at AT TIME ZONE 'UTC')::date FROM audit_events WHERE verb = 'order.countersigned' ORDER BY seq LIMIT 1").await;
    let on_the_day = format!("(at AT TIME ZONE 'UTC')::date = '{day}'");
    // What only admins hear of is left out for Rosa, who reviews.
    let seen = "subject_kind <> 'disclosure'";
    for (query, condition) in [
        (format!("kind=order&id={order}"), format!("subject_id = '{order}' AND subject_kind = 'order'")),
        (format!("account={account}"), format!("account_id = '{account}'")),
        (format!("by={by}&verb=order.countersigned"), format!("actor_id = '{by}' AND verb = 'order.countersigned'")),
        ("verb=site.verified".to_owned(), "verb = 'site.verified'".to_owned()),
        ("kind=testimonial".to_owned(), "subject_kind = 'testimonial'".to_owned()),
        ("who=system".to_owned(), "actor_kind = 'system'".to_owned()),
        (format!("from={day}&to={day}"), on_the_day.clone()),
        (
            format!("account={account}&kind=order&who=staff&from={day}&to={day}"),
            format!("account_id = '{account}' AND subject_kind = 'order' AND actor_kind = 'staff' AND {on_the_day}"),
        ),
    ] {
        let held = recorded(&portal, &format!("{condition} AND {seen}")).await;
        assert!(!held.is_empty() || query.contains("account="), "the demo has nothing under {query}");
        assert_eq!(walk(&rosa, &format!("/admin/audit?{query}")).await, held, "{query}");
    }
    let page = rosa.get(&format!("/admin/audit?account={account}&by={by}")).await;
    let chips = page.texts("main .chips li").concat();
    assert!(chips.contains("Everything of") && chips.contains("Done by Rosa Lindqvist"), "{chips}");
    let out = page.links("main .chips .chip-out");
    assert_eq!(out, [format!("/admin/audit?by={by}"), format!("/admin/audit?account={account}")]);
    assert!(page.body.contains(&format!("name=\"by\" value=\"{by}\"")), "the bar forgets whose the trail is");
    assert!(rosa.get("/admin/audit?verb=nothing.like_it").await.body.contains("Nothing like that is recorded"));
}

#[tokio::test]
async fn a_filter_that_finds_little_looks_no_further_than_its_bound_and_goes_on_from_there() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Admin", StaffRole::Admin).await;
    let begun: i64 = portal
        .scalar(
            "INSERT INTO audit_events (at, actor_kind, subject_kind, subject_id, verb)
             VALUES (now() - interval '3 days', 'system', 'order', gen_random_uuid(), 'order.signed') RETURNING seq",
        )
        .await
        .parse()
        .expect("a number");
    // Many of the same verb by others lie between it and now.
    portal
        .scalar(
            "WITH put AS (INSERT INTO audit_events (at, actor_kind, subject_kind, subject_id, verb)
             SELECT now() - interval '2 days', 'visitor', 'order', gen_random_uuid(), 'order.signed'
             FROM generate_series(1, 12000) RETURNING 1) SELECT count(*) FROM put",
        )
        .await;
    let (mut address, mut looks, mut found) = ("/admin/audit?verb=order.signed&who=system".to_owned(), 0, Vec::new());
    loop {
        let page = ada.get(&address).await;
        looks += 1;
        found.extend(numbers(&page));
        let Some(next) = page.links("main nav.pager a[rel=next]").pop() else { break };
        assert!(
            page.body.contains("Nothing so far") && page.body.contains("Looked back to"),
            "look {looks} says nothing"
        );
        address = next;
    }
    assert_eq!((looks, found), (3, vec![begun]), "12,001 events are three looks of 5,000");
    // The file holds it too, whatever lies between.
    let file = ada.get("/admin/audit.csv?verb=order.signed&who=system").await;
    assert_eq!(file.body.lines().count(), 2, "{}", file.body);
    // As many as several batches, each once.
    let file = ada.get("/admin/audit.csv?verb=order.signed").await.body;
    let mut numbers: Vec<&str> = file.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(numbers.len(), 12_001);
    numbers.dedup();
    assert_eq!(numbers.len(), 12_001, "an event is in the file twice");
}

#[tokio::test]
async fn the_file_matches_the_page_and_no_cell_of_it_is_a_formula() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let query = "verb=order.countersigned";
    portal
        .scalar(&format!("UPDATE users SET full_name = '=HYPERLINK(\"https://evil.example\")' WHERE email = '{ROSA}'"))
        .await;
    let page = rosa.get(&format!("/admin/audit?{query}")).await;
    assert_eq!(page.links("main a[href*='.csv']"), [format!("/admin/audit.csv?{query}")]);
    let file = rosa.get(&format!("/admin/audit.csv?{query}")).await;
    assert_eq!(file.status, 200);
    let numbers: Vec<i64> = file
        .body
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().and_then(|seq| seq.parse().ok()).expect("a number"))
        .collect();
    assert_eq!(numbers, walk(&rosa, &format!("/admin/audit?{query}")).await);
    assert!(file.body.contains("\"'=HYPERLINK(\"\"https://evil.example\"\")\""), "{}", file.body);
    assert!(file.body.starts_with("Number,Time (UTC),Event,"), "{}", file.body);
    // Names may be alike; the id tells whose it was.
    let id = portal.scalar(&format!("SELECT id FROM users WHERE email = '{ROSA}'")).await;
    assert!(file.body.contains(&format!(",staff,{id},")), "{}", file.body);
}

#[tokio::test]
async fn of_disclosures_only_those_hear_who_may_open_them() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let held = recorded(&portal, "subject_kind = 'disclosure'").await;
    assert!(!held.is_empty(), "the demo tells of no disclosure");
    let newest = portal
        .scalar("SELECT subject_id FROM audit_events WHERE subject_kind = 'disclosure' ORDER BY seq DESC LIMIT 1")
        .await;
    for query in
        ["kind=disclosure".to_owned(), "verb=disclosure.recorded".to_owned(), format!("kind=disclosure&id={newest}")]
    {
        assert!(numbers(&rosa.get(&format!("/admin/audit?{query}")).await).is_empty(), "a reviewer reads {query}");
        assert_eq!(rosa.get(&format!("/admin/audit.csv?{query}")).await.body.lines().count(), 1, "{query} as a file");
    }
    assert!(!rosa.get("/admin/audit").await.body.contains("disclosure."), "what happens to them is offered");
    // Nor do the letters about them tell her.
    let letter =
        portal.scalar("SELECT id FROM outbox WHERE letter = 'disclosure_waiting' ORDER BY id DESC LIMIT 1").await;
    assert!(!letter.is_empty(), "the demo wrote no letter about one");
    portal.scalar(&format!("UPDATE outbox SET created_at = now() WHERE id = '{letter}'")).await;
    let mail = format!("/admin/mail/{letter}");
    assert_eq!(rosa.get(&mail).await.status, 404);
    assert!(!rosa.get("/admin/mail").await.links("main a").contains(&mail), "the outbox tells of it");
    let admin = portal.scalar("SELECT email FROM users WHERE staff_role = 'admin' ORDER BY email LIMIT 1").await;
    let ada = portal.known(&admin).await;
    assert_eq!(ada.get(&mail).await.status, 200);
    assert!(ada.get("/admin/mail").await.links("main a").contains(&mail));
    assert_eq!(walk(&ada, "/admin/audit?kind=disclosure").await, held);
}

#[tokio::test]
async fn a_day_that_cannot_be_read_is_told_beside_its_field_and_stays_there() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Admin", StaffRole::Admin).await;
    let page = ada.get("/admin/audit?from=yesterday&to=2026-11-25&verb=staff.added").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Enter a day as year, month and day"), "nothing says how to write a day");
    assert!(
        page.body.contains("value=\"yesterday\"") && page.body.contains("value=\"2026-11-25\""),
        "what was typed is lost"
    );
    assert!(
        page.body.contains("Correct the days above") && !page.body.contains(".csv"),
        "it looks as if it had looked"
    );
    assert_eq!(ada.get("/admin/audit.csv?from=yesterday").await.status, 404);
    // Nor does what no calendar or text of the database holds.
    for query in ["from=-262143-01-01", "to=-5000-01-01", "from=99999-01-01", "verb=%00", "kind=a%00b", "who=%00"] {
        assert_eq!(ada.get(&format!("/admin/audit?{query}")).await.status, 200, "{query}");
        let file = ada.get(&format!("/admin/audit.csv?{query}")).await;
        assert!([200, 404].contains(&file.status), "{query}: {}", file.status);
    }
    for list in ["/admin/queue", "/admin/inquiries", "/admin/calls", "/admin/mail", "/admin/accounts"] {
        let place = "-300000000000000000.0192f0c1-2345-7abc-8def-0123456789ab";
        assert_eq!(ada.get(&format!("{list}?after={place}")).await.status, 200, "{list}");
    }
    let turned = ada.get("/admin/audit?from=2026-11-25&to=2026-11-24").await;
    assert!(turned.body.contains("not before the first"), "the wrong order is not told");
}

/// What the rows of a page say of their records: the words, and the page that they lead to.
fn records(page: &Answer) -> Vec<(String, Option<String>)> {
    let body = scraper::Html::parse_document(&page.body);
    let css = |css: &str| scraper::Selector::parse(css).expect("a selector");
    let cells = css("main tbody td[data-label=Record]");
    body.select(&cells)
        .map(|cell| {
            let page = cell.select(&css("a:not(.small)")).next();
            let words = cell.text().next().unwrap_or_default().to_owned();
            (words, page.and_then(|link| link.value().attr("href")).map(str::to_owned))
        })
        .collect()
}

#[tokio::test]
async fn every_row_says_which_record_it_is_about_and_leads_to_its_page() {
    let portal = demo().await;
    let ada = portal.known("ada.marsh@imagespacemedia.example").await;
    let nouns = portal.scalar("SELECT string_agg(DISTINCT subject_kind, ' ') FROM audit_events").await;
    assert!(nouns.split(' ').count() > 15, "the demo tells of little: {nouns}");
    for noun in nouns.split(' ') {
        let rows = records(&ada.get(&format!("/admin/audit?kind={noun}")).await);
        let (words, page) = rows.into_iter().find(|(words, _)| words != "Erased").expect("one that is there");
        if noun == "mail_address" {
            continue;
        }
        let page = page.unwrap_or_else(|| panic!("{noun}: {words} leads nowhere"));
        assert!(!words.is_empty() && !words.contains('_'), "{noun}: {words}");
        assert_eq!(ada.get(&page).await.status, 200, "{noun}: {words} at {page}");
    }
    let of = "FROM audit_events e JOIN orders o ON o.id = e.subject_id WHERE e.subject_kind = 'order' ORDER BY e.seq DESC LIMIT 1";
    let named = portal.scalar(&format!("SELECT o.number || ', ' || o.name {of}")).await;
    let place = portal.scalar(&format!("SELECT '/admin/orders/' || o.id {of}")).await;
    let page = ada.get("/admin/audit?kind=order").await;
    assert_eq!(records(&page)[0], (named.clone(), Some(place.clone())));
    // The file has the reference in a column of its own.
    let file = ada.get("/admin/audit.csv?kind=order").await.body;
    let mut lines = file.lines();
    let at = |line: &str, column: usize| line.split(',').nth(column).unwrap_or_default().to_owned();
    assert_eq!(at(lines.next().expect("a head"), 6), "Record's reference");
    assert_eq!(at(lines.next().expect("an event"), 6), at(&named, 0));
    // A trail of one record names it above the list too.
    let one = ada.get(&format!("/admin/audit?kind=order&id={}", place.replace("/admin/orders/", ""))).await;
    assert!(one.texts("main .chips li").concat().contains(&format!("One record: Order, {named}")), "{}", one.body);
}

#[tokio::test]
async fn what_was_erased_says_so_in_the_trail_and_nothing_else() {
    let portal = demo().await;
    let ada = portal.known("ada.marsh@imagespacemedia.example").await;
    let event = "INSERT INTO audit_events (at, actor_kind, subject_kind, subject_id, verb)
         VALUES (now(), 'system', 'user', 'SUBJECT', 'user.profile_saved') RETURNING seq";
    let erased = "UPDATE users SET email = 'erased-' || id || '@erased.invalid', email_key = 'erased-' || id || '@erased.invalid',
        full_name = 'Erased person', telephone = NULL, preferred_channel = 'email', password_hash = NULL, deactivated_at = now(),
        erased_at = now() WHERE email = 'nora@harbourlight.example' RETURNING id";
    let person = portal.scalar(erased).await;
    for subject in [person.as_str(), "0192f0c1-2345-7abc-8def-0123456789ab"] {
        let seq = portal.scalar(&event.replace("SUBJECT", subject)).await;
        let page = ada.get(&format!("/admin/audit?kind=user&id={subject}")).await;
        assert!(numbers(&page).contains(&seq.parse().expect("a number")));
        assert!(records(&page).iter().all(|record| *record == ("Erased".to_owned(), None)), "{:?}", records(&page));
        let file = ada.get(&format!("/admin/audit.csv?kind=user&id={subject}")).await.body;
        let line = file.lines().find(|line| line.starts_with(&seq)).expect("its line").to_owned();
        assert!(line.contains(&format!(",{subject},,Erased,system,")), "{line}");
    }
    // An account that went with its person is not named either, nor what belonged to it.
    let account = portal.scalar("SELECT account_id FROM sites WHERE state = 'verified' LIMIT 1").await;
    let name = portal.scalar(&format!("SELECT name FROM accounts WHERE id = '{account}'")).await;
    portal.scalar(&format!("UPDATE accounts SET name = 'Erased company' WHERE id = '{account}'")).await;
    let rows = records(&ada.get(&format!("/admin/audit?account={account}")).await);
    assert!(!rows.is_empty() && rows.iter().all(|(words, _)| !words.contains(&name)), "{rows:?}");
    assert!(rows.iter().any(|record| *record == ("Erased".to_owned(), None)), "{rows:?}");
}

#[tokio::test]
async fn two_who_stop_reading_the_file_are_cut_off_and_give_their_places_back() {
    let portal = Portal::start_with(&[("INSET_FILE_SECONDS", "5")]).await;
    let ada = portal.staff("Ada Admin", StaffRole::Admin).await;
    // More than what the lines between hold for a reader: twelve megabytes.
    portal
        .scalar(
            "WITH put AS (INSERT INTO audit_events (at, actor_kind, subject_kind, subject_id, verb, changed_columns)
             SELECT now(), 'system', 'order', gen_random_uuid(), 'order.saved', array_fill('a_column_with_a_name'::text, ARRAY[50])
             FROM generate_series(1, 12000) RETURNING 1) SELECT count(*) FROM put",
        )
        .await;
    portal
        .scalar(
            "WITH put AS (INSERT INTO audit_events (at, actor_kind, subject_kind, subject_id, verb)
             VALUES (now(), 'system', 'order', gen_random_uuid(), 'order.begun') RETURNING 1) SELECT count(*) FROM put",
        )
        .await;
    const FILE: &str = "/admin/audit.csv?verb=order.saved";
    // Which is read at once, however busy the machine is.
    const SMALL: &str = "/admin/audit.csv?verb=order.begun";
    let (one, other) = (ada.begin(FILE).await, ada.begin(FILE).await);
    assert_eq!((one.status().as_u16(), other.status().as_u16()), (200, 200));
    assert_eq!(ada.get(FILE).await.status, 503, "three are sent at once");
    let begun = std::time::Instant::now();
    let whole = loop {
        let answer = ada.begin(SMALL).await;
        if answer.status() == 200 {
            break answer.text().await.expect("a whole file");
        }
        assert!(begun.elapsed().as_secs() < 30, "those who do not read keep their places");
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    };
    assert_eq!(whole.lines().count(), 2);
    for cut in [one, other] {
        assert!(cut.text().await.is_err(), "half a file looks like a whole one");
    }
}

#[tokio::test]
async fn a_history_shows_what_happened_last_however_much_happened_before() {
    let portal = demo().await;
    let order = "SELECT o.id FROM orders o JOIN accounts a ON a.id = o.account_id WHERE a.state = 'approved' ORDER BY o.number LIMIT 1";
    let order = portal.scalar(order).await;
    let owner = "SELECT u.email FROM users u JOIN memberships m ON m.user_id = u.id JOIN orders o ON o.account_id = m.account_id";
    let owner = portal.scalar(&format!("{owner} WHERE o.id = '{order}' AND m.power = 'owner' LIMIT 1")).await;
    let number = portal.scalar(&format!("SELECT number FROM orders WHERE id = '{order}'")).await;
    for (verb, many) in [("order.saved", 250), ("order.withdrawn", 1)] {
        let put = "INSERT INTO audit_events (at, actor_kind, subject_kind, subject_id, account_id, verb)
                   SELECT now(), 'system', 'order', o.id, o.account_id,";
        let put = format!(
            "WITH put AS ({put} '{verb}' FROM orders o, generate_series(1, {many}) WHERE o.id = '{order}' RETURNING 1) SELECT count(*) FROM put"
        );
        portal.scalar(&put).await;
    }
    let (rosa, owner) = (portal.known(ROSA).await, portal.known(&owner).await);
    for (who, page) in [(rosa, format!("/admin/orders/{order}")), (owner, format!("/advertiser/orders/{number}"))] {
        let shown = who.get(&page).await;
        let told = shown.texts(".timeline .timeline-what");
        assert!(told.len() >= 50 && told[0].starts_with("Withdrawn"), "{page}: {:?}", told.first());
        let leads = shown.links("main a").contains(&format!("/admin/audit?kind=order&id={order}"));
        assert_eq!(leads, page.starts_with("/admin"), "{page} does not lead to the rest");
    }
}
