//! Proving again who one is, before a step that asks for it.

use super::Anyone;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::passkeys::{self, Asked};
use crate::web::powers::CanSecure;
use crate::web::proof::{self, Checked};
use crate::web::{Form, Next, Signed, session};
use actix_session::SessionExt as _;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::session::Factor;
use inset_store::sessions::Principal;
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
    /// Whether a passkey alone proves it: a member of staff has nothing else.
    only_passkey: bool,
    passkey: Option<Asked>,
    /// The post that goes on its way with the proof.
    waiting: Option<String>,
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
        let page = |with_code, form: FormState| {
            let (passkey, waiting) = (Some(Asked::sample()), waiting(&form));
            Self { with_code, only_passkey: false, passkey, waiting, status: form.status(), form }
        };
        let back = FormState::new(Typed::default().with("back", urls::parked(uuid::Uuid::nil())));
        let only = Self { only_passkey: true, ..page(false, FormState::default()) };
        let wrong = FormErrors::one("password", "That is not the password of this login");
        vec![
            ("code", page(true, FormState::default())),
            ("passkey", only),
            ("post waits", page(true, back)),
            ("wrong password", page(false, FormState::failed(Typed::default(), wrong))),
        ]
    }
}

/// The page, with `status` or with that of the form.
pub(super) fn page(
    me: &Signed<Anyone, CanSecure>,
    form: FormState,
    status: Option<StatusCode>,
) -> Result<HttpResponse, Error> {
    let person = me.principal();
    let passkey = if person.passkey { passkeys::ask(me.site())? } else { None };
    let status = status.unwrap_or_else(|| form.status());
    let only_passkey = proves_by_passkey_alone(person);
    let waiting = waiting(&form);
    me.page(&ProofPage { with_code: person.second_factor, only_passkey, passkey, waiting, status, form })
}

fn waiting(form: &FormState) -> Option<String> {
    urls::parked_at(form.values.get("back")).map(|id| id.to_string())
}

/// Notes the proof. A post that waits for it goes on by itself, and otherwise the browser goes to where it wanted.
pub(super) async fn proven(me: &Signed<Anyone, CanSecure>, factor: Factor, back: &str) -> Result<HttpResponse, Error> {
    session::prove(&me.request().get_session(), factor)?;
    let back = urls::own_path(back);
    let Some(id) = urls::parked_at(back) else { return Ok(me.go(&Next::to(back))) };
    let (db, mut conn) = (me.db(), me.db().read().await?);
    match parked_posts::find(&mut conn, db.vault(), me.user(), id, db.clock().now()).await {
        // What another session left is shown to its person before it goes on.
        Ok(post) if post.session == Some(me.principal().session) => Ok(me.send_on(&post.path)),
        Ok(_) | Err(StoreError::NotFound) => Ok(me.go(&Next::to(back))),
        Err(error) => Err(error.into()),
    }
}

/// Whether the password would prove less than the person has signed in with: staff who have a passkey alone.
fn proves_by_passkey_alone(person: &Principal) -> bool {
    person.staff_role.is_some() && person.passkey && !person.second_factor
}

/// Shows the form.
pub async fn show(me: Signed<Anyone, CanSecure>, query: web::Query<Back>) -> Result<HttpResponse, Error> {
    let form = FormState::new(Typed::default().with("back", urls::own_path(&query.back)));
    page(&me, form, None)
}

/// Checks the code, or, where there is no second factor, the password.
pub async fn check(me: Signed<Anyone, CanSecure>, form: Form) -> Result<HttpResponse, Error> {
    let with_code = me.principal().second_factor;
    if proves_by_passkey_alone(me.principal()) {
        let typed = form.typed.clone().without("password");
        let words = "Use your passkey: the password alone does not prove who a member of staff is";
        return page(&me, FormState::failed(typed, FormErrors::one(passkeys::FIELD, words)), None);
    }
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
        Checked::Right(factor) => proven(&me, factor, form.typed.get("back")).await,
        Checked::Wrong(words) => page(&me, wrong(words.to_owned()), None),
        Checked::TooMany(words) => page(&me, wrong(words), Some(StatusCode::TOO_MANY_REQUESTS)),
    }
}
