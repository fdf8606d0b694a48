//! Authenticators and recovery codes. Secrets are sealed under their login's key; codes are kept as keyed hashes.

use crate::crypt::{Place, Sealed, Vault};
use crate::data_keys::{self, Owner};
use crate::error::{StoreError, met};
use crate::schema::{authenticators, recovery_codes, users};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::query_dsl::methods;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::ids::UserId;
use inset_domain::second_factor::{RECOVERY_CODES, RecoveryCode, SECRET_BYTES};
use rand::RngCore as _;
use secrecy::{ExposeSecret as _, SecretString};

const SECRET: &str = "authenticators.secret";
const CODE: &str = "recovery_codes.code";

/// What a login has besides its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Since when an authenticator asks for its code.
    pub authenticator: Option<DateTime<Utc>>,
    /// How many recovery codes are left.
    pub codes_left: i64,
}

/// What a login has besides its password.
///
/// # Errors
/// When the database does not answer.
pub async fn standing(conn: &mut AsyncPgConnection, user: UserId) -> Result<Standing, StoreError> {
    let confirmed: Option<Option<DateTime<Utc>>> =
        authenticators::table.find(user.0).select(authenticators::confirmed_at).first(conn).await.optional()?;
    let codes_left = recovery_codes::table
        .filter(recovery_codes::user_id.eq(user.0))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(conn)
        .await?;
    Ok(Standing { authenticator: confirmed.flatten(), codes_left })
}

/// Begins an authenticator with a fresh secret, in place of one that was begun and not confirmed.
///
/// # Errors
/// [`StoreError::Conflict`] where one is confirmed.
pub async fn begin(tx: &mut Tx<'_>, user: UserId) -> Result<(), StoreError> {
    let mut bytes = [0; SECRET_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    begin_with(tx, user, &bytes).await
}

/// Begins an authenticator with a secret that is known already: the demo's logins have theirs in a list.
///
/// # Errors
/// [`StoreError::Conflict`] where one is confirmed.
pub async fn begin_with(tx: &mut Tx<'_>, user: UserId, secret: &[u8]) -> Result<(), StoreError> {
    let (conn, vault, now) = tx.parts();
    let key = data_keys::for_owner(conn, vault, Owner::User(user.0), now).await?;
    let hex = SecretString::from(inset_domain::hex(secret));
    let sealed = vault.seal(&key, Place::new(SECRET, user.0), &hex)?;
    let row = (authenticators::secret_sealed.eq(&sealed), authenticators::created_at.eq(now));
    let begun = diesel::insert_into(authenticators::table)
        .values((authenticators::user_id.eq(user.0), row))
        .on_conflict(authenticators::user_id)
        .do_update()
        .set(row);
    let rows = methods::FilterDsl::filter(begun, authenticators::confirmed_at.is_null()).execute(conn).await?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict("authenticators".into())) }
}

/// The secret of a login's authenticator, and whether it is confirmed; none where none was begun.
///
/// # Errors
/// When the secret does not open or the database does not answer.
pub async fn secret(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Option<(Vec<u8>, bool)>, StoreError> {
    let row: Option<(Sealed, Option<DateTime<Utc>>)> = authenticators::table
        .find(user.0)
        .select((authenticators::secret_sealed, authenticators::confirmed_at))
        .first(conn)
        .await
        .optional()?;
    let Some((sealed, confirmed)) = row else { return Ok(None) };
    let key = data_keys::for_owner(conn, vault, Owner::User(user.0), now).await?;
    let hex = vault.open(&key, Place::new(SECRET, user.0), &sealed)?;
    let bytes = hex
        .expose_secret()
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()));
    Ok(bytes.collect::<Option<Vec<u8>>>().map(|bytes| (bytes, confirmed.is_some())))
}

/// Confirms an authenticator with its first code, and gives its owner recovery codes; these are shown now or never.
///
/// # Errors
/// [`StoreError::Stale`] when it is confirmed already.
pub async fn confirm(tx: &mut Tx<'_>, change: Change<UserId>, step: i64) -> Result<Vec<RecoveryCode>, StoreError> {
    let (user, now) = (*change.after(), tx.now());
    met(diesel::update(authenticators::table.find(user.0))
        .filter(authenticators::confirmed_at.is_null())
        .set((authenticators::confirmed_at.eq(now), authenticators::last_step.eq(step)))
        .execute(tx.conn())
        .await?)?;
    diesel::update(users::table.find(user.0)).set(users::second_factor.eq(true)).execute(tx.conn()).await?;
    tx.record(&change).await?;
    renew_codes(tx, user).await
}

/// Takes the authenticator and the recovery codes away.
///
/// # Errors
/// [`StoreError::Stale`] when there is none.
pub async fn remove(tx: &mut Tx<'_>, change: Change<UserId>) -> Result<(), StoreError> {
    let user = *change.after();
    met(diesel::delete(authenticators::table.find(user.0)).execute(tx.conn()).await?)?;
    let codes = recovery_codes::table.filter(recovery_codes::user_id.eq(user.0));
    diesel::delete(codes).execute(tx.conn()).await?;
    diesel::update(users::table.find(user.0)).set(users::second_factor.eq(false)).execute(tx.conn()).await?;
    tx.record(&change).await
}

/// New recovery codes in place of the old ones; these are shown now or never.
///
/// # Errors
/// When the database does not answer.
pub async fn new_codes(tx: &mut Tx<'_>, change: Change<UserId>) -> Result<Vec<RecoveryCode>, StoreError> {
    tx.record(&change).await?;
    renew_codes(tx, *change.after()).await
}

async fn renew_codes(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<RecoveryCode>, StoreError> {
    let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES)
        .map(|_| {
            let mut random = [0; 12];
            rand::rng().fill_bytes(&mut random);
            RecoveryCode::of(random)
        })
        .collect();
    let (now, vault) = (tx.now(), tx.vault());
    let rows: Vec<_> = codes
        .iter()
        .map(|code| {
            (
                recovery_codes::user_id.eq(user.0),
                recovery_codes::code_hash.eq(hash(vault, user, code)),
                recovery_codes::created_at.eq(now),
            )
        })
        .collect();
    let old = recovery_codes::table.filter(recovery_codes::user_id.eq(user.0));
    diesel::delete(old).execute(tx.conn()).await?;
    diesel::insert_into(recovery_codes::table).values(rows).execute(tx.conn()).await?;
    Ok(codes)
}

fn hash(vault: &Vault, user: UserId, code: &RecoveryCode) -> Vec<u8> {
    vault.index(CODE, &format!("{user} {}", code.canonical())).as_bytes().to_vec()
}

/// Accepts the code of a half minute, in one statement: of two who bring the same one, or an older one, none or one wins.
///
/// # Errors
/// When the database does not answer.
pub async fn use_step(conn: &mut AsyncPgConnection, user: UserId, step: i64) -> Result<bool, StoreError> {
    let rows = diesel::update(authenticators::table.find(user.0))
        .filter(authenticators::last_step.lt(step))
        .set(authenticators::last_step.eq(step))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Uses a recovery code up, in one statement; false where there is none such, or it was used.
///
/// # Errors
/// When the database does not answer.
pub async fn use_code(tx: &mut Tx<'_>, change: Change<UserId>, code: &RecoveryCode) -> Result<bool, StoreError> {
    let (user, now) = (*change.after(), tx.now());
    let one = recovery_codes::table.find((user.0, hash(tx.vault(), user, code)));
    let rows = diesel::update(one)
        .filter(recovery_codes::used_at.is_null())
        .set(recovery_codes::used_at.eq(now))
        .execute(tx.conn())
        .await?;
    if rows == 1 {
        tx.record(&change).await?;
    }
    Ok(rows == 1)
}
