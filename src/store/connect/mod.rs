//! Connections to Postgres, over TLS where the address says so.

mod listen;
mod pool;
mod tls;
mod url;

pub use listen::Notifications;
pub use pool::{Pool, pool};
pub use url::{DatabaseUrl, SslMode, UrlError};

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// A migration that did not work.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database does not answer.
    #[error("the database does not answer")]
    Connect(#[from] ConnectionError),
    /// A statement failed.
    #[error("a migration failed: {0}")]
    Run(String),
}

/// One connection, outside any pool.
///
/// # Errors
/// When the database does not answer or its certificate does not fit.
pub async fn connection(url: &DatabaseUrl) -> ConnectionResult<AsyncPgConnection> {
    pool::establish(url, "").await
}

/// Asks the database for a sign of life.
///
/// # Errors
/// [`crate::StoreError::Unavailable`] and its like when there is none.
pub async fn ping(conn: &mut AsyncPgConnection) -> Result<(), crate::StoreError> {
    use diesel_async::RunQueryDsl as _;
    // Prepared anew at each use: watchers ask every few seconds.
    diesel::sql_query("SELECT 1").execute(conn).await?;
    Ok(())
}

/// Applies the migrations that are missing; their names. Two portals that start at once wait for each other.
///
/// # Errors
/// [`MigrateError`] with what failed; what ran before it stays.
pub async fn migrate(url: &DatabaseUrl) -> Result<Vec<String>, MigrateError> {
    harness(url, |harness| {
        let names = harness.run_pending_migrations(MIGRATIONS)?;
        Ok(names.iter().map(ToString::to_string).collect())
    })
    .await
}

/// Takes every migration back, for the test that goes there and back.
///
/// # Errors
/// [`MigrateError`] with what failed.
pub async fn revert_all(url: &DatabaseUrl) -> Result<Vec<String>, MigrateError> {
    harness(url, |harness| {
        let names = harness.revert_all_migrations(MIGRATIONS)?;
        Ok(names.iter().map(ToString::to_string).collect())
    })
    .await
}

type Harness = AsyncMigrationHarness<AsyncPgConnection>;
type Names = Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>>;

async fn harness(
    url: &DatabaseUrl,
    run: impl FnOnce(&mut Harness) -> Names + Send + 'static,
) -> Result<Vec<String>, MigrateError> {
    use diesel_async::SimpleAsyncConnection as _;
    // Migrations may take long, and only one portal may run them; the lock goes with the connection.
    let mut conn = pool::establish(url, "-c statement_timeout=0 -c lock_timeout=0").await?;
    conn.batch_execute("SELECT pg_advisory_lock(7302026)")
        .await
        .map_err(|error| MigrateError::Run(error.to_string()))?;
    tokio::task::spawn_blocking(move || run(&mut AsyncMigrationHarness::new(conn)))
        .await
        .map_err(|error| MigrateError::Run(error.to_string()))?
        .map_err(|error| MigrateError::Run(error.to_string()))
}
