//! The second step of signing in: a code of the authenticator, or a recovery code.

use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::passkeys::{self, Asked};
use crate::web::proof::{self, Checked};
use crate::web::{Form, Next, Visit, record, session};
use actix_session::SessionExt as _;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::sign_in::SignInTry;
use serde::{Deserialize, Serialize};

/// Where the person wanted to go.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// The page.
#[derive(Serialize)]
pub struct CodePage {
    with_code: bool,
    passkey: Option<Asked>,
    form: FormState,
    #[serde(skip)]
    status: StatusCode,
}

/// The page for whoever is half-way, with `status` or with that of the form.
pub(super) fn page(visit: &Visit, form: FormState, status: Option<StatusCode>) -> Result<HttpResponse, Error> {
    let person = visit.half_way();
    let passkey = if person.is_some_and(|it| it.passkey) { passkeys::ask(visit.site())? } else { None };
    let with_code = person.is_some_and(|it| it.second_factor);
    visit.page(&CodePage { with_code, passkey, status: status.unwrap_or_else(|| form.status()), form })
}

impl Page for CodePage {
    const TEMPLATE: &'static str = "public/sign_in_code.html";
    fn title(&self) -> String {
        if self.with_code { "Enter your code".into() } else { "Use your passkey".into() }
    }
    fn status(&self) -> StatusCode {
        self.status
    }
}

impl Samples for CodePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let wrong = FormErrors::one("code", "That code does not fit");
        let page = |with_code, passkey, form: FormState| Self { with_code, passkey, status: form.status(), form };
        vec![
            ("empty", page(true, None, FormState::default())),
            ("wrong", page(true, None, FormState::failed(Typed::default(), wrong))),
            ("code or passkey", page(true, Some(Asked::sample()), FormState::default())),
            ("passkey", page(false, Some(Asked::sample()), FormState::default())),
        ]
    }
}

/// Shows the form; whoever is not half-way goes to where they would begin.
pub async fn show(visit: Visit, query: web::Query<Back>) -> Result<HttpResponse, Error> {
    let back = urls::own_path(&query.back);
    if visit.half_way().is_none() {
        return Ok(visit.go(&Next::to(urls::sign_in(back))));
    }
    page(&visit, FormState::new(Typed::default().with("back", back)), None)
}

/// Completes the sign-in.
pub async fn check(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    let back = urls::own_path(form.typed.get("back"));
    let Some(person) = visit.half_way() else { return Ok(visit.go(&Next::to(urls::sign_in(back)))) };
    let typed = form.typed.clone().without("code").without("recovery_code");
    let recovery = form.typed.get("recovery_code");
    let (field, code) =
        if recovery.is_empty() { ("code", form.typed.get("code")) } else { ("recovery_code", recovery) };
    let wrong = |words: String| FormState::failed(typed, FormErrors::one(field, words));
    match proof::code(visit.site(), person.user, code).await? {
        Checked::Right(factor) => {
            record::right(&visit, person.user, SignInTry::Right { factor, more_due: false }).await?;
            session::prove(&visit.request().get_session(), factor)?;
            let home = urls::home(person.staff_role.is_some(), person.account.as_ref().map(|account| account.kind));
            Ok(visit.go(&Next::to(if back == "/" { home } else { back })))
        }
        Checked::Wrong(words) => {
            record::wrong(&visit, person.user, SignInTry::WrongCode);
            page(&visit, wrong(words.to_owned()), None)
        }
        Checked::TooMany(words) => page(&visit, wrong(words), Some(StatusCode::TOO_MANY_REQUESTS)),
    }
}
