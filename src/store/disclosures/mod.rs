//! The register of disclosures. The archive that was handed over is kept sealed under the person's key.

mod rows;

pub use rows::Listed;

use crate::crypt::{Place, Sealed};
use crate::data_keys::{self, Owner};
use crate::error::{StoreError, met};
use crate::fixed::fixed;
use crate::schema::{disclosures, users};
use crate::sequence;
use crate::tx::{Actor, Tx};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::disclosure::{Disclosure, DisclosureState, StateName};
use inset_domain::ids::{DisclosureId, UserId};
use rows::Row;
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The next reference.
///
/// # Errors
/// When the database does not answer.
pub async fn reference(tx: &mut Tx<'_>) -> Result<String, StoreError> {
    Ok(format!("DSC-{}", sequence::next(tx.conn(), "disclosure_numbers").await?))
}

/// Records what is asked.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not staff who record it.
pub async fn record(tx: &mut Tx<'_>, change: Change<Disclosure>) -> Result<(), StoreError> {
    let Actor::Staff(by) = tx.actor() else { return Err(StoreError::NotFound) };
    let (disclosure, now) = (change.after(), tx.now());
    let demand = &disclosure.demand;
    let purposes: Vec<&str> = demand.purposes.as_slice().iter().map(|purpose| purpose.as_str()).collect();
    diesel::insert_into(disclosures::table)
        .values((
            disclosures::id.eq(disclosure.id.0),
            disclosures::reference.eq(&disclosure.reference),
            disclosures::user_id.eq(disclosure.user.0),
            disclosures::requester.eq(demand.requester.as_str()),
            disclosures::basis.eq(demand.basis.as_str()),
            disclosures::grounds.eq(demand.grounds.as_str()),
            disclosures::purposes.eq(purposes),
            disclosures::received_on.eq(demand.received_on),
            disclosures::gag_until.eq(demand.gag.as_ref().map(|gag| gag.until)),
            disclosures::gag_words.eq(demand.gag.as_ref().map(|gag| gag.words.as_str())),
            disclosures::recorded_at.eq(now),
            disclosures::recorded_by.eq(by.0),
            disclosures::state.eq(disclosure.state.name().as_str()),
        ))
        .execute(tx.conn())
        .await?;
    tx.record(&change).await
}

/// Saves an approval or a refusal.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn save(tx: &mut Tx<'_>, change: Change<Disclosure>) -> Result<(), StoreError> {
    let disclosure = change.after();
    let (first, second) = (disclosure.state.first_approval(), disclosure.state.second_approval());
    let refusal = match &disclosure.state {
        DisclosureState::Refused(_, step, words) => Some((step, words)),
        _ => None,
    };
    met(diesel::update(disclosures::table.find(disclosure.id.0))
        .filter(disclosures::version.eq(change.seen()))
        .set((
            disclosures::state.eq(disclosure.state.name().as_str()),
            disclosures::first_at.eq(first.map(|step| step.at)),
            disclosures::first_by.eq(first.map(|step| step.by.0)),
            disclosures::second_at.eq(second.map(|step| step.at)),
            disclosures::second_by.eq(second.map(|step| step.by.0)),
            disclosures::refused_at.eq(refusal.map(|(step, _)| step.at)),
            disclosures::refused_by.eq(refusal.map(|(step, _)| step.by.0)),
            disclosures::refusal_words.eq(refusal.map(|(_, words)| words.as_str())),
            disclosures::version.eq(disclosure.version),
        ))
        .execute(tx.conn())
        .await?)?;
    tx.record(&change).await
}

/// Saves that it was handed over, with the archive, of which `change` holds the digest.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn hand_over(tx: &mut Tx<'_>, change: Change<Disclosure>, archive: &[u8]) -> Result<(), StoreError> {
    let disclosure = change.after();
    let DisclosureState::HandedOver(_, package, told) = &disclosure.state else { return Err(StoreError::Stale) };
    let (conn, vault, now) = tx.parts();
    let key = data_keys::for_owner(conn, vault, Owner::User(disclosure.user.0), now).await?;
    let sealed = vault.seal(&key, place(disclosure.id), &SecretString::from(STANDARD.encode(archive)))?;
    met(diesel::update(disclosures::table.find(disclosure.id.0))
        .filter(disclosures::version.eq(change.seen()))
        .set((
            disclosures::state.eq(disclosure.state.name().as_str()),
            disclosures::handed_over_at.eq(package.made.at),
            disclosures::handed_over_by.eq(package.made.by.0),
            disclosures::archive_sha256.eq(package.sha256.as_slice()),
            disclosures::archive_bytes.eq(package.bytes),
            disclosures::archive_sealed.eq(sealed),
            disclosures::told_at.eq(*told),
            disclosures::version.eq(disclosure.version),
        ))
        .execute(conn)
        .await?)?;
    tx.record(&change).await
}

/// Gives the archive that was handed over, byte for byte, and notes who fetched it.
///
/// # Errors
/// [`StoreError::NotFound`] where it is not there any more: its person is erased.
pub async fn fetch(tx: &mut Tx<'_>, change: Change<Disclosure>) -> Result<Vec<u8>, StoreError> {
    let disclosure = change.after();
    let (conn, vault, now) = tx.parts();
    let sealed: Option<Sealed> =
        disclosures::table.find(disclosure.id.0).select(disclosures::archive_sealed).first(conn).await?;
    let sealed = sealed.ok_or(StoreError::NotFound)?;
    let key = data_keys::for_owner(conn, vault, Owner::User(disclosure.user.0), now).await?;
    let text = vault.open(&key, place(disclosure.id), &sealed)?;
    let unreadable = |_| StoreError::Unreadable { what: "disclosures.archive_sealed", value: String::new() };
    let archive = STANDARD.decode(text.expose_secret()).map_err(unreadable)?;
    tx.record(&change).await?;
    Ok(archive)
}

fn place(id: DisclosureId) -> Place {
    Place::new("disclosures.archive", id.0)
}

/// Tells the people whose gag is over, at most a hundred. Whoever is erased meanwhile can be told nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(tx: &mut Tx<'_>) -> Result<usize, StoreError> {
    let now = tx.now();
    let rows: Vec<Row> = disclosures::table
        .filter(fixed::<Bool>("disclosures.state = 'handed_over' AND disclosures.told_at IS NULL"))
        .filter(disclosures::gag_until.lt(now.date_naive()))
        .filter(diesel::dsl::exists(users::table.find(disclosures::user_id).filter(users::erased_at.is_null())))
        .order((disclosures::gag_until, disclosures::id))
        .limit(100)
        .for_update()
        .skip_locked()
        .select(Row::as_select())
        .load(tx.conn())
        .await?;
    let count = rows.len();
    for row in rows {
        let change = row.into_disclosure()?.tell(now).map_err(|_| StoreError::Stale)?;
        let told = change.after();
        met(diesel::update(disclosures::table.find(told.id.0))
            .filter(disclosures::version.eq(change.seen()))
            .set((disclosures::told_at.eq(now), disclosures::version.eq(told.version)))
            .execute(tx.conn())
            .await?)?;
        tx.record(&change).await?;
    }
    Ok(count)
}

/// A disclosure by its id, for admins.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: DisclosureId) -> Result<Listed, StoreError> {
    let joined = disclosures::table.inner_join(users::table.on(users::id.eq(disclosures::user_id)));
    let found = joined.filter(disclosures::id.eq(id.0)).select(rows::columns()).first(conn).await?;
    rows::listed(found)
}

/// The disclosures of others' data than the reader's, newest first, in one state or in all, at most `limit` of those before the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    conn: &mut AsyncPgConnection,
    reader: UserId,
    state: Option<StateName>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let mut query = disclosures::table
        .inner_join(users::table.on(users::id.eq(disclosures::user_id)))
        .filter(disclosures::user_id.ne(reader.0))
        .select(rows::columns())
        .order((disclosures::recorded_at.desc(), disclosures::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(disclosures::state.eq(state.as_str()));
    }
    if let Some((at, id)) = before {
        let same = disclosures::recorded_at.eq(at).and(disclosures::id.lt(id));
        query = query.filter(disclosures::recorded_at.lt(at).or(same));
    }
    query.load(conn).await?.into_iter().map(rows::listed).collect()
}

/// The disclosures of a person's data of which they were told, newest first, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn told_to(conn: &mut AsyncPgConnection, user: UserId, limit: i64) -> Result<Vec<Disclosure>, StoreError> {
    let rows: Vec<Row> = disclosures::table
        .filter(disclosures::user_id.eq(user.0))
        .filter(disclosures::told_at.is_not_null())
        .order((disclosures::told_at.desc(), disclosures::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Row::into_disclosure).collect()
}

/// The names of those who took a step.
///
/// # Errors
/// When the database does not answer.
pub async fn names(conn: &mut AsyncPgConnection, who: &[UserId]) -> Result<BTreeMap<UserId, String>, StoreError> {
    let ids: Vec<Uuid> = who.iter().map(|user| user.0).collect();
    let found: Vec<(Uuid, String)> =
        users::table.filter(users::id.eq_any(ids)).select((users::id, users::full_name)).load(conn).await?;
    Ok(found.into_iter().map(|(id, name)| (UserId(id), name)).collect())
}
