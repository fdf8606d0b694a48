//! Making and using passkeys (WebAuthn): what a page asks the browser, and what the browser answers.
//!
//! A page carries its own ceremony, marked as ours and good for ten minutes; the database learns of it when it is answered,
//! once. So a page that nobody answers costs no row, and any portal on the database can check any page's answer.

use super::site::Site;
use crate::config::Config;
use crate::error::Error;
use crate::form::Typed;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use inset_domain::ids::UserId;
use inset_domain::passkey::{CEREMONY, PasskeyStep};
use inset_store::passkeys::{self, Holder};
use inset_store::{Actor, users};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

const ADD: &str = "passkey.add";
const USE: &str = "passkey.use";

/// The field that holds what the browser answers; its errors stand there.
pub const FIELD: &str = "credential";

const NO_ANSWER: &str =
    "Let your browser answer with a passkey: it needs JavaScript, and a device or password manager that keeps passkeys";
const LATE: &str = "Try once more: each question is answered once, within ten minutes";
const UNKNOWN: &str = "Choose another passkey, or use your password: this portal does not know the one you chose";
const UNFIT: &str = "Try once more, or use your password: the passkey's answer does not fit";
const COPIED: &str =
    "Use your password: this passkey may have been copied, and is refused. We have sent you a mail about it";

/// What passkeys are made and checked for; nothing where the portal is reached under an IP address.
pub struct Passkeys(Option<Webauthn>);

/// What a page asks the browser.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    /// The question, as the browser's own interface takes it.
    pub options: String,
    /// The ceremony, to come back with the answer.
    pub ceremony: String,
}

impl Asked {
    /// One for the samples of pages; nobody can answer it.
    pub fn sample() -> Self {
        Self { options: "{}".into(), ceremony: "x".into() }
    }
}

/// A ceremony on its way through a page.
#[derive(Serialize, Deserialize)]
struct Ceremony<S> {
    state: S,
    user: Option<UserId>,
    /// Whole seconds: written with its fraction, a page's length would differ with the moment it was asked for.
    #[serde(with = "chrono::serde::ts_seconds")]
    until: DateTime<Utc>,
}

/// A new passkey, checked and not yet saved.
pub struct Made {
    /// The id by which browsers name it.
    pub credential_id: String,
    /// Its public key with what belongs to it.
    pub credential: Value,
    /// The mark of the ceremony, to be used up with it.
    pub mark: [u8; 32],
}

/// What became of an answer.
pub enum Answered {
    /// It was right, and whose it is.
    Right(Box<Holder>),
    /// It was wrong, with the words to say so.
    Wrong(&'static str),
}

impl Passkeys {
    /// For the host and the address of these settings.
    pub fn new(config: &Config) -> Self {
        let built = config.passkey_host().and_then(|host| {
            let origin = url::Url::parse(&config.base_url).ok()?;
            WebauthnBuilder::new(&host, &origin).ok()?.rp_name(&config.operator.name).build().ok()
        });
        Self(built)
    }

    fn offered(&self) -> Result<&Webauthn, Error> {
        self.0.as_ref().ok_or(Error::NotFound)
    }

    /// Whether they are offered at all.
    pub fn are_offered(&self) -> bool {
        self.0.is_some()
    }
}

fn fault(error: impl std::fmt::Display) -> Error {
    Error::Internal(anyhow::anyhow!("a passkey's ceremony: {error}"))
}

fn begin<S: Serialize>(site: &Site, purpose: &str, user: Option<UserId>, state: S) -> Result<String, Error> {
    let until = site.db().clock().now() + CEREMONY;
    let text = serde_json::to_string(&Ceremony { state, user, until }).map_err(fault)?;
    Ok(site.db().vault().mark(purpose, &text))
}

/// The ceremony that comes back, where it is ours, for this person and still in time.
fn back<S: DeserializeOwned>(site: &Site, purpose: &str, user: Option<UserId>, typed: &Typed) -> Option<(S, [u8; 32])> {
    let (text, mark) = site.db().vault().marked(purpose, typed.get("ceremony"))?;
    let ceremony: Ceremony<S> = serde_json::from_str(&text).ok()?;
    let live = ceremony.user == user && ceremony.until > site.db().clock().now();
    live.then_some((ceremony.state, mark))
}

/// Asks for a passkey to be made for a person, on anything that keeps none of theirs yet.
///
/// # Errors
/// [`Error::NotFound`] where passkeys are not offered.
pub fn ask_new(site: &Site, user: UserId, login: &str, name: &str, has: &[String]) -> Result<Asked, Error> {
    let has = has.iter().filter_map(|id| URL_SAFE_NO_PAD.decode(id).ok()).collect::<Vec<CredentialID>>();
    let webauthn = site.passkeys().offered()?;
    let (question, state) = webauthn.start_passkey_registration(user.0, login, name, Some(has)).map_err(fault)?;
    let mut options = serde_json::to_value(question.public_key).map_err(fault)?;
    // One that its device can name by itself: signing in with it then needs no e-mail address.
    options["authenticatorSelection"] =
        json!({ "residentKey": "required", "requireResidentKey": true, "userVerification": "required" });
    let options = options.to_string();
    Ok(Asked { options, ceremony: begin(site, ADD, Some(user), state)? })
}

/// Checks a passkey that was made; the inner error says what to do.
///
/// # Errors
/// [`Error::NotFound`] where passkeys are not offered.
pub fn made(site: &Site, user: UserId, typed: &Typed) -> Result<Result<Made, &'static str>, Error> {
    let webauthn = site.passkeys().offered()?;
    let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(typed.get(FIELD)) else {
        return Ok(Err(NO_ANSWER));
    };
    let Some((state, mark)) = back::<PasskeyRegistration>(site, ADD, Some(user), typed) else { return Ok(Err(LATE)) };
    match webauthn.finish_passkey_registration(&answer, &state) {
        Ok(passkey) => {
            let credential = serde_json::to_value(&passkey).map_err(fault)?;
            Ok(Ok(Made { credential_id: URL_SAFE_NO_PAD.encode(passkey.cred_id()), credential, mark }))
        }
        Err(error) => {
            tracing::debug!(%error, "a new passkey was refused");
            Ok(Err(UNFIT))
        }
    }
}

/// Asks for any passkey of this portal; nothing where they are not offered.
///
/// # Errors
/// When the question cannot be made.
pub fn ask(site: &Site) -> Result<Option<Asked>, Error> {
    let Some(webauthn) = &site.passkeys().0 else { return Ok(None) };
    let (question, state) = webauthn.start_discoverable_authentication().map_err(fault)?;
    let options = serde_json::to_string(&question.public_key).map_err(fault)?;
    Ok(Some(Asked { options, ceremony: begin(site, USE, None, state)? }))
}

/// Checks an answer. Whoever counts guesses has counted this one before.
///
/// # Errors
/// [`Error::NotFound`] where passkeys are not offered, or when the database does not answer.
pub async fn check(site: &Site, typed: &Typed) -> Result<Answered, Error> {
    let webauthn = site.passkeys().offered()?;
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(typed.get(FIELD)) else {
        return Ok(Answered::Wrong(NO_ANSWER));
    };
    let Some((state, mark)) = back::<DiscoverableAuthentication>(site, USE, None, typed) else {
        return Ok(Answered::Wrong(LATE));
    };
    let (db, now) = (site.db(), site.db().clock().now());
    let mut conn = db.read().await?;
    let Some(mut holder) = passkeys::holder(&mut conn, &URL_SAFE_NO_PAD.encode(&answer.raw_id)).await? else {
        return Ok(Answered::Wrong(UNKNOWN));
    };
    // Used up before it is checked: an answer that is sent again is not taken for that of a copy.
    if !passkeys::use_ceremony(&mut conn, &mark, now).await? {
        return Ok(Answered::Wrong(LATE));
    }
    let mut passkey: Passkey = serde_json::from_value(std::mem::take(&mut holder.credential)).map_err(fault)?;
    let fits = webauthn.identify_discoverable_authentication(&answer).is_ok_and(|(user, _)| user == holder.user.0);
    let result = match webauthn.finish_discoverable_authentication_v2(&answer, state, &passkey) {
        Ok(result) if fits => result,
        Err(WebauthnError::CredentialPossibleCompromise) => {
            drop(conn);
            tell_of_copy(site, &holder).await?;
            return Ok(Answered::Wrong(COPIED));
        }
        refused => {
            tracing::debug!(error = ?refused.err(), "a passkey was refused");
            return Ok(Answered::Wrong(UNFIT));
        }
    };
    passkey.update_credential(&result);
    let credential = serde_json::to_value(&passkey).map_err(fault)?;
    if !passkeys::used(&mut conn, holder.id, &credential, result.counter(), now).await? {
        drop(conn);
        tell_of_copy(site, &holder).await?;
        return Ok(Answered::Wrong(COPIED));
    }
    Ok(Answered::Right(Box::new(holder)))
}

async fn tell_of_copy(site: &Site, holder: &Holder) -> Result<(), Error> {
    let told = site.db().transact::<_, Error, _>(Actor::User(holder.user), async |tx| {
        let change = users::find(tx.conn(), holder.user).await?.passkey(&holder.name, &PasskeyStep::Copied);
        Ok(passkeys::note(tx, change).await?)
    });
    told.await
}

#[cfg(test)]
mod tests {
    use super::Ceremony;
    use chrono::{TimeZone as _, Utc};

    #[test]
    fn a_ceremony_is_as_long_at_every_moment() {
        let lengths = [0, 7_000_000, 7_001_000, 7_001_001].map(|nanoseconds| {
            let until = Utc.timestamp_opt(1_790_000_000, nanoseconds).unwrap();
            serde_json::to_string(&Ceremony { state: (), user: None, until }).unwrap().len()
        });
        assert_eq!(lengths, [lengths[0]; 4]);
    }
}
