//! The body of a post: read once, bounded, checked against session and account before any handler sees it.

use crate::error::Error;
use crate::form::Typed;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use futures_util::StreamExt as _;
use inset_domain::ids::AccountId;
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use uuid::Uuid;

/// The largest form, in bytes.
pub const MOST_BYTES: usize = 1024 * 1024;

/// A post after its checks.
#[derive(Debug, Clone)]
pub struct Posted {
    /// What was typed.
    pub typed: Typed,
    /// The form's key.
    pub key: Uuid,
    /// SHA-256 of the body.
    pub sha256: [u8; 32],
}

/// The form's own fields.
pub(super) struct OwnFields {
    pub(super) csrf: String,
    pub(super) account: Option<AccountId>,
}

/// Reads a form's body.
///
/// # Errors
/// [`Error::TooLarge`] past the bound, [`Error::Unreadable`] for what is not a form.
pub(super) async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<(Posted, OwnFields), Error> {
    let is_form = request.content_type() == "application/x-www-form-urlencoded";
    let mut body = web::BytesMut::new();
    let mut payload = web::Payload::from_request(request, payload).await.map_err(|_| Error::Unreadable)?;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Error::Unreadable)?;
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    if !is_form && !body.is_empty() {
        return Err(Error::Unreadable);
    }
    let own = |wanted: &str| {
        url::form_urlencoded::parse(&body).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    let fields =
        OwnFields { csrf: own("_csrf").unwrap_or_default(), account: own("_account").and_then(|id| id.parse().ok()) };
    // A form without a key, sent by hand, simply cannot be sent twice without being done twice.
    let key = own("_key").and_then(|key| key.parse().ok()).unwrap_or_else(Uuid::new_v4);
    Ok((Posted { typed: Typed::from_body(&body), key, sha256: Sha256::digest(&body).into() }, fields))
}

/// The extractor of a posted form. It exists only on routes that `Area::post` has checked.
#[derive(Debug, Clone)]
pub struct Form(pub Posted);

impl std::ops::Deref for Form {
    type Target = Posted;
    fn deref(&self) -> &Posted {
        &self.0
    }
}

impl FromRequest for Form {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Posted>().cloned().map(Form).ok_or(Error::Unreadable))
    }
}
