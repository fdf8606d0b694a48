//! The body of a post: read once, bounded, checked against session and account before any handler sees it.

use super::sharing_signal;
use crate::error::Error;
use crate::form::Typed;
use crate::urls;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use futures_util::StreamExt as _;
use inset_domain::ids::AccountId;
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// The largest form, in bytes.
pub const MOST_BYTES: usize = 1024 * 1024;
/// How much of a larger body is taken off the wire: browsers show no answer while they are still sending.
const MOST_DRAINED: usize = 32 * 1024 * 1024;
/// How long the next piece of a body may take.
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// How long a whole body may take.
const LONGEST_BODY: Duration = Duration::from_secs(60);

/// A post after its checks.
#[derive(Debug, Clone)]
pub struct Posted {
    /// What was typed.
    pub typed: Typed,
    /// The form's key.
    pub key: Uuid,
    /// SHA-256 of the body.
    pub sha256: [u8; 32],
    /// The page that the form stands on.
    pub page: String,
    /// The post that waited, where this is one that is sent on.
    pub parked: Option<Uuid>,
}

/// The form's own fields.
pub(super) struct OwnFields {
    pub(super) csrf: String,
    pub(super) account: Option<AccountId>,
    /// The post that waited, where the form sends that one on.
    pub(super) parked: Option<Uuid>,
}

/// What the programs of mail send who take a reader off a list (RFC 8058).
const ONE_CLICK: (&str, &str) = ("List-Unsubscribe", "One-Click");

/// Reads a form's body. From programs of mail the one field of theirs is taken as parts too, as RFC 8058 has it.
///
/// # Errors
/// [`Error::TooLarge`] past the bound, [`Error::TooSlow`] when it stops coming, [`Error::Unreadable`] for what is not a form.
pub(super) async fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    programs: bool,
) -> Result<(Posted, OwnFields), Error> {
    let is_form = request.content_type() == "application/x-www-form-urlencoded";
    let payload = web::Payload::from_request(request, payload).await.map_err(|_| Error::Unreadable)?;
    let body = timeout(LONGEST_BODY, collect(payload)).await.map_err(|_| Error::TooSlow)??;
    let body = match is_form || body.is_empty() {
        true => body,
        false if programs && request.content_type() == "multipart/form-data" => one_click(&body)?,
        false => return Err(Error::Unreadable),
    };
    let own = |wanted: &str| {
        url::form_urlencoded::parse(&body).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    let fields = OwnFields {
        csrf: own("_csrf").unwrap_or_default(),
        account: own("_account").and_then(|id| id.parse().ok()),
        parked: own("_parked").and_then(|id| id.parse().ok()),
    };
    // A form without a key, sent by hand, simply cannot be sent twice without being done twice.
    let key = own("_key").and_then(|key| key.parse().ok()).unwrap_or_else(Uuid::new_v4);
    let page = urls::own_path(&own("_page").unwrap_or_default()).to_owned();
    Ok((
        Posted { typed: Typed::from_body(&body), key, sha256: Sha256::digest(&body).into(), page, parked: None },
        fields,
    ))
}

/// The same body as a form, where its parts hold that one field.
fn one_click(parts: &[u8]) -> Result<web::BytesMut, Error> {
    let (name, value) = ONE_CLICK;
    let text = std::str::from_utf8(parts).map_err(|_| Error::Unreadable)?;
    let is_value = |part: &str| part.split_once("\r\n\r\n").is_some_and(|(_, it)| it.trim_end_matches("\r\n") == value);
    let named = format!("name=\"{name}\"");
    let found = text.split("\r\n--").any(|part| part.contains(&named) && is_value(part));
    if found { Ok(format!("{name}={value}").as_bytes().into()) } else { Err(Error::Unreadable) }
}

async fn collect(mut payload: web::Payload) -> Result<web::BytesMut, Error> {
    let (mut body, mut length) = (web::BytesMut::new(), 0_usize);
    while let Some(chunk) = timeout(LONGEST_PAUSE, payload.next()).await.map_err(|_| Error::TooSlow)? {
        let chunk = chunk.map_err(|_| Error::Unreadable)?;
        length = length.saturating_add(chunk.len());
        if length > MOST_DRAINED {
            return Err(Error::TooLarge);
        }
        if length <= MOST_BYTES {
            body.extend_from_slice(&chunk);
        }
    }
    if length > MOST_BYTES { Err(Error::TooLarge) } else { Ok(body) }
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
        let posted = request.extensions().get::<Posted>().cloned();
        let heeded = |posted: Posted| Posted { typed: sharing_signal::heeded(request, posted.typed), ..posted };
        ready(posted.map(heeded).map(Form).ok_or(Error::Unreadable))
    }
}
