//! What machines read: sellers.json, ads.txt, security.txt, robots.txt, all made from the records and the settings.

use crate::error::Error;
use crate::urls;
use crate::web::{Next, Visit};
use actix_web::HttpResponse;
use chrono::TimeDelta;
use inset_store::{networks, sites};
use std::collections::BTreeMap;

fn text(body: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(("cache-control", "public, max-age=3600"))
        .body(body)
}

/// The sellers whose inventory we sell (IAB sellers.json 1.0): active publishers with a confirmed site, active networks.
pub async fn sellers(visit: Visit) -> Result<HttpResponse, Error> {
    let mut conn = visit.db().read().await?;
    let publishers = sites::sellers(&mut conn).await?;
    let networks = networks::sellers(&mut conn).await?;
    drop(conn);
    let mut entries: BTreeMap<String, serde_json::Value> = BTreeMap::new();
    for (reference, name, domain) in publishers {
        // A publisher has one entry; its first confirmed domain names it.
        entries.entry(reference.clone()).or_insert_with(|| {
            serde_json::json!({ "seller_id": reference, "name": name, "domain": domain, "seller_type": "PUBLISHER" })
        });
    }
    // A seller without a domain cannot be listed openly; its own page says what is missing.
    for (reference, name, domain) in networks.into_iter().filter(|(.., domain)| !domain.is_empty()) {
        let entry = serde_json::json!({
            "seller_id": reference, "name": name, "domain": domain, "seller_type": "INTERMEDIARY"
        });
        entries.insert(reference, entry);
    }
    let operator = &visit.site().config().operator;
    let body = serde_json::json!({
        "contact_email": operator.email,
        "contact_address": operator.address.join(", "),
        "version": "1.0",
        "identifiers": [],
        "sellers": entries.into_values().collect::<Vec<_>>(),
    });
    Ok(HttpResponse::Ok().insert_header(("cache-control", "public, max-age=3600")).json(body))
}

/// The operator's own ads.txt (IAB ads.txt 1.1): it sells its networks' demand on its own pages.
pub async fn ads_txt(visit: Visit) -> Result<HttpResponse, Error> {
    let networks = networks::sellers(&mut *visit.db().read().await?).await?;
    let operator = &visit.site().config().operator;
    let mut body =
        format!("ownerdomain={}\nmanagerdomain={}\ncontact={}\n", operator.domain, operator.domain, operator.email);
    for (reference, _, domain) in networks.iter().filter(|(_, _, domain)| !domain.is_empty()) {
        body.push_str(&format!("{domain}, {reference}, RESELLER\n"));
    }
    Ok(text(body))
}

/// Where to report a weakness (RFC 9116).
pub async fn security_txt(visit: Visit) -> Result<HttpResponse, Error> {
    let config = visit.site().config();
    let expires = visit.db().clock().now() + TimeDelta::days(180);
    Ok(text(format!(
        "Contact: mailto:{}\nContact: {}/contact\nExpires: {}\nPreferred-Languages: en\nCanonical: {}/.well-known/security.txt\n",
        config.operator.email,
        config.base_url,
        expires.format("%Y-%m-%dT00:00:00Z"),
        config.base_url
    )))
}

/// That the site heeds Global Privacy Control, and since when (the standard's section 3).
pub async fn global_privacy_control(visit: Visit) -> Result<HttpResponse, Error> {
    let _ = visit;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "gpc": true, "lastUpdate": "2026-11-25" })))
}

/// What crawlers may read: the public site.
pub async fn robots(visit: Visit) -> Result<HttpResponse, Error> {
    let _ = visit;
    let closed = ["/admin", "/account", "/advertiser", "/dev", "/network", "/publisher", "/reset-password", "/welcome"];
    let lines: Vec<String> = closed.iter().map(|path| format!("Disallow: {path}")).collect();
    // "/advertisers" and the like begin as the closed rooms do, so they are opened by name.
    Ok(text(format!(
        "User-agent: *\nAllow: /advertisers\nAllow: /networks\nAllow: /publishers\n{}\n",
        lines.join("\n")
    )))
}

/// Where passwords are changed (well-known URL of the W3C): by whoever is signed in at once, by others with a link.
pub async fn change_password(visit: Visit) -> Result<HttpResponse, Error> {
    Ok(visit.go(&Next::to(if visit.principal().is_some() { urls::PASSWORD } else { "/forgot-password" })))
}
