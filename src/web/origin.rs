//! Cross-site posts are refused: by Fetch Metadata first, then by Origin. The session's token comes on top.

use super::host::is_own_origin;
use crate::config::Config;
use crate::error::Error;
use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderName};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Checks where a post comes from.
///
/// # Errors
/// [`Error::CrossSite`] unless the browser says that it comes from one of our own pages.
pub fn check(request: &HttpRequest, config: &Config) -> Result<(), Error> {
    let text = |name: &HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    match text(&FETCH_SITE) {
        Some("same-origin") => return Ok(()),
        Some(_) => return Err(Error::CrossSite),
        None => {}
    }
    let host = text(&header::HOST).unwrap_or("");
    match text(&header::ORIGIN) {
        Some(origin) if is_own_origin(origin, &config.base_url, host, config.is_development()) => Ok(()),
        _ => Err(Error::CrossSite),
    }
}
