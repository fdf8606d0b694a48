//! Whether a setting's value can be used, and the words for one that cannot. No word repeats a secret.

use super::Mode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use inset_store::connect::{DatabaseUrl, UrlError};
use inset_store::crypt::{CryptError, KeyRing};
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;
use url::Url;

/// Keys for development, fixed so that a data directory can be opened again. Production refuses them.
const DEVELOPMENT_KEY: &[u8; 32] = b"inset development key not secret";

pub(super) fn bind(text: &str, mode: Mode) -> Option<String> {
    let (host, port) = text.rsplit_once(':').unwrap_or((text, ""));
    if host.is_empty() || port.parse::<u16>().is_err() {
        return Some(format!("INSET_BIND is \"{text}\"; write an address and a port, such as 127.0.0.1:8080"));
    }
    (mode == Mode::Development && !is_loopback(host))
        .then(|| format!("INSET_BIND is {text}; development runs only on loopback, such as 127.0.0.1:8080"))
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The words of [`UrlError`] begin with the setting's name.
pub(super) fn database(url: &SecretString) -> Option<String> {
    let parsed: Result<DatabaseUrl, UrlError> = url.expose_secret().parse();
    parsed.err().map(|error| error.to_string())
}

pub(super) fn smtp(url: &SecretString) -> Option<String> {
    let known = Url::parse(url.expose_secret()).is_ok_and(|url| {
        matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some_and(|host| !host.is_empty())
    });
    (!known).then(|| {
        "INSET_SMTP_URL is not the address of a mail server, such as smtps://user:password@mail.example".into()
    })
}

/// Whether mail would go to another machine without TLS.
pub(super) fn is_plain_smtp(url: &SecretString) -> bool {
    Url::parse(url.expose_secret()).is_ok_and(|url| {
        let protected =
            url.scheme() == "smtps" || url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
        !protected && !is_loopback(url.host_str().unwrap_or(""))
    })
}

pub(super) fn base_url(text: &str, mode: Mode) -> Option<String> {
    let wanted = if mode == Mode::Production { "https://" } else { "http:// or https://" };
    let url = Url::parse(text).ok().filter(|url| url.host().is_some());
    let right = url
        .as_ref()
        .is_some_and(|url| url.scheme() == "https" || (mode == Mode::Development && url.scheme() == "http"));
    if !right {
        return Some(format!("INSET_BASE_URL must begin with {wanted}, such as https://portal.example"));
    }
    let bare = url.is_some_and(|url| url.path() == "/" && url.query().is_none() && url.username().is_empty());
    (!bare).then(|| "INSET_BASE_URL must be an address without a path, such as https://portal.example".into())
}

/// A key of at least `bytes` random bytes in base64; development has its own.
pub(super) fn key(
    name: &str,
    given: Option<String>,
    bytes: usize,
    mode: Mode,
    faults: &mut Vec<String>,
) -> SecretString {
    let Some(text) = given.map(|text| text.trim().to_owned()) else {
        if mode == Mode::Production {
            faults.push(format!("{name} is not set: {bytes} random bytes in base64"));
        }
        let key: Vec<u8> = DEVELOPMENT_KEY.iter().copied().cycle().take(bytes).collect();
        return SecretString::from(STANDARD.encode(key));
    };
    match STANDARD.decode(&text) {
        Err(_) => faults.push(format!("{name} is not base64; it needs {bytes} random bytes in base64")),
        Ok(key) if key.len() < bytes => {
            faults.push(format!("{name} has {} bytes; it needs {bytes} random bytes in base64", key.len()));
        }
        Ok(key) if mode == Mode::Production && key.starts_with(DEVELOPMENT_KEY) => faults.push(known_to_all(name)),
        Ok(_) => {}
    }
    SecretString::from(text)
}

/// The key-encryption keys, `id:base64,…`.
pub(super) fn key_ring(text: &SecretString, mode: Mode) -> Option<String> {
    if let Err(CryptError::Keys(why)) = KeyRing::parse(text) {
        return Some(format!(
            "INSET_KEK cannot be read ({why}): write id:BASE64 of 32 random bytes, the current key first"
        ));
    }
    let development = development_key_ring();
    let known = development.expose_secret().split_once(':').is_some_and(|(_, key)| text.expose_secret().contains(key));
    (mode == Mode::Production && known).then(|| known_to_all("INSET_KEK"))
}

fn known_to_all(name: &str) -> String {
    format!("{name} is the key of development, which everyone knows")
}

pub(super) fn development_key_ring() -> SecretString {
    SecretString::from(format!("dev:{}", STANDARD.encode(DEVELOPMENT_KEY)))
}

pub(super) fn yes_or_no(name: &str, text: &str) -> Option<String> {
    (!matches!(text, "yes" | "no")).then(|| format!("{name} is \"{text}\"; write yes or no"))
}

pub(super) fn count(name: &str, given: Option<String>, usual: usize, faults: &mut Vec<String>) -> usize {
    let Some(text) = given else { return usual };
    match text.trim().parse() {
        Ok(count) if count > 0 => count,
        _ => {
            faults.push(format!("{name} is \"{text}\"; write a whole number above zero"));
            usual
        }
    }
}

/// An address that may name the mail it is about.
pub(super) fn bounce_address(text: &str) -> Option<String> {
    let example = text.replace("{id}", &"0".repeat(32));
    let is_address = example.parse::<inset_domain::email::Email>().is_ok() && !example.contains(['{', '}']);
    (!is_address).then(|| {
        format!(
            "INSET_BOUNCE_ADDRESS is \"{text}\"; write an address, such as bounces@example.com or bounces+{{id}}@example.com"
        )
    })
}

/// A number of days; none is a number too.
pub(super) fn days(name: &str, given: Option<String>, usual: u32, faults: &mut Vec<String>) -> u32 {
    let Some(text) = given else { return usual };
    match text.trim().parse() {
        Ok(days) if days <= 366 => days,
        _ => {
            faults.push(format!("{name} is \"{text}\"; write a number of days, at most 366"));
            usual
        }
    }
}

/// A number of seconds, at most five minutes; none is a number too.
pub(super) fn seconds(name: &str, given: Option<String>, usual: u32, faults: &mut Vec<String>) -> u32 {
    let Some(text) = given else { return usual };
    match text.trim().parse() {
        Ok(seconds) if seconds <= 300 => seconds,
        _ => {
            faults.push(format!("{name} is \"{text}\"; write a number of seconds, at most 300"));
            usual
        }
    }
}
