//! Signing out.

use crate::error::Error;
use crate::web::{Form, Next, Visit};
use actix_session::SessionExt as _;
use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};

/// Ends the session; without one it does no harm.
pub async fn sign_out(visit: Visit, _: Form) -> Result<HttpResponse, Error> {
    visit.request().get_session().purge();
    let mut response = visit.go(&Next::to("/sign-in").saying("signed-out"));
    // What the browser kept of private pages goes too. Its cookies stay: ours is removed by name, and the mark of a known
    // browser is what keeps strangers from locking its owner out.
    let leftovers = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), leftovers);
    Ok(response)
}
