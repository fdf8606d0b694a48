//! Proving again who one is with a passkey, in place of a code or the password.

use super::{Anyone, proof};
use crate::error::Error;
use crate::form::{FormErrors, FormState};
use crate::web::passkeys::{self, Answered, FIELD};
use crate::web::powers::CanSecure;
use crate::web::{Form, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::guessing::{Guesser, wait_words};
use inset_domain::session::Factor;
use inset_store::guesses::{self, Guessing};

const ANOTHERS: &str = "Choose a passkey of the login you are signed in with: that one is of another";

/// Checks the passkey. Counted like a code before it is checked.
pub async fn check(me: Signed<Anyone, CanSecure>, form: Form) -> Result<HttpResponse, Error> {
    let typed = form.typed.clone().without(FIELD).without("ceremony");
    let wrong = |words: &str| FormState::failed(typed, FormErrors::one(FIELD, words));
    let now = me.db().clock().now();
    let guessing = [Guessing::new(me.db().vault(), Guesser::Code, &me.user().to_string())];
    let taken = guesses::take(&mut *me.db().read().await?, &guessing, now).await?;
    if let Err(refused) = taken {
        let words = format!("Wait {}: too many were wrong for this login", wait_words(refused.wait));
        return proof::page(&me, wrong(&words), Some(StatusCode::TOO_MANY_REQUESTS));
    }
    match passkeys::check(me.site(), &form.typed).await? {
        Answered::Right(holder) if holder.user == me.user() => {
            guesses::give_back(&*me.db().read().await?, &guessing, now).await?;
            proof::proven(&me, Factor::Passkey, form.typed.get("back")).await
        }
        Answered::Right(_) => proof::page(&me, wrong(ANOTHERS), None),
        Answered::Wrong(words) => proof::page(&me, wrong(words), None),
    }
}
