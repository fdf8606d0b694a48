//! Signing out.

use crate::error::Error;
use crate::web::{Form, Next, Visit};
use actix_session::SessionExt as _;
use actix_web::HttpResponse;

/// Ends the session; without one it does no harm.
pub async fn sign_out(visit: Visit, _: Form) -> Result<HttpResponse, Error> {
    visit.request().get_session().purge();
    Ok(visit.go(&Next::to("/sign-in").saying("signed-out")))
}
