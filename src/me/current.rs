//! Choosing for which of one's accounts to act.

use super::Anyone;
use crate::error::Error;
use crate::urls;
use crate::web::{Form, Next, Signed, session};
use actix_session::SessionExt as _;
use actix_web::HttpResponse;
use inset_domain::ids::AccountId;
use inset_store::users;

/// Acts for another account from here on; the session gets a new key with it.
pub async fn choose(me: Signed<Anyone>, form: Form) -> Result<HttpResponse, Error> {
    let wanted: AccountId = form.typed.get("account").parse().map_err(|_| Error::NotFound)?;
    let memberships = users::memberships(&mut *me.db().read().await?, me.user()).await?;
    let chosen = memberships.into_iter().find(|acting| acting.id == wanted).ok_or(Error::NotFound)?;
    session::act_for(&me.request().get_session(), chosen.id)?;
    let back = urls::own_path(form.typed.get("back"));
    Ok(me.go(&Next::to(if back == "/" { urls::home(false, Some(chosen.kind)) } else { back })))
}
