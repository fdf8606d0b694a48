//! What was refused, for whoever watches over the portal: one line each (OWASP ASVS 5.0, V16.3.2 and V16.3.3). It names the
//! route's pattern, why, and the login by its id; never an address, a filled-in path or what was typed.

use super::session::{Behind, behind};
use crate::error::Error;
use actix_session::SessionExt as _;
use actix_web::HttpRequest;

/// Notes an answer that refuses; any other is left alone.
pub(super) fn note(request: &HttpRequest, error: &actix_web::Error) {
    let Some(error) = error.as_error::<Error>().filter(|error| refuses(error)) else { return };
    let login = match behind(&request.get_session()) {
        Behind::Somebody(principal, _) => Some(principal.user),
        Behind::RanOut(user, _) => Some(user),
        Behind::Nobody | Behind::Away(_) => None,
    };
    // What is not there for anybody is no refusal; for somebody who is signed in it may be another's.
    if login.is_none() && matches!(error, Error::NotFound) {
        return;
    }
    let login = login.map_or_else(|| "nobody".to_owned(), |login| login.to_string());
    let route = request.match_pattern().unwrap_or_default();
    tracing::warn!(target: "refused", method = %request.method(), route, why = %error, login);
}

fn refuses(error: &Error) -> bool {
    match error {
        Error::NotFound
        | Error::Power(_)
        | Error::NoAccount
        | Error::SecondPerson(_)
        | Error::ViewOnly
        | Error::CrossSite
        | Error::OtherAccount
        | Error::SecondFactor { .. }
        | Error::TooLarge
        | Error::TooSlow
        | Error::TooMany { .. } => true,
        // Ways to go on, races with oneself, and faults, which have their own lines.
        Error::SignIn { .. }
        | Error::Enrol
        | Error::Prove { .. }
        | Error::Stale
        | Error::FormUsed
        | Error::State(_)
        | Error::NotAgain(_)
        | Error::Gone { .. }
        | Error::Unreadable
        | Error::FilesBusy
        | Error::Unavailable(_)
        | Error::Internal(_) => false,
    }
}
