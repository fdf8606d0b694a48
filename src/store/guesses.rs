//! What is left of the allowances for wrong passwords and codes, shared by every portal on the database.

use crate::crypt::Vault;
use crate::error::{StoreError, read};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bytea, Double, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::guessing::Guesser;

/// One who guesses: what kind, and which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Guessing {
    guesser: &'static str,
    key_hash: [u8; 32],
}

impl Guessing {
    /// The guesser of this kind that `who` names: an address, a device's token, a network.
    pub fn new(vault: &Vault, guesser: Guesser, who: &str) -> Self {
        let guesser = guesser.as_str();
        Self { guesser, key_hash: *vault.index(&format!("guesses.{guesser}"), who).as_bytes() }
    }
}

/// Why a guess is refused.
#[derive(Debug, Clone, Copy)]
pub struct Refused {
    /// Whose allowance is used up.
    pub guesser: Guesser,
    /// How long until it has one again.
    pub wait: TimeDelta,
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Text)]
    guesser: String,
}

#[derive(QueryableByName)]
struct Left {
    #[diesel(sql_type = Text)]
    guesser: String,
    #[diesel(sql_type = Timestamptz)]
    full_at: DateTime<Utc>,
}

/// Takes one guess from each, before it is checked, so that guesses made side by side are counted too; or says who has
/// none left.
///
/// # Errors
/// When the database does not answer.
pub async fn take(
    conn: &mut AsyncPgConnection,
    guessing: &[Guessing],
    now: DateTime<Utc>,
) -> Result<Result<(), Refused>, StoreError> {
    let each = columns(guessing)?;
    // The row that an INSERT meets is locked before it is looked at, so of many at once no more than are left pass. Rows
    // are taken in one order, so that two statements never wait for each other.
    let taken: Vec<Taken> = diesel::sql_query(
        "INSERT INTO guesses AS held (guesser, key_hash, full_at) \
         SELECT guesser, key_hash, $3 + make_interval(secs => every) \
         FROM unnest($1, $2, $4, $5) AS asked (guesser, key_hash, every, whole) ORDER BY guesser, key_hash \
         ON CONFLICT (guesser, key_hash) DO UPDATE SET full_at = greatest(held.full_at, $3) + (excluded.full_at - $3) \
         WHERE greatest(held.full_at, $3) + (excluded.full_at - $3) <= $3 + make_interval(secs => \
               (SELECT whole FROM unnest($1, $5) AS asked (guesser, whole) WHERE asked.guesser = held.guesser)) \
         RETURNING guesser",
    )
    .bind::<Array<Text>, _>(&each.guessers)
    .bind::<Array<Bytea>, _>(&each.keys)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<Double>, _>(&each.every)
    .bind::<Array<Double>, _>(&each.whole)
    .load(conn)
    .await?;
    if taken.len() == guessing.len() {
        return Ok(Ok(()));
    }
    let held: Vec<Left> = diesel::sql_query(
        "SELECT guesser, full_at FROM guesses JOIN unnest($1, $2) AS asked (guesser, key_hash) USING (guesser, key_hash)",
    )
    .bind::<Array<Text>, _>(&each.guessers)
    .bind::<Array<Bytea>, _>(&each.keys)
    .load(conn)
    .await?;
    let mut refused = None;
    for left in held.into_iter().filter(|left| taken.iter().all(|taken| taken.guesser != left.guesser)) {
        let guesser: Guesser = read("guesses.guesser", &left.guesser)?;
        refused = Some(Refused { guesser, wait: guesser.allowance().wait(left.full_at, now) });
    }
    Ok(refused.map_or(Ok(()), Err))
}

/// Gives back what was taken for a guess that was right.
///
/// # Errors
/// When the database does not answer.
pub async fn give_back(conn: &AsyncPgConnection, guessing: &[Guessing]) -> Result<(), StoreError> {
    let mut conn = conn;
    let each = columns(guessing)?;
    diesel::sql_query(
        "UPDATE guesses SET full_at = full_at - make_interval(secs => every) \
         FROM unnest($1, $2, $3) AS asked (guesser, key_hash, every) \
         WHERE guesses.guesser = asked.guesser AND guesses.key_hash = asked.key_hash",
    )
    .bind::<Array<Text>, _>(&each.guessers)
    .bind::<Array<Bytea>, _>(&each.keys)
    .bind::<Array<Double>, _>(&each.every)
    .execute(&mut conn)
    .await?;
    Ok(())
}

/// Removes the rows of those whose whole allowance is back.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    use crate::schema::guesses;
    Ok(diesel::delete(guesses::table.filter(guesses::full_at.le(now))).execute(conn).await?)
}

struct Columns<'a> {
    guessers: Vec<&'static str>,
    keys: Vec<&'a [u8]>,
    every: Vec<f64>,
    whole: Vec<f64>,
}

fn columns(guessing: &[Guessing]) -> Result<Columns<'_>, StoreError> {
    let mut columns = Columns { guessers: Vec::new(), keys: Vec::new(), every: Vec::new(), whole: Vec::new() };
    for one in guessing {
        let allowance = read::<Guesser>("guesses.guesser", one.guesser)?.allowance();
        columns.guessers.push(one.guesser);
        columns.keys.push(&one.key_hash);
        columns.every.push(allowance.every.as_seconds_f64());
        columns.whole.push(allowance.whole().as_seconds_f64());
    }
    Ok(columns)
}
