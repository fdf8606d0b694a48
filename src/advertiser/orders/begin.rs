//! Beginning an order.

use super::header::HeaderPage;
use super::header_form;
use crate::advertiser::Advertiser;
use crate::error::Error;
use crate::form::{FormState, person};
use crate::urls;
use crate::web::powers::CanEdit;
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use inset_domain::order::OrderDocument;
use inset_store::{billing, contacts, orders};

/// Shows an empty header, filled in with what the account has on record.
pub async fn show(me: Signed<Advertiser>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let people = contacts::all(&mut conn, me.owner()).await?;
    let profile = billing::find(&mut conn, me.owner()).await?;
    let known = person::known(&mut conn, me.owner(), me.principal()).await?;
    drop(conn);
    let typed = header_form::fill_new(&people, profile.as_ref(), &known);
    me.page(&HeaderPage::new(None, FormState::new(typed)))
}

/// Begins the order; its lines come next.
pub async fn begin(me: Signed<Advertiser, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    let (header, _) = match header_form::parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => return me.page(&HeaderPage::new(None, FormState::failed(form.typed.clone(), errors))),
    };
    me.commit(&form, async |tx| {
        let currency = header.currency;
        let change = OrderDocument::begin(me.owner(), header, currency, tx.now(), me.user());
        let number = orders::save(tx, change).await?;
        Ok(Next::to(urls::advertiser_order_page(&number, "lines")).saying("order-begun"))
    })
    .await
}
