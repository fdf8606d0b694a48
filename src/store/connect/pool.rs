//! A pool of connections. `AsyncPgConnection::establish` never speaks TLS, so each is made by the driver and wrapped.

use super::tls::connector;
use super::url::{DatabaseUrl, SslMode};
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod, deadpool};
use futures_util::FutureExt as _;
use std::time::Duration;
use tokio_postgres::NoTls;

/// A pool.
pub type Pool = deadpool::Pool<AsyncPgConnection>;

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(2);

/// A pool of at most `size` connections, made as they are needed.
///
/// # Errors
/// When the pool cannot be built, which a size above zero rules out.
pub fn pool(url: &DatabaseUrl, size: usize) -> Result<Pool, ConnectionError> {
    let mut config = ManagerConfig::default();
    // The default asks the database a question at every checkout.
    config.recycling_method = RecyclingMethod::Fast;
    let url = url.clone();
    config.custom_setup = Box::new(move |_| {
        let url = url.clone();
        async move { establish(&url, "").await }.boxed()
    });
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config("", config);
    Pool::builder(manager)
        .max_size(size.max(1))
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .runtime(::deadpool::Runtime::Tokio1)
        .build()
        .map_err(|error| ConnectionError::BadConnection(error.to_string()))
}

/// One connection with `options` on top of ours.
pub(super) async fn establish(url: &DatabaseUrl, options: &str) -> ConnectionResult<AsyncPgConnection> {
    let bad = |error: String| ConnectionError::BadConnection(error);
    let config = url.config(options).map_err(|error| bad(error.to_string()))?;
    match url.mode() {
        SslMode::Disable => {
            let (client, connection) = config.connect(NoTls).await.map_err(|error| bad(words(&error)))?;
            AsyncPgConnection::try_from_client_and_connection(client, connection).await
        }
        SslMode::VerifyFull => {
            let tls = connector(url).map_err(bad)?;
            let (client, connection) = config.connect(tls).await.map_err(|error| bad(words(&error)))?;
            AsyncPgConnection::try_from_client_and_connection(client, connection).await
        }
    }
}

/// An error with its causes: the driver itself says no more than "db error".
fn words(error: &tokio_postgres::Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    causes.fold(error.to_string(), |words, cause| format!("{words}: {cause}"))
}
