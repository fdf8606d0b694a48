//! Posts that a guard turned away from someone it knows: kept sealed, and taken up where they were going once their
//! person has signed in again or proved who they are.

use super::body::{self, OwnFields, Posted};
use super::session::{Behind, behind};
use super::site::Site;
use crate::error::Error;
use crate::form::Typed;
use crate::urls;
use actix_session::SessionExt as _;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use inset_domain::ids::{AccountId, UserId};
use inset_store::parked_posts::{self, ParkedPost};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Keeps a post that was turned away because its person must sign in or prove who they are first; the error then leads
/// back to what is kept. Any other error stays as it is, and so does the post of a person nobody knows, or of one whose
/// second factor is still to come: whoever has a password alone leaves nothing with its owner.
pub(super) async fn keep(request: &HttpRequest, payload: &mut Payload, site: &Site, turned_away: Error) -> Error {
    let back: fn(String) -> Error = match turned_away {
        Error::SignIn { .. } => |back| Error::SignIn { back },
        Error::Prove { .. } => |back| Error::Prove { back },
        other => return other,
    };
    let (posted, own) = match body::read(request, payload, false).await {
        Ok(read) => read,
        Err(error) => return error,
    };
    let (user, session, csrf) = match behind(&request.get_session()) {
        Behind::Somebody(principal, csrf) => (principal.user, Some(principal.session), csrf),
        Behind::RanOut(user, csrf) => (user, None, csrf),
        Behind::Nobody | Behind::Away(_) => return back(posted.page),
    };
    if !super::guard::same(&own.csrf, &csrf) {
        return Error::CrossSite;
    }
    // What waits already and was turned away once more goes on waiting.
    if let Some(id) = own.parked
        && let Ok(Some(_)) = take_up(request, site, Some(user), id).await
    {
        return back(urls::parked(id));
    }
    match park(request, site, (user, session), posted, &own).await {
        Ok(id) => back(urls::parked(id)),
        Err(error) => error,
    }
}

async fn park(
    request: &HttpRequest,
    site: &Site,
    (user, session): (UserId, Option<Uuid>),
    posted: Posted,
    own: &OwnFields,
) -> Result<Uuid, Error> {
    let post = ParkedPost {
        session,
        sent: false,
        account: own.account,
        path: request.path().to_owned(),
        page: posted.page,
        form_key: posted.key,
        body: SecretString::from(posted.typed.without_keys().to_body()),
    };
    let db = site.db();
    Ok(parked_posts::park(&mut *db.read().await?, db.vault(), user, &post, db.clock().now()).await?)
}

/// The post that waited, with the account its form was opened for; none for one that was going elsewhere.
///
/// # Errors
/// [`Error::Gone`] when it waited too long or was thrown away.
pub(super) async fn take_up(
    request: &HttpRequest,
    site: &Site,
    user: Option<UserId>,
    id: Uuid,
) -> Result<Option<(Posted, Option<AccountId>)>, Error> {
    let (db, user) = (site.db(), user.ok_or(Error::NotFound)?);
    let found = parked_posts::find(&mut *db.read().await?, db.vault(), user, id, db.clock().now()).await;
    let parked = found.map_err(|error| match error {
        inset_store::StoreError::NotFound => Error::Gone {
            what: "What you sent was kept for 24 hours and is gone now, or you threw it away.",
            next: "Open the page again and fill it in anew.",
        },
        other => other.into(),
    })?;
    if parked.path != request.path() {
        return Ok(None);
    }
    let body = parked.body.expose_secret().as_bytes();
    let (typed, sha256) = (Typed::from_body(body), Sha256::digest(body).into());
    let posted = Posted { typed, key: parked.form_key, sha256, page: parked.page, parked: Some(id) };
    Ok(Some((posted, parked.account)))
}
