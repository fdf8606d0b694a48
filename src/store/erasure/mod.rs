//! Erasing a person, in one script and one transaction.

mod outlook;

pub use outlook::outlook;

use crate::error::StoreError;
use crate::schema::{audit_events, email_changes, outbox, privacy_requests, users};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use inset_domain::email::Email;
use inset_domain::erasure::{Keep, erased};
use inset_domain::ids::{PrivacyRequestId, UserId};
use uuid::Uuid;

/// Who is erased: by login, by address, or both. Whoever only ever wrote to us has no login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The login.
    pub user: Option<UserId>,
    /// The address, in the form in which it is unique; empty where none is known.
    pub email: String,
}

impl Subject {
    /// Whether anything can be found by it.
    pub fn is_known(&self) -> bool {
        self.user.is_some() || !self.email.is_empty()
    }
}

#[derive(QueryableByName)]
struct Mail {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Erases a person, under each address they are found by. Gives the mails to and about them, whose copies in files are to go
/// too.
///
/// # Errors
/// When the database does not answer; nothing is erased then.
pub async fn erase(tx: &mut Tx<'_>, subjects: &[Subject], keep: Keep) -> Result<Vec<Uuid>, StoreError> {
    let mut mails = Vec::new();
    for subject in subjects {
        mails.extend(erase_one(tx, subject, keep).await?);
    }
    Ok(mails)
}

async fn erase_one(tx: &mut Tx<'_>, subject: &Subject, keep: Keep) -> Result<Vec<Uuid>, StoreError> {
    let at = tx.now().to_rfc3339();
    let conn = tx.conn();
    let user = subject.user.map(|user| user.to_string()).unwrap_or_default();
    for (name, value) in [
        ("inset.erased_user", user.as_str()),
        ("inset.erased_email", &subject.email),
        ("inset.erased_at", &at),
        ("inset.keep", keep.as_str()),
    ] {
        // Prepared anew at each use: people are seldom erased.
        let setting = diesel::sql_query("SELECT set_config($1, $2, true)").bind::<Text, _>(name);
        setting.bind::<Text, _>(value).execute(conn).await?;
    }
    conn.batch_execute(include_str!("erase.sql")).await?;
    // Prepared anew at each use: people are seldom erased.
    let mails: Vec<Mail> = diesel::sql_query("SELECT id FROM erased_mails").load(conn).await?;
    // One transaction may erase one person after another.
    conn.batch_execute(
        "DROP TABLE erased, kept_agreements, kept_orders, their_accounts, gone, address, names, erased_mails, gone_orders",
    )
    .await?;
    if let Some(user) = subject.user {
        tx.record(&erased(user)).await?;
    }
    Ok(mails.into_iter().map(|mail| mail.id).collect())
}

/// Empties a person's privacy requests: who they are and all words go, what was asked and decided stays. Those that are
/// open are over; the answer to this one has just been queued, and is forgotten once it has left.
///
/// # Errors
/// When the database does not answer.
pub async fn empty_requests(
    tx: &mut Tx<'_>,
    subjects: &[Subject],
    answered: Option<PrivacyRequestId>,
) -> Result<(), StoreError> {
    let now = tx.now();
    let conn = tx.conn();
    if let Some(id) = answered {
        let events = audit_events::table
            .filter(audit_events::subject_kind.eq("privacy_request"))
            .filter(audit_events::subject_id.eq(id.0))
            .select(audit_events::seq);
        diesel::update(outbox::table.filter(outbox::event_seq.eq_any(events)))
            .set(outbox::forget.eq(true))
            .execute(conn)
            .await?;
    }
    let logins: Vec<Uuid> = subjects.iter().filter_map(|subject| subject.user).map(|user| user.0).collect();
    let emails: Vec<&str> = subjects.iter().map(|subject| subject.email.as_str()).collect();
    let theirs = privacy_requests::table.filter(
        privacy_requests::user_id
            .eq_any(&logins)
            .or(privacy_requests::email_key.eq_any(&emails))
            .or(privacy_requests::id.eq(answered.map_or(Uuid::nil(), |id| id.0))),
    );
    diesel::update(theirs.clone().filter(privacy_requests::state.ne_all(["denied", "complete", "withdrawn"])))
        .set((
            privacy_requests::state.eq("withdrawn"),
            privacy_requests::state_at.eq(now),
            privacy_requests::reason_code.eq(None::<String>),
            privacy_requests::version.eq(privacy_requests::version + 1),
        ))
        .execute(conn)
        .await?;
    let none = None::<String>;
    diesel::update(theirs)
        .set((
            privacy_requests::full_name.eq(&none),
            privacy_requests::email.eq(&none),
            privacy_requests::email_key.eq(&none),
            privacy_requests::reach.eq(&none),
            privacy_requests::user_id.eq(None::<Uuid>),
            privacy_requests::details.eq(&none),
            privacy_requests::identity_note.eq(&none),
            privacy_requests::extension_words.eq(&none),
            privacy_requests::reason_words.eq(&none),
            privacy_requests::answer.eq(&none),
            privacy_requests::erased_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The person of a request, as an erasure finds them: under their address first, then under those they had or were to have.
///
/// # Errors
/// When the database does not answer.
pub async fn of_request(conn: &mut AsyncPgConnection, id: PrivacyRequestId) -> Result<Vec<Subject>, StoreError> {
    let (user, email): (Option<Uuid>, Option<String>) = privacy_requests::table
        .find(id.0)
        .select((privacy_requests::user_id, privacy_requests::email_key))
        .first(conn)
        .await?;
    match user {
        Some(user) => of_login(conn, UserId(user)).await,
        None => Ok(vec![Subject { user: None, email: email.unwrap_or_default() }]),
    }
}

/// A login, as an erasure finds it: under its address first, then under those that it had or was to have. An address that is
/// another login's by now is that one's.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none, or it is erased.
pub async fn of_login(conn: &mut AsyncPgConnection, user: UserId) -> Result<Vec<Subject>, StoreError> {
    let login = users::table.find(user.0).filter(users::erased_at.is_null());
    let email: String = login.select(users::email_key).first(conn).await?;
    let changes: Vec<(String, String)> = email_changes::table
        .filter(email_changes::user_id.eq(user.0))
        .select((email_changes::old_email_key, email_changes::new_email))
        .load(conn)
        .await?;
    let mut others: Vec<String> =
        changes.into_iter().flat_map(|(old, new)| [old, new.to_ascii_lowercase()]).filter(|it| *it != email).collect();
    others.sort();
    others.dedup();
    let taken: Vec<String> =
        users::table.filter(users::email_key.eq_any(&others)).select(users::email_key).load(conn).await?;
    let others = others.into_iter().filter(|other| !taken.contains(other));
    let first = Subject { user: Some(user), email };
    Ok(std::iter::once(first).chain(others.map(|email| Subject { user: None, email })).collect())
}

/// Whoever is behind an address, as an erasure finds them: its login, else the login that had it last, else whoever wrote
/// from it.
///
/// # Errors
/// When the database does not answer.
pub async fn of_address(conn: &mut AsyncPgConnection, email: &Email) -> Result<Vec<Subject>, StoreError> {
    let key = email.key();
    let login: Option<Uuid> =
        users::table.filter(users::email_key.eq(&key)).select(users::id).first(conn).await.optional()?;
    let login = match login {
        Some(login) => Some(login),
        None => {
            let had = email_changes::table.filter(email_changes::old_email_key.eq(&key));
            had.select(email_changes::user_id).order(email_changes::asked_at.desc()).first(conn).await.optional()?
        }
    };
    match login {
        Some(login) => of_login(conn, UserId(login)).await,
        None => Ok(vec![Subject { user: None, email: key.to_string() }]),
    }
}
