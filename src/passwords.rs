//! Passwords: argon2id on threads of its own, a bounded number at a time, behind the pages.

use crate::error::Error;
use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use inset_domain::guessable::Known;
use inset_domain::password::{NewPassword, PasswordError};
use secrecy::{ExposeSecret, SecretString};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use tokio::sync::oneshot;

/// The longest password that is hashed, in bytes; longer ones are refused before any work.
pub const MOST_BYTES: usize = 1024;
/// How many hashes wait for each thread, about a second's work; one more is told at once that the portal is busy.
const WAITING_EACH: usize = 64;
/// How far the threads stand behind those that answer pages, as Unix counts niceness.
const NICENESS: i32 = 10;

/// OWASP's floor for argon2id: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// What an unknown address is checked against, so that it takes as long as a known one.
static DUMMY: LazyLock<String> = LazyLock::new(|| {
    hasher().hash_password(b"nobody has this password").map(|hash| hash.to_string()).unwrap_or_default()
});

/// The pool that hashes. More sign-ins than it has threads wait in a queue that ends, so that a flood costs neither
/// memory nor the other pages; and the threads are nice, so that a page never waits for a hash.
#[derive(Clone)]
pub struct Passwords {
    jobs: SyncSender<Job>,
}

/// A thread's memory for argon2, kept from one hash to the next: fresh memory is faulted in page by page, 4,864 times a
/// hash. What it holds between two is argon2's last pass, which tells no more of a password than the stored hash does.
#[derive(Default)]
struct Memory(Vec<Block>);

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

impl Memory {
    fn of(&mut self, params: &Params) -> &mut [Block] {
        let blocks = params.block_count();
        if self.0.len() < blocks {
            self.0.resize(blocks, Block::default());
        }
        &mut self.0
    }
}

/// Whether a password belongs to a stored hash, which names its own parameters. Outputs are compared in constant time.
fn matches(memory: &mut Memory, password: &[u8], stored: &str) -> Option<bool> {
    let stored = PasswordHash::new(stored).ok()?;
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).ok()?;
    let version = stored.version.map_or(Some(Version::default()), |version| Version::try_from(version).ok())?;
    let params = Params::try_from(&stored).ok()?;
    let (salt, expected) = (stored.salt?, stored.hash?);
    let mut bytes = [0; Output::MAX_LENGTH];
    let bytes = bytes.get_mut(..expected.len())?;
    let memory = memory.of(&params);
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(password, salt.as_ref(), bytes, memory)
        .ok()?;
    Some(Output::new(bytes).ok()? == expected)
}

/// Whether a stored hash asks less of a thief than one that is made today.
pub fn is_weak(stored: &str) -> bool {
    let (today, asked) = (hasher(), PasswordHash::new(stored).ok());
    let (now, params) = (today.params(), asked.as_ref().and_then(|stored| Params::try_from(stored).ok()));
    let algorithm = asked.as_ref().and_then(|stored| Algorithm::try_from(stored.algorithm.as_str()).ok());
    !params.is_some_and(|params| {
        algorithm == Some(Algorithm::Argon2id)
            && params.m_cost() >= now.m_cost()
            && params.t_cost() >= now.t_cost()
            && params.p_cost() >= now.p_cost()
    })
}

impl Passwords {
    /// A pool that hashes so many passwords at a time. Its threads end with it.
    ///
    /// # Panics
    /// When the system gives no thread, at start.
    pub fn new(threads: usize) -> Self {
        let (jobs, queue) = sync_channel::<Job>(threads * WAITING_EACH);
        let queue = Arc::new(Mutex::new(queue));
        for number in 0..threads {
            let queue = Arc::clone(&queue);
            std::thread::Builder::new()
                .name(format!("argon2-{number}"))
                .spawn(move || hash_one_by_one(&queue))
                .expect("a portal that gets no thread cannot start");
        }
        Self { jobs }
    }

    /// Makes the first sign-in as fast as the others.
    pub fn warm_up(&self) {
        LazyLock::force(&DUMMY);
    }

    /// Reads a new password of a person of whom this is known; the inner error says what to do about it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait.
    pub async fn read(&self, typed: &str, known: Known) -> Result<Result<NewPassword, PasswordError>, Error> {
        let typed = SecretString::from(typed);
        // How hard it is to guess takes as long to say as a hash, for those who choose their characters with care.
        self.run(move |_| NewPassword::parse(typed.expose_secret(), &known)).await
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait.
    pub async fn hash(&self, password: &SecretString) -> Result<String, Error> {
        let password = password.clone();
        self.run(move |_| {
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
        self.run(move |memory| {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| DUMMY.clone());
            let right = matches(memory, password.expose_secret().as_bytes(), &hash).unwrap_or(false);
            right && known
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&mut Memory) -> T + Send + 'static) -> Result<T, Error> {
        let (done, answer) = oneshot::channel();
        let job = Box::new(move |memory: &mut Memory| {
            // A browser that went away while it waited is not worth a hash.
            if !done.is_closed() {
                // It may have gone since.
                let _ = done.send(work(memory));
            }
        });
        self.jobs.try_send(job).map_err(|_| Error::Unavailable("too many sign-ins at once".into()))?;
        answer.await.map_err(|error| Error::Internal(error.into()))
    }
}

fn hash_one_by_one(queue: &Mutex<Receiver<Job>>) {
    // Linux keeps niceness by thread. Where it cannot be set, hashing is as urgent as the pages, and still right.
    let _ = rustix::process::setpriority_process(None, NICENESS);
    let mut memory = Memory::default();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        // A hash that panics fails its own sign-in only; its memory may be half written, which the next one overwrites.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(&mut memory)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn more_than_can_wait_are_refused_at_once_and_those_who_wait_are_served() {
        let pool = Passwords::new(1);
        let ((begun, begins), (open, shut)) = (oneshot::channel(), std::sync::mpsc::channel::<()>());
        let busy = pool.run(move |_| (begun.send(()), shut.recv()).1.is_ok());
        let others = async {
            begins.await.expect("the only thread takes the first");
            let others = (0..=WAITING_EACH).map(|number| pool.run(move |_| number));
            // All are asked before the first is served.
            let release = async { open.send(()).expect("the thread waits") };
            tokio::join!(futures_util::future::join_all(others), release).0
        };
        let (busy, answers) = tokio::join!(busy, others);
        assert!(busy.expect("it is served"));
        let served: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().ok().copied()).collect();
        assert_eq!(served, (0..WAITING_EACH).collect::<Vec<_>>());
        assert!(matches!(answers.last(), Some(Err(Error::Unavailable(_)))));
    }

    #[test]
    fn a_hash_is_weak_when_any_of_what_it_asks_for_is_less_than_today() {
        let of =
            |params: &str| format!("$argon2id$v=19${params}$c29tZXNhbHRzb21lc2FsdA$c29tZWhhc2hzb21laGFzaHNvbWVoYXNo");
        for (params, weak) in [
            ("m=19456,t=2,p=1", false),
            ("m=65536,t=3,p=1", false),
            ("m=4096,t=2,p=1", true),
            ("m=19456,t=1,p=1", true),
        ] {
            assert_eq!(is_weak(&of(params)), weak, "{params}");
        }
        assert!(is_weak(&of("m=19456,t=2,p=1").replace("argon2id", "argon2i")));
        assert!(is_weak("no hash"));
    }

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
