//! Every form against empty, over-long, wrong and hostile fields, and against bodies that are no forms.

use super::table::Row;
use super::{came_back, every_form_open, everything, is_inert, no_panic, selector};
use crate::harness::Answer;
use scraper::Html;
use std::collections::{BTreeMap, BTreeSet};

/// Fields that are read only together with another answer than the valid filling gives.
const ONLY_SOMETIMES: [&str; 7] =
    ["terms_days", "paste", "routing_number", "account_number", "account_type", "paypal_email", "cap_interval"];
/// Fields that say which record or which preview a form is of: without them it is another form, not an empty one.
const STEERING: [&str; 2] = ["account", "previewed"];
/// Fields whose content never comes back.
const SECRETS: [&str; 7] = ["password", "tax_id", "card_token", "iban", "paste", "code", "recovery_code"];

/// The names of what a page's form asks for: texts to type, and choices from a list.
struct Asked {
    texts: BTreeSet<String>,
    choices: BTreeSet<String>,
}

impl Asked {
    async fn by(row: &Row) -> Self {
        let page = row.who.get(&row.page).await;
        let html = Html::parse_document(&page.body);
        let form = html
            .select(&selector("form[method=post]"))
            .find(|form| form.value().attr("action").unwrap_or(&row.page) == row.action);
        let named = |css: &str| {
            let found = form.iter().flat_map(|form| form.select(&selector(css)).collect::<Vec<_>>());
            found.filter_map(|it| it.value().attr("name").map(str::to_owned)).collect()
        };
        let texts: BTreeSet<String> = named(
            "textarea, input[type=text]:not([readonly]), input[type=email]:not([readonly]), input[type=tel], input[type=url], input[type=date], input[type=password], input:not([type])",
        );
        Self {
            texts: texts.into_iter().filter(|name| !sometimes(name)).collect(),
            choices: named("select, input[type=radio]"),
        }
    }
}

fn sometimes(field: &str) -> bool {
    ONLY_SOMETIMES.iter().any(|name| field == *name || field.ends_with(&format!(".{name}")))
}

fn all<'a>(names: &'a BTreeSet<String>, value: &'a str) -> Vec<(&'a str, &'a str)> {
    names.iter().map(|name| (name.as_str(), value)).collect()
}

/// The error of each field.
fn errors(answer: &Answer) -> BTreeMap<String, String> {
    let html = Html::parse_document(&answer.body);
    let css = selector(".summary-links a");
    let links = html.select(&css).map(|link| {
        let field = link.value().attr("href").unwrap_or("").trim_start_matches('#').to_owned();
        (field, link.text().collect())
    });
    links.collect()
}

/// Asserts that what was typed stands in the form again, letter by letter, save what HTML itself cannot carry.
fn came_back_as_typed(row: &Row, answer: &Answer, typed: &[(&str, &str)], what: &str) {
    let plain = |text: &str| text.replace(['\0', '\r', '\u{FFFD}'], "");
    let Some(form) = crate::harness::FormOnPage::on(&answer.body, &row.page, &row.action) else {
        panic!("{what}: the form is gone from the page");
    };
    for (name, value) in typed.iter().filter(|(name, _)| !SECRETS.contains(name)) {
        let shown = form.0.get(*name).map(|shown| plain(shown));
        assert_eq!(shown, Some(plain(value)), "{what}: what was typed into {name} is gone");
    }
    for (name, value) in typed.iter().filter(|(name, value)| SECRETS.contains(name) && value.len() > 20) {
        assert!(
            !answer.body.contains(value) || typed.iter().any(|(other, same)| other != name && same == value),
            "{what}: {name} came back"
        );
    }
}

#[tokio::test]
async fn every_form_has_a_row() {
    let posts: BTreeSet<String> = inset::app::listings(true)
        .into_iter()
        .filter(|listing| listing.method == "POST")
        .map(|listing| listing.path)
        .collect();
    let (_portal, rows) = every_form_open().await;
    let known: BTreeSet<String> = rows.iter().map(|row| row.route.to_owned()).collect();
    assert_eq!(known, posts, "the table of forms and the routes differ");
}

/// What no text may hold, whatever the field; the parsers' own tests know every kind of it.
const HIDDEN: [&str; 4] = ["a\0b", "a\u{202E}b", "a\u{61C}b", "a\u{200B}b"];
/// What some texts may hold and a page must never run.
const ODD: [&str; 3] = [
    "\"><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7 * 7 }}{% if shell %}{# a #}",
    "'; DROP TABLE users; --\r\nSet-Cookie: x=1 </textarea></form><form action=//evil.example>",
    "🦊𝔘𠜎 \u{1F469}\u{200D}\u{1F680}",
];

#[tokio::test]
async fn what_cannot_be_stored_is_refused_field_by_field_and_comes_back() {
    let (portal, rows) = every_form_open().await;
    let before = everything(&portal).await;
    for row in &rows {
        let (asked, blank) = (Asked::by(row).await, row.blank().await);
        for hidden in HIDDEN.iter().filter(|_| !asked.texts.is_empty()) {
            let what = format!("{} with {hidden:?}", row.route);
            let typed = all(&asked.texts, hidden);
            let answer = row.post(&row.over(&blank, &typed)).await;
            let named: BTreeSet<String> = came_back(&answer, &what).into_iter().collect();
            named_all(row, &asked.texts, &named, &what);
            came_back_as_typed(row, &answer, &typed, &what);
        }
        if !asked.choices.is_empty() {
            let what = format!("{} with choices of no list", row.route);
            let answer = row.post(&row.over(&blank, &all(&asked.choices, "no-such-choice"))).await;
            let named: BTreeSet<String> = came_back(&answer, &what).into_iter().collect();
            let wanted = asked.choices.iter().filter(|name| !sometimes(name)).cloned().collect();
            named_all(row, &wanted, &named, &what);
        }
    }
    assert_eq!(everything(&portal).await, before, "something was written");
    no_panic();
}

/// Asserts that each field is named; where one says "these two do not fit" the pair counts as named.
fn named_all(row: &Row, wanted: &BTreeSet<String>, named: &BTreeSet<String>, what: &str) {
    let excused = |field: &String| match row.route {
        // One sentence for address and password together tells nobody which of them is known.
        "/sign-in" => true,
        // Whoever types a recovery code is told about that one.
        "/sign-in/code" => field == "code",
        // A note is about its field, and the field's error comes first.
        "/admin/cases/{id}/changes" => field.starts_with("note_"),
        _ => false,
    };
    let missing: Vec<&String> = wanted.iter().filter(|field| !named.contains(*field) && !excused(field)).collect();
    assert!(missing.is_empty(), "{what}: nothing is said about {missing:?}, only about {named:?}");
}

#[tokio::test]
async fn an_over_long_text_is_refused_with_its_bound_and_the_bound_itself_is_not() {
    let (portal, rows) = every_form_open().await;
    let before = everything(&portal).await;
    let long = "x".repeat(5000);
    for row in &rows {
        let asked = Asked::by(row).await;
        if asked.texts.is_empty() {
            continue;
        }
        let what = format!("{} with 5,000 characters", row.route);
        let typed = all(&asked.texts, &long);
        let answer = row.post(&row.body(&typed).await).await;
        let named: BTreeSet<String> = came_back(&answer, &what).into_iter().collect();
        named_all(row, &asked.texts, &named, &what);
        came_back_as_typed(row, &answer, &typed, &what);
        let bounds: BTreeMap<String, usize> = errors(&answer)
            .into_iter()
            .filter(|(field, _)| asked.texts.contains(field))
            .filter_map(|(field, error)| {
                let most = error.strip_prefix("Shorten this to ")?.split_once(' ')?.0.replace(',', "");
                Some((field, most.parse().expect("a bound is a number")))
            })
            .collect();
        for (more, refused) in [(1, true), (0, false)] {
            // One field stays wrong, so that nothing is saved; it is none of those that are measured.
            let texts: Vec<(String, String)> =
                bounds.iter().map(|(field, most)| (field.clone(), "𝔘".repeat(most + more))).collect();
            let mut typed: Vec<(&str, &str)> =
                texts.iter().map(|(field, text)| (field.as_str(), text.as_str())).collect();
            let wrong = asked.texts.iter().find(|field| !bounds.contains_key(*field));
            typed.extend(wrong.map(|field| (field.as_str(), long.as_str())));
            if typed.is_empty() || (wrong.is_none() && !refused) {
                continue;
            }
            let answer = row.post(&row.body(&typed).await).await;
            came_back(&answer, &what);
            let said = errors(&answer);
            for field in bounds.keys() {
                let shorten = said.get(field).is_some_and(|error| error.starts_with("Shorten this to"));
                assert_eq!(shorten, refused, "{}: {field} at its bound and {more}", row.route);
            }
        }
    }
    assert_eq!(everything(&portal).await, before, "something was written");
    no_panic();
}

#[tokio::test]
async fn what_looks_like_code_is_text() {
    let (portal, rows) = every_form_open().await;
    for row in &rows {
        let asked = Asked::by(row).await;
        let mut before = everything(&portal).await;
        for odd in ODD.iter().filter(|_| !asked.texts.is_empty()) {
            let what = format!("{} with {odd:?}", row.route);
            let typed = all(&asked.texts, odd);
            let answer = row.post(&row.body(&typed).await).await;
            if answer.status == 303 {
                is_inert(&row.who.get(answer.goes_to()).await, &what);
                // A link that sets a password works once, and so do a decision and the answers to a reviewer.
                before = everything(&portal).await;
                let once = ["{token}", "/changes"].iter().any(|end| row.route.ends_with(end));
                if once || row.route.starts_with("/admin/") {
                    break;
                }
            } else if answer.status == 200 {
                assert!(row.route.ends_with("/preview"), "{what}: only a preview shows what was typed as good");
                is_inert(&answer, &what);
            } else {
                came_back(&answer, &what);
                came_back_as_typed(row, &answer, &typed, &what);
                assert_eq!(everything(&portal).await, before, "{what}: something was written");
            }
        }
    }
    no_panic();
}

#[tokio::test]
async fn a_body_that_is_no_form_of_ours_changes_nothing() {
    let (portal, rows) = every_form_open().await;
    let before = everything(&portal).await;
    let own = portal.base.as_str();
    let deep = format!("{}=1&unexpected=1", "a[b]".repeat(2000));
    for row in &rows {
        let blank = row.blank().await;
        let body = blank.body(&[]);
        let headers = |kind: &'static str| vec![("origin", own), ("content-type", kind), ("accept", "text/html")];
        for (kind, body) in [
            ("application/json", r#"{"name": "x"}"#),
            ("text/plain", body.as_str()),
            ("multipart/form-data; boundary=x", "--x\r\ncontent-disposition: form-data; name=a\r\n\r\n1\r\n--x--"),
        ] {
            let answer = row.who.send("POST", &row.action, &headers(kind), body).await;
            assert_eq!(answer.status, 422, "{} as {kind}", row.route);
            assert!(answer.texts("title").concat().starts_with("Error: "), "{} as {kind}", row.route);
            assert!(answer.body.contains("not a form of this page"), "{} as {kind}", row.route);
        }
        let form = headers("application/x-www-form-urlencoded");
        for nothing in ["", "&&&==&", "%", "%zz=%f&%00=%00"] {
            let answer = row.who.send("POST", &row.action, &form, nothing).await;
            assert!(
                [303, 403, 404, 409, 422, 429].contains(&answer.status),
                "{} with {nothing:?}: {}",
                row.route,
                answer.status
            );
            if answer.status == 303 {
                // Signing out needs no form to be safe.
                assert_eq!(row.route, "/sign-out", "an empty body was taken");
            }
        }
        // A grid emptied is an order without lines, which is saved as such and cannot be sent.
        if row.filling.is_empty() || row.route.ends_with("/lines") {
            continue;
        }
        // Every field emptied, then noise around it.
        let asked = Asked::by(row).await;
        let fields: BTreeSet<String> = asked
            .texts
            .union(&asked.choices)
            .cloned()
            .chain(row.filling.iter().map(|(name, _)| name.clone()).filter(|name| !STEERING.contains(&name.as_str())))
            .collect();
        let empty = row.over(&blank, &all(&fields, ""));
        let noisy = format!("{empty}&{deep}&{}&x=%ff%fe%c0%af", empty.replace("_key", "_other"));
        for body in [&empty, &noisy] {
            came_back(&row.post(body).await, &format!("{} empty", row.route));
        }
    }
    assert_eq!(everything(&portal).await, before, "something was written");
    no_panic();
}

#[tokio::test]
async fn an_id_of_nobody_or_of_somebody_else_does_not_exist() {
    let (portal, rows) = every_form_open().await;
    let before = everything(&portal).await;
    for row in rows.iter().filter(|row| row.route.contains('{')) {
        let pattern: Vec<&str> = row.route.split('/').collect();
        let path: Vec<&str> = row.action.split('/').collect();
        for (at, name) in pattern.iter().enumerate().filter(|(_, part)| part.starts_with('{')) {
            for id in [
                "0199b8f2-7a60-7000-8000-000000000000",
                "IO-9999",
                "no-id",
                "%00",
                "%ff",
                "a%2fb",
                "'",
                "99999999999999999999",
            ] {
                let mut other = path.clone();
                other[at] = id;
                let answer = row.who.post_body(&other.join("/"), row.body(&[]).await).await;
                assert_eq!(answer.status, 404, "{} with {name} {id}: {:?}", row.route, answer.heading());
            }
        }
    }
    assert_eq!(everything(&portal).await, before, "something was written");
    no_panic();
}
