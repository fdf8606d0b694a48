//! Whether a site is its publisher's: for now a reviewer looks and decides.

use super::Staff;
use super::case;
use super::claims::held_from;
use super::decide_account::{not_own, politely};
use crate::error::Error;
use crate::form::{FormErrors, FormState, reason};
use crate::urls;
use crate::web::powers::CanReview;
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use diesel_async::AsyncPgConnection;
use inset_domain::account::Account;
use inset_domain::ids::{CaseId, SiteId};
use inset_domain::reason::ReasonFor;
use inset_domain::site::{Site, SiteState};
use inset_store::{StoreError, accounts, cases, sites};

type Me = Signed<Staff, CanReview>;

/// A site of the case's account; in a site's own case that site alone.
async fn find(conn: &mut AsyncPgConnection, case: CaseId, site: SiteId) -> Result<(Account, Site), StoreError> {
    let case = cases::find(conn, case).await?;
    if case.order.is_some() || case.site.is_some_and(|only| only != site) {
        return Err(StoreError::NotFound);
    }
    let site = sites::find(conn, case.account, site).await?;
    Ok((accounts::find(conn, case.account).await?, site))
}

/// Confirms a site of the case's publisher. A domain belongs to one account: the database refuses a second.
pub async fn verify(me: Me, path: web::Path<(CaseId, SiteId)>, form: Form) -> Result<HttpResponse, Error> {
    let (case, site) = *path;
    let mut conn = me.db().read().await?;
    let (_, found) = find(&mut conn, case, site).await?;
    not_own(&me, found.account)?;
    if let Some(held) = held_from(&me, case, &form).await? {
        return Ok(held);
    }
    let others = sites::also_held(&mut conn, found.account, std::slice::from_ref(&found)).await?;
    drop(conn);
    let confirmed = others.iter().find(|(other, ..)| matches!(other.state, SiteState::Verified(_)));
    if let Some((other, reference, name)) = confirmed.filter(|_| !matches!(found.state, SiteState::Verified(_))) {
        let domain = other.details.domain.shown();
        let words = format!("{domain} is confirmed for {name} ({reference}). Refuse one of the two");
        return case::page(&me, case, FormState::failed(form.typed.clone(), FormErrors::one("", words))).await;
    }
    let result = me
        .commit(&form, async |tx| {
            let (owner, site) = find(tx.conn(), case, site).await?;
            sites::save(tx, site.verify(&owner, tx.now(), me.user())?).await?;
            Ok(Next::to(urls::case(case)).saying("site-verified"))
        })
        .await;
    politely(&me, case, result)
}

/// Refuses a site of the case's publisher, with a reason.
pub async fn fail(me: Me, path: web::Path<(CaseId, SiteId)>, form: Form) -> Result<HttpResponse, Error> {
    let (case, site) = *path;
    // Found before the reason is read: a site that is not of this case does not exist, however good the form is.
    let (_, found) = find(&mut *me.db().read().await?, case, site).await?;
    not_own(&me, found.account)?;
    if let Some(held) = held_from(&me, case, &form).await? {
        return Ok(held);
    }
    let (code, words) = (format!("reason_{site}"), format!("words_{site}"));
    let reason = match reason::parse_in(&form.typed, ReasonFor::Site, &code, &words) {
        Ok(reason) => reason,
        Err(errors) => {
            let failed = reason::suggested(FormState::failed(form.typed.clone(), errors), &code, &words);
            return case::page(&me, case, failed).await;
        }
    };
    let result = me
        .commit(&form, async |tx| {
            let (owner, site) = find(tx.conn(), case, site).await?;
            sites::save(tx, site.fail(&owner, tx.now(), me.user(), reason)?).await?;
            Ok(Next::to(urls::case(case)).saying("site-failed"))
        })
        .await;
    politely(&me, case, result)
}
