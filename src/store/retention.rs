//! What is kept for a time and then goes: one rule for each, for the job that applies it, for its dry run, and for its report.
//! The times are those of the catalogue ([`inset_domain::catalogue::Kept`]).

use crate::access_records::KEPT_FOR as VISITS;
use crate::error::StoreError;
use crate::{devices, form_keys, sessions};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::passkey::CEREMONY;
use inset_domain::sign_in;

/// How many rows one statement changes at most, so that none holds others up.
const AT_ONCE: i64 = 10_000;
/// How long it may have to be shown that a privacy request was answered.
pub const REQUESTS: TimeDelta = TimeDelta::days(730);

/// What becomes of a row whose time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// It goes.
    Goes,
    /// These columns are set.
    Set(&'static str),
}

/// A rule: rows of a table whose column is older than a time.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// What it is about, in words.
    pub what: &'static str,
    table: &'static str,
    column: &'static str,
    /// Which rows besides, as SQL.
    only: &'static str,
    then: Then,
    after: TimeDelta,
}

impl Rule {
    const fn goes(what: &'static str, table: &'static str, column: &'static str, after: TimeDelta) -> Self {
        Self { what, table, column, only: "true", then: Then::Goes, after }
    }

    const fn of(self, only: &'static str) -> Self {
        Self { only, ..self }
    }

    const fn set(self, columns: &'static str) -> Self {
        Self { then: Then::Set(columns), ..self }
    }

    /// After which time, in words.
    pub fn time(&self) -> String {
        match (self.after.num_days(), self.after.num_minutes()) {
            (0, 0) => "at their end".into(),
            (0, minutes) if minutes % 60 == 0 => format!("after {} hours", minutes / 60),
            (0, minutes) => format!("after {minutes} minutes"),
            (1, _) => "after a day".into(),
            (days, _) => format!("after {days} days"),
        }
    }

    /// The rows that are due.
    fn due(&self) -> String {
        format!("FROM {} WHERE {} <= $1 AND {}", self.table, self.column, self.only)
    }

    /// The statement that applies it to some of them.
    fn act(&self) -> String {
        let table = self.table;
        let some = format!("WHERE ctid = ANY(ARRAY(SELECT ctid {} LIMIT $2))", self.due());
        match self.then {
            Then::Goes => format!("DELETE FROM {table} {some}"),
            Then::Set(columns) => format!("UPDATE {table} SET {columns} {some}"),
        }
    }
}

/// The rules, where the addresses of visits stay whole for so many days.
pub fn rules(whole_days: usize) -> [Rule; 14] {
    const NOW: TimeDelta = TimeDelta::zero();
    const ANSWERED: &str = "state IN ('denied', 'complete', 'withdrawn')";
    [
        Rule::goes("Sessions that ran out", "sessions", "expires_at", sessions::KEPT_FOR),
        Rule::goes("Keys of forms that were sent", "form_keys", "used_at", form_keys::MEMORY),
        Rule::goes("Posts that waited for their person", "parked_posts", "expires_at", NOW),
        Rule::goes("Guesses at passwords", "guesses", "full_at", NOW),
        Rule::goes("Records of tries to sign in", "sign_ins", "at", sign_in::KEPT_FOR),
        Rule::goes("What would take a decision back", "decision_undos", "until", NOW),
        Rule::goes("Who had a case open", "case_presence", "seen_at", crate::cases::PRESENCE),
        Rule::goes("Marks of browsers that nobody uses", "devices", "seen_at", devices::REMEMBERED),
        Rule::goes("Marks of passkeys' ceremonies", "passkey_ceremonies", "used_at", CEREMONY * 2),
        Rule::goes("Copies of people's data", "data_exports", "expires_at", NOW)
            .of("state = 'ready'")
            .set("state = 'expired', archive_sealed = NULL"),
        Rule::goes("The same asked again", "privacy_request_repeats", "asked_at", REQUESTS).of(
            "request_id IN (SELECT id FROM privacy_requests WHERE state IN ('denied', 'complete', 'withdrawn') AND state_at <= $1)",
        ),
        Rule::goes("Privacy requests, after their answer", "privacy_requests", "state_at", REQUESTS).of(ANSWERED),
        Rule::goes("Records of visits", "access_records", "at", VISITS),
        Rule::goes("Addresses of visits, cut to their network", "access_records", "at", whole(whole_days))
            .of("NOT cut")
            .set("cut = true, ip = network(set_masklen(ip, CASE family(ip) WHEN 4 THEN 24 ELSE 48 END))"),
    ]
}

fn whole(days: usize) -> TimeDelta {
    i64::try_from(days).ok().and_then(TimeDelta::try_days).unwrap_or(VISITS)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many rows each rule would change now; nothing is changed.
///
/// # Errors
/// When the database does not answer.
pub async fn due(conn: &mut AsyncPgConnection, rules: &[Rule], now: DateTime<Utc>) -> Result<Vec<i64>, StoreError> {
    let mut counts = Vec::new();
    for rule in rules {
        // Prepared anew at each use: it runs when somebody looks.
        let query = diesel::sql_query(format!("SELECT count(*) AS n {}", rule.due()));
        let found: Count = query.bind::<Timestamptz, _>(now - rule.after).get_result(conn).await?;
        counts.push(found.n);
    }
    Ok(counts)
}

/// Applies the rules; how many rows each has changed.
///
/// # Errors
/// When the database does not answer; what was changed by then stays changed.
pub async fn keep(conn: &mut AsyncPgConnection, rules: &[Rule], now: DateTime<Utc>) -> Result<Vec<i64>, StoreError> {
    let mut counts = Vec::new();
    for rule in rules {
        let (act, mut changed) = (rule.act(), 0);
        loop {
            // Prepared anew at each use: it runs once an hour.
            let query = diesel::sql_query(&act).bind::<Timestamptz, _>(now - rule.after).bind::<BigInt, _>(AT_ONCE);
            let rows = query.execute(conn).await?;
            changed += i64::try_from(rows).unwrap_or(i64::MAX);
            if i64::try_from(rows).unwrap_or(i64::MAX) < AT_ONCE {
                break;
            }
        }
        counts.push(changed);
    }
    Ok(counts)
}
