//! Decisions on orders.

use super::Staff;
use super::case;
use super::claims::hold;
use super::decide_account::{as_shown, not_own, politely};
use super::overtaken;
use super::undo::decide_order as decided;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, reason, signing};
use crate::urls;
use crate::web::powers::{CanReview, Fresh, Power};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use inset_domain::ids::{CaseId, OrderId};
use inset_domain::order::statement_of_countersigning;
use inset_domain::reason::ReasonFor;
use inset_domain::signature::{Side, Signature};
use inset_store::{StoreError, accounts, cases, orders};

type Me = Signed<Staff, CanReview>;
/// For what commits the operator to money.
type FreshMe = Signed<Staff, Fresh<CanReview>>;

async fn order_of<P: Power>(me: &Signed<Staff, P>, id: CaseId) -> Result<OrderId, Error> {
    let case = cases::find(&mut *me.db().read().await?, id).await?;
    not_own(me, case.account)?;
    case.order.ok_or(Error::NotFound)
}

/// Asks the advertiser about something.
pub async fn need_attention(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let order = order_of(&me, *id).await?;
    let reason = match reason::parse(&form.typed, ReasonFor::Order) {
        Ok(reason) => reason,
        Err(errors) => return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let wanted = overtaken::wanted("Ask about it", &reason);
    let result = me
        .commit(&form, async |tx| {
            let order = orders::find_any(tx.conn(), order).await?;
            as_shown(&form, order.version)?;
            let now = tx.now();
            decided(&me, tx, *id, order, |it| it.need_attention(now, me.user(), reason)).await?;
            Ok(Next::to(urls::QUEUE).saying("attention-asked"))
        })
        .await;
    politely(&me, *id, (&form, Some(wanted)), result).await
}

/// Rejects.
pub async fn reject(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let order = order_of(&me, *id).await?;
    let reason = match reason::parse(&form.typed, ReasonFor::Order) {
        Ok(reason) => reason,
        Err(errors) => return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let wanted = overtaken::wanted("Reject", &reason);
    let result = me
        .commit(&form, async |tx| {
            let order = orders::find_any(tx.conn(), order).await?;
            as_shown(&form, order.version)?;
            let now = tx.now();
            decided(&me, tx, *id, order, |it| it.reject(now, me.user(), reason)).await?;
            Ok(Next::to(urls::QUEUE).saying("rejected"))
        })
        .await;
    politely(&me, *id, (&form, Some(wanted)), result).await
}

/// Accepts; the advertiser's account must be active.
pub async fn accept(me: FreshMe, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let order = order_of(&me, *id).await?;
    let is_active = {
        let mut conn = me.db().read().await?;
        let order = orders::find_any(&mut conn, order).await?;
        accounts::find(&mut conn, order.account).await?.is_active()
    };
    if !is_active {
        let errors = FormErrors::one(
            "",
            "Decide the advertiser's account first: only an active advertiser's orders are accepted",
        );
        return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await;
    }
    let result = me
        .commit(&form, async |tx| {
            let order = orders::find_any(tx.conn(), order).await?;
            as_shown(&form, order.version)?;
            let active = accounts::find(tx.conn(), order.account).await?.is_active();
            let now = tx.now();
            decided(&me, tx, *id, order, |it| it.accept(now, me.user(), active)).await?;
            Ok(Next::to(urls::case(*id)).saying("accepted"))
        })
        .await;
    politely(&me, *id, (&form, None), result).await
}

/// Countersigns the revision that was accepted; the order is in force.
pub async fn countersign(me: FreshMe, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let order = order_of(&me, *id).await?;
    let mut read = Reader::new(&form.typed);
    let name = signing::read(&mut read, &me.principal().name);
    let name = match read.finish(|| name) {
        Ok(name) => name,
        Err(errors) => return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let company = me.site().config().operator.legal_name.clone();
    let result = me
        .commit(&form, async |tx| {
            let document = orders::document_any(tx.conn(), order).await?;
            as_shown(&form, document.order.version)?;
            let text_sha256 = document.revision.signed.as_ref().ok_or(StoreError::Stale)?.text_sha256;
            let signer = &me.principal().name;
            let signature = Signature {
                side: Side::Operator,
                user: me.user(),
                typed_name: name,
                title: None,
                intent: statement_of_countersigning(&document, signer, &company),
                text_sha256,
                at: tx.now(),
                time_zone: document.revision.header.time_zone.to_string(),
                ip: me.ip(),
                user_agent: me.user_agent(),
                authentication: me.principal().factor,
            };
            hold(&me, tx, *id).await?;
            orders::update(tx, document.order.countersign(signature)?).await?;
            Ok(Next::to(urls::QUEUE).saying("countersigned"))
        })
        .await;
    politely(&me, *id, (&form, None), result).await
}
