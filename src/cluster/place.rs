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
        let user = rustix::process::geteuid().is_root().then(other_user);
        let base = base(&data_dir, user);
        let (data, mut socket) = (base.join("postgres"), base.join("run"));
        if socket.as_os_str().as_bytes().len() > LONGEST_SOCKET_FOLDER {
            socket = std::env::temp_dir().join(format!("inset-{}", short_hash(&data_dir)));
        }
        let place = Self { binaries, data, socket, log: data_dir.join("postgres.log"), user };
        place.make(&base)?;
        Ok(place)
    }

    fn make(&self, base: &Path) -> Result<(), ClusterError> {
        let failed = |path: &Path, error| ClusterError::File { what: "cannot make", path: path.to_owned(), error };
        fs::create_dir_all(base).map_err(|error| failed(base, error))?;
        for folder in [&self.data, &self.socket] {
            let made = fs::DirBuilder::new().mode(0o700).create(folder);
            match made {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(folder, error)),
            }
            if let Some((uid, gid)) = self.user {
                chown(folder, Some(uid), Some(gid)).map_err(|error| failed(folder, error))?;
            }
        }
        Ok(())
    }

    /// One of its programs, to be run as its user.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.join(program));
        command.current_dir("/").env_remove("PGDATA").env_remove("PGHOST").env("LC_ALL", "C.UTF-8");
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
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
        let end = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(ClusterError::DidNotStart { log: program, end })
    }

    /// Whether a PostgreSQL runs on the data.
    pub(super) fn is_running(&self) -> bool {
        let text = fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        let pid = text.lines().next().and_then(|line| line.trim().parse().ok());
        let Some(pid) = pid.and_then(rustix::process::Pid::from_raw) else { return false };
        // The number may have gone to another program since: the name tells.
        let name = fs::read_to_string(format!("/proc/{}/comm", pid.as_raw_nonzero())).unwrap_or_default();
        name.trim() == "postgres" && rustix::process::test_kill_process(pid).is_ok()
    }

    /// The error of a start that failed, with the end of the log.
    pub(super) fn did_not_start(&self) -> ClusterError {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let end = lines[lines.len().saturating_sub(8)..].join("\n");
        ClusterError::DidNotStart { log: self.log.clone(), end }
    }
}

/// The newest version below Debian's folder, else the one on the PATH, by its real path: a folder of links may hold some only.
fn binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest = versions
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("bin/initdb").exists())
        .max_by_key(|path| path.file_name().and_then(OsStr::to_str).and_then(|name| name.parse::<u32>().ok()));
    newest.map(|path| path.join("bin")).or_else(|| {
        let path = std::env::var_os("PATH")?;
        let found = std::env::split_paths(&path).map(|folder| folder.join("initdb")).find(|path| path.exists())?;
        Some(found.canonicalize().ok()?.parent()?.to_owned())
    })
}

/// PostgreSQL refuses to run as root: its own user, else whoever called sudo, else nobody.
fn other_user() -> (u32, u32) {
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let own = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let is_own = fields.next() == Some("postgres");
        let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
        is_own.then_some((uid, gid))
    });
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok()).filter(|id| *id > 0);
    own.or_else(|| number("SUDO_UID").zip(number("SUDO_GID"))).unwrap_or((65534, 65534))
}

/// The data directory, unless the other user cannot get there (it may lie in a private home): then a folder of its own.
fn base(data_dir: &Path, user: Option<(u32, u32)>) -> PathBuf {
    let open = |path: &Path| {
        fs::metadata(path)
            .is_ok_and(|meta| meta.permissions().mode() & 0o001 != 0 || user.is_some_and(|(uid, _)| meta.uid() == uid))
    };
    if user.is_none() || data_dir.ancestors().all(open) {
        return data_dir.to_owned();
    }
    Path::new("/var/tmp").join(format!("inset-{}", short_hash(data_dir)))
}

fn short_hash(path: &Path) -> String {
    inset_domain::hex(&Sha256::digest(path.as_os_str().as_bytes())[..8])
}
