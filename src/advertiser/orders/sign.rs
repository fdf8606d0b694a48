//! Signing one revision of an order.

use super::submission::{self, Missing};
use crate::advertiser::Advertiser;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed, signing};
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::{CanSign, Fresh, Power};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::order::{OrderDocument, canonical, statement_of_intent};
use inset_domain::signature::{Side, Signature};
use inset_store::{StoreError, orders};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The page.
#[derive(Serialize)]
pub struct SignPage {
    number: String,
    revision: i32,
    text: String,
    sha256: String,
    intent: String,
    facts: Vec<Fact>,
    missing: Vec<Missing>,
    form: FormState,
}

impl Page for SignPage {
    const TEMPLATE: &'static str = "advertiser/orders/sign.html";
    fn title(&self) -> String {
        format!("Order {}: sign", self.number)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for SignPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| {
            let document = crate::page::order::sample();
            let text = canonical("IO-1001", "Halden Outdoor", &document.revision);
            Self {
                number: "IO-1001".into(),
                revision: 1,
                sha256: fingerprint(&text).1,
                text,
                intent: statement_of_intent(&document, "Ida Holm", "Halden Outdoor"),
                facts: vec![Fact::new("For", "Halden Outdoor")],
                missing: Vec::new(),
                form,
            }
        };
        let errors = FormErrors::one("typed_name", "Type your full name to sign");
        vec![("open", page(FormState::default())), ("failed", page(FormState::failed(Typed::default(), errors)))]
    }
}

fn fingerprint(text: &str) -> ([u8; 32], String) {
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    (digest, inset_domain::hex(&digest))
}

async fn page<P: Power>(
    me: &Signed<Advertiser, P>,
    document: &OrderDocument,
    form: FormState,
) -> Result<HttpResponse, Error> {
    let missing = submission::missing(&mut *me.db().read().await?, me.owner(), document, me.db().clock().now()).await?;
    let company = &me.acting()?.name;
    let text = canonical(&document.order.number, company, &document.revision);
    me.page(&SignPage {
        number: document.order.number.clone(),
        revision: document.revision.number,
        sha256: fingerprint(&text).1,
        text,
        intent: statement_of_intent(document, &me.principal().name, company),
        facts: vec![
            Fact::new("Signed by", me.principal().name.clone()),
            Fact::new("For", company.clone()),
            Fact::new("Revision", document.revision.number.to_string()),
            Fact::new("Total", document.revision.total.with_code()),
        ],
        missing: missing.into_iter().filter(|missing| !missing.is_signature).collect(),
        form,
    })
}

/// Shows the exact text and the place for the name.
pub async fn show(me: Signed<Advertiser, Fresh<CanSign>>, number: web::Path<String>) -> Result<HttpResponse, Error> {
    let document = orders::document(&mut *me.db().read().await?, me.owner(), &number).await?;
    document.order.check_editable()?;
    if document.revision.signed.is_some() {
        return Ok(me.go(&Next::to(urls::advertiser_order_page(&number, "review"))));
    }
    page(&me, &document, FormState::new(Typed::default())).await
}

/// Signs the revision whose text was shown.
pub async fn sign(
    me: Signed<Advertiser, Fresh<CanSign>>,
    number: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let document = orders::document(&mut *me.db().read().await?, me.owner(), &number).await?;
    let mut read = Reader::new(&form.typed);
    let typed_name = signing::read(&mut read, &me.principal().name);
    let typed_name = match read.finish(|| typed_name) {
        Ok(name) => name,
        Err(errors) => return page(&me, &document, FormState::failed(form.typed.clone(), errors)).await,
    };
    let missing =
        submission::missing(&mut *me.db().read().await?, me.owner(), &document, me.db().clock().now()).await?;
    if missing.iter().any(|missing| !missing.is_signature) {
        let errors = FormErrors::one("", "Complete the order before you sign it");
        return page(&me, &document, FormState::failed(form.typed.clone(), errors)).await;
    }
    let company = me.acting()?.name.clone();
    me.commit(&form, async |tx| {
        let document = orders::document(tx.conn(), me.owner(), &number).await?;
        let text = canonical(&document.order.number, &company, &document.revision);
        let (text_sha256, shown) = fingerprint(&text);
        // What is signed is what was shown; a text that changed meanwhile is shown again first.
        if form.typed.get("sha256") != shown {
            return Err(StoreError::Stale.into());
        }
        let signature = Signature {
            side: Side::Account,
            user: me.user(),
            typed_name,
            title: None,
            intent: statement_of_intent(&document, &me.principal().name, &company),
            text_sha256,
            at: tx.now(),
            time_zone: document.revision.header.time_zone.to_string(),
            ip: me.ip(),
            user_agent: me.user_agent(),
            authentication: me.principal().factor,
        };
        orders::sign(tx, document.sign(text, signature).map_err(submission::refused)?).await?;
        Ok(Next::to(urls::advertiser_order_page(&number, "review")).saying("signed"))
    })
    .await
}
