//! What an authenticator answers, changed in every way: nothing of it makes a fault, and no changed answer proves anything.
//!
//! `INSET_FUZZ_SECONDS` and `INSET_FUZZ_SEED` are those of the parsers.

use super::parsers::setting;
use crate::harness::SoftKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::Value;
use std::time::{Duration, Instant};
use webauthn_rs::WebauthnBuilder;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential, Uuid};

const ORIGIN: &str = "http://localhost:8080";

/// Other bytes than these: some changed, doubled, left out, or all cut off from a place.
fn changed(rng: &mut StdRng, bytes: &[u8]) -> Vec<u8> {
    let mut other = bytes.to_vec();
    while other == bytes {
        for _ in 0..rng.random_range(1..4) {
            let at = rng.random_range(0..=other.len());
            match rng.random_range(0..6) {
                0 => other.truncate(at),
                1 => other.insert(at, rng.random()),
                2 => drop(other.splice(at..at, bytes.iter().copied().take(200))),
                3 if at < other.len() => drop(other.remove(at)),
                // The marks by which CBOR and DER tell a length.
                4 if at < other.len() => {
                    other[at] = *[0x00, 0x1f, 0x5f, 0x7f, 0x80, 0x9b, 0xbb, 0xff].choose(rng).expect("one")
                }
                _ if at < other.len() => other[at] ^= 1 << rng.random_range(0..8),
                _ => other.push(rng.random()),
            }
        }
    }
    other
}

/// An answer with one of its parts changed.
fn forged(rng: &mut StdRng, answer: &str, parts: &[&str]) -> String {
    let mut answer: Value = serde_json::from_str(answer).expect("JSON");
    let part = &mut answer["response"][*parts.choose(rng).expect("a part")];
    let bytes = URL_SAFE_NO_PAD.decode(part.as_str().expect("a text")).expect("base64url");
    *part = URL_SAFE_NO_PAD.encode(changed(rng, &bytes)).into();
    answer.to_string()
}

#[test]
fn no_changed_answer_of_a_passkey_proves_anything_and_none_makes_a_fault() {
    let (seconds, seed) = (setting("INSET_FUZZ_SECONDS", 2), setting("INSET_FUZZ_SEED", 20_261_124));
    let mut rng = StdRng::seed_from_u64(seed);
    let origin = url::Url::parse(ORIGIN).expect("an address");
    let webauthn = WebauthnBuilder::new("localhost", &origin).and_then(WebauthnBuilder::build).expect("a host");
    let mut key = SoftKey::on(ORIGIN);

    let (question, state) =
        webauthn.start_passkey_registration(Uuid::new_v4(), "ida", "Ida", None).expect("a question");
    let mut options = serde_json::to_value(&question.public_key).expect("JSON");
    options["authenticatorSelection"] =
        serde_json::json!({ "residentKey": "required", "userVerification": "required" });
    let made = key.make(&options.to_string());
    let read = |text: &str| serde_json::from_str::<RegisterPublicKeyCredential>(text);
    let passkey = webauthn.finish_passkey_registration(&read(&made).expect("an answer"), &state).expect("a passkey");

    let (question, asked) = webauthn.start_discoverable_authentication().expect("a question");
    let answer = key.answer(&serde_json::to_string(&question.public_key).expect("JSON"));
    let right = |text: &str| {
        let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(text) else { return false };
        let named = webauthn.identify_discoverable_authentication(&answer).is_ok();
        named && webauthn.finish_discoverable_authentication_v2(&answer, asked.clone(), &passkey).is_ok()
    };
    assert!(right(&answer), "the answer itself is refused, so this shows nothing");

    let (end, mut rounds) = (Instant::now() + Duration::from_secs(seconds), 0_u64);
    while Instant::now() < end {
        // What is made is not signed, so a change may be taken: it is then a passkey that nobody has.
        let other = forged(&mut rng, &made, &["clientDataJSON", "attestationObject"]);
        if let Ok(other) = read(&other) {
            let _ = webauthn.finish_passkey_registration(&other, &state);
        }
        let other = forged(&mut rng, &answer, &["clientDataJSON", "authenticatorData", "signature"]);
        assert!(!right(&other), "it was taken: {other}");
        rounds += 1;
    }
    println!("{rounds} changed answers from seed {seed}");
    assert!(rounds > 100, "only {rounds} were tried");
}
