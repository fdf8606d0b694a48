//! Privacy requests. The link that confirms an address is derived from the row's id; only its hash is stored.

mod rows;

use crate::crypt::{Vault, token_hash};
use crate::error::{StoreError, met};
use crate::fixed::fixed;
use crate::schema::{privacy_request_repeats, privacy_requests, users};
use crate::sequence;
use crate::tx::Tx;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::email::Email;
use inset_domain::ids::{PrivacyRequestId, UserId, uuid_at};
use inset_domain::privacy::{MOST_MAILS_AN_HOUR, PrivacyRequest, Repeat, RequestKind, RequestState, StateName};
use rows::Row;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

/// What the one open request of an address and a kind is known by.
const ONE_OPEN: &str = "privacy_requests_one_open";

/// The secret part of the link that confirms an address.
pub fn secret(vault: &Vault, id: PrivacyRequestId) -> SecretString {
    vault.one_time_token("privacy_request", id.0)
}

/// The next reference.
///
/// # Errors
/// When the database does not answer.
pub async fn reference(tx: &mut Tx<'_>) -> Result<String, StoreError> {
    Ok(format!("PRV-{}", sequence::next(tx.conn(), "privacy_request_numbers").await?))
}

/// The open request of this kind from an address, locked until the transaction ends; none where there is none. Others who
/// come with the same at once wait here, so that the second finds what the first has made.
///
/// # Errors
/// When the database does not answer.
pub async fn open_of(tx: &mut Tx<'_>, email: &Email, kind: RequestKind) -> Result<Option<PrivacyRequest>, StoreError> {
    // Prepared anew at each use: people seldom ask.
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<diesel::sql_types::Text, _>(format!("{ONE_OPEN} {} {}", kind.as_str(), email.key()))
        .execute(tx.conn())
        .await?;
    let row: Option<Row> = privacy_requests::table
        .filter(privacy_requests::email_key.eq(email.key()))
        .filter(privacy_requests::kind.eq(kind.as_str()))
        .filter(privacy_requests::state.ne_all(ENDS))
        .select(Row::as_select())
        .for_update()
        .first(tx.conn())
        .await
        .optional()?;
    row.map(Row::into_request).transpose()
}

const ENDS: [&str; 3] = ["denied", "complete", "withdrawn"];

/// Whether a request that is asked again may send another mail.
///
/// # Errors
/// When the database does not answer.
pub async fn may_mail(tx: &mut Tx<'_>, id: PrivacyRequestId) -> Result<bool, StoreError> {
    let since = tx.now() - TimeDelta::hours(1);
    let lately: i64 = privacy_request_repeats::table
        .filter(privacy_request_repeats::request_id.eq(id.0))
        .filter(privacy_request_repeats::asked_at.gt(since))
        .count()
        .get_result(tx.conn())
        .await?;
    Ok(lately < MOST_MAILS_AN_HOUR - 1)
}

/// Saves a request that has arrived.
///
/// # Errors
/// [`StoreError::Conflict`] when one of this kind is open for the address.
pub async fn receive(tx: &mut Tx<'_>, change: Change<PrivacyRequest>) -> Result<(), StoreError> {
    let request = change.after();
    let hash = token_hash(secret(tx.vault(), request.id).expose_secret());
    let asker = request.asker.as_ref();
    let identity = request.state.checked().map(|checked| &checked.identity);
    let now = tx.now();
    diesel::insert_into(privacy_requests::table)
        .values((
            privacy_requests::id.eq(request.id.0),
            privacy_requests::reference.eq(&request.reference),
            privacy_requests::kind.eq(request.kind.as_str()),
            privacy_requests::channel.eq(request.channel.as_str()),
            privacy_requests::full_name.eq(asker.map(|asker| asker.full_name.to_string())),
            privacy_requests::email.eq(request.email().map(ToString::to_string)),
            privacy_requests::email_key.eq(request.email().map(Email::key)),
            privacy_requests::reach.eq(asker.and_then(|asker| asker.reach.as_ref()).map(ToString::to_string)),
            privacy_requests::user_id.eq(asker.and_then(|asker| asker.user).map(|user| user.0)),
            privacy_requests::details.eq(request.details.as_ref().map(ToString::to_string)),
            privacy_requests::token_hash.eq(hash.as_slice()),
            privacy_requests::link_expires_at.eq(request.link_expires_at),
            privacy_requests::received_at.eq(request.received_at),
            privacy_requests::acknowledge_by.eq(request.acknowledge_by()),
            privacy_requests::acknowledged_at.eq(request.acknowledged_at),
            privacy_requests::answer_by.eq(request.answer_by()),
            privacy_requests::identity_how.eq(identity.map(|identity| identity.how.as_str())),
            privacy_requests::identity_note
                .eq(identity.and_then(|identity| identity.note.as_ref()).map(ToString::to_string)),
            privacy_requests::identity_at.eq(identity.map(|identity| identity.at)),
            privacy_requests::identity_by.eq(identity.and_then(|identity| identity.by).map(|by| by.0)),
            privacy_requests::state.eq(request.state.name().as_str()),
            privacy_requests::state_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}

/// Saves that the same was asked again.
///
/// # Errors
/// [`StoreError::Stale`] when the request has changed since it was read.
pub async fn join(tx: &mut Tx<'_>, change: Change<Repeat>) -> Result<(), StoreError> {
    let Repeat { request, channel, details, checked } = change.after();
    let now = tx.now();
    met(diesel::update(privacy_requests::table.find(request.id.0))
        .filter(privacy_requests::version.eq(change.seen()))
        .set((
            privacy_requests::link_expires_at.eq(request.link_expires_at),
            privacy_requests::version.eq(request.version),
        ))
        .execute(tx.conn())
        .await?)?;
    diesel::insert_into(privacy_request_repeats::table)
        .values((
            privacy_request_repeats::id.eq(uuid_at(now)),
            privacy_request_repeats::request_id.eq(request.id.0),
            privacy_request_repeats::channel.eq(channel.as_str()),
            privacy_request_repeats::details.eq(details.as_ref().map(ToString::to_string)),
            privacy_request_repeats::checked.eq(checked),
            privacy_request_repeats::asked_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}

/// Saves a step.
///
/// # Errors
/// [`StoreError::Stale`] when the request has changed since it was read.
pub async fn save(tx: &mut Tx<'_>, change: Change<PrivacyRequest>) -> Result<PrivacyRequest, StoreError> {
    let request = change.after();
    let checked = request.state.checked();
    let identity = checked.map(|checked| &checked.identity);
    let extension = checked.and_then(|checked| checked.extension.as_ref());
    let reason = request.state.reason();
    let answer = match &request.state {
        RequestState::Complete(_, _, _, answer) => answer.as_ref(),
        _ => None,
    };
    let now = tx.now();
    met(diesel::update(privacy_requests::table.find(request.id.0))
        .filter(privacy_requests::version.eq(change.seen()))
        .set((
            privacy_requests::user_id.eq(request.asker.as_ref().and_then(|asker| asker.user).map(|user| user.0)),
            privacy_requests::acknowledged_at.eq(request.acknowledged_at),
            privacy_requests::answer_by.eq(request.answer_by()),
            privacy_requests::identity_how.eq(identity.map(|identity| identity.how.as_str())),
            privacy_requests::identity_note
                .eq(identity.and_then(|identity| identity.note.as_ref()).map(ToString::to_string)),
            privacy_requests::identity_at.eq(identity.map(|identity| identity.at)),
            privacy_requests::identity_by.eq(identity.and_then(|identity| identity.by).map(|by| by.0)),
            privacy_requests::extended_at.eq(extension.map(|extension| extension.at)),
            privacy_requests::extended_by.eq(extension.map(|extension| extension.by.0)),
            privacy_requests::extension_words
                .eq(extension.and_then(|extension| extension.words.as_ref()).map(ToString::to_string)),
            privacy_requests::state.eq(request.state.name().as_str()),
            privacy_requests::state_at.eq(now),
            privacy_requests::state_by.eq(request.state.by().map(|by| by.0)),
            privacy_requests::reason_code.eq(reason.map(|reason| reason.code.as_str())),
            privacy_requests::reason_words.eq(reason.map(|reason| reason.words.clone())),
            privacy_requests::answer.eq(answer.map(ToString::to_string)),
            privacy_requests::version.eq(request.version),
        ))
        .execute(tx.conn())
        .await?)?;
    tx.record(&change).await?;
    Ok(change.into_after())
}

/// The verified login of an address, which belongs to whoever confirms the address.
///
/// # Errors
/// When the database does not answer.
pub async fn login_of(conn: &mut AsyncPgConnection, email: &Email) -> Result<Option<UserId>, StoreError> {
    let id: Option<Uuid> = users::table
        .filter(users::email_key.eq(email.key()))
        .filter(users::verified_at.is_not_null())
        .select(users::id)
        .first(conn)
        .await
        .optional()?;
    Ok(id.map(UserId))
}

/// The request behind a link.
///
/// # Errors
/// [`StoreError::NotFound`] for a link that never was.
pub async fn behind(conn: &mut AsyncPgConnection, text: &str) -> Result<PrivacyRequest, StoreError> {
    privacy_requests::table
        .filter(privacy_requests::token_hash.eq(token_hash(text).as_slice()))
        .select(Row::as_select())
        .first(conn)
        .await?
        .into_request()
}

/// A request by its id, for staff.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: PrivacyRequestId) -> Result<PrivacyRequest, StoreError> {
    privacy_requests::table.find(id.0).select(Row::as_select()).first(conn).await?.into_request()
}

/// A person's own request. Somebody else's does not exist.
///
/// # Errors
/// [`StoreError::NotFound`] where the person has none with this id.
pub async fn own(
    conn: &mut AsyncPgConnection,
    user: UserId,
    id: PrivacyRequestId,
) -> Result<PrivacyRequest, StoreError> {
    let own = privacy_requests::table.find(id.0).filter(privacy_requests::user_id.eq(user.0));
    own.select(Row::as_select()).first(conn).await?.into_request()
}

/// A person's own requests, newest first, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn of_user(
    conn: &mut AsyncPgConnection,
    user: UserId,
    limit: i64,
) -> Result<Vec<PrivacyRequest>, StoreError> {
    let rows: Vec<Row> = privacy_requests::table
        .filter(privacy_requests::user_id.eq(user.0))
        .select(Row::as_select())
        .order((privacy_requests::received_at.desc(), privacy_requests::id.desc()))
        .limit(limit)
        .load(conn)
        .await?;
    rows.into_iter().map(Row::into_request).collect()
}

/// Which requests are shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    /// In one state; where none is named, those that are open.
    pub state: Option<StateName>,
    /// Of one kind.
    pub kind: Option<RequestKind>,
    /// Those that should have been acknowledged or answered by this instant, and are open.
    pub late: Option<DateTime<Utc>>,
}

/// Requests, whose answer is due first in front; at most `limit` of those after the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn due(
    conn: &mut AsyncPgConnection,
    Shown { state, kind, late }: Shown,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<PrivacyRequest>, StoreError> {
    let mut query = privacy_requests::table
        .select(Row::as_select())
        .order((privacy_requests::answer_by, privacy_requests::id))
        .limit(limit)
        .into_boxed();
    query = match state {
        Some(state) => query.filter(privacy_requests::state.eq(state.as_str())),
        // In the statement itself, not bound: only so is the partial index used by a plan that is kept.
        None => query.filter(fixed::<Bool>("privacy_requests.state NOT IN ('denied', 'complete', 'withdrawn')")),
    };
    if let Some(kind) = kind {
        query = query.filter(privacy_requests::kind.eq(kind.as_str()));
    }
    if let Some(now) = late {
        let unacknowledged = privacy_requests::acknowledged_at.is_null().and(privacy_requests::acknowledge_by.lt(now));
        query = query
            .filter(fixed::<Bool>("privacy_requests.state NOT IN ('denied', 'complete', 'withdrawn')"))
            .filter(privacy_requests::answer_by.lt(now).or(unacknowledged));
    }
    if let Some((at, id)) = after {
        let same = privacy_requests::answer_by.eq(at).and(privacy_requests::id.gt(id));
        query = query.filter(privacy_requests::answer_by.gt(at).or(same));
    }
    let rows: Vec<Row> = query.load(conn).await?;
    rows.into_iter().map(Row::into_request).collect()
}

/// The same asked again, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn repeats(conn: &mut AsyncPgConnection, id: PrivacyRequestId) -> Result<Vec<rows::Asked>, StoreError> {
    privacy_request_repeats::table
        .filter(privacy_request_repeats::request_id.eq(id.0))
        .order((privacy_request_repeats::asked_at, privacy_request_repeats::id))
        .limit(100)
        .select(rows::Repeated::as_select())
        .load(conn)
        .await?
        .into_iter()
        .map(rows::Repeated::into_asked)
        .collect()
}

pub use rows::Asked;
