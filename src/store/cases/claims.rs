//! Who of the staff has a case, and who has it open.

use super::{Case, find};
use crate::error::{StoreError, met};
use crate::schema::{accounts, case_presence, orders, review_cases, sites, users};
use crate::tx::Tx;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::claim::{Claim, Claimed};
use inset_domain::ids::{CaseId, UserId};
use uuid::Uuid;

/// For how long a case counts as open in a browser that was last heard of.
pub const OPEN_MINUTES: i64 = 3;
/// How often at most it is noted that somebody has it open.
const NOTED_EVERY: TimeDelta = TimeDelta::seconds(30);
/// For how long it is known who had it open.
pub(crate) const KEPT: TimeDelta = TimeDelta::hours(2);

/// Whose a case is, with their name where it is somebody's.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such case.
pub async fn claimed(conn: &mut AsyncPgConnection, case: CaseId) -> Result<(Claimed, Option<String>), StoreError> {
    let (state, by, until, name): (String, Option<Uuid>, Option<DateTime<Utc>>, Option<String>) = review_cases::table
        .left_join(users::table.on(users::id.nullable().eq(review_cases::claimed_by)))
        .filter(review_cases::id.eq(case.0))
        .select((
            review_cases::state,
            review_cases::claimed_by,
            review_cases::claimed_until,
            users::full_name.nullable(),
        ))
        .first(conn)
        .await?;
    let claim = by.zip(until).map(|(by, until)| Claim { by: UserId(by), until });
    Ok((Claimed { case, waits: state == "waiting", claim }, name))
}

/// A case that nobody takes, decides or hands over until the transaction ends, with whose it is. What it is about is locked
/// first, and then the case: every step but an erasure writes them in this order, so two at once wait for each other and not for
/// ever.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such case.
pub async fn lock(tx: &mut Tx<'_>, id: CaseId) -> Result<(Case, Claimed), StoreError> {
    let Case { account, order, site, .. } = find(tx.conn(), id).await?;
    let conn = tx.conn();
    let _: Uuid = match (order, site) {
        (Some(order), _) => orders::table.find(order.0).select(orders::id).for_no_key_update().first(conn).await?,
        (None, Some(site)) => sites::table.find(site.0).select(sites::id).for_no_key_update().first(conn).await?,
        (None, None) => accounts::table.find(account.0).select(accounts::id).for_no_key_update().first(conn).await?,
    };
    let case = review_cases::table.find(id.0).select(review_cases::id).for_no_key_update();
    let _: Uuid = case.first(tx.conn()).await?;
    Ok((find(tx.conn(), id).await?, claimed(tx.conn(), id).await?.0))
}

/// Saves whose a case is. Of two who take it at once one has it.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else has it, or it does not wait any more.
pub async fn save_claim(tx: &mut Tx<'_>, change: Change<Claimed>) -> Result<(), StoreError> {
    let (after, now) = (change.after(), tx.now());
    let crate::tx::Actor::Staff(by) = tx.actor() else { return Err(StoreError::Stale) };
    let free = review_cases::claimed_by.is_null().or(review_cases::claimed_until.le(now));
    met(diesel::update(review_cases::table.find(after.case.0))
        .filter(review_cases::state.eq("waiting"))
        .filter(free.or(review_cases::claimed_by.eq(by.0)).assume_not_null())
        .set((
            review_cases::claimed_by.eq(after.claim.map(|claim| claim.by.0)),
            review_cases::claimed_until.eq(after.claim.map(|claim| claim.until)),
        ))
        .execute(tx.conn())
        .await?)?;
    tx.record(&change).await
}

/// Notes that somebody has a case open, unless that was noted just now, and gives who else has, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn open_now(
    conn: &mut AsyncPgConnection,
    case: CaseId,
    person: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<String>, StoreError> {
    let seen = case_presence::seen_at;
    let open: Vec<(Uuid, DateTime<Utc>, String)> = case_presence::table
        .inner_join(users::table)
        .filter(case_presence::case_id.eq(case.0))
        .filter(seen.gt(now - TimeDelta::minutes(OPEN_MINUTES)))
        .order(users::full_name)
        .select((case_presence::user_id, seen, users::full_name))
        .load(conn)
        .await?;
    // A page that is asked for again and again writes once.
    let noted = open.iter().any(|(user, at, _)| *user == person.0 && now - *at < NOTED_EVERY);
    if !noted {
        diesel::insert_into(case_presence::table)
            .values((case_presence::case_id.eq(case.0), case_presence::user_id.eq(person.0), seen.eq(now)))
            .on_conflict((case_presence::case_id, case_presence::user_id))
            .do_update()
            .set(seen.eq(now))
            .execute(conn)
            .await?;
    }
    Ok(open.into_iter().filter(|(user, ..)| *user != person.0).map(|(.., name)| name).collect())
}
