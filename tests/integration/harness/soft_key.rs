//! An authenticator in software: it makes passkeys and answers with them, as a browser would pass it on.

use super::{Answer, Client, FormOnPage};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// A passkey on a device of its own.
pub struct SoftKey {
    key: SigningKey,
    id: Vec<u8>,
    user: Vec<u8>,
    /// How often it was used.
    pub counter: u32,
    /// The page that it believes to be on.
    pub origin: String,
    /// Whether it asks for a finger or a PIN.
    pub verifies: bool,
}

impl SoftKey {
    /// One that is not made yet, in a browser at this portal.
    pub fn at(client: &Client) -> Self {
        Self::on(client.base())
    }

    /// One that is not made yet, on a page of this origin.
    pub fn on(origin: &str) -> Self {
        let (key, id): ([u8; 32], [u8; 16]) = (rand::random(), rand::random());
        Self {
            key: SigningKey::from_slice(&key).expect("a key"),
            id: id.to_vec(),
            user: Vec::new(),
            counter: 0,
            origin: origin.to_owned(),
            verifies: true,
        }
    }

    /// Makes the passkey that a page asks for.
    pub fn make(&mut self, options: &str) -> String {
        let asked: Value = serde_json::from_str(options).expect("JSON");
        assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
        self.user = URL_SAFE_NO_PAD.decode(text(&asked["user"]["id"])).expect("an id");
        let client = self.client_data("webauthn.create", text(&asked["challenge"]));
        let mut data = self.data(text(&asked["rp"]["id"]), ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public_key());
        // CBOR: { "fmt": "none", "attStmt": {}, "authData": data }.
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).expect("short").to_be_bytes());
        object.extend(data);
        self.told(&json!({ "clientDataJSON": encoded(&client), "attestationObject": encoded(&object) }))
    }

    /// Answers the question of a page.
    pub fn answer(&mut self, options: &str) -> String {
        let asked: Value = serde_json::from_str(options).expect("JSON");
        assert_eq!(asked["userVerification"], "required");
        self.counter += 1;
        let client = self.client_data("webauthn.get", text(&asked["challenge"]));
        let data = self.data(text(&asked["rpId"]), 0);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.told(&json!({
            "clientDataJSON": encoded(&client),
            "authenticatorData": encoded(&data),
            "signature": encoded(signature.to_der().as_bytes()),
            "userHandle": encoded(&self.user),
        }))
    }

    fn client_data(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let data = json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn data(&self, host: &str, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(host.as_bytes()).to_vec();
        data.push(PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// COSE: an ES256 key on P-256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().expect("a point"), point.y().expect("a point"));
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), x, b"\x22\x58\x20", y].concat()
    }

    fn told(&self, response: &Value) -> String {
        let id = encoded(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
            .to_string()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Answer {
    /// What the form that posts to `action` asks the browser, with the form.
    pub fn asks(&self, page: &str, action: &str) -> (String, FormOnPage) {
        let html = Html::parse_document(&self.body);
        let css = Selector::parse(&format!("form[data-options][action='{action}']")).expect("a selector");
        let form = html.select(&css).next().unwrap_or_else(|| panic!("{page} asks for no passkey: {}", self.heading()));
        (form.value().attr("data-options").expect("a question").to_owned(), self.form(page, action))
    }
}

impl Client {
    /// Adds a passkey under this name; gives what came back.
    pub async fn add_passkey(&self, key: &mut SoftKey, name: &str) -> Answer {
        let (page, action) = ("/account/security/passkeys/new", "/account/security/passkeys");
        let (options, form) = self.get(page).await.asks(page, action);
        let made = key.make(&options);
        self.post_body(action, form.body(&[("name", name), ("credential", &made)])).await
    }

    /// Answers the question on a page with a passkey; gives what came back.
    pub async fn use_passkey(&self, key: &mut SoftKey, page: &str, action: &str) -> Answer {
        let (options, form) = self.get(page).await.asks(page, action);
        let answer = key.answer(&options);
        self.post_body(action, form.body(&[("credential", &answer)])).await
    }
}
