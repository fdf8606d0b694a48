//! A portal for each test, on its own database made from a template.

mod client;
mod database;
mod mail_server;
mod people;
mod program;
mod soft_key;

pub use client::{Answer, Client, FormOnPage};
pub use mail_server::MailServer;
pub use people::PASSWORD;
pub use program::{Installation, free_port};
pub use soft_key::SoftKey;

use inset::app::{self, Parts};
use inset::config::Config;
use inset::mail::{Copy, Transport, copies};
use inset::web::site::Shared;
use inset::worker::Worker;
use inset_domain::clock::Clock;
use inset_store::Db;
use inset_store::connect::DatabaseUrl;
use inset_store::crypt::Vault;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

/// A running portal.
pub struct Portal {
    pub base: String,
    pub parts: Parts,
    pub db: Db,
    name: String,
    folder: PathBuf,
    server: actix_web::dev::ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
}

fn fresh_name() -> String {
    format!("t{}", uuid::Uuid::new_v4().simple())
}

impl Portal {
    /// Starts one on a fresh database.
    pub async fn start() -> Self {
        let name = fresh_name();
        let database = database::fresh(&name).await;
        Self::over(&name, database, &[]).await
    }

    /// Starts one on a fresh database with settings of its own.
    pub async fn start_with(settings: &[(&str, &str)]) -> Self {
        let name = fresh_name();
        let database = database::fresh(&name).await;
        Self::over(&name, database, settings).await
    }

    /// Starts one on a copy of the database in which `set` has set a scene; the first who wants it sets it for all.
    pub async fn start_in(scene: &str, set: impl AsyncFnOnce(&Self)) -> Self {
        Self::start_in_with(scene, &[], set).await
    }

    /// The same with settings of its own.
    pub async fn start_in_with(scene: &str, settings: &[(&str, &str)], set: impl AsyncFnOnce(&Self)) -> Self {
        let turn = database::in_turn().await;
        let name = fresh_name();
        if let Some(database) = database::copy_of(scene, &name).await {
            drop(turn);
            return Self::over(&name, database, settings).await;
        }
        let first = Self::start().await;
        set(&first).await;
        let original = first.name.clone();
        drop(first);
        database::keep_as(scene, &original).await;
        let database = database::copy_of(scene, &name).await.expect("it was kept just now");
        drop(turn);
        Self::over(&name, database, settings).await
    }

    async fn over(name: &str, database: DatabaseUrl, more: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("inset-test-{name}"));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let settings = [
            ("INSET_MODE", "development".to_owned()),
            ("INSET_BIND", format!("127.0.0.1:{port}")),
            ("INSET_DATA_DIR", folder.display().to_string()),
            ("INSET_WORKERS", "1".to_owned()),
            ("INSET_POOL_PER_WORKER", "4".to_owned()),
            // A client may then speak for several networks.
            ("INSET_TRUST_PROXY", "yes".to_owned()),
            // Mail of a decision leaves at once, save where a test is about taking one back.
            ("INSET_UNDO_SECONDS", "0".to_owned()),
        ];
        let of = |wanted: &str| {
            let usual = settings.iter().map(|(name, value)| (*name, value.as_str()));
            more.iter().copied().chain(usual).find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned())
        };
        let config = Config::read(of).expect("settings");
        Self::on(config, database, listener, folder, name.to_owned()).await
    }

    async fn on(config: Config, database: DatabaseUrl, listener: TcpListener, folder: PathBuf, name: String) -> Self {
        let base = config.base_url.clone();
        let vault = Arc::new(Vault::new(&config.kek, &config.index_key).expect("keys"));
        let shared = Shared::load(config).expect("templates");
        let parts = Parts { shared, database, vault, clock: Clock::wall() };
        let (send, receive) = std::sync::mpsc::channel();
        let serving = parts.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = app::server(&serving, listener).expect("a server");
                send.send(server.handle()).expect("the test waits");
                server.await.expect("the server ran");
            });
        });
        let server = receive.recv().expect("the server started");
        let db = parts.db(3).expect("a pool");
        Self { base, parts, db, name, folder, server, thread: Some(thread) }
    }

    /// A browser that knows nobody yet.
    pub fn browser(&self) -> Client {
        Client::new(&self.base)
    }

    /// Delivers what is queued, and gives every mail there is, newest first.
    pub async fn mails(&self) -> Vec<Copy> {
        let config = &self.parts.shared.config;
        let transport = Transport::new(None, &config.data_dir).expect("a folder");
        let worker = Worker { shared: Arc::clone(&self.parts.shared), db: self.db.clone(), transport };
        worker.drain().await.expect("mail is delivered");
        copies(&config.data_dir, 1000).expect("mails")
    }

    /// The newest mail to an address with these words in its subject.
    pub async fn mail(&self, to: &str, words: &str) -> Copy {
        let mails = self.mails().await;
        let subjects: Vec<_> = mails.iter().map(|mail| (mail.to.clone(), mail.subject.clone())).collect();
        mails
            .into_iter()
            .find(|mail| mail.to == to && mail.subject.contains(words))
            .unwrap_or_else(|| panic!("no mail to {to} about {words}: {subjects:?}"))
    }

    /// The path of the link in a mail.
    pub async fn link(&self, to: &str, words: &str) -> String {
        let mail = self.mail(to, words).await;
        let start = mail.text.find(&self.base).expect("a link to this portal");
        let link = mail.text[start + self.base.len()..].split_whitespace().next().expect("a path");
        link.to_owned()
    }

    /// Writes the visits that wait to be recorded.
    pub async fn record_visits(&self) {
        self.parts.shared.visits.write(&self.db).await.expect("visits are recorded");
    }

    /// Its store, for what many do at the same moment.
    pub fn store(&self) -> &Db {
        &self.db
    }

    /// The address of its database, for another program.
    pub async fn address(&self) -> String {
        database::address(&self.scalar("SELECT current_database()").await)
    }

    /// The whole database as PostgreSQL's own program writes it out.
    pub async fn dump(&self) -> String {
        let programs = self.scalar("SELECT setting FROM pg_config WHERE name = 'BINDIR'").await;
        let mut command = tokio::process::Command::new(format!("{programs}/pg_dump"));
        let dumped = command.arg("--dbname").arg(self.address().await).output().await.expect("pg_dump runs");
        assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
        String::from_utf8(dumped.stdout).expect("text")
    }

    /// One value of a query, for what no page shows.
    pub async fn scalar(&self, sql: &str) -> String {
        database::scalar(&self.parts.database, sql).await
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        drop(self.server.stop(false));
        if let Some(thread) = self.thread.take() {
            let joined = thread.join();
            if !std::thread::panicking() {
                joined.expect("the server ended in good order");
            }
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
