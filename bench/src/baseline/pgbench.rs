//! pgbench with the statements of a page: what PostgreSQL gives when nothing stands in front of it.

use crate::capture::Script;
use crate::cpu;
use crate::database::{Server, program};
use crate::sample::{Sample, part};
use anyhow::{Context as _, ensure};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// How the portal has its statements planned (`src/store/connect/url.rs`).
const PLANNED: &str = "-c jit=off -c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan";

/// A page's statements, ready to be run.
pub struct Pgbench {
    file: PathBuf,
    url: String,
    variables: Vec<(String, String)>,
}

impl Pgbench {
    /// Writes the script.
    pub fn new(name: &str, url: &str, script: Script) -> anyhow::Result<Self> {
        let file = std::env::temp_dir().join(format!("inset-bench-{}-{name}.sql", std::process::id()));
        fs::write(&file, script.text)?;
        Ok(Self { file, url: url.to_owned(), variables: script.variables })
    }

    /// Runs it for `time`, in whole seconds, over so many connections with prepared statements, as the portal has them.
    pub fn measure(&self, server: &Server, connections: usize, time: Duration) -> anyhow::Result<Sample> {
        let log = self.file.with_extension("log");
        let before = cpu::of_tree(server.pid);
        let mut command = Command::new(program("pgbench"));
        command.env("PGOPTIONS", PLANNED);
        command.args(["-n", "-M", "prepared", "-j", "2", "-l"]).arg(format!("--log-prefix={}", log.display()));
        command.arg("-c").arg(connections.to_string()).arg("-T").arg(time.as_secs().max(1).to_string());
        for (name, value) in &self.variables {
            command.arg("-D").arg(format!("{name}={value}"));
        }
        let output = command.arg("-f").arg(&self.file).arg(&self.url).output().context("pgbench cannot be run")?;
        let used = cpu::of_tree(server.pid) - before;
        let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(output.status.success(), "pgbench: {wrong}");
        let number = |line: &str| -> anyhow::Result<f64> {
            let value = said.lines().find_map(|said| said.strip_prefix(line)).context("a figure of pgbench")?;
            Ok(value.split([' ', '/']).next().unwrap_or_default().parse()?)
        };
        let count = number("number of transactions actually processed: ")?;
        let micros = latencies(&log)?;
        Ok(Sample {
            rate: number("tps = ")?,
            p50: part(&micros, 50),
            p99: part(&micros, 99),
            server_cpu: 0.0,
            postgres_cpu: used.as_secs_f64() * 1e6 / count,
        })
    }
}

/// Reads and removes the logs of pgbench's threads; the third column is the time of a transaction.
fn latencies(log: &std::path::Path) -> anyhow::Result<Vec<u32>> {
    let folder = log.parent().context("the log is in a folder")?;
    let name = log.file_name().and_then(|name| name.to_str()).context("the log has a name")?;
    let mut micros = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().and_then(|name| name.to_str()).is_some_and(|file| file.starts_with(name)) {
            let text = fs::read_to_string(&path)?;
            micros.extend(text.lines().filter_map(|line| line.split(' ').nth(2)?.parse::<u32>().ok()));
            fs::remove_file(path)?;
        }
    }
    micros.sort_unstable();
    Ok(micros)
}

impl Drop for Pgbench {
    fn drop(&mut self) {
        // What is left in the folder of temporary files harms nobody.
        let _ = fs::remove_file(&self.file);
    }
}
