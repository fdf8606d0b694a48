//! The search of the staff: whom it answers, what it takes for text, and that it holds nobody up.

use crate::harness::{Client, Portal};
use crate::search::{SEARCH, sought};
use inset_domain::user::StaffRole;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a40_the_search_is_the_staff_s_alone_and_answers_nobody_who_looks_as_an_owner() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let ida = portal.member("advertiser", "Halden Outdoor", "Ida Holm").await;
    let eve = portal.member("advertiser", "Malmo", "Eve Ross").await;
    let place = sami.fill(SEARCH, SEARCH, &[("text", "halden")]).await.goes_to().to_owned();
    assert!(sami.get(&place).await.body.contains("Halden Outdoor"), "it finds nothing, so this proves nothing");
    for who in [&ida, &eve] {
        assert_eq!(who.get(&place).await.status, 404);
        assert_eq!(who.get(SEARCH).await.status, 404);
        let body = who.form("/account", "/account").await.body(&[("text", "halden")]);
        assert_eq!(who.post_body(SEARCH, body).await.status, 404);
    }
    assert!(portal.browser().get(&place).await.goes_to().starts_with("/sign-in"));
    let page = format!("/admin/accounts/{}", portal.scalar("SELECT id FROM accounts WHERE name = 'Malmo'").await);
    let blank = sami.form(SEARCH, SEARCH).await;
    sami.fill(&page, &format!("{page}/viewing"), &[("viewing_why", "She asked for help.")]).await.goes_to();
    for answer in [sami.get(&place).await, sami.post_body(SEARCH, blank.body(&[("text", "halden")])).await] {
        assert_eq!(answer.status, 403);
        assert!(!answer.body.contains("Halden"), "whoever looks as one owner finds another");
    }
}

#[tokio::test]
async fn a56_what_a_pattern_would_read_as_a_command_is_text_and_answered_in_a_moment() {
    let portal = Portal::start().await;
    portal.demo().await;
    let ada = portal.known("ada.marsh@imagespacemedia.example").await;
    let long = "a".repeat(100);
    let wide = "(ab+)+$ ".repeat(12);
    for text in [
        "(ab+)+$",
        "%%%%",
        "%a%a%a%",
        "\\\\",
        "__",
        "a\\",
        "ab%",
        "ab_",
        "ab'; DROP TABLE users; --",
        "[[:alpha:]]{9999}",
        "^.*$ab",
        "ab|.*",
        "aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa",
        &long,
        &wide,
    ] {
        let body = ada.form(SEARCH, SEARCH).await.body(&[("text", text)]);
        let begun = Instant::now();
        let answer = ada.post_body(SEARCH, body).await;
        if answer.status == 422 {
            continue;
        }
        let found = ada.get(answer.goes_to()).await;
        assert_eq!(found.status, 200, "{text}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{text} took {:?}", begun.elapsed());
        let shown = found.texts("tbody tr").len();
        let all = portal.scalar("SELECT (SELECT count(*) FROM accounts) + (SELECT count(*) FROM users)").await;
        assert!(shown < all.parse::<usize>().expect("a count"), "{text} found everything");
    }
    for (text, others) in [("nord%", "nordlys"), ("n_rdlys", "nordlys"), ("nord.*", "nordlys"), (".*", "nordlys")] {
        let answer = ada.fill(SEARCH, SEARCH, &[("text", text)]).await;
        if answer.status != 422 {
            let names = ada.get(answer.goes_to()).await.texts("tbody th a").join(" ").to_lowercase();
            let plain = sought(&ada, &text.replace(|letter: char| !letter.is_alphanumeric(), " ")).await;
            assert_eq!(
                names,
                plain.texts("tbody th a").join(" ").to_lowercase(),
                "{text} is more than its letters: {others}"
            );
        }
    }
}

#[tokio::test]
async fn a89_what_is_sought_stands_in_no_address_and_no_record_of_a_visit() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Lindqvist", StaffRole::Reviewer).await;
    portal.member("advertiser", "Halden Outdoor", "Ida Holm").await;
    let place = rosa.fill(SEARCH, SEARCH, &[("text", "ida.holm@halden-outdoor.example")]).await.goes_to().to_owned();
    let page = rosa.get(&place).await;
    assert!(page.body.contains("Ida Holm"));
    let again = rosa.fill(SEARCH, SEARCH, &[("text", "ida.holm@halden-outdoor.example")]).await.goes_to().to_owned();
    assert_ne!(place, again, "the same text would be known again by its address");
    for address in page.links("a").iter().chain([&place, &again]) {
        let plain = address.to_lowercase();
        assert!(!["holm", "%40", "halden"].iter().any(|word| plain.contains(word)), "{address}");
    }
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["referrer-policy"], "no-referrer", "another site is told nothing of the address");
    portal.record_visits().await;
    let visits = portal.scalar("SELECT string_agg(row_to_json(v)::text, ' ') FROM access_records v").await;
    assert!(
        visits.contains("/admin/search") && !visits.to_lowercase().contains("holm") && !visits.contains("q="),
        "{visits}"
    );
    let keys = portal.scalar("SELECT coalesce(string_agg(location, ' '), '') FROM form_keys").await;
    assert!(!keys.contains(&place), "what was sought is kept");
}

#[tokio::test]
async fn a92_of_a_hundred_searches_at_once_each_is_answered_or_told_to_wait_and_other_pages_do_not() {
    let portal = Portal::start().await;
    portal.demo().await;
    let ada = portal.known("ada.marsh@imagespacemedia.example").await;
    let tom = portal.known("tom.adler@imagespacemedia.example").await;
    let mut places = Vec::new();
    for text in ["media", "a b", "nordlsy", "outdoor media", "example"] {
        let answer = ada.fill(SEARCH, SEARCH, &[("text", text)]).await;
        places.push(answer.goes_to().to_owned());
    }
    let asked = (0..100).map(|number| ada.get(&places[number % places.len()]));
    let others = async {
        let mut longest = Duration::ZERO;
        for _ in 0..20 {
            let begun = Instant::now();
            assert_eq!(tom.get("/admin/queue").await.status, 200);
            longest = longest.max(begun.elapsed());
        }
        longest
    };
    let (answers, longest) = tokio::join!(futures_util::future::join_all(asked), others);
    let told = answers.iter().filter(|answer| answer.status == 429).count();
    for answer in &answers {
        match answer.status {
            200 => {}
            429 => {
                assert_eq!(answer.headers["retry-after"], "1");
                assert!(answer.body.contains("Many searches run just now") && answer.body.contains("value=\""));
            }
            other => panic!("{other}"),
        }
    }
    assert!(told > 0 && told < 100, "{told} of a hundred were told to wait");
    assert!(longest < Duration::from_secs(5), "another page took {longest:?}");
    assert_eq!(sought(&ada, "media").await.status, 200, "no room is left behind");
}

/// A search that fails keeps what was typed.
#[tokio::test]
async fn a_search_that_the_database_does_not_answer_says_so_and_loses_nothing() {
    let portal = Portal::start().await;
    let rosa: Client = portal.staff("Rosa Lindqvist", StaffRole::Reviewer).await;
    let place = rosa.fill(SEARCH, SEARCH, &[("text", "halden")]).await.goes_to().to_owned();
    portal.scalar("ALTER TABLE search_tails RENAME TO search_tails_away").await;
    let page = rosa.get(&place).await;
    assert_eq!(page.status, 503);
    assert!(page.body.contains("The search did not come to an end") && page.body.contains("value=\"halden\""));
}
