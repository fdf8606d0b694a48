//! Web sites and their domains.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use url::{Host, Url};

/// A web site's address: http or https, a registrable host, no password, no address of a machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebSite(Url);

/// A site's domain in ASCII lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Domain(String);

/// An address that is no public web site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebSiteError {
    /// It has no form of one.
    #[error("Enter a web site such as https://example.com")]
    Form,
    /// It is not public.
    #[error("Enter the web site's public name, such as example.com; an IP address or a local name is not enough")]
    NotPublic,
    /// It is longer than any site needs.
    #[error("Shorten the web site's address to 500 characters")]
    TooLong,
    /// It holds a name or password.
    #[error("Remove the user name and password from the web site's address")]
    Credentials,
}

impl WebSite {
    /// The site's domain. `www.` in front names the same site, wherever something is left to be named.
    pub fn domain(&self) -> Domain {
        let mut domain = self.host();
        while let Some(rest) = domain.0.strip_prefix("www.").filter(|rest| is_public(rest)) {
            domain = Domain(rest.to_owned());
        }
        domain
    }

    fn host(&self) -> Domain {
        // A dot at the end names the same site (RFC 1034, section 3.1).
        Domain(self.0.host_str().unwrap_or_default().trim_end_matches('.').to_owned())
    }

    /// The address with its domain in its own script, for people.
    pub fn shown(&self) -> String {
        self.0.as_str().replacen(self.0.host_str().unwrap_or_default(), &self.host().shown(), 1)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for WebSite {
    type Err = WebSiteError;

    fn from_str(text: &str) -> Result<Self, WebSiteError> {
        let text = text.trim();
        if text.len() > 500 {
            return Err(WebSiteError::TooLong);
        }
        if text.chars().any(|character| character.is_control() || character.is_whitespace()) {
            return Err(WebSiteError::Form);
        }
        let lower = text.to_ascii_lowercase();
        let with_scheme = if lower.starts_with("http://") || lower.starts_with("https://") {
            text.to_owned()
        } else if text.contains("://") || lower.starts_with("javascript:") || lower.starts_with("data:") {
            return Err(WebSiteError::Form);
        } else {
            format!("https://{text}")
        };
        let url = Url::parse(&with_scheme).map_err(|_| WebSiteError::Form)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(WebSiteError::Credentials);
        }
        // Other scripts grow when they are written for machines.
        if url.as_str().len() > 500 {
            return Err(WebSiteError::TooLong);
        }
        match url.host() {
            Some(Host::Domain(host)) if is_public(host) => Ok(Self(url)),
            _ => Err(WebSiteError::NotPublic),
        }
    }
}

/// Whether a host has a registrable part below a public suffix; `.example` (RFC 2606) stands for one in demos and tests.
fn is_public(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let dns = host.len() <= 253 && host.split('.').all(|label| (1..=63).contains(&label.len()));
    dns && (psl::domain(host.as_bytes()).is_some_and(|domain| domain.suffix().is_known())
        || (host.ends_with(".example") && host.len() > ".example".len()))
}

/// The registrable part of a host, as [`is_public`] sees it.
pub(crate) fn registered(host: &str) -> &str {
    let host = host.trim_end_matches('.');
    if let Some(below) = host.strip_suffix(".example") {
        let start = below.rfind('.').map_or(0, |dot| dot + 1);
        return &host[start..];
    }
    psl::domain_str(host).unwrap_or(host)
}

impl Domain {
    /// The domain in ASCII.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part of it that somebody registered: of `news.example.co.uk` it is `example.co.uk`.
    pub fn registered(&self) -> &str {
        registered(&self.0)
    }

    /// The domain in its own script, for people.
    pub fn shown(&self) -> String {
        let (shown, result) = idna::domain_to_unicode(&self.0);
        if result.is_ok() { shown } else { self.0.clone() }
    }
}

impl FromStr for Domain {
    type Err = WebSiteError;
    fn from_str(text: &str) -> Result<Self, WebSiteError> {
        text.parse::<WebSite>().map(|site| site.domain())
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl TryFrom<String> for $name {
            type Error = WebSiteError;
            fn try_from(text: String) -> Result<Self, WebSiteError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    };
}

as_text!(WebSite);
as_text!(Domain);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_accepted_reads_back_as_itself(text in prop_oneof![any::<String>(), "(www\\.){0,2}[a-zäß.:/@-]{1,20}\\.(com|de|example)/[ä?#a-z%]{0,200}"]) {
            if let Ok(site) = text.parse::<WebSite>() {
                prop_assert_eq!(site.to_string().parse::<WebSite>(), Ok(site.clone()));
                let domain = site.domain();
                prop_assert_eq!(domain.to_string().parse::<Domain>(), Ok(domain.clone()));
                prop_assert_eq!(domain.shown().parse::<Domain>(), Ok(domain), "{}", text);
            }
        }
    }

    #[test]
    fn what_was_registered_is_told_from_what_stands_before_it() {
        for (domain, registered) in [
            ("news.example.co.uk", "example.co.uk"),
            ("mail.harbour.example", "harbour.example"),
            ("harbour.example", "harbour.example"),
            ("harbour.github.io", "harbour.github.io"),
        ] {
            assert_eq!(domain.parse::<Domain>().expect(domain).registered(), registered);
        }
    }

    #[test]
    fn a_bare_name_is_a_site_and_a_machine_is_not() {
        assert_eq!("Example.com".parse::<WebSite>().expect("a site").as_str(), "https://example.com/");
        assert_eq!("bücher.de/news".parse::<WebSite>().expect("a site").shown(), "https://bücher.de/news");
        assert_eq!("bücher.de".parse::<Domain>().expect("a domain").as_str(), "xn--bcher-kva.de");
        assert_eq!("example.com.".parse::<Domain>(), "example.com".parse::<Domain>());
        for typed in ["www.example.com", "https://WWW.example.com/news", "www.www.example.com"] {
            assert_eq!(typed.parse::<Domain>(), "example.com".parse(), "{typed}");
        }
        assert_eq!("www.com".parse::<Domain>().expect("a domain").as_str(), "www.com");
        assert_eq!("www.bücher.de".parse::<WebSite>().expect("a site").shown(), "https://www.bücher.de/");
        assert_eq!(format!("example.com/{}", "ä".repeat(200)).parse::<WebSite>(), Err(WebSiteError::TooLong));
        assert_eq!("xn--bcher-kva.de".parse::<Domain>().expect("a domain").shown(), "bücher.de");
        for text in [
            "http://127.0.0.1",
            "http://[::1]/",
            "localhost",
            "http://2130706433",
            "com",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://u:p@example.com",
            "//evil",
            "a b.com",
            "ftp://example.com",
        ] {
            assert!(text.parse::<WebSite>().is_err(), "{text} was accepted");
        }
    }
}
