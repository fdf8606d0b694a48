//! Every order that was sent, for staff.

use super::Staff;
use super::decide_account::not_own;
use super::past::Past;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::order::{MessageView, OrderView, SignatureView, thread};
use crate::page::{Page, Samples};
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::powers::{CanReview, Power};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::ids::OrderId;
use inset_domain::money::{Currency, Money};
use inset_domain::order::{Message, label, tone};
use inset_domain::text::Paragraph;
use inset_domain::user::StaffRole;
use inset_store::accounts;
use inset_store::orders::{self, Listed};
use inset_store::signatures::{self, Under};
use serde::Serialize;

const PATH: &str = "/admin/orders";
const ACCOUNTS: &str = "/admin/accounts";
const STATES: [&str; 6] = ["submitted", "needs_attention", "accepted", "countersigned", "rejected", "withdrawn"];

/// The list.
#[derive(Serialize)]
pub struct OrdersPage {
    rows: Vec<Row>,
    states: Vec<Choice>,
    state: String,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    href: String,
    number: String,
    name: String,
    advertiser: String,
    state: &'static str,
    tone: &'static str,
    lines: i32,
    total: String,
}

impl Page for OrdersPage {
    const TEMPLATE: &'static str = "admin/orders.html";
    fn title(&self) -> String {
        "Insertion orders".into()
    }
}

impl Samples for OrdersPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows| Self { rows, states: Vec::new(), state: String::new(), pages: Pages::default() };
        let row = Row {
            href: "/admin/orders/0".into(),
            number: "IO-1001".into(),
            name: "Winter boots".into(),
            advertiser: "Halden Outdoor".into(),
            state: "Sent",
            tone: "info",
            lines: 3,
            total: "EUR 4,250.00".into(),
        };
        vec![("empty", page(Vec::new())), ("one", page(vec![row]))]
    }
}

/// An order's page.
#[derive(Serialize)]
pub struct OrderPage {
    order: OrderView,
    advertiser: String,
    advertiser_href: String,
    signatures: Vec<SignatureView>,
    messages: Vec<MessageView>,
    past: Past,
    id: String,
    /// Whether the reader may write on it now.
    may_write: bool,
    form: FormState,
}

impl Page for OrderPage {
    const TEMPLATE: &'static str = "admin/order.html";
    fn title(&self) -> String {
        format!("Order {}", self.order.number)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for OrderPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| Self {
            order: OrderView::of(&crate::page::order::sample()),
            advertiser: "Halden Outdoor".into(),
            advertiser_href: "/admin/accounts/0".into(),
            signatures: Vec::new(),
            messages: Vec::new(),
            past: Past::default(),
            id: "0".into(),
            may_write: true,
            form,
        };
        let failed = FormState::failed(Typed::default(), FormErrors::one("body", "Write the message"));
        vec![("plain", page(FormState::default())), ("failed", page(failed))]
    }
}

/// Shows the list.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let state = query.state().filter(|state| STATES.contains(state));
    let found = orders::all(&mut *me.db().read().await?, state, query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |(order, _)| (order.created_at, order.id));
    let row = |(order, advertiser): (Listed, String)| {
        let currency: Currency = order.currency.parse().unwrap_or(Currency::USD);
        Row {
            href: format!("{PATH}/{}", order.id),
            number: order.number,
            name: order.name,
            advertiser,
            state: label(&order.state),
            tone: tone(&order.state),
            lines: order.line_count,
            total: Money::new(order.total_minor, currency).with_code(),
        }
    };
    me.page(&OrdersPage {
        rows: found.into_iter().map(row).collect(),
        states: STATES.iter().map(|state| Choice::new(*state, label(state))).collect(),
        state: state.unwrap_or_default().to_owned(),
        pages: query.pages(PATH, next.as_deref()),
    })
}

async fn page<P: Power>(me: &Signed<Staff, P>, id: OrderId, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let document = orders::document_any(&mut conn, id).await?;
    let account = accounts::find(&mut conn, document.order.account).await?;
    let signed = signatures::under(&conn, Under::Revision(id, document.revision.number)).await?;
    let said = orders::thread(&conn, id).await?;
    let past = Past::of(&mut conn, "order", id.0).await?;
    drop(conn);
    me.page(&OrderPage {
        order: OrderView::of(&document),
        advertiser_href: format!("{ACCOUNTS}/{}", account.id),
        signatures: signed.iter().map(SignatureView::of).collect(),
        advertiser: account.name,
        messages: thread(said, chrono_tz::UTC),
        past,
        id: id.to_string(),
        may_write: document.order.state.is_open()
            && not_own(me, account.id).is_ok()
            && me.principal().staff_role.is_some_and(StaffRole::may_review),
        form,
    })
}

/// Shows an order with its thread and history; the decision is on its case's page.
pub async fn show(me: Signed<Staff>, id: web::Path<OrderId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}

/// Writes on the order's thread; its contact is told that there is a message.
pub async fn write(me: Signed<Staff, CanReview>, id: web::Path<OrderId>, form: Form) -> Result<HttpResponse, Error> {
    not_own(&me, orders::find_any(&mut *me.db().read().await?, *id).await?.account)?;
    let mut read = Reader::new(&form.typed);
    let body: Option<Paragraph> = read.required("body", "Write the message");
    let body = match read.finish(|| body) {
        Ok(body) => body,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    me.commit(&form, async |tx| {
        let order = orders::find_any(tx.conn(), *id).await?;
        let message = Message { author: me.user(), from_staff: true, body: body.to_string(), at: tx.now() };
        orders::update(tx, order.write(message)?).await?;
        Ok(Next::to(format!("{PATH}/{}", *id)).saying("message-sent"))
    })
    .await
}
