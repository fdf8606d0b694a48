//! Sending an order, and taking it back.

use super::review;
use crate::advertiser::Advertiser;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader};
use crate::shared::sections::Sections as _;
use crate::urls;
use crate::web::powers::{CanEdit, CanSign};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use inset_domain::account::AccountState;
use inset_domain::ids::AccountId;
use inset_domain::order::{OrderDocument, SubmitError};
use inset_domain::text::Paragraph;
use inset_store::{StoreError, accounts, billing, companies, orders};
use serde::Serialize;

/// Something without which an order cannot be sent (P05), with where it is given.
#[derive(Serialize)]
pub struct Missing {
    label: String,
    href: String,
    /// Whether it is the signature, which comes last.
    #[serde(skip)]
    pub(super) is_signature: bool,
}

impl Missing {
    fn new(label: impl ToString, href: impl Into<String>) -> Self {
        Self { label: label.to_string(), href: href.into(), is_signature: false }
    }

    /// For samples.
    pub(super) fn samples() -> Vec<Self> {
        vec![Self::new("Add at least one line", "/advertiser/orders/IO-1001/lines")]
    }
}

/// What is missing before the order can be sent.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn missing(
    conn: &mut AsyncPgConnection,
    owner: AccountId,
    document: &OrderDocument,
    now: DateTime<Utc>,
) -> Result<Vec<Missing>, StoreError> {
    let mut missing = Vec::new();
    let account = accounts::find(conn, owner).await?;
    if !account.takes_orders() {
        let state = account.state.label().to_lowercase();
        missing.push(Missing::new(format!("The account is {state}: no order of it is sent"), Advertiser::BASE));
    }
    if companies::find(conn, owner).await?.is_none() {
        missing.push(Missing::new("Fill in the company: name, street address and telephone", "/advertiser/company"));
    }
    if billing::find(conn, owner).await?.is_none() {
        missing.push(Missing::new("Fill in the billing profile", "/advertiser/billing"));
    }
    let number = &document.order.number;
    for obstacle in document.revision.obstacles(now) {
        let page = if obstacle.is_of_lines() { "lines" } else { "header" };
        missing.push(Missing::new(obstacle, urls::advertiser_order_page(number, page)));
    }
    if document.revision.signed.is_none() {
        let href = urls::advertiser_order_page(number, "sign");
        missing.push(Missing { is_signature: true, ..Missing::new("Sign this revision", href) });
    }
    Ok(missing)
}

/// Sends the order. The first one sends the advertiser's account too.
pub async fn submit(
    me: Signed<Advertiser, CanSign>,
    number: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let document = orders::document(&mut *me.db().read().await?, me.owner(), &number).await?;
    // Asked once the order is read: what another post of the same form made of it since is no reason to refuse this one.
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    document.order.check_editable()?;
    // Looked at first: an order that lacks something has no form to send yet, so nothing of it can be wrong.
    let incomplete =
        !missing(&mut *me.db().read().await?, me.owner(), &document, me.db().clock().now()).await?.is_empty();
    if incomplete {
        let errors = FormErrors::one("", "Complete what is missing below, then send the order");
        return review::page(&me, &document, FormState::failed(form.typed.clone(), errors)).await;
    }
    let mut read = Reader::new(&form.typed);
    let answer: Option<Paragraph> = read.optional("answer");
    if !read.ticked("terms") {
        read.error("terms", "Accept the insertion order terms to send the order");
    }
    let seen = read.version();
    let answer = match read.finish(|| Some(answer)) {
        Ok(answer) => answer,
        Err(errors) => return review::page(&me, &document, FormState::failed(form.typed.clone(), errors)).await,
    };
    me.commit(&form, async |tx| {
        let document = orders::document(tx.conn(), me.owner(), &number).await?;
        if document.order.version != seen {
            return Err(StoreError::Stale.into());
        }
        let again = document.order.submitted_at.is_some();
        let change = document.submit(tx.now(), me.user(), answer.map(|words| words.to_string()));
        orders::update(tx, change.map_err(refused)?).await?;
        let account = accounts::find(tx.conn(), me.owner()).await?;
        if !account.takes_orders() {
            return Err(StoreError::Stale.into());
        }
        if matches!(account.state, AccountState::Draft(_)) {
            accounts::update(tx, account.submit(tx.now(), me.user())?).await?;
        }
        let notice = if again { "answered" } else { "submitted" };
        Ok(Next::to(urls::advertiser_order(&number)).saying(notice))
    })
    .await
}

/// The answer to an order that cannot be signed or sent.
pub(super) fn refused(error: SubmitError) -> Error {
    match error {
        SubmitError::State(wrong) => wrong.into(),
        // Checked above; whoever gets here raced with an edit.
        SubmitError::NotSigned(_) | SubmitError::Obstacle(_) => Error::Stale,
    }
}

/// Takes the order back.
pub async fn withdraw(
    me: Signed<Advertiser, CanEdit>,
    number: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let order = orders::find(tx.conn(), me.owner(), &number).await?;
        orders::update(tx, order.withdraw(tx.now(), me.user())?).await?;
        Ok(Next::to(urls::advertiser_order(&number)).saying("order-withdrawn"))
    })
    .await
}
