//! A post is committed once: its form's key, its step and its answer in one transaction.

use super::Posted;
use crate::error::Error;
use actix_web::HttpRequest;
use inset_domain::ids::UserId;
use inset_store::form_keys::{self, Claim, FormKey};
use inset_store::{Actor, Db, Tx, parked_posts, sessions};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Where the browser goes after a post, and what it is told there.
#[derive(Debug, Clone)]
pub struct Next {
    /// The path.
    pub location: String,
    /// The notice's code.
    pub notice: Option<String>,
}

impl Next {
    /// To a path.
    pub fn to(location: impl Into<String>) -> Self {
        Self { location: location.into(), notice: None }
    }

    /// With a notice.
    #[must_use]
    pub fn saying(mut self, code: &str) -> Self {
        self.notice = Some(code.to_owned());
        self
    }
}

/// Runs `step` under the form's key. A second post of the same form gets the first one's answer and does nothing.
pub(super) async fn once(
    db: &Db,
    actor: Actor,
    (user, session): (Option<UserId>, Option<Uuid>),
    request: &HttpRequest,
    posted: &Posted,
    step: impl AsyncFnOnce(&mut Tx<'_>) -> Result<Next, Error>,
) -> Result<Next, Error> {
    let key = form_key(user, request, posted);
    db.transact(actor, async |tx| {
        // A post may have been long on its way: what ended the session meanwhile ended it too.
        if let Some(session) = session
            && !sessions::goes_on(tx.conn(), session).await?
        {
            return Err(Error::SignIn { back: posted.page.clone() });
        }
        match form_keys::claim(tx, &key).await? {
            Claim::Fresh => {
                let next = step(tx).await?;
                if let Some(parked) = posted.parked {
                    let now = tx.now();
                    parked_posts::sent(tx.conn(), parked, now).await?;
                }
                form_keys::answer(tx, &key, &next.location, next.notice.as_deref()).await?;
                Ok(next)
            }
            Claim::Repeated { location, notice } => Ok(Next { location, notice }),
            Claim::Different => Err(Error::FormUsed),
        }
    })
    .await
}

/// What a form that was committed before was answered with; none for a form that is new.
pub(super) async fn answered(
    db: &Db,
    user: Option<UserId>,
    request: &HttpRequest,
    posted: &Posted,
) -> Result<Option<Next>, Error> {
    let key = form_key(user, request, posted);
    let answer = form_keys::answer_of(&mut *db.read().await?, &key).await?;
    Ok(answer.map(|(location, notice)| Next { location, notice }))
}

fn form_key(user: Option<UserId>, request: &HttpRequest, posted: &Posted) -> FormKey {
    let route = request.match_pattern().unwrap_or_default();
    FormKey { key: bound(posted.key, user), user, route, body_sha256: posted.sha256 }
}

/// The key as it is kept: bound to whoever posts, so that a key which somebody else's form carried is another one.
fn bound(key: Uuid, user: Option<UserId>) -> Uuid {
    let Some(user) = user else { return key };
    let digest: [u8; 32] = Sha256::new().chain_update(key).chain_update(user.0).finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(bytes)
}
