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
use inset_store::{StoreError, parked_posts};
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
    /// The post that goes on its way with the proof.
    waiting: Option<String>,
    form: FormState,
    #[serde(skip)]
    status: StatusCode,
}

impl ProofPage {
    fn new(with_code: bool, form: FormState) -> Self {
        let waiting = urls::parked_at(form.values.get("back")).map(|id| id.to_string());
        Self { with_code, waiting, status: form.status(), form }
    }
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
        let page = |with_code, form: FormState| Self::new(with_code, form);
        let wrong = FormErrors::one("password", "That is not the password of this login");
        vec![
            ("code", page(true, FormState::default())),
            ("post waits", page(true, FormState::new(Typed::default().with("back", urls::parked(uuid::Uuid::nil()))))),
            ("wrong password", page(false, FormState::failed(Typed::default(), wrong))),
        ]
    }
}

/// Shows the form.
pub async fn show(me: Signed<Anyone, CanSecure>, query: web::Query<Back>) -> Result<HttpResponse, Error> {
    let form = FormState::new(Typed::default().with("back", urls::own_path(&query.back)));
    me.page(&ProofPage::new(me.principal().second_factor, form))
}

/// Where the post was going that waits for this proof, if one does.
async fn waiting(me: &Signed<Anyone, CanSecure>, back: &str) -> Result<Option<String>, Error> {
    let Some(id) = urls::parked_at(back) else { return Ok(None) };
    let (db, mut conn) = (me.db(), me.db().read().await?);
    match parked_posts::find(&mut conn, db.vault(), me.user(), id, db.clock().now()).await {
        Ok(post) => Ok(Some(post.path)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
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
            Ok(match waiting(&me, back).await? {
                Some(path) => me.send_on(&path),
                None => me.go(&Next::to(back)),
            })
        }
        Checked::Wrong(words) => me.page(&ProofPage::new(with_code, wrong(words.to_owned()))),
        Checked::TooMany(words) => {
            let page = ProofPage::new(with_code, wrong(words));
            me.page(&ProofPage { status: StatusCode::TOO_MANY_REQUESTS, ..page })
        }
    }
}
