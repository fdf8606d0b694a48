//! How mail leaves: by SMTP, or as files while developing.

use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport as _, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use std::path::{Path, PathBuf};
use std::time::Duration;

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
    pub async fn send(&self, id: uuid::Uuid, message: &Message) -> Result<(), TransportError> {
        match self {
            Self::Smtp(smtp) => match smtp.send(message.clone()).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => Err(TransportError::Permanent(error.to_string())),
                Err(error) => Err(TransportError::Transient(error.to_string())),
            },
            Self::Files(folder) => {
                let (partial, whole) = (folder.join(format!("{id}.part")), folder.join(format!("{id}.eml")));
                let write = async {
                    tokio::fs::write(&partial, message.formatted()).await?;
                    tokio::fs::rename(&partial, &whole).await
                };
                write.await.map_err(|error| TransportError::Transient(error.to_string()))
            }
        }
    }
}
