//! The private PostgreSQL: started below the data directory when no database is set, stopped with the portal.
//!
//! It listens on a socket only, and dies with the portal whatever kills that: the kernel then sends it the signal of a
//! fast shutdown, which loses nothing that was committed.

mod around;
mod place;

pub use around::around;

use place::Place;
use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The role that owns everything in it.
const ROLE: &str = "inset";
/// How long starting and stopping may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why the private PostgreSQL does not run.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// It is not installed.
    #[error(
        "PostgreSQL is not installed: no initdb below /usr/lib/postgresql or on the PATH. Install the package postgresql, or set DATABASE_URL"
    )]
    NotInstalled,
    /// A portal runs on the same data directory.
    #[error("a portal runs already on {0}. Stop it, or set INSET_DATA_DIR to another directory")]
    Busy(PathBuf),
    /// A directory or file cannot be used.
    #[error("{what} {path}: {error}", path = .path.display())]
    File {
        /// What was tried.
        what: &'static str,
        /// With which file.
        path: PathBuf,
        /// What came of it.
        error: io::Error,
    },
    /// It was started and ended, or did not get ready.
    #[error("PostgreSQL did not start; its log {log} ends with:\n{end}", log = .log.display())]
    DidNotStart {
        /// Its log.
        log: PathBuf,
        /// The log's last lines.
        end: String,
    },
}

/// A running private PostgreSQL.
pub struct Cluster {
    child: Child,
    place: Place,
    _lock: File,
}

/// How careful it is with what it writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Nothing committed is lost.
    Durable,
    /// For throw-away data: fast, and gone with the power.
    ThrowAway,
}

impl Cluster {
    /// Starts it below `data_dir`, made when it is not there. Must be called from the main thread: the kernel watches
    /// the thread that starts it.
    ///
    /// # Errors
    /// [`ClusterError`], which says what to do.
    pub fn start(data_dir: &Path, care: Care) -> Result<Self, ClusterError> {
        let lock = lock(data_dir)?;
        let place = Place::find(data_dir)?;
        wait_for_an_old_one(&place)?;
        if !place.data.join("PG_VERSION").exists() {
            init(&place)?;
        }
        let child = spawn(&place, care)?;
        let mut cluster = Self { child, place, _lock: lock };
        cluster.wait_until_ready()?;
        cluster.create_database()?;
        Ok(cluster)
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        self.place.url(database)
    }

    /// The address of the private PostgreSQL that a running portal has on `data_dir`, for commands beside it.
    ///
    /// # Errors
    /// [`ClusterError`] when the directory cannot be read.
    pub fn url_of_running(data_dir: &Path, database: &str) -> Result<Option<String>, ClusterError> {
        let place = Place::find(data_dir)?;
        Ok(place.is_running().then(|| place.url(database)))
    }

    fn wait_until_ready(&mut self) -> Result<(), ClusterError> {
        let (pid_file, end) = (self.place.data.join("postmaster.pid"), Instant::now() + PATIENCE);
        let pid = self.child.id().to_string();
        while Instant::now() < end {
            if let Ok(text) = std::fs::read_to_string(&pid_file) {
                let mut lines = text.lines();
                if lines.next() == Some(&pid) && lines.nth(6).is_some_and(|state| state.trim() == "ready") {
                    return Ok(());
                }
            }
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(Duration::from_millis(3));
        }
        Err(self.place.did_not_start())
    }

    /// Makes the database `inset` where it is missing.
    fn create_database(&self) -> Result<(), ClusterError> {
        let marker = self.place.data.join("inset_database");
        if marker.exists() {
            return Ok(());
        }
        let mut createdb = self.place.command("createdb");
        createdb.arg("-h").arg(&self.place.socket).args(["-U", ROLE, "inset"]);
        self.place.run(createdb)?;
        std::fs::write(&marker, "").map_err(|error| ClusterError::File { what: "cannot write", path: marker, error })
    }

    fn stop(&mut self) {
        // SIGINT is a fast shutdown: sessions are ended, everything is written.
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw) {
            // It fails only when the process has ended.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::INT);
        }
        let end = Instant::now() + PATIENCE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(3));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

fn lock(data_dir: &Path) -> Result<File, ClusterError> {
    let file = |what, error| ClusterError::File { what, path: data_dir.to_owned(), error };
    std::fs::create_dir_all(data_dir).map_err(|error| file("cannot make", error))?;
    let lock = File::create(data_dir.join("portal.lock")).map_err(|error| file("cannot write into", error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(ClusterError::Busy(data_dir.to_owned())),
        Err(TryLockError::Error(error)) => Err(file("cannot lock", error)),
    }
}

/// After a portal was killed its PostgreSQL needs a moment to shut down.
fn wait_for_an_old_one(place: &Place) -> Result<(), ClusterError> {
    let end = Instant::now() + PATIENCE;
    while place.is_running() {
        if Instant::now() > end {
            return Err(ClusterError::Busy(place.data.clone()));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

fn init(place: &Place) -> Result<(), ClusterError> {
    let mut initdb = place.command("initdb");
    initdb.arg("-D").arg(&place.data).args([
        "-U",
        ROLE,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        "--no-instructions",
    ]);
    place.run(initdb)
}

fn spawn(place: &Place, care: Care) -> Result<Child, ClusterError> {
    let mut postgres = place.command("postgres");
    postgres.arg("-D").arg(&place.data).arg("-k").arg(&place.socket);
    postgres.args(["-h", "", "-c", "max_connections=200", "-c", "log_timezone=UTC", "-c", "timezone=UTC"]);
    if care == Care::ThrowAway {
        postgres.args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]);
    }
    let log = File::create(&place.log).map_err(|error| ClusterError::File {
        what: "cannot write",
        path: place.log.clone(),
        error,
    })?;
    let also =
        log.try_clone().map_err(|error| ClusterError::File { what: "cannot write", path: place.log.clone(), error })?;
    postgres.stdin(Stdio::null()).stdout(log).stderr(also);
    // A group of its own: Ctrl-C is for the portal, which then stops it in good order.
    postgres.process_group(0);
    die_with_the_portal(&mut postgres);
    postgres.spawn().map_err(|error| ClusterError::File {
        what: "cannot run",
        path: place.binaries.join("postgres"),
        error,
    })
}

/// When the portal ends in any way, the kernel tells PostgreSQL to shut down. The wish is forgotten when the user
/// changes, so it is made after that, just before the program begins.
#[expect(unsafe_code, reason = "the hook between fork and exec is unsafe by its type")]
fn die_with_the_portal(command: &mut Command) {
    let watch = || {
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::INT)).map_err(io::Error::from)
    };
    // SAFETY: between fork and exec only async-signal-safe work is allowed; this is one system call that allocates nothing.
    unsafe {
        command.pre_exec(watch);
    }
}
