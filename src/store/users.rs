//! Logins.

use crate::error::{StoreError, met, read, read_name, read_some};
use crate::fixed::lower;
use crate::schema::{accounts, consents, memberships, users};
use crate::sessions::Acting;
use crate::tx::Tx;
use crate::{accounts as account_store, mail_law, tokens};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::email::Email;
use inset_domain::ids::AccountId;
use inset_domain::ids::UserId;
use inset_domain::text::PersonName;
use inset_domain::user::{Consents, ProfileChange, SharingRefused, SignUp, User};
use uuid::Uuid;

/// The wording of the consents that forms show now; a consent keeps the version it was given under.
pub const CONSENT_WORDING: &str = "2026-11";

type Row = (Uuid, String, String, Option<String>, String, Option<String>, Option<DateTime<Utc>>, i64);

const COLUMNS: (
    users::id,
    users::email,
    users::full_name,
    users::telephone,
    users::preferred_channel,
    users::staff_role,
    users::verified_at,
    users::version,
) = (
    users::id,
    users::email,
    users::full_name,
    users::telephone,
    users::preferred_channel,
    users::staff_role,
    users::verified_at,
    users::version,
);

fn user((id, email, name, telephone, channel, staff_role, verified_at, version): Row) -> Result<User, StoreError> {
    Ok(User {
        id: UserId(id),
        email: read("users.email", &email)?,
        full_name: read_name("users.full_name", &name)?,
        telephone: read_some("users.telephone", telephone.as_deref())?,
        channel: read("users.preferred_channel", &channel)?,
        staff_role: read_some("users.staff_role", staff_role.as_deref())?,
        verified_at,
        version,
    })
}

/// Whether anyone has a login yet.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn any(conn: &mut AsyncPgConnection) -> Result<bool, StoreError> {
    Ok(diesel::select(diesel::dsl::exists(users::table.select(users::id))).get_result(conn).await?)
}

/// A login by its id.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: UserId) -> Result<User, StoreError> {
    user(users::table.find(id.0).select(COLUMNS).first(conn).await?)
}

/// Whether another member of the staff is called so.
///
/// # Errors
/// When the database does not answer.
pub async fn is_colleagues_name(
    conn: &mut AsyncPgConnection,
    name: &PersonName,
    but: UserId,
) -> Result<bool, StoreError> {
    let colleagues = users::table.filter(users::staff_role.is_not_null()).filter(users::id.ne(but.0));
    let same = colleagues.filter(lower(users::full_name).eq(lower(name.as_str())));
    Ok(diesel::select(diesel::dsl::exists(same)).get_result(conn).await?)
}

/// A login that is not deactivated, by its address.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn by_email(conn: &mut AsyncPgConnection, email: &Email) -> Result<User, StoreError> {
    user(
        users::table
            .filter(users::email_key.eq(email.key()))
            .filter(users::deactivated_at.is_null())
            .select(COLUMNS)
            .first(conn)
            .await?,
    )
}

/// The argon2id hash of a login's password; none while it has none.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such login.
pub async fn password_hash(conn: &mut AsyncPgConnection, id: UserId) -> Result<Option<String>, StoreError> {
    Ok(users::table.find(id.0).select(users::password_hash).first(conn).await?)
}

/// What sign-in needs to know of an address.
#[derive(Debug, Queryable)]
pub struct Credentials {
    /// The login.
    pub user: Uuid,
    /// Its argon2id hash, once it is verified.
    pub password_hash: Option<String>,
    /// Its role on the operator's staff.
    pub staff_role: Option<String>,
    /// Whether it asks for a code of an authenticator besides its password.
    pub second_factor: bool,
    /// Whether it has a passkey.
    pub passkey: bool,
    /// The account it opens first: the oldest membership.
    pub account: Option<Uuid>,
    /// That account's kind.
    pub account_kind: Option<String>,
}

/// The credentials of an address, in one statement; none for an address without a login.
///
/// # Errors
/// When the database does not answer.
pub async fn credentials(conn: &mut AsyncPgConnection, email_key: &str) -> Result<Option<Credentials>, StoreError> {
    Ok(users::table
        .left_join(memberships::table.on(memberships::user_id.eq(users::id).and(memberships::ended_at.is_null())))
        .left_join(accounts::table.on(accounts::id.eq(memberships::account_id).and(accounts::state.ne("deactivated"))))
        .filter(users::email_key.eq(email_key))
        .filter(users::deactivated_at.is_null())
        // Nobody acts for an account that is closed.
        .order((accounts::id.is_null(), memberships::created_at.asc().nulls_last()))
        .select((
            users::id,
            users::password_hash,
            users::staff_role,
            users::second_factor,
            users::passkey,
            accounts::id.nullable(),
            accounts::kind.nullable(),
        ))
        .first(conn)
        .await
        .optional()?)
}

/// Saves a sign-up: login, account, membership, consents and welcome link.
///
/// # Errors
/// [`StoreError::Conflict`] when the address has a login.
pub async fn sign_up(tx: &mut Tx<'_>, change: Change<SignUp>) -> Result<(), StoreError> {
    let sign_up = change.after();
    let person = &sign_up.registration;
    let now = tx.now();
    diesel::insert_into(users::table)
        .values((
            users::id.eq(sign_up.user.0),
            users::email.eq(person.email.to_string()),
            users::email_key.eq(person.email.key()),
            users::full_name.eq(person.full_name.to_string()),
            users::telephone.eq(person.telephone.as_ref().map(ToString::to_string)),
            users::preferred_channel.eq(person.channel.as_str()),
            users::created_at.eq(now),
            users::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    account_store::insert_draft(tx, sign_up).await?;
    for (purpose, granted) in [
        ("age_13_or_over", true),
        ("terms", true),
        ("optional_mail", person.optional_mail),
        ("partner_sharing", person.partner_sharing),
    ] {
        consent(tx, sign_up.user, purpose, granted, "sign-up").await?;
    }
    tokens::insert(tx, &sign_up.token).await?;
    tx.record(&change).await
}

/// Notes a person's yes or no under the wording that forms show now.
pub(crate) async fn consent(
    tx: &mut Tx<'_>,
    user: UserId,
    purpose: &str,
    granted: bool,
    source: &str,
) -> Result<(), StoreError> {
    let now = tx.now();
    diesel::insert_into(consents::table)
        .values((
            consents::id.eq(inset_domain::ids::uuid_at(now)),
            consents::user_id.eq(user.0),
            consents::purpose.eq(purpose),
            consents::wording_version.eq(CONSENT_WORDING),
            consents::granted.eq(granted),
            consents::source.eq(source),
            consents::given_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The login of a person whose address a link has proven, with what they agreed to; the change that calls for it is the
/// caller's to record.
pub(crate) async fn insert_verified(
    tx: &mut Tx<'_>,
    user: UserId,
    person: &inset_domain::user::Registration,
    password_hash: &str,
) -> Result<(), StoreError> {
    let now = tx.now();
    diesel::insert_into(users::table)
        .values((
            users::id.eq(user.0),
            users::email.eq(person.email.to_string()),
            users::email_key.eq(person.email.key()),
            users::full_name.eq(person.full_name.to_string()),
            users::telephone.eq(person.telephone.as_ref().map(ToString::to_string)),
            users::preferred_channel.eq(person.channel.as_str()),
            users::password_hash.eq(password_hash),
            users::verified_at.eq(now),
            users::created_at.eq(now),
            users::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    for (purpose, granted) in [
        ("age_13_or_over", true),
        ("terms", true),
        ("optional_mail", person.optional_mail),
        ("partner_sharing", person.partner_sharing),
    ] {
        consent(tx, user, purpose, granted, "invitation").await?;
    }
    Ok(())
}

/// Saves that someone tried to sign up with a known address: only the event and its mail.
///
/// # Errors
/// When the database does not answer.
pub async fn note(tx: &mut Tx<'_>, change: Change<User>) -> Result<(), StoreError> {
    tx.record(&change).await
}

/// Saves a new password hash, and that the address is verified; every session of the login ends.
///
/// # Errors
/// [`StoreError::Stale`] when the login has changed since it was read.
pub async fn set_password(tx: &mut Tx<'_>, change: Change<User>, hash: &str) -> Result<User, StoreError> {
    crate::sessions::end_all(tx.conn(), change.after().id).await?;
    save_password(tx, change, hash).await
}

/// Saves a new password hash of someone who is signed in; every session of the login but this one ends.
///
/// # Errors
/// [`StoreError::Stale`] when the login has changed since it was read.
pub async fn change_password(
    tx: &mut Tx<'_>,
    change: Change<User>,
    hash: &str,
    session: Uuid,
) -> Result<User, StoreError> {
    crate::sessions::end_others(tx.conn(), change.after().id, session).await?;
    save_password(tx, change, hash).await
}

async fn save_password(tx: &mut Tx<'_>, change: Change<User>, hash: &str) -> Result<User, StoreError> {
    let user = change.after();
    let now = tx.now();
    met(diesel::update(users::table.find(user.id.0))
        .filter(users::version.eq(change.seen()))
        .set((
            users::password_hash.eq(hash),
            users::verified_at.eq(user.verified_at),
            users::updated_at.eq(now),
            users::version.eq(user.version),
        ))
        .execute(tx.conn())
        .await?)?;
    tx.record(&change).await?;
    Ok(change.into_after())
}

/// Puts a stronger hash of the same password in place of exactly this one: false where the password was changed meanwhile,
/// or another sign-in was first. Nothing changes for the person, so there is neither event nor new version.
///
/// # Errors
/// When the database does not answer.
pub async fn rehash(conn: &mut AsyncPgConnection, id: UserId, weak: &str, strong: &str) -> Result<bool, StoreError> {
    let rows = diesel::update(users::table.find(id.0))
        .filter(users::password_hash.eq(weak))
        .set(users::password_hash.eq(strong))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// What a person has opted in to: the newest word on each purpose counts.
///
/// # Errors
/// When the database does not answer.
pub async fn consents(conn: &mut AsyncPgConnection, user: UserId) -> Result<Consents, StoreError> {
    let rows: Vec<(String, bool)> = consents::table
        .filter(consents::user_id.eq(user.0))
        .filter(consents::purpose.eq_any(["optional_mail", "partner_sharing"]))
        .order((consents::purpose, consents::given_at.desc(), consents::id.desc()))
        .distinct_on(consents::purpose)
        .select((consents::purpose, consents::granted))
        .load(conn)
        .await?;
    let granted = |purpose: &str| rows.iter().any(|(given, granted)| given == purpose && *granted);
    Ok(Consents { optional_mail: granted("optional_mail"), partner_sharing: granted("partner_sharing") })
}

/// Saves a profile with the consents that changed.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn save_profile(tx: &mut Tx<'_>, change: Change<ProfileChange>) -> Result<(), StoreError> {
    let ProfileChange { user, consents: given } = change.after();
    let now = tx.now();
    met(diesel::update(users::table.find(user.id.0))
        .filter(users::version.eq(change.seen()))
        .set((
            users::full_name.eq(user.full_name.to_string()),
            users::telephone.eq(user.telephone.as_ref().map(ToString::to_string)),
            users::preferred_channel.eq(user.channel.as_str()),
            users::updated_at.eq(now),
            users::version.eq(user.version),
        ))
        .execute(tx.conn())
        .await?)?;
    for (purpose, granted) in given {
        consent(tx, user.id, purpose, *granted, "profile").await?;
        if *purpose == "optional_mail" && *granted {
            mail_law::wished(tx, user.id).await?;
        }
    }
    tx.record(&change).await
}

/// Saves that a person's browser took back their yes to sharing.
///
/// # Errors
/// When the database does not answer.
pub async fn refuse_sharing(tx: &mut Tx<'_>, change: Change<SharingRefused>) -> Result<(), StoreError> {
    consent(tx, change.after().0, "partner_sharing", false, "browser").await?;
    tx.record(&change).await
}

/// The accounts that a person belongs to, oldest membership first, but those that are closed.
///
/// # Errors
/// When the database does not answer.
pub async fn memberships(conn: &mut AsyncPgConnection, user: UserId) -> Result<Vec<Acting>, StoreError> {
    let rows: Vec<(Uuid, String, String, String, String)> = memberships::table
        .inner_join(accounts::table)
        .filter(memberships::user_id.eq(user.0))
        .filter(memberships::ended_at.is_null())
        .filter(accounts::state.ne("deactivated"))
        .order((memberships::created_at, accounts::id))
        .select((accounts::id, accounts::kind, accounts::name, accounts::reference, memberships::power))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(id, kind, name, reference, power)| {
            Ok(Acting {
                id: AccountId(id),
                kind: read("accounts.kind", &kind)?,
                name,
                reference,
                power: read("memberships.power", &power)?,
            })
        })
        .collect()
}
