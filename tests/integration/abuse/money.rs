//! Money and steps: amounts are ours to compute, and each step is taken once, in its turn, by whom it is for.

use crate::bad_input::scene::{self, PAYOUT};
use crate::bad_input::{everything, no_panic, portal};
use crate::harness::{Client, FormOnPage};
use crate::orders::HEADER;
use inset_domain::user::StaffRole;

/// The session's own fields, for a step whose form stands on no page now.
async fn own_fields(person: &Client, account: &str) -> FormOnPage {
    let mut form = person.own_fields().await;
    form.0.insert("_account".into(), account.to_owned());
    form
}

#[tokio::test]
async fn a70_amounts_that_are_no_amounts_are_refused_and_totals_are_computed_here() {
    let portal = portal().await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let order = scene::order(&ann, "Boots").await;
    let (header, lines) = (format!("{order}/header"), format!("{order}/lines"));
    let before = everything(&portal).await;
    for (field, values) in [
        ("line.0.rate", &["-1", "NaN", "1e18", "Infinity", "0x10", "0.0000001", "9223372036854775808", "1;2"][..]),
        ("line.0.quantity", &["-1", "0", "1.5", "NaN", "1e18", "99999999999999999999"]),
    ] {
        for value in values {
            let answer = ann.fill(&lines, &lines, &[(field, value)]).await;
            assert_eq!(answer.status, 422, "{field} {value}");
        }
    }
    for (field, values) in [
        ("budget", &["-1", "NaN", "1e18", "0.001", "92233720368547758.08"][..]),
        ("spend_cap", &["-1", "1e400"]),
        ("currency", &["XXX", "€", "BTC", "EURO"]),
    ] {
        for value in values {
            let answer = ann.fill(&header, &header, &[(field, value)]).await;
            assert_eq!(answer.status, 422, "{field} {value}");
        }
    }
    assert_eq!(everything(&portal).await, before, "something was written");
    // Another currency after prices were agreed changes what is signed: the signature of before is for the old revision.
    scene::sign(&ann, &order, "Ann Ek").await;
    let total = "SELECT total_minor || ' ' || currency FROM order_revisions ORDER BY revision DESC LIMIT 1";
    let swapped = ann.fill(&header, &header, &[("currency", "JPY")]).await;
    if swapped.status == 303 {
        assert_eq!(portal.scalar("SELECT count(*) FROM order_revisions").await, "2", "a signed revision changed");
        let review = ann.get(&format!("{order}/review")).await;
        assert!(!review.body.contains("/submission"), "an order is sent that nobody signed in this currency");
    }
    let _ = portal.scalar(total).await;
    no_panic();
}

#[tokio::test]
async fn a71_sixteen_posts_of_one_form_make_one_order_and_another_persons_key_is_their_own() {
    let portal = portal().await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let eve = scene::advertiser(&portal, "Malmo", "Eve Ross").await;
    let page = "/advertiser/orders/new";
    let body = ann.form(page, page).await.body(&HEADER);
    let answers = futures_util::future::join_all((0..16).map(|_| ann.post_body(page, body.clone()))).await;
    let places: Vec<&str> = answers.iter().map(|answer| answer.goes_to()).collect();
    assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
    assert_eq!(portal.scalar("SELECT count(*) FROM orders").await, "1");
    let changed = ann.post_body(page, body.replace("Winter+boots", "Summer+boots")).await;
    assert_eq!(changed.status, 409, "the same key with another content");
    let key = body.split('&').find_map(|pair| pair.strip_prefix("_key=")).expect("a key").to_owned();
    let theirs = eve.form(page, page).await.body(&[&HEADER[..], &[("_key", key.as_str())]].concat());
    assert_ne!(eve.post_body(page, theirs).await.goes_to(), places[0], "another tenant's key gave them our answer");
    assert_eq!(portal.scalar("SELECT count(DISTINCT account_id) || ' ' || count(*) FROM orders").await, "2 2");
    no_panic();
}

#[tokio::test]
async fn a72_a_step_out_of_turn_changes_nothing() {
    let portal = portal().await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let account = portal.scalar("SELECT id FROM accounts WHERE name = 'Halden'").await;
    let number = |order: &str| order.rsplit('/').next().expect("a number").to_owned();
    let state = async |order: &str| {
        portal.scalar(&format!("SELECT state || ' ' || version FROM orders WHERE number = '{}'", number(order))).await
    };
    let step = async |order: &str, step: &str| {
        let version = portal.scalar(&format!("SELECT version FROM orders WHERE number = '{}'", number(order))).await;
        let fields = [("terms", "yes"), ("typed_name", "Ann Ek"), ("intent", "yes"), ("version", version.as_str())];
        let body = own_fields(&ann, &account).await.body(&fields);
        ann.post_body(&format!("{order}/{step}"), body).await
    };
    let refused = |status: u16| [409, 422].contains(&status);

    let order = scene::order(&ann, "Boots").await;
    let unsigned = state(&order).await;
    let sent = step(&order, "submission").await;
    assert!(refused(sent.status), "sent without a signature: {}", sent.status);
    assert_eq!(state(&order).await, unsigned);

    scene::sign(&ann, &order, "Ann Ek").await;
    scene::send(&ann, &order).await;
    let submitted = state(&order).await;
    for late in ["submission", "signature"] {
        assert_ne!(step(&order, late).await.status, 200, "{late}");
        assert_eq!(state(&order).await, submitted, "{late} of what was sent");
    }
    let case = scene::case(&portal, "Boots").await;
    for early in ["acceptance", "countersignature"] {
        let mut own = own_fields(&ada, "").await;
        own.0.extend(
            [("typed_name", "Ada Marsh"), ("intent", "yes")].map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let answer = ada.post_body(&format!("{case}/{early}"), own.body(&[])).await;
        assert_ne!(answer.status, 200, "{early}");
        assert_eq!(state(&order).await, submitted, "{early} before the advertiser is approved");
    }

    let opened = ada.form(&case, &format!("{case}/attention")).await;
    ann.fill(&order, &format!("{order}/withdrawal"), &[]).await.goes_to();
    let withdrawn = state(&order).await;
    assert!(withdrawn.starts_with("withdrawn"), "{withdrawn}");
    let reason = [("reason", "terms"), ("words", "The rules are not met.")];
    ada.post_body(&format!("{case}/rejection"), opened.body(&reason)).await;
    for late in ["submission", "signature", "withdrawal", "header", "lines"] {
        step(&order, late).await;
    }
    assert_eq!(state(&order).await, withdrawn, "a step was taken on what is over");
    no_panic();
}

#[tokio::test]
async fn a73_staff_decide_on_exactly_what_they_saw() {
    let portal = portal().await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let order = scene::order(&ann, "Boots").await;
    scene::sign(&ann, &order, "Ann Ek").await;
    scene::send(&ann, &order).await;
    let account = scene::case(&portal, "Ann Ek").await;
    ada.fill(&account, &format!("{account}/approval"), &[]).await.goes_to();
    let case = scene::case(&portal, "Boots").await;
    let (acceptance, attention) = (format!("{case}/acceptance"), format!("{case}/attention"));
    // Two pages of one order are open; on the first it goes back, and comes again with other lines.
    let seen = ada.form(&case, &acceptance).await;
    let reason = [("reason", "terms"), ("words", "The rules are not met.")];
    ada.fill(&case, &attention, &reason).await.goes_to();
    let lines = format!("{order}/lines");
    ann.fill(&lines, &lines, &[("line.0.quantity", "9000000")]).await.goes_to();
    scene::sign(&ann, &order, "Ann Ek").await;
    scene::send(&ann, &order).await;
    let before = portal.scalar("SELECT state || ' ' || revision FROM orders").await;
    let late = ada.post_body(&acceptance, seen.body(&[])).await;
    assert_eq!(
        portal.scalar("SELECT state || ' ' || revision FROM orders").await,
        before,
        "accepted unseen: {}",
        late.status
    );
    // After acceptance its lines stand.
    let case = scene::case(&portal, "Boots").await;
    ada.fill(&case, &format!("{case}/acceptance"), &[]).await.goes_to();
    let (header, total) = (format!("{order}/header"), "SELECT total_minor || ' ' || state FROM orders");
    let accepted = portal.scalar(total).await;
    let account = portal.scalar("SELECT id FROM accounts WHERE name = 'Halden'").await;
    for page in [&header, &lines] {
        let body = own_fields(&ann, &account)
            .await
            .body(&[&HEADER[..], &crate::orders::LINE, &[("line.0.rate", "1")]].concat());
        let answer = ann.post_body(page, body).await;
        assert!([404, 409, 422].contains(&answer.status), "{page}: {}", answer.status);
    }
    assert_eq!(portal.scalar(total).await, accepted);
    no_panic();
}

#[tokio::test]
async fn a75_a_signature_is_for_the_text_that_was_shown_by_whom_it_was_shown_to() {
    let portal = portal().await;
    let pia = scene::publisher(&portal, "Fjord", "Pia Berg").await;
    let per = scene::publisher(&portal, "Skerry", "Per Lund").await;
    scene::save(&per, "/publisher/sign-up/company", &[("legal_name", "Skerry Press AS")]).await;
    let path = "/publisher/agreement/sign";
    let signatures = "SELECT count(*) FROM signatures";
    let typed = [("typed_name", "Pia Berg"), ("intent", "yes")];
    let shown = pia.form(path, path).await;

    // Another company's text, a text of one's own making, another's name.
    let theirs = per.form(path, path).await.0["sha256"].clone();
    let other = pia.post_body(path, shown.body(&[&typed[..], &[("sha256", theirs.as_str())]].concat())).await;
    assert_eq!(other.status, 409);
    let made_up = "00".repeat(32);
    let mut form = pia.form(path, path).await;
    form.0.insert("sha256".into(), made_up);
    assert_eq!(pia.post_body(path, form.body(&typed)).await.status, 409);
    let mut form = pia.form(path, path).await;
    let named = pia.post_body(path, form.body(&[("typed_name", "Per Lund"), ("intent", "yes")])).await;
    assert_eq!(named.status, 422);
    assert_eq!(portal.scalar(signatures).await, "0");

    // The text changes between the page and the click.
    form.0.insert("_key".into(), uuid::Uuid::new_v4().to_string());
    scene::save(&pia, "/publisher/sign-up/company", &[("legal_name", "Fjord Media AS")]).await;
    let stale = pia.post_body(path, form.body(&typed)).await;
    assert_eq!(stale.status, 409, "a text was signed that has changed since it was shown");
    assert_eq!(portal.scalar(signatures).await, "0");

    pia.fill(path, path, &typed).await.goes_to();
    let again = pia.post_body(path, form.body(&typed)).await;
    assert_eq!(again.status, 409, "signed twice");
    let record =
        "SELECT s.typed_name || ' ' || s.side || ' ' || s.authentication || ' ' || (s.text_sha256 = a.text_sha256)
        || ' ' || (s.ip <> '') || ' ' || (s.user_id = (SELECT id FROM users WHERE full_name = 'Pia Berg'))
        FROM signatures s JOIN agreements a ON a.id = s.agreement_id";
    assert_eq!(portal.scalar(record).await, "Pia Berg account password true true true");
    let changed = "DO $$ BEGIN UPDATE signatures SET typed_name = 'Eve'; RAISE 'changed'; EXCEPTION WHEN restrict_violation THEN NULL; END $$";
    portal.scalar(changed).await;
    assert_eq!(portal.scalar("SELECT typed_name FROM signatures").await, "Pia Berg");
    no_panic();
}

#[tokio::test]
async fn a78_bank_and_tax_numbers_are_shown_by_their_last_four_and_stored_sealed() {
    let portal = portal().await;
    let pim = portal.member("publisher", "Ridge", "Pim Dahl").await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    portal.scalar("WITH set AS (UPDATE accounts SET state = 'approved', submitted_at = now() RETURNING 1) SELECT count(*) FROM set").await;
    scene::save(&pim, "/publisher/sign-up/company", &[scene::COMPANY, &[("tax_id", "GB 980 7806 84")]].concat()).await;
    scene::save(&pim, "/publisher/payout", PAYOUT).await;
    let refused = pim.fill("/publisher/payout", "/publisher/payout", &[("iban", "DE89 3704 0044 0532 0130 01")]).await;
    let numbers = ["370400440532013000", "3704 0044 0532 0130", "980780684", "980 7806 84", "370400440532013001"];
    let told = |body: &str| numbers.iter().find(|number| body.contains(**number)).copied();
    assert_eq!(refused.status, 422);
    assert_eq!(told(&refused.body), None, "an error page repeats a number");
    let mut shown = 0;
    for (person, pages) in [
        (
            &pim,
            &[
                "/publisher",
                "/publisher/payout",
                "/publisher/sign-up/company",
                "/publisher/sign-up/check",
                "/publisher/agreement",
                "/account",
            ][..],
        ),
        (&ada, &["/admin/accounts", "/admin/queue", "/admin/audit", "/admin/mail"]),
    ] {
        let account = portal.scalar("SELECT '/admin/accounts/' || id FROM accounts").await;
        for page in pages.iter().copied().chain(std::iter::once(account.as_str())) {
            let answer = person.get(page).await;
            assert_eq!(told(&answer.body), None, "{page}");
            shown += usize::from(answer.body.contains("3000"));
        }
    }
    assert!(shown > 0, "no page shows even the last four");
    for mail in portal.mails().await {
        assert_eq!(told(&mail.text), None, "{}", mail.subject);
    }
    let tables = portal.scalar("SELECT string_agg(table_name, ' ') FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'").await;
    for table in tables.split(' ') {
        let dump = portal.scalar(&format!("SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" t")).await;
        assert_eq!(told(&dump), None, "{table} holds a number in plain text");
    }
    no_panic();
}

#[tokio::test]
async fn a80_days_are_days_of_the_calendar_and_an_orders_zone_says_when_they_begin() {
    let portal = portal().await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let order = scene::order(&ann, "Boots").await;
    let header = format!("{order}/header");
    for (start, end, zone, good) in [
        ("2028-02-29", "2028-02-29", "UTC", true),
        ("2027-02-29", "2027-03-01", "UTC", false),
        ("2100-02-29", "2100-03-01", "UTC", false),
        // The nights in which an hour is missing, or comes twice.
        ("2027-03-28", "2027-03-28", "Europe/Berlin", true),
        ("2027-10-31", "2027-10-31", "Europe/Berlin", true),
        ("2027-01-02", "2027-01-01", "UTC", false),
        ("2027-13-01", "2027-13-02", "UTC", false),
        ("0000-01-01", "9999-12-31", "UTC", false),
        ("2027-01-01T00:00", "2027-01-02", "UTC", false),
        ("2027-01-01", "2027-01-02", "Mars/Olympus", false),
    ] {
        let answer = ann.fill(&header, &header, &[("start", start), ("end", end), ("time_zone", zone)]).await;
        assert_eq!(answer.status, if good { 303 } else { 422 }, "{start} to {end} in {zone}: {:?}", answer.errors());
    }
    // What is over is saved, told, and cannot be signed.
    ann.fill(&header, &header, &[("start", "2020-01-01"), ("end", "2020-01-31"), ("time_zone", "UTC")]).await.goes_to();
    let review = ann.get(&format!("{order}/review")).await;
    assert!(review.body.contains("is past in UTC") && !review.body.contains("/submission"));
    no_panic();
}
