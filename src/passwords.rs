//! Passwords: argon2id off the async threads, a bounded number at a time.

use crate::error::Error;
use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// The longest password that is hashed, in bytes; longer ones are refused before any work.
pub const MOST_BYTES: usize = 1024;
/// How long a sign-in waits for its turn before it is told that the portal is busy.
const PATIENCE: Duration = Duration::from_secs(10);

/// OWASP's floor for argon2id: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// What an unknown address is checked against, so that it takes as long as a known one.
static DUMMY: LazyLock<String> = LazyLock::new(|| {
    hasher().hash_password(b"nobody has this password").map(|hash| hash.to_string()).unwrap_or_default()
});

/// The pool that hashes: more sign-ins than permits wait, so that a flood costs neither memory nor the other pages.
#[derive(Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    memories: Memories,
}

/// The memory of hashes that are done, for the next ones: fresh memory is faulted in page by page, 4,864 times a hash.
/// There is never more of it than there are permits. What it holds between two hashes is argon2's last pass, which tells
/// no more of a password than the hash in the database does.
#[derive(Clone, Default)]
struct Memories(Arc<Mutex<Vec<Vec<Block>>>>);

impl Memories {
    fn with<T>(&self, blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        memory.resize(blocks.max(memory.len()), Block::default());
        let value = work(&mut memory);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        value
    }
}

/// Whether a password belongs to a stored hash, which names its own parameters. Outputs are compared in constant time.
fn matches(memories: &Memories, password: &[u8], stored: &str) -> Option<bool> {
    let stored = PasswordHash::new(stored).ok()?;
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).ok()?;
    let version = stored.version.map_or(Some(Version::default()), |version| Version::try_from(version).ok())?;
    let params = Params::try_from(&stored).ok()?;
    let (salt, expected) = (stored.salt?, stored.hash?);
    let blocks = params.block_count();
    let mut bytes = [0; Output::MAX_LENGTH];
    let bytes = bytes.get_mut(..expected.len())?;
    let hasher = Argon2::new(algorithm, version, params);
    memories
        .with(blocks, |memory| hasher.hash_password_into_with_memory(password, salt.as_ref(), bytes, memory))
        .ok()?;
    Some(Output::new(bytes).ok()? == expected)
}

impl Passwords {
    /// A pool with so many hashes at a time.
    pub fn new(permits: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(permits)), memories: Memories::default() }
    }

    /// Makes the first sign-in as fast as the others.
    pub fn warm_up(&self) {
        LazyLock::force(&DUMMY);
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait.
    pub async fn hash(&self, password: &SecretString) -> Result<String, Error> {
        let password = password.clone();
        self.run(move || {
            let hash = hasher().hash_password(password.expose_secret().as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|error| anyhow::anyhow!("argon2: {error}"))
        })
        .await?
        .map_err(Error::Internal)
    }

    /// Whether a password belongs to a hash. Without a hash it does the same work and says no.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait.
    pub async fn verify(&self, password: &SecretString, hash: Option<String>) -> Result<bool, Error> {
        if password.expose_secret().len() > MOST_BYTES {
            return Ok(false);
        }
        let (password, memories) = (password.clone(), self.memories.clone());
        self.run(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| DUMMY.clone());
            let right = matches(&memories, password.expose_secret().as_bytes(), &hash).unwrap_or(false);
            right && known
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await;
        let Ok(Ok(permit)) = permit else {
            return Err(Error::Unavailable("too many sign-ins at once".into()));
        };
        tokio::task::spawn_blocking(move || {
            let value = work();
            drop(permit);
            value
        })
        .await
        .map_err(|error| Error::Internal(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_belongs_to_its_own_hash_only() {
        let pool = Passwords::new(2);
        let password = SecretString::from("correct horse battery");
        let hash = pool.hash(&password).await.expect("hashing works");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(pool.verify(&password, Some(hash.clone())).await.expect("verifying works"));
        assert!(!pool.verify(&SecretString::from("another"), Some(hash)).await.expect("verifying works"));
        assert!(!pool.verify(&SecretString::from("nobody has this password"), None).await.expect("verifying works"));
    }
}
