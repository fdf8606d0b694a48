//! Looking at an account as its owner sees it: begun with a reason, told to the owners, ended by a button or by time.

use super::Staff;
use super::accounts;
use super::person::reason;
use crate::error::Error;
use crate::form::FormState;
use crate::urls;
use crate::web::powers::{CanAnswer, Fresh};
use crate::web::{Form, Next, Signed, session};
use actix_session::SessionExt as _;
use actix_web::{HttpResponse, web};
use inset_domain::ids::AccountId;
use inset_domain::viewing::Viewing;
use inset_store::{accounts as account_store, viewings};

/// Begins to look; the session gets a new key with it.
pub async fn begin(
    me: Signed<Staff, Fresh<CanAnswer>>,
    id: web::Path<AccountId>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let why = match reason(&form.typed, "viewing_why", "Say why you look: the account's owners read it") {
        Ok(why) => why,
        Err(errors) => return accounts::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let (mut begun, before) = (None, me.principal().viewing.as_ref().map(|looking| looking.id));
    let answer = me
        .commit(&form, async |tx| {
            let account = account_store::find(tx.conn(), *id).await?;
            if let Some(before) = before {
                viewings::end(tx, before).await?;
            }
            let change = Viewing::begin(&account, (me.user(), &me.principal().name), why, tx.now());
            begun = Some(viewings::begin(tx, change).await?.id);
            Ok(Next::to(urls::home(false, Some(account.kind))).saying("viewing-begun"))
        })
        .await?;
    // A form that was sent before has begun nothing anew.
    if begun.is_some() {
        session::look(&me.request().get_session(), begun)?;
    }
    Ok(answer)
}

/// Ends it; the session gets a new key.
pub async fn end(me: Signed<Staff>, form: Form) -> Result<HttpResponse, Error> {
    let Some(looking) = &me.principal().viewing else {
        return Ok(me.go(&Next::to(urls::QUEUE).saying("viewing-ended")));
    };
    let answer = me
        .commit(&form, async |tx| {
            viewings::end(tx, looking.id).await?;
            Ok(Next::to(urls::admin_account(looking.account.id)).saying("viewing-ended"))
        })
        .await?;
    session::look(&me.request().get_session(), None)?;
    Ok(answer)
}
