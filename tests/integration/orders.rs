//! Insertion orders over HTTP.

use crate::harness::{Client, Portal};
use inset_domain::user::StaffRole;

pub const HEADER: [(&str, &str); 13] = [
    ("name", "Winter boots"),
    ("start", "2099-01-01"),
    ("end", "2099-01-31"),
    ("currency", "EUR"),
    ("time_zone", "Europe/Berlin"),
    ("billing_method", "invoice"),
    ("liability", "sole"),
    ("primary_full_name", "Ida Holm"),
    ("primary_email", "ida@halden.example"),
    ("primary_telephone", "+47 22 12 34 56"),
    ("primary_channel", "email"),
    ("billing_0_full_name", "Ola Berg"),
    ("billing_0_email", "bills@halden.example"),
];

pub const LINE: [(&str, &str); 5] = [
    ("line.0.name", "Strips"),
    ("line.0.format", "strip"),
    ("line.0.rate_type", "CPM"),
    ("line.0.rate", "4.25"),
    ("line.0.quantity", "1000000"),
];

pub async fn complete(ida: &Client) {
    let address = [("country", "GB"), ("line1", "12 Quay Street"), ("city", "London"), ("postal_code", "SW1A 1AA")];
    let company = [("organisation_type", "company"), ("telephone", "+44 20 7946 0018"), ("tax_id", "GB 980 7806 84")];
    ida.fill("/advertiser/company", "/advertiser/company", &[&address[..], &company[..]].concat()).await.goes_to();
    let billing = [("currency", "EUR"), ("billing_emails", "bills@halden.example")];
    ida.fill("/advertiser/billing", "/advertiser/billing", &[&address[..], &billing[..]].concat()).await.goes_to();
}

pub async fn begin(ida: &Client) -> String {
    let answer = ida.fill("/advertiser/orders/new", "/advertiser/orders/new", &HEADER).await;
    let lines = answer.goes_to().to_owned();
    ida.fill(&lines, &lines, &LINE).await.goes_to();
    lines.trim_end_matches("/lines").to_owned()
}

pub async fn sign(ida: &Client, order: &str, name: &str) {
    let fields = [("typed_name", name), ("intent", "yes")];
    ida.fill(&format!("{order}/sign"), &format!("{order}/signature"), &fields).await.goes_to();
}

pub async fn send(ida: &Client, order: &str) {
    ida.fill(&format!("{order}/review"), &format!("{order}/submission"), &[("terms", "yes")]).await.goes_to();
}

/// The case of what is named so, as the queue links it.
pub async fn case_of(staff: &Client, name: &str) -> String {
    let queue = staff.get("/admin/queue").await;
    let html = scraper::Html::parse_document(&queue.body);
    let links = scraper::Selector::parse("th a").expect("a selector");
    html.select(&links)
        .find(|link| link.text().collect::<String>() == name)
        .and_then(|link| link.value().attr("href").map(str::to_owned))
        .unwrap_or_else(|| panic!("{name} is not in the queue"))
}

#[tokio::test]
async fn an_order_is_signed_sent_and_accepted_with_audit_and_mail() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    complete(&ida).await;
    let order = begin(&ida).await;
    let unsigned = ida.get(&format!("{order}/review")).await;
    assert!(unsigned.body.contains("Sign this revision"), "it can be sent unsigned");
    sign(&ida, &order, "ida  HOLM").await;
    send(&ida, &order).await;
    portal.mail("ida.holm@halden.example", "IO-1001").await;
    portal.mail("rosa.vidal@operator.example", "IO-1001").await;

    let case = case_of(&rosa, "Winter boots").await;
    let early = rosa.fill(&case, &format!("{case}/acceptance"), &[]).await;
    assert_eq!(early.status, 422, "an order of an advertiser who is not active was accepted");
    let account = case_of(&rosa, "Halden").await;
    rosa.fill(&account, &format!("{account}/approval"), &[]).await.goes_to();
    rosa.fill(&case, &format!("{case}/acceptance"), &[]).await.goes_to();
    let name = [("typed_name", "Rosa Vidal"), ("intent", "yes")];
    rosa.fill(&case, &format!("{case}/countersignature"), &name).await.goes_to();
    portal.mail("ida.holm@halden.example", "In force").await;

    let verbs = "SELECT string_agg(verb, ' ' ORDER BY seq) FROM audit_events WHERE subject_kind = 'order'";
    assert_eq!(
        portal.scalar(verbs).await,
        "order.begun order.saved order.signed order.submitted order.accepted order.countersigned"
    );
    let texts = "SELECT count(DISTINCT text_sha256) || ' ' || count(*) FROM signatures";
    assert_eq!(portal.scalar(texts).await, "1 2", "both sides signed the same text");
}

#[tokio::test]
async fn someone_elses_order_does_not_exist() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let eve = portal.member("advertiser", "Malmo", "Eve Ross").await;
    let order = begin(&ida).await;
    let missing = eve.get("/advertiser/orders/IO-9999").await;
    for page in ["", "/header", "/lines", "/review", "/sign", "/messages"] {
        let theirs = eve.get(&format!("{order}{page}")).await;
        assert_eq!((theirs.status, theirs.heading()), (404, missing.heading()), "{page}");
    }
    let form = eve.form("/advertiser", "/sign-out").await;
    let token = form.0["_csrf"].clone();
    let account = portal.scalar("SELECT id FROM accounts WHERE name = 'Malmo'").await;
    for step in ["/header", "/lines", "/signature", "/submission", "/withdrawal", "/messages"] {
        let mut fields =
            vec![("_csrf", token.as_str()), ("_account", account.as_str()), ("body", "x"), ("terms", "yes")];
        fields.extend(HEADER);
        let answer = eve.post(&format!("{order}{step}"), &fields).await;
        assert_eq!(answer.status, 404, "{step}");
    }
}

#[tokio::test]
async fn a_signed_revision_never_changes() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    complete(&ida).await;
    let order = begin(&ida).await;
    sign(&ida, &order, "Ida Holm").await;
    let lines = format!("{order}/lines");
    ida.fill(&lines, &lines, &[("line.0.quantity", "2000000")]).await.goes_to();
    let quantities = "SELECT string_agg(revision || ':' || quantity, ' ' ORDER BY revision) FROM order_lines";
    assert_eq!(portal.scalar(quantities).await, "1:1000000 2:2000000");
    let refused = portal.scalar(
        "DO $$ BEGIN UPDATE order_lines SET quantity = 1 WHERE revision = 1; RAISE 'changed'; EXCEPTION WHEN restrict_violation THEN NULL; END $$",
    );
    refused.await;
}

#[tokio::test]
async fn a_form_that_was_overtaken_shows_both_values_and_overwrites_nothing() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let order = begin(&ida).await;
    let page = format!("{order}/header");
    let (mine, theirs) = (ida.form(&page, &page).await, ida.form(&page, &page).await);
    ida.post_body(&page, theirs.body(&[("name", "Theirs")])).await.goes_to();
    let late = ida.post_body(&page, mine.body(&[("name", "Mine")])).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("Theirs") && late.body.contains("Mine"));
    assert_eq!(portal.scalar("SELECT name FROM orders").await, "Theirs");
}

#[tokio::test]
async fn a_double_post_begins_one_order() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let page = "/advertiser/orders/new";
    let body = ida.form(page, page).await.body(&HEADER);
    let (one, two) = tokio::join!(ida.post_body(page, body.clone()), ida.post_body(page, body.clone()));
    assert_eq!(one.goes_to(), two.goes_to());
    assert_eq!(portal.scalar("SELECT count(*) FROM orders").await, "1");
    let other = ida.form(page, page).await;
    let key =
        body.split('&').find(|pair| pair.starts_with("_key=")).expect("a key").trim_start_matches("_key=").to_owned();
    let fields = [&HEADER[1..], &[("_key", key.as_str()), ("name", "Another")]].concat();
    let reused = ida.post_body(page, other.body(&fields)).await;
    assert_eq!(reused.status, 409, "a key was used for another form");
}

#[tokio::test]
async fn two_reviewers_who_decide_at_once_make_one_decision() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let max = portal.staff("Max Stein", StaffRole::Admin).await;
    complete(&ida).await;
    let order = begin(&ida).await;
    sign(&ida, &order, "Ida Holm").await;
    send(&ida, &order).await;
    let case = case_of(&rosa, "Halden").await;
    let (approval, decline) = (format!("{case}/approval"), format!("{case}/decline"));
    let yes = rosa.form(&case, &approval).await.body(&[]);
    let no = max.form(&case, &decline).await.body(&[("reason", "duplicate"), ("words", "It repeats another record.")]);
    let (one, two) = tokio::join!(rosa.post_body(&approval, yes), max.post_body(&decline, no));
    // Who approves second is led to the case; who declines second reads there what was decided, beside their own words.
    match (one.status, two.status) {
        (303, 409) => assert!(two.body.contains("Somebody was first"), "nobody was told politely"),
        _ => assert_eq!((one.goes_to(), two.goes_to()), (case.as_str(), "/admin/queue"), "nobody was told politely"),
    }
    let decisions = "SELECT count(*) FROM audit_events WHERE verb IN ('account.approved', 'account.declined')";
    assert_eq!(portal.scalar(decisions).await, "1");
}

#[tokio::test]
async fn bad_input_is_named_and_loses_nothing() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let page = "/advertiser/orders/new";
    let empty = ida.fill(page, page, &[]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.errors().contains(&"Enter a name for the order".to_owned()), "{:?}", empty.errors());
    let long = "x".repeat(5000);
    let hostile = ida.fill(page, page, &[("name", "a\u{202e}b"), ("brand", &long), ("budget", "1,234")]).await;
    assert_eq!(hostile.status, 422);
    assert!(hostile.body.contains("U+202E") && hostile.body.contains(&long), "what was typed is gone");
    let order = begin(&ida).await;
    let lines = format!("{order}/lines");
    let form = ida.form(&lines, &lines).await;
    let many: Vec<(String, String)> = (0..10_000).map(|index| (format!("line.{index}.name"), "x".into())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(ida.post_body(&lines, form.body(&many)).await.status, 413);
    let megabyte = "x".repeat(1_100_000);
    let large = ida.post_body(&lines, form.body(&[("paste", &megabyte)])).await;
    assert_eq!(large.status, 413);
    assert!(large.body.contains("Back button"), "it does not say how to get back");
}

#[tokio::test]
async fn an_order_with_past_days_too_small_a_budget_or_no_line_is_saved_but_neither_signed_nor_sent() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    complete(&ida).await;
    let order = begin(&ida).await;
    let (header, lines, review) = (format!("{order}/header"), format!("{order}/lines"), format!("{order}/review"));
    let (early, late) = (ida.form(&lines, &lines).await, ida.form(&lines, &lines).await);
    let unreadable = ida.post_body(&lines, early.body(&[("version", "abc")])).await;
    assert_eq!(unreadable.status, 422);
    ida.post_body(&lines, early.body(&[("line.0.name", "Strips in sight")])).await.goes_to();
    let stale = ida.post_body(&lines, late.body(&[("line.0.rate", "9")])).await;
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("Line 1 rate") && !stale.body.contains("Line 0"), "lines count from one");
    let signing = ida.form(&format!("{order}/sign"), &format!("{order}/signature")).await;
    let past = [("start", "2020-01-01"), ("end", "2020-01-31"), ("budget", "4000"), ("spend_cap", "100")];
    ida.fill(&header, &header, &past).await.goes_to();
    let left = ida.get(&review).await.texts("section[aria-labelledby=left-title] li").join(" ");
    for words in
        ["1 January 2020 is past in Europe/Berlin", "budget of EUR 4,000.00", "cost EUR 4,250.00", "EUR 100.00"]
    {
        assert!(left.contains(words), "{words}: {left}");
    }
    let signed = [("typed_name", "Ida Holm"), ("intent", "yes")];
    let refused = ida.post_body(&format!("{order}/signature"), signing.body(&signed)).await;
    assert_eq!(refused.status, 422);
    assert_eq!(portal.scalar("SELECT count(*) FROM signatures").await, "0");

    let unreadable = ida.fill(&header, &header, &[("version", "abc")]).await;
    assert_eq!((unreadable.status, unreadable.errors().len()), (422, 1));

    let days = [("start", "2099-01-01"), ("end", "2099-01-31"), ("budget", ""), ("spend_cap", "")];
    ida.fill(&header, &header, &days).await.goes_to();
    let blank = [("line.0.name", ""), ("line.0.rate", ""), ("line.0.quantity", "")];
    assert_eq!(ida.fill(&lines, &lines, &blank).await.goes_to(), review);
    let emptied = ida.get(&review).await;
    assert!(emptied.body.contains("Saved without a line") && emptied.body.contains("No lines yet"));
    assert!(!emptied.body.contains("/submission"), "an order without lines can be sent");
}

#[tokio::test]
async fn a_tax_id_is_nowhere_in_plain_text() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    complete(&ida).await;
    let shown = ida.get("/advertiser/company").await;
    assert!(!shown.body.contains("980780684"), "the tax id is shown in full");
    let row = "SELECT (tax_id_sealed IS NOT NULL AND tax_id_hash IS NOT NULL)::text || tax_id_last_four FROM companies";
    assert_eq!(portal.scalar(row).await, "true0684");
    let dump = "SELECT count(*) FROM companies c, audit_values a WHERE (c::text || a::text) LIKE '%980780684%'";
    assert_eq!(portal.scalar(dump).await, "0");
}

#[tokio::test]
async fn a_person_who_wishes_to_be_called_is_written_to_only_about_what_they_signed() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let wish = [("telephone", "+47 22 12 34 56"), ("preferred_channel", "telephone")];
    ida.fill("/account", "/account", &wish).await.goes_to();
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    complete(&ida).await;
    let order = begin(&ida).await;
    sign(&ida, &order, "Ida Holm").await;
    send(&ida, &order).await;
    let account = case_of(&rosa, "Halden").await;
    rosa.fill(&account, &format!("{account}/approval"), &[]).await.goes_to();
    let case = case_of(&rosa, "Winter boots").await;
    rosa.fill(&case, &format!("{case}/acceptance"), &[]).await.goes_to();
    let name = [("typed_name", "Rosa Vidal"), ("intent", "yes")];
    rosa.fill(&case, &format!("{case}/countersignature"), &name).await.goes_to();
    let to_ida = |channel: &str| {
        format!(
            "SELECT string_agg(letter, ' ' ORDER BY event_seq) FROM outbox \
             WHERE recipient_email = 'ida.holm@halden.example' AND channel = '{channel}'"
        )
    };
    assert_eq!(portal.scalar(&to_ida("mail")).await, "welcome order_countersigned");
    let calls = portal.scalar(&to_ida("call")).await;
    assert!(calls.contains("order_submitted") && calls.contains("account_approved"), "{calls}");
    portal.mails().await;
    let waiting = "SELECT DISTINCT state || ' ' || recipient_telephone FROM outbox WHERE channel = 'call'";
    assert_eq!(portal.scalar(waiting).await, "queued +47 22 12 34 56", "a call went out by mail");
}
