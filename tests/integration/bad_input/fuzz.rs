//! Random requests against the running portal: whatever comes, an answer comes back, and it is never a fault of ours.
//!
//! `INSET_FUZZ_ROUNDS=100000 bin/test random_requests` runs it longer; `INSET_FUZZ_SEED` runs it from another seed.

use super::scene;
use super::{no_panic, portal};
use crate::harness::{Client, FormOnPage, Portal};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use std::time::Duration;

/// Pieces from which values are made.
const PIECES: [&str; 48] = [
    "",
    " ",
    "0",
    "1",
    "-1",
    "1,234",
    "1e999",
    "NaN",
    "9223372036854775807",
    "9223372036854775808",
    "0.0000001",
    "%00",
    "\0",
    "\u{202E}",
    "\u{200B}",
    "\u{FEFF}",
    "\r\n",
    "'",
    "\"",
    "<script>",
    "{{",
    "}}",
    "{%",
    "../",
    "..%2f",
    "%ff",
    "🦊",
    "𝔘",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ı",
    "a@b.example",
    "+47 22 12 34 56",
    "https://example.com",
    "2027-01-01",
    "2027-02-30",
    "EUR",
    "GB",
    "CPM",
    "strip",
    "yes",
    "IO-1001",
    "DE89370400440532013000",
    ";",
    "line.0.",
    "x",
];

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn value(rng: &mut StdRng) -> String {
    match rng.random_range(0..10) {
        0 => PIECES.choose(rng).expect("a piece").repeat(rng.random_range(1..3000)),
        1 => (0..rng.random_range(0..60)).map(|_| rng.random::<char>()).collect(),
        _ => (0..rng.random_range(1..5)).map(|_| *PIECES.choose(rng).expect("a piece")).collect(),
    }
}

fn encoded(rng: &mut StdRng) -> String {
    if rng.random_bool(0.2) {
        return (0..rng.random_range(0..20)).map(|_| format!("%{:02x}", rng.random::<u8>())).collect();
    }
    url::form_urlencoded::byte_serialize(value(rng).as_bytes()).collect()
}

/// A path of the portal with its places filled in, or one that is made up.
fn path(rng: &mut StdRng, patterns: &[String], ids: &[String]) -> String {
    let pattern = patterns.choose(rng).expect("a route");
    let parts = pattern.split('/').map(|part| match (part.starts_with('{'), rng.random_range(0..20)) {
        (true, 0..14) => ids.choose(rng).expect("an id").clone(),
        (true, _) | (false, 0) => encoded(rng).replace('+', "%20"),
        (false, _) => part.to_owned(),
    });
    let parts: Vec<String> = parts.collect();
    let path = parts.join("/");
    if path.starts_with('/') { path } else { format!("/{path}") }
}

fn query(rng: &mut StdRng) -> String {
    const NAMES: [&str; 14] = [
        "after",
        "state",
        "kind",
        "back",
        "invitation",
        "subject",
        "format",
        "position",
        "size",
        "background",
        "label",
        "country",
        "headline",
        "x",
    ];
    let pairs = (0..rng.random_range(0..4)).map(|_| format!("{}={}", NAMES.choose(rng).expect("a name"), encoded(rng)));
    let pairs: Vec<String> = pairs.collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// A form's body with some of its fields changed, doubled, renamed or left out.
fn mutated(rng: &mut StdRng, form: &FormOnPage) -> String {
    let mut pairs: Vec<(String, String)> = form.0.clone().into_iter().collect();
    for _ in 0..rng.random_range(0..6) {
        let at = rng.random_range(0..pairs.len().max(1)).min(pairs.len().saturating_sub(1));
        let own = pairs.get(at).is_none_or(|(name, _)| name.starts_with('_') && rng.random_bool(0.9));
        match rng.random_range(0..5) {
            _ if own => pairs.push((value(rng), value(rng))),
            0 => drop(pairs.remove(at)),
            1 => pairs.push((pairs[at].0.clone(), value(rng))),
            2 => pairs[at].0.push_str(PIECES.choose(rng).expect("a piece")),
            _ => pairs[at].1 = value(rng),
        }
    }
    let key = uuid::Uuid::from_u128(rng.random()).to_string();
    pairs.iter_mut().filter(|(name, _)| name == "_key").for_each(|(_, value)| value.clone_from(&key));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

struct Ground {
    people: Vec<Client>,
    forms: Vec<(usize, String, FormOnPage)>,
    patterns: Vec<(String, String)>,
    ids: Vec<String>,
}

/// People of every role, the forms on the pages that they can open, and ids that exist.
async fn ground(portal: &Portal) -> Ground {
    let visitor = portal.browser();
    let ann = scene::advertiser(portal, "Halden", "Ann Ek").await;
    let order = scene::order(&ann, "Boots").await;
    scene::sign(&ann, &order, "Ann Ek").await;
    scene::send(&ann, &order).await;
    let draft = scene::order(&ann, "Draft").await;
    let pia = scene::publisher(portal, "Fjord", "Pia Berg").await;
    let nia = scene::network(portal, "North", "Nia Vik").await;
    let ada = portal.staff("Ada Marsh", inset_domain::user::StaffRole::Admin).await;
    let people = vec![visitor, ann, pia, nia, ada];
    let patterns: Vec<(String, String)> =
        inset::app::listings(true).into_iter().map(|listing| (listing.method, listing.path)).collect();
    let ids = portal
        .scalar("SELECT string_agg(id::text, ' ') FROM (SELECT id FROM accounts UNION SELECT id FROM review_cases UNION SELECT id FROM sites UNION SELECT id FROM orders) all_of_them")
        .await;
    let mut ids: Vec<String> = ids.split(' ').map(str::to_owned).collect();
    ids.extend(["IO-1001", "IO-1002", "publisher", "primary", "INQ-1001", "css"].map(str::to_owned));
    let mut forms = Vec::new();
    for (who, person) in people.iter().enumerate() {
        for (_, pattern) in patterns.iter().filter(|(method, _)| method == "GET") {
            let page = pattern
                .replace("{number}", draft.rsplit('/').next().unwrap_or(""))
                .replace("{kind}", "network")
                .replace("{role}", "legal");
            let page = if pattern == "/admin/cases/{id}" { scene::case(portal, "Ann Ek").await } else { page };
            let answer = if page.contains('{') { continue } else { person.get(&page).await };
            assert!(answer.status < 500, "{page}");
            // Whoever signed out would have nothing left to try.
            let here = FormOnPage::every(&answer.body, &page).into_iter().filter(|(action, _)| action != "/sign-out");
            forms.extend(here.map(|(action, form)| (who, action, form)));
        }
    }
    assert!(forms.len() > 30, "only {} forms were found", forms.len());
    Ground { people, forms, patterns, ids }
}

#[tokio::test]
async fn random_requests_never_meet_a_fault_of_ours() {
    let portal = portal().await;
    let ground = ground(&portal).await;
    let (rounds, seed) = (setting("INSET_FUZZ_ROUNDS", 2400), setting("INSET_FUZZ_SEED", 20_261_124));
    let mut rng = StdRng::seed_from_u64(seed);
    let paths: Vec<String> = ground.patterns.iter().map(|(_, path)| path.clone()).collect();
    let mut tally = std::collections::BTreeMap::<u16, u64>::new();
    for round in 0..rounds {
        let (who, method, target, cookie, body) = match rng.random_range(0..10) {
            0..4 => {
                let who = rng.random_range(0..ground.people.len());
                (who, "GET", format!("{}{}", path(&mut rng, &paths, &ground.ids), query(&mut rng)), None, String::new())
            }
            4 => {
                let methods = ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "POST"];
                let method = *methods.choose(&mut rng).expect("a method");
                (0, method, path(&mut rng, &paths, &ground.ids), None, encoded(&mut rng))
            }
            5 => {
                let cookie = format!("inset={}; inset_notice={}", encoded(&mut rng), encoded(&mut rng));
                (0, "GET", path(&mut rng, &paths, &ground.ids), Some(cookie), String::new())
            }
            _ => {
                let (who, action, form) = ground.forms.choose(&mut rng).expect("a form");
                let action = if rng.random_bool(0.1) { path(&mut rng, &paths, &ground.ids) } else { action.clone() };
                (*who, "POST", action, None, mutated(&mut rng, form))
            }
        };
        let address = std::net::Ipv4Addr::from_bits(0x0A00_0000 + u32::try_from(round).unwrap_or(0)).to_string();
        let mut headers = vec![
            ("origin", portal.base.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-forwarded-for", address.as_str()),
        ];
        headers.extend(cookie.as_deref().map(|cookie| ("cookie", cookie)));
        // No browser sends a longer address, and neither does this client.
        let target: String = target.chars().take(8000).collect();
        let request = ground.people[who].send(method, &target, &headers, &body);
        let Ok(answer) = tokio::time::timeout(Duration::from_secs(10), request).await else {
            panic!("round {round} of seed {seed} hangs: {method} {target} {body}");
        };
        let start: String = body.chars().take(2000).collect();
        assert!(answer.status < 500, "round {round} of seed {seed}: {} to {method} {target} {start}", answer.status);
        *tally.entry(answer.status).or_default() += 1;
    }
    // A fuzz that only ever meets 403 or 404 tries nothing.
    for status in [200, 303, 404, 422] {
        assert!(tally.get(&status).is_some_and(|count| *count > 20), "{tally:?}");
    }
    no_panic();
}
