//! The way to the database: a pool, the keys for sealed values, and a clock.

use crate::connect::Pool;
use crate::crypt::Vault;
use crate::error::StoreError;
use crate::tx::{Actor, Tx};
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncConnection, AsyncPgConnection, TransactionManager};
use inset_domain::clock::Clock;
use std::sync::Arc;

type Manager = <AsyncPgConnection as AsyncConnection>::TransactionManager;

/// A handle on the database. Whoever holds one can read and write; guards hand it out, nothing else does.
#[derive(Clone)]
pub struct Db {
    pool: Pool,
    vault: Arc<Vault>,
    clock: Clock,
}

impl Db {
    /// A handle over a pool.
    pub fn new(pool: Pool, vault: Arc<Vault>, clock: Clock) -> Self {
        Self { pool, vault, clock }
    }

    /// The same handle with another clock: stories and tests tell their own time.
    pub fn at(&self, clock: Clock) -> Self {
        Self { clock, ..self.clone() }
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// The keys for sealed values and one-time links.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when none is free within two seconds or the database is away.
    pub async fn read(&self) -> Result<Object<AsyncPgConnection>, StoreError> {
        self.pool.get().await.map_err(|error| StoreError::Unavailable(error.to_string()))
    }

    /// Runs `step` in one transaction: everything it writes, or nothing.
    ///
    /// The future must not be dropped half-way by a client that goes away; the web kit runs every write in a task of its own.
    ///
    /// # Errors
    /// What `step` returns, after a rollback; or that the database does not answer.
    pub async fn transact<T, E, F>(&self, actor: Actor, step: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        let mut conn = self.read().await?;
        Manager::begin_transaction(&mut *conn).await.map_err(StoreError::from)?;
        let mut tx = Tx::new(&mut conn, self.clock.now(), actor, &self.vault);
        match step(&mut tx).await {
            Ok(value) => {
                Manager::commit_transaction(&mut *conn).await.map_err(StoreError::from)?;
                Ok(value)
            }
            Err(error) => {
                // A rollback that fails leaves a broken connection, which the pool throws away; the first error is the one to tell.
                let _ = Manager::rollback_transaction(&mut *conn).await;
                Err(error)
            }
        }
    }
}
