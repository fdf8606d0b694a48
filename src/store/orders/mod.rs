//! Insertion orders with their revisions.

mod list;
mod parts;
mod revisions;
mod thread;

pub use list::{Listed, Place, all, newest, of_account};
pub use revisions::{load_revision, revisions_of};
pub use thread::{Said, thread};

use crate::error::{StoreError, met, read, read_some};
use crate::schema::orders;
use crate::signatures::{self, Under};
use crate::tx::Tx;
use crate::{cases, sequence};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::Step;
use inset_domain::change::Change;
use inset_domain::ids::{AccountId, OrderId, UserId};
use inset_domain::money::{Currency, Money};
use inset_domain::order::{Order, OrderDocument, OrderState, OrderStep, SignedRevision};
use inset_domain::reason::{Reason, ReasonCode};
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = orders, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    number: String,
    account_id: Uuid,
    state: String,
    state_at: DateTime<Utc>,
    state_by: Uuid,
    reason_code: Option<String>,
    reason_words: Option<String>,
    revision: i32,
    name: String,
    currency: String,
    total_minor: i64,
    submitted_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl Row {
    fn into_order(self) -> Result<Order, StoreError> {
        let step = Step { at: self.state_at, by: UserId(self.state_by) };
        let code: Option<ReasonCode> = read_some("orders.reason_code", self.reason_code.as_deref())?;
        let reason = || {
            code.zip(self.reason_words.clone())
                .map(|(code, words)| Reason { code, words })
                .ok_or_else(|| StoreError::Unreadable { what: "orders.reason_code", value: self.state.clone() })
        };
        let state = match self.state.as_str() {
            "draft" => OrderState::Draft(step),
            "submitted" => OrderState::Submitted(step),
            "needs_attention" => OrderState::NeedsAttention(step, reason()?),
            "accepted" => OrderState::Accepted(step),
            "countersigned" => OrderState::Countersigned(step),
            "scheduled" => OrderState::Scheduled(step),
            "running" => OrderState::Running(step),
            "paused" => OrderState::Paused(step),
            "completed" => OrderState::Completed(step),
            "rejected" => OrderState::Rejected(step, reason()?),
            "withdrawn" => OrderState::Withdrawn(step),
            "expired" => OrderState::Expired(step),
            "cancelled" => OrderState::Cancelled(step, reason()?),
            other => return Err(StoreError::Unreadable { what: "orders.state", value: other.to_owned() }),
        };
        let currency: Currency = read("orders.currency", &self.currency)?;
        Ok(Order {
            id: OrderId(self.id),
            number: self.number,
            account: AccountId(self.account_id),
            state,
            revision: self.revision,
            name: self.name,
            total: Money::new(self.total_minor, currency),
            submitted_at: self.submitted_at,
            created_at: self.created_at,
            version: self.version,
        })
    }
}

/// An order of an account, by its number; somebody else's does not exist.
///
/// # Errors
/// [`StoreError::NotFound`] where the account has none of this number.
pub async fn find(conn: &mut AsyncPgConnection, owner: AccountId, number: &str) -> Result<Order, StoreError> {
    orders::table
        .filter(orders::number.eq(number))
        .filter(orders::account_id.eq(owner.0))
        .select(Row::as_select())
        .first(conn)
        .await?
        .into_order()
}

/// An order by its id, for staff.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find_any(conn: &mut AsyncPgConnection, id: OrderId) -> Result<Order, StoreError> {
    orders::table.find(id.0).select(Row::as_select()).first(conn).await?.into_order()
}

/// An order of an account with its current revision.
///
/// # Errors
/// [`StoreError::NotFound`] where the account has none of this number.
pub async fn document(
    conn: &mut AsyncPgConnection,
    owner: AccountId,
    number: &str,
) -> Result<OrderDocument, StoreError> {
    let order = find(conn, owner, number).await?;
    let revision = load_revision(conn, order.id, order.revision).await?;
    Ok(OrderDocument { order, revision })
}

/// An order with its current revision, for staff.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn document_any(conn: &mut AsyncPgConnection, id: OrderId) -> Result<OrderDocument, StoreError> {
    let order = find_any(conn, id).await?;
    let revision = load_revision(conn, order.id, order.revision).await?;
    Ok(OrderDocument { order, revision })
}

/// Saves an order that is begun or edited, with its revision. A new order gets its number here.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn save(tx: &mut Tx<'_>, change: Change<OrderDocument>) -> Result<String, StoreError> {
    let OrderDocument { order, revision } = change.after();
    let mut number = order.number.clone();
    if change.seen() == 0 {
        number = format!("IO-{}", sequence::next(tx.conn(), "order_numbers").await?);
        let (now, step) = (tx.now(), order.state.step());
        diesel::insert_into(orders::table)
            .values((
                orders::id.eq(order.id.0),
                orders::number.eq(&number),
                orders::account_id.eq(order.account.0),
                orders::state.eq(order.state.as_str()),
                orders::state_at.eq(step.at),
                orders::state_by.eq(step.by.0),
                orders::revision.eq(order.revision),
                orders::name.eq(&order.name),
                orders::currency.eq(order.total.currency().code()),
                orders::total_minor.eq(order.total.minor()),
                orders::line_count.eq(line_count(revision.lines.len())),
                orders::starts_on.eq(revision.header.period.start()),
                orders::ends_on.eq(revision.header.period.end()),
                orders::created_at.eq(now),
                orders::updated_at.eq(now),
            ))
            .execute(tx.conn())
            .await?;
    } else {
        update_row(tx, order, change.seen(), Some(revision)).await?;
    }
    revisions::write(tx, order.id, revision).await?;
    tx.record(&change).await?;
    Ok(number)
}

/// Saves the signature of a revision; from here on the database refuses to change it.
///
/// # Errors
/// [`StoreError::Stale`] when the order has changed since it was read.
pub async fn sign(tx: &mut Tx<'_>, change: Change<SignedRevision>) -> Result<(), StoreError> {
    let SignedRevision { document, signature } = change.after();
    update_row(tx, &document.order, change.seen(), None).await?;
    revisions::fix(tx, document).await?;
    signatures::insert(tx, Under::Revision(document.order.id, document.revision.number), signature).await?;
    tx.record(&change).await
}

/// Saves a step of an order: its row, its case, what is added to its thread, and the countersignature where it is one.
///
/// # Errors
/// [`StoreError::Stale`] when the order has changed since it was read.
pub async fn update(tx: &mut Tx<'_>, change: Change<OrderStep>) -> Result<Order, StoreError> {
    let OrderStep { order, message, countersignature } = change.after();
    update_row(tx, order, change.seen(), None).await?;
    if let Some(message) = message {
        thread::insert(tx, order.id, message).await?;
    }
    if let Some(signature) = countersignature {
        signatures::insert(tx, Under::Revision(order.id, order.revision), signature).await?;
    }
    cases::follow_order(tx, order).await?;
    tx.record(&change).await?;
    Ok(change.into_after().order)
}

/// Writes the row of a step alone.
pub(crate) async fn write(tx: &mut Tx<'_>, change: &Change<OrderStep>) -> Result<(), StoreError> {
    update_row(tx, &change.after().order, change.seen(), None).await
}

async fn update_row(
    tx: &mut Tx<'_>,
    order: &Order,
    seen: i64,
    revision: Option<&inset_domain::order::Revision>,
) -> Result<(), StoreError> {
    let step = order.state.step();
    let reason = order.state.reason();
    let now = tx.now();
    met(diesel::update(orders::table.find(order.id.0))
        .filter(orders::version.eq(seen))
        .set((
            orders::state.eq(order.state.as_str()),
            orders::state_at.eq(step.at),
            orders::state_by.eq(step.by.0),
            orders::reason_code.eq(reason.map(|reason| reason.code.as_str())),
            orders::reason_words.eq(reason.map(|reason| reason.words.as_str())),
            orders::revision.eq(order.revision),
            orders::name.eq(&order.name),
            orders::currency.eq(order.total.currency().code()),
            orders::total_minor.eq(order.total.minor()),
            orders::submitted_at.eq(order.submitted_at),
            orders::updated_at.eq(now),
            orders::version.eq(order.version),
            revision.map(|revision| {
                (
                    orders::line_count.eq(line_count(revision.lines.len())),
                    orders::starts_on.eq(revision.header.period.start()),
                    orders::ends_on.eq(revision.header.period.end()),
                )
            }),
        ))
        .execute(tx.conn())
        .await?)
}

/// Forms hold at most 500 lines and the database refuses more.
fn line_count(lines: usize) -> i32 {
    i32::try_from(lines).unwrap_or(i32::MAX)
}
