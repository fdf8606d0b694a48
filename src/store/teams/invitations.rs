//! Invitations into accounts. Only a hash of a link is stored; the link is derived when its mail is written.

use crate::crypt::{Vault, token_hash};
use crate::error::{StoreError, met, read, read_name};
use crate::schema::{accounts, member_invitations as invitations, users};
use crate::tx::{Actor, Tx};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::email::Email;
use inset_domain::ids::{AccountId, InvitationId, UserId};
use inset_domain::letter::AccountRef;
use inset_domain::team::{Invitation, InvitationState, Invited};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

/// How a link was found.
#[derive(Debug, Clone)]
pub enum Standing {
    /// It can be accepted.
    Live(Box<Invitation>),
    /// It ran out.
    Expired,
    /// It was accepted, withdrawn or replaced.
    Ended(InvitationState),
}

type Row =
    ((Uuid, String, Option<String>, String, Uuid, DateTime<Utc>, String), (Uuid, String, String, String), String);

#[diesel::dsl::auto_type(no_type_alias)]
fn select() -> _ {
    invitations::table
        .inner_join(accounts::table)
        .inner_join(users::table.on(users::id.eq(invitations::invited_by)))
        .select((
            (
                invitations::id,
                invitations::email,
                invitations::full_name,
                invitations::power,
                invitations::invited_by,
                invitations::expires_at,
                invitations::state,
            ),
            (accounts::id, accounts::reference, accounts::name, accounts::kind),
            users::full_name,
        ))
}

fn invitation((own, account, by_name): Row) -> Result<Invitation, StoreError> {
    let (id, email, name, power, by, expires_at, state) = own;
    let (account, reference, account_name, kind) = account;
    Ok(Invitation {
        id: InvitationId(id),
        account: AccountRef {
            id: AccountId(account),
            reference,
            name: account_name,
            kind: read("accounts.kind", &kind)?,
        },
        invited: Invited {
            email: read("member_invitations.email", &email)?,
            full_name: name.map(|name| read_name("member_invitations.full_name", &name)).transpose()?,
            power: read("member_invitations.power", &power)?,
        },
        by: UserId(by),
        by_name: read_name("users.full_name", &by_name)?,
        expires_at,
        state: read("member_invitations.state", &state)?,
    })
}

/// The secret part of an invitation's link.
pub fn secret(vault: &Vault, id: InvitationId) -> SecretString {
    vault.one_time_token("member_invitation", id.0)
}

/// The invitations of an account that are open, those that ran out among them; the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn open(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Vec<Invitation>, StoreError> {
    let rows: Vec<Row> = select()
        .filter(invitations::account_id.eq(account.0))
        .filter(invitations::state.eq(InvitationState::Open.as_str()))
        .order((invitations::created_at, invitations::id))
        .load(conn)
        .await?;
    rows.into_iter().map(invitation).collect()
}

/// An invitation of an account.
///
/// # Errors
/// [`StoreError::NotFound`] where that account has none with this id.
pub async fn invitation_of(
    conn: &mut AsyncPgConnection,
    account: AccountId,
    id: InvitationId,
) -> Result<Invitation, StoreError> {
    let row = select().filter(invitations::account_id.eq(account.0)).filter(invitations::id.eq(id.0));
    invitation(row.first(conn).await?)
}

/// Saves an invitation with its mail.
///
/// # Errors
/// [`StoreError::Conflict`] when one to this address is open.
pub async fn invite(tx: &mut Tx<'_>, change: Change<Invitation>) -> Result<(), StoreError> {
    let invitation = change.after();
    let (hash, now) = (token_hash(secret(tx.vault(), invitation.id).expose_secret()), tx.now());
    let invited = &invitation.invited;
    diesel::insert_into(invitations::table)
        .values((
            invitations::id.eq(invitation.id.0),
            invitations::account_id.eq(invitation.account.id.0),
            invitations::email.eq(invited.email.to_string()),
            invitations::email_key.eq(invited.email.key()),
            invitations::full_name.eq(invited.full_name.as_ref().map(ToString::to_string)),
            invitations::power.eq(invited.power.as_str()),
            invitations::token_hash.eq(hash.as_slice()),
            invitations::invited_by.eq(invitation.by.0),
            invitations::created_at.eq(now),
            invitations::expires_at.eq(invitation.expires_at),
            invitations::state.eq(invitation.state.as_str()),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}

/// Saves an invitation in place of one before it.
///
/// # Errors
/// [`StoreError::Stale`] when the one before is not open any more.
pub async fn invite_again(tx: &mut Tx<'_>, before: InvitationId, change: Change<Invitation>) -> Result<(), StoreError> {
    finish(tx, before, InvitationState::Replaced, change.after().by).await?;
    invite(tx, change).await
}

/// Saves that an invitation was taken back.
///
/// # Errors
/// [`StoreError::Stale`] when it is not open any more.
pub async fn withdraw(tx: &mut Tx<'_>, change: Change<Invitation>) -> Result<(), StoreError> {
    let by = match tx.actor() {
        Actor::User(id) | Actor::Staff(id) => id,
        Actor::Visitor | Actor::System => change.after().by,
    };
    finish(tx, change.after().id, change.after().state, by).await?;
    tx.record(&change).await
}

async fn finish(tx: &mut Tx<'_>, id: InvitationId, state: InvitationState, by: UserId) -> Result<(), StoreError> {
    let now = tx.now();
    met(diesel::update(invitations::table.find(id.0))
        .filter(invitations::state.eq(InvitationState::Open.as_str()))
        .set((invitations::state.eq(state.as_str()), invitations::ended_at.eq(now), invitations::ended_by.eq(by.0)))
        .execute(tx.conn())
        .await?)
}

/// How a link stands, without using it up.
///
/// # Errors
/// [`StoreError::NotFound`] for a link that never was.
pub async fn look(conn: &mut AsyncPgConnection, token: &str, now: DateTime<Utc>) -> Result<Standing, StoreError> {
    let row = select().filter(invitations::token_hash.eq(token_hash(token).to_vec()));
    let invitation = invitation(row.first(conn).await?)?;
    Ok(match invitation.state {
        InvitationState::Open if invitation.expires_at <= now => Standing::Expired,
        InvitationState::Open => Standing::Live(Box::new(invitation)),
        ended => Standing::Ended(ended),
    })
}

/// Uses a link up for the person of its address, in one statement: of two who come at once, one wins.
///
/// # Errors
/// [`StoreError::NotFound`] when it does not work any more, or is another address's.
pub async fn redeem(tx: &mut Tx<'_>, token: &str, email: &Email, user: UserId) -> Result<Invitation, StoreError> {
    let now = tx.now();
    let id: Uuid = diesel::update(invitations::table)
        .filter(invitations::token_hash.eq(token_hash(token).to_vec()))
        .filter(invitations::email_key.eq(email.key()))
        .filter(invitations::state.eq(InvitationState::Open.as_str()))
        .filter(invitations::expires_at.gt(now))
        .set((
            invitations::state.eq(InvitationState::Accepted.as_str()),
            invitations::ended_at.eq(now),
            invitations::ended_by.eq(user.0),
        ))
        .returning(invitations::id)
        .get_result(tx.conn())
        .await?;
    invitation(select().filter(invitations::id.eq(id)).first(tx.conn()).await?)
}

/// Whether there is a login with this address, deactivated ones among them.
///
/// # Errors
/// When the database does not answer.
pub async fn is_known(conn: &mut AsyncPgConnection, email: &Email) -> Result<bool, StoreError> {
    let with = users::table.filter(users::email_key.eq(email.key())).select(users::id);
    Ok(diesel::select(diesel::dsl::exists(with)).get_result(conn).await?)
}
