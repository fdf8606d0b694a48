//! The weekly figures: counted once when their week is over, and for the running week as far as it has come.

use crate::access::Db;
use crate::error::{StoreError, read};
use crate::schema::{audit_events, weekly_figures};
use crate::tx::{Actor, Tx};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::figures::{Figure, Week};

/// Of the running week no more rows than this are read for one figure, however many there are.
pub const MOST_OF_RUNNING: i64 = 10_000;
/// How long a week is left alone after its end, so that what a decision took back is not in it.
const SETTLES: TimeDelta = TimeDelta::hours(1);
/// How many weeks are counted at one go: old data is caught up in steps.
const AT_ONCE: usize = 60;

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    measure: String,
    #[diesel(sql_type = Text)]
    part: String,
    #[diesel(sql_type = BigInt)]
    value: i64,
}

fn figure(week: Week, measure: &str, part: String, value: i64) -> Result<Figure, StoreError> {
    let measure = read("weekly_figures.measure", measure)?;
    Ok(Figure { week, measure, part, value: u64::try_from(value).unwrap_or(0) })
}

async fn count(conn: &mut AsyncPgConnection, week: Week, most: Option<i64>) -> Result<Vec<Counted>, StoreError> {
    // Prepared anew at each use: it runs when somebody looks, and once for each week that is over.
    Ok(diesel::sql_query(include_str!("figures.sql"))
        .bind::<Timestamptz, _>(week.begins())
        .bind::<Timestamptz, _>(week.ends())
        .bind::<Nullable<BigInt>, _>(most)
        .load(conn)
        .await?)
}

/// The figures of the week that runs, as far as it has come; each counts [`MOST_OF_RUNNING`] rows at most.
///
/// # Errors
/// When the database does not answer.
pub async fn running(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<Vec<Figure>, StoreError> {
    let week = Week::at(now);
    let counted = count(conn, week, Some(MOST_OF_RUNNING)).await?;
    counted.into_iter().map(|it| figure(week, &it.measure, it.part, it.value)).collect()
}

/// The figures of the finished weeks from this one on, the oldest first. A week without any was not counted yet.
///
/// # Errors
/// When the database does not answer.
pub async fn since(conn: &mut AsyncPgConnection, week: Week) -> Result<Vec<Figure>, StoreError> {
    let rows: Vec<(NaiveDate, String, String, i64)> = weekly_figures::table
        .filter(weekly_figures::week.ge(week.monday()))
        .order((weekly_figures::week, weekly_figures::measure, weekly_figures::part))
        .load(conn)
        .await?;
    rows.into_iter().map(|(week, measure, part, value)| figure(Week::of(week), &measure, part, value)).collect()
}

/// Counts the oldest finished week that was not counted yet, from the first event on; false when there is none.
///
/// Every week gets a row, and with it it is done for good: nothing that happens later changes what was counted.
///
/// # Errors
/// When the database does not answer.
pub async fn count_next(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let newest = weekly_figures::table.select(weekly_figures::week).order(weekly_figures::week.desc());
    let newest: Option<NaiveDate> = newest.first(tx.conn()).await.optional()?;
    let week = match newest {
        Some(day) => Week::of(day).next(),
        None => {
            let first = audit_events::table.select(audit_events::at).order(audit_events::seq);
            let first: Option<DateTime<Utc>> = first.first(tx.conn()).await.optional()?;
            let Some(first) = first else { return Ok(false) };
            Week::at(first)
        }
    };
    if tx.now() < week.ends() + SETTLES {
        return Ok(false);
    }
    let counted = count(tx.conn(), week, None).await?;
    let rows: Vec<_> = counted
        .iter()
        .map(|it| {
            (
                weekly_figures::week.eq(week.monday()),
                weekly_figures::measure.eq(&it.measure),
                weekly_figures::part.eq(&it.part),
                weekly_figures::value.eq(it.value),
            )
        })
        .collect();
    // Two portals over one database count the same; the second writes nothing.
    diesel::insert_into(weekly_figures::table).values(rows).on_conflict_do_nothing().execute(tx.conn()).await?;
    Ok(true)
}

/// Counts the finished weeks that were not counted yet, each in a transaction of its own, at most so many as one go may
/// take; how many it were.
///
/// # Errors
/// When the database does not answer; what was counted by then stays.
pub async fn catch_up(db: &Db) -> Result<usize, StoreError> {
    for weeks in 0..AT_ONCE {
        if !db.transact(Actor::System, async |tx| count_next(tx).await).await? {
            return Ok(weeks);
        }
    }
    Ok(AT_ONCE)
}
