//! Texts that a browser carries in an address, sealed: addresses stand in histories, logs and on screens, and name nobody.

use super::CryptError;
use super::keys::random;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use uuid::Uuid;

pub(super) fn seal(key: &[u8; 32], purpose: &str, person: Uuid, text: &str) -> Result<String, CryptError> {
    let nonce: [u8; 24] = random()?;
    let payload = Payload { msg: text.as_bytes(), aad: &bound_to(purpose, person) };
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| CryptError::DoesNotOpen)?;
    Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
}

pub(super) fn open(key: &[u8; 32], purpose: &str, person: Uuid, token: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(24)?;
    let nonce: [u8; 24] = nonce.try_into().ok()?;
    let payload = Payload { msg: sealed, aad: &bound_to(purpose, person) };
    String::from_utf8(XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(nonce), payload).ok()?).ok()
}

fn bound_to(purpose: &str, person: Uuid) -> Vec<u8> {
    [b"carried|".as_slice(), purpose.as_bytes(), b"|", person.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carried_text_opens_for_its_person_and_purpose_alone_and_is_another_each_time() {
        let (key, ida, bo) = ([7; 32], Uuid::from_u128(1), Uuid::from_u128(2));
        let token = seal(&key, "search", ida, "Ida Holm").expect("sealed");
        assert_eq!(open(&key, "search", ida, &token).as_deref(), Some("Ida Holm"));
        assert_eq!(open(&key, "search", bo, &token), None);
        assert_eq!(open(&key, "other", ida, &token), None);
        assert_eq!(open(&[8; 32], "search", ida, &token), None);
        assert_ne!(seal(&key, "search", ida, "Ida Holm").expect("sealed"), token);
        for at in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(open(&key, "search", ida, &String::from_utf8(altered).expect("text")), None, "{at}");
        }
        for token in ["", "A", "é", &"A".repeat(2000)] {
            assert_eq!(open(&key, "search", ida, token), None);
        }
    }
}
