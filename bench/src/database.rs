//! The throw-away PostgreSQL: its settings for the bench, its data, its log.

use anyhow::{Context as _, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Everyone's password.
pub const PASSWORD: &str = "three unrelated words";

/// The server.
pub struct Server {
    url: String,
    /// The process whose children serve the connections.
    pub pid: u32,
    log: PathBuf,
}

/// A database of one size.
pub struct Database {
    /// Its address.
    pub url: String,
    /// Its size in words.
    pub words: &'static str,
    /// Whether it has an advertiser with a tenth of all orders.
    pub heavy: bool,
}

/// How much there is of everything.
pub struct Size {
    name: &'static str,
    words: &'static str,
    orders: u32,
    advertisers: u32,
    accounts: u32,
    heavy: bool,
    days: u32,
}

/// A young portal.
pub const SMALL: Size = Size {
    name: "bench_small",
    words: "1 thousand",
    orders: 1_000,
    advertisers: 10,
    accounts: 1_000,
    heavy: false,
    days: 180,
};
/// An old one. The advertisers' number has no divisor in common with ten, so that each gets as many orders.
pub const BIG: Size = Size {
    name: "bench_big",
    words: "2 million",
    orders: 2_000_000,
    advertisers: 18_001,
    accounts: 1_000_000,
    heavy: true,
    days: 1_095,
};

impl Database {
    /// Adds people who want news to a young portal.
    pub fn add_readers(&self, readers: u32) -> anyhow::Result<()> {
        let variables = [("readers", readers.to_string()), ("advertisers", SMALL.advertisers.to_string())];
        load(&self.url, "3-readers.sql", &variables)
    }
}

impl Server {
    /// The server around us, with settings that keep its own housekeeping out of the measurements.
    pub fn around() -> anyhow::Result<Self> {
        let url = std::env::var("INSET_TEST_DATABASE_URL").context("start the bench with bench/run")?;
        for setting in
            ["max_wal_size = '32GB'", "checkpoint_timeout = '1d'", "autovacuum = off", "maintenance_work_mem = '512MB'"]
        {
            query(&url, &format!("ALTER SYSTEM SET {setting}"))?;
        }
        // The capture of a page's statements is read from the log, where this prefix finds them.
        query(&url, "ALTER SYSTEM SET log_line_prefix = 'bench %d: '")?;
        query(&url, "SELECT pg_reload_conf()")?;
        let pid: u32 = query(&url, r"SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)")?.parse()?;
        let log = fs::read_link(format!("/proc/{pid}/fd/2")).context("PostgreSQL's log cannot be found")?;
        Ok(Self { url, pid, log })
    }

    /// Its version in a few words.
    pub fn version(&self) -> anyhow::Result<String> {
        query(&self.url, "SHOW server_version")
    }

    /// What its log says so far.
    pub fn log(&self) -> anyhow::Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(&self.log)?).into_owned())
    }

    /// A new database with data.
    pub fn fill(&self, size: &Size, hash: &str) -> anyhow::Result<Database> {
        let began = Instant::now();
        let (before, options) = self.url.split_once('?').context("the address names its socket")?;
        let server = before.rsplit_once('/').context("the address names a database")?.0;
        let url = format!("{server}/{}?{options}", size.name);
        query(&self.url, &format!("CREATE DATABASE {}", size.name))?;
        let portal = std::env::var("INSET_BIN").context("start the bench with bench/run")?;
        let migrated = Command::new(portal)
            .arg("migrate")
            .env("INSET_MODE", "development")
            .env("DATABASE_URL", &url)
            .stdout(Stdio::null())
            .status()?;
        ensure!(migrated.success(), "the database cannot be migrated");
        let variables = [
            ("orders", size.orders.to_string()),
            ("advertisers", size.advertisers.to_string()),
            ("accounts", size.accounts.to_string()),
            ("heavy", u8::from(size.heavy).to_string()),
            ("days", size.days.to_string()),
            ("password_hash", hash.to_owned()),
        ];
        let run = |script: &str| load(&url, script, &variables);
        run("0-unlogged.sql")?;
        run("1-orders.sql")?;
        let side_by_side = |one: &str, other: &str| {
            std::thread::scope(|scope| {
                let one = scope.spawn(|| run(one));
                run(other).and(one.join().expect("no thread panics"))
            })
        };
        side_by_side("2-history.sql", "2-revisions.sql")?;
        run("3-people.sql")?;
        side_by_side("4-found-people.sql", "4-found-orders.sql")?;
        run("5-found-words.sql")?;
        // What was written is on the disk before anything is measured.
        query(&url, "CHECKPOINT")?;
        eprintln!("{} orders: loaded in {:.0} s", size.words, began.elapsed().as_secs_f64());
        Ok(Database { url, words: size.words, heavy: size.heavy })
    }

    /// Whether no statement of a database is under way.
    pub fn idle(&self, database: &str) -> anyhow::Result<bool> {
        let active = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND state = 'active'");
        Ok(query(&self.url, &active)? == "0")
    }

    /// Switches the log of every statement on or off.
    pub fn log_statements(&self, on: bool) -> anyhow::Result<()> {
        let value = if on { "all" } else { "none" };
        query(&self.url, &format!("ALTER SYSTEM SET log_statement = '{value}'"))?;
        query(&self.url, "SELECT pg_reload_conf()")?;
        // The servers of the connections read it before their next statement, once the signal has reached them.
        std::thread::sleep(Duration::from_millis(200));
        Ok(())
    }
}

fn load(url: &str, script: &str, variables: &[(&str, String)]) -> anyhow::Result<()> {
    let path = Path::new("bench/data").join(script);
    let mut psql = Command::new(program("psql"));
    psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(path);
    for (name, value) in variables {
        psql.arg("-v").arg(format!("{name}={value}"));
    }
    let status = psql.arg(url).stdout(Stdio::null()).status().context("psql cannot be run")?;
    ensure!(status.success(), "{script} failed");
    Ok(())
}

/// The first value of a query.
pub fn query(url: &str, sql: &str) -> anyhow::Result<String> {
    let output = Command::new(program("psql")).args(["-X", "-A", "-t", "-q", "-c", sql, url]).output()?;
    ensure!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A program of PostgreSQL: Debian keeps them all in the folder of their version and only some on the PATH.
pub fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.exists());
    found.max().unwrap_or_else(|| name.into())
}
