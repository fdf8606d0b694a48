//! What became of each try to sign in, for its person to look through.

use crate::error::{StoreError, read, read_some};
use crate::schema::sign_ins;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::{UserId, uuid_at};
use inset_domain::session::Factor;
use inset_domain::sign_in::{SignInOutcome, SignInTry};
use uuid::Uuid;

/// A try, as its person sees it.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub outcome: SignInOutcome,
    /// What was proved; none for a wrong one.
    pub factor: Option<Factor>,
    /// The browser, as it names itself.
    pub user_agent: String,
    /// The network that it was in.
    pub network: String,
}

/// Notes a try at a login.
///
/// # Errors
/// When the database does not answer.
pub async fn note(
    conn: &mut AsyncPgConnection,
    user: UserId,
    tried: SignInTry,
    user_agent: &str,
    network: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(sign_ins::table)
        .values((
            sign_ins::id.eq(uuid_at(now)),
            sign_ins::user_id.eq(user.0),
            sign_ins::at.eq(now),
            sign_ins::outcome.eq(tried.outcome().as_str()),
            sign_ins::factor.eq(tried.factor().map(Factor::as_str)),
            sign_ins::user_agent.eq(user_agent),
            sign_ins::network.eq(network),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The tries at a login, newest first, at most `limit` of those after a place in the list.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    conn: &mut AsyncPgConnection,
    user: UserId,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<SignIn>, StoreError> {
    type Row = (Uuid, DateTime<Utc>, String, Option<String>, String, String);
    // A bound that every row is below, where the page is the first.
    let (at, id) = after.unwrap_or((DateTime::<Utc>::MAX_UTC, Uuid::max()));
    let rows: Vec<Row> = sign_ins::table
        .filter(sign_ins::user_id.eq(user.0))
        .filter(sign_ins::at.le(at))
        .filter(sign_ins::at.lt(at).or(sign_ins::id.lt(id)))
        .order((sign_ins::at.desc(), sign_ins::id.desc()))
        .limit(limit)
        .select((
            sign_ins::id,
            sign_ins::at,
            sign_ins::outcome,
            sign_ins::factor,
            sign_ins::user_agent,
            sign_ins::network,
        ))
        .load(conn)
        .await?;
    let one = |(id, at, outcome, factor, user_agent, network): Row| {
        Ok(SignIn {
            id,
            at,
            outcome: read("sign_ins.outcome", &outcome)?,
            factor: read_some("sign_ins.factor", factor.as_deref())?,
            user_agent,
            network,
        })
    };
    rows.into_iter().map(one).collect()
}
