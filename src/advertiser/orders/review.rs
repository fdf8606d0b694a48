//! Check and send: everything that is signed and sent, with what is missing.

use super::submission::{self, Missing};
use crate::advertiser::Advertiser;
use crate::error::Error;
use crate::form::{FormState, Typed};
use crate::page::order::{Fact, OrderView};
use crate::page::{Page, Samples};
use crate::web::Signed;
use crate::web::powers::Power;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::order::{OrderDocument, OrderState};
use inset_store::{billing, companies, orders};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct ReviewPage {
    order: OrderView,
    version: i64,
    missing: Vec<Missing>,
    company: Vec<Fact>,
    billing: Vec<Fact>,
    /// Whether staff asked something, so that an answer goes with it.
    answers: bool,
    form: FormState,
}

impl Page for ReviewPage {
    const TEMPLATE: &'static str = "advertiser/orders/review.html";
    fn title(&self) -> String {
        format!("Order {}: check and send", self.order.number)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for ReviewPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |missing| Self {
            order: OrderView::of(&crate::page::order::sample()),
            version: 1,
            missing,
            company: vec![Fact::new("Legal name", "Halden Outdoor Ltd")],
            billing: vec![Fact::new("Payer", "Halden Outdoor Ltd")],
            answers: false,
            form: FormState::default(),
        };
        vec![("ready", page(Vec::new())), ("incomplete", page(Missing::samples()))]
    }
}

/// The page with a form that may have failed.
pub(super) async fn page<P: Power>(
    me: &Signed<Advertiser, P>,
    document: &OrderDocument,
    form: FormState,
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let company = companies::find(&mut conn, me.owner()).await?.map(|company| company.details);
    let profile = billing::find(&mut conn, me.owner()).await?.map(|profile| profile.details);
    let missing = submission::missing(&mut conn, me.owner(), document, me.db().clock().now()).await?;
    drop(conn);
    let company = company.map_or_else(Vec::new, |company| {
        vec![
            Fact::new("Legal name", company.legal_name.to_string()),
            Fact::new("Address", company.address.lines().join("\n")),
            Fact::new("Telephone", company.telephone.to_string()),
        ]
    });
    let billing = profile.map_or_else(Vec::new, |profile| {
        let emails: Vec<String> = profile.billing_emails.iter().map(ToString::to_string).collect();
        vec![
            Fact::new("Payer", profile.payer_name.to_string()),
            Fact::new("Method", profile.method.label()),
            Fact::new("Invoices to", emails.join("\n")),
        ]
    });
    me.page(&ReviewPage {
        order: OrderView::of(document),
        version: document.order.version,
        missing,
        company,
        billing,
        answers: matches!(document.order.state, OrderState::NeedsAttention(..)),
        form,
    })
}

/// Shows the page.
pub async fn show(me: Signed<Advertiser>, number: web::Path<String>) -> Result<HttpResponse, Error> {
    let document = orders::document(&mut *me.db().read().await?, me.owner(), &number).await?;
    document.order.check_editable()?;
    page(&me, &document, FormState::new(Typed::default())).await
}
