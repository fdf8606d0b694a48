//! The cookie by which a browser is known again, so that a stranger's wrong guesses do not keep its owner out.

use super::Visit;
use super::site::Site;
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use inset_store::devices::REMEMBERED;
use rand::RngCore as _;

/// The token of this browser, if it brings one.
pub fn token(visit: &Visit) -> Option<String> {
    of(visit.request(), visit.site())
}

/// The token of the browser that asks, if it brings one.
pub fn of(request: &HttpRequest, site: &Site) -> Option<String> {
    let cookie = request.cookie(name(site))?;
    // Ours have 43 characters; what is longer is not even looked up.
    Some(cookie.value().to_owned()).filter(|token| token.len() == 43)
}

/// A token for a browser that has none.
pub fn fresh() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// Gives the browser its token, for as long as it is remembered.
pub fn keep(visit: &Visit, response: &mut HttpResponse, token: String) {
    let cookie = Cookie::build(name(visit.site()), token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(visit.site().config().is_https())
        .max_age(time::Duration::days(REMEMBERED.num_days()))
        .finish();
    // The cookie is made of characters that a header holds.
    let _ = response.add_cookie(&cookie);
}

fn name(site: &Site) -> &'static str {
    if site.config().is_https() { "__Host-inset-device" } else { "inset-device" }
}
