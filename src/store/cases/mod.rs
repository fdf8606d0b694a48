//! Review cases: opened, handed over and closed by what happens to their account, order or site, never by hand.

mod asked;
mod claims;
mod follow;
mod notes;

pub use asked::{Answer, Ask, ChangeRequest, answer, ask, asked};
pub(crate) use claims::KEPT as PRESENCE;
pub use claims::{OPEN_MINUTES, claimed, lock, open_now, save_claim};
pub(crate) use follow::{follow_account, follow_order, follow_site};
pub use notes::{
    Noted, OpenTask, Tasked, TasksShown, find_task, nearest_days, note, notes, open_tasks, save_task, tasks,
};

use crate::error::{StoreError, read_some};
use crate::fixed::fixed;
use crate::schema::{accounts, orders, review_cases, sites, users};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::{Account, AccountState};
use inset_domain::ids::{AccountId, CaseId, OrderId, SiteId, UserId};
use inset_domain::reason::{Reason, ReasonCode};
use inset_domain::working_days::Late;
use uuid::Uuid;

/// A case that waits, as the queue shows it.
#[derive(Debug, Queryable)]
pub struct Waiting {
    /// The case.
    pub id: Uuid,
    /// `publisher`, `advertiser`, `network`, `order` or `site`.
    pub kind: String,
    /// Since when it waits for staff.
    pub waiting_since: DateTime<Utc>,
    /// When it was opened; it waits since later where it came back with an answer.
    pub opened_at: DateTime<Utc>,
    /// The account's state, as stored.
    pub account_state: String,
    /// The order's state, as stored.
    pub order_state: Option<String>,
    /// The account's name.
    pub account_name: String,
    /// The account's reference.
    pub account_reference: String,
    /// The order's number.
    pub order_number: Option<String>,
    /// The order's name.
    pub order_name: Option<String>,
    /// The site's domain.
    pub domain: Option<String>,
    /// Whose it is, or was.
    pub claimed_by: Option<Uuid>,
    /// Until when.
    pub claimed_until: Option<DateTime<Utc>>,
    /// Their name.
    pub claimed_name: Option<String>,
}

/// Whose the cases are at this moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// This person's.
    Of(UserId),
    /// Nobody's.
    Nobodys,
}

/// Which of the cases that wait are shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown<'s> {
    /// Of one kind.
    pub kind: Option<&'s str>,
    /// Whose.
    pub whose: Whose,
    /// What is late alone.
    pub late: Option<Late>,
}

/// A case.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// `publisher`, `advertiser`, `network`, `order` or `site`.
    pub kind: String,
    /// Whose.
    pub account: AccountId,
    /// Which order, where it is about one.
    pub order: Option<OrderId>,
    /// Which site, where it is about one.
    pub site: Option<SiteId>,
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

/// The cases that wait for staff, those that wait longest first, at most `limit` of those after the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn queue(
    conn: &mut AsyncPgConnection,
    Shown { kind, whose, late }: Shown<'_>,
    now: DateTime<Utc>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Waiting>, StoreError> {
    let mut query = review_cases::table
        .inner_join(accounts::table)
        .left_join(orders::table)
        .left_join(sites::table)
        .left_join(users::table.on(users::id.nullable().eq(review_cases::claimed_by)))
        // In the statement itself, not bound: only so is the queue's partial index used by a plan that is kept.
        .filter(fixed::<Bool>("review_cases.state = 'waiting'"))
        .select((
            review_cases::id,
            review_cases::kind,
            review_cases::waiting_since,
            review_cases::opened_at,
            accounts::state,
            orders::state.nullable(),
            accounts::name,
            accounts::reference,
            orders::number.nullable(),
            orders::name.nullable(),
            sites::domain.nullable(),
            review_cases::claimed_by,
            review_cases::claimed_until,
            users::full_name.nullable(),
        ))
        .order((review_cases::waiting_since, review_cases::id))
        .limit(limit)
        .into_boxed();
    if let Some(kind) = kind {
        query = query.filter(review_cases::kind.eq(kind.to_owned()));
    }
    query = match whose {
        Whose::All => query,
        Whose::Of(person) => {
            query.filter(review_cases::claimed_by.eq(person.0)).filter(review_cases::claimed_until.gt(now))
        }
        Whose::Nobodys => query
            .filter(review_cases::claimed_until.is_null().or(review_cases::claimed_until.le(now).assume_not_null())),
    };
    if let Some(Late { before, also: [one, two, three], until }) = late {
        let since = || review_cases::waiting_since;
        let within = |(from, end): (DateTime<Utc>, DateTime<Utc>)| since().ge(from).and(since().lt(end));
        query = query
            .filter(since().lt(until))
            .filter(since().lt(before).or(within(one)).or(within(two)).or(within(three)));
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
    let query = review_cases::table
        .filter(review_cases::account_id.eq(account.0))
        .filter(review_cases::order_id.is_null())
        .filter(review_cases::site_id.is_null());
    one(conn, query.into_boxed()).await
}

/// The case of a site's own that is not closed; none where its account's case holds it, and once it is decided.
///
/// # Errors
/// When the database does not answer.
pub async fn open_of_site(conn: &mut AsyncPgConnection, site: SiteId) -> Result<Option<CaseId>, StoreError> {
    let open = review_cases::table
        .filter(review_cases::site_id.eq(site.0))
        // In the statement itself, not bound: only so is the partial index used by a plan that is kept.
        .filter(fixed::<Bool>("review_cases.state <> 'closed'"));
    Ok(open.select(review_cases::id).first(conn).await.optional()?.map(CaseId))
}

/// The case in which an account is asked for something; none while it is not.
///
/// # Errors
/// When the database does not answer.
pub async fn asking(conn: &mut AsyncPgConnection, account: &Account) -> Result<Option<CaseId>, StoreError> {
    if !matches!(account.state, AccountState::ChangesRequested(_) | AccountState::Approved(_)) {
        return Ok(None);
    }
    let open = review_cases::table
        .filter(review_cases::account_id.eq(account.id.0))
        .filter(review_cases::order_id.is_null())
        .filter(review_cases::site_id.is_null())
        .filter(review_cases::state.eq("with_applicant"));
    Ok(open.select(review_cases::id).first(conn).await.optional()?.map(CaseId))
}

async fn one(
    conn: &mut AsyncPgConnection,
    query: review_cases::BoxedQuery<'_, diesel::pg::Pg>,
) -> Result<Case, StoreError> {
    type Row = (
        (Uuid, String, Uuid, Option<Uuid>, Option<Uuid>, String, DateTime<Utc>),
        (Option<String>, Option<DateTime<Utc>>, Option<Uuid>, Option<String>, Option<String>),
    );
    let ((id, kind, account, order, site, state, waiting_since), (decision, closed_at, decided_by, code, words)): Row =
        query
            .order(review_cases::opened_at.desc())
            .select((
                (
                    review_cases::id,
                    review_cases::kind,
                    review_cases::account_id,
                    review_cases::order_id,
                    review_cases::site_id,
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
        site: site.map(SiteId),
        state,
        waiting_since,
        decision,
        closed_at,
        decided_by: decided_by.map(UserId),
        reason: code.zip(words).map(|(code, words)| Reason { code, words }),
    })
}
