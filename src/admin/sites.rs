//! Whether a site is its publisher's: for now a reviewer looks and decides.

use super::Staff;
use super::case;
use super::decide_account::politely;
use crate::error::Error;
use crate::form::{FormState, reason};
use crate::urls;
use crate::web::guard::CanReview;
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use inset_domain::ids::{AccountId, CaseId, SiteId};
use inset_store::{StoreError, Tx, cases, sites};

type Me = Signed<Staff, CanReview>;

/// The account of a case, through which its sites are found.
async fn owner(tx: &mut Tx<'_>, case: CaseId) -> Result<AccountId, StoreError> {
    Ok(cases::find(tx.conn(), case).await?.account)
}

async fn find(me: &Me, case: CaseId, site: SiteId) -> Result<(), Error> {
    let mut conn = me.db().read().await?;
    let owner = cases::find(&mut conn, case).await?.account;
    sites::find(&mut conn, owner, site).await?;
    Ok(())
}

/// Confirms a site of the case's publisher.
pub async fn verify(me: Me, path: web::Path<(CaseId, SiteId)>, form: Form) -> Result<HttpResponse, Error> {
    let (case, site) = *path;
    let result = me
        .commit(&form, async |tx| {
            let owner = owner(tx, case).await?;
            let site = sites::find(tx.conn(), owner, site).await?;
            sites::save(tx, site.verify(tx.now(), me.user())?).await?;
            Ok(Next::to(urls::case(case)).saying("site-verified"))
        })
        .await;
    politely(&me, case, result)
}

/// Refuses a site of the case's publisher, with a reason.
pub async fn fail(me: Me, path: web::Path<(CaseId, SiteId)>, form: Form) -> Result<HttpResponse, Error> {
    let (case, site) = *path;
    // Found before the reason is read: a site that is not of this case does not exist, however good the form is.
    find(&me, case, site).await?;
    let reason = match reason::parse_in(&form.typed, &format!("words_{site}")) {
        Ok(reason) => reason,
        // The code is this form's own, not a choice to be shown in the form that declines the account.
        Err(errors) => {
            return case::page(&me, case, FormState::failed(form.typed.clone().without("reason"), errors)).await;
        }
    };
    let result = me
        .commit(&form, async |tx| {
            let owner = owner(tx, case).await?;
            let site = sites::find(tx.conn(), owner, site).await?;
            sites::save(tx, site.fail(tx.now(), me.user(), reason)?).await?;
            Ok(Next::to(urls::case(case)).saying("site-failed"))
        })
        .await;
    politely(&me, case, result)
}
