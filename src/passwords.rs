//! Passwords: argon2id off the async threads, a bounded number at a time.

use crate::error::Error;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, LazyLock};
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
}

impl Passwords {
    /// A pool with so many hashes at a time.
    pub fn new(permits: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(permits)) }
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
        let password = password.clone();
        self.run(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| DUMMY.clone());
            let matches = PasswordHash::new(&hash)
                .is_ok_and(|hash| hasher().verify_password(password.expose_secret().as_bytes(), &hash).is_ok());
            matches && known
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
