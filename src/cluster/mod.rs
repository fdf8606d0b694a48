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
use std::process::{Child, Stdio};
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
    #[error(
        "A portal runs already on the data directory {path}: stop it, or set INSET_DATA_DIR to another directory.",
        path = .0.display()
    )]
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
    /// One of its programs ended with a fault.
    #[error("{program} failed: {said}", program = .program.display())]
    Program {
        /// The program.
        program: PathBuf,
        /// What it said.
        said: String,
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
    _claim: Claim,
}

/// A data directory that no other portal may use while this lives; the kernel lets go of it however the portal ends.
pub struct Claim {
    data_dir: PathBuf,
    _lock: File,
}

/// The database of a command that may run beside a portal.
pub enum Beside {
    /// A portal has it; its address.
    Running(String),
    /// No portal runs: started for the command alone.
    Own(Cluster),
}

/// How careful it is with what it writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Nothing committed is lost.
    Durable,
    /// For throw-away data: fast, and gone with the power.
    ThrowAway,
}

impl Claim {
    /// Claims the data directory, made when it is not there.
    ///
    /// # Errors
    /// [`ClusterError::Busy`] when a portal runs on it.
    pub fn take(data_dir: &Path) -> Result<Self, ClusterError> {
        let file = |what, error| ClusterError::File { what, path: data_dir.to_owned(), error };
        std::fs::create_dir_all(data_dir).map_err(|error| file("cannot make", error))?;
        let lock = File::create(data_dir.join("portal.lock")).map_err(|error| file("cannot write into", error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { data_dir: data_dir.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(ClusterError::Busy(data_dir.to_owned())),
            Err(TryLockError::Error(error)) => Err(file("cannot lock", error)),
        }
    }
}

impl Cluster {
    /// Starts it in a claimed data directory. Must be called from the main thread: the kernel watches the thread that
    /// starts it.
    ///
    /// # Errors
    /// [`ClusterError`], which says what to do.
    pub fn start(claim: Claim, care: Care) -> Result<Self, ClusterError> {
        let place = Place::find(&claim.data_dir)?;
        wait_for_an_old_one(&place)?;
        if !place.data.join("PG_VERSION").exists() {
            init(&place)?;
        }
        let child = spawn(&place, care)?;
        let mut cluster = Self { child, place, _claim: claim };
        cluster.wait_until_ready()?;
        cluster.create_database()?;
        Ok(cluster)
    }

    /// The private PostgreSQL for a command: that of the portal which runs on `data_dir`, once it is ready, else one of
    /// the command's own. Must be called from the main thread.
    ///
    /// # Errors
    /// [`ClusterError`], which says what to do.
    pub fn beside(data_dir: &Path, database: &str) -> Result<Beside, ClusterError> {
        let end = Instant::now() + PATIENCE;
        loop {
            let busy = match Claim::take(data_dir) {
                Ok(claim) => return Self::start(claim, Care::Durable).map(Beside::Own),
                Err(error @ ClusterError::Busy(_)) => error,
                Err(error) => return Err(error),
            };
            let place = Place::find(data_dir)?;
            if place.is_ready() {
                return Ok(Beside::Running(place.url(database)));
            }
            if Instant::now() > end {
                return Err(busy);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        self.place.url(database)
    }

    fn wait_until_ready(&mut self) -> Result<(), ClusterError> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if self.place.ready_pid() == i32::try_from(self.child.id()).ok() {
                return Ok(());
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
        match self.place.run(createdb) {
            // A portal that was killed just after this step left the database and no marker.
            Err(ClusterError::Program { said, .. }) if said.contains("already exists") => {}
            other => other?,
        }
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

/// Makes the files in a folder beside their place and moves them there whole: a portal that is killed meanwhile leaves
/// nothing that looks like a database.
fn init(place: &Place) -> Result<(), ClusterError> {
    let making = place.data.with_extension("making");
    let failed = |what, error| ClusterError::File { what, path: making.clone(), error };
    match std::fs::remove_dir_all(&making) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed("cannot empty", error)),
        _ => place.make_own(&making)?,
    }
    let mut initdb = place.command("initdb");
    initdb.arg("-D").arg(&making).args(["-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
    initdb.args(["--no-sync", "--no-instructions"]);
    place.run(initdb)?;
    std::fs::rename(&making, &place.data).map_err(|error| failed("cannot move into place", error))
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
    postgres.spawn().map_err(|error| ClusterError::File {
        what: "cannot run",
        path: place.binaries.join("postgres"),
        error,
    })
}
