//! The steps of a privacy request. Of two of the staff who take one at once, one wins, and the other is shown what stands.
//! Whatever approves or carries out an erasure asks for a fresh proof.

use super::Staff;
use super::privacy_request::{note, page, scope};
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, reason};
use crate::urls;
use crate::web::powers::{CanAnswer, Fresh, Power};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use inset_domain::change::{Change, WrongState};
use inset_domain::ids::PrivacyRequestId;
use inset_domain::privacy::{PrivacyRequest, RequestKind};
use inset_domain::reason::ReasonFor;
use inset_domain::text::Paragraph;
use inset_store::{StoreError, Tx, privacy_requests};

type Me = Signed<Staff, CanAnswer>;
type Proven = Signed<Staff, Fresh<CanAnswer>>;
type Id = web::Path<PrivacyRequestId>;

/// The request as it stood when the form was opened.
async fn as_seen(tx: &mut Tx<'_>, id: PrivacyRequestId, form: &Form) -> Result<PrivacyRequest, StoreError> {
    let request = privacy_requests::find(tx.conn(), id).await?;
    match form.typed.get("version") == request.version.to_string() {
        true => Ok(request),
        false => Err(StoreError::Stale),
    }
}

/// The words after a step, which promise no mail where there is no address for one: staff tell its person then.
pub(super) fn told(request: &PrivacyRequest, said: &'static str) -> &'static str {
    match said {
        said if !request.is_unmailed() => said,
        "privacy-recorded" => "privacy-recorded-by-hand",
        "privacy-extended" => "privacy-extended-by-hand",
        "privacy-approved" => "privacy-approved-by-hand",
        "privacy-denied" => "privacy-denied-by-hand",
        "privacy-begun" => "privacy-begun-by-hand",
        "privacy-completed" => "privacy-completed-by-hand",
        "privacy-erased" => "privacy-erased-by-hand",
        said => said,
    }
}

/// Takes a step with the request as it was seen, and says so.
async fn take<P: Power>(
    me: &Signed<Staff, P>,
    id: PrivacyRequestId,
    form: &Form,
    said: &'static str,
    step: impl AsyncFnOnce(&mut Tx<'_>, PrivacyRequest) -> Result<Change<PrivacyRequest>, Error>,
) -> Result<HttpResponse, Error> {
    let result = me
        .commit(form, async |tx| {
            let request = as_seen(tx, id, form).await?;
            let said = told(&request, said);
            let change = step(tx, request).await?;
            privacy_requests::save(tx, change).await?;
            Ok(Next::to(urls::admin_privacy_request(id)).saying(said))
        })
        .await;
    match result {
        Err(Error::Stale | Error::State(_)) => {
            Ok(me.go(&Next::to(urls::admin_privacy_request(id)).saying("privacy-settled")))
        }
        other => other,
    }
}

async fn again<P: Power>(
    me: &Signed<Staff, P>,
    id: PrivacyRequestId,
    form: &Form,
    errors: FormErrors,
) -> Result<HttpResponse, Error> {
    page(me, id, FormState::failed(form.typed.clone(), errors)).await
}

/// Notes how it was made sure who asks.
pub async fn check(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    let note = match note(&form.typed, "identity_note", "Say what you checked, and how") {
        Ok(note) => note,
        Err(errors) => return again(&me, *id, &form, errors).await,
    };
    take(&me, *id, &form, "privacy-identified", async |tx, request| {
        let login = match request.email() {
            Some(email) => privacy_requests::login_of(tx.conn(), email).await?,
            None => None,
        };
        Ok(request.check(note, login, tx.now(), me.user())?)
    })
    .await
}

/// Notes that they were told that it came, where no mail goes.
pub async fn acknowledge(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    take(&me, *id, &form, "privacy-acknowledged", async |tx, request| Ok(request.acknowledge(tx.now())?)).await
}

/// Takes more time, once.
pub async fn extend(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    let words = match note(&form.typed, "extension_words", "Say why more time is needed: they read it") {
        Ok(words) => words,
        Err(errors) => return again(&me, *id, &form, errors).await,
    };
    take(&me, *id, &form, "privacy-extended", async |tx, request| Ok(request.extend(words, tx.now(), me.user())?)).await
}

/// Approves what is no erasure.
pub async fn approve(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    decide(&me, *id, &form, false).await
}

/// Approves an erasure, with a fresh proof.
pub async fn approve_erasure(me: Proven, id: Id, form: Form) -> Result<HttpResponse, Error> {
    decide(&me, *id, &form, true).await
}

async fn decide<P: Power>(
    me: &Signed<Staff, P>,
    id: PrivacyRequestId,
    form: &Form,
    erasure: bool,
) -> Result<HttpResponse, Error> {
    let scope = match scope(&form.typed) {
        Ok(scope) => scope,
        Err(errors) => return again(me, id, form, errors).await,
    };
    take(me, id, form, "privacy-approved", async |tx, request| {
        of_its_kind(&request, erasure)?;
        Ok(request.approve(scope, tx.now(), me.user())?)
    })
    .await
}

/// An erasure has steps of its own, which ask for a fresh proof.
fn of_its_kind(request: &PrivacyRequest, erasure: bool) -> Result<(), Error> {
    if (request.kind == RequestKind::Erase) == erasure { Ok(()) } else { Err(Error::NotFound) }
}

/// Denies it, for a reason.
pub async fn deny(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    let reason = match reason::parse_in(&form.typed, ReasonFor::PrivacyRequest, "denial_reason", "denial_words") {
        Ok(reason) => reason,
        Err(errors) => return again(&me, *id, &form, errors).await,
    };
    take(&me, *id, &form, "privacy-denied", async |tx, request| Ok(request.deny(reason, tx.now(), me.user())?)).await
}

/// Begins to do it.
pub async fn begin(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    take(&me, *id, &form, "privacy-begun", async |tx, request| Ok(request.begin(tx.now(), me.user())?)).await
}

/// Answers what is no erasure: it is done.
pub async fn complete(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    let mut read = Reader::new(&form.typed);
    let answer: Option<Paragraph> = read.required("answer", "Write the answer: what was done");
    let answer = match read.finish(|| answer) {
        Ok(answer) => answer,
        Err(errors) => return again(&me, *id, &form, errors).await,
    };
    take(&me, *id, &form, "privacy-completed", async |tx, request| {
        of_its_kind(&request, false)?;
        Ok(request.complete(answer, tx.now(), me.user())?)
    })
    .await
}

/// Notes that its person took it back.
pub async fn withdraw(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    take(&me, *id, &form, "privacy-withdrawn", async |tx, request| {
        let change: Result<_, WrongState> = request.withdraw(tx.now());
        Ok(change?)
    })
    .await
}
