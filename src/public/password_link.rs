//! Single-use links that set a password: the welcome link (P11) and the one for a forgotten password.

use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::{Page, Samples};
use crate::web::{Form, Next, Visit, device};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, web};
use inset_domain::guessable::Known;
use inset_domain::user::{TokenPurpose, User};
use inset_store::tokens::{self, Standing};
use inset_store::{StoreError, devices, users};
use serde::Serialize;

/// The page behind a link; it names the login.
#[derive(Serialize)]
pub struct PasswordPage {
    first: bool,
    login: String,
    name: String,
    form: FormState,
}

impl Page for PasswordPage {
    const TEMPLATE: &'static str = "public/password_link.html";
    fn title(&self) -> String {
        if self.first { "Welcome: set your password".into() } else { "Set a new password".into() }
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for PasswordPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |first, form| Self { first, login: "ida@example.com".into(), name: "Ida Holm".into(), form };
        let errors = FormErrors::one("password", inset_domain::password::PasswordError::Short);
        vec![
            ("welcome", page(true, FormState::default())),
            ("too short", page(false, FormState::failed(Typed::default(), errors))),
        ]
    }
}

const RAN_OUT: &str = "Ask for a new link under \"Forgotten password\"; it takes a minute.";

async fn behind(visit: &Visit, purpose: TokenPurpose, token: &str) -> Result<User, Error> {
    let mut conn = visit.db().read().await?;
    match tokens::look(&mut conn, purpose, token, visit.db().clock().now()).await {
        Ok(Standing::Live(user)) => Ok(users::find(&mut conn, user).await?),
        Ok(Standing::Used) => Err(Error::Gone {
            what: "It was used already: each link works once.",
            next: "Sign in, or ask for a new link under \"Forgotten password\".",
        }),
        Ok(Standing::Expired) => Err(Error::Gone { what: "Its time has run out.", next: RAN_OUT }),
        Err(StoreError::NotFound) => Err(Error::NotFound),
        Err(error) => Err(error.into()),
    }
}

async fn show(visit: Visit, purpose: TokenPurpose, token: &str) -> Result<HttpResponse, Error> {
    let user = behind(&visit, purpose, token).await?;
    answer(visit, &page(&user, purpose, FormState::default()))
}

/// The page names a login to whoever has the link: no cache keeps it.
fn answer(visit: Visit, page: &PasswordPage) -> Result<HttpResponse, Error> {
    let mut response = visit.page(page)?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn page(user: &User, purpose: TokenPurpose, form: FormState) -> PasswordPage {
    PasswordPage {
        first: purpose == TokenPurpose::Welcome,
        login: user.email.to_string(),
        name: user.full_name.to_string(),
        form,
    }
}

/// What anybody may know of the person.
async fn known(visit: &Visit, user: &User) -> Result<Known, Error> {
    let accounts = users::memberships(&mut *visit.db().read().await?, user.id).await?;
    let (email, name) = (user.email.to_string(), user.full_name.to_string());
    let own = [email.as_str(), &name, &visit.site().config().operator.name];
    Ok(Known::of(own.into_iter().chain(accounts.iter().map(|account| account.name.as_str()))))
}

async fn set(visit: Visit, purpose: TokenPurpose, token: &str, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = visit.answered_before(&form).await? {
        return Ok(answer);
    }
    let user = behind(&visit, purpose, token).await?;
    let known = known(&visit, &user).await?;
    let password = match visit.site().passwords().read(form.typed.get("password"), known).await? {
        Ok(password) => password,
        Err(error) => {
            let errors = FormErrors::one("password", error);
            return answer(visit, &page(&user, purpose, FormState::failed(Typed::default(), errors)));
        }
    };
    let hash = visit.site().passwords().hash(password.secret()).await?;
    // Whoever has the link may sign in from here however many guesses strangers have made.
    let device = device::token(&visit).unwrap_or_else(device::fresh);
    let mut response = visit
        .commit(&form, async |tx| {
            let redeemed = tokens::redeem(tx, purpose, token).await;
            let id = redeemed.map_err(|error| match error {
                StoreError::NotFound => {
                    Error::Gone { what: "It was used already, or its time has run out.", next: RAN_OUT }
                }
                other => other.into(),
            })?;
            let user = users::find(tx.conn(), id).await?;
            let now = tx.now();
            let change = user.set_password(now);
            users::set_password(tx, change, &hash).await?;
            // Whoever knew the old password may have made a browser known with it.
            devices::forget_all(tx.conn(), id).await?;
            devices::remember(tx.conn(), &device, id, now).await?;
            Ok(Next::to("/sign-in").saying("password-set"))
        })
        .await?;
    device::keep(&visit, &mut response, device);
    Ok(response)
}

/// The welcome page.
pub async fn welcome(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    show(visit, TokenPurpose::Welcome, &token).await
}

/// Sets the first password.
pub async fn set_first(visit: Visit, token: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    set(visit, TokenPurpose::Welcome, &token, form).await
}

/// The page for a forgotten password.
pub async fn reset(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    show(visit, TokenPurpose::PasswordReset, &token).await
}

/// Sets a password anew.
pub async fn set_again(visit: Visit, token: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    set(visit, TokenPurpose::PasswordReset, &token, form).await
}
