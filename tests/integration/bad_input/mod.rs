//! Bad input: every form against everything that people and programs send by mistake or on purpose.
//!
//! `table` gives every form of the portal with its page and a valid filling; a form without a row fails a test.

mod again;
mod cases;
mod desk;
mod every_form;
mod fuzz;
mod grid;
mod inquiries;
mod mailing;
mod parsers;
mod passkeys;
mod races;
mod rights;
pub(crate) mod scene;
pub(crate) mod table;
mod teams;
mod twice;
mod wire;

use crate::harness::{Answer, Portal};
use scraper::{Html, Selector};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Counts every panic from here on, those that the portal turns into an answer too.
pub(crate) fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.fetch_add(1, Ordering::Relaxed);
            before(panic);
        }));
    });
}

pub(crate) fn no_panic() {
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "the portal panicked; the panic is printed above");
}

const EVERYTHING: &str = "
CREATE OR REPLACE FUNCTION everything() RETURNS text LANGUAGE plpgsql AS $$
DECLARE name text; found text; answer text := '';
BEGIN
    FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname NOT IN ('form_keys', 'sessions', 'guesses', 'devices', 'sign_ins', 'case_presence', '__diesel_schema_migrations') ORDER BY 1 LOOP
        EXECUTE format('SELECT count(*) || '' '' || coalesce(md5(string_agg(r::text, '' '' ORDER BY r::text)), '''') FROM %I r', name)
            INTO found;
        answer := answer || name || ' ' || found || E'\\n';
    END LOOP;
    RETURN answer;
END $$";

/// Every table but those of form keys, sessions, sign-ins and of who has a case open: how many rows it has, and a digest of what they hold.
pub(crate) async fn everything(portal: &Portal) -> String {
    portal.scalar("SELECT everything()").await
}

/// A portal that counts its panics and can tell whether anything was written.
pub(crate) async fn portal() -> Portal {
    count_panics();
    let portal = Portal::start().await;
    portal.scalar(EVERYTHING).await;
    portal
}

/// The scene on which every form is open, with a row for each.
pub(crate) async fn every_form_open() -> (Portal, Vec<table::Row>) {
    count_panics();
    let portal = Portal::start_in("every_form", scene::set).await;
    let cast = scene::Cast::gather(&portal).await;
    let rows = table::rows(&portal, &cast).await;
    (portal, rows)
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

/// Asserts a form that came back: 422, "Error: " first in the title, errors that lead to their fields, nothing live in
/// it that was typed. Gives the fields that the errors name.
#[track_caller]
fn came_back(answer: &Answer, what: &str) -> Vec<String> {
    assert_eq!(answer.status, 422, "{what}: {:?} {:?}", answer.heading(), answer.errors());
    let html = Html::parse_document(&answer.body);
    let title: String = html.select(&selector("title")).flat_map(|title| title.text()).collect();
    assert!(title.starts_with("Error: "), "{what}: the title is {title:?}");
    assert!(html.select(&selector(".summary-links li")).next().is_some(), "{what}: no error is named");
    holds_nothing_live(&html, what);
    html.select(&selector(".summary-links a"))
        .filter_map(|link| link.value().attr("href")?.strip_prefix('#').map(str::to_owned))
        .filter(|field| !field.is_empty())
        .inspect(|field| {
            let there = html.tree.values().filter_map(scraper::Node::as_element).any(|it| it.id() == Some(field));
            assert!(there, "{what}: the error of {field} leads nowhere");
        })
        .collect()
}

/// Asserts that a page holds no script, handler or element that somebody typed.
#[track_caller]
pub(crate) fn is_inert(answer: &Answer, what: &str) {
    holds_nothing_live(&Html::parse_document(&answer.body), what);
}

#[track_caller]
fn holds_nothing_live(html: &Html, what: &str) {
    let live = html.select(&selector("script:not([src^='/static/']), [onerror], [onload], iframe, img[src=x]")).next();
    assert!(live.is_none(), "{what}: what was typed is live: {:?}", live.map(|element| element.html()));
}
