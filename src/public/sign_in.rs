//! Signing in. Known and unknown addresses get the same words after the same work.

use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::{Form, Next, Visit, session};
use actix_session::SessionExt as _;
use actix_web::http::StatusCode;
use actix_web::http::header::USER_AGENT;
use actix_web::{HttpResponse, web};
use inset_domain::email::Email;
use inset_domain::ids::{AccountId, UserId};
use inset_domain::password;
use inset_store::users;
use serde::{Deserialize, Serialize};

/// Where the person wanted to go.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// The sign-in page.
#[derive(Serialize)]
pub struct SignInPage {
    form: FormState,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "public/sign_in.html";
    fn title(&self) -> String {
        "Sign in".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for SignInPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let typed = Typed::default().with("email", "ida@example.com");
        vec![
            ("empty", Self { form: FormState::new(Typed::default()) }),
            ("refused", Self { form: FormState::failed(typed, refused()) }),
        ]
    }
}

fn refused() -> FormErrors {
    FormErrors::one("email", "Check the e-mail address and the password: together they match no login")
}

/// Shows the form; someone who is signed in already goes on.
pub async fn show(visit: Visit, query: web::Query<Back>) -> Result<HttpResponse, Error> {
    let back = urls::own_path(&query.back).to_owned();
    if let Some(person) = visit.principal() {
        let home = urls::home(person.staff_role.is_some(), person.account.as_ref().map(|account| account.kind));
        return Ok(visit.go(&Next::to(if back == "/" { home } else { &back })));
    }
    visit.page(&SignInPage { form: FormState::new(Typed::default().with("back", back)) })
}

/// Signs in.
pub async fn sign_in(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    let password = password::typed(form.typed.get("password"));
    // An address that cannot be one is treated like one that nobody has.
    let key = form.typed.get("email").trim().parse::<Email>().map_or_else(|_| String::new(), |email| email.key());
    let known = {
        let mut conn = visit.db().read().await?;
        users::credentials(&mut conn, &key).await?
    };
    let hash = known.as_ref().and_then(|known| known.password_hash.clone());
    let right = visit.site().passwords().verify(&password, hash).await?;
    let Some(known) = known.filter(|_| right) else {
        let typed = form.typed.clone().without("password");
        return visit.page(&SignInPage { form: FormState::failed(typed, refused()) });
    };
    let agent = visit.request().headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let account = known.account.filter(|_| known.staff_role.is_none()).map(AccountId);
    session::sign_in(&visit.request().get_session(), UserId(known.user), account, agent)
        .map_err(|error| Error::Internal(anyhow::anyhow!("{error}")))?;
    let back = urls::own_path(form.typed.get("back"));
    let kind = known.account_kind.as_deref().and_then(|kind| kind.parse().ok());
    let home = urls::home(known.staff_role.is_some(), kind);
    Ok(visit.go(&Next::to(if back == "/" { home } else { back })))
}
