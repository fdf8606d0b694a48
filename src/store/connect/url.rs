//! The database's address. We read `sslmode` and `sslrootcert` ourselves: the driver knows neither fully, and its own
//! default falls back to plain text in silence.

use secrecy::{ExposeSecret as _, SecretString};
use std::path::PathBuf;
use std::str::FromStr;
use tokio_postgres::config::Host;

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SslMode {
    /// In plain text: only on the same machine.
    Disable,
    /// Encrypted, with a certificate that a known authority signed for this very host.
    VerifyFull,
}

/// A database's address.
#[derive(Clone)]
pub struct DatabaseUrl {
    text: SecretString,
    mode: SslMode,
    root_certificate: Option<PathBuf>,
}

/// An address that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// It has no form of one.
    #[error("DATABASE_URL is not a Postgres URL such as postgres://user:password@host/database")]
    Form,
    /// It would speak to another machine without checking who answers.
    #[error(
        "DATABASE_URL asks for sslmode={0}; a database on another machine needs sslmode=verify-full, with sslrootcert for a private authority"
    )]
    Unsafe(String),
    /// The mode does not exist.
    #[error("DATABASE_URL asks for sslmode={0}; write disable or verify-full")]
    Mode(String),
}

impl DatabaseUrl {
    /// The driver's settings, with our options for every connection.
    ///
    /// # Errors
    /// [`UrlError::Form`] when the driver cannot read the address.
    pub fn config(&self, options: &str) -> Result<tokio_postgres::Config, UrlError> {
        let mut config: tokio_postgres::Config = self.text.expose_secret().parse().map_err(|_| UrlError::Form)?;
        config
            .application_name("inset")
            // A page reads some dozens of rows along an index: compiling its plan, sharing it out or planning it anew for
            // each LIMIT costs more than it can save.
            .options(format!(
                "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s -c TimeZone=UTC \
                 -c jit=off -c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan {options}"
            ))
            .connect_timeout(std::time::Duration::from_secs(5))
            .ssl_mode(match self.mode {
                SslMode::Disable => tokio_postgres::config::SslMode::Disable,
                SslMode::VerifyFull => tokio_postgres::config::SslMode::Require,
            });
        Ok(config)
    }

    /// How it is protected.
    pub fn mode(&self) -> SslMode {
        self.mode
    }

    /// The authority to trust instead of the public ones.
    pub fn root_certificate(&self) -> Option<&PathBuf> {
        self.root_certificate.as_ref()
    }

    /// The same server and settings with another database, for tests.
    ///
    /// # Errors
    /// [`UrlError::Form`] when the address cannot carry one.
    pub fn with_database(&self, name: &str) -> Result<Self, UrlError> {
        let text = self.text.expose_secret();
        let (before, query) = text.split_once('?').map_or((text, ""), |(before, query)| (before, query));
        let (server, _) = before.rsplit_once('/').ok_or(UrlError::Form)?;
        Ok(Self { text: SecretString::from(format!("{server}/{name}?{query}")), ..self.clone() })
    }
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let (before, query) = text.split_once('?').map_or((text, ""), |(before, query)| (before, query));
        let (mut mode, mut root_certificate, mut kept) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value.to_owned()),
                Some(("sslrootcert", value)) => root_certificate = (value != "system").then(|| decoded(value)),
                _ => kept.push(pair),
            }
        }
        let plain = if kept.is_empty() { before.to_owned() } else { format!("{before}?{}", kept.join("&")) };
        let config: tokio_postgres::Config = plain.parse().map_err(|_| UrlError::Form)?;
        // `hostaddr` decides where a connection really goes.
        let local = !config.get_hosts().is_empty()
            && config.get_hosts().iter().all(is_local)
            && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback);
        let mode = match mode.as_deref() {
            None if local => SslMode::Disable,
            None | Some("verify-full") => SslMode::VerifyFull,
            Some("disable" | "prefer" | "allow") if local => SslMode::Disable,
            Some(weak @ ("disable" | "prefer" | "allow" | "require" | "verify-ca")) => {
                return Err(UrlError::Unsafe(weak.to_owned()));
            }
            Some(other) => return Err(UrlError::Mode(other.to_owned())),
        };
        Ok(Self { text: SecretString::from(plain), mode, root_certificate })
    }
}

/// A value of the query with its percent signs resolved.
fn decoded(value: &str) -> PathBuf {
    percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned().into()
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        Host::Unix(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(text: &str) -> Result<SslMode, UrlError> {
        text.parse().map(|url: DatabaseUrl| url.mode())
    }

    #[test]
    fn another_machine_needs_a_verified_certificate() {
        assert_eq!(mode("postgres://u:p@db.example/inset"), Ok(SslMode::VerifyFull));
        assert_eq!(
            mode("postgres://u:p@db.example/inset?sslmode=verify-full&sslrootcert=/ca.pem"),
            Ok(SslMode::VerifyFull)
        );
        assert_eq!(mode("postgres://u:p@db.example/inset?sslmode=prefer"), Err(UrlError::Unsafe("prefer".into())));
        assert_eq!(mode("postgres://u:p@db.example/inset?sslmode=disable"), Err(UrlError::Unsafe("disable".into())));
    }

    #[test]
    fn a_local_name_for_a_remote_address_is_remote() {
        assert_eq!(mode("postgres://u@localhost/inset?hostaddr=192.0.2.7"), Ok(SslMode::VerifyFull));
        assert_eq!(mode("postgres://u@localhost/inset?hostaddr=127.0.0.1"), Ok(SslMode::Disable));
    }

    #[test]
    fn the_authority_s_file_may_have_any_name() {
        let root = |text: &str| text.parse::<DatabaseUrl>().expect("an address").root_certificate().cloned();
        let url = "postgres://u@db.example/inset?sslrootcert=";
        assert_eq!(root(&format!("{url}%2Fetc%2Four%20own%2Fca+1.pem")), Some("/etc/our own/ca+1.pem".into()));
        assert_eq!(root(&format!("{url}system")), None);
    }

    #[test]
    fn the_same_machine_may_speak_in_plain_text() {
        assert_eq!(mode("postgres://u@localhost/inset"), Ok(SslMode::Disable));
        assert_eq!(mode("postgres://u@/inset?host=/run/pg"), Ok(SslMode::Disable));
        assert_eq!(mode("postgres://u@127.0.0.1/inset?sslmode=verify-full"), Ok(SslMode::VerifyFull));
        assert_eq!(mode("mysql://x"), Err(UrlError::Form));
    }
}
