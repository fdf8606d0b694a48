//! TLS to the database: rustls with ring, the public authorities or one given by file; the host's name is always checked.

use super::url::DatabaseUrl;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// The connector for an address.
///
/// # Errors
/// When the authority's file cannot be read.
pub(super) fn connector(url: &DatabaseUrl) -> Result<MakeRustlsConnect, String> {
    let mut roots = RootCertStore::empty();
    match url.root_certificate() {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let pem = std::fs::read(path).map_err(|error| format!("sslrootcert {}: {error}", path.display()))?;
            for certificate in rustls_pemfile::certs(&mut pem.as_slice()) {
                let certificate = certificate.map_err(|error| format!("sslrootcert {}: {error}", path.display()))?;
                roots.add(certificate).map_err(|error| format!("sslrootcert {}: {error}", path.display()))?;
            }
            if roots.is_empty() {
                return Err(format!("sslrootcert {}: it holds no certificate", path.display()));
            }
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
