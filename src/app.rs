//! The whole site on one page: its areas, its middleware, its error pages.

use crate::config::Config;
use crate::web::session::PostgresSessions;
use crate::web::site::Shared;
use crate::web::{Area, Listing, Site, faults, headers};
use crate::{admin, advertiser, me, network, public, publisher};
use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_web::cookie::{Key, SameSite, time};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use inset_domain::clock::Clock;
use inset_store::Db;
use inset_store::connect::{DatabaseUrl, pool};
use inset_store::crypt::Vault;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// Every area, in the order of the site map.
fn areas(development: bool) -> Vec<Area> {
    let mut areas =
        vec![public::area(), publisher::area(), advertiser::area(), network::area(), admin::area(), me::area()];
    if development {
        let routes = areas.iter().flat_map(|area| area.listings().to_vec()).collect();
        areas.push(public::dev::area(routes));
    }
    areas
}

/// Every route with who may use it, for the access matrix.
pub fn listings(development: bool) -> Vec<Listing> {
    areas(development).iter().flat_map(|area| area.listings().to_vec()).collect()
}

/// What a portal is made of.
#[derive(Clone)]
pub struct Parts {
    /// Templates, assets, settings.
    pub shared: Arc<Shared>,
    /// The database's address.
    pub database: DatabaseUrl,
    /// The keys for sealed values.
    pub vault: Arc<Vault>,
    /// The clock.
    pub clock: Clock,
}

impl Parts {
    /// A handle on the database with a pool of its own.
    ///
    /// # Errors
    /// When the pool cannot be built.
    pub fn db(&self, connections: usize) -> anyhow::Result<Db> {
        Ok(Db::new(pool(&self.database, connections)?, Arc::clone(&self.vault), self.clock))
    }
}

/// The server, listening; it runs when it is polled.
///
/// # Errors
/// When the listener cannot be used.
pub fn server(parts: &Parts, listener: TcpListener) -> anyhow::Result<actix_web::dev::Server> {
    let config = &parts.shared.config;
    let (workers, connections) = (config.workers, config.pool_per_worker);
    // A pool for each worker: no lock is shared between them. The first is built here, so that a fault is told at once.
    parts.db(1)?;
    let parts = parts.clone();
    let server = HttpServer::new(move || {
        let db = parts.db(connections).expect("a pool that was built once is built again");
        let shared = Arc::clone(&parts.shared);
        let config = &shared.config;
        let development = config.is_development();
        App::new()
            .app_data(web::Data::new(Site::new(Arc::clone(&shared), db.clone())))
            .wrap(sessions(config, db))
            .wrap(from_fn(faults::pages))
            .wrap(Compress::default())
            .wrap(headers::defaults(config.is_https()))
            .wrap(from_fn(crate::web::access_log::record))
            .route("/static/{path:.*}", web::get().to(asset))
            .configure(|service| areas(development).into_iter().for_each(|area| area.configure(service)))
            .default_service(web::to(elsewhere))
    });
    // Slow senders are cut off here too, though the shipped proxy already does it (SECURITY.md, decision 2).
    Ok(server
        .workers(workers)
        // An answer in pieces would otherwise wait for the browser's acknowledgement of the first: forty milliseconds.
        .tcp_nodelay(true)
        .client_request_timeout(Duration::from_secs(8))
        .shutdown_timeout(10)
        .disable_signals()
        .listen(listener)?
        .run())
}

fn sessions(config: &Config, db: Db) -> SessionMiddleware<PostgresSessions> {
    let key = Key::from(&config.cookie_key_bytes());
    let store = PostgresSessions::new(db, key.signing().to_vec());
    let lifetime = PersistentSession::default().session_ttl(time::Duration::days(7));
    SessionMiddleware::builder(store, key)
        .cookie_name(if config.is_https() { "__Host-inset" } else { "inset" }.into())
        .cookie_secure(config.is_https())
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .cookie_path("/".into())
        .cookie_content_security(CookieContentSecurity::Signed)
        .session_lifecycle(lifetime)
        .build()
}

async fn asset(path: web::Path<String>, request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    site.look().assets.serve(&request, &path).unwrap_or_else(|| HttpResponse::NotFound().finish())
}

/// An address with a slash too many is sent to the one without; anything else does not exist.
async fn elsewhere(request: HttpRequest) -> Result<HttpResponse, crate::error::Error> {
    let path = request.path().trim_end_matches('/');
    let is_own = path.starts_with('/') && !path.starts_with("//") && path != request.path();
    if is_own && request.method().is_safe() {
        return Ok(HttpResponse::PermanentRedirect().insert_header(("location", path)).finish());
    }
    Err(crate::error::Error::NotFound)
}
