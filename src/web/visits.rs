//! The record of visits on its way to the database: gathered in memory, written once a second, so that no page waits for it
//! and none fails for it.

use super::host::client_ip;
use super::site::Site;
use crate::page::browser::browser_kind;
use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;
use inset_store::access_records::{self, AccessRecord};
use inset_store::{Db, StoreError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many wait at most: more than are answered in a second. What comes while the database is away is not recorded.
const MOST_WAITING: usize = 20_000;
/// How often they are written.
const WRITTEN_EVERY: Duration = Duration::from_secs(1);

/// What was answered and is not written yet.
#[derive(Debug, Default)]
pub struct Visits(Mutex<Vec<AccessRecord>>);

impl Visits {
    /// Notes an answer; those of files and of those who ask whether the portal lives are no visits.
    pub(super) fn note(&self, site: &Site, request: &HttpRequest, route: Option<&str>, status: u16) {
        if route.is_some_and(|route| matches!(route, "/healthz" | "/readyz" | "/static/{path:.*}")) {
            return;
        }
        let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (browser, system) = browser_kind(agent);
        let record = AccessRecord {
            at: site.db().clock().now(),
            // A method may be any word, and a word may be a message.
            method: if request.method().as_str().len() <= 7 { request.method().to_string() } else { "other".into() },
            route: route.map(str::to_owned),
            status,
            browser,
            system,
            ip: client_ip(request, site.config()),
        };
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST_WAITING {
            waiting.push(record);
        }
    }

    /// Writes what waits; what cannot be written waits on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn write(&self, db: &Db) -> Result<(), StoreError> {
        let records = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if records.is_empty() {
            return Ok(());
        }
        let written = async { access_records::write(&mut *db.read().await?, &records).await }.await;
        if written.is_err() {
            let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let room = MOST_WAITING.saturating_sub(waiting.len());
            waiting.extend(records.into_iter().take(room));
        }
        written
    }

    /// Writes what waits once a second, for ever.
    pub async fn write_on(&self, db: &Db) {
        loop {
            tokio::time::sleep(WRITTEN_EVERY).await;
            if let Err(error) = self.write(db).await {
                tracing::warn!(%error, "the record of visits waits");
            }
        }
    }
}
