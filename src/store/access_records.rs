//! What visits leave behind (P01), written many at a time so that no page waits for it.

use crate::error::StoreError;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{Array, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::net::IpAddr;

/// How long a record stays at all, its address cut to its network: a year can be held against the one before.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(400);

/// A request that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// The method.
    pub method: String,
    /// The route's pattern; none where no route has the path.
    pub route: Option<String>,
    /// The status.
    pub status: u16,
    /// The kind of browser; none where it does not name itself.
    pub browser: Option<&'static str>,
    /// The operating system.
    pub system: Option<&'static str>,
    /// The address it came from.
    pub ip: Option<IpAddr>,
}

/// Writes records.
///
/// # Errors
/// When the database does not answer; none is then written.
pub async fn write(conn: &mut AsyncPgConnection, records: &[AccessRecord]) -> Result<(), StoreError> {
    let column = |of: fn(&AccessRecord) -> Option<String>| records.iter().map(of).collect::<Vec<_>>();
    // Prepared anew at each use: it runs once a second at most.
    let insert = diesel::sql_query(
        "INSERT INTO access_records (at, method, route, status, browser, system, ip) \
         SELECT at, method, route, status, browser, system, ip::inet \
         FROM unnest($1, $2, $3, $4, $5, $6, $7) AS seen (at, method, route, status, browser, system, ip)",
    );
    insert
        .bind::<Array<Timestamptz>, _>(records.iter().map(|record| record.at).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(records.iter().map(|record| record.method.as_str()).collect::<Vec<_>>())
        .bind::<Array<Nullable<Text>>, _>(records.iter().map(|record| record.route.as_deref()).collect::<Vec<_>>())
        .bind::<Array<SmallInt>, _>(
            records.iter().map(|record| i16::try_from(record.status).unwrap_or(599)).collect::<Vec<_>>(),
        )
        .bind::<Array<Nullable<Text>>, _>(column(|record| record.browser.map(str::to_owned)))
        .bind::<Array<Nullable<Text>>, _>(column(|record| record.system.map(str::to_owned)))
        .bind::<Array<Nullable<Text>>, _>(column(|record| record.ip.map(|ip| ip.to_string())))
        .execute(conn)
        .await?;
    Ok(())
}
