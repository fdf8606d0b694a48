//! Sessions: only the hash of a session's key is stored, and one statement says who is behind it.

use crate::error::{StoreError, read, read_some};
use crate::fixed::fixed;
pub use crate::principal::{Acting, Looking, Own, Principal};
use crate::schema::{accounts, memberships, sessions, users};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Nullable};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::{AccountId, UserId, ViewingId};
use inset_domain::session::{Factor, Limits};
use inset_domain::user::StaffRole;
use uuid::Uuid;

/// How often a session's last use is noted, so that reading a page does not write a row.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// How long it is known whose a session was that ran out.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// The accounts of a session's person as one column, so that the switch costs no page another statement.
const OWN: &str = "(SELECT jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'name', a.name) ORDER BY m.created_at, a.id) \
     FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE m.user_id = sessions.user_id AND m.ended_at IS NULL \
     AND a.state <> 'deactivated')";

/// The account that staff look at, as one column for the same reason.
const LOOKING: &str = "(SELECT jsonb_build_object('id', v.id, 'until', v.ends_at, 'account', jsonb_build_object('id', a.id, \
     'kind', a.kind, 'name', a.name, 'reference', a.reference, 'power', 'owner')) \
     FROM viewings v JOIN accounts a ON a.id = v.account_id \
     WHERE v.id = sessions.viewing_id AND v.viewer_id = sessions.user_id AND v.ended_at IS NULL)";

/// How many announcements of the account its person has not opened, as one column for the same reason.
const UNREAD: &str = "(SELECT count(*) FROM announcements n JOIN accounts a ON a.id = sessions.account_id \
     LEFT JOIN companies c ON c.account_id = a.id WHERE n.class = 'service' AND n.state IN ('sending', 'sent') \
     AND n.started_at >= a.created_at AND (n.account_kind IS NULL OR n.account_kind = a.kind) \
     AND (a.state = 'approved' OR (n.account_standing = 'open' AND a.state <> 'deactivated')) \
     AND (n.account_country IS NULL OR n.account_country = c.country) AND NOT EXISTS (SELECT FROM announcement_reads r \
         WHERE r.announcement_id = n.id AND r.user_id = sessions.user_id))";

type Row = (
    (Uuid, String, String, Option<String>, bool, bool),
    Option<(Uuid, String, String, String, String)>,
    (Uuid, String, DateTime<Utc>),
    (DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>),
    Option<serde_json::Value>,
    Option<serde_json::Value>,
    i64,
);

/// What stands behind a key.
#[derive(Debug)]
pub enum Found {
    /// A session in force.
    Live(Box<Principal>),
    /// One that ran out within the last day: nobody is signed in by it, but what they sent is kept for them.
    RanOut {
        /// Whose it was.
        user: UserId,
        /// Its id.
        session: Uuid,
    },
}

/// Who is behind the key with this hash; none when it was ended, ran out more than a day ago or never was.
///
/// # Errors
/// When the database does not answer.
pub async fn load(
    conn: &mut AsyncPgConnection,
    key_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Found>, StoreError> {
    let row: Option<Row> = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .left_join(
            memberships::table.on(memberships::user_id
                .eq(sessions::user_id)
                .and(memberships::account_id.nullable().eq(sessions::account_id))
                .and(memberships::ended_at.is_null())),
        )
        .left_join(accounts::table.on(accounts::id.eq(memberships::account_id)))
        .filter(sessions::key_hash.eq(key_hash))
        .filter(users::deactivated_at.is_null())
        .select((
            (users::id, users::full_name, users::email, users::staff_role, users::second_factor, users::passkey),
            (accounts::id, accounts::kind, accounts::name, accounts::reference, memberships::power).nullable(),
            (sessions::id, sessions::factor, sessions::proven_at),
            (sessions::seen_at, sessions::expires_at, sessions::ran_out_at),
            fixed::<Nullable<Jsonb>>(OWN),
            fixed::<Nullable<Jsonb>>(LOOKING),
            fixed::<BigInt>(UNREAD),
        ))
        .first(conn)
        .await
        .optional()?;
    let Some((login, account, (session, factor, proven_at), times, own, looking, unread)) = row else {
        return Ok(None);
    };
    let (id, name, email, staff_role, second_factor, passkey) = login;
    let (seen_at, expires_at, ran_out_at) = times;
    if ran_out_at.is_some() || now >= expires_at || now - seen_at >= Limits::of(staff_role.is_some()).idle {
        if ran_out_at.is_none() {
            // Noted, so that a clock put back revives nothing (abuse case A-18).
            diesel::update(sessions::table.find(key_hash)).set(sessions::ran_out_at.eq(now)).execute(conn).await?;
        }
        let recent = ran_out_at.is_none_or(|at| now - at < KEPT_FOR);
        return Ok(recent.then_some(Found::RanOut { user: UserId(id), session }));
    }
    if now - seen_at > SEEN_EVERY {
        diesel::update(sessions::table.find(key_hash)).set(sessions::seen_at.eq(now)).execute(conn).await?;
    }
    let account = account
        .map(|(id, kind, name, reference, power)| {
            Ok::<_, StoreError>(Acting {
                id: AccountId(id),
                kind: read("accounts.kind", &kind)?,
                name,
                reference,
                power: read("memberships.power", &power)?,
            })
        })
        .transpose()?;
    let accounts = own.map_or(Ok(Vec::new()), serde_json::from_value);
    let accounts =
        accounts.map_err(|error| StoreError::Unreadable { what: "memberships", value: error.to_string() })?;
    let looking: Option<Looking> = looking
        .map(serde_json::from_value)
        .transpose()
        .map_err(|error| StoreError::Unreadable { what: "viewings", value: error.to_string() })?;
    let staff_role: Option<StaffRole> = read_some("users.staff_role", staff_role.as_deref())?;
    let factor = read("sessions.factor", &factor)?;
    Ok(Some(Found::Live(Box::new(Principal {
        user: UserId(id),
        name,
        email,
        staff_role,
        account,
        accounts,
        session,
        factor,
        proven_at,
        second_factor,
        passkey,
        unread,
        viewing: looking.filter(|it| it.until > now && staff_role.is_some_and(StaffRole::may_answer)),
    }))))
}

/// A session to be begun.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Hash of its key.
    pub key_hash: &'a [u8],
    /// Whose.
    pub user: UserId,
    /// For which account.
    pub account: Option<AccountId>,
    /// Whether the login is one of the operator's staff.
    pub staff: bool,
    /// How the person proved who they are.
    pub factor: Factor,
    /// The browser, as it names itself, shortened.
    pub user_agent: &'a str,
    /// The network that the browser is in.
    pub network: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

/// Begins a session. One that the browser had before ends first.
///
/// # Errors
/// When the database does not answer.
pub async fn begin(
    conn: &mut AsyncPgConnection,
    before: Option<&[u8]>,
    session: &NewSession<'_>,
) -> Result<(), StoreError> {
    let end = Limits::of(session.staff).absolute;
    let values = (
        (
            sessions::key_hash.eq(session.key_hash),
            sessions::user_id.eq(session.user.0),
            sessions::account_id.eq(session.account.map(|id| id.0)),
            sessions::user_agent.eq(session.user_agent),
            sessions::network.eq(session.network),
        ),
        (
            sessions::factor.eq(session.factor.as_str()),
            sessions::proven_at.eq(session.now),
            sessions::created_at.eq(session.now),
            sessions::seen_at.eq(session.now),
            sessions::expires_at.eq(session.now + end),
        ),
    );
    if let Some(before) = before {
        diesel::delete(sessions::table.find(before)).execute(conn).await?;
    }
    diesel::insert_into(sessions::table).values(values).execute(conn).await?;
    Ok(())
}

/// What changes of a session that goes on.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// Its person acts for another account.
    Account(AccountId),
    /// Its person proved anew who they are.
    Proof(Factor),
    /// Its person, of the staff, begins to look at an account, or ends it.
    Viewing(Option<ViewingId>),
}

/// Gives a session a new key with what changed, in one statement; false when it has ended, and then nothing is revived.
/// Its end stays where it was.
///
/// # Errors
/// When the database does not answer.
pub async fn rotate(
    conn: &mut AsyncPgConnection,
    old_hash: &[u8],
    new_hash: &[u8],
    step: Step,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let live = diesel::update(sessions::table.find(old_hash))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::ran_out_at.is_null());
    let key = (sessions::key_hash.eq(new_hash), sessions::seen_at.eq(now));
    let rows = match step {
        Step::Account(account) => live.set((key, sessions::account_id.eq(account.0))).execute(conn).await?,
        Step::Viewing(viewing) => {
            live.set((key, sessions::viewing_id.eq(viewing.map(|id| id.0)))).execute(conn).await?
        }
        Step::Proof(factor) => {
            let proof = (sessions::factor.eq(factor.as_str()), sessions::proven_at.eq(now));
            live.set((key, proof)).execute(conn).await?
        }
    };
    Ok(rows == 1)
}

/// A signed-in browser, as its owner sees it.
#[derive(Debug, Clone, Queryable)]
pub struct Live {
    /// Its id.
    pub id: Uuid,
    /// The browser, as it names itself.
    pub user_agent: String,
    /// The network it signed in from.
    pub network: String,
    /// How its person signed in.
    pub factor: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to five minutes.
    pub seen_at: DateTime<Utc>,
}

/// The signed-in browsers of a login, the last used first; at most a hundred.
///
/// # Errors
/// When the database does not answer.
pub async fn live(
    conn: &mut AsyncPgConnection,
    user: UserId,
    staff: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Live>, StoreError> {
    Ok(sessions::table
        .filter(sessions::user_id.eq(user.0))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::seen_at.gt(now - Limits::of(staff).idle))
        .filter(sessions::ran_out_at.is_null())
        .order((sessions::seen_at.desc(), sessions::id))
        .limit(100)
        .select((
            sessions::id,
            sessions::user_agent,
            sessions::network,
            sessions::factor,
            sessions::created_at,
            sessions::seen_at,
        ))
        .load(conn)
        .await?)
}

/// Whether a session was neither ended nor seen to have run out.
///
/// # Errors
/// When the database does not answer.
pub async fn goes_on(conn: &mut AsyncPgConnection, session: Uuid) -> Result<bool, StoreError> {
    let live = sessions::table.filter(sessions::id.eq(session)).filter(sessions::ran_out_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(live)).get_result(conn).await?)
}

/// Ends one of a login's sessions.
///
/// # Errors
/// [`StoreError::NotFound`] where the login has none of this id.
pub async fn end_one(conn: &mut AsyncPgConnection, user: UserId, session: Uuid) -> Result<(), StoreError> {
    let one = sessions::table.filter(sessions::id.eq(session)).filter(sessions::user_id.eq(user.0));
    match diesel::delete(one).execute(conn).await? {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

/// Ends every session of a login but this one.
///
/// # Errors
/// When the database does not answer.
pub async fn end_others(conn: &mut AsyncPgConnection, user: UserId, this: Uuid) -> Result<(), StoreError> {
    let others = sessions::table.filter(sessions::user_id.eq(user.0)).filter(sessions::id.ne(this));
    diesel::delete(others).execute(conn).await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// When the database does not answer.
pub async fn end(conn: &mut AsyncPgConnection, key_hash: &[u8]) -> Result<(), StoreError> {
    diesel::delete(sessions::table.find(key_hash)).execute(conn).await?;
    Ok(())
}

/// Ends every session of a login.
///
/// # Errors
/// When the database does not answer.
pub async fn end_all(conn: &mut AsyncPgConnection, user: UserId) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user.0))).execute(conn).await?;
    Ok(())
}

/// Removes sessions a day after their end.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.le(now - KEPT_FOR))).execute(conn).await?)
}
