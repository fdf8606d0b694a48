//! The law of mail, as the database keeps it: consents, and the addresses to which only service mail goes.

use crate::crypt::Vault;
use crate::error::{StoreError, read, read_name};
use crate::outbox::{self as mail_store, Claimed};
use crate::schema::{consents, outbox, suppressions, users};
use crate::tx::{Actor, Tx};
use crate::users as login_store;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::email::Email;
use inset_domain::ids::{MailId, UserId, uuid_at};
use inset_domain::letter::Letter;
use inset_domain::mailing::{Lifted, MailChoice, MailConsent, Noted, Report, Reported, UnsubscribeLink};
use inset_domain::text::Note;
use inset_domain::user::User;
use uuid::Uuid;

/// The marks of unsubscribe links are good for nothing else.
const PURPOSE: &str = "unsubscribe";

/// Why a mail does not leave, though it was queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// Its reader has no consent that is alive.
    NoConsent,
    /// Nothing but service mail goes to its address.
    Listed(Report),
    /// Its reader's login was deactivated.
    Left,
}

impl Obstacle {
    /// In words, for the outbox.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoConsent => "Held back: its reader does not want such mail any more",
            Self::Listed(Report::Removal) => "Held back: the address was taken off at its owner's wish",
            Self::Listed(Report::Bounce) => "Held back: mail to the address came back undelivered",
            Self::Listed(Report::Complaint) => "Held back: the address's owner called our mail unwanted",
            Self::Left => "Held back: the login was deactivated",
        }
    }
}

fn address_hash(vault: &Vault, address: &str) -> Vec<u8> {
    let hash = vault.index("suppressions.address_hash", &address.trim().to_ascii_lowercase());
    hash.as_bytes().to_vec()
}

/// The text of an unsubscribe link, by which its reader is known without signing in.
pub fn unsubscribe_token(vault: &Vault, link: UnsubscribeLink) -> String {
    vault.mark(PURPOSE, &link.text())
}

/// The link that a text says; none for one that is not ours, or was altered.
pub fn unsubscribe_link(vault: &Vault, token: &str) -> Option<UnsubscribeLink> {
    let (text, _) = vault.marked(PURPOSE, token)?;
    UnsubscribeLink::read(&text)
}

/// What stands in the way of a mail that is about to leave. Asked then, and not when it is queued: a consent that was
/// taken back meanwhile counts.
///
/// # Errors
/// When the database does not answer.
pub async fn obstacle(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    mail: &Claimed,
    letter: &Letter,
) -> Result<Option<Obstacle>, StoreError> {
    if letter.respects_the_list()
        && let Some(report) = listed(conn, vault, &mail.recipient_email).await?
    {
        return Ok(Some(Obstacle::Listed(report)));
    }
    let optional = matches!(letter, Letter::Optional(_));
    if !optional && letter.announcement().is_none() {
        return Ok(None);
    }
    let Some(user) = mail.recipient_user else { return Ok(optional.then_some(Obstacle::NoConsent)) };
    let stays = users::table.find(user).filter(users::deactivated_at.is_null()).select(users::id);
    if stays.first::<Uuid>(conn).await.optional()?.is_none() {
        return Ok(Some(Obstacle::Left));
    }
    let wanted = !optional || consent(conn, UserId(user)).await?.is_some_and(|consent| consent.granted);
    Ok((!wanted).then_some(Obstacle::NoConsent))
}

/// Why nothing but service mail goes to an address; none where everything may.
///
/// # Errors
/// When the database does not answer.
pub async fn listed(conn: &mut AsyncPgConnection, vault: &Vault, address: &str) -> Result<Option<Report>, StoreError> {
    let found: Option<String> = suppressions::table
        .filter(suppressions::address_hash.eq(address_hash(vault, address)))
        .filter(suppressions::lifted_at.is_null())
        .select(suppressions::report)
        .first(conn)
        .await
        .optional()?;
    found.map(|report| read("suppressions.report", &report)).transpose()
}

/// A person's newest word on optional mail; none where they never said any.
///
/// # Errors
/// When the database does not answer.
pub async fn consent(conn: &mut AsyncPgConnection, user: UserId) -> Result<Option<MailConsent>, StoreError> {
    let row: Option<(bool, String, String, DateTime<Utc>)> = consents::table
        .filter(consents::user_id.eq(user.0))
        .filter(consents::purpose.eq("optional_mail"))
        .order((consents::given_at.desc(), consents::id.desc()))
        .select((consents::granted, consents::wording_version, consents::source, consents::given_at))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(granted, wording, source, at)| MailConsent { granted, wording, source, at }))
}

/// Saves a person's word on optional mail. A yes of somebody who is signed in takes their address off the list, where it
/// was put there at their own wish.
///
/// # Errors
/// When the database does not answer.
pub async fn choose(tx: &mut Tx<'_>, change: Change<MailChoice>) -> Result<(), StoreError> {
    let choice = *change.after();
    login_store::consent(tx, choice.user, "optional_mail", choice.granted, choice.source.as_str()).await?;
    if choice.granted {
        wished(tx, choice.user).await?;
    }
    tx.record(&change).await
}

/// The person wishes for mail again: what they asked for before does not stand in its way. An address that cannot be
/// reached stays where it is.
pub(crate) async fn wished(tx: &mut Tx<'_>, user: UserId) -> Result<(), StoreError> {
    let email: String = users::table.find(user.0).select(users::email).first(tx.conn()).await?;
    let (hash, now) = (address_hash(tx.vault(), &email), tx.now());
    let own = suppressions::table
        .filter(suppressions::address_hash.eq(hash))
        .filter(suppressions::lifted_at.is_null())
        .filter(suppressions::report.ne(Report::Bounce.as_str()));
    diesel::update(own)
        .set((suppressions::lifted_at.eq(now), suppressions::lifted_by.eq(user.0)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The login with an address, deactivated or not.
async fn login(conn: &mut AsyncPgConnection, email: &Email) -> Result<Option<User>, StoreError> {
    let id: Option<Uuid> =
        users::table.filter(users::email_key.eq(email.key())).select(users::id).first(conn).await.optional()?;
    match id {
        Some(id) => Ok(Some(login_store::find(conn, UserId(id)).await?)),
        None => Ok(None),
    }
}

/// What a report is about, by the mail that was reported.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such mail.
pub async fn by_mail(tx: &mut Tx<'_>, mail: MailId) -> Result<Reported, StoreError> {
    type Row = (String, String, String, Option<Uuid>);
    let (class, address, name, user): Row = outbox::table
        .find(mail.0)
        .select((outbox::class, outbox::recipient_email, outbox::recipient_name, outbox::recipient_user))
        .first(tx.conn())
        .await?;
    let email: Email = read_address(&address)?;
    let login = match user {
        Some(id) => {
            let full_name: String = users::table.find(id).select(users::full_name).first(tx.conn()).await?;
            Some((UserId(id), read_name("users.full_name", &full_name)?.to_string()))
        }
        None => login(tx.conn(), &email).await?.map(|user| (user.id, user.full_name.to_string())),
    };
    let (id, service, marked_before) = (uuid_at(tx.now()), class == "service", marked(tx.conn(), &login).await?);
    Ok(Reported { id, mail: Some(mail), service, email, name, login, marked_before })
}

/// What a report is about, by the address alone: no mail is known, so it counts as one that was no service mail, unless a
/// login has the address.
///
/// # Errors
/// When the database does not answer.
pub async fn by_address(tx: &mut Tx<'_>, email: Email) -> Result<Reported, StoreError> {
    let login = login(tx.conn(), &email).await?.map(|user| (user.id, user.full_name.to_string()));
    let name = login.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
    let (id, service, marked_before) = (uuid_at(tx.now()), login.is_some(), marked(tx.conn(), &login).await?);
    Ok(Reported { id, mail: None, service, email, name, login, marked_before })
}

/// Whether the login of an address is out of reach already.
async fn marked(conn: &mut AsyncPgConnection, login: &Option<(UserId, String)>) -> Result<bool, StoreError> {
    match login {
        Some((user, _)) => Ok(out_of_reach(conn, *user).await?.is_some()),
        None => Ok(false),
    }
}

/// A mail is given up because a server says that there is no such mailbox: what `inset mail bounce` would note of it
/// follows at once. Of a mail whose person is forgotten nothing is noted.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such mail.
pub async fn came_back(tx: &mut Tx<'_>, mail: MailId, failure: &str, why: &Note) -> Result<(), StoreError> {
    if !mail_store::failed(tx.conn(), mail.0, failure, None).await? {
        return Ok(());
    }
    let reported = by_mail(tx, mail).await?;
    let vault = tx.vault();
    if listed(tx.conn(), vault, reported.email.as_str()).await?.is_some() {
        return Ok(());
    }
    note(tx, reported.note(Report::Bounce, Some(why))).await
}

fn read_address(text: &str) -> Result<Email, StoreError> {
    // What cannot be read is personal, so the error names the column alone.
    text.parse().map_err(|_| StoreError::Unreadable { what: "outbox.recipient_email", value: String::new() })
}

/// Saves a report: the mail says so, the address is on the list, a removal takes back the consent of its login too, and a
/// login out of reach is marked.
///
/// # Errors
/// [`StoreError::Conflict`] when the address is on the list already.
pub async fn note(tx: &mut Tx<'_>, change: Change<Noted>) -> Result<(), StoreError> {
    let Noted { reported, report, listed, marked } = change.after();
    let (now, actor) = (tx.now(), tx.actor());
    if let Some(mail) = reported.mail {
        diesel::update(outbox::table.find(mail.0))
            .set((outbox::report.eq(report.as_str()), outbox::reported_at.eq(now)))
            .execute(tx.conn())
            .await?;
    }
    if *listed {
        let hash = address_hash(tx.vault(), reported.email.as_str());
        diesel::insert_into(suppressions::table)
            .values((
                suppressions::id.eq(reported.id),
                suppressions::address_hash.eq(hash),
                suppressions::report.eq(report.as_str()),
                suppressions::outbox_id.eq(reported.mail.map(|mail| mail.0)),
                suppressions::added_by.eq(staff(actor)),
                suppressions::added_at.eq(now),
            ))
            .execute(tx.conn())
            .await?;
    }
    if let Some((user, _)) = &reported.login {
        if *marked {
            diesel::update(users::table.find(user.0)).set(users::mail_bounced_at.eq(now)).execute(tx.conn()).await?;
        }
        if *report != Report::Bounce && consent(tx.conn(), *user).await?.is_some_and(|consent| consent.granted) {
            login_store::consent(tx, *user, "optional_mail", false, "staff").await?;
        }
    }
    tx.record(&change).await
}

fn staff(actor: Actor) -> Option<Uuid> {
    match actor {
        Actor::Staff(id) => Some(id.0),
        Actor::User(_) | Actor::Visitor | Actor::System => None,
    }
}

/// Takes an address from the list, and the mark from its login.
///
/// # Errors
/// [`StoreError::Stale`] where there is nothing to take away.
pub async fn lift(tx: &mut Tx<'_>, change: Change<Lifted>) -> Result<(), StoreError> {
    let Lifted { email, login } = change.after();
    let (hash, now, by) = (address_hash(tx.vault(), email.as_str()), tx.now(), staff(tx.actor()));
    let listed =
        suppressions::table.filter(suppressions::address_hash.eq(hash)).filter(suppressions::lifted_at.is_null());
    let mut lifted = diesel::update(listed)
        .set((suppressions::lifted_at.eq(now), suppressions::lifted_by.eq(by)))
        .execute(tx.conn())
        .await?;
    if let Some(user) = login {
        let marked = users::table.find(user.0).filter(users::mail_bounced_at.is_not_null());
        lifted +=
            diesel::update(marked).set(users::mail_bounced_at.eq(None::<DateTime<Utc>>)).execute(tx.conn()).await?;
    }
    if lifted == 0 {
        return Err(StoreError::Stale);
    }
    tx.record(&change).await
}

/// Since when service mail to a login comes back.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such login.
pub async fn out_of_reach(conn: &mut AsyncPgConnection, user: UserId) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(users::table.find(user.0).select(users::mail_bounced_at).first(conn).await?)
}
