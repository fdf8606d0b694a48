//! Where the private PostgreSQL lives, whose processes it runs as, and where its programs are.

use super::ClusterError;
use sha2::{Digest, Sha256};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A socket's path may have 107 bytes, its name in the folder included.
const LONGEST_SOCKET_FOLDER: usize = 107 - "/.s.PGSQL.5432".len();

/// Folders, programs and the user.
pub(super) struct Place {
    pub(super) binaries: PathBuf,
    pub(super) data: PathBuf,
    pub(super) socket: PathBuf,
    pub(super) log: PathBuf,
    user: Option<(u32, u32)>,
}

impl Place {
    /// Finds everything and makes the folders.
    pub(super) fn find(data_dir: &Path) -> Result<Self, ClusterError> {
        let binaries = binaries().ok_or(ClusterError::NotInstalled)?;
        let data_dir = data_dir.canonicalize().map_err(|error| ClusterError::File {
            what: "cannot open",
            path: data_dir.to_owned(),
            error,
        })?;
        let user = rustix::process::geteuid().is_root().then(|| other_user(&data_dir));
        let base = base(&data_dir, user)?;
        let socket = socket_folder(&base, &data_dir)?;
        let place = Self { binaries, data: base.join("postgres"), socket, log: data_dir.join("postgres.log"), user };
        place.make_own(&place.socket)?;
        Ok(place)
    }

    /// Makes a folder that belongs to its user alone, unless it is there. One that somebody else laid there first (it may
    /// stand in a folder that all may write to) is refused.
    pub(super) fn make_own(&self, folder: &Path) -> Result<(), ClusterError> {
        let failed = |what, error| ClusterError::File { what, path: folder.to_owned(), error };
        let own = rustix::process::geteuid().as_raw();
        let wanted = self.user.map_or(own, |(uid, _)| uid);
        match fs::DirBuilder::new().mode(0o700).create(folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let meta = fs::symlink_metadata(folder).map_err(|error| failed("cannot open", error))?;
                if !meta.is_dir() || ![own, wanted].contains(&meta.uid()) {
                    return Err(failed("cannot use", io::Error::other("it belongs to someone else")));
                }
            }
            Err(error) => return Err(failed("cannot make", error)),
        }
        match self.user {
            Some((uid, gid)) => chown(folder, Some(uid), Some(gid)).map_err(|error| failed("cannot hand over", error)),
            None => Ok(()),
        }
    }

    /// One of its programs, to be run as its user; it ends with the portal.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.join(program));
        command.current_dir("/").env_remove("PGDATA").env_remove("PGHOST").env("LC_ALL", "C.UTF-8");
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        die_with_the_portal(&mut command);
        command
    }

    /// The address of one of its databases.
    pub(super) fn url(&self, database: &str) -> String {
        let socket: String = url::form_urlencoded::byte_serialize(self.socket.as_os_str().as_bytes()).collect();
        format!("postgres://{}@/{database}?host={socket}", super::ROLE)
    }

    /// Runs a program to its end.
    pub(super) fn run(&self, mut command: Command) -> Result<(), ClusterError> {
        let program = PathBuf::from(command.get_program());
        let output = command.stdin(Stdio::null()).output().map_err(|error| ClusterError::File {
            what: "cannot run",
            path: program.clone(),
            error,
        })?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(ClusterError::Program { program, said })
    }

    /// Whether a PostgreSQL runs on the data.
    pub(super) fn is_running(&self) -> bool {
        self.pid_file().first().is_some_and(|line| line.parse().is_ok_and(is_postgres))
    }

    /// The process that answers on the data; none before it is ready.
    pub(super) fn ready_pid(&self) -> Option<i32> {
        let lines = self.pid_file();
        lines.get(7).filter(|state| *state == "ready").and_then(|_| lines[0].parse().ok())
    }

    /// Whether a PostgreSQL answers on the data.
    pub(super) fn is_ready(&self) -> bool {
        self.ready_pid().is_some_and(is_postgres)
    }

    fn pid_file(&self) -> Vec<String> {
        let text = fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        text.lines().map(|line| line.trim().to_owned()).collect()
    }

    /// The error of a start that failed, with the end of the log.
    pub(super) fn did_not_start(&self) -> ClusterError {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let end = lines[lines.len().saturating_sub(8)..].join("\n");
        ClusterError::DidNotStart { log: self.log.clone(), end }
    }
}

/// Whether a process is a PostgreSQL that lives. The number in an old file may have gone to another program, and a
/// process that ended stays in the list while nobody asks for its result, as in a container without an init.
fn is_postgres(pid: i32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    field("Name:") == Some("postgres") && field("State:").is_some_and(|state| !state.starts_with('Z'))
}

/// When the portal ends in any way, the kernel tells the program to end. The wish is forgotten when the user changes, so
/// it is made after that, just before the program begins.
#[expect(unsafe_code, reason = "the hook between fork and exec is unsafe by its type")]
fn die_with_the_portal(command: &mut Command) {
    let portal = rustix::process::getpid();
    let watch = move || {
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::INT))?;
        // A portal that ended before the wish was made will never end again.
        if rustix::process::getppid() == Some(portal) { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    };
    // SAFETY: between fork and exec only async-signal-safe work is allowed; these are two system calls that allocate nothing.
    unsafe {
        command.pre_exec(watch);
    }
}

/// The newest version below Debian's folder, else the one on the PATH, by its real path: a folder of links may hold some only.
fn binaries() -> Option<PathBuf> {
    let newest = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("bin/initdb").exists())
        .max_by_key(|path| path.file_name().and_then(OsStr::to_str).and_then(|name| name.parse::<u32>().ok()));
    newest.map(|path| path.join("bin")).or_else(|| {
        let path = std::env::var_os("PATH")?;
        let found = std::env::split_paths(&path).map(|folder| folder.join("initdb")).find(|path| path.exists())?;
        Some(found.canonicalize().ok()?.parent()?.to_owned())
    })
}

/// PostgreSQL refuses to run as root: whoever has the data already, else its own user, else whoever called sudo, else nobody.
fn other_user(data_dir: &Path) -> (u32, u32) {
    let before = fs::metadata(data_dir.join("postgres")).ok().map(|meta| (meta.uid(), meta.gid()));
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let own = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let is_own = fields.next() == Some("postgres");
        let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
        is_own.then_some((uid, gid))
    });
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok()).filter(|id| *id > 0);
    before
        .filter(|(uid, _)| *uid > 0)
        .or(own)
        .or_else(|| number("SUDO_UID").zip(number("SUDO_GID")))
        .unwrap_or((65534, 65534))
}

/// The data directory, unless the other user cannot get there (it may lie in a private home): then a folder of its own.
fn base(data_dir: &Path, user: Option<(u32, u32)>) -> Result<PathBuf, ClusterError> {
    let Some((uid, gid)) = user else { return Ok(data_dir.to_owned()) };
    if data_dir.ancestors().all(|folder| can_pass(folder, uid, gid)) {
        return Ok(data_dir.to_owned());
    }
    let folder = Path::new("/var/tmp").join(format!("inset-{}", short_hash(data_dir)));
    let failed = |what, error| ClusterError::File { what, path: folder.clone(), error };
    fs::create_dir_all(&folder).map_err(|error| failed("cannot make", error))?;
    // All may write to /var/tmp: the folder must be root's own, not one that somebody laid there to be found.
    let meta = fs::symlink_metadata(&folder).map_err(|error| failed("cannot open", error))?;
    if meta.is_dir() && meta.uid() == 0 {
        return Ok(folder);
    }
    Err(failed("cannot use", io::Error::other("it belongs to someone else")))
}

fn can_pass(folder: &Path, uid: u32, gid: u32) -> bool {
    fs::metadata(folder).is_ok_and(|meta| {
        let needed = match (meta.uid() == uid, meta.gid() == gid) {
            (true, _) => 0o100,
            (false, true) => 0o010,
            (false, false) => 0o001,
        };
        meta.permissions().mode() & needed != 0
    })
}

/// The folder of the socket: beside the data, or where paths are short when that one is too long for the kernel.
fn socket_folder(base: &Path, data_dir: &Path) -> Result<PathBuf, ClusterError> {
    let short = format!("inset-{}", short_hash(data_dir));
    [base.join("run"), std::env::temp_dir().join(&short), Path::new("/tmp").join(&short)]
        .into_iter()
        .find(|folder| folder.as_os_str().as_bytes().len() <= LONGEST_SOCKET_FOLDER)
        .ok_or_else(|| ClusterError::File {
            what: "cannot put a socket below",
            path: base.to_owned(),
            error: io::ErrorKind::InvalidFilename.into(),
        })
}

fn short_hash(path: &Path) -> String {
    inset_domain::hex(&Sha256::digest(path.as_os_str().as_bytes())[..8])
}
