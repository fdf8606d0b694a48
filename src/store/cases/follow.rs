//! What follows for a case from what happens to its account, order or site.

use crate::case_facts;
use crate::error::StoreError;
use crate::fixed::fixed;
use crate::schema::{change_requests, review_cases};
use crate::tx::{Actor, Tx};
use crate::{accounts, sites};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use inset_domain::account::{
    APPROVED, Account, AccountState, CHANGED_IN_FORCE, CHANGES_ANSWERED, CHANGES_CONFIRMED, CHANGES_REQUESTED,
    FIRST_APPROVED, GIVEN_BACK,
};
use inset_domain::ids::{AccountId, OrderId, SiteId, uuid_at};
use inset_domain::order::{Order, OrderState};
use inset_domain::reason::Reason;
use inset_domain::site::{Site, SiteState};
use uuid::Uuid;

/// What a case is about.
#[derive(Clone, Copy)]
enum About {
    /// The account itself.
    Account,
    /// One of its orders.
    Order(OrderId),
    /// A site that it added while it was active.
    Site(SiteId),
}

enum Follow {
    Open,
    Wait,
    HandOver,
    Close(&'static str, Option<Reason>),
    Nothing,
}

/// The case that follows from what happened to an account: from its state, and while it is active from the event.
pub(crate) async fn follow_account(tx: &mut Tx<'_>, account: &Account, verb: &str) -> Result<(), StoreError> {
    let follow = match &account.state {
        AccountState::Submitted(_) => Follow::Open,
        AccountState::InReview(_) => Follow::Wait,
        AccountState::ChangesRequested(_) => Follow::HandOver,
        AccountState::Approved(_) => match verb {
            CHANGED_IN_FORCE => return changed_in_force(tx, account).await,
            CHANGES_REQUESTED => Follow::HandOver,
            CHANGES_ANSWERED => Follow::Wait,
            // What the account's case leaves undecided waits in cases of its own from here on.
            APPROVED => {
                open_site_cases(tx, account.id).await?;
                Follow::Close("approved", None)
            }
            CHANGES_CONFIRMED => Follow::Close("approved", None),
            _ => Follow::Nothing,
        },
        AccountState::Declined(_, reason, _) => Follow::Close("declined", Some(reason.clone())),
        AccountState::Draft(_) | AccountState::Deactivated(_) => Follow::Close("withdrawn", None),
        AccountState::SecondApproval(_) | AccountState::Suspended(..) => Follow::Nothing,
    };
    // The next step is somebody else's, so the case is nobody's.
    if matches!(verb, FIRST_APPROVED | GIVEN_BACK)
        && let Some((case, _)) = open_case(tx, account.id, About::Account).await?
    {
        diesel::update(review_cases::table.find(case))
            .set((
                review_cases::claimed_by.eq(None::<Uuid>),
                review_cases::claimed_until.eq(None::<chrono::DateTime<chrono::Utc>>),
            ))
            .execute(tx.conn())
            .await?;
    }
    if let Some(case) = apply(tx, account.kind.as_str(), account.id, About::Account, follow).await? {
        check_answered(tx, case).await?;
        case_facts::hand_over(tx, account, case).await?;
    }
    Ok(())
}

/// What is in force was changed: a new case, or the open one with what is given now. One that is with its applicant comes back
/// with the answers.
async fn changed_in_force(tx: &mut Tx<'_>, account: &Account) -> Result<(), StoreError> {
    match open_case(tx, account.id, About::Account).await? {
        None => {
            let opened = apply(tx, account.kind.as_str(), account.id, About::Account, Follow::Open).await?;
            case_facts::hand_over(tx, account, opened.ok_or(StoreError::Stale)?).await
        }
        Some((case, state)) if state == "waiting" => case_facts::add_to_hand_over(tx, account, case).await,
        Some(_) => Ok(()),
    }
}

/// A case does not come back to staff with a question that nobody answered.
async fn check_answered(tx: &mut Tx<'_>, case: Uuid) -> Result<(), StoreError> {
    let open =
        change_requests::table.filter(change_requests::case_id.eq(case)).filter(change_requests::answered_at.is_null());
    let open: i64 = open.count().get_result(tx.conn()).await?;
    if open == 0 { Ok(()) } else { Err(StoreError::Stale) }
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
    apply(tx, "order", order.account, About::Order(order.id), follow).await?;
    Ok(())
}

async fn open_site_cases(tx: &mut Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    for site in sites::of_account(tx.conn(), account).await? {
        if matches!(site.state, SiteState::Pending(_)) {
            apply(tx, "site", account, About::Site(site.id), Follow::Open).await?;
        }
    }
    Ok(())
}

/// The case that follows from a site's state. While its account is not active the account's own case holds it.
pub(crate) async fn follow_site(tx: &mut Tx<'_>, site: &Site) -> Result<(), StoreError> {
    let follow = match &site.state {
        SiteState::Pending(_) if accounts::find(tx.conn(), site.account).await?.is_active() => Follow::Open,
        SiteState::Pending(_) => Follow::Nothing,
        SiteState::Verified(_) => Follow::Close("approved", None),
        SiteState::Failed(_, reason) => Follow::Close("declined", Some(reason.clone())),
        SiteState::Removed(_) => Follow::Close("withdrawn", None),
    };
    apply(tx, "site", site.account, About::Site(site.id), follow).await?;
    Ok(())
}

/// Does to the case what follows; gives the case where this brought it to staff.
async fn apply(
    tx: &mut Tx<'_>,
    kind: &str,
    account: AccountId,
    about: About,
    follow: Follow,
) -> Result<Option<Uuid>, StoreError> {
    let now = tx.now();
    let actor = match tx.actor() {
        Actor::User(id) | Actor::Staff(id) => Some(id.0),
        Actor::Visitor | Actor::System => None,
    };
    let open = open_case(tx, account, about).await?.map(|(id, _)| id);
    match (follow, open) {
        (Follow::Nothing, _) | (Follow::HandOver | Follow::Close(..) | Follow::Wait, None) => {}
        (Follow::Open, None) => {
            let id = uuid_at(now);
            diesel::insert_into(review_cases::table)
                .values((
                    review_cases::id.eq(id),
                    review_cases::kind.eq(kind),
                    review_cases::account_id.eq(account.0),
                    review_cases::order_id.eq(match about {
                        About::Order(id) => Some(id.0),
                        _ => None,
                    }),
                    review_cases::site_id.eq(match about {
                        About::Site(id) => Some(id.0),
                        _ => None,
                    }),
                    review_cases::state.eq("waiting"),
                    review_cases::waiting_since.eq(now),
                    review_cases::opened_at.eq(now),
                ))
                .execute(tx.conn())
                .await?;
            return Ok(Some(id));
        }
        (Follow::Open | Follow::Wait, Some(id)) => {
            // A case that never left the staff keeps its place in the queue, and what it was handed over with.
            let back = diesel::update(review_cases::table.find(id).filter(review_cases::state.eq("with_applicant")))
                .set((review_cases::state.eq("waiting"), review_cases::waiting_since.eq(now)))
                .execute(tx.conn())
                .await?;
            return Ok((back == 1).then_some(id));
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
    Ok(None)
}

/// The case about this that is not closed, with its state.
async fn open_case(tx: &mut Tx<'_>, account: AccountId, about: About) -> Result<Option<(Uuid, String)>, StoreError> {
    let open = review_cases::table
        .filter(review_cases::account_id.eq(account.0))
        .filter(fixed::<Bool>("review_cases.state <> 'closed'"))
        .select((review_cases::id, review_cases::state));
    let of_account = || review_cases::order_id.is_null().and(review_cases::site_id.is_null());
    Ok(match about {
        About::Account => open.filter(of_account()).first(tx.conn()).await.optional()?,
        About::Order(id) => open.filter(review_cases::order_id.eq(id.0)).first(tx.conn()).await.optional()?,
        About::Site(id) => open.filter(review_cases::site_id.eq(id.0)).first(tx.conn()).await.optional()?,
    })
}
