//! A person's passkeys: made, named, taken away. Each is a way in by itself, so each step wants a fresh proof.

use super::Anyone;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::browser::browser_words;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::passkeys::{self, Asked, FIELD};
use crate::web::powers::{CanSecure, Fresh};
use crate::web::{Form, Next, Signed, session};
use actix_session::SessionExt as _;
use actix_web::http::StatusCode;
use actix_web::http::header::USER_AGENT;
use actix_web::{HttpResponse, web};
use inset_domain::passkey::{MOST_PASSKEYS, PasskeyStep};
use inset_domain::period::instant_words;
use inset_domain::session::Factor;
use inset_domain::text::PasskeyName;
use inset_store::passkeys::{self as store, NewPasskey, Passkey};
use inset_store::{StoreError, users};
use serde::Serialize;
use uuid::Uuid;

type Me = Signed<Anyone, Fresh<CanSecure>>;

const NAME: &str = "Enter a name by which you know the passkey, such as the device that keeps it";

/// The page on which one is made.
#[derive(Serialize)]
pub struct NewPage {
    staff: bool,
    passkey: Asked,
    form: FormState,
}

impl Page for NewPage {
    const TEMPLATE: &'static str = "me/new_passkey.html";
    fn title(&self) -> String {
        "Add a passkey".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for NewPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let failed = FormState::failed(Typed::default(), FormErrors::one("name", NAME));
        vec![
            ("empty", Self { staff: false, passkey: Asked::sample(), form: FormState::default() }),
            ("without a name, staff", Self { staff: true, passkey: Asked::sample(), form: failed }),
        ]
    }
}

/// The page of one.
#[derive(Serialize)]
pub struct PasskeyPage {
    href: String,
    since: (String, String),
    used: Option<(String, String)>,
    /// Whether a member of staff would be left without a second factor.
    last_of_staff: bool,
    form: FormState,
}

impl PasskeyPage {
    fn of(passkey: &Passkey, last_of_staff: bool, form: FormState) -> Self {
        let words = |at: chrono::DateTime<chrono::Utc>| (instant_words(at, chrono_tz::UTC), at.to_rfc3339());
        let (since, used) = (words(passkey.created_at), passkey.last_used_at.map(words));
        Self { href: urls::passkey(passkey.id), since, used, last_of_staff, form }
    }
}

impl Page for PasskeyPage {
    const TEMPLATE: &'static str = "me/passkey.html";
    fn title(&self) -> String {
        "Change a passkey".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for PasskeyPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Ok(name) = "Chrome on Linux".parse() else { return Vec::new() };
        let at = chrono::DateTime::UNIX_EPOCH;
        let passkey = Passkey { id: Uuid::nil(), name, created_at: at, last_used_at: Some(at) };
        let failed = FormState::failed(Typed::default(), FormErrors::one("name", NAME));
        vec![
            ("used", Self::of(&passkey, false, FormState::new(Typed::default().with("name", &passkey.name)))),
            ("without a name", Self::of(&Passkey { last_used_at: None, ..passkey }, true, failed)),
        ]
    }
}

async fn new_page(me: &Me, form: FormState) -> Result<HttpResponse, Error> {
    let person = me.principal();
    let has = store::credential_ids(&mut *me.db().read().await?, me.user()).await?;
    let passkey = passkeys::ask_new(me.site(), me.user(), &person.email, &person.name, &has)?;
    me.page(&NewPage { staff: person.staff_role.is_some(), passkey, form })
}

/// Asks the browser for one; its name is that of the browser until its person says otherwise.
pub async fn ask(me: Me) -> Result<HttpResponse, Error> {
    let agent = me.request().headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    new_page(&me, FormState::new(Typed::default().with("name", browser_words(agent)))).await
}

/// Adds what the browser made.
pub async fn add(me: Me, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let mut read = Reader::new(&form.typed);
    let name: Option<PasskeyName> = read.required("name", NAME);
    let made = read.parsed(FIELD, passkeys::made(me.site(), me.user(), &form.typed)?);
    let typed = form.typed.clone().without(FIELD).without("ceremony");
    let (name, made) = match read.finish(|| Some((name?, made?))) {
        Ok(input) => input,
        Err(errors) => return new_page(&me, FormState::failed(typed, errors)).await,
    };
    let new = NewPasskey { name: &name, credential_id: &made.credential_id, credential: &made.credential };
    let added = me
        .commit(&form, async |tx| {
            let now = tx.now();
            if !store::use_ceremony(tx.conn(), &made.mark, now).await? {
                return Err(StoreError::Conflict("passkey_ceremonies".into()).into());
            }
            let change = users::find(tx.conn(), me.user()).await?.passkey(&name, &PasskeyStep::Added);
            store::add(tx, change, &new).await?;
            Ok(Next::to(urls::SECURITY).saying("passkey-added"))
        })
        .await;
    match added {
        Ok(answer) => {
            session::prove(&me.request().get_session(), Factor::Passkey)?;
            Ok(answer)
        }
        Err(Error::Stale) => {
            let words = format!(
                "Make another passkey: this one is in use already. If you have {MOST_PASSKEYS}, take one away first"
            );
            new_page(&me, FormState::failed(typed, FormErrors::one(FIELD, words))).await
        }
        Err(error) => Err(error),
    }
}

fn page(me: &Me, passkey: &Passkey, others: bool, form: FormState) -> Result<HttpResponse, Error> {
    let person = me.principal();
    let last_of_staff = person.staff_role.is_some() && !person.second_factor && !others;
    me.page(&PasskeyPage::of(passkey, last_of_staff, form))
}

/// Shows one.
pub async fn show(me: Me, id: web::Path<Uuid>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let passkey = store::find(&mut conn, me.user(), *id).await?;
    let others = store::list(&mut conn, me.user()).await?.len() > 1;
    drop(conn);
    page(&me, &passkey, others, FormState::new(Typed::default().with("name", &passkey.name)))
}

/// Calls it otherwise.
pub async fn rename(me: Me, id: web::Path<Uuid>, form: Form) -> Result<HttpResponse, Error> {
    let passkey = store::find(&mut *me.db().read().await?, me.user(), *id).await?;
    let mut read = Reader::new(&form.typed);
    let name: Option<PasskeyName> = read.required("name", NAME);
    let name = match read.finish(|| name) {
        Ok(name) => name,
        Err(errors) => return page(&me, &passkey, true, FormState::failed(form.typed.clone(), errors)),
    };
    me.commit(&form, async |tx| {
        let before = store::find(tx.conn(), me.user(), *id).await?.name;
        let change = users::find(tx.conn(), me.user()).await?.passkey(&name, &PasskeyStep::Renamed { before });
        store::rename(tx, change, *id, &name).await?;
        Ok(Next::to(urls::SECURITY).saying("passkey-renamed"))
    })
    .await
}

/// Takes it away. The password stays, so nobody takes their last way in away.
pub async fn remove(me: Me, id: web::Path<Uuid>, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let name = store::find(tx.conn(), me.user(), *id).await?.name;
        let change = users::find(tx.conn(), me.user()).await?.passkey(&name, &PasskeyStep::Removed);
        store::remove(tx, change, *id).await?;
        Ok(Next::to(urls::SECURITY).saying("passkey-removed"))
    })
    .await
}
