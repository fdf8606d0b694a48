//! The invitations that some messages become. Only a hash of the link is stored.

use super::Row;
use crate::crypt::{Vault, token_hash};
use crate::error::{StoreError, read, read_some};
use crate::named::ERASED_ACCOUNT;
use crate::schema::{accounts, inquiries, invitations, memberships};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::AccountKind;
use inset_domain::ids::{AccountId, InquiryId, TokenId, UserId};
use inset_domain::inquiry::{Inquiry, Invitation, Sector};
use inset_domain::website::WebSite;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

/// The secret part of an invitation's link.
pub fn secret(vault: &Vault, id: TokenId) -> SecretString {
    vault.one_time_token("invitation", id.0)
}

/// Adds the invitation of an answer. An older one of the same message that nobody has used ends.
pub(super) async fn add(tx: &mut Tx<'_>, inquiry: InquiryId, invitation: &Invitation) -> Result<(), StoreError> {
    let hash = token_hash(secret(tx.vault(), invitation.id).expose_secret());
    let now = tx.now();
    diesel::update(invitations::table)
        .filter(invitations::inquiry_id.eq(inquiry.0))
        .filter(invitations::used_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .set(invitations::expires_at.eq(now))
        .execute(tx.conn())
        .await?;
    diesel::insert_into(invitations::table)
        .values((
            invitations::id.eq(invitation.id.0),
            invitations::inquiry_id.eq(inquiry.0),
            invitations::kind.eq(invitation.kind.as_str()),
            invitations::token_hash.eq(hash.as_slice()),
            invitations::created_at.eq(now),
            invitations::expires_at.eq(invitation.expires_at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Who was invited in one role by a link that still works.
///
/// # Errors
/// [`StoreError::NotFound`] for a link that was used, ran out or never was.
pub async fn invited(
    conn: &mut AsyncPgConnection,
    kind: AccountKind,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Inquiry, StoreError> {
    invitations::table
        .inner_join(inquiries::table)
        .filter(invitations::token_hash.eq(token_hash(token).as_slice()))
        .filter(invitations::kind.eq(kind.as_str()))
        .filter(invitations::used_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .select(Row::as_select())
        .first(conn)
        .await?
        .into_inquiry(true)
}

/// Uses an invitation up with the sign-up that followed it; one that does not work any more changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn use_invitation(tx: &mut Tx<'_>, token: &str, by: UserId) -> Result<(), StoreError> {
    let now = tx.now();
    diesel::update(invitations::table)
        .filter(invitations::token_hash.eq(token_hash(token).as_slice()))
        .filter(invitations::used_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .set((invitations::used_at.eq(now), invitations::used_by.eq(by.0)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An invitation with what became of it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// For which role.
    pub kind: AccountKind,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
    /// The account that was signed up with it, unless it is erased: its id, reference and name.
    pub account: Option<(AccountId, String, String)>,
}

/// The invitations of a message, newest first, at most twenty.
///
/// # Errors
/// When the database does not answer.
pub async fn sent(conn: &mut AsyncPgConnection, inquiry: InquiryId) -> Result<Vec<Sent>, StoreError> {
    type Used = (Option<Uuid>, Option<String>, Option<String>);
    type Row = (String, DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>, Used);
    // A sign-up makes the account, its owner and the use of the invitation at one instant.
    let made = memberships::user_id.nullable().eq(invitations::used_by);
    let made = made.and(memberships::created_at.nullable().eq(invitations::used_at));
    let rows: Vec<Row> = invitations::table
        .left_join(memberships::table.on(made))
        .left_join(accounts::table.on(accounts::id.nullable().eq(memberships::account_id.nullable())))
        .filter(invitations::inquiry_id.eq(inquiry.0))
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .select((
            invitations::kind,
            invitations::created_at,
            invitations::expires_at,
            invitations::used_at,
            (accounts::id.nullable(), accounts::reference.nullable(), accounts::name.nullable()),
        ))
        .limit(20)
        .load(conn)
        .await?;
    let sent = |(kind, at, expires_at, used_at, (id, reference, name)): Row| {
        let name = name.filter(|name| name != ERASED_ACCOUNT);
        let account = id.zip(reference).zip(name).map(|((id, reference), name)| (AccountId(id), reference, name));
        Ok(Sent { kind: read("invitations.kind", &kind)?, at, expires_at, used_at, account })
    };
    rows.into_iter().map(sent).collect()
}

/// What somebody told of their company before they signed up.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Their web site.
    pub web_site: Option<WebSite>,
    /// Their sector.
    pub sector: Option<Sector>,
}

/// What the inquiry said whose invitation a login was made by; nothing where it was made without one.
///
/// # Errors
/// When the database does not answer.
pub async fn told(conn: &mut AsyncPgConnection, user: UserId) -> Result<Told, StoreError> {
    let row: Option<(Option<String>, Option<String>)> = invitations::table
        .inner_join(inquiries::table)
        .filter(invitations::used_by.eq(user.0))
        .order(invitations::used_at.desc())
        .select((inquiries::web_site, inquiries::sector))
        .first(conn)
        .await
        .optional()?;
    let Some((web_site, sector)) = row else { return Ok(Told::default()) };
    Ok(Told {
        web_site: read_some("inquiries.web_site", web_site.as_deref())?,
        sector: read_some("inquiries.sector", sector.as_deref())?,
    })
}
