//! What every request needs: settings, templates, assets. The way to the database is private to this kit.

use super::looks::{Look, Looks};
use crate::config::Config;
use crate::page::{Page, Shell};
use inset_store::Db;
use std::sync::Arc;

/// Shared by all workers.
pub struct Shared {
    /// The settings.
    pub config: Config,
    /// Templates and static files.
    pub looks: Looks,
    /// The pool that hashes passwords.
    pub passwords: crate::passwords::Passwords,
    /// What passkeys are made and checked for.
    pub passkeys: super::passkeys::Passkeys,
    /// How often a network may send public forms.
    pub public_posts: super::rate_limit::Allowance,
    /// How many searches run at once.
    pub searches: super::searches::Searches,
    /// The files that are being sent.
    pub files: super::files::Files,
    /// The record of visits that is not written yet.
    pub visits: super::visits::Visits,
}

impl Shared {
    /// Loads templates and assets.
    ///
    /// # Errors
    /// When a template does not parse.
    pub fn load(config: Config) -> anyhow::Result<Arc<Self>> {
        let looks = Looks::load(config.is_development())?;
        let passwords = crate::passwords::Passwords::new(config.workers.max(2));
        let passkeys = super::passkeys::Passkeys::new(&config);
        let public_posts = super::rate_limit::Allowance::default();
        let searches = super::searches::Searches::default();
        let files = super::files::Files::new(std::time::Duration::from_secs(u64::from(config.file_seconds)));
        let visits = super::visits::Visits::default();
        Ok(Arc::new(Self { config, looks, passwords, passkeys, public_posts, searches, files, visits }))
    }
}

/// One worker's site: what is shared, and its own pool.
pub struct Site {
    shared: Arc<Shared>,
    db: Db,
}

impl Site {
    /// A worker's site.
    pub fn new(shared: Arc<Shared>, db: Db) -> Self {
        Self { shared, db }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// Templates and static files.
    pub fn look(&self) -> Look {
        self.shared.looks.now()
    }

    /// The pool that hashes passwords.
    pub fn passwords(&self) -> &crate::passwords::Passwords {
        &self.shared.passwords
    }

    /// What passkeys are made and checked for.
    pub fn passkeys(&self) -> &super::passkeys::Passkeys {
        &self.shared.passkeys
    }

    /// How often a network may send public forms.
    pub fn public_posts(&self) -> &super::rate_limit::Allowance {
        &self.shared.public_posts
    }

    /// How many searches run at once.
    pub fn searches(&self) -> &super::searches::Searches {
        &self.shared.searches
    }

    /// The files that are being sent.
    pub fn files(&self) -> &super::files::Files {
        &self.shared.files
    }

    /// The page samples' way to a rendered page, and the gallery's.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// For guards and the kit only: nobody else gets at the database.
    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    /// Renders a page in its shell.
    ///
    /// # Errors
    /// When the template fails, which the samples' test rules out.
    pub fn render<P: Page>(&self, shell: &Shell, page: &P) -> anyhow::Result<String> {
        self.look().templates.render(P::TEMPLATE, shell, page)
    }
}
