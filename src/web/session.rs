//! Our store behind actix-session: sessions live in Postgres, under the hash of their key.

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_session::{Session, SessionInsertError};
use actix_web::cookie::time::Duration;
use anyhow::{Context as _, anyhow};
use base64::Engine as _;
use hmac::{Hmac, KeyInit, Mac};
use inset_domain::ids::{AccountId, UserId};
use inset_store::sessions::{self, NewSession, Principal};
use inset_store::{Db, StoreError};
use rand::RngCore;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

const PRINCIPAL: &str = "principal";
const CSRF: &str = "csrf";
const AWAY: &str = "away";
const USER: &str = "user";
const ACCOUNT: &str = "account";
const AGENT: &str = "agent";

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
        let Some(principal) = sessions::load(&mut conn, &hash, self.db.clock().now()).await? else { return Ok(None) };
        let principal = serde_json::to_string(&principal)
            .map_err(|error| StoreError::Unreadable { what: "principal", value: error.to_string() })?;
        Ok(Some(State::from([(PRINCIPAL.to_owned(), principal), (CSRF.to_owned(), quoted(&self.csrf(&hash)))])))
    }

    /// A session's token: derived from its hash, so that nothing more is stored.
    fn csrf(&self, hash: &[u8; 32]) -> String {
        Hmac::<Sha256>::new_from_slice(&self.csrf_key)
            .map(|mut mac| {
                mac.update(b"csrf");
                mac.update(hash);
                base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
            })
            .unwrap_or_default()
    }

    async fn write(&self, old: Option<&SessionKey>, state: &State) -> anyhow::Result<SessionKey> {
        let key = fresh_key()?;
        let value = |name: &str| state.get(name).and_then(|json| serde_json::from_str::<String>(json).ok());
        let user: UserId = value(USER).context("a session without a user is never stored")?.parse()?;
        let account = value(ACCOUNT).map(|id| id.parse()).transpose()?.map(|id: AccountId| id);
        let hash = hash(key.as_ref());
        let session = NewSession {
            key_hash: &hash,
            user,
            account,
            user_agent: &value(AGENT).unwrap_or_default(),
            now: self.db.clock().now(),
        };
        let mut conn = self.db.read().await?;
        match old {
            None => sessions::begin(&mut conn, &session).await?,
            Some(old) => {
                if !sessions::rotate(&mut conn, &self::hash(old.as_ref()), &session).await? {
                    return Err(anyhow!("the session ended meanwhile"));
                }
            }
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
    /// The database does not answer.
    Away(String),
}

/// Reads what the store has loaded for this request.
pub fn behind(session: &Session) -> Behind {
    if let Ok(Some(why)) = session.get::<String>(AWAY) {
        return Behind::Away(why);
    }
    match (session.get::<Principal>(PRINCIPAL), session.get::<String>(CSRF)) {
        (Ok(Some(principal)), Ok(Some(csrf))) => Behind::Somebody(Box::new(principal), csrf),
        _ => Behind::Nobody,
    }
}

/// Signs a person in. A session that exists gets a new key in one statement; otherwise one begins.
///
/// # Errors
/// When the ids cannot be written, which their type rules out.
pub fn sign_in(
    session: &Session,
    user: UserId,
    account: Option<AccountId>,
    agent: &str,
) -> Result<(), SessionInsertError> {
    session.insert(USER, user.to_string())?;
    if let Some(account) = account {
        session.insert(ACCOUNT, account.to_string())?;
    }
    session.insert(AGENT, agent.chars().take(300).collect::<String>())
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
