//! Changes of the address that a person signs in with. Only the hashes of their links are stored.

use crate::crypt::{Vault, token_hash};
use crate::error::{StoreError, met, read, read_name};
use crate::schema::{authenticators, email_changes, one_time_tokens, passkeys, recovery_codes, users};
use crate::tx::Tx;
use crate::{devices, sessions};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::email::Email;
use inset_domain::email_change::{EmailChange, EmailChangeState, UNDO_HOURS};
use inset_domain::ids::{EmailChangeId, UserId};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

/// What a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Confirms, for the new address.
    Confirm,
    /// Undoes or stops, for the old one.
    Undo,
}

impl Link {
    fn purpose(self) -> &'static str {
        match self {
            Self::Confirm => "email_confirm",
            Self::Undo => "email_undo",
        }
    }
}

/// The secret part of a link.
pub fn secret(vault: &Vault, link: Link, id: EmailChangeId) -> SecretString {
    vault.one_time_token(link.purpose(), id.0)
}

type Row = (Uuid, Uuid, String, String, String, String, DateTime<Utc>, Option<DateTime<Utc>>);

#[diesel::dsl::auto_type(no_type_alias)]
fn select() -> _ {
    email_changes::table.inner_join(users::table).select((
        email_changes::id,
        email_changes::user_id,
        users::full_name,
        email_changes::old_email,
        email_changes::new_email,
        email_changes::state,
        email_changes::asked_at,
        email_changes::confirmed_at,
    ))
}

fn change((id, user, name, old, new, state, asked_at, confirmed_at): Row) -> Result<EmailChange, StoreError> {
    Ok(EmailChange {
        id: EmailChangeId(id),
        user: UserId(user),
        name: read_name("users.full_name", &name)?,
        old: read("email_changes.old_email", &old)?,
        new: read("email_changes.new_email", &new)?,
        state: read("email_changes.state", &state)?,
        asked_at,
        confirmed_at,
    })
}

/// The change that a login waits for, one that ran out among them; none where it waits for none.
///
/// # Errors
/// When the database does not answer.
pub async fn asked(conn: &mut AsyncPgConnection, user: UserId) -> Result<Option<EmailChange>, StoreError> {
    let row: Option<Row> = select()
        .filter(email_changes::user_id.eq(user.0))
        .filter(email_changes::state.eq(EmailChangeState::Asked.as_str()))
        .first(conn)
        .await
        .optional()?;
    row.map(change).transpose()
}

/// The change behind a link.
///
/// # Errors
/// [`StoreError::NotFound`] for a link that never was.
pub async fn behind(conn: &mut AsyncPgConnection, link: Link, text: &str) -> Result<EmailChange, StoreError> {
    let hash = token_hash(text);
    let row: Row = match link {
        Link::Confirm => select().filter(email_changes::confirm_hash.eq(hash.as_slice())).first(conn).await?,
        Link::Undo => select().filter(email_changes::undo_hash.eq(hash.as_slice())).first(conn).await?,
    };
    change(row)
}

/// How many changes a login has asked for since `from`.
///
/// # Errors
/// When the database does not answer.
pub async fn asked_since(conn: &mut AsyncPgConnection, user: UserId, from: DateTime<Utc>) -> Result<i64, StoreError> {
    Ok(email_changes::table
        .filter(email_changes::user_id.eq(user.0))
        .filter(email_changes::asked_at.gt(from))
        .count()
        .get_result(conn)
        .await?)
}

/// Whether an address is kept for somebody else, who gave it up of late; none as `but` where the one who asks has no login.
///
/// # Errors
/// When the database does not answer.
pub async fn is_reserved(
    conn: &mut AsyncPgConnection,
    email: &Email,
    but: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let kept = email_changes::table
        .filter(email_changes::user_id.ne(but.map_or(Uuid::nil(), |user| user.0)))
        .filter(email_changes::old_email_key.eq(email.key()))
        .filter(email_changes::state.eq(EmailChangeState::Confirmed.as_str()))
        .filter(email_changes::confirmed_at.gt(now - TimeDelta::hours(UNDO_HOURS)));
    Ok(diesel::select(exists(kept)).get_result(conn).await?)
}

/// Saves a change that was asked for, in place of one that still waits.
///
/// # Errors
/// When the database does not answer.
pub async fn ask(tx: &mut Tx<'_>, asked: Change<EmailChange>) -> Result<(), StoreError> {
    let after = asked.after();
    let hash = |link| token_hash(secret(tx.vault(), link, after.id).expose_secret());
    let (confirm, undo, now) = (hash(Link::Confirm), hash(Link::Undo), tx.now());
    replace(tx, after.user, &[EmailChangeState::Asked], None).await?;
    diesel::insert_into(email_changes::table)
        .values((
            email_changes::id.eq(after.id.0),
            email_changes::user_id.eq(after.user.0),
            email_changes::old_email.eq(after.old.to_string()),
            email_changes::old_email_key.eq(after.old.key()),
            email_changes::new_email.eq(after.new.to_string()),
            email_changes::confirm_hash.eq(confirm.as_slice()),
            email_changes::undo_hash.eq(undo.as_slice()),
            email_changes::state.eq(after.state.as_str()),
            email_changes::asked_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&asked).await
}

/// Saves that a change was taken back.
///
/// # Errors
/// [`StoreError::Stale`] when it does not wait any more.
pub async fn withdraw(tx: &mut Tx<'_>, withdrawn: Change<EmailChange>) -> Result<(), StoreError> {
    step(tx, withdrawn.after(), &[EmailChangeState::Asked]).await?;
    tx.record(&withdrawn).await
}

/// Saves that a change was confirmed: the login has the new address. Links that were sent to the old one work no more.
///
/// # Errors
/// [`StoreError::Stale`] when it does not wait any more, [`StoreError::Conflict`] when the address has a login meanwhile.
pub async fn confirm(tx: &mut Tx<'_>, confirmed: Change<EmailChange>) -> Result<(), StoreError> {
    let after = confirmed.after();
    step(tx, after, &[EmailChangeState::Asked]).await?;
    set_address(tx, after.user, &after.new).await?;
    tx.record(&confirmed).await
}

/// The states in which the old address can undo.
const UNDOABLE: &[EmailChangeState] =
    &[EmailChangeState::Asked, EmailChangeState::Confirmed, EmailChangeState::Withdrawn];

/// Saves that a change was undone: the login has the old address again, its password works no more, and every session
/// and known browser of it is forgotten. Changes that came after it fall with it.
///
/// # Errors
/// [`StoreError::Stale`] when it was undone meanwhile.
pub async fn undo(tx: &mut Tx<'_>, undone: Change<EmailChange>) -> Result<(), StoreError> {
    let after = undone.after();
    step(tx, after, UNDOABLE).await?;
    let open = [EmailChangeState::Asked, EmailChangeState::Confirmed];
    replace(tx, after.user, &open, Some(after.asked_at)).await?;
    set_address(tx, after.user, &after.old).await?;
    let password = users::password_hash.eq(None::<String>);
    diesel::update(users::table.find(after.user.0)).set(password).execute(tx.conn()).await?;
    forget_factors(tx, after.user, after.asked_at).await?;
    sessions::end_all(tx.conn(), after.user).await?;
    devices::forget_all(tx.conn(), after.user).await?;
    tx.record(&undone).await
}

/// Takes away the passkeys and the authenticator that were added since: they are those of whoever asked for the change.
async fn forget_factors(tx: &mut Tx<'_>, user: UserId, since: DateTime<Utc>) -> Result<(), StoreError> {
    let new = passkeys::table.filter(passkeys::user_id.eq(user.0)).filter(passkeys::created_at.ge(since));
    diesel::delete(new).execute(tx.conn()).await?;
    let new = authenticators::table.find(user.0).filter(authenticators::confirmed_at.ge(since));
    let gone = diesel::delete(new).execute(tx.conn()).await?;
    if gone > 0 {
        diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user.0))).execute(tx.conn()).await?;
    }
    let confirmed = authenticators::table.find(user.0).filter(authenticators::confirmed_at.is_not_null());
    let second_factor: bool = diesel::select(exists(confirmed)).get_result(tx.conn()).await?;
    let passkey: bool =
        diesel::select(exists(passkeys::table.filter(passkeys::user_id.eq(user.0)))).get_result(tx.conn()).await?;
    diesel::update(users::table.find(user.0))
        .set((users::second_factor.eq(second_factor), users::passkey.eq(passkey)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn step(tx: &mut Tx<'_>, after: &EmailChange, before: &[EmailChangeState]) -> Result<(), StoreError> {
    let now = tx.now();
    let ended = (after.state != EmailChangeState::Confirmed).then_some(now);
    met(diesel::update(email_changes::table.find(after.id.0))
        .filter(email_changes::state.eq_any(before.iter().map(|state| state.as_str())))
        .set((
            email_changes::state.eq(after.state.as_str()),
            email_changes::confirmed_at.eq(after.confirmed_at),
            email_changes::ended_at.eq(ended),
        ))
        .execute(tx.conn())
        .await?)
}

/// Ends a login's changes in these states, those asked for after `from` alone where it is given.
async fn replace(
    tx: &mut Tx<'_>,
    user: UserId,
    states: &[EmailChangeState],
    from: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let now = tx.now();
    let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
    diesel::update(email_changes::table)
        .filter(email_changes::user_id.eq(user.0))
        .filter(email_changes::state.eq_any(states))
        .filter(email_changes::asked_at.gt(from.unwrap_or(DateTime::UNIX_EPOCH)))
        .set((email_changes::state.eq(EmailChangeState::Replaced.as_str()), email_changes::ended_at.eq(now)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn set_address(tx: &mut Tx<'_>, user: UserId, email: &Email) -> Result<(), StoreError> {
    let now = tx.now();
    diesel::update(users::table.find(user.0))
        .set((
            users::email.eq(email.to_string()),
            users::email_key.eq(email.key()),
            // That mail came back is true of the address before.
            users::mail_bounced_at.eq(None::<DateTime<Utc>>),
            users::updated_at.eq(now),
            users::version.eq(users::version + 1),
        ))
        .execute(tx.conn())
        .await?;
    let links =
        one_time_tokens::table.filter(one_time_tokens::user_id.eq(user.0)).filter(one_time_tokens::used_at.is_null());
    diesel::update(links).set(one_time_tokens::used_at.eq(now)).execute(tx.conn()).await?;
    Ok(())
}
