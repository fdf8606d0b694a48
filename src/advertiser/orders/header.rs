//! The page of an order's header.

use super::header_form::{self, BILLING_CONTACTS};
use crate::advertiser::Advertiser;
use crate::choices;
use crate::error::Error;
use crate::form::choice::{Choice, channels, currencies, time_zones};
use crate::form::{FormState, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::CanEdit;
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::order::{BillingMethod, Liability};
use inset_store::{StoreError, orders};
use serde::Serialize;

/// The page, of a new order or one that is being written.
#[derive(Serialize)]
pub struct HeaderPage {
    /// The order's number; none while it has none.
    number: Option<String>,
    form: FormState,
    currencies: Vec<Choice>,
    time_zones: Vec<Choice>,
    billing_methods: Vec<Choice>,
    liabilities: Vec<Choice>,
    channels: Vec<Choice>,
    billing_rows: usize,
}

impl HeaderPage {
    /// The page with its lists.
    pub(super) fn new(number: Option<String>, form: FormState) -> Self {
        Self {
            number,
            form,
            currencies: currencies(),
            time_zones: time_zones(),
            billing_methods: choices!(BillingMethod),
            liabilities: choices!(Liability),
            channels: channels(),
            billing_rows: BILLING_CONTACTS,
        }
    }
}

impl Page for HeaderPage {
    const TEMPLATE: &'static str = "advertiser/orders/header.html";
    fn title(&self) -> String {
        self.number.as_ref().map_or_else(|| "New insertion order".into(), |number| format!("Order {number}: header"))
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for HeaderPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = header_form::parse(&Typed::default()) else { return Vec::new() };
        let document = crate::page::order::sample();
        vec![
            ("new", Self::new(None, FormState::default())),
            ("failed", Self::new(None, FormState::failed(Typed::default(), errors))),
            (
                "draft",
                Self::new(Some("IO-1001".into()), FormState::new(header_form::fill(&document.revision.header, 1))),
            ),
        ]
    }
}

/// Shows the header.
pub async fn show(me: Signed<Advertiser>, number: web::Path<String>) -> Result<HttpResponse, Error> {
    let document = orders::document(&mut *me.db().read().await?, me.owner(), &number).await?;
    document.order.check_editable()?;
    let form = FormState::new(header_form::fill(&document.revision.header, document.order.version));
    me.page(&HeaderPage::new(Some(document.order.number), form))
}

/// Saves the header.
pub async fn save(
    me: Signed<Advertiser, CanEdit>,
    number: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Error> {
    // Found before it is read: somebody else's order does not exist, however good the form is.
    orders::find(&mut *me.db().read().await?, me.owner(), &number).await?;
    let (header, seen) = match header_form::parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => {
            return me.page(&HeaderPage::new(Some(number.clone()), FormState::failed(form.typed.clone(), errors)));
        }
    };
    let saved = me
        .commit(&form, async |tx| {
            let document = orders::document(tx.conn(), me.owner(), &number).await?;
            if document.order.version != seen {
                return Err(StoreError::Stale.into());
            }
            let lines = document.revision.lines.clone();
            orders::save(tx, document.revise(header, lines, tx.now(), me.user())?).await?;
            Ok(Next::to(urls::advertiser_order_page(&number, "lines")).saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let document = orders::document(&mut *me.db().read().await?, me.owner(), &number).await?;
            let current = header_form::fill(&document.revision.header, document.order.version);
            me.page(&HeaderPage::new(Some(number.clone()), FormState::overtaken(form.typed.clone(), &current)))
        }
        other => other,
    }
}
