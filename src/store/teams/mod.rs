//! The people of an account and their invitations.

mod invitations;

pub use invitations::{Standing, invitation_of, invite, invite_again, is_known, look, open, redeem, secret, withdraw};

use crate::error::{StoreError, met, read, read_name};
use crate::schema::{accounts, memberships, sessions, users};
use crate::tx::Tx;
use crate::users as user_store;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::ids::{AccountId, UserId};
use inset_domain::team::{Joined, Member, Membership, Team};
use uuid::Uuid;

/// Who is in an account now.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such account.
pub async fn find(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Team, StoreError> {
    type Row = (Uuid, String, String, String, DateTime<Utc>, i64);
    let account = crate::accounts::find(conn, account).await?.letter_ref();
    let rows: Vec<Row> = memberships::table
        .inner_join(users::table)
        .filter(memberships::account_id.eq(account.id.0))
        .filter(memberships::ended_at.is_null())
        .order((memberships::created_at, users::id))
        .select((
            users::id,
            users::full_name,
            users::email,
            memberships::power,
            memberships::created_at,
            memberships::version,
        ))
        .load(conn)
        .await?;
    let members = rows.into_iter().map(|(id, name, email, power, since, version)| {
        Ok::<_, StoreError>(Member {
            user: UserId(id),
            full_name: read_name("users.full_name", &name)?,
            email: read("users.email", &email)?,
            power: read("memberships.power", &power)?,
            since,
            version,
        })
    });
    Ok(Team { members: members.collect::<Result<_, _>>()?, account })
}

/// The same, for a step that changes it: whoever changes the people of one account does so one after the other, and
/// sees what the one before has done.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such account.
pub async fn lock(tx: &mut Tx<'_>, account: AccountId) -> Result<Team, StoreError> {
    let _: Uuid = accounts::table.find(account.0).select(accounts::id).for_no_key_update().first(tx.conn()).await?;
    find(tx.conn(), account).await
}

/// Saves what a person may do from now on: the guard reads it at their next request.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was seen.
pub async fn change_power(tx: &mut Tx<'_>, change: Change<Membership>) -> Result<(), StoreError> {
    let membership = change.after();
    met(diesel::update(memberships::table.find((membership.user.0, membership.account.0)))
        .filter(memberships::ended_at.is_null())
        .filter(memberships::version.eq(change.seen()))
        .set((memberships::power.eq(membership.power.as_str()), memberships::version.eq(membership.version)))
        .execute(tx.conn())
        .await?)?;
    tx.record(&change).await
}

/// Saves that a person is no longer in an account. Their sessions act for it no more.
///
/// # Errors
/// [`StoreError::Stale`] when the membership has changed since it was seen.
pub async fn end(tx: &mut Tx<'_>, change: Change<Membership>) -> Result<(), StoreError> {
    let (membership, now) = (change.after(), tx.now());
    met(diesel::update(memberships::table.find((membership.user.0, membership.account.0)))
        .filter(memberships::ended_at.is_null())
        .filter(memberships::version.eq(change.seen()))
        .set((memberships::ended_at.eq(now), memberships::version.eq(membership.version)))
        .execute(tx.conn())
        .await?)?;
    diesel::update(sessions::table)
        .filter(sessions::user_id.eq(membership.user.0))
        .filter(sessions::account_id.eq(membership.account.0))
        .set(sessions::account_id.eq(None::<Uuid>))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}

/// Saves that a person joined by an invitation that was [redeemed](redeem) in the same transaction; a person who had no
/// login gets one, with this password.
///
/// # Errors
/// [`StoreError::Conflict`] for whoever is in the account already, and for a login that was made meanwhile.
pub async fn join(tx: &mut Tx<'_>, change: Change<Joined>, password_hash: Option<&str>) -> Result<(), StoreError> {
    let (joined, now) = (change.after(), tx.now());
    if let (Some(person), Some(hash)) = (&joined.registration, password_hash) {
        user_store::insert_verified(tx, joined.user, person, hash).await?;
    }
    // Whoever was in the account before comes back: one row for each person and account.
    let back = diesel::update(memberships::table.find((joined.user.0, joined.account.0)))
        .filter(memberships::ended_at.is_not_null())
        .set((
            memberships::power.eq(joined.power.as_str()),
            memberships::created_at.eq(now),
            memberships::ended_at.eq(None::<DateTime<Utc>>),
            memberships::version.eq(memberships::version + 1),
        ))
        .execute(tx.conn())
        .await?;
    if back == 0 {
        diesel::insert_into(memberships::table)
            .values((
                memberships::user_id.eq(joined.user.0),
                memberships::account_id.eq(joined.account.0),
                memberships::power.eq(joined.power.as_str()),
                memberships::created_at.eq(now),
            ))
            .execute(tx.conn())
            .await?;
    }
    tx.record(&change).await
}
