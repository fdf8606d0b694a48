//! What is not one's own: it looks like what is not there, and nothing that a form adds by itself changes that.
//!
//! Every route as every principal stands in the access matrix; these are the cases in their own words.

use super::normal;
use crate::bad_input::everything;
use crate::harness::{Answer, Client, FormOnPage, Portal};
use crate::orders::{HEADER, begin, complete};
use inset_domain::user::{Power, StaffRole};

/// A portal of which [`everything`] can tell.
async fn portal() -> Portal {
    crate::bad_input::portal().await
}

/// The names of an answer's headers, for those who compare them.
fn header_names(answer: &Answer) -> Vec<String> {
    let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a30_another_advertisers_order_looks_exactly_like_one_that_is_not_there() {
    let portal = portal().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let eve = portal.member("advertiser", "Malmo", "Eve Ross").await;
    complete(&ida).await;
    let order = begin(&ida).await;
    assert_eq!(ida.get(&order).await.status, 200);
    let own = eve.own_fields().await;
    let before = everything(&portal).await;
    for page in ["", "/header", "/lines", "/review", "/sign", "/messages"] {
        let (theirs, missing) =
            (eve.get(&format!("{order}{page}")).await, eve.get(&format!("/advertiser/orders/IO-9999{page}")).await);
        assert_eq!((theirs.status, missing.status), (404, 404), "{page}");
        assert_eq!(header_names(&theirs), header_names(&missing), "{page}");
        let body = |answer: &Answer, number: &str| normal(&answer.body).replace(number, "");
        let number = order.rsplit('/').next().expect("a number");
        assert_eq!(body(&theirs, number), body(&missing, "IO-9999"), "{page}");
    }
    for step in ["/header", "/lines", "/signature", "/submission", "/withdrawal", "/messages"] {
        let mut form = own.clone();
        form.0.extend([("body", "x"), ("terms", "yes")].map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(eve.post_body(&format!("{order}{step}"), form.body(&HEADER)).await.status, 404, "{step}");
    }
    for method in ["PUT", "PATCH", "DELETE"] {
        let answer = eve.send(method, &order, &[("origin", portal.base.as_str())], "state=approved").await;
        assert!([404, 405].contains(&answer.status), "{method}: {}", answer.status);
    }
    assert_eq!(everything(&portal).await, before, "something was written");
}

#[tokio::test]
async fn a31_the_rooms_of_another_role_do_not_exist() {
    let portal = portal().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let pia = portal.member("publisher", "Fjord", "Pia Berg").await;
    let nia = portal.member("network", "North", "Nia Vik").await;
    let order = begin(&ida).await;
    for (who, person, paths) in [
        ("publisher", &pia, [order.as_str(), "/advertiser/billing", "/network/agreement", "/network/payout"]),
        ("network", &nia, [&order, "/publisher/agreement", "/publisher/payout", "/publisher/sites"]),
        ("advertiser", &ida, ["/publisher/sites", "/publisher/payout", "/network/payout", "/publisher/agreement/sign"]),
    ] {
        for path in paths {
            let (there, nowhere) = (person.get(path).await, person.get("/no/such/page").await);
            assert_eq!(there.status, 404, "{who} at {path}");
            assert_eq!(normal(&there.body), normal(&nowhere.body).replace("/no/such/page", path), "{who} at {path}");
        }
    }
}

#[tokio::test]
async fn a32_a_member_who_is_not_an_owner_changes_no_bank_details_and_signs_nothing() {
    let portal = portal().await;
    let pia = portal.member("publisher", "Fjord", "Pia Berg").await;
    portal
        .scalar("WITH set AS (UPDATE accounts SET state = 'approved', submitted_at = now() RETURNING 1) SELECT count(*) FROM set")
        .await;
    assert_eq!(pia.get("/publisher/payout").await.status, 200);
    let login = portal.colleague("pia.berg@fjord.example", Power::Member).await;
    let member = portal.known(&login).await;
    let own = member.own_fields().await;
    let account = portal.scalar("SELECT id FROM accounts").await;
    let body =
        own.body(&[("_account", account.as_str()), ("iban", "DE89370400440532013000"), ("typed_name", "Kim Dahl")]);
    let before = everything(&portal).await;
    for path in ["/publisher/payout", "/publisher/agreement/sign", "/publisher/sign-up/submission"] {
        let answer = member.post_body(path, body.clone()).await;
        assert_eq!((answer.status, answer.heading().as_str()), (403, "Your role does not allow this"), "{path}");
        assert!(answer.body.contains("owner"), "{path}: it does not say who can grant it");
    }
    assert_eq!(everything(&portal).await, before, "something was written");
}

#[tokio::test]
async fn a33_an_order_is_its_senders_a_draft_and_computed_here_whatever_the_form_says() {
    let portal = portal().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    portal.member("advertiser", "Malmo", "Eve Ross").await;
    let account = async |name: &str| portal.scalar(&format!("SELECT id FROM accounts WHERE name = '{name}'")).await;
    let (own, other) = (account("Halden").await, account("Malmo").await);
    let page = "/advertiser/orders/new";
    let more = [
        ("advertiser_id", other.as_str()),
        ("account_id", &other),
        ("account", &other),
        ("owner", &other),
        ("state", "approved"),
        ("status", "countersigned"),
        ("total", "1"),
        ("total_minor", "1"),
        ("approved_by", &own),
        ("number", "IO-7"),
        ("id", &own),
        ("signed", "yes"),
    ];
    let lines = ida.fill(page, page, &[&HEADER[..], &more].concat()).await.goes_to().to_owned();
    let fields = [&crate::orders::LINE[..], &more, &[("line.0.total", "1"), ("line.0.total_minor", "1")]].concat();
    ida.fill(&lines, &lines, &fields).await.goes_to();
    let row = "SELECT account_id || ' ' || state || ' ' || number || ' ' || total_minor FROM orders";
    assert_eq!(portal.scalar(row).await, format!("{own} draft IO-1001 425000"));
    // The account that a form was opened for is part of every form, and another's is refused.
    let form = ida.form(page, page).await;
    let swapped = ida.post_body(page, form.body(&[&HEADER[..], &[("_account", other.as_str())]].concat())).await;
    assert_eq!(swapped.status, 409);
    assert_eq!(portal.scalar("SELECT count(*) FROM orders").await, "1");
}

#[tokio::test]
async fn a34_nobody_gives_themselves_a_role_by_naming_it() {
    let portal = portal().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    portal.member("publisher", "Fjord", "Pia Berg").await;
    let other = portal.scalar("SELECT id FROM accounts WHERE name = 'Fjord'").await;
    let standing =
        "SELECT concat_ws(' ', u.email, u.staff_role, u.verified_at, u.deactivated_at, m.power, m.account_id)
        FROM users u JOIN memberships m ON m.user_id = u.id WHERE full_name = 'Ida Holm'";
    let before = portal.scalar(standing).await;
    let claims = [
        ("role", "admin"),
        ("staff_role", "admin"),
        ("verified", "true"),
        ("verified_at", "2020-01-01"),
        ("org_id", other.as_str()),
        ("account_id", &other),
        ("power", "owner"),
        ("email", "eve@evil.example"),
        ("id", &other),
    ];
    ida.fill("/account", "/account", &claims).await.goes_to();
    let body = ida.form("/account", "/account").await.body(&[]);
    let query: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(claims).finish();
    ida.post_body(&format!("/account?{query}"), body).await.goes_to();
    let body = ida.form("/account", "/account").await.body(&[]);
    // Of a name that comes twice one is taken, and neither is a role.
    ida.post_body("/account", format!("{body}&{query}&{query}&full_name=Ida+Holm")).await;
    let json = r#"{"role":"admin","staff_role":"admin","verified":true}"#;
    for method in ["POST", "PATCH", "PUT"] {
        let headers = [("origin", portal.base.as_str()), ("content-type", "application/json")];
        let answer = ida.send(method, "/account", &headers, json).await;
        assert!([403, 404, 405, 422].contains(&answer.status), "{method}: {}", answer.status);
    }
    assert_eq!(portal.scalar(standing).await, before);
    assert_eq!(ida.get("/admin/queue").await.status, 404);
}

#[tokio::test]
async fn a35_every_page_and_step_of_the_staff_is_closed_to_everyone_else_and_each_step_to_the_wrong_desk() {
    let portal = portal().await;
    let members = [
        portal.member("publisher", "Fjord", "Pia Berg").await,
        portal.member("advertiser", "Halden", "Ida Holm").await,
        portal.member("network", "North", "Nia Vik").await,
    ];
    let (fin, rosa, sami) = (
        portal.staff("Fin Orr", StaffRole::Finance).await,
        portal.staff("Rosa Lind", StaffRole::Reviewer).await,
        portal.staff("Sami Aalto", StaffRole::Support).await,
    );
    let before = everything(&portal).await;
    let id = uuid::Uuid::nil().to_string();
    let ask = async |person: &Client, method: &str, path: &str, own: &FormOnPage| match method {
        "GET" => person.get(path).await,
        _ => person.post_body(path, own.body(&[])).await,
    };
    let nobody = (portal.browser(), FormOnPage(std::collections::BTreeMap::new()));
    let mut steps = 0;
    for listing in inset::app::listings(false).iter().filter(|listing| listing.access.area == "admin") {
        let path = listing.path.replace("{id}", &id).replace("{site}", &id);
        let what = format!("{} {path}", listing.method);
        for member in &members {
            assert_eq!(ask(member, &listing.method, &path, &member.own_fields().await).await.status, 404, "{what}");
        }
        let out = ask(&nobody.0, &listing.method, &path, &nobody.1).await;
        assert!(out.goes_to().starts_with("/sign-in?back="), "{what}");
        let wrong = match listing.access.power {
            "reviewer or admin" => vec![&fin, &sami],
            "support or admin" => vec![&fin, &rosa],
            "reviewer, support or admin" => vec![&fin],
            _ => Vec::new(),
        };
        for desk in wrong {
            steps += 1;
            assert_eq!(ask(desk, &listing.method, &path, &desk.own_fields().await).await.status, 403, "{what}");
        }
    }
    assert!(steps > 15, "only {steps} steps have a power of their own");
    assert_eq!(everything(&portal).await, before, "something was written");
}

#[tokio::test]
async fn a40_no_list_filter_place_or_condition_shows_another_tenants_records() {
    let portal = portal().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let eve = portal.member("advertiser", "Malmo", "Eve Ross").await;
    for _ in 0..2 {
        begin(&ida).await;
    }
    let place = portal
        .scalar("SELECT (extract(epoch FROM created_at) * 1000000)::bigint + 1 || '.' || id FROM orders ORDER BY created_at DESC LIMIT 1")
        .await;
    let list = "/advertiser/orders";
    assert!(ida.get(list).await.body.contains("IO-1001"), "her own list is empty, so this proves nothing");
    let empty = eve.get(list).await;
    for query in [
        format!("after={place}"),
        "state=draft".into(),
        "state=%25".into(),
        "sort=account_id".into(),
        "sort=iban".into(),
        "order_by=total_minor&account=Halden".into(),
        "q=Winter".into(),
        format!("account_id={}", portal.scalar("SELECT account_id FROM orders LIMIT 1").await),
        "format=json".into(),
        "format=csv".into(),
    ] {
        let answer = eve.get(&format!("{list}?{query}")).await;
        assert_eq!(answer.status, 200, "{query}");
        assert!(!answer.body.contains("IO-100") && !answer.body.contains("Winter"), "{query} shows another's order");
        assert_eq!(answer.texts("tbody tr"), empty.texts("tbody tr"), "{query}");
    }
    // A private page has no tag by which a cache or a condition could give it to another.
    let page = ida.get(list).await;
    assert!(!page.headers.contains_key("etag") && !page.headers.contains_key("last-modified"));
    assert_eq!(page.headers["cache-control"], "no-store");
    let conditions =
        [("if-none-match", "*"), ("if-modified-since", "Sat, 01 Jan 2050 00:00:00 GMT"), ("range", "bytes=0-9")];
    let answer = eve.send("GET", &format!("{list}/IO-1001"), &conditions, "").await;
    assert_eq!(answer.status, 404);
    let json = eve.send("GET", &format!("{list}/IO-1001"), &[("accept", "application/json")], "").await;
    assert_eq!(json.status, 404);
    assert!(!json.body.contains("Winter"));
}
