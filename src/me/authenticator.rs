//! An authenticator: begun, confirmed by its first code, taken away; and the recovery codes that come with it.

use super::Anyone;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::qr::Qr;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::{CanSecure, Fresh};
use crate::web::{Form, Next, Signed, session};
use actix_session::SessionExt as _;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::second_factor::{Authenticator, FactorStep, RecoveryCode};
use inset_domain::session::Factor;
use inset_store::{second_factors, users};
use serde::Serialize;

/// The page on which an authenticator is begun and confirmed.
#[derive(Serialize)]
pub struct AuthenticatorPage {
    staff: bool,
    passkeys_offered: bool,
    begun: Option<Begun>,
    form: FormState,
}

#[derive(Serialize)]
struct Begun {
    secret: String,
    address: String,
    qr: Option<Qr>,
}

impl Begun {
    fn of(authenticator: &Authenticator) -> Self {
        let address = authenticator.address();
        Self { secret: authenticator.typed(), qr: Qr::of(&address), address }
    }
}

impl Page for AuthenticatorPage {
    const TEMPLATE: &'static str = "me/authenticator.html";
    fn title(&self) -> String {
        "Add an authenticator".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for AuthenticatorPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let begun = || Authenticator::new(vec![7; 20], "Inset", "ida@halden.example").map(|it| Begun::of(&it));
        let failed = FormState::failed(Typed::default(), FormErrors::one("code", WRONG));
        vec![
            ("to be begun", Self { staff: true, passkeys_offered: true, begun: None, form: FormState::default() }),
            ("begun", Self { staff: false, passkeys_offered: true, begun: begun(), form: FormState::default() }),
            ("wrong code", Self { staff: false, passkeys_offered: true, begun: begun(), form: failed }),
        ]
    }
}

/// The recovery codes, on the one page that shows them.
#[derive(Serialize)]
pub struct CodesPage {
    codes: Vec<String>,
}

impl Page for CodesPage {
    const TEMPLATE: &'static str = "me/recovery_codes.html";
    fn title(&self) -> String {
        "Your recovery codes".into()
    }
}

impl Samples for CodesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let codes = (0..10).map(|number| RecoveryCode::of([number; 12]).shown()).collect();
        vec![("ten", Self { codes })]
    }
}

const WRONG: &str =
    "That code does not fit. Check that the time of your device is right, and type the code it shows now";

/// The authenticator that was begun and not confirmed.
async fn unconfirmed<P: crate::web::powers::Power>(me: &Signed<Anyone, P>) -> Result<Option<Authenticator>, Error> {
    let (db, mut conn) = (me.db(), me.db().read().await?);
    let found = second_factors::secret(&mut conn, db.vault(), me.user(), db.clock().now()).await?;
    let (issuer, login) = (&me.site().config().operator.name, &me.principal().email);
    Ok(found.filter(|(_, confirmed)| !confirmed).and_then(|(secret, _)| Authenticator::new(secret, issuer, login)))
}

fn page<P: crate::web::powers::Power>(
    me: &Signed<Anyone, P>,
    begun: Option<&Authenticator>,
    form: FormState,
) -> Result<HttpResponse, Error> {
    let (staff, passkeys_offered) = (me.principal().staff_role.is_some(), me.site().passkeys().are_offered());
    me.page(&AuthenticatorPage { staff, passkeys_offered, begun: begun.map(Begun::of), form })
}

/// Shows how to begin, or what to scan. Once there is an authenticator it is on the page of the login's security.
pub async fn show(me: Signed<Anyone, Fresh<CanSecure>>) -> Result<HttpResponse, Error> {
    if me.principal().second_factor {
        return Ok(me.go(&Next::to(urls::SECURITY)));
    }
    page(&me, unconfirmed(&me).await?.as_ref(), FormState::default())
}

/// Begins with a fresh secret.
pub async fn begin(me: Signed<Anyone, Fresh<CanSecure>>, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        second_factors::begin(tx, me.user()).await?;
        Ok(Next::to(urls::AUTHENTICATOR))
    })
    .await
}

/// Confirms it with its first code, and shows the recovery codes.
pub async fn confirm(me: Signed<Anyone, Fresh<CanSecure>>, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let Some(begun) = unconfirmed(&me).await? else { return Ok(me.go(&Next::to(urls::AUTHENTICATOR))) };
    let Some(step) = begun.step(form.typed.get("code"), me.db().clock().now()) else {
        let failed = FormState::failed(Typed::default(), FormErrors::one("code", WRONG));
        return page(&me, Some(&begun), failed);
    };
    let mut codes = Vec::new();
    let answer = me
        .commit(&form, async |tx| {
            let change = users::find(tx.conn(), me.user()).await?.second_factor(FactorStep::Added);
            codes = second_factors::confirm(tx, change, step).await?;
            Ok(Next::to(urls::SECURITY).saying("authenticator-added"))
        })
        .await?;
    session::prove(&me.request().get_session(), Factor::Authenticator)?;
    shown_once(&me, &codes, answer)
}

/// Takes it away, and the recovery codes with it.
pub async fn remove(me: Signed<Anyone, Fresh<CanSecure>>, form: Form) -> Result<HttpResponse, Error> {
    let answer = me
        .commit(&form, async |tx| {
            let change = users::find(tx.conn(), me.user()).await?.second_factor(FactorStep::Removed);
            second_factors::remove(tx, change).await?;
            Ok(Next::to(urls::SECURITY).saying("authenticator-removed"))
        })
        .await?;
    // A passkey goes on to be a second factor.
    let factor = if me.principal().passkey { me.principal().factor } else { Factor::Password };
    session::prove(&me.request().get_session(), factor)?;
    Ok(answer)
}

/// Makes new recovery codes and shows them.
pub async fn renew(me: Signed<Anyone, Fresh<CanSecure>>, form: Form) -> Result<HttpResponse, Error> {
    if !me.principal().second_factor {
        return Ok(me.go(&Next::to(urls::AUTHENTICATOR)));
    }
    let mut codes = Vec::new();
    let answer = me
        .commit(&form, async |tx| {
            let change = users::find(tx.conn(), me.user()).await?.second_factor(FactorStep::CodesRenewed);
            codes = second_factors::new_codes(tx, change).await?;
            Ok(Next::to(urls::SECURITY).saying("codes-renewed"))
        })
        .await?;
    shown_once(&me, &codes, answer)
}

/// The codes, or, for a form that was sent before, where it led: they are shown once.
fn shown_once<P: crate::web::powers::Power>(
    me: &Signed<Anyone, P>,
    codes: &[RecoveryCode],
    answer: HttpResponse,
) -> Result<HttpResponse, Error> {
    if codes.is_empty() {
        return Ok(answer);
    }
    me.page(&CodesPage { codes: codes.iter().map(RecoveryCode::shown).collect() })
}
