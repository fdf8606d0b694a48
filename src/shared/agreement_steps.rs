//! Reading and signing an account's agreement.

use super::sections::Applicant;
use super::{agreement, agreement_pages as pages};
use crate::error::Error;
use crate::form::{FormState, Typed};
use crate::web::powers::{CanSign, Fresh};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use inset_store::agreements;

/// Shows it.
///
/// # Errors
/// When the database does not answer.
pub async fn show<R: Applicant>(me: Signed<R>) -> Result<HttpResponse, Error> {
    me.page(&pages::read(&me, R::BEFORE_AGREEMENT).await?)
}

/// Shows where it is signed. Before the sections that it names are given there is nothing to sign (P06).
///
/// # Errors
/// When the database does not answer.
pub async fn sign_page<R: Applicant>(me: Signed<R, Fresh<CanSign>>) -> Result<HttpResponse, Error> {
    let agreement = agreements::newest(&mut *me.db().read().await?, me.owner()).await?;
    match agreement.filter(|agreement| agreement.is_open()) {
        Some(agreement) => me.page(&pages::sign(&me, &agreement, FormState::new(Typed::default()))?),
        None => Ok(me.go(&Next::to(format!("/{}/agreement", R::AREA)))),
    }
}

/// Signs it.
///
/// # Errors
/// [`Error::Stale`] when the text has changed since it was shown, [`Error::State`] when it is signed already.
pub async fn sign<R: Applicant>(me: Signed<R, Fresh<CanSign>>, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let newest = agreements::newest(&mut *me.db().read().await?, me.owner()).await?.ok_or(Error::NotFound)?;
    let name = match agreement::parse(&form.typed, &me.principal().name) {
        Ok(name) => name,
        Err(errors) => return me.page(&pages::sign(&me, &newest, FormState::failed(form.typed.clone(), errors))?),
    };
    me.commit(&form, async |tx| {
        agreement::sign(tx, &me, form.typed.get("sha256"), name).await?;
        Ok(Next::to(R::next(tx.conn(), me.owner()).await?).saying("signed"))
    })
    .await
}
