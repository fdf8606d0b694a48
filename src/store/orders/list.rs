//! Lists of orders, newest first, keyset-paged.

use crate::error::StoreError;
use crate::schema::{accounts, orders};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::AccountId;
use uuid::Uuid;

/// Where a page of a list begins: after this order.
pub type Place = (DateTime<Utc>, Uuid);

/// An order in a list.
#[derive(Debug, Queryable)]
pub struct Listed {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its state, as stored.
    pub state: String,
    /// The currency of its total.
    pub currency: String,
    /// Its total in minor units.
    pub total_minor: i64,
    /// How many lines it has.
    pub line_count: i32,
    /// Its first day.
    pub starts_on: Option<NaiveDate>,
    /// Its last day.
    pub ends_on: Option<NaiveDate>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
}

const COLUMNS: (
    orders::id,
    orders::number,
    orders::name,
    orders::state,
    orders::currency,
    orders::total_minor,
    orders::line_count,
    orders::starts_on,
    orders::ends_on,
    orders::created_at,
) = (
    orders::id,
    orders::number,
    orders::name,
    orders::state,
    orders::currency,
    orders::total_minor,
    orders::line_count,
    orders::starts_on,
    orders::ends_on,
    orders::created_at,
);

/// The first page of an account's orders, as one unboxed statement that is prepared once a connection.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(conn: &mut AsyncPgConnection, owner: AccountId, limit: i64) -> Result<Vec<Listed>, StoreError> {
    Ok(orders::table
        .filter(orders::account_id.eq(owner.0))
        .order((orders::created_at.desc(), orders::id.desc()))
        .limit(limit)
        .select(COLUMNS)
        .load(conn)
        .await?)
}

/// An account's orders, in one state where it is named, at most `limit` of those before `before`.
///
/// # Errors
/// When the database does not answer.
pub async fn of_account(
    conn: &mut AsyncPgConnection,
    owner: AccountId,
    state: Option<&str>,
    before: Option<Place>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let mut query = orders::table
        .filter(orders::account_id.eq(owner.0))
        .order((orders::created_at.desc(), orders::id.desc()))
        .limit(limit)
        .select(COLUMNS)
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(orders::state.eq(state.to_owned()));
    }
    if let Some((at, id)) = before {
        query = query.filter(orders::created_at.le(at)).filter(orders::created_at.lt(at).or(orders::id.lt(id)));
    }
    Ok(query.load(conn).await?)
}

/// Everyone's orders that were sent at least once, with the advertiser's name, for staff.
///
/// # Errors
/// When the database does not answer.
pub async fn all(
    conn: &mut AsyncPgConnection,
    state: Option<&str>,
    before: Option<Place>,
    limit: i64,
) -> Result<Vec<(Listed, String)>, StoreError> {
    let mut query = orders::table
        .inner_join(accounts::table)
        .order((orders::created_at.desc(), orders::id.desc()))
        .limit(limit)
        .select((COLUMNS, accounts::name))
        .into_boxed();
    query = match state {
        Some(state) => query.filter(orders::state.eq(state.to_owned())),
        None => query.filter(orders::state.ne("draft")),
    };
    if let Some((at, id)) = before {
        query = query.filter(orders::created_at.le(at)).filter(orders::created_at.lt(at).or(orders::id.lt(id)));
    }
    Ok(query.load(conn).await?)
}
