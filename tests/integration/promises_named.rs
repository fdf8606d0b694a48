//! The page of promises names the tests that prove them, and only tests that exist.

use crate::harness::Portal;
use scraper::{Html, Selector};

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

/// The promises that the page shows, each with whether it is called kept and the tests that it names.
fn shown(body: &str) -> Vec<(String, bool, Vec<String>)> {
    let html = Html::parse_document(body);
    let (state, test) = (selector("td[data-label=State]"), selector("code"));
    let words = |element: scraper::ElementRef<'_>| element.text().collect::<String>().trim().to_owned();
    html.select(&selector("tr[id^=P]"))
        .map(|row| {
            let kept = row.select(&state).any(|cell| words(cell) == "Kept");
            (row.value().attr("id").expect("it has one").to_owned(), kept, row.select(&test).map(words).collect())
        })
        .collect()
}

/// What is wrong with the promises that are shown: kept without a test of its own, or with one that does not exist.
fn unproved(shown: &[(String, bool, Vec<String>)], sources: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (id, kept, tests) in shown {
        if *kept == tests.is_empty() {
            faults.push(format!("{id}: kept {kept} by {} tests", tests.len()));
        }
        let prefix = format!("promise_{}_", id.trim_start_matches('P'));
        let exists = |test: &str| sources.contains(&format!("async fn {test}()"));
        let missing = tests.iter().filter(|test| !test.starts_with(&prefix) || !exists(test));
        faults.extend(missing.map(|test| format!("{id}: there is no test {test}")));
    }
    faults
}

#[tokio::test]
async fn every_promise_names_tests_that_exist_or_is_called_not_kept_yet() {
    let portal = Portal::start().await;
    let shown = shown(&portal.browser().get("/privacy").await.body);
    assert_eq!(shown.len(), 19, "the promises could not be read: {shown:?}");
    let sources: String =
        crate::house_rules::files("tests/integration", ".rs").into_iter().map(|file| file.text).collect();
    assert_eq!(unproved(&shown, &sources), Vec::<String>::new());
    let one = |kept: bool, tests: &[&str]| {
        vec![("P02".to_owned(), kept, tests.iter().map(|test| (*test).to_owned()).collect::<Vec<_>>())]
    };
    let own = "promise_02_data_is_used_for_its_purpose_and_shared_only_when_ticked";
    assert_eq!(unproved(&one(true, &[own]), &sources), Vec::<String>::new());
    assert_eq!(
        unproved(&one(true, &["promise_02_nobody_wrote_it"]), &sources),
        ["P02: there is no test promise_02_nobody_wrote_it"]
    );
    let others = "promise_16_cookies_are_named_stay_here_and_are_not_needed_to_read";
    assert_eq!(unproved(&one(true, &[others]), &sources), [format!("P02: there is no test {others}")]);
    assert_eq!(unproved(&one(true, &[]), &sources), ["P02: kept true by 0 tests"]);
    assert_eq!(unproved(&one(false, &[own]), &sources), ["P02: kept false by 1 tests"]);
}
