//! The abuse cases of `docs/security.md`, each a test whose name begins with its id.

mod accounts;
mod addresses;
mod authorisation;
mod four_eyes;
mod guessing;
mod injection;
mod looking;
mod money;
mod platform;
mod privacy;
mod production;
mod proxy;
mod redirects;
mod searching;
mod second_factor;
mod sessions;
mod sign_in;
mod teams;
mod writing;
mod written;

use crate::harness::{Answer, Portal};
use scraper::{Html, Selector};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What comes back for these bytes, for what no client of HTTP would send; nothing when the portal hangs up.
async fn exchange(portal: &Portal, bytes: &[u8]) -> String {
    send_raw(portal.base.trim_start_matches("http://"), bytes).await
}

/// The same at an address. A peer that neither answers nor ends is given up after a while.
async fn send_raw(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let mut answer = Vec::new();
    let talk = async {
        // A peer that has read enough may hang up before it has read all.
        let _ = stream.write_all(bytes).await;
        let _ = stream.read_to_end(&mut answer).await;
    };
    let _ = tokio::time::timeout(Duration::from_secs(12), talk).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// A page without what differs at every request: its form's key, what it asks of a passkey, and the reference to quote.
fn normal(body: &str) -> String {
    let mut text = body.to_owned();
    let marks = ["name=\"_key\" value=\"", "name=\"ceremony\" value=\"", "&quot;challenge&quot;:&quot;"];
    for mark in marks {
        let mut parts = text.split(mark);
        let first = parts.next().unwrap_or_default().to_owned();
        text = parts.fold(first, |text, part| text + part.split_once(['"', '&']).map_or("", |(_, rest)| rest));
    }
    let mut parts = text.split(">E-");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.trim_start_matches(|letter: char| letter.is_ascii_hexdigit()))
}

/// How often a value of the first kind is above one of the second: one half when nobody can tell them apart.
fn separable(one: &[Duration], other: &[Duration]) -> f64 {
    let above = one
        .iter()
        .flat_map(|a| other.iter().map(move |b| f64::from(u8::from(a > b)) + 0.5 * f64::from(u8::from(a == b))));
    above.sum::<f64>() / (one.len() as f64 * other.len() as f64)
}

/// Asserts that a page takes everything it shows or runs from this site.
#[track_caller]
fn loads_only_our_own(page: &Answer, what: &str) {
    let html = Html::parse_document(&page.body);
    let css = "[src], link[href], [srcset], [poster], [data], object, embed, iframe";
    for element in html.select(&Selector::parse(css).expect("a selector")) {
        let element = element.value();
        for attribute in ["src", "href", "srcset", "poster", "data"] {
            let from = element.attr(attribute).unwrap_or("/");
            let own = (from.starts_with('/') && !from.starts_with("//")) || from.starts_with("data:image/");
            assert!(own, "{what} loads {from}");
        }
        assert!(!["object", "embed", "iframe"].contains(&element.name()), "{what} has a frame");
    }
    assert!(!page.body.contains("<style") && !page.body.contains("@import"), "{what} has styles inline");
}

#[test]
fn what_cannot_be_told_apart_is_half_and_what_can_is_one() {
    let times = |from: u64| (from..from + 10).map(Duration::from_millis).collect::<Vec<_>>();
    assert!((separable(&times(0), &times(0)) - 0.5).abs() < 1e-9);
    assert!((separable(&times(20), &times(0)) - 1.0).abs() < 1e-9);
    assert_eq!(normal("a name=\"_key\" value=\"x\"> >E-12ab<"), "a > <");
}
