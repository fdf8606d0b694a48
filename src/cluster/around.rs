//! A throw-away PostgreSQL around a command: for tests and benchmarks.

use super::{Care, Claim, Cluster, ClusterError};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, ExitCode};

/// Runs `command` with `INSET_TEST_DATABASE_URL` naming a fresh PostgreSQL, which is gone when the command ends.
///
/// # Errors
/// [`ClusterError`] when PostgreSQL does not start or the command cannot be run.
pub fn around(command: &[String]) -> Result<ExitCode, ClusterError> {
    let folder = std::env::temp_dir().join(format!("inset-throw-away-{}", std::process::id()));
    let failed = |error| ClusterError::File { what: "cannot use", path: folder.clone(), error };
    // An earlier process of the same number may have been killed and left its own.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(failed)?;
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).map_err(failed)?;
    let cluster = Cluster::start(Claim::take(&folder)?, Care::ThrowAway)?;
    let (program, arguments) = command.split_first().map_or(("true", &[][..]), |(first, rest)| (first.as_str(), rest));
    let status = Command::new(program)
        .args(arguments)
        .env("INSET_TEST_DATABASE_URL", cluster.url("inset"))
        .status()
        .map_err(|error| ClusterError::File { what: "cannot run", path: program.into(), error });
    drop(cluster);
    // What is left of a throw-away folder harms nobody.
    let _ = std::fs::remove_dir_all(&folder);
    let code = status?.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}
