//! The thread of an order.

use crate::advertiser::Advertiser;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::order::{MessageView, thread};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::{CanEdit, Power};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::order::Message;
use inset_domain::text::Paragraph;
use inset_store::orders;
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct MessagesPage {
    number: String,
    messages: Vec<MessageView>,
    form: FormState,
}

impl Page for MessagesPage {
    const TEMPLATE: &'static str = "advertiser/orders/messages.html";
    fn title(&self) -> String {
        format!("Order {}: messages", self.number)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for MessagesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let message = MessageView {
            who: "Rosa Vidal".into(),
            side: "Operator",
            body: "Which landing page is meant?".into(),
            at: "1 December 2026, 14:02 CET".into(),
            at_iso: "2026-12-01T13:02:00Z".into(),
        };
        let page = |messages, form| Self { number: "IO-1001".into(), messages, form };
        let errors = FormErrors::one("body", "Write the message");
        vec![
            ("empty", page(Vec::new(), FormState::default())),
            ("failed", page(vec![message], FormState::failed(Typed::default(), errors))),
        ]
    }
}

async fn page<P: Power>(me: &Signed<Advertiser, P>, number: &str, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let document = orders::document(&mut conn, me.owner(), number).await?;
    let said = orders::thread(&conn, document.order.id).await?;
    drop(conn);
    let messages = thread(said, document.revision.header.time_zone.0);
    me.page(&MessagesPage { number: number.to_owned(), messages, form })
}

/// Shows the thread.
pub async fn show(me: Signed<Advertiser>, number: web::Path<String>) -> Result<HttpResponse, Error> {
    page(&me, &number, FormState::default()).await
}

/// Writes a message.
pub async fn write(
    me: Signed<Advertiser, CanEdit>,
    number: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let mut read = Reader::new(&form.typed);
    let body: Option<Paragraph> = read.required("body", "Write the message");
    let body = match read.finish(|| body) {
        Ok(body) => body,
        Err(errors) => return page(&me, &number, FormState::failed(form.typed.clone(), errors)).await,
    };
    me.commit(&form, async |tx| {
        let order = orders::find(tx.conn(), me.owner(), &number).await?;
        let message = Message { author: me.user(), from_staff: false, body: body.to_string(), at: tx.now() };
        orders::update(tx, order.write(message)?).await?;
        Ok(Next::to(urls::advertiser_order_page(&number, "messages")).saying("message-sent"))
    })
    .await
}
