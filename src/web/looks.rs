//! Templates and static files: embedded in the binary; in a debug build read again from disk after an edit.

use super::assets::Assets;
use super::templates::Templates;
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant, SystemTime};

/// How long an edit may take to show, so that a burst of requests does not walk the folders for each.
const PATIENCE: Duration = Duration::from_millis(250);

/// Both, as they were read.
#[derive(Clone)]
pub struct Look {
    /// Hashed, compressed files.
    pub assets: Assets,
    /// The templates, which name the files by their hashes.
    pub templates: Arc<Templates>,
}

impl Look {
    fn read() -> anyhow::Result<Self> {
        let assets = Assets::load();
        Ok(Self { templates: Arc::new(Templates::load(&assets)?), assets })
    }
}

struct Held {
    look: Look,
    edited: Option<SystemTime>,
    checked: Instant,
}

/// The look of now.
pub struct Looks {
    held: RwLock<Held>,
    follows_edits: bool,
}

impl Looks {
    /// Reads everything.
    ///
    /// # Errors
    /// When a template does not parse, or names a component, function or filter that does not exist.
    pub fn load(development: bool) -> anyhow::Result<Self> {
        let follows_edits = development && cfg!(debug_assertions);
        let edited = if follows_edits { newest_edit() } else { None };
        let held = Held { look: Look::read()?, edited, checked: Instant::now() };
        Ok(Self { held: RwLock::new(held), follows_edits })
    }

    /// The look of now: as it was read at the start, or, while developing, as it lies on disk. An edit that does not
    /// parse is logged, and the look before it stays.
    pub fn now(&self) -> Look {
        if self.follows_edits {
            self.follow();
        }
        // A thread that panicked while it held the lock left a whole look behind: it is replaced, never changed.
        self.held.read().unwrap_or_else(std::sync::PoisonError::into_inner).look.clone()
    }

    fn follow(&self) {
        let mut held = self.held.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if held.checked.elapsed() < PATIENCE {
            return;
        }
        held.checked = Instant::now();
        let edited = newest_edit();
        if edited == held.edited {
            return;
        }
        held.edited = edited;
        match Look::read() {
            Ok(look) => held.look = look,
            Err(error) => tracing::error!("the edit does not parse: {error:#}"),
        }
    }
}

/// When a file of either folder was last edited; none where the folders are not there, as in an installation.
fn newest_edit() -> Option<SystemTime> {
    fn newest(folder: &Path) -> Option<SystemTime> {
        let entries = std::fs::read_dir(folder).ok()?;
        entries
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let meta = entry.metadata().ok()?;
                if meta.is_dir() { newest(&entry.path()) } else { meta.modified().ok() }
            })
            .max()
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    newest(&root.join("templates")).max(newest(&root.join("static")))
}
