//! Which host a request names and which address it comes from.

use crate::config::Config;
use actix_web::HttpRequest;
use std::net::IpAddr;
use url::Url;

/// The address of the browser. Behind a proxy that the settings trust it is the last one that the proxy names; what a
/// browser itself puts into that header stands before it and is never believed.
pub(super) fn client_ip(request: &HttpRequest, config: &Config) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|address| address.ip());
    if !config.trust_proxy {
        return peer;
    }
    let header = request.headers().get_all("x-forwarded-for").last().and_then(|value| value.to_str().ok());
    header.and_then(|list| list.rsplit(',').next()?.trim().parse().ok()).or(peer)
}

/// Whether an `Origin` is that of the configured base address, or, in development, of the same machine and port.
pub(super) fn is_own_origin(origin: &str, base_url: &str, host: &str, development: bool) -> bool {
    let Ok(origin) = Url::parse(origin) else { return false };
    let same_as_base = Url::parse(base_url).is_ok_and(|base| base.origin() == origin.origin());
    let loopback = matches!(origin.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let authority = match (origin.host_str(), origin.port()) {
        (Some(name), Some(port)) => format!("{name}:{port}"),
        (Some(name), None) => name.to_owned(),
        (None, _) => return false,
    };
    same_as_base || (development && loopback && authority == host)
}
