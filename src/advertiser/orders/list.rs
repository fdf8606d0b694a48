//! The advertiser's orders, newest first.

use crate::advertiser::Advertiser;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use actix_web::{HttpResponse, web};
use inset_domain::money::{Currency, Money};
use inset_domain::order::{label, tone};
use inset_domain::period::period_words;
use inset_store::orders::{self, Listed};
use serde::Serialize;

/// The states that the filter offers: those an order can be in today.
const STATES: [&str; 7] =
    ["draft", "submitted", "needs_attention", "accepted", "countersigned", "rejected", "withdrawn"];

/// The list.
#[derive(Serialize)]
pub struct ListPage {
    rows: Vec<Row>,
    states: Vec<Choice>,
    state: String,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    number: String,
    href: String,
    name: String,
    state: &'static str,
    tone: &'static str,
    days: String,
    lines: i32,
    total: String,
}

impl From<Listed> for Row {
    fn from(order: Listed) -> Self {
        let currency: Currency = order.currency.parse().unwrap_or(Currency::USD);
        Self {
            href: urls::advertiser_order(&order.number),
            number: order.number,
            name: order.name,
            state: label(&order.state),
            tone: tone(&order.state),
            days: match (order.starts_on, order.ends_on) {
                (Some(start), Some(end)) => period_words(start, end),
                _ => String::new(),
            },
            lines: order.line_count,
            total: Money::new(order.total_minor, currency).with_code(),
        }
    }
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "advertiser/orders/list.html";
    fn title(&self) -> String {
        "Insertion orders".into()
    }
}

impl Samples for ListPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows, state: &str| Self { rows, states: Vec::new(), state: state.into(), pages: Pages::default() };
        let row = Row {
            number: "IO-1001".into(),
            href: "/advertiser/orders/IO-1001".into(),
            name: "Winter boots".into(),
            state: "Sent",
            tone: "info",
            days: "1 December 2026 to 31 December 2026".into(),
            lines: 3,
            total: "EUR 4,250.00".into(),
        };
        vec![("empty", page(Vec::new(), "")), ("none match", page(Vec::new(), "draft")), ("one", page(vec![row], ""))]
    }
}

/// Shows the list.
pub async fn show(me: Signed<Advertiser>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let state = query.state().filter(|state| STATES.contains(state));
    let mut conn = me.db().read().await?;
    let rows = match (state, query.place()) {
        (None, None) => orders::newest(&mut conn, me.owner(), PAGE + 1).await?,
        (state, place) => orders::of_account(&mut conn, me.owner(), state, place, PAGE + 1).await?,
    };
    drop(conn);
    let (rows, next) = cut(rows, |order| (order.created_at, order.id));
    me.page(&ListPage {
        rows: rows.into_iter().map(Row::from).collect(),
        states: STATES.iter().map(|state| Choice::new(*state, label(state))).collect(),
        state: state.unwrap_or_default().to_owned(),
        pages: query.pages(urls::ADVERTISER_ORDERS, next.as_deref()),
    })
}
