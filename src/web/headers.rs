//! The headers of every answer.

use actix_web::middleware::DefaultHeaders;

/// What pages may load: themselves and this site's own files, nothing inline. Scripts write texts and no markup: a browser
/// that knows trusted types refuses them anything else.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; font-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// The headers, with HSTS where people reach the portal over TLS.
pub fn defaults(https: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("content-security-policy", CONTENT_SECURITY_POLICY))
        .add(("x-content-type-options", "nosniff"))
        .add(("x-frame-options", "DENY"))
        // Links in mails hold single-use secrets; no page tells another site its address.
        .add(("referrer-policy", "no-referrer"))
        .add(("cross-origin-opener-policy", "same-origin"))
        .add(("cross-origin-resource-policy", "same-origin"))
        .add((
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), browsing-topics=(), interest-cohort=()",
        ));
    if https { headers.add(("strict-transport-security", "max-age=63072000; includeSubDomains")) } else { headers }
}
