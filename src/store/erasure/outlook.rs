//! What an erasure would do: what stands in its way, what goes, what stays.

use super::Subject;
use crate::error::StoreError;
use crate::exports::own;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::catalogue::{Erased, PERSONAL};
use inset_domain::erasure::{Obstacle, Outlook, Part};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Own {
    #[diesel(sql_type = Text)]
    account: String,
    #[diesel(sql_type = Bool)]
    active: bool,
    #[diesel(sql_type = Bool)]
    others: bool,
    #[diesel(sql_type = Bool)]
    other_owner: bool,
    #[diesel(sql_type = Bool)]
    case_open: bool,
    #[diesel(sql_type = Bool)]
    owns: bool,
    #[diesel(sql_type = Bool)]
    on_staff: bool,
    #[diesel(sql_type = Bool)]
    held: bool,
}

/// Each account that the person is in, with what an erasure asks about it; one row without an account for staff.
const OWN: &str = "
SELECT coalesce(a.name || ' (' || a.reference || ')', '') AS account,
       coalesce(a.state IN ('approved', 'suspended'), false) AS active,
       coalesce(m.power = 'owner', false) AS owns,
       EXISTS (SELECT FROM memberships o WHERE o.account_id = a.id AND o.user_id <> u.id AND o.ended_at IS NULL) AS others,
       EXISTS (SELECT FROM memberships o WHERE o.account_id = a.id AND o.user_id <> u.id AND o.ended_at IS NULL AND o.power = 'owner') AS other_owner,
       EXISTS (SELECT FROM review_cases c WHERE c.account_id = a.id AND c.state <> 'closed') AS case_open,
       u.staff_role IS NOT NULL AS on_staff,
       EXISTS (SELECT FROM disclosures d WHERE d.user_id = u.id AND d.state IN ('asked', 'first_approved', 'approved')) AS held
FROM users u LEFT JOIN (memberships m JOIN accounts a ON a.id = m.account_id) ON m.user_id = u.id AND m.ended_at IS NULL
WHERE u.id = $1 ORDER BY a.reference";

/// What stays, and what it is counted by: agreements and orders in force, and the books of the company that made them.
const STAYS: &[(&str, &str, &str)] = &[
    (
        "Agreements that are or were in force, and your signature under them",
        "they may have to be proved",
        "SELECT count(*) AS n FROM signatures s JOIN agreements g ON g.id = s.agreement_id
         WHERE s.user_id = $1 AND s.side = 'account' AND g.state IN ('countersigned', 'superseded', 'terminated') AND $2 = $2",
    ),
    (
        "Orders that are or were in force: your signature, messages, and you as their contact",
        "they may have to be proved, and run on until their end",
        "SELECT count(*) AS n FROM orders o WHERE o.state IN ('accepted', 'countersigned', 'scheduled', 'running', 'paused', 'completed', 'cancelled')
         AND (EXISTS (SELECT FROM signatures s WHERE s.order_id = o.id AND s.user_id = $1 AND s.side = 'account')
              OR EXISTS (SELECT FROM order_messages m WHERE m.order_id = o.id AND m.author_id = $1)
              OR EXISTS (SELECT FROM order_contacts c WHERE c.order_id = o.id AND lower(c.email) = $2 AND $2 <> ''))",
    ),
    (
        "Tax id, billing and payout details of a company that had an agreement or an order in force",
        "bookkeeping law asks for them",
        "SELECT count(*) AS n FROM memberships m WHERE m.user_id = $1 AND m.ended_at IS NULL AND $2 = $2
         AND NOT EXISTS (SELECT FROM memberships o WHERE o.account_id = m.account_id AND o.user_id <> $1 AND o.ended_at IS NULL)
         AND (EXISTS (SELECT FROM agreements g WHERE g.account_id = m.account_id AND g.state IN ('countersigned', 'superseded', 'terminated'))
              OR EXISTS (SELECT FROM orders o WHERE o.account_id = m.account_id
                         AND o.state IN ('accepted', 'countersigned', 'scheduled', 'running', 'paused', 'completed', 'cancelled')))",
    ),
    // One that a gag still covers is not named: whoever is erased reads this.
    (
        "That data of yours was handed to a court, an authority or to protect rights",
        "it may have to be proved",
        "SELECT count(*) AS n FROM disclosures d WHERE d.user_id = $1 AND d.told_at IS NOT NULL AND $2 = $2",
    ),
];

/// What an erasure of this person would do now, under each address they are found by.
///
/// # Errors
/// When the database does not answer.
pub async fn outlook(conn: &mut AsyncPgConnection, subjects: &[Subject]) -> Result<Outlook, StoreError> {
    let mut outlook = Outlook::default();
    for subject in subjects {
        outlook = outlook.and(outlook_of(conn, subject).await?);
    }
    Ok(outlook)
}

async fn outlook_of(conn: &mut AsyncPgConnection, subject: &Subject) -> Result<Outlook, StoreError> {
    let user = subject.user.map(|user| user.0);
    // Prepared anew at each use: people are seldom erased.
    let own: Vec<Own> = diesel::sql_query(OWN).bind::<Nullable<SqlUuid>, _>(user).load(conn).await?;
    let mut stays = Vec::new();
    for (what, why, sql) in STAYS {
        let count = count(conn, sql, subject).await?;
        if count > 0 {
            stays.push(Part { what: (*what).into(), why: (*why).into(), count });
        }
    }
    let mut goes = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for entry in PERSONAL.iter().filter(|entry| matches!(entry.erased, Erased::Row | Erased::Emptied | Erased::Company))
    {
        let Some(rows) = own::rows(entry.table).filter(|_| !told.contains(&entry.table)) else { continue };
        told.push(entry.table);
        let sql = format!("SELECT count(*) AS n FROM {} WHERE {rows}", entry.table);
        let count = count(conn, &sql, subject).await?;
        if count > 0 {
            goes.push(Part { what: entry.what.into(), why: String::new(), count });
        }
    }
    Ok(Outlook { obstacles: obstacles(own), goes, stays })
}

async fn count(conn: &mut AsyncPgConnection, sql: &str, subject: &Subject) -> Result<i64, StoreError> {
    let user = subject.user.map(|user| user.0);
    // Prepared anew at each use: people are seldom erased.
    let query = diesel::sql_query(sql).bind::<Nullable<SqlUuid>, _>(user).bind::<Text, _>(&subject.email);
    let found: Count = query.get_result(conn).await?;
    Ok(found.n)
}

fn obstacles(own: Vec<Own>) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    if own.iter().any(|account| account.on_staff) {
        obstacles.push(Obstacle::OnStaff);
    }
    if own.iter().any(|account| account.held) {
        obstacles.push(Obstacle::Held);
    }
    for Own { account, active, others, other_owner, case_open, owns, .. } in own {
        if owns && !other_owner && (active || others) {
            obstacles.push(Obstacle::LastOwner { account, others });
        } else if !others && case_open {
            obstacles.push(Obstacle::CaseOpen { account });
        }
    }
    obstacles
}
