//! Proving again who one is, before a step that asks for it.

use super::Anyone;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::CanSecure;
use crate::web::proof::{self, Checked};
use crate::web::{Form, Next, Signed, session};
use actix_session::SessionExt as _;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

/// Where the person wanted to go.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// The page.
#[derive(Serialize)]
pub struct ProofPage {
    with_code: bool,
    form: FormState,
    #[serde(skip)]
    status: StatusCode,
}

impl Page for ProofPage {
    const TEMPLATE: &'static str = "me/proof.html";
    fn title(&self) -> String {
        "Is it you?".into()
    }
    fn status(&self) -> StatusCode {
        self.status
    }
}

impl Samples for ProofPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |with_code, form: FormState| Self { with_code, status: form.status(), form };
        let wrong = FormErrors::one("password", "That is not the password of this login");
        vec![
            ("code", page(true, FormState::default())),
            ("wrong password", page(false, FormState::failed(Typed::default(), wrong))),
        ]
    }
}

/// Shows the form.
pub async fn show(me: Signed<Anyone, CanSecure>, query: web::Query<Back>) -> Result<HttpResponse, Error> {
    let form = FormState::new(Typed::default().with("back", urls::own_path(&query.back)));
    me.page(&ProofPage { with_code: me.principal().second_factor, status: form.status(), form })
}

/// Checks the code, or, where there is no second factor, the password.
pub async fn check(me: Signed<Anyone, CanSecure>, form: Form) -> Result<HttpResponse, Error> {
    let back = urls::own_path(form.typed.get("back"));
    let with_code = me.principal().second_factor;
    let (field, text) =
        if with_code { ("code", form.typed.get("code")) } else { ("password", form.typed.get("password")) };
    let checked = if with_code {
        proof::code(me.site(), me.user(), text).await?
    } else {
        proof::password_again(me.site(), me.user(), text).await?
    };
    let wrong = |words: String| {
        let typed = form.typed.clone().without("code").without("password");
        FormState::failed(typed, FormErrors::one(field, words))
    };
    match checked {
        Checked::Right(factor) => {
            session::prove(&me.request().get_session(), factor)?;
            Ok(me.go(&Next::to(back)))
        }
        Checked::Wrong(words) => {
            let form = wrong(words.to_owned());
            me.page(&ProofPage { with_code, status: form.status(), form })
        }
        Checked::TooMany(words) => {
            me.page(&ProofPage { with_code, status: StatusCode::TOO_MANY_REQUESTS, form: wrong(words) })
        }
    }
}
