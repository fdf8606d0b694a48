//! Review cases: opened, handed over and closed by what happens to their account or order, never by hand.

use crate::error::{StoreError, read_some};
use crate::schema::{accounts, change_requests, orders, review_cases};
use crate::tx::{Actor, Tx};
use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::{Account, AccountState};
use inset_domain::ids::{AccountId, CaseId, OrderId, UserId, uuid_at};
use inset_domain::order::{Order, OrderState};
use inset_domain::reason::{Reason, ReasonCode};
use uuid::Uuid;

/// A case that waits, as the queue shows it.
#[derive(Debug, Queryable)]
pub struct Waiting {
    /// The case.
    pub id: Uuid,
    /// `publisher`, `advertiser`, `network` or `order`.
    pub kind: String,
    /// Since when it waits for staff.
    pub waiting_since: DateTime<Utc>,
    /// The account's name.
    pub account_name: String,
    /// The account's reference.
    pub account_reference: String,
    /// The order's number.
    pub order_number: Option<String>,
    /// The order's name.
    pub order_name: Option<String>,
}

/// A case.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// `publisher`, `advertiser`, `network` or `order`.
    pub kind: String,
    /// Whose.
    pub account: AccountId,
    /// Which order, where it is about one.
    pub order: Option<OrderId>,
    /// `waiting`, `with_applicant` or `closed`.
    pub state: String,
    /// Since when it waits.
    pub waiting_since: DateTime<Utc>,
    /// What was decided.
    pub decision: Option<String>,
    /// When.
    pub closed_at: Option<DateTime<Utc>>,
    /// By whom.
    pub decided_by: Option<UserId>,
    /// Why.
    pub reason: Option<Reason>,
}

/// What is asked to be changed.
#[derive(Debug, Clone, Queryable)]
pub struct ChangeRequest {
    /// Its id.
    pub id: Uuid,
    /// The section's key.
    pub section: String,
    /// The field's name.
    pub field: String,
    /// The reviewer's words.
    pub note: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
}

/// What is to be asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The section's key.
    pub section: String,
    /// The field's name.
    pub field: String,
    /// The reviewer's words.
    pub note: String,
}

/// The cases that wait for staff, those that wait longest first, at most `limit` of those after the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn queue(
    conn: &mut AsyncPgConnection,
    kind: Option<&str>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Waiting>, StoreError> {
    let mut query = review_cases::table
        .inner_join(accounts::table)
        .left_join(orders::table)
        // In the statement itself, not bound: only so is the queue's partial index used by a plan that is kept.
        .filter(sql::<Bool>("review_cases.state = 'waiting'"))
        .select((
            review_cases::id,
            review_cases::kind,
            review_cases::waiting_since,
            accounts::name,
            accounts::reference,
            orders::number.nullable(),
            orders::name.nullable(),
        ))
        .order((review_cases::waiting_since, review_cases::id))
        .limit(limit)
        .into_boxed();
    if let Some(kind) = kind {
        query = query.filter(review_cases::kind.eq(kind.to_owned()));
    }
    if let Some((since, id)) = after {
        query = query
            .filter(review_cases::waiting_since.ge(since))
            .filter(review_cases::waiting_since.gt(since).or(review_cases::id.gt(id)));
    }
    Ok(query.load(conn).await?)
}

/// A case by its id.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: CaseId) -> Result<Case, StoreError> {
    one(conn, review_cases::table.filter(review_cases::id.eq(id.0)).into_boxed()).await
}

/// The newest case of an account itself.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn newest_of_account(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Case, StoreError> {
    let query =
        review_cases::table.filter(review_cases::account_id.eq(account.0)).filter(review_cases::order_id.is_null());
    one(conn, query.into_boxed()).await
}

async fn one(
    conn: &mut AsyncPgConnection,
    query: review_cases::BoxedQuery<'_, diesel::pg::Pg>,
) -> Result<Case, StoreError> {
    type Row = (
        (Uuid, String, Uuid, Option<Uuid>, String, DateTime<Utc>),
        (Option<String>, Option<DateTime<Utc>>, Option<Uuid>, Option<String>, Option<String>),
    );
    let ((id, kind, account, order, state, waiting_since), (decision, closed_at, decided_by, code, words)): Row = query
        .order(review_cases::opened_at.desc())
        .select((
            (
                review_cases::id,
                review_cases::kind,
                review_cases::account_id,
                review_cases::order_id,
                review_cases::state,
                review_cases::waiting_since,
            ),
            (
                review_cases::decision,
                review_cases::closed_at,
                review_cases::decided_by,
                review_cases::reason_code,
                review_cases::reason_words,
            ),
        ))
        .first(conn)
        .await?;
    let code: Option<ReasonCode> = read_some("review_cases.reason_code", code.as_deref())?;
    Ok(Case {
        id: CaseId(id),
        kind,
        account: AccountId(account),
        order: order.map(OrderId),
        state,
        waiting_since,
        decision,
        closed_at,
        decided_by: decided_by.map(UserId),
        reason: code.zip(words).map(|(code, words)| Reason { code, words }),
    })
}

/// Everything asked in a case, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn asked(conn: &mut AsyncPgConnection, case: CaseId) -> Result<Vec<ChangeRequest>, StoreError> {
    Ok(change_requests::table
        .filter(change_requests::case_id.eq(case.0))
        .order((change_requests::asked_at, change_requests::id))
        .select((
            change_requests::id,
            change_requests::section,
            change_requests::field,
            change_requests::note,
            change_requests::asked_at,
            change_requests::answered_at,
        ))
        .load(conn)
        .await?)
}

/// Writes down what is asked in a case; the account's transition in the same transaction tells the applicant.
///
/// # Errors
/// [`StoreError::Conflict`] when a field is asked twice.
pub async fn ask(tx: &mut Tx<'_>, case: CaseId, by: UserId, asks: &[Ask]) -> Result<(), StoreError> {
    let now = tx.now();
    for ask in asks {
        diesel::insert_into(change_requests::table)
            .values((
                change_requests::id.eq(uuid_at(now)),
                change_requests::case_id.eq(case.0),
                change_requests::section.eq(&ask.section),
                change_requests::field.eq(&ask.field),
                change_requests::note.eq(&ask.note),
                change_requests::asked_at.eq(now),
                change_requests::asked_by.eq(by.0),
            ))
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

enum Follow {
    Open,
    Wait,
    HandOver,
    Close(&'static str, Option<Reason>),
    Nothing,
}

/// The case that follows from an account's state.
pub(crate) async fn follow_account(tx: &mut Tx<'_>, account: &Account) -> Result<(), StoreError> {
    let follow = match &account.state {
        AccountState::Submitted(_) => Follow::Open,
        AccountState::InReview(_) => Follow::Wait,
        AccountState::ChangesRequested(_) => Follow::HandOver,
        AccountState::Approved(_) => Follow::Close("approved", None),
        AccountState::Declined(_, reason, _) => Follow::Close("declined", Some(reason.clone())),
        AccountState::Draft(_) | AccountState::Deactivated(_) => Follow::Close("withdrawn", None),
        AccountState::SecondApproval(_) | AccountState::Suspended(..) => Follow::Nothing,
    };
    apply(tx, account.kind.as_str(), account.id, None, follow).await
}

/// The case that follows from an order's state.
pub(crate) async fn follow_order(tx: &mut Tx<'_>, order: &Order) -> Result<(), StoreError> {
    let follow = match &order.state {
        OrderState::Submitted(_) => Follow::Open,
        OrderState::NeedsAttention(..) => Follow::HandOver,
        // An accepted order still waits for the operator's signature, so its case stays in the queue until then.
        OrderState::Accepted(_) => Follow::Nothing,
        OrderState::Countersigned(_) => Follow::Close("approved", None),
        OrderState::Rejected(_, reason) => Follow::Close("declined", Some(reason.clone())),
        OrderState::Withdrawn(_) | OrderState::Expired(_) | OrderState::Cancelled(..) => {
            Follow::Close("withdrawn", None)
        }
        _ => Follow::Nothing,
    };
    apply(tx, "order", order.account, Some(order.id), follow).await
}

async fn apply(
    tx: &mut Tx<'_>,
    kind: &str,
    account: AccountId,
    order: Option<OrderId>,
    follow: Follow,
) -> Result<(), StoreError> {
    let now = tx.now();
    let actor = match tx.actor() {
        Actor::User(id) | Actor::Staff(id) => Some(id.0),
        Actor::Visitor | Actor::System => None,
    };
    let mut open: review_cases::BoxedQuery<'_, diesel::pg::Pg, _> = review_cases::table
        .filter(review_cases::account_id.eq(account.0))
        .filter(sql::<Bool>("review_cases.state <> 'closed'"))
        .select(review_cases::id)
        .into_boxed();
    open = match order {
        Some(order) => open.filter(review_cases::order_id.eq(order.0)),
        None => open.filter(review_cases::order_id.is_null()),
    };
    let open: Option<Uuid> = open.first(tx.conn()).await.optional()?;
    match (follow, open) {
        (Follow::Nothing, _) | (Follow::HandOver | Follow::Close(..) | Follow::Wait, None) => {}
        (Follow::Open, None) => {
            diesel::insert_into(review_cases::table)
                .values((
                    review_cases::id.eq(uuid_at(now)),
                    review_cases::kind.eq(kind),
                    review_cases::account_id.eq(account.0),
                    review_cases::order_id.eq(order.map(|id| id.0)),
                    review_cases::state.eq("waiting"),
                    review_cases::waiting_since.eq(now),
                    review_cases::opened_at.eq(now),
                ))
                .execute(tx.conn())
                .await?;
        }
        (Follow::Open | Follow::Wait, Some(id)) => {
            // A case that never left the staff keeps its place in the queue.
            diesel::update(review_cases::table.find(id).filter(review_cases::state.eq("with_applicant")))
                .set((review_cases::state.eq("waiting"), review_cases::waiting_since.eq(now)))
                .execute(tx.conn())
                .await?;
            diesel::update(change_requests::table.filter(change_requests::case_id.eq(id)))
                .filter(change_requests::answered_at.is_null())
                .set(change_requests::answered_at.eq(now))
                .execute(tx.conn())
                .await?;
        }
        (Follow::HandOver, Some(id)) => {
            diesel::update(review_cases::table.find(id))
                .set(review_cases::state.eq("with_applicant"))
                .execute(tx.conn())
                .await?;
        }
        (Follow::Close(decision, reason), Some(id)) => {
            diesel::update(review_cases::table.find(id))
                .set((
                    review_cases::state.eq("closed"),
                    review_cases::closed_at.eq(now),
                    review_cases::decision.eq(decision),
                    review_cases::decided_by.eq(actor),
                    review_cases::reason_code.eq(reason.as_ref().map(|reason| reason.code.as_str())),
                    review_cases::reason_words.eq(reason.as_ref().map(|reason| reason.words.as_str())),
                ))
                .execute(tx.conn())
                .await?;
        }
    }
    Ok(())
}
