//! Key-encryption keys and the data keys they wrap.

use super::CryptError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use rand::TryRngCore as _;
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

type Key = Zeroizing<[u8; 32]>;

/// The key-encryption keys by id, the current one first.
pub struct KeyRing(Vec<(String, Key)>);

/// A data key, open.
pub struct DataKey {
    /// Its id, which every value sealed under it names.
    pub id: Uuid,
    pub(super) key: Key,
}

/// Bytes from the operating system; without them nothing may be sealed.
pub(super) fn random<const N: usize>() -> Result<[u8; N], CryptError> {
    let mut bytes = [0; N];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(|_| CryptError::Keys("no randomness"))?;
    Ok(bytes)
}

pub(super) fn decode(text: &SecretString) -> Result<Zeroizing<Vec<u8>>, CryptError> {
    let bytes = STANDARD.decode(text.expose_secret().trim()).map_err(|_| CryptError::Keys("not base64"))?;
    if bytes.len() < 32 { Err(CryptError::Keys("shorter than 32 bytes")) } else { Ok(Zeroizing::new(bytes)) }
}

impl KeyRing {
    /// Reads `id:base64,id:base64`.
    ///
    /// # Errors
    /// [`CryptError::Keys`] when there is none, or one cannot be read.
    pub fn parse(text: &SecretString) -> Result<Self, CryptError> {
        let mut keys = Vec::new();
        for entry in text.expose_secret().split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (id, key) = entry.split_once(':').ok_or(CryptError::Keys("write each key as id:base64"))?;
            let bytes = decode(&SecretString::from(key))?;
            let key: [u8; 32] = bytes[..].try_into().map_err(|_| CryptError::Keys("a key has exactly 32 bytes"))?;
            if keys.iter().any(|(known, _)| known == id) {
                return Err(CryptError::Keys("two keys have the same id"));
            }
            keys.push((id.to_owned(), Zeroizing::new(key)));
        }
        if keys.is_empty() { Err(CryptError::Keys("there is none")) } else { Ok(Self(keys)) }
    }

    /// The id of the key that wraps new data keys.
    pub fn current(&self) -> &str {
        &self.0[0].0
    }

    fn cipher(&self, id: &str) -> Result<XChaCha20Poly1305, CryptError> {
        let found = self.0.iter().find(|(key_id, _)| key_id == id);
        let (_, key) = found.ok_or_else(|| CryptError::UnknownKey(id.to_owned()))?;
        Ok(XChaCha20Poly1305::new((&**key).into()))
    }

    /// A fresh data key for an owner, with its wrapped form.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn fresh(&self, id: Uuid, owner: Uuid) -> Result<(DataKey, Vec<u8>), CryptError> {
        let key = DataKey { id, key: Zeroizing::new(random()?) };
        let wrapped = self.wrap(&key, owner)?;
        Ok((key, wrapped))
    }

    /// Wraps a data key under the current key, bound to its owner.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn wrap(&self, key: &DataKey, owner: Uuid) -> Result<Vec<u8>, CryptError> {
        let nonce: [u8; 24] = random()?;
        let payload = Payload { msg: key.key.as_slice(), aad: &bound_to(key.id, owner) };
        let wrapped =
            self.cipher(self.current())?.encrypt(&XNonce::from(nonce), payload).map_err(|_| CryptError::DoesNotOpen)?;
        Ok([nonce.as_slice(), &wrapped].concat())
    }

    /// Opens a wrapped data key.
    ///
    /// # Errors
    /// [`CryptError::UnknownKey`] without its key, [`CryptError::DoesNotOpen`] for another owner's or a changed one.
    pub fn unwrap(&self, kek_id: &str, id: Uuid, owner: Uuid, wrapped: &[u8]) -> Result<DataKey, CryptError> {
        let (nonce, wrapped) = wrapped.split_at_checked(24).ok_or(CryptError::DoesNotOpen)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| CryptError::DoesNotOpen)?;
        let payload = Payload { msg: wrapped, aad: &bound_to(id, owner) };
        let plain = self.cipher(kek_id)?.decrypt(&XNonce::from(nonce), payload);
        let plain = Zeroizing::new(plain.map_err(|_| CryptError::DoesNotOpen)?);
        let key: [u8; 32] = plain[..].try_into().map_err(|_| CryptError::DoesNotOpen)?;
        Ok(DataKey { id, key: Zeroizing::new(key) })
    }
}

fn bound_to(id: Uuid, owner: Uuid) -> Vec<u8> {
    [b"data_keys|".as_slice(), id.as_bytes(), owner.as_bytes()].concat()
}
