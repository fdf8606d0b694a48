//! Running the portal: private PostgreSQL where none is set, migrations, worker, server.

use crate::app::{self, Parts};
use crate::cluster::{Beside, Care, Claim, Cluster};
use crate::config::Config;
use crate::mail::Transport;
use crate::web::site::Shared;
use crate::worker::Worker;
use anyhow::Context as _;
use inset_domain::clock::Clock;
use inset_store::connect::{self, DatabaseUrl, Notifications};
use inset_store::crypt::Vault;
use inset_store::{Db, figures};
use secrecy::ExposeSecret as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// The private database's name.
const NAME: &str = "inset";

/// The database that the settings name, or the private one, which lives as long as this.
pub struct Database {
    /// Its address.
    pub url: DatabaseUrl,
    _cluster: Option<Cluster>,
}

impl Database {
    /// Opens it for the portal that made the claim. Must be called from the main thread.
    fn open(config: &Config, claim: Option<Claim>) -> anyhow::Result<Self> {
        match (&config.database_url, claim) {
            (None, Some(claim)) => Self::own(Cluster::start(claim, Care::Durable)?),
            _ => Self::open_beside(config),
        }
    }

    /// Opens it for a command, which may run beside a portal that holds the private one. Must be called from the main
    /// thread.
    ///
    /// # Errors
    /// When the address cannot be read or the private one does not start.
    pub fn open_beside(config: &Config) -> anyhow::Result<Self> {
        if let Some(url) = &config.database_url {
            return Ok(Self { url: url.expose_secret().parse()?, _cluster: None });
        }
        match Cluster::beside(&config.data_dir, NAME)? {
            Beside::Running(url) => Ok(Self { url: url.parse()?, _cluster: None }),
            Beside::Own(cluster) => Self::own(cluster),
        }
    }

    fn own(cluster: Cluster) -> anyhow::Result<Self> {
        Ok(Self { url: cluster.url(NAME).parse()?, _cluster: Some(cluster) })
    }
}

/// The parts of a portal over a migrated database.
///
/// # Errors
/// When a migration fails, a key cannot be read or a template does not parse.
pub fn parts(config: Config, database: &DatabaseUrl, runtime: &Runtime) -> anyhow::Result<Parts> {
    let vault = Arc::new(Vault::new(&config.kek, &config.index_key)?);
    let database = database.clone();
    // Templates and files are made ready while the database is migrated.
    let shared = std::thread::scope(|scope| {
        let loading = scope.spawn(|| Shared::load(config));
        let migrated = runtime.block_on(connect::migrate(&database)).context("the database cannot be migrated");
        let shared = loading.join().map_err(|_| anyhow::anyhow!("loading the templates panicked"))?;
        migrated.and(shared)
    })?;
    Ok(Parts { shared, database, vault, clock: Clock::wall() })
}

/// The multi-threaded runtime of migrations and the worker.
///
/// # Errors
/// When threads cannot be made.
pub fn runtime() -> anyhow::Result<Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// Database connections of the worker: its mails wait for their server far longer than for the database.
const WORKER_CONNECTIONS: usize = 4;

/// Serves until it is told to stop by SIGINT or SIGTERM.
///
/// # Errors
/// When something it needs cannot be had; everything that was begun is ended first.
pub fn serve(config: Config, greet: impl FnOnce(&Parts) -> anyhow::Result<()>) -> anyhow::Result<()> {
    // Data directory and address are taken first: another portal on either is told before anything is started.
    let claim = config.database_url.is_none().then(|| Claim::take(&config.data_dir)).transpose()?;
    let listener = TcpListener::bind(&config.bind).map_err(|error| {
        anyhow::anyhow!("Cannot listen on {}: {error}. Set INSET_BIND to another address.", config.bind)
    })?;
    for doubt in config.doubts() {
        tracing::warn!("{doubt}");
    }
    let database = Database::open(&config, claim)?;
    let runtime = runtime()?;
    let parts = parts(config, &database.url, &runtime)?;
    greet(&parts)?;
    let (stop, stopped) = watch::channel(false);
    let config = &parts.shared.config;
    // The mail server's connections are kept by a task, so they need the runtime they are to live on.
    let transport = runtime.block_on(async { Transport::new(config.smtp_url.as_ref(), &config.data_dir) })?;
    let worker = Worker { shared: Arc::clone(&parts.shared), db: parts.db(WORKER_CONNECTIONS)?, transport };
    let url = database.url.clone();
    let working = runtime.spawn(async move {
        let wake = Notifications::listen(url, "outbox");
        worker.run(wake, stopped).await;
    });
    let warm = Arc::clone(&parts.shared);
    runtime.spawn_blocking(move || {
        warm.passwords.warm_up();
        inset_domain::phone::Phone::warm_up();
    });
    let (visits, visits_db) = (Arc::clone(&parts.shared), parts.db(1)?);
    let recording = {
        let (visits, db) = (Arc::clone(&visits), visits_db.clone());
        runtime.spawn(async move { visits.visits.write_on(&db).await })
    };
    let figures_db = parts.db(1)?;
    let counting = runtime.spawn(async move { count_weeks(&figures_db).await });
    let served = actix_web::rt::System::new().block_on(async {
        let server = app::server(&parts, listener)?;
        let handle = server.handle();
        actix_web::rt::spawn(async move {
            asked_to_stop().await;
            handle.stop(true).await;
        });
        server.await.context("the server failed")
    });
    recording.abort();
    counting.abort();
    let last = async { tokio::time::timeout(Duration::from_secs(2), visits.visits.write(&visits_db)).await };
    if !matches!(runtime.block_on(last), Ok(Ok(()))) {
        tracing::warn!("the last second of visits is not recorded");
    }
    // A mail on its way is finished before the database goes.
    let _ = stop.send(true);
    let _ = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(10), working).await });
    runtime.shutdown_timeout(Duration::from_secs(2));
    drop(database);
    served
}

/// Counts the weeks that are over, once an hour. Beside the worker and not in its round: the weeks of old data, at the first
/// start over it, hold no mail up. Each week is a transaction, so that an end in the middle loses nothing.
async fn count_weeks(db: &Db) {
    loop {
        match figures::catch_up(db).await {
            Ok(0) => {}
            Ok(weeks) => tracing::info!(weeks, "the figures of weeks that are over were counted"),
            Err(error) => tracing::warn!(%error, "the weekly figures wait"),
        }
        tokio::time::sleep(Duration::from_secs(3600)).await;
    }
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
