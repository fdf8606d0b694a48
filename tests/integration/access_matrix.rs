//! The access matrix: every route as every principal and, where a path names a record, against that record of one's
//! own, another tenant's, and none at all. What a person reviews is the table in `snapshots/`.

mod cast;
mod records;
mod rights;
mod table;

use crate::harness::{Answer, Portal};
use inset::web::Listing;
use records::{Records, Row};
use std::collections::BTreeSet;
use table::Table;

#[tokio::test]
async fn every_route_answers_every_principal_as_the_table_says() {
    let portal = Portal::start().await;
    portal.demo().await;
    let records = Records::find(&portal).await;
    let mut players = cast::players(&portal).await;
    let listings = inset::app::listings(true);
    assert!(records.uncovered(&listings).is_empty(), "{}", records.uncovered(&listings).join("\n"));
    let absent = players[0].browser.get("/no/such/page").await;
    assert_eq!(absent.status, 404);
    let absent = same_for_all(&absent.body);

    let mut table = Table::new(players.iter().map(|player| player.name.as_str()));
    let mut faults = Vec::new();
    // Pages first: a step that succeeds would change what they answer.
    for method in ["GET", "POST"] {
        for listing in listings.iter().filter(|listing| listing.method == method) {
            for row in records.rows(&listing.path) {
                let mut cells = Vec::new();
                for player in &mut players {
                    let answer = player.ask(method, &row).await;
                    let cell = word(method, &answer);
                    faults.extend(
                        fault(&row, &cell, &answer, &absent).map(|fault| {
                            format!("{method} {} ({}) as {}: {fault}", listing.path, row.label, player.name)
                        }),
                    );
                    cells.push(cell);
                    player.stay(&portal, &answer).await;
                }
                table.add(listing, row.label, cells);
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    insta::assert_snapshot!("access_matrix", table.to_string());
}

#[test]
fn a_route_without_examples_and_examples_without_a_route_are_faults() {
    let route = |path: &str| Listing { path: path.into(), ..inset::app::listings(true)[0].clone() };
    let invoices = Records::default().uncovered(&[route("/advertiser"), route("/advertiser/invoices/{number}")]);
    assert_eq!(invoices.len(), 1, "{invoices:?}");
    assert!(invoices[0].starts_with("/advertiser/invoices/{number} has no examples"));
    let mut records = Records::default();
    records.named("/gone/{id}", "a", "b");
    assert_eq!(records.uncovered(&[]), ["/gone/{id} has examples but no route"]);
}

/// What an answer means, in a word that fits a column.
fn word(method: &str, answer: &Answer) -> String {
    let location = answer.location.as_deref().unwrap_or("");
    match (method, answer.status) {
        (_, 303) if location.starts_with("/sign-in?back=") => "sign-in".into(),
        ("GET", 200) => "ok".into(),
        ("GET", 303) => "go on".into(),
        // Past the guard: done, refused for what the form lacks, or not possible in the state it is in.
        ("POST", 303 | 422) => "in".into(),
        ("POST", 409) if answer.heading() != "You switched to another account" => "in".into(),
        (_, 403) if answer.heading() == "Your role does not allow this" => "403".into(),
        (_, 403) if answer.heading() == "This invitation is for another person" => "403 who".into(),
        (_, 403) if answer.heading() == "Somebody else must do this" => "403 who".into(),
        (_, 403) if answer.heading() == "You only look at this account" => "403 look".into(),
        (_, 403) => "403 cross-site".into(),
        (_, 409) => "409".into(),
        (_, status) => status.to_string(),
    }
}

/// What no table may hold.
fn fault(row: &Row, cell: &str, answer: &Answer, absent: &str) -> Option<String> {
    if answer.status >= 500 {
        return Some(format!("{}: {:?}", answer.status, answer.heading()));
    }
    if cell == "403 cross-site" || (cell == "409" && answer.heading() == "You switched to another account") {
        return Some(format!("the guard took the form for someone else's: {}", answer.heading()));
    }
    // A power that is lacking is told before any record is looked for, so it says nothing about the record.
    if !row.exists && !matches!(cell, "sign-in" | "403" | "403 look" | "404") {
        return Some(format!("{:?} was answered with {cell}", row.path));
    }
    if answer.status == 404 && same_for_all(&answer.body) != absent {
        return Some("its 404 differs from that of an address that never was".into());
    }
    None
}

/// A page without what differs from request to request: the reference to quote.
fn same_for_all(body: &str) -> String {
    let mut parts = body.split(">E-");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(">E-");
        text.push_str(part.trim_start_matches(|character: char| character.is_ascii_hexdigit()));
    }
    text
}

#[test]
fn bodies_differ_in_nothing_but_the_reference() {
    let (one, other) = ("<span>E-0123456789</span> a", "<span>E-abcdefabcd</span> a");
    assert_eq!(same_for_all(one), same_for_all(other));
    let bodies: BTreeSet<String> = [one, "<span>E-0123456789</span> b"].map(same_for_all).into();
    assert_eq!(bodies.len(), 2, "a difference was lost");
}
