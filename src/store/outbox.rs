//! The outbox: mail is queued with the change that calls for it and leaves from here.

use crate::error::StoreError;
use crate::schema::{memberships, order_contacts, orders, outbox, users};
use crate::tx::Tx;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::{AccountId, OrderId, UserId};
use inset_domain::letter::{Audience, Letter};
use inset_domain::user::MOST_ASKED_AN_HOUR;
use uuid::Uuid;

/// Attempts after which a mail is given up and shown to staff.
pub const MOST_ATTEMPTS: i32 = 12;
/// How long a worker may take over one mail before another may try.
const CLAIM: TimeDelta = TimeDelta::minutes(2);

/// A mail that a worker has claimed.
#[derive(Debug, QueryableByName)]
#[diesel(table_name = outbox)]
pub struct Claimed {
    /// Its id, which is also its Message-ID's left part.
    pub id: Uuid,
    /// The letter as stored.
    pub payload: serde_json::Value,
    /// Where it goes.
    pub recipient_email: String,
    /// Whom it greets.
    pub recipient_name: String,
    /// Whose login it goes to, where it goes to one.
    pub recipient_user: Option<Uuid>,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
}

/// A mail as staff see it in the list.
#[derive(Debug, Queryable)]
pub struct Listed {
    /// Its id.
    pub id: Uuid,
    /// `service`, `reply` or `optional`.
    pub class: String,
    /// The letter's kind.
    pub letter: String,
    /// Where it goes.
    pub recipient_email: String,
    /// Whom it greets.
    pub recipient_name: String,
    /// `mail` or `call`.
    pub channel: String,
    /// The number of a call.
    pub recipient_telephone: Option<String>,
    /// Where it stands.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next.
    pub next_at: DateTime<Utc>,
    /// When it left.
    pub sent_at: Option<DateTime<Utc>>,
    /// Why it failed last.
    pub failure: Option<String>,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
}

struct Recipient {
    user: Option<Uuid>,
    email: String,
    name: String,
    telephone: Option<String>,
    wants_calls: bool,
}

/// Queues the letters of an event, one row for each recipient.
pub(crate) async fn queue(
    tx: &mut Tx<'_>,
    seq: i64,
    account: Option<AccountId>,
    letters: &[(Audience, Letter)],
) -> Result<(), StoreError> {
    for (audience, letter) in letters {
        let payload = serde_json::to_value(letter)
            .map_err(|error| StoreError::Unreadable { what: "letter", value: error.to_string() })?;
        let kind = payload["letter"]["kind"].as_str().unwrap_or("letter").to_owned();
        for recipient in recipients(tx.conn(), audience).await? {
            let call = letter.may_be_a_call() && recipient.wants_calls && recipient.telephone.is_some();
            diesel::insert_into(outbox::table)
                .values((
                    outbox::id.eq(inset_domain::ids::uuid_at(tx.now())),
                    outbox::event_seq.eq(seq),
                    outbox::class.eq(letter.class()),
                    outbox::letter.eq(&kind),
                    outbox::payload.eq(&payload),
                    outbox::recipient_email.eq(&recipient.email),
                    outbox::recipient_name.eq(&recipient.name),
                    outbox::recipient_user.eq(recipient.user),
                    outbox::account_id.eq(account.map(|id| id.0)),
                    outbox::channel.eq(if call { "call" } else { "mail" }),
                    outbox::recipient_telephone.eq(recipient.telephone.filter(|_| call)),
                    outbox::state.eq("queued"),
                    outbox::next_at.eq(tx.mail_at()),
                    outbox::created_at.eq(tx.now()),
                ))
                .on_conflict_do_nothing()
                .execute(tx.conn())
                .await?;
        }
    }
    Ok(())
}

/// Letters that anybody can cause who knows an address.
const ASKED_BY_ANYBODY: [&str; 3] = ["welcome", "password_reset", "already_registered"];

/// Whether a login has had as many mails as anybody may cause in an hour: the next one is left out, and whoever asks is
/// told the same as ever.
///
/// # Errors
/// When the database does not answer.
pub async fn has_had_enough(
    conn: &mut AsyncPgConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let lately = outbox::table
        .filter(outbox::recipient_user.eq(user.0))
        .filter(outbox::letter.eq_any(ASKED_BY_ANYBODY))
        .filter(outbox::created_at.gt(now - TimeDelta::hours(1)))
        .count()
        .get_result::<i64>(conn)
        .await?;
    Ok(lately >= MOST_ASKED_AN_HOUR)
}

async fn recipients(conn: &mut AsyncPgConnection, audience: &Audience) -> Result<Vec<Recipient>, StoreError> {
    type Row = (Uuid, String, String, Option<String>, String);
    let columns = (users::id, users::email, users::full_name, users::telephone, users::preferred_channel);
    let active = users::table.filter(users::deactivated_at.is_null());
    let rows: Vec<Row> = match audience {
        Audience::User(id) => active.filter(users::id.eq(id.0)).select(columns).load(conn).await?,
        Audience::Account(id) => {
            active
                .inner_join(memberships::table)
                .filter(memberships::account_id.eq(id.0))
                .filter(memberships::ended_at.is_null())
                .filter(memberships::power.eq_any(["owner", "signer"]))
                .select(columns)
                .load(conn)
                .await?
        }
        Audience::Owners { account, but } => {
            active
                .inner_join(memberships::table)
                .filter(memberships::account_id.eq(account.0))
                .filter(memberships::ended_at.is_null())
                .filter(memberships::power.eq("owner"))
                .filter(users::id.ne(but.0))
                .select(columns)
                .load(conn)
                .await?
        }
        Audience::Desk { roles, but } => {
            active
                .filter(users::staff_role.eq_any(roles.iter().map(|role| role.as_str()).collect::<Vec<_>>()))
                .filter(users::id.ne_all(but.iter().map(|user| user.0).collect::<Vec<_>>()))
                .select(columns)
                .load(conn)
                .await?
        }
        Audience::Reviewers => {
            active.filter(users::staff_role.eq_any(["reviewer", "admin"])).select(columns).load(conn).await?
        }
        Audience::Support => {
            active.filter(users::staff_role.eq_any(["support", "admin"])).select(columns).load(conn).await?
        }
        Audience::OrderContact(id) => return order_contact(conn, *id).await,
        Audience::Address { email, name, telephone } => {
            return Ok(vec![Recipient {
                user: None,
                email: email.clone(),
                name: name.clone(),
                telephone: telephone.clone(),
                wants_calls: telephone.is_some(),
            }]);
        }
    };
    Ok(rows
        .into_iter()
        .map(|(id, email, name, telephone, channel)| Recipient {
            user: Some(id),
            email,
            name,
            telephone,
            wants_calls: channel == "telephone",
        })
        .collect())
}

async fn order_contact(conn: &mut AsyncPgConnection, order: OrderId) -> Result<Vec<Recipient>, StoreError> {
    let rows: Vec<(String, String, Option<String>, String)> = order_contacts::table
        .inner_join(
            orders::table
                .on(orders::id.eq(order_contacts::order_id).and(orders::revision.eq(order_contacts::revision))),
        )
        .filter(orders::id.eq(order.0))
        .filter(order_contacts::role.eq("primary"))
        .select((
            order_contacts::email,
            order_contacts::full_name,
            order_contacts::telephone,
            order_contacts::preferred_channel,
        ))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(email, name, telephone, channel)| Recipient {
            user: None,
            email,
            name,
            telephone,
            wants_calls: channel == "telephone",
        })
        .collect())
}

/// Claims the next due mail, so that no other worker takes it; none when nothing is due.
///
/// # Errors
/// When the database does not answer.
pub async fn claim(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<Option<Claimed>, StoreError> {
    // A worker that dies leaves the row in `sending`; it falls due again when the claim runs out.
    // Prepared anew at each use: one worker runs it, once for each mail.
    Ok(diesel::sql_query(
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_at = $2, claimed_until = $2 \
         WHERE id = (SELECT id FROM outbox WHERE state IN ('queued', 'retrying', 'sending') AND channel = 'mail' AND next_at <= $1 \
                     ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) \
         RETURNING id, payload, recipient_email, recipient_name, recipient_user, attempts, created_at",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now + CLAIM)
    .get_result(conn)
    .await
    .optional()?)
}

/// The mail has left.
///
/// # Errors
/// When the database does not answer; the mail is then tried again with the same Message-ID.
pub async fn sent(conn: &mut AsyncPgConnection, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(outbox::table.find(id))
        .set((outbox::state.eq("sent"), outbox::sent_at.eq(now), outbox::claimed_until.eq(None::<DateTime<Utc>>)))
        .execute(conn)
        .await?;
    forget(conn, id).await?;
    Ok(())
}

/// Forgets who got a mail and what it said, where it is to be forgotten once it is settled: whether it was.
pub(crate) async fn forget(conn: &mut AsyncPgConnection, id: Uuid) -> Result<bool, StoreError> {
    let forgotten = diesel::update(outbox::table.find(id))
        .filter(outbox::forget.eq(true))
        .set((
            outbox::payload.eq(serde_json::json!({})),
            // Another one for each mail: those of one event go to different addresses, and stay different.
            outbox::recipient_email.eq(format!("erased-{id}@erased.invalid")),
            outbox::recipient_name.eq(""),
            outbox::recipient_telephone.eq(None::<String>),
            outbox::forget.eq(false),
        ))
        .execute(conn)
        .await?;
    Ok(forgotten > 0)
}

/// The mail did not leave: it is tried again at `next`, or given up where there is none. Whether it is still known whose
/// it was.
///
/// # Errors
/// When the database does not answer; the claim then runs out.
pub async fn failed(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    failure: &str,
    next: Option<DateTime<Utc>>,
) -> Result<bool, StoreError> {
    let row = diesel::update(outbox::table.find(id));
    match next {
        Some(next) => {
            row.set((outbox::state.eq("retrying"), outbox::failure.eq(failure), outbox::next_at.eq(next)))
                .execute(conn)
                .await?
        }
        None => row.set((outbox::state.eq("dead"), outbox::failure.eq(failure))).execute(conn).await?,
    };
    Ok(next.is_some() || !forget(conn, id).await?)
}

/// The mail does not leave, for a reason that no attempt would change and that is nobody's fault.
///
/// # Errors
/// When the database does not answer; the claim then runs out.
pub async fn withhold(conn: &mut AsyncPgConnection, id: Uuid, why: &str) -> Result<(), StoreError> {
    diesel::update(outbox::table.find(id))
        .set((outbox::state.eq("withheld"), outbox::failure.eq(why)))
        .execute(conn)
        .await?;
    Ok(())
}

/// When the next mail falls due, for the worker's sleep.
///
/// # Errors
/// When the database does not answer.
pub async fn next_due(conn: &mut AsyncPgConnection) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(outbox::table
        .filter(outbox::state.eq_any(["queued", "retrying", "sending"]))
        .filter(outbox::channel.eq("mail"))
        .order((outbox::next_at, outbox::id))
        .select(outbox::next_at)
        .first(conn)
        .await
        .optional()?)
}

/// The newest mails, at most `limit` of those before the given place, in one state where it is named; letters of the
/// hidden kinds are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    conn: &mut AsyncPgConnection,
    (state, hidden): (Option<&str>, &[&str]),
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let mut query = outbox::table
        .select((
            outbox::id,
            outbox::class,
            outbox::letter,
            outbox::recipient_email,
            outbox::recipient_name,
            outbox::channel,
            outbox::recipient_telephone,
            outbox::state,
            outbox::attempts,
            outbox::next_at,
            outbox::sent_at,
            outbox::failure,
            outbox::created_at,
        ))
        .order((outbox::created_at.desc(), outbox::id.desc()))
        .limit(limit)
        .into_boxed();
    if !hidden.is_empty() {
        query = query.filter(outbox::letter.ne_all(hidden.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>()));
    }
    if let Some(state) = state {
        query = query.filter(outbox::state.eq(state.to_owned()));
    }
    if let Some((at, id)) = before {
        query = query.filter(outbox::created_at.le(at)).filter(outbox::created_at.lt(at).or(outbox::id.lt(id)));
    }
    Ok(query.load(conn).await?)
}

/// Marks the mail that a told history queued before `until` as sent at the time it was queued: nobody waits for those
/// letters. Calls are made by the people of the history.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn settle(tx: &mut Tx<'_>, until: DateTime<Utc>) -> Result<usize, StoreError> {
    Ok(diesel::update(outbox::table)
        .filter(outbox::channel.eq("mail"))
        .filter(outbox::state.eq("queued"))
        .filter(outbox::created_at.lt(until))
        .set((outbox::state.eq("sent"), outbox::sent_at.eq(outbox::created_at.nullable()), outbox::attempts.eq(1)))
        .execute(tx.conn())
        .await?)
}
