//! Active networks, as sellers.json and ads.txt name them.

use crate::error::StoreError;
use crate::schema::{accounts, companies};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::website::WebSite;

/// Reference, name and domain of each active network; the domain is empty where its company names no web site.
///
/// # Errors
/// When the database does not answer.
pub async fn sellers(conn: &mut AsyncPgConnection) -> Result<Vec<(String, String, String)>, StoreError> {
    let rows: Vec<(String, String, Option<String>)> = accounts::table
        .inner_join(companies::table)
        .filter(accounts::kind.eq("network"))
        .filter(accounts::state.eq("approved"))
        .order(accounts::reference)
        .select((accounts::reference, accounts::name, companies::web_site))
        .load(conn)
        .await?;
    let domain = |site: Option<String>| {
        let site: Option<WebSite> = site.and_then(|site| site.parse().ok());
        site.map(|site| site.domain().to_string()).unwrap_or_default()
    };
    Ok(rows.into_iter().map(|(reference, name, site)| (reference, name, domain(site))).collect())
}
