//! Whoever decides second is shown what the first one decided, beside what they would have done.

use super::Staff;
use super::case;
use crate::error::Error;
use crate::form::{Conflict, FormState, askable};
use crate::web::powers::Power;
use crate::web::{Form, Signed};
use actix_web::HttpResponse;
use diesel_async::AsyncPgConnection;
use inset_domain::account::Step;
use inset_domain::ids::{CaseId, SiteId};
use inset_domain::period::instant_words;
use inset_store::cases::{self, Ask};
use inset_store::{StoreError, accounts, sites, users};

/// The case as it is now with 409, for a decision on a site that came second; `wanted` is what it was, in words.
pub(super) async fn site<P: Power>(
    me: &Signed<Staff, P>,
    case: CaseId,
    site: SiteId,
    (form, wanted): (&Form, String),
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let owner = cases::find(&mut conn, case).await?.account;
    let site = sites::find(&mut conn, owner, site).await?;
    let on_record = entered(&mut conn, site.state.label(), site.state.step()).await?;
    drop(conn);
    shown(me, case, form, Conflict { label: site.details.domain.shown(), on_record, typed: wanted }).await
}

/// The same for changes that were to be asked of an account.
pub(super) async fn changes<P: Power>(
    me: &Signed<Staff, P>,
    id: CaseId,
    (form, asks): (&Form, &[Ask]),
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let case = cases::find(&mut conn, id).await?;
    let account = accounts::find(&mut conn, case.account).await?;
    let on_record = match case.state.as_str() {
        "with_applicant" => "Changes are asked already".to_owned(),
        // What is in force is edited without another state of the account.
        _ if account.is_active() => "It was changed again while you were reading".to_owned(),
        _ => entered(&mut conn, account.state.label(), account.state.step()).await?,
    };
    drop(conn);
    let asked =
        asks.iter().map(|ask| format!("{}: {}", askable::label(account.kind, &ask.section, &ask.field), ask.note));
    let typed = std::iter::once("Ask for changes".to_owned()).chain(asked).collect::<Vec<_>>().join("\n");
    shown(me, id, form, Conflict { label: "The account".into(), on_record, typed }).await
}

/// A state in words, with who entered it and when.
async fn entered(conn: &mut AsyncPgConnection, state: &str, step: Step) -> Result<String, StoreError> {
    let by = users::find(conn, step.by).await?.full_name;
    Ok(format!("{state}, by {by}, {}", instant_words(step.at, chrono_tz::UTC)))
}

async fn shown<P: Power>(me: &Signed<Staff, P>, id: CaseId, form: &Form, met: Conflict) -> Result<HttpResponse, Error> {
    let state = FormState { overtaken: true, conflicts: vec![met], ..FormState::new(form.typed.clone()) };
    case::page(me, id, state).await
}
