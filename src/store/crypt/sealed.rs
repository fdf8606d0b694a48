//! Sealed values: format 1 is version byte, data key id, nonce, ciphertext with its tag.

use super::{CryptError, DataKey, keys::random};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Binary;
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const HEADER: usize = 1 + 16 + 24;

/// An encrypted value as it is stored.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct Sealed(Vec<u8>);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed")
    }
}

impl ToSql<Binary, Pg> for Sealed {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Binary, Pg>::to_sql(&self.0, out)
    }
}

impl FromSql<Binary, Pg> for Sealed {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <Vec<u8> as FromSql<Binary, Pg>>::from_sql(value).map(Self)
    }
}

/// A keyed hash by which a value is found again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyedHash(pub(super) [u8; 32]);

impl KeyedHash {
    /// The bytes, as stored.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Where a value belongs: `table.column` and the row's id.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    column: &'static str,
    row: Uuid,
}

impl Place {
    /// A place.
    pub const fn new(column: &'static str, row: Uuid) -> Self {
        Self { column, row }
    }

    fn aad(&self, key: Uuid) -> Vec<u8> {
        [self.column.as_bytes(), b"|", self.row.as_bytes(), key.as_bytes(), &[VERSION]].concat()
    }
}

pub(super) fn seal(key: &DataKey, place: Place, value: &SecretString) -> Result<Sealed, CryptError> {
    let nonce: [u8; 24] = random()?;
    let payload = Payload { msg: value.expose_secret().as_bytes(), aad: &place.aad(key.id) };
    let cipher = XChaCha20Poly1305::new((&*key.key).into());
    let text = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| CryptError::DoesNotOpen)?;
    Ok(Sealed([&[VERSION], key.id.as_bytes().as_slice(), &nonce, &text].concat()))
}

pub(super) fn open(key: &DataKey, place: Place, sealed: &Sealed) -> Result<SecretString, CryptError> {
    let (header, text) = sealed.0.split_at_checked(HEADER).ok_or(CryptError::DoesNotOpen)?;
    if header[0] != VERSION || header[1..17] != *key.id.as_bytes() {
        return Err(CryptError::DoesNotOpen);
    }
    let nonce: [u8; 24] = header[17..].try_into().map_err(|_| CryptError::DoesNotOpen)?;
    let payload = Payload { msg: text, aad: &place.aad(key.id) };
    let cipher = XChaCha20Poly1305::new((&*key.key).into());
    let plain = Zeroizing::new(cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| CryptError::DoesNotOpen)?);
    let text = std::str::from_utf8(&plain).map_err(|_| CryptError::DoesNotOpen)?;
    Ok(SecretString::from(text))
}

#[cfg(test)]
mod tests {
    use super::super::Vault;
    use super::*;
    use base64::Engine as _;

    fn key(byte: u8) -> String {
        base64::engine::general_purpose::STANDARD.encode([byte; 32])
    }

    fn vault(ring: &str) -> Vault {
        Vault::new(&SecretString::from(ring), &SecretString::from(key(9))).expect("keys")
    }

    #[test]
    fn a_value_opens_only_in_its_place_and_unchanged() {
        let vault = vault(&format!("k1:{}", key(1)));
        let (owner, row) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (data_key, _) = vault.ring().fresh(Uuid::from_u128(3), owner).expect("a key");
        let place = Place::new("companies.tax_id", row);
        let sealed = vault.seal(&data_key, place, &SecretString::from("DE136695976")).expect("sealed");
        assert_eq!(vault.open(&data_key, place, &sealed).expect("opens").expose_secret(), "DE136695976");
        for wrong in [Place::new("companies.other", row), Place::new("companies.tax_id", owner)] {
            assert_eq!(vault.open(&data_key, wrong, &sealed).err(), Some(CryptError::DoesNotOpen));
        }
        for index in 0..sealed.0.len() {
            let mut changed = sealed.clone();
            changed.0[index] ^= 1;
            assert!(vault.open(&data_key, place, &changed).is_err(), "byte {index} can be changed");
        }
    }

    #[test]
    fn an_older_key_still_opens_and_new_keys_are_wrapped_by_the_current_one() {
        let (owner, id) = (Uuid::from_u128(1), Uuid::from_u128(3));
        let old = vault(&format!("k1:{}", key(1)));
        let (_, wrapped) = old.ring().fresh(id, owner).expect("a key");
        let new = vault(&format!("k2:{},k1:{}", key(2), key(1)));
        let opened = new.ring().unwrap("k1", id, owner, &wrapped).expect("opens");
        let rewrapped = new.ring().wrap(&opened, owner).expect("wraps");
        assert!(new.ring().unwrap("k2", id, owner, &rewrapped).is_ok());
        assert!(new.ring().unwrap("k2", id, Uuid::from_u128(7), &rewrapped).is_err(), "another owner's key opened");
        assert!(matches!(old.ring().unwrap("k2", id, owner, &rewrapped), Err(CryptError::UnknownKey(_))));
    }

    #[test]
    fn keyed_hashes_differ_by_column_and_links_by_purpose() {
        let vault = vault(&format!("k1:{}", key(1)));
        assert!(vault.index("a.b", "x") == vault.index("a.b", "x"));
        assert!(vault.index("a.b", "x") != vault.index("a.c", "x"));
        let id = Uuid::from_u128(5);
        let (welcome, reset) = (vault.one_time_token("welcome", id), vault.one_time_token("password_reset", id));
        assert_ne!(welcome.expose_secret(), reset.expose_secret());
        assert_eq!(welcome.expose_secret().len(), 43);
    }
}
