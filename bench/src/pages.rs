//! The pages that are measured, and what tells that a page is the one that was meant.

use crate::database::{Database, query};
use crate::portal::Portal;
use anyhow::{Context as _, ensure};

/// A page of the portal.
pub struct View {
    /// Its name in the report.
    pub name: &'static str,
    /// Its address.
    pub path: String,
    /// Whose session asks for it.
    pub cookie: String,
    /// How many of its statements wait for the one before; the others go to the database together. None where pgbench
    /// cannot have them, which sends parameters without their types: the page is then measured beside itself, small and big.
    pub in_turn: Option<usize>,
    /// What the page shows, and how often at least.
    shows: (String, usize),
}

impl View {
    /// Fails unless the page shows what it is meant to show.
    pub fn check(&self, html: &str) -> anyhow::Result<()> {
        let (text, times) = &self.shows;
        let found = html.matches(text.as_str()).count();
        ensure!(found >= *times, "{} shows {text} {found} times, not {times}", self.path);
        Ok(())
    }
}

/// The pages of an advertiser with about a hundred orders, and of the staff.
pub fn ordinary(portal: &Portal, database: &Database, advertiser: usize) -> anyhow::Result<Vec<View>> {
    let cookie = portal.sign_in(&email(advertiser))?;
    let rows = || ("href=\"/advertiser/orders/IO-".to_owned(), 50);
    let path = "/advertiser/orders";
    let (first, _) = portal.page(&portal.page_request(path, &cookie, "identity"))?;
    let first = String::from_utf8(first)?;
    let start = first.find("/advertiser/orders?after=").context("a link to the next page")?;
    let next = first[start..].split('"').next().unwrap_or_default().replace("&amp;", "&");
    let staff = portal.sign_in("rosa@operator.example")?;
    // Her second step, without its half minute of waiting for a code.
    query(
        &database.url,
        "WITH done AS (UPDATE sessions SET factor = 'authenticator' WHERE user_id IN (SELECT id FROM users WHERE staff_role IS NOT NULL) RETURNING 1) SELECT count(*) FROM done",
    )?;
    let mut views = vec![
        View { name: "order list", path: path.into(), cookie: cookie.clone(), in_turn: Some(2), shows: rows() },
        View { name: "order list, page 2", path: next, cookie: cookie.clone(), in_turn: Some(2), shows: rows() },
        order(database, advertiser, cookie)?,
        View {
            name: "staff queue",
            path: "/admin/queue".into(),
            cookie: staff.clone(),
            in_turn: Some(2),
            shows: ("href=\"/admin/cases/".into(), 50),
        },
    ];
    for (name, text, shown, least) in SEARCHES {
        let path = portal.search(&staff, text)?;
        views.push(View { name, path, cookie: staff.clone(), in_turn: None, shows: (shown.into(), least) });
    }
    let (rosa, first, last) = (
        query(&database.url, "SELECT bench_staff(1)")?,
        query(&database.url, "SELECT (now() - interval '40 days')::date")?,
        query(&database.url, "SELECT (now() - interval '10 days')::date")?,
    );
    for (name, filters, shown, least) in [
        ("audit trail", String::new(), ROW, 50),
        ("audit trail, one event", "?verb=order.signed".to_owned(), ROW, 50),
        ("audit trail, person and event", format!("?by={rosa}&verb=account.approved"), ROW, 50),
        ("audit trail, days", format!("?from={first}&to={last}"), ROW, 50),
        // The dearest: as many events as a look may take, and none of them fits.
        ("audit trail, nothing fits", format!("?by={rosa}&verb=order.begun"), "Nothing", 1),
    ] {
        let path = format!("/admin/audit{filters}");
        views.push(View { name, path, cookie: staff.clone(), in_turn: None, shows: (shown.into(), least) });
    }
    Ok(views)
}

/// What stands in each row of the audit trail.
const ROW: &str = "href=\"/admin/audit?kind=";

/// What is searched for: a word in every tenth name, a rare name, the same with a slip, words in another order, the beginning of a
/// reference, and what nothing is called.
const SEARCHES: [(&str, &str, &str, usize); 6] = [
    ("search, common word", "media", "href=\"/admin/accounts/", 10),
    ("search, rare name", "quibblesworth", "Xenia Quibblesworth", 1),
    ("search, rare name with a slip", "quibblesworht", "these come near", 1),
    ("search, two words turned round", "outdoor quixworth", "Quixworth Outdoor AS", 1),
    ("search, reference", "adv 500000", "ADV-5000001", 1),
    ("search, nothing", "zzyzx trading", "nor comes near it", 1),
];

/// The pages of the advertiser with a tenth of all orders.
pub fn heavy(portal: &Portal, database: &Database) -> anyhow::Result<Vec<View>> {
    let cookie = portal.sign_in(&email(0))?;
    let rows = || ("href=\"/advertiser/orders/IO-".to_owned(), 50);
    let middle = query(
        &database.url,
        "SELECT (extract(epoch FROM created_at) * 1000000)::bigint || '.' || id FROM orders \
         WHERE account_id = bench_account(0) ORDER BY created_at DESC, id DESC OFFSET 100000 LIMIT 1",
    )?;
    let deep = format!("/advertiser/orders?after={middle}");
    Ok(vec![
        View {
            name: "order list",
            path: "/advertiser/orders".into(),
            cookie: cookie.clone(),
            in_turn: Some(2),
            shows: rows(),
        },
        View { name: "order list, page 2,000", path: deep, cookie: cookie.clone(), in_turn: Some(2), shows: rows() },
        order(database, 0, cookie)?,
    ])
}

/// An advertiser's newest order that has three lines, two revisions and both signatures.
fn order(database: &Database, advertiser: usize, cookie: String) -> anyhow::Result<View> {
    let number = query(
        &database.url,
        &format!(
            "SELECT number FROM orders WHERE account_id = bench_account({advertiser}) AND state = 'countersigned' \
             AND revision = 2 AND line_count = 3 ORDER BY created_at DESC LIMIT 1"
        ),
    )?;
    ensure!(!number.is_empty(), "advertiser {advertiser} has no order to show");
    let path = format!("/advertiser/orders/{number}");
    Ok(View { name: "order page", path, cookie, in_turn: Some(2), shows: ("Strips on outdoor sites".into(), 3) })
}

/// The login of an advertiser's owner.
pub fn email(advertiser: usize) -> String {
    format!("owner{advertiser}@advertiser.example")
}
