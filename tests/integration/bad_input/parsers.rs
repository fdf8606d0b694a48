//! Every parser of what comes from outside, against texts that are made of each other: none panics, and what one takes it
//! takes again, unchanged, when it is written down.
//!
//! `INSET_FUZZ_SECONDS=480 bin/test parsers_take` runs it for eight minutes; `INSET_FUZZ_SEED` runs it from another seed. A
//! text that found a fault is added to `corpus.txt`, one a line, escaped as Rust escapes.

use base64::Engine as _;
use inset::form::Typed;
use inset_domain::country::Country;
use inset_domain::email::Email;
use inset_domain::guessable::Known;
use inset_domain::money::{Currency, Money};
use inset_domain::password::NewPassword;
use inset_domain::payout::{AccountNumber, Bic, Iban, RoutingNumber};
use inset_domain::period::{Day, TimeZone};
use inset_domain::phone::Phone;
use inset_domain::rate::{Percent, Quantity, Rate};
use inset_domain::tax_id::TaxId;
use inset_domain::text::{LegalName, PersonName};
use inset_domain::website::{Domain, WebSite};
use inset_store::crypt::Vault;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use std::fmt::{Debug, Display};
use std::str::FromStr;
use std::time::{Duration, Instant};
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

const CORPUS: &str = include_str!("corpus.txt");

/// The texts of the corpus, their escapes read.
fn corpus() -> Vec<String> {
    let plain = |line: &str| {
        let mut text = String::new();
        let mut rest = line;
        while let Some(at) = rest.find("\\u{") {
            text.push_str(&rest[..at]);
            let (code, after) = rest[at + 3..].split_once('}').expect("an escape ends");
            text.push(u32::from_str_radix(code, 16).ok().and_then(char::from_u32).expect("an escape is a letter"));
            rest = after;
        }
        text + rest
    };
    CORPUS.lines().map(plain).collect()
}

/// A text made of others: cut, joined, repeated, with letters changed.
fn text(rng: &mut StdRng, corpus: &[String]) -> String {
    let mut text = corpus.choose(rng).expect("a text").clone();
    for _ in 0..rng.random_range(0..5) {
        let letters: Vec<char> = text.chars().collect();
        let at = rng.random_range(0..=letters.len());
        let (head, tail): (String, String) = (letters[..at].iter().collect(), letters[at..].iter().collect());
        text = match rng.random_range(0..8) {
            0 => head,
            1 => tail,
            2 => tail + &head,
            3 => head + corpus.choose(rng).expect("a text") + &tail,
            4 => head + &tail.chars().skip(1).collect::<String>(),
            5 => format!("{head}{}{tail}", rng.random::<char>()),
            6 => format!("{head}{}{tail}", char::from(rng.random_range(32..127_u8))),
            _ => text.repeat(rng.random_range(1..4)),
        };
        if text.len() > 20_000 {
            break;
        }
    }
    text
}

/// Whether a parser takes a text; and if so, that it takes what it made of it, and makes the same of that.
fn again<T: FromStr + Display + PartialEq + Debug>(text: &str) -> bool {
    let Ok(value) = text.parse::<T>() else { return false };
    let written = value.to_string();
    let reread = written.parse::<T>().ok();
    assert_eq!(reread.as_ref(), Some(&value), "{text:?} is written {written:?}, which is read otherwise");
    true
}

/// Whether a parser takes a text whose value is not written out.
fn takes<T: FromStr>(text: &str) -> bool {
    text.parse::<T>().is_ok()
}

/// With keys of its own.
fn vault() -> Vault {
    let key = |byte: u8| base64::engine::general_purpose::STANDARD.encode([byte; 32]);
    Vault::new(&format!("one:{}", key(1)).into(), &key(2).into()).expect("keys")
}

/// What every parser says to a text, in an order of its own.
fn ask(vault: &Vault, text: &str) -> Vec<(&'static str, bool)> {
    let (eur, jpy, gb): (Currency, Currency, Country) =
        ("EUR".parse().expect("a currency"), "JPY".parse().expect("a currency"), "GB".parse().expect("a country"));
    let money = Money::parse(text, eur);
    if let Ok(amount) = &money {
        assert_eq!(Money::parse(&amount.plain(), eur).as_ref(), Ok(amount), "{text:?}");
    }
    let typed = Typed::from_body(text.as_bytes());
    assert!(typed.iter().all(|(name, _)| !name.starts_with('_')), "{text:?}");
    let back = inset::urls::own_path(text);
    assert!(
        back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n', '\t', ' ']),
        "{text:?}"
    );
    let base = url::Url::parse("https://portal.example/sign-in").expect("an address");
    assert_eq!(base.join(back).map(|url| url.origin()), Ok(base.origin()), "{text:?}");
    let known = Known::of(["ida@halden.example"]);
    vec![
        ("e-mail", again::<Email>(text)),
        ("money", money.is_ok()),
        ("money without a fraction", Money::parse(text, jpy).is_ok()),
        ("currency", takes::<Currency>(text)),
        ("rate", takes::<Rate>(text)),
        ("quantity", again::<Quantity>(text)),
        ("per cent", takes::<Percent>(text)),
        ("day", takes::<Day>(text)),
        ("time zone", takes::<TimeZone>(text)),
        ("telephone", again::<Phone>(text)),
        ("country", takes::<Country>(text)),
        ("web site", again::<WebSite>(text)),
        ("domain", again::<Domain>(text)),
        ("IBAN", takes::<Iban>(text)),
        ("BIC", takes::<Bic>(text)),
        ("routing number", takes::<RoutingNumber>(text)),
        ("account number", takes::<AccountNumber>(text)),
        ("tax id", TaxId::parse(text, gb).is_ok()),
        ("person's name", again::<PersonName>(text)),
        ("company's name", again::<LegalName>(text)),
        // Slow on purpose for texts of look-alikes, so it is asked of every eighth.
        ("password", text.len().is_multiple_of(8) && NewPassword::parse(text, &known).is_ok()),
        ("id", takes::<inset_domain::ids::OrderId>(text)),
        ("cookie", actix_web::cookie::Cookie::parse(text).is_ok()),
        ("form", typed.iter().next().is_some()),
        ("way back", back == text),
        ("post that waits", inset::urls::parked_at(text).is_some()),
        ("new passkey", serde_json::from_str::<RegisterPublicKeyCredential>(text).is_ok()),
        ("passkey's answer", serde_json::from_str::<PublicKeyCredential>(text).is_ok()),
        ("mark", vault.marked("passkey.use", text).is_some()),
    ]
}

pub(super) fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn parsers_take_their_own_words_again_and_never_panic() {
    let vault = vault();
    let mut corpus = corpus();
    corpus.push(vault.mark("passkey.use", "{}"));
    let (seconds, seed) = (setting("INSET_FUZZ_SECONDS", 2), setting("INSET_FUZZ_SEED", 20_261_124));
    let mut rng = StdRng::seed_from_u64(seed);
    let mut taken = std::collections::BTreeMap::<&str, u64>::new();
    let mut count = |text: &str| {
        let begun = Instant::now();
        for (parser, took) in ask(&vault, text) {
            *taken.entry(parser).or_default() += u64::from(took);
        }
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{} letters took {:?}: {text:?}",
            text.len(),
            begun.elapsed()
        );
    };
    // What is loaded once is loaded before anything is measured.
    Phone::warm_up();
    corpus.iter().for_each(|text| count(text));
    let (end, mut rounds) = (Instant::now() + Duration::from_secs(seconds), 0_u64);
    while Instant::now() < end {
        count(&text(&mut rng, &corpus));
        rounds += 1;
    }
    println!("{rounds} texts from seed {seed}: {taken:?}");
    assert!(rounds > 500, "only {rounds} texts were tried");
    // A parser that never takes anything is not tried.
    let idle: Vec<&&str> = taken.iter().filter(|(_, count)| **count == 0).map(|(parser, _)| parser).collect();
    assert!(idle.is_empty(), "nothing was ever taken by {idle:?}");
}
