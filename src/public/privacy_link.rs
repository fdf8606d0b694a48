//! The link by which an address confirms a privacy request. Opening it does nothing; its button does.

use crate::error::Error;
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::{Form, Next, Visit};
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, web};
use inset_domain::privacy::{PrivacyRequest, RequestKind};
use inset_store::privacy_requests;
use serde::Serialize;

/// The page behind the link.
#[derive(Serialize)]
pub struct ConfirmRequestPage {
    reference: String,
    facts: Vec<Fact>,
}

impl ConfirmRequestPage {
    fn new(reference: String, kind: RequestKind, details: Option<String>, repeats: Vec<String>) -> Self {
        let mut facts = vec![Fact::new("Reference", reference.clone()), Fact::new("Asked", kind.label())];
        facts.extend(details.map(|details| Fact::new("In these words", details)));
        facts.extend(repeats.into_iter().map(|words| Fact::new("And again, in these words", words)));
        Self { reference, facts }
    }
}

impl Page for ConfirmRequestPage {
    const TEMPLATE: &'static str = "public/privacy_link.html";
    fn title(&self) -> String {
        "Confirm your privacy request".into()
    }
}

impl Samples for ConfirmRequestPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let words = Some("My telephone number is another one.".to_owned());
        vec![
            (
                "with words",
                Self::new("PRV-1001".into(), RequestKind::Correct, words, vec!["It is wrong since May.".into()]),
            ),
            ("without", Self::new("PRV-1001".into(), RequestKind::Erase, None, Vec::new())),
        ]
    }
}

const GONE: Error = Error::Gone {
    what: "It was used, or its time has run out.",
    next: "If you still want it, make the request again under /privacy-requests/new.",
};

/// Shows what was asked.
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = visit.db().read().await?;
    let request = privacy_requests::behind(&mut conn, &token).await?;
    let repeats = privacy_requests::repeats(&mut conn, request.id).await?;
    drop(conn);
    if request.clone().confirm(None, visit.db().clock().now()).is_err() {
        return Err(GONE);
    }
    let PrivacyRequest { reference, kind, details, .. } = request;
    let details = details.map(|details| details.to_string());
    let repeats = repeats.into_iter().filter_map(|repeat| repeat.details).collect();
    let mut response = visit.page(&ConfirmRequestPage::new(reference, kind, details, repeats))?;
    // It shows what somebody asked to whoever has the link: no cache keeps it.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Confirms: of two who come at once, one wins.
pub async fn confirm(visit: Visit, token: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    let result = visit
        .commit(&form, async |tx| {
            let now = tx.now();
            let request = privacy_requests::behind(tx.conn(), &token).await?;
            // A machine that tries what it finds in a mail sends no form of ours.
            if form.typed.get("reference") != request.reference {
                return Err(Error::Unreadable);
            }
            let login = match request.email() {
                Some(email) => privacy_requests::login_of(tx.conn(), email).await?,
                None => None,
            };
            let change = request.confirm(login, now).map_err(|_| GONE)?;
            let request = privacy_requests::save(tx, change).await?;
            Ok(Next::to(urls::privacy_request_confirmed(&request.reference)))
        })
        .await;
    result.map_err(|error| match error {
        Error::Stale => GONE,
        other => other,
    })
}
