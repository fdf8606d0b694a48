//! The operator's staff.

use crate::error::{StoreError, met, read};
use crate::schema::{sessions, users};
use crate::tx::Tx;
use crate::{sessions as session_store, tokens};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::ids::UserId;
use inset_domain::staff::StaffMember;
use inset_domain::user::{Registration, StaffRole, User};
use uuid::Uuid;

/// The constraint of the trigger that keeps an admin.
const KEEPS_AN_ADMIN: &str = "the_staff_keep_an_admin";

/// A member of staff, as the list shows them.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The login.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role.
    pub role: StaffRole,
    /// Whether a second factor is asked of them.
    pub second_factor: bool,
    /// Whether they have followed their welcome mail.
    pub verified: bool,
    /// When a session of theirs was last used, to five minutes; none where none is left.
    pub seen_at: Option<DateTime<Utc>>,
}

/// Everyone on the staff, by name; at most five hundred.
///
/// # Errors
/// When the database does not answer.
pub async fn list(conn: &mut AsyncPgConnection) -> Result<Vec<Listed>, StoreError> {
    type Row = (Uuid, String, String, Option<String>, bool, Option<DateTime<Utc>>);
    let rows: Vec<Row> = users::table
        .filter(users::staff_role.is_not_null())
        .filter(users::deactivated_at.is_null())
        .order((users::full_name, users::id))
        .limit(500)
        .select((
            users::id,
            users::full_name,
            users::email,
            users::staff_role,
            users::second_factor.or(users::passkey),
            users::verified_at,
        ))
        .load(conn)
        .await?;
    let seen: Vec<(Uuid, Option<DateTime<Utc>>)> = sessions::table
        .filter(sessions::user_id.eq_any(rows.iter().map(|row| row.0).collect::<Vec<_>>()))
        .group_by(sessions::user_id)
        .select((sessions::user_id, diesel::dsl::max(sessions::seen_at)))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(id, name, email, role, second_factor, verified)| {
            Ok(Listed {
                user: UserId(id),
                name,
                email,
                role: read("users.staff_role", role.as_deref().unwrap_or_default())?,
                second_factor,
                verified: verified.is_some(),
                seen_at: seen.iter().find(|(user, _)| *user == id).and_then(|(_, at)| *at),
            })
        })
        .collect()
}

/// Adds a member of the operator's staff, verified by whoever runs the command line.
///
/// # Errors
/// [`StoreError::Conflict`] when the address has a login.
pub async fn add(tx: &mut Tx<'_>, person: &Registration, role: StaffRole) -> Result<UserId, StoreError> {
    let change = StaffMember::add(UserId::at(tx.now()), role, tx.now());
    insert(tx, person, change).await
}

/// Saves a new member of staff with their login.
///
/// # Errors
/// [`StoreError::Conflict`] when the address has a login.
pub async fn insert(tx: &mut Tx<'_>, person: &Registration, change: Change<StaffMember>) -> Result<UserId, StoreError> {
    let now = tx.now();
    let member = change.after();
    diesel::insert_into(users::table)
        .values((
            users::id.eq(member.user.0),
            users::email.eq(person.email.to_string()),
            users::email_key.eq(person.email.key()),
            users::full_name.eq(person.full_name.to_string()),
            users::telephone.eq(person.telephone.as_ref().map(ToString::to_string)),
            users::preferred_channel.eq(person.channel.as_str()),
            users::staff_role.eq(member.role.as_str()),
            users::created_at.eq(now),
            users::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    tokens::insert(tx, &member.token).await?;
    tx.record(&change).await?;
    Ok(change.into_after().user)
}

/// Saves the role of a login on the staff; every session of it ends.
///
/// # Errors
/// [`StoreError::Conflict`] for the last admin, [`StoreError::Stale`] when the login has changed since it was read.
pub async fn set_role(tx: &mut Tx<'_>, change: Change<User>) -> Result<(), StoreError> {
    let user = change.after();
    let now = tx.now();
    let row = diesel::update(users::table.find(user.id.0)).filter(users::version.eq(change.seen()));
    let written = row
        .set((
            users::staff_role.eq(user.staff_role.map(StaffRole::as_str)),
            users::updated_at.eq(now),
            users::version.eq(user.version),
        ))
        .execute(tx.conn())
        .await;
    met(written.map_err(keeps_an_admin)?)?;
    session_store::end_all(tx.conn(), user.id).await?;
    tx.record(&change).await
}

fn keeps_an_admin(error: diesel::result::Error) -> StoreError {
    match error {
        diesel::result::Error::DatabaseError(_, info) if info.constraint_name() == Some(KEEPS_AN_ADMIN) => {
            StoreError::Conflict(KEEPS_AN_ADMIN.to_owned())
        }
        other => other.into(),
    }
}

/// Saves that staff ended every session of a login.
///
/// # Errors
/// When the database does not answer.
pub async fn end_sessions(tx: &mut Tx<'_>, change: Change<UserId>) -> Result<(), StoreError> {
    session_store::end_all(tx.conn(), *change.after()).await?;
    tx.record(&change).await
}
