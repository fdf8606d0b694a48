//! Staff find whatever has a name or a reference, however it is typed, and what they may open alone.

use crate::bad_input::scene;
use crate::harness::{Answer, Client, Portal};
use inset_domain::user::StaffRole;

pub const SEARCH: &str = "/admin/search";

/// Types into the field and follows where it leads.
pub async fn sought(who: &Client, text: &str) -> Answer {
    let place = who.fill(SEARCH, SEARCH, &[("text", text)]).await.goes_to().to_owned();
    who.get(&place).await
}

/// The names that a search shows.
async fn names(who: &Client, text: &str) -> Vec<String> {
    sought(who, text).await.texts("tbody th a")
}

/// Ida of an advertiser whose order was sent, Pia of a publisher with a site, and Rosa of the staff.
async fn three(portal: &Portal) -> (Client, Client, Client) {
    let rosa = portal.staff("Rosa Lindqvist", StaffRole::Reviewer).await;
    let ida = portal.member("advertiser", "Håkonsen Outdoor AS", "Ida Holm").await;
    scene::save(&ida, "/account", &[("full_name", "Ida Müller-Holm")]).await;
    let pia = portal.member("publisher", "Fjord", "Pia Berg").await;
    (rosa, ida, pia)
}

/// An order of the advertiser that is there, named and in a state.
async fn order(portal: &Portal, number: &str, name: &str, state: &str) {
    let sent = if state == "draft" { "NULL" } else { "now()" };
    portal
        .scalar(&format!(
            "INSERT INTO orders (id, number, account_id, state, state_at, state_by, revision, name, currency, total_minor, \
                                 line_count, submitted_at, created_at, updated_at) \
             SELECT gen_random_uuid(), '{number}', m.account_id, '{state}', now(), m.user_id, 1, '{name}', 'EUR', 0, 0, {sent}, now(), now() \
             FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE a.kind = 'advertiser' LIMIT 1 RETURNING number"
        ))
        .await;
}

#[tokio::test]
async fn each_kind_is_found_by_its_names_from_any_word_on_and_in_any_spelling_of_them() {
    let portal = Portal::start().await;
    let (rosa, _, pia) = three(&portal).await;
    order(&portal, "IO-4711", "Winter boots", "submitted").await;
    let site = [scene::SITE, &[("domain", "nordlys-reisen.example")]].concat();
    scene::save(&pia, "/publisher/sign-up/sites", &site).await;
    let inquiry = [("full_name", "Oda Strand"), ("email", "oda@walks.example"), ("age", "yes")];
    portal.browser().fill("/inquiry", "/inquiry", &inquiry).await.goes_to();
    for typed in [
        "Håkonsen Outdoor AS",
        "haakonsen",
        "hakonsen outdoor",
        "HÅKONSEN",
        "outdoor",
        "outdoor hakonsen",
        "as hakonsen",
    ] {
        assert!(names(&rosa, typed).await.contains(&"Håkonsen Outdoor AS".into()), "{typed}");
    }
    for typed in ["Ida Müller", "mueller", "muller holm", "Holm, Ida", "ida.h", "ida.holm@h-konsen-outdoor-as.example"]
    {
        assert!(names(&rosa, typed).await.contains(&"Ida Müller-Holm".into()), "{typed}");
    }
    assert_eq!(names(&rosa, "boots").await, ["Winter boots"]);
    assert!(names(&rosa, "hakonsen").await.contains(&"Winter boots".into()), "an order is found by its advertiser");
    for typed in ["nordlys-reisen.example", "https://nordlys-reisen.example/", "reisen"] {
        assert_eq!(names(&rosa, typed).await, ["nordlys-reisen.example"], "{typed}");
    }
    assert_eq!(names(&rosa, "oda strand").await, ["Oda Strand"]);
    assert_eq!(names(&rosa, "oda@walks.example").await, ["Oda Strand"]);
    assert_eq!(names(&rosa, "lindqvist").await, ["Rosa Lindqvist"], "people of the staff are people too");
}

#[tokio::test]
async fn a_reference_leads_straight_to_its_record_in_any_case_and_without_its_dash() {
    let portal = Portal::start().await;
    let (rosa, ..) = three(&portal).await;
    order(&portal, "IO-4711", "Winter boots", "submitted").await;
    let account = portal.scalar("SELECT reference FROM accounts WHERE kind = 'advertiser'").await;
    let id = portal.scalar("SELECT id FROM accounts WHERE kind = 'advertiser'").await;
    for typed in [account.clone(), account.to_lowercase(), account.replace('-', " "), account.replace('-', "")] {
        let answer = rosa.fill(SEARCH, SEARCH, &[("text", &typed)]).await;
        assert_eq!(answer.goes_to(), format!("/admin/accounts/{id}"), "{typed}");
    }
    let order = portal.scalar("SELECT id FROM orders").await;
    let answer = rosa.fill(SEARCH, SEARCH, &[("text", "io 4711")]).await;
    assert_eq!(answer.goes_to(), format!("/admin/orders/{order}"));
    let mail = portal.scalar("SELECT id FROM outbox LIMIT 1").await;
    let answer = rosa.fill(SEARCH, SEARCH, &[("text", &format!("M-{mail}"))]).await;
    assert_eq!(answer.goes_to(), format!("/admin/mail/{mail}"));
    let none = sought(&rosa, "ADV-999").await;
    assert!(none.texts(".empty").join(" ").contains("ADV-999"), "what names nothing is said to name nothing");
    assert_eq!(names(&rosa, "47").await, ["Winter boots"], "its beginning lists it");
}

#[tokio::test]
async fn a_slip_of_the_hand_finds_what_comes_near_and_says_so() {
    let portal = Portal::start().await;
    let (rosa, ..) = three(&portal).await;
    for typed in
        ["hakonsne", "hakonssen", "hakosen outdoor", "hakonsen outdor", "Håkonsen Outdoor GmbH", "outdoor hakonsne"]
    {
        let page = sought(&rosa, typed).await;
        assert!(page.texts("tbody th a").contains(&"Håkonsen Outdoor AS".into()), "{typed}");
        assert!(page.body.contains("these come near"), "{typed}");
    }
    let exact = sought(&rosa, "hakonsen").await;
    assert!(!exact.body.contains("these come near"));
    let none = sought(&rosa, "zanzibar trading").await;
    assert_eq!(none.texts("tbody tr"), Vec::<String>::new());
    assert!(none.texts(".empty").join(" ").contains("zanzibar trading"));
}

#[tokio::test]
async fn of_many_ten_of_each_kind_are_shown_and_fifty_of_one_kind() {
    let portal = Portal::start().await;
    let (rosa, ..) = three(&portal).await;
    for number in 0..60 {
        order(&portal, &format!("IO-{}", 5000 + number), &format!("Winter boots {number}"), "submitted").await;
    }
    let page = sought(&rosa, "winter").await;
    assert_eq!(page.texts("tbody tr").len(), 10);
    assert!(page.texts("h2").join(" ").contains("(10 or more)"));
    let more = page.links("section p a").remove(0);
    assert!(more.ends_with("&kind=order"), "{more}");
    let alone = rosa.get(&more).await;
    assert_eq!(alone.texts("tbody tr").len(), 50);
    assert!(alone.texts("h2").join(" ").contains("(50 or more)"));
    assert_eq!(rosa.get(&alone.links("main p a").remove(0)).await.texts("tbody tr").len(), 10);
}

#[tokio::test]
async fn what_is_too_little_to_look_for_comes_back_with_what_was_typed() {
    let portal = Portal::start().await;
    let (rosa, ..) = three(&portal).await;
    for (typed, words) in
        [("", "Enter a name"), ("x", "there is one"), ("%%%%", "there is none"), (&"long ".repeat(40), "Shorten this")]
    {
        let page = rosa.fill(SEARCH, SEARCH, &[("text", typed)]).await;
        assert_eq!(page.status, 422, "{typed}");
        assert!(page.errors().join(" ").contains(words), "{typed}: {:?}", page.errors());
        assert!(page.body.contains(&format!("value=\"{typed}\"")), "{typed} is lost");
    }
}

#[tokio::test]
async fn whoever_may_not_open_disclosures_finds_none_and_drafts_of_orders_are_their_advertisers_alone() {
    let portal = Portal::start().await;
    let (rosa, ..) = three(&portal).await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let demand = [
        ("requester", "District Court of Bergen"),
        ("basis", "legal_process"),
        ("grounds", "Order 12/2026"),
        ("data_account", "yes"),
        ("received_on", "2026-11-01"),
        ("email", "pia.berg@fjord.example"),
    ];
    let new = "/admin/disclosures/new";
    let page = ada.fill(new, new, &demand).await.goes_to().to_owned();
    assert_eq!(ada.fill(SEARCH, SEARCH, &[("text", "dsc 1001")]).await.goes_to(), page);
    assert_eq!(names(&ada, "dsc 10").await, ["District Court of Bergen"]);
    for typed in ["dsc 1001", "dsc 10", "dcs"] {
        let page = sought(&rosa, typed).await;
        assert_eq!(page.texts("tbody tr"), Vec::<String>::new(), "{typed}");
        assert!(!page.body.contains("Disclosures"), "{typed}");
    }
    let sealed = rosa.fill(SEARCH, SEARCH, &[("text", "dsc 10")]).await.goes_to().to_owned();
    assert!(!rosa.get(&format!("{sealed}&kind=disclosure")).await.body.contains("Bergen"));
    order(&portal, "IO-4711", "Secret plans", "draft").await;
    assert_eq!(names(&rosa, "secret plans").await, Vec::<String>::new());
    assert_eq!(sought(&rosa, "IO-4711").await.texts("tbody tr"), Vec::<String>::new());
    portal.scalar("UPDATE orders SET state = 'submitted', submitted_at = now() RETURNING number").await;
    assert_eq!(names(&rosa, "secret plans").await, ["Secret plans"], "once it is sent it is found");
    portal.scalar("UPDATE orders SET name = 'Spring sale' RETURNING number").await;
    assert_eq!(names(&rosa, "secret plans").await, Vec::<String>::new(), "by its old name no more");
    assert_eq!(names(&rosa, "spring sale").await, ["Spring sale"]);
}

#[tokio::test]
async fn what_was_sought_opens_for_its_person_alone_and_for_a_day() {
    let portal = Portal::start().await;
    let (rosa, ..) = three(&portal).await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let place = rosa.fill(SEARCH, SEARCH, &[("text", "hakonsen")]).await.goes_to().to_owned();
    for _ in 0..2 {
        assert!(rosa.get(&place).await.body.contains("Håkonsen Outdoor AS"), "reload and a second tab");
    }
    let altered = format!("{}{}", &place[..place.len() - 1], if place.ends_with('A') { 'B' } else { 'A' });
    for (who, address) in [(&ada, place.as_str()), (&rosa, &altered), (&rosa, "/admin/search?q=Holm")] {
        let page = who.get(address).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Search once more") && !page.body.contains("Håkonsen"), "{address}");
    }
    let id = portal.scalar("SELECT id FROM users WHERE full_name = 'Rosa Lindqvist'").await.parse().expect("an id");
    for (hours, opens) in [(23, true), (24, false)] {
        let since = portal.parts.clock.now().timestamp() - hours * 3600;
        let sealed = portal.db.vault().carry("search", id, &format!("{since} hakonsen")).expect("it is sealed");
        let page = rosa.get(&format!("{SEARCH}?q={sealed}")).await;
        assert_eq!(page.body.contains("Håkonsen Outdoor AS"), opens, "after {hours} hours");
    }
}

#[tokio::test]
async fn the_key_of_a_text_is_its_own_key_and_the_same_for_every_spelling() {
    let portal = Portal::start().await;
    let texts = portal
        .scalar(
            "WITH letters AS (SELECT string_to_array('a e o u A E O ü Ö å ß ø - . @ é Æ ǅ 李 Й ﬁ 1 '' ’ % \\ ( ) + * _ \" < / &', ' ') || ' '::text AS them),
                  texts AS (SELECT (SELECT string_agg(them[1 + abs(hashint8(number * 31 + place)) % cardinality(them)], '') FROM letters, generate_series(1, 1 + number % 12) AS place) AS text
                            FROM generate_series(1, 4000) AS number)
             SELECT string_agg(text, ' | ') FROM texts
             WHERE search_key(search_key(text)) <> search_key(text) OR search_key(upper(text)) <> search_key(lower(text))
                OR search_key(text) <> btrim(search_key(text)) OR position('  ' IN search_key(text)) > 0",
        )
        .await;
    assert_eq!(texts, "", "keys that are not their own");
    for (one, other) in [
        ("Müller", "MUELLER"),
        ("Müller", "muller"),
        ("Håkon", "Haakon"),
        ("Ørsted", "orsted"),
        ("Großmann", "grossmann"),
        ("Æblegrød", "aeblegrod"),
        ("O’Brien", "OBrien"),
        ("ida@halden.example", "Ida Halden Example"),
        ("Ｈａｌｄｅｎ", "halden"),
    ] {
        let same = portal.scalar(&format!("SELECT search_key('{one}') = search_key('{other}')")).await;
        assert_eq!(same, "t", "{one} and {other}");
    }
}

#[tokio::test]
async fn who_is_erased_or_gone_is_found_no_more_and_what_they_were_called_is_kept_nowhere() {
    let portal = Portal::start().await;
    let (rosa, _, pia) = three(&portal).await;
    scene::save(&pia, "/account", &[("full_name", "Pia Quibblesworth")]).await;
    assert_eq!(names(&rosa, "quibblesworth").await, ["Pia Quibblesworth"]);
    assert_eq!(names(&rosa, "quibblesworht").await, ["Pia Quibblesworth"]);
    let left = "SELECT (SELECT count(*) FROM search_tails WHERE tail LIKE '%quibblesworth%') + (SELECT count(*) FROM search_near WHERE word LIKE '%quibblesworth%')";
    assert_ne!(portal.scalar(left).await, "0");
    let erased = "UPDATE users SET email = 'erased-' || id || '@erased.invalid', email_key = 'erased-' || id || '@erased.invalid',
                                   full_name = 'Erased person', telephone = NULL, password_hash = NULL, erased_at = now(), deactivated_at = now()
                  WHERE full_name = 'Pia Quibblesworth' RETURNING id";
    portal.scalar(erased).await;
    for typed in ["erased person", "erased.invalid"] {
        assert_eq!(names(&rosa, typed).await, Vec::<String>::new(), "{typed}");
    }
    assert_eq!(portal.scalar(left).await, "0");
    assert_eq!(names(&rosa, "quibblesworth").await, Vec::<String>::new());
}
