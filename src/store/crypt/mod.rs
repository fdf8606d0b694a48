//! Values encrypted at rest: a data key for each account and user, wrapped by a key-encryption key.
//!
//! A sealed value is bound to its table, column and row by associated data, and names its data key; a wrapped key names
//! the key that wraps it. What must be found again also has a keyed hash beside it.

mod carried;
mod keys;
mod sealed;

pub use keys::{DataKey, KeyRing};
pub use sealed::{KeyedHash, Place, Sealed};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Why a value could not be sealed or opened. Never says what was in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CryptError {
    /// The settings hold no usable key.
    #[error("the keys cannot be read: {0}")]
    Keys(&'static str),
    /// The key that a value or data key names is not on the ring.
    #[error("the key-encryption key \"{0}\" is not set")]
    UnknownKey(String),
    /// The value was not sealed for this place, or was changed.
    #[error("a sealed value does not open in its place")]
    DoesNotOpen,
}

/// Every key of the portal.
pub struct Vault {
    ring: KeyRing,
    index_key: Zeroizing<Vec<u8>>,
    token_key: Zeroizing<[u8; 32]>,
    carried_key: Zeroizing<[u8; 32]>,
}

impl Vault {
    /// The keys from the settings: `id:base64,…` with the current one first, and the index key in base64.
    ///
    /// # Errors
    /// [`CryptError::Keys`] when one cannot be read.
    pub fn new(ring: &SecretString, index_key: &SecretString) -> Result<Self, CryptError> {
        let index_key = keys::decode(index_key)?;
        let token_key = Zeroizing::new(mac(&index_key, &[b"inset one-time tokens"]));
        let carried_key = Zeroizing::new(mac(&index_key, &[b"inset carried texts"]));
        Ok(Self { ring: KeyRing::parse(ring)?, index_key, token_key, carried_key })
    }

    /// The ring of key-encryption keys.
    pub fn ring(&self) -> &KeyRing {
        &self.ring
    }

    /// Seals a value for its place.
    ///
    /// # Errors
    /// When the cipher refuses, which it does only for values of gigabytes.
    pub fn seal(&self, key: &DataKey, place: Place, value: &SecretString) -> Result<Sealed, CryptError> {
        sealed::seal(key, place, value)
    }

    /// Opens a value in its place.
    ///
    /// # Errors
    /// [`CryptError::DoesNotOpen`] when it was sealed for another place or by another key, or was changed.
    pub fn open(&self, key: &DataKey, place: Place, sealed: &Sealed) -> Result<SecretString, CryptError> {
        sealed::open(key, place, sealed)
    }

    /// The keyed hash by which a value is found again, separate for each `table.column`.
    pub fn index(&self, column: &str, canonical: &str) -> KeyedHash {
        KeyedHash(mac(&self.index_key, &[b"index\0", column.as_bytes(), b"\0", canonical.as_bytes()]))
    }

    /// A text that comes back through a browser, with a mark by which it is known as ours: it can be read there, and not
    /// changed or taken for one of another purpose.
    pub fn mark(&self, purpose: &str, text: &str) -> String {
        let mark = mac(&self.index_key, &[b"mark\0", purpose.as_bytes(), b"\0", text.as_bytes()]);
        format!("{}.{}", URL_SAFE_NO_PAD.encode(text), URL_SAFE_NO_PAD.encode(mark))
    }

    /// The text that was marked for this purpose, with its mark; none for what we did not mark.
    pub fn marked(&self, purpose: &str, marked: &str) -> Option<(String, [u8; 32])> {
        let (text, mark) = marked.split_once('.')?;
        let (text, mark) = (URL_SAFE_NO_PAD.decode(text).ok()?, URL_SAFE_NO_PAD.decode(mark).ok()?);
        let mut own = Hmac::<Sha256>::new_from_slice(&self.index_key).ok()?;
        [b"mark\0", purpose.as_bytes(), b"\0", &text].iter().for_each(|part| own.update(part));
        own.verify_slice(&mark).ok()?;
        Some((String::from_utf8(text).ok()?, mark.try_into().ok()?))
    }

    /// A text that comes back through an address and cannot be read there: sealed for one person and one purpose.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn carry(&self, purpose: &str, person: Uuid, text: &str) -> Result<String, CryptError> {
        carried::seal(&self.carried_key, purpose, person, text)
    }

    /// The text that was sealed so; none for what was altered, or sealed for another person or purpose.
    pub fn carried(&self, purpose: &str, person: Uuid, token: &str) -> Option<String> {
        carried::open(&self.carried_key, purpose, person, token)
    }

    /// The secret part of a single-use link, derived from its id so that it is stored nowhere.
    pub fn one_time_token(&self, purpose: &str, id: Uuid) -> SecretString {
        let bytes = mac(self.token_key.as_slice(), &[purpose.as_bytes(), b"\0", id.as_bytes()]);
        SecretString::from(URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// What is stored of a single-use link: SHA-256 of its secret part, which has 256 bits of its own.
pub fn token_hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}
