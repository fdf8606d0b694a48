//! Which host a request names, for the check of its origin.

use url::Url;

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
