//! Requests for a second pair of eyes. What a row binds is checked against its digest whenever it is read.

use crate::error::{StoreError, met, read, read_some};
use crate::fixed::fixed;
use crate::schema::{approvals, authenticators, users};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::approval::{Act, Approval, ApprovalState, Facts, Login, StateName};
use inset_domain::change::Change;
use inset_domain::ids::{ApprovalId, UserId};
use inset_domain::text::Note;
use inset_domain::user::StaffRole;
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = approvals)]
struct Row {
    id: Uuid,
    action: String,
    subject_id: Uuid,
    before: serde_json::Value,
    after: serde_json::Value,
    bound_sha256: Vec<u8>,
    why: String,
    maker_id: Uuid,
    asked_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    state: String,
    checker_id: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    used_at: Option<DateTime<Utc>>,
    reason_words: Option<String>,
    version: i64,
}

/// A request with the names of those in it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The request.
    pub approval: Approval,
    /// Who asked.
    pub maker: String,
    /// Who decided.
    pub checker: Option<String>,
}

impl Row {
    fn into_approval(self, name: Option<String>) -> Result<Approval, StoreError> {
        // What is bound may name a person, so the error names the column alone.
        let unreadable = |what| StoreError::Unreadable { what, value: String::new() };
        let facts = |what, value| serde_json::from_value::<Facts>(value).map_err(|_| unreadable(what));
        let (before, after) = (facts("approvals.before", self.before)?, facts("approvals.after", self.after)?);
        let act = Act::read(read("approvals.action", &self.action)?, UserId(self.subject_id), &before, &after)
            .filter(|act| act.digest().as_slice() == self.bound_sha256)
            .ok_or_else(|| unreadable("approvals.bound_sha256"))?;
        let name = match (&act, name) {
            (Act::AddStaff { full_name, .. }, _) => full_name.to_string(),
            (_, name) => name.unwrap_or_default(),
        };
        let note = |text: &str| text.parse::<Note>().map_err(|_| unreadable("approvals.reason_words"));
        let by = self.checker_id.map(UserId).zip(self.decided_at);
        let state = match (read("approvals.state", &self.state)?, by, self.decided_at, self.used_at) {
            (StateName::Asked, ..) => ApprovalState::Asked,
            (StateName::Approved, Some((by, at)), ..) => ApprovalState::Approved(by, at),
            (StateName::Used, Some((by, at)), _, Some(used)) => ApprovalState::Used(by, at, used),
            (StateName::Refused, Some((by, at)), ..) => {
                ApprovalState::Refused(by, at, note(self.reason_words.as_deref().unwrap_or_default())?)
            }
            (StateName::Withdrawn, _, Some(at), _) => ApprovalState::Withdrawn(at),
            (StateName::Expired, _, Some(at), _) => ApprovalState::Expired(at),
            _ => return Err(StoreError::Unreadable { what: "approvals.state", value: self.state }),
        };
        Ok(Approval {
            id: ApprovalId(self.id),
            act,
            name,
            why: note(&self.why)?,
            maker: UserId(self.maker_id),
            asked_at: self.asked_at,
            expires_at: self.expires_at,
            state,
            version: self.version,
        })
    }
}

/// The names of the people in some requests: one statement for a whole page of a list.
async fn named(conn: &mut AsyncPgConnection, rows: Vec<Row>) -> Result<Vec<Listed>, StoreError> {
    let ids: Vec<Uuid> =
        rows.iter().flat_map(|row| [Some(row.subject_id), Some(row.maker_id), row.checker_id]).flatten().collect();
    let names: Vec<(Uuid, String)> =
        users::table.filter(users::id.eq_any(ids)).select((users::id, users::full_name)).load(conn).await?;
    let name = |id: Uuid| names.iter().find(|(user, _)| *user == id).map(|(_, name)| name.clone());
    rows.into_iter()
        .map(|row| {
            let (maker, checker) = (name(row.maker_id).unwrap_or_default(), row.checker_id.and_then(name));
            let subject = name(row.subject_id);
            Ok(Listed { approval: row.into_approval(subject)?, maker, checker })
        })
        .collect()
}

/// The requests that wait, those that wait longest first, at most `limit` of those after the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn open(
    conn: &mut AsyncPgConnection,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let mut query = approvals::table
        // In the statement itself, not bound: only so is the partial index used by a plan that is kept.
        .filter(fixed::<Bool>("approvals.state = 'asked'"))
        .order((approvals::asked_at, approvals::id))
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if let Some((at, id)) = after {
        let same = approvals::asked_at.eq(at).and(approvals::id.gt(id));
        query = query.filter(approvals::asked_at.gt(at).or(same));
    }
    let rows = query.load(conn).await?;
    named(conn, rows).await
}

/// The requests that are settled, newest first, at most `limit` of those before the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn settled(
    conn: &mut AsyncPgConnection,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let mut query = approvals::table
        .filter(fixed::<Bool>("approvals.state <> 'asked'"))
        .order((approvals::asked_at.desc(), approvals::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if let Some((at, id)) = before {
        let same = approvals::asked_at.eq(at).and(approvals::id.lt(id));
        query = query.filter(approvals::asked_at.lt(at).or(same));
    }
    let rows = query.load(conn).await?;
    named(conn, rows).await
}

/// The open requests about one person.
///
/// # Errors
/// When the database does not answer.
pub async fn open_about(conn: &mut AsyncPgConnection, user: UserId) -> Result<Vec<Listed>, StoreError> {
    let rows = approvals::table
        .filter(approvals::subject_id.eq(user.0))
        .filter(fixed::<Bool>("approvals.state = 'asked'"))
        .order((approvals::asked_at, approvals::id))
        .select(Row::as_select())
        .load(conn)
        .await?;
    named(conn, rows).await
}

/// How many requests wait, counted to a hundred.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let ids: Vec<Uuid> = approvals::table
        .filter(fixed::<Bool>("approvals.state = 'asked'"))
        .filter(approvals::expires_at.gt(now))
        .limit(100)
        .select(approvals::id)
        .load(conn)
        .await?;
    Ok(ids.len())
}

/// A request by its id.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: ApprovalId) -> Result<Listed, StoreError> {
    let row = approvals::table.find(id.0).select(Row::as_select()).first(conn).await?;
    named(conn, vec![row]).await?.pop().ok_or(StoreError::NotFound)
}

/// A request, locked until the transaction ends: of two who decide at once the second sees what the first has done.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn lock(tx: &mut Tx<'_>, id: ApprovalId) -> Result<Listed, StoreError> {
    let row = approvals::table.find(id.0).select(Row::as_select()).for_update().first(tx.conn()).await?;
    named(tx.conn(), vec![row]).await?.pop().ok_or(StoreError::NotFound)
}

/// Holds the login that a request is about, so that it stays as it is until the transaction ends.
///
/// # Errors
/// When the database does not answer.
pub async fn hold(tx: &mut Tx<'_>, act: &Act) -> Result<(), StoreError> {
    let login = users::table.find(act.subject().0).select(users::id).for_no_key_update();
    login.first::<Uuid>(tx.conn()).await.optional()?;
    Ok(())
}

/// What the record that a request is about says now.
///
/// # Errors
/// When the database does not answer.
pub async fn present(conn: &mut AsyncPgConnection, act: &Act) -> Result<Facts, StoreError> {
    type Row = (Uuid, String, Option<String>);
    let columns = (users::id, users::email, users::staff_role);
    let login: Option<Row> = match act {
        Act::AddStaff { email, .. } => {
            let known = users::table.filter(users::email_key.eq(email.key()));
            known.select(columns).first(conn).await.optional()?
        }
        _ => {
            let active = users::table.filter(users::id.eq(act.subject().0)).filter(users::deactivated_at.is_null());
            active.select(columns).first(conn).await.optional()?
        }
    };
    let Some((user, email, role)) = login else { return Ok(act.present(None)) };
    let role: Option<StaffRole> = read_some("users.staff_role", role.as_deref())?;
    let since = authenticator_since(conn, UserId(user)).await?;
    Ok(act.present(Some(Login { email: &email, role, since: since.as_deref() })))
}

/// Since when a login has an authenticator, as a request binds it.
///
/// # Errors
/// When the database does not answer.
pub async fn authenticator_since(conn: &mut AsyncPgConnection, user: UserId) -> Result<Option<String>, StoreError> {
    let confirmed: Option<Option<DateTime<Utc>>> =
        authenticators::table.find(user.0).select(authenticators::confirmed_at).first(conn).await.optional()?;
    Ok(confirmed.flatten().map(|at| at.to_rfc3339()))
}

/// Saves a request or what became of it.
///
/// # Errors
/// [`StoreError::Conflict`] when the same is asked already, [`StoreError::Stale`] when it has changed since it was read.
pub async fn save(tx: &mut Tx<'_>, change: Change<Approval>) -> Result<Approval, StoreError> {
    let approval = change.after();
    let (checker, decided_at, used_at, words) = match &approval.state {
        ApprovalState::Asked => (None, None, None, None),
        ApprovalState::Approved(by, at) => (Some(by.0), Some(*at), None, None),
        ApprovalState::Used(by, at, used) => (Some(by.0), Some(*at), Some(*used), None),
        ApprovalState::Refused(by, at, words) => (Some(by.0), Some(*at), None, Some(words.to_string())),
        ApprovalState::Withdrawn(at) | ApprovalState::Expired(at) => (None, Some(*at), None, None),
    };
    let standing = (
        approvals::state.eq(approval.state.name().as_str()),
        approvals::checker_id.eq(checker),
        approvals::decided_at.eq(decided_at),
        approvals::used_at.eq(used_at),
        approvals::reason_words.eq(words),
        approvals::version.eq(approval.version),
    );
    if change.seen() == 0 {
        let act = &approval.act;
        let json = |facts: Facts| serde_json::json!(facts);
        diesel::insert_into(approvals::table)
            .values((
                (
                    approvals::id.eq(approval.id.0),
                    approvals::action.eq(act.action().as_str()),
                    approvals::subject_kind.eq("user"),
                    approvals::subject_id.eq(act.subject().0),
                    approvals::before.eq(json(act.before())),
                    approvals::after.eq(json(act.after())),
                    approvals::bound_sha256.eq(act.digest().as_slice()),
                    approvals::why.eq(approval.why.as_str()),
                    approvals::maker_id.eq(approval.maker.0),
                    approvals::asked_at.eq(approval.asked_at),
                    approvals::expires_at.eq(approval.expires_at),
                ),
                standing,
            ))
            .execute(tx.conn())
            .await?;
    } else {
        let row = diesel::update(approvals::table.find(approval.id.0)).filter(approvals::version.eq(change.seen()));
        met(row.set(standing).execute(tx.conn()).await?)?;
    }
    tx.record(&change).await?;
    Ok(change.into_after())
}

/// Ends the requests that nobody decided in time, at most a hundred.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(tx: &mut Tx<'_>) -> Result<usize, StoreError> {
    let now = tx.now();
    let rows = approvals::table
        .filter(fixed::<Bool>("approvals.state = 'asked'"))
        .filter(approvals::expires_at.le(now))
        .order(approvals::asked_at)
        .limit(100)
        .for_update()
        .skip_locked()
        .select(Row::as_select())
        .load(tx.conn())
        .await?;
    let over = named(tx.conn(), rows).await?;
    let count = over.len();
    for listed in over {
        let change = listed.approval.expire(now).map_err(|_| StoreError::Stale)?;
        save(tx, change).await?;
    }
    Ok(count)
}
