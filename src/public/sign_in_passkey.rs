//! Signing in with a passkey: in place of address and password, or as the second step after them.

use super::{sign_in, sign_in_code};
use crate::error::Error;
use crate::form::{FormErrors, FormState};
use crate::urls;
use crate::web::passkeys::{self, Answered, FIELD};
use crate::web::session::{self, Begun};
use crate::web::{Form, Next, Visit, device, record};
use actix_session::SessionExt as _;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::guessing::{Guesser, wait_words};
use inset_domain::ids::AccountId;
use inset_domain::session::Factor;
use inset_domain::sign_in::SignInTry;
use inset_store::devices;
use inset_store::guesses::{self, Guessing};

/// Signs in. A wrong answer takes one from the network's allowance: there is no address to take it from.
pub async fn sign_in(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    let (site, now) = (visit.site(), visit.db().clock().now());
    let network = visit.network().map(|network| network.to_string()).unwrap_or_default();
    let guessing = [Guessing::new(visit.db().vault(), Guesser::Network, &network)];
    let taken = guesses::take(&mut *visit.db().read().await?, &guessing, now).await?;
    if let Err(refused) = taken {
        let words = format!("Wait {}: too many were wrong for your network", wait_words(refused.wait));
        return wrong(&visit, &form, &words, Some(StatusCode::TOO_MANY_REQUESTS));
    }
    let holder = match passkeys::check(site, &form.typed).await? {
        Answered::Right(holder) => holder,
        Answered::Wrong(words) => return wrong(&visit, &form, words, None),
    };
    let token = device::token(&visit).unwrap_or_else(device::fresh);
    let conn = visit.db().read().await?;
    tokio::try_join!(guesses::give_back(&conn, &guessing, now), devices::remember(&conn, &token, holder.user, now))?;
    drop(conn);
    let staff = holder.staff_role.is_some();
    let begun = Begun {
        user: holder.user,
        account: holder.account.filter(|_| !staff).map(AccountId),
        staff,
        factor: Factor::Passkey,
        agent: visit.user_agent(),
        network,
    };
    let tried = SignInTry::Right { factor: Factor::Passkey, more_due: false };
    record::right(&visit, holder.user, tried).await?;
    session::begin(&visit.request().get_session(), begun)?;
    let back = urls::own_path(form.typed.get("back"));
    let kind = holder.account_kind.as_deref().and_then(|kind| kind.parse().ok());
    let mut response = visit.go(&Next::to(if back == "/" { urls::home(staff, kind) } else { back }));
    device::keep(&visit, &mut response, token);
    Ok(response)
}

/// The page the answer came from, with what to do.
fn wrong(visit: &Visit, form: &Form, words: &str, status: Option<StatusCode>) -> Result<HttpResponse, Error> {
    let typed = form.typed.clone().without(FIELD).without("ceremony");
    let state = FormState::failed(typed, FormErrors::one(FIELD, words));
    match visit.half_way() {
        Some(_) => sign_in_code::page(visit, state, status),
        None => sign_in::page(visit, state, status),
    }
}
