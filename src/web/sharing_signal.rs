//! Global Privacy Control: a browser that says `Sec-GPC: 1` says no to sharing for its person.
//! Source: Global Privacy Control, W3C Working Draft, sections 2 (the signal) and 3 (what a site says of it).

use super::Visit;
use crate::error::Error;
use crate::form::Typed;
use actix_web::HttpRequest;
use inset_domain::ids::UserId;
use inset_store::{Actor, users};

/// Whether the browser says no to sharing.
pub(super) fn says_no(request: &HttpRequest) -> bool {
    request.headers().get("sec-gpc").is_some_and(|value| value.as_bytes() == b"1")
}

/// What was typed, without a yes that the browser's no outweighs: from a page that was open before the browser said it, or
/// from a post that waited.
pub(super) fn heeded(request: &HttpRequest, typed: Typed) -> Typed {
    if says_no(request) { typed.without("partner_sharing") } else { typed }
}

/// Takes back a person's yes when they sign in with a browser that says no. Pages alone change nothing.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn heed(visit: &Visit, user: UserId) -> Result<(), Error> {
    if !says_no(visit.request()) {
        return Ok(());
    }
    let consents = users::consents(&mut *visit.db().read().await?, user).await?;
    let Some(change) = consents.sharing_refused(user) else { return Ok(()) };
    Ok(visit.db().transact(Actor::User(user), async |tx| users::refuse_sharing(tx, change).await).await?)
}
