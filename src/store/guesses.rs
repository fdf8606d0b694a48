//! What is left of the allowances for wrong passwords and codes, shared by every portal on the database.

use crate::crypt::Vault;
use crate::error::{StoreError, read};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
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
    let each = Columns::of(guessing, now)?;
    let taken: Vec<(String, DateTime<Utc>)> = each.statement(TAKE).load(conn).await?;
    if taken.len() == guessing.len() {
        return Ok(Ok(()));
    }
    let held: Vec<(String, DateTime<Utc>)> = each.statement(HELD).load(conn).await?;
    let mut refused = None;
    for (left, full_at) in held.into_iter().filter(|(left, _)| taken.iter().all(|(taken, _)| taken != left)) {
        let guesser: Guesser = read("guesses.guesser", &left)?;
        refused = Some(Refused { guesser, wait: guesser.allowance().wait(full_at, now) });
    }
    Ok(refused.map_or(Ok(()), Err))
}

/// Gives back what was taken for a guess that was right.
///
/// # Errors
/// When the database does not answer.
pub async fn give_back(conn: &AsyncPgConnection, guessing: &[Guessing], now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut conn = conn;
    Columns::of(guessing, now)?.statement(GIVE_BACK).execute(&mut conn).await?;
    Ok(())
}

use Piece::{Every, Guessers, Keys, Now, Sql, Whole};

/// A part of a statement: its text, or what is bound there.
#[derive(Debug, Clone, Copy)]
enum Piece {
    Sql(&'static str),
    Guessers,
    Keys,
    Every,
    Whole,
    Now,
}

// The row that an INSERT meets is locked before it is looked at, so of many at once no more than are left pass. Rows are
// taken in one order, so that two statements never wait for each other.
const TAKE: &[Piece] = &[
    Sql("INSERT INTO guesses AS held (guesser, key_hash, full_at) SELECT guesser, key_hash, "),
    Now,
    Sql(" + make_interval(secs => every) FROM unnest("),
    Guessers,
    Sql(", "),
    Keys,
    Sql(", "),
    Every,
    Sql(") AS asked (guesser, key_hash, every) ORDER BY guesser, key_hash ON CONFLICT (guesser, key_hash) DO UPDATE \
         SET full_at = greatest(held.full_at, "),
    Now,
    Sql(") + (excluded.full_at - "),
    Now,
    Sql(") WHERE greatest(held.full_at, "),
    Now,
    Sql(") + (excluded.full_at - "),
    Now,
    Sql(") <= "),
    Now,
    Sql(" + make_interval(secs => (SELECT whole FROM unnest("),
    Guessers,
    Sql(", "),
    Whole,
    Sql(") AS asked (guesser, whole) WHERE asked.guesser = held.guesser)) RETURNING guesser, full_at"),
];
const HELD: &[Piece] = &[
    Sql("SELECT guesser, full_at FROM guesses JOIN unnest("),
    Guessers,
    Sql(", "),
    Keys,
    Sql(") AS asked (guesser, key_hash) USING (guesser, key_hash)"),
];
const GIVE_BACK: &[Piece] = &[
    Sql("WITH held AS (SELECT guesser, key_hash, every FROM guesses JOIN unnest("),
    Guessers,
    Sql(", "),
    Keys,
    Sql(", "),
    Every,
    Sql(
        ") AS asked (guesser, key_hash, every) USING (guesser, key_hash) ORDER BY guesser, key_hash FOR UPDATE OF guesses) \
         UPDATE guesses SET full_at = guesses.full_at - make_interval(secs => held.every) FROM held \
         WHERE guesses.guesser = held.guesser AND guesses.key_hash = held.key_hash",
    ),
];

struct Columns<'a> {
    guessers: Vec<&'static str>,
    keys: Vec<&'a [u8]>,
    every: Vec<f64>,
    whole: Vec<f64>,
    now: DateTime<Utc>,
}

impl<'a> Columns<'a> {
    fn of(guessing: &'a [Guessing], now: DateTime<Utc>) -> Result<Self, StoreError> {
        let mut columns = Self { guessers: Vec::new(), keys: Vec::new(), every: Vec::new(), whole: Vec::new(), now };
        for one in guessing {
            let allowance = read::<Guesser>("guesses.guesser", one.guesser)?.allowance();
            columns.guessers.push(one.guesser);
            columns.keys.push(&one.key_hash);
            columns.every.push(allowance.every.as_seconds_f64());
            columns.whole.push(allowance.whole().as_seconds_f64());
        }
        Ok(columns)
    }

    fn statement(&self, pieces: &'static [Piece]) -> Statement<'_> {
        Statement { pieces, columns: self }
    }
}

/// A statement that is prepared once, which one of diesel's `sql_query` never is: every sign-in runs two of these.
struct Statement<'a> {
    pieces: &'static [Piece],
    columns: &'a Columns<'a>,
}

impl QueryFragment<Pg> for Statement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let columns = self.columns;
        for piece in self.pieces {
            match piece {
                Sql(text) => out.push_sql(text),
                Guessers => out.push_bind_param::<Array<Text>, _>(&columns.guessers)?,
                Keys => out.push_bind_param::<Array<Bytea>, _>(&columns.keys)?,
                Every => out.push_bind_param::<Array<Double>, _>(&columns.every)?,
                Whole => out.push_bind_param::<Array<Double>, _>(&columns.whole)?,
                Now => out.push_bind_param::<Timestamptz, _>(&columns.now)?,
            }
        }
        Ok(())
    }
}

// Known by its text.
impl QueryId for Statement<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement<'_> {
    type SqlType = (Text, Timestamptz);
}
