//! An order's page: where it stands, what it says, what was said, what happened.

use super::submission::{self, Missing};
use crate::advertiser::Advertiser;
use crate::error::Error;
use crate::page::history::{self, HistoryEvent};
use crate::page::order::{MessageView, OrderView, SignatureView, thread};
use crate::page::{Page, Samples};
use crate::web::Signed;
use actix_web::{HttpResponse, web};
use inset_domain::letter::ANSWER_TIME;
use inset_domain::order::{OrderDocument, OrderState};
use inset_store::signatures::{self, Under};
use inset_store::{accounts, audit, orders};
use serde::Serialize;
use tokio::try_join;

/// The page.
#[derive(Serialize)]
pub struct OrderPage {
    order: OrderView,
    next: String,
    editable: bool,
    withdrawable: bool,
    missing: Vec<Missing>,
    signatures: Vec<SignatureView>,
    messages: Vec<MessageView>,
    history: Vec<HistoryEvent>,
}

impl Page for OrderPage {
    const TEMPLATE: &'static str = "advertiser/orders/show.html";
    fn title(&self) -> String {
        format!("Order {}", self.order.number)
    }
}

impl Samples for OrderPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let document = crate::page::order::sample();
        let page = |editable| Self {
            order: OrderView::of(&document),
            next: next(&document.order.state),
            editable,
            withdrawable: editable,
            missing: Vec::new(),
            signatures: Vec::new(),
            messages: Vec::new(),
            history: Vec::new(),
        };
        vec![("draft", page(true)), ("sent", page(false))]
    }
}

/// What happens next, and by whom.
fn next(state: &OrderState) -> String {
    let words = match state {
        OrderState::Draft(_) => "Not sent yet. Complete the order, sign it and send it.",
        OrderState::Submitted(_) => {
            return format!("A reviewer looks at it {ANSWER_TIME}. You hear from us when it is decided.");
        }
        OrderState::NeedsAttention(..) => {
            "A reviewer asks for something. Change the order where it is needed, sign it again where it changed, and send it with your answer."
        }
        OrderState::Accepted(_) => "Accepted. The operator countersigns it next; then it is in force.",
        OrderState::Countersigned(_) => "In force. Both sides signed the same text.",
        OrderState::Rejected(..) => "Rejected for the reason below. You can begin a new order at any time.",
        OrderState::Withdrawn(_) => "Withdrawn by you. Nothing is delivered or billed.",
        _ => "",
    };
    words.to_owned()
}

/// How many events the page shows: an order that more happened to is rare, and what happened last is what is asked for.
const EVENTS: i64 = 200;

/// Shows the page.
pub async fn show(me: Signed<Advertiser>, number: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let order = orders::find(&mut conn, me.owner(), &number).await?;
    // These wait for nothing but the order, so they go to the database together.
    let (revision, said, signed, events) = try_join!(
        orders::load_revision(&conn, order.id, order.revision),
        orders::thread(&conn, order.id),
        signatures::under(&conn, Under::Revision(order.id, order.revision)),
        audit::of_subject(&conn, "order", order.id.0, None, EVENTS),
    )?;
    let zone = revision.header.time_zone.0;
    let document = OrderDocument { order, revision };
    let order = &document.order;
    let editable = order.is_editable();
    let waits = matches!(order.state, OrderState::Submitted(_) | OrderState::Rejected(..));
    let next = match waits && !accounts::find(&mut conn, me.owner()).await?.takes_orders() {
        false => next(&order.state),
        true if matches!(order.state, OrderState::Rejected(..)) => "Rejected for the reason below.".into(),
        true => "It is not looked at while the account is declined or closed. You can withdraw it.".into(),
    };
    let missing = if editable {
        submission::missing(&mut conn, me.owner(), &document, me.db().clock().now()).await?
    } else {
        Vec::new()
    };
    drop(conn);
    me.page(&OrderPage {
        order: OrderView::of(&document),
        next,
        editable,
        withdrawable: editable || matches!(order.state, OrderState::Submitted(_)),
        missing,
        signatures: signed.iter().map(SignatureView::of).collect(),
        messages: thread(said, zone),
        history: history::events(&events, zone),
    })
}
