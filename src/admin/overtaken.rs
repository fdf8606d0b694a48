//! Whoever decides second is shown what the first one decided, beside what they would have done.

use super::Staff;
use super::case;
use crate::error::Error;
use crate::form::{Conflict, FormState, askable};
use crate::web::powers::Power;
use crate::web::{Form, Signed};
use actix_web::HttpResponse;
use diesel_async::AsyncPgConnection;
use inset_domain::account::{AccountKind, Step};
use inset_domain::ids::{CaseId, SiteId};
use inset_domain::period::instant_words;
use inset_domain::reason::Reason;
use inset_domain::site::SiteState;
use inset_store::cases::{self, Ask, Case};
use inset_store::{StoreError, accounts, orders, sites, users};

/// A decision with its reason, as whoever wrote it would have given it.
pub(super) fn wanted(what: &str, reason: &Reason) -> String {
    format!("{what}: {}\n{}", reason.code.label(), reason.words)
}

/// The case as it is now with 409, for a decision on a site that came second; `wanted` is what it was, in words.
pub(super) async fn site<P: Power>(
    me: &Signed<Staff, P>,
    id: CaseId,
    site: SiteId,
    (form, wanted): (&Form, String),
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let case = cases::find(&mut conn, id).await?;
    let site = sites::find(&mut conn, case.account, site).await?;
    let on_record = match &site.state {
        // Nobody decided on it: its whole account's case is not with the staff any more.
        SiteState::Pending(_) => account_stands(&mut conn, &case).await?,
        state => entered(&mut conn, state.label(), state.step()).await?,
    };
    drop(conn);
    shown(me, id, form, Conflict { label: site.details.domain.shown(), on_record, typed: wanted }).await
}

/// The same for a decision with words on the account or the order of a case.
pub(super) async fn decision<P: Power>(
    me: &Signed<Staff, P>,
    id: CaseId,
    (form, wanted): (&Form, String),
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let case = cases::find(&mut conn, id).await?;
    let (label, on_record) = match case.order {
        Some(order) => {
            let state = orders::find_any(&mut conn, order).await?.state;
            ("The order", entered(&mut conn, state.label(), state.step()).await?)
        }
        None => ("The account", account_stands(&mut conn, &case).await?),
    };
    drop(conn);
    shown(me, id, form, Conflict { label: label.into(), on_record, typed: wanted }).await
}

/// The same for changes that were to be asked of an account.
pub(super) async fn changes<P: Power>(
    me: &Signed<Staff, P>,
    id: CaseId,
    (form, asks): (&Form, &[Ask]),
    kind: AccountKind,
) -> Result<HttpResponse, Error> {
    let asked = asks.iter().map(|ask| format!("{}: {}", askable::label(kind, &ask.section, &ask.field), ask.note));
    let wanted = std::iter::once("Ask for changes".to_owned()).chain(asked).collect::<Vec<_>>().join("\n");
    decision(me, id, (form, wanted)).await
}

/// How the account of a case stands, in words.
async fn account_stands(conn: &mut AsyncPgConnection, case: &Case) -> Result<String, StoreError> {
    if case.state == "with_applicant" {
        return Ok("Changes are asked already".into());
    }
    if let (Some(decision), Some(at)) = (case::decision(case), case.closed_at) {
        return match case.decided_by {
            Some(by) => entered(conn, decision, Step { at, by }).await,
            None => Ok(format!("{decision}, {}", instant_words(at, chrono_tz::UTC))),
        };
    }
    let account = accounts::find(conn, case.account).await?;
    match account.is_active() {
        // What is in force is edited without another state of the account.
        true => Ok("It was changed again while you were reading".into()),
        false => entered(conn, account.state.label(), account.state.step()).await,
    }
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
