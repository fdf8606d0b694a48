//! How mail leaves: by SMTP, or as files while developing.

use super::{Composed, Copy};
use inset_domain::mailing::no_mailbox;
use lettre::transport::smtp::{AsyncSmtpTransport, PoolConfig};
use lettre::{AsyncTransport as _, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many mails are on their way at once. One mail waits for the server some forty milliseconds even beside it: lettre
/// 0.11.23 leaves Nagle's algorithm on, which holds a mail's last five bytes back until the server has acknowledged the rest
/// (mended after that version, lettre/lettre#1159). Servers take fifty connections of one client and more.
pub const AT_ONCE: u32 = 16;

/// A way for mail to leave.
#[derive(Clone)]
pub enum Transport {
    /// A mail server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// A folder, one file a mail.
    Files(PathBuf),
}

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// Another attempt may work.
    #[error("{0}")]
    Transient(String),
    /// No attempt will work.
    #[error("{0}")]
    Permanent(String),
    /// No attempt will work, nor will one with another mail: what the server says of the mailbox.
    #[error("{answer}")]
    NoMailbox {
        /// The server's whole answer.
        answer: String,
        /// What it means.
        meaning: &'static str,
    },
}

/// A refusal speaks of the mailbox or of the mail.
fn refused(error: &lettre::transport::smtp::Error) -> TransportError {
    let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match no_mailbox(&words) {
        Some(meaning) => TransportError::NoMailbox { answer: error.to_string(), meaning },
        None => TransportError::Permanent(error.to_string()),
    }
}

impl Transport {
    /// By SMTP where a server is set, else files below the data directory.
    ///
    /// # Errors
    /// When the server's URL cannot be read or the folder cannot be made.
    pub fn new(smtp_url: Option<&SecretString>, data_dir: &Path) -> anyhow::Result<Self> {
        match smtp_url {
            Some(url) => {
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())?
                    .timeout(Some(Duration::from_secs(10)))
                    .pool_config(PoolConfig::new().max_size(AT_ONCE))
                    .build();
                Ok(Self::Smtp(Box::new(transport)))
            }
            None => {
                let folder = Self::folder(data_dir);
                std::fs::create_dir_all(&folder)?;
                Ok(Self::Files(folder))
            }
        }
    }

    /// Where mails are kept without a server.
    pub fn folder(data_dir: &Path) -> PathBuf {
        data_dir.join("mail")
    }

    /// Sends one mail. A second copy of a mail has the same name and Message-ID.
    ///
    /// # Errors
    /// [`TransportError`], which says whether to try again.
    pub async fn send(&self, id: uuid::Uuid, mail: &Composed) -> Result<(), TransportError> {
        match self {
            Self::Smtp(smtp) => match smtp.send(mail.message.clone()).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => Err(refused(&error)),
                Err(error) => Err(TransportError::Transient(error.to_string())),
            },
            Self::Files(folder) => {
                let write = async {
                    let copy = serde_json::to_vec(&mail.copy)?;
                    put(&folder.join(format!("{id}.eml")), mail.message.formatted()).await?;
                    put(&folder.join(format!("{id}.json")), copy).await
                };
                write.await.map_err(|error: std::io::Error| TransportError::Transient(error.to_string()))
            }
        }
    }
}

/// A file appears whole or not at all.
async fn put(whole: &Path, content: Vec<u8>) -> std::io::Result<()> {
    let partial = whole.with_extension("part");
    tokio::fs::write(&partial, content).await?;
    tokio::fs::rename(&partial, whole).await
}

/// Takes away the files of mails that were sent to or about a person who is erased. A file that is not there was never
/// written, or is gone already.
pub async fn forget(data_dir: &Path, mails: &[uuid::Uuid]) {
    let folder = Transport::folder(data_dir);
    for id in mails {
        for ending in ["eml", "json"] {
            let _ = tokio::fs::remove_file(folder.join(format!("{id}.{ending}"))).await;
        }
    }
}

/// The newest mails that are kept as files, at most `limit`.
///
/// # Errors
/// When the folder cannot be read.
pub fn copies(data_dir: &Path, limit: usize) -> std::io::Result<Vec<Copy>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(Transport::folder(data_dir))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    // Names are time-ordered ids.
    paths.sort();
    let read = |path: &PathBuf| serde_json::from_slice(&std::fs::read(path).ok()?).ok();
    Ok(paths.iter().rev().filter_map(read).take(limit).collect())
}
