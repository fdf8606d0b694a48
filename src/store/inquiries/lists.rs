//! The lists of messages: what is due first, and what has ended.

use super::{ANSWERS, Row, with_assignee};
use crate::error::StoreError;
use crate::fixed::fixed;
use crate::schema::{inquiries, users};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::UserId;
use inset_domain::inquiry::{Inquiry, InquiryKind, StateName};
use inset_domain::user::StaffRole;
use uuid::Uuid;

/// Whose messages a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of one member of the staff.
    Of(UserId),
    /// Those that nobody has, or that whoever had them left behind.
    Nobodys,
    /// Those that should have been answered by this instant.
    Late(DateTime<Utc>),
}

/// What a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    /// Of one kind.
    pub kind: Option<InquiryKind>,
    /// In one state.
    pub state: Option<StateName>,
    /// Whose.
    pub whose: Option<Whose>,
}

/// A message as the list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The message.
    pub inquiry: Inquiry,
    /// The name of whoever has it.
    pub assignee: Option<String>,
}

type Found = (Row, Option<String>, bool);

fn listed((row, name, answers): Found) -> Result<Listed, StoreError> {
    Ok(Listed { inquiry: row.into_inquiry(answers)?, assignee: name.filter(|_| answers) })
}

/// The messages that are open, what is due first in front; at most `limit` of those after the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn due(
    conn: &mut AsyncPgConnection,
    shown: Shown,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let mut query = with_assignee()
        // In the statement itself, not bound: only so is the partial index used by a plan that is kept.
        .filter(fixed::<Bool>("inquiries.state NOT IN ('converted', 'resolved', 'duplicate', 'not_now')"))
        .select((Row::as_select(), users::full_name.nullable(), fixed::<Bool>(ANSWERS)))
        .order((inquiries::due_at.asc(), inquiries::id.asc()))
        .limit(limit)
        .into_boxed();
    if let Some(kind) = shown.kind {
        query = query.filter(inquiries::kind.eq(kind.as_str()));
    }
    if let Some(state) = shown.state {
        query = query.filter(inquiries::state.eq(state.as_str()));
    }
    query = match shown.whose {
        None => query,
        Some(Whose::Of(user)) => query.filter(inquiries::assigned_to.eq(user.0)),
        Some(Whose::Nobodys) => query.filter(fixed::<Bool>(
            "(users.staff_role IN ('support', 'admin') AND users.deactivated_at IS NULL) IS NOT TRUE",
        )),
        // What was asked back is ours again once its day to look again is over.
        Some(Whose::Late(now)) => query.filter(inquiries::due_at.lt(now)),
    };
    if let Some((at, id)) = after {
        query = query.filter(inquiries::due_at.ge(at)).filter(inquiries::due_at.gt(at).or(inquiries::id.gt(id)));
    }
    query.load::<Found>(conn).await?.into_iter().map(listed).collect()
}

/// The messages of a state, the newest first; at most `limit` of those before the given place. Nothing is late of what has
/// ended, so of those nothing is shown.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    conn: &mut AsyncPgConnection,
    shown: Shown,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let mut query = with_assignee()
        .select((Row::as_select(), users::full_name.nullable(), fixed::<Bool>(ANSWERS)))
        .order((inquiries::created_at.desc(), inquiries::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(kind) = shown.kind {
        query = query.filter(inquiries::kind.eq(kind.as_str()));
    }
    if let Some(state) = shown.state {
        query = query.filter(inquiries::state.eq(state.as_str()));
    }
    query = match shown.whose {
        None => query,
        Some(Whose::Of(user)) => query.filter(inquiries::assigned_to.eq(user.0)),
        Some(Whose::Nobodys) => query.filter(inquiries::assigned_to.is_null()),
        Some(Whose::Late(_)) => return Ok(Vec::new()),
    };
    if let Some((at, id)) = before {
        query =
            query.filter(inquiries::created_at.le(at)).filter(inquiries::created_at.lt(at).or(inquiries::id.lt(id)));
    }
    query.load::<Found>(conn).await?.into_iter().map(listed).collect()
}

/// The members of the staff who may answer, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn who_answers(conn: &mut AsyncPgConnection) -> Result<Vec<(UserId, String)>, StoreError> {
    let roles: Vec<&str> = StaffRole::ALL.iter().filter(|role| role.may_answer()).map(|role| role.as_str()).collect();
    let rows: Vec<(Uuid, String)> = users::table
        .filter(users::staff_role.eq_any(roles))
        .filter(users::deactivated_at.is_null())
        .order((users::full_name, users::id))
        .limit(500)
        .select((users::id, users::full_name))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (UserId(id), name)).collect())
}
