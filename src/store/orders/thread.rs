//! The thread of an order.

use crate::error::StoreError;
use crate::schema::{order_messages, users};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::{OrderId, uuid_at};
use inset_domain::order::Message;

/// What was said on an order.
#[derive(Debug, Clone, Queryable)]
pub struct Said {
    /// By whom.
    pub author: String,
    /// Whether they wrote as the operator.
    pub from_staff: bool,
    /// The words.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The thread of an order, oldest first, at most its newest 200 messages.
///
/// # Errors
/// When the database does not answer.
pub async fn thread(conn: &AsyncPgConnection, order: OrderId) -> Result<Vec<Said>, StoreError> {
    let mut conn = conn;
    let mut said: Vec<Said> = order_messages::table
        .inner_join(users::table)
        .filter(order_messages::order_id.eq(order.0))
        .order((order_messages::sent_at.desc(), order_messages::id.desc()))
        .limit(200)
        .select((users::full_name, order_messages::from_staff, order_messages::body, order_messages::sent_at))
        .load(&mut conn)
        .await?;
    said.reverse();
    Ok(said)
}

pub(super) async fn insert(tx: &mut Tx<'_>, order: OrderId, message: &Message) -> Result<(), StoreError> {
    diesel::insert_into(order_messages::table)
        .values((
            order_messages::id.eq(uuid_at(message.at)),
            order_messages::order_id.eq(order.0),
            order_messages::author_id.eq(message.author.0),
            order_messages::from_staff.eq(message.from_staff),
            order_messages::body.eq(&message.body),
            order_messages::sent_at.eq(message.at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
