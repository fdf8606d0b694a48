//! Our store behind actix-session: sessions live in Postgres, under the hash of their key.

use crate::error::Error;
use actix_session::Session;
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;
use anyhow::{Context as _, anyhow};
use base64::Engine as _;
use hmac::{Hmac, KeyInit, Mac};
use inset_domain::ids::{AccountId, UserId, ViewingId};
use inset_domain::session::Factor;
use inset_store::sessions::{self, Found, NewSession, Principal, Step};
use inset_store::{Db, StoreError};
use rand::RngCore;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

const PRINCIPAL: &str = "principal";
const RAN_OUT: &str = "ran-out";
const CSRF: &str = "csrf";
const AWAY: &str = "away";
const BEGUN: &str = "begun";
const STEP: &str = "step";

type State = HashMap<String, String>;

/// The store. `load` brings session, user and membership in one statement; `update` never inserts.
#[derive(Clone)]
pub struct PostgresSessions {
    db: Db,
    csrf_key: Vec<u8>,
}

impl PostgresSessions {
    /// A store over a worker's pool; `csrf_key` derives each session's token.
    pub fn new(db: Db, csrf_key: Vec<u8>) -> Self {
        Self { db, csrf_key }
    }

    async fn read(&self, key: &SessionKey) -> Result<Option<State>, StoreError> {
        let mut conn = self.db.read().await?;
        let hash = hash(key.as_ref());
        let found = sessions::load(&mut conn, &hash, self.db.clock().now()).await?;
        let (session, key, person) = match found {
            None => return Ok(None),
            Some(Found::Live(principal)) => (principal.session, PRINCIPAL, serde_json::to_string(&principal)),
            Some(Found::RanOut { user, session }) => (session, RAN_OUT, serde_json::to_string(&user)),
        };
        let person = person.map_err(|error| StoreError::Unreadable { what: "principal", value: error.to_string() })?;
        Ok(Some(State::from([(key.to_owned(), person), (CSRF.to_owned(), quoted(&self.csrf(session)))])))
    }

    /// A session's token: derived from its id, so that nothing more is stored. It stays when the key changes: what is
    /// open in another tab can still be sent after its person has proved who they are in this one.
    fn csrf(&self, session: Uuid) -> String {
        Hmac::<Sha256>::new_from_slice(&self.csrf_key)
            .map(|mut mac| {
                mac.update(b"csrf");
                mac.update(session.as_bytes());
                base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
            })
            .unwrap_or_default()
    }

    async fn write(&self, old: Option<&SessionKey>, state: &State) -> anyhow::Result<SessionKey> {
        let (key, now) = (fresh_key()?, self.db.clock().now());
        let (new, old) = (hash(key.as_ref()), old.map(|old| hash(old.as_ref())));
        let mut conn = self.db.read().await?;
        if let Some(begun) = state.get(BEGUN) {
            let begun: Begun = serde_json::from_str(begun)?;
            let session = NewSession {
                key_hash: &new,
                user: begun.user,
                account: begun.account,
                staff: begun.staff,
                factor: begun.factor,
                user_agent: &begun.agent,
                network: &begun.network,
                now,
            };
            sessions::begin(&mut conn, old.as_ref().map(<[u8; 32]>::as_slice), &session).await?;
            return Ok(key);
        }
        let step = state.get(STEP).context("a session is written when it begins and when it takes a step")?;
        let step = match serde_json::from_str(step)? {
            Taken::Account(account) => Step::Account(account),
            Taken::Proof(factor) => Step::Proof(factor),
            Taken::Viewing(viewing) => Step::Viewing(viewing),
        };
        let old = old.context("only a session that has begun takes a step")?;
        if !sessions::rotate(&mut conn, &old, &new, step, now).await? {
            return Err(anyhow!("the session ended meanwhile"));
        }
        Ok(key)
    }
}

impl SessionStore for PostgresSessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        match self.read(key).await {
            Ok(state) => Ok(state),
            // Told to the guard, which answers 503; the crate itself would answer a bare 500, even for pages that need nobody.
            Err(error) => Ok(Some(State::from([(AWAY.to_owned(), quoted(&error.to_string()))]))),
        }
    }

    async fn save(&self, state: State, _: &Duration) -> Result<SessionKey, SaveError> {
        self.write(None, &state).await.map_err(SaveError::Other)
    }

    async fn update(&self, key: SessionKey, state: State, _: &Duration) -> Result<SessionKey, UpdateError> {
        self.write(Some(&key), &state).await.map_err(UpdateError::Other)
    }

    async fn update_ttl(&self, _: &SessionKey, _: &Duration) -> anyhow::Result<()> {
        // Loading notes the last use; a session's end is fixed when it begins.
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> anyhow::Result<()> {
        let mut conn = self.db.read().await?;
        Ok(sessions::end(&mut conn, &hash(key.as_ref())).await?)
    }
}

/// Who a request's session belongs to.
pub enum Behind {
    /// Nobody: no session, or one that ended.
    Nobody,
    /// A person, with the session's token against cross-site posts.
    Somebody(Box<Principal>, String),
    /// Nobody: the session ran out within the last day. Whose it was, and its token, for what they send meanwhile.
    RanOut(UserId, String),
    /// The database does not answer.
    Away(String),
}

/// Reads what the store has loaded for this request.
pub fn behind(session: &Session) -> Behind {
    if let Ok(Some(why)) = session.get::<String>(AWAY) {
        return Behind::Away(why);
    }
    let Ok(Some(csrf)) = session.get::<String>(CSRF) else { return Behind::Nobody };
    match (session.get::<Principal>(PRINCIPAL), session.get::<UserId>(RAN_OUT)) {
        (Ok(Some(principal)), _) => Behind::Somebody(Box::new(principal), csrf),
        (_, Ok(Some(user))) => Behind::RanOut(user, csrf),
        _ => Behind::Nobody,
    }
}

/// A session to be begun.
#[derive(Serialize, Deserialize)]
pub struct Begun {
    /// Whose.
    pub user: UserId,
    /// For which account.
    pub account: Option<AccountId>,
    /// Whether the login is one of the operator's staff.
    pub staff: bool,
    /// How the person proved who they are.
    pub factor: Factor,
    /// The browser, as it names itself.
    pub agent: String,
    /// The network that it is in.
    pub network: String,
}

/// What happens to a session that goes on.
#[derive(Serialize, Deserialize)]
enum Taken {
    Account(AccountId),
    Proof(Factor),
    Viewing(Option<ViewingId>),
}

/// Signs a person in. A session that the browser had before ends with it.
///
/// # Errors
/// When it cannot be written, which its type rules out.
pub fn begin(session: &Session, begun: Begun) -> Result<(), Error> {
    put(session, BEGUN, begun)
}

/// Lets the session act for another account of its person, under a new key.
///
/// # Errors
/// When it cannot be written, which its type rules out.
pub fn act_for(session: &Session, account: AccountId) -> Result<(), Error> {
    put(session, STEP, Taken::Account(account))
}

/// Notes that the session's person proved anew who they are, under a new key.
///
/// # Errors
/// When it cannot be written, which its type rules out.
pub fn prove(session: &Session, factor: Factor) -> Result<(), Error> {
    put(session, STEP, Taken::Proof(factor))
}

/// Begins to look at an account, or ends it, under a new key.
///
/// # Errors
/// When it cannot be written, which its type rules out.
pub fn look(session: &Session, viewing: Option<ViewingId>) -> Result<(), Error> {
    put(session, STEP, Taken::Viewing(viewing))
}

fn put(session: &Session, key: &str, value: impl Serialize) -> Result<(), Error> {
    session.insert(key, value).map_err(|error| Error::Internal(anyhow!("{error}")))
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn fresh_key() -> anyhow::Result<SessionKey> {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    let key = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    SessionKey::try_from(key).map_err(|_| anyhow!("a key of 43 characters is a session key"))
}
