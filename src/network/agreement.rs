//! The Advertising Network Service Agreement: its text carries the commercial terms.

use super::Network;
use super::progress::Progress;
use crate::error::Error;
use crate::form::{FormState, Typed};
use crate::shared::{agreement, agreement_pages as pages};
use crate::web::guard::CanSign;
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use inset_store::agreements;

/// Shows it.
pub async fn show(me: Signed<Network>) -> Result<HttpResponse, Error> {
    me.page(&pages::read(&me, "Do the three sections first; the agreement carries them.").await?)
}

/// Shows where it is signed.
pub async fn sign_page(me: Signed<Network, CanSign>) -> Result<HttpResponse, Error> {
    let agreement = agreements::newest(&mut *me.db().read().await?, me.owner()).await?;
    match agreement.filter(|agreement| agreement.is_open()) {
        Some(agreement) => me.page(&pages::sign(&me, &agreement, FormState::new(Typed::default()))?),
        None => Ok(me.go(&Next::to("/network/agreement"))),
    }
}

/// Signs it.
pub async fn sign(me: Signed<Network, CanSign>, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let newest = agreements::newest(&mut *me.db().read().await?, me.owner()).await?.ok_or(Error::NotFound)?;
    let name = match agreement::parse(&form.typed, &me.principal().name) {
        Ok(name) => name,
        Err(errors) => return me.page(&pages::sign(&me, &newest, FormState::failed(form.typed.clone(), errors))?),
    };
    let mut progress = Progress::of(&mut *me.db().read().await?, me.owner()).await?;
    progress.signed = true;
    agreement::sign(&me, &form, name, &progress.next()).await
}
