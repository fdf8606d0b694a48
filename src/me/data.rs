//! One's own data: what one asked about it.

use super::Anyone;
use crate::error::Error;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use inset_domain::ids::PrivacyRequestId;
use inset_domain::period::day_words;
use inset_domain::privacy::{PrivacyRequest, RequestKind, StateName};
use inset_store::privacy_requests;
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct DataPage {
    requests: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    reference: String,
    kind: &'static str,
    state: &'static str,
    tone: &'static str,
    open: bool,
    can_withdraw: bool,
    by: String,
    by_iso: String,
}

impl Row {
    fn of(request: &PrivacyRequest) -> Self {
        let (name, by) = (request.state.name(), request.answer_by().date_naive());
        Self {
            id: request.id.to_string(),
            reference: request.reference.clone(),
            kind: request.kind.noun(),
            state: name.label(),
            tone: name.tone(),
            open: name.is_open(),
            can_withdraw: name.is_open() && name != StateName::InProcess,
            by: day_words(by),
            by_iso: by.to_string(),
        }
    }
}

impl Page for DataPage {
    const TEMPLATE: &'static str = "me/data.html";
    fn title(&self) -> String {
        "Your data".into()
    }
}

impl Samples for DataPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |state: StateName| Row {
            id: "0".into(),
            reference: "PRV-1001".into(),
            kind: RequestKind::Correct.noun(),
            state: state.label(),
            tone: state.tone(),
            open: state.is_open(),
            can_withdraw: state == StateName::Pending,
            by: "15 January 2027".into(),
            by_iso: "2027-01-15".into(),
        };
        let requests = [StateName::Pending, StateName::InProcess, StateName::Complete].map(row).into();
        vec![("nothing asked", Self { requests: Vec::new() }), ("asked", Self { requests })]
    }
}

/// Shows it.
pub async fn show(me: Signed<Anyone>) -> Result<HttpResponse, Error> {
    let requests = privacy_requests::of_user(&mut *me.db().read().await?, me.user(), 50).await?;
    me.page(&DataPage { requests: requests.iter().map(Row::of).collect() })
}

/// Takes a request of one's own back.
pub async fn withdraw(me: Signed<Anyone>, id: web::Path<PrivacyRequestId>, form: Form) -> Result<HttpResponse, Error> {
    let result = me
        .commit(&form, async |tx| {
            let now = tx.now();
            let request = privacy_requests::own(tx.conn(), me.user(), *id).await?;
            privacy_requests::save(tx, request.withdraw(now)?).await?;
            Ok(Next::to(urls::DATA).saying("privacy-taken-back"))
        })
        .await;
    match result {
        // It was decided, begun or taken back meanwhile: the page shows how it stands.
        Err(Error::Stale | Error::State(_)) => Ok(me.go(&Next::to(urls::DATA).saying("privacy-late"))),
        other => other,
    }
}
