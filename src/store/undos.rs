//! Decisions that can still be taken back: what stood before each, and the mails that wait with it.

use crate::error::{StoreError, read_some};
use crate::schema::{self, audit_events, change_requests, decision_undos, order_messages, outbox, review_cases};
use crate::tx::Tx;
use crate::{accounts, orders, sites};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::{Account, AccountState, Step};
use inset_domain::change::Change;
use inset_domain::ids::{CaseId, SiteId, UserId};
use inset_domain::order::{OrderState, OrderStep};
use inset_domain::reason::{Reason, ReasonCode};
use inset_domain::site::{Site, SiteState};
use inset_domain::undo::{Before, Undoable};
use uuid::Uuid;

/// Keeps what stood before the decision that this transaction has just recorded. A decision before it on the same case
/// cannot be taken back any more, and neither can one whose time is over: both are forgotten here.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(tx: &mut Tx<'_>, undoable: &Undoable) -> Result<(), StoreError> {
    let (seq, now) = (tx.recorded().ok_or(StoreError::Stale)?, tx.now());
    let over = decision_undos::until.le(now).or(decision_undos::case_id.eq(undoable.case.0));
    diesel::delete(decision_undos::table.filter(over)).execute(tx.conn()).await?;
    let (step, reason) = (undoable.before.step(), undoable.before.reason());
    diesel::insert_into(decision_undos::table)
        .values((
            decision_undos::case_id.eq(undoable.case.0),
            decision_undos::event_seq.eq(seq),
            decision_undos::decided_by.eq(undoable.by.0),
            decision_undos::decided_at.eq(undoable.at),
            decision_undos::until.eq(undoable.until),
            decision_undos::waiting_since.eq(undoable.waiting_since),
            decision_undos::record_version.eq(undoable.version),
            decision_undos::before_state.eq(undoable.before.as_str()),
            decision_undos::before_at.eq(step.at),
            decision_undos::before_by.eq(step.by.0),
            decision_undos::reason_code.eq(reason.map(|reason| reason.code.as_str())),
            decision_undos::reason_words.eq(reason.map(|reason| reason.words.as_str())),
            decision_undos::site_id.eq(undoable.before.site().map(|site| site.0)),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Makes what was decided in a case stay: what follows builds on it and cannot be taken back itself.
///
/// # Errors
/// When the database does not answer.
pub async fn settle(tx: &mut Tx<'_>, case: CaseId) -> Result<(), StoreError> {
    diesel::delete(decision_undos::table.find(case.0)).execute(tx.conn()).await?;
    Ok(())
}

/// The newest decision of a person that can still be taken back: its case and until when.
///
/// # Errors
/// When the database does not answer.
pub async fn of_person(
    conn: &mut AsyncPgConnection,
    person: UserId,
    now: DateTime<Utc>,
) -> Result<Option<Newest>, StoreError> {
    type Row = (Uuid, DateTime<Utc>, String, (String, Option<String>, Option<String>));
    let cases = review_cases::table.inner_join(schema::accounts::table).left_join(schema::orders::table);
    let newest: Option<Row> = decision_undos::table
        .inner_join(cases)
        .inner_join(audit_events::table.on(audit_events::seq.eq(decision_undos::event_seq)))
        .left_join(schema::sites::table.on(schema::sites::id.nullable().eq(decision_undos::site_id)))
        .filter(decision_undos::decided_by.eq(person.0))
        .filter(decision_undos::until.gt(now))
        .order(decision_undos::until.desc())
        .select((
            decision_undos::case_id,
            decision_undos::until,
            audit_events::verb,
            (schema::accounts::name, schema::orders::name.nullable(), schema::sites::domain.nullable()),
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(newest.map(|(case, until, verb, (account, order, domain))| Newest {
        case: CaseId(case),
        until,
        verb,
        about: domain.or(order).unwrap_or(account),
    }))
}

/// A decision that can be taken back, and until when.
#[derive(Debug, Clone)]
pub struct Newest {
    /// Of which case.
    pub case: CaseId,
    /// Until when.
    pub until: DateTime<Utc>,
    /// What was decided, as the audit trail has it.
    pub verb: String,
    /// The site, the order or the account that it was decided on.
    pub about: String,
}

/// The decision of a case that can be taken back, with the number of its event.
///
/// # Errors
/// [`StoreError::Stale`] where there is none any more.
pub async fn find(conn: &mut AsyncPgConnection, case: CaseId) -> Result<(Undoable, i64), StoreError> {
    type Row = (
        (i64, Uuid, DateTime<Utc>, DateTime<Utc>, DateTime<Utc>, i64),
        (String, DateTime<Utc>, Uuid, Option<String>, Option<String>, Option<Uuid>),
    );
    let row: Option<(Row, Option<Uuid>)> = decision_undos::table
        .inner_join(review_cases::table)
        .filter(decision_undos::case_id.eq(case.0))
        .select((
            (
                (
                    decision_undos::event_seq,
                    decision_undos::decided_by,
                    decision_undos::decided_at,
                    decision_undos::until,
                    decision_undos::waiting_since,
                    decision_undos::record_version,
                ),
                (
                    decision_undos::before_state,
                    decision_undos::before_at,
                    decision_undos::before_by,
                    decision_undos::reason_code,
                    decision_undos::reason_words,
                    decision_undos::site_id,
                ),
            ),
            review_cases::order_id,
        ))
        .for_update()
        .first(conn)
        .await
        .optional()?;
    let Some((((seq, by, at, until, waiting_since, version), stood), order)) = row else {
        return Err(StoreError::Stale);
    };
    let (state, since, entered_by, code, words, site) = stood;
    let step = Step { at: since, by: UserId(entered_by) };
    let code: Option<ReasonCode> = read_some("decision_undos.reason_code", code.as_deref())?;
    let reason = code.zip(words).map(|(code, words)| Reason { code, words });
    let before = match (state.as_str(), order, site.map(SiteId), reason) {
        ("submitted", Some(_), None, _) => Before::Order(OrderState::Submitted(step)),
        ("submitted", None, None, reason) => Before::Account(AccountState::Submitted(step), reason),
        ("in_review", None, None, reason) => Before::Account(AccountState::InReview(step), reason),
        ("second_approval", None, None, reason) => Before::Account(AccountState::SecondApproval(step), reason),
        ("approved", None, None, reason) => Before::Account(AccountState::Approved(step), reason),
        ("pending", None, Some(site), _) => Before::Site(site, SiteState::Pending(step)),
        ("verified", None, Some(site), _) => Before::Site(site, SiteState::Verified(step)),
        ("failed", None, Some(site), Some(reason)) => Before::Site(site, SiteState::Failed(step, reason)),
        _ => return Err(StoreError::Unreadable { what: "decision_undos.before_state", value: state }),
    };
    Ok((Undoable { case, by: UserId(by), at, until, waiting_since, version, before }, seq))
}

/// Takes a decision on an account back: the row, what was asked, the case, and its mails, in one transaction.
///
/// # Errors
/// [`StoreError::Stale`] when a mail has left already, or something has happened since.
pub async fn take_back_account(
    tx: &mut Tx<'_>,
    change: Change<Account>,
    (undoable, seq): (&Undoable, i64),
) -> Result<(), StoreError> {
    withdraw_mails(tx, seq).await?;
    accounts::write(tx, &change).await?;
    let asked = change_requests::table
        .filter(change_requests::case_id.eq(undoable.case.0))
        .filter(change_requests::asked_at.eq(undoable.at));
    diesel::delete(asked).execute(tx.conn()).await?;
    reopen(tx, undoable).await?;
    tx.record(&change).await
}

/// Takes a decision on an order back: the row, the words on its thread, the case, and its mails, in one transaction.
///
/// # Errors
/// [`StoreError::Stale`] when a mail has left already, or something has happened since.
pub async fn take_back_order(
    tx: &mut Tx<'_>,
    change: Change<OrderStep>,
    (undoable, seq): (&Undoable, i64),
) -> Result<(), StoreError> {
    withdraw_mails(tx, seq).await?;
    orders::write(tx, &change).await?;
    let said = order_messages::table
        .filter(order_messages::order_id.eq(change.after().order.id.0))
        .filter(order_messages::author_id.eq(undoable.by.0))
        .filter(order_messages::from_staff.eq(true))
        .filter(order_messages::sent_at.eq(undoable.at));
    diesel::delete(said).execute(tx.conn()).await?;
    reopen(tx, undoable).await?;
    tx.record(&change).await
}

/// Takes a decision on a site back: the row, its own case where the decision closed it, and its mails, in one transaction.
///
/// # Errors
/// [`StoreError::Stale`] when a mail has left already, or something has happened since; [`StoreError::Conflict`] when
/// another account has the domain confirmed meanwhile.
pub async fn take_back_site(
    tx: &mut Tx<'_>,
    change: Change<Site>,
    (undoable, seq): (&Undoable, i64),
) -> Result<(), StoreError> {
    withdraw_mails(tx, seq).await?;
    sites::write(tx, &change).await?;
    reopen(tx, undoable).await?;
    tx.record(&change).await
}

/// Takes the mails of an event out of the outbox. One that a worker has, or that has left, keeps all of them there: the
/// rows are locked before they are looked at, so no worker takes one in between.
async fn withdraw_mails(tx: &mut Tx<'_>, seq: i64) -> Result<(), StoreError> {
    let of_event = || outbox::table.filter(outbox::event_seq.eq(seq));
    let states: Vec<String> = of_event().select(outbox::state).for_update().load(tx.conn()).await?;
    if states.iter().any(|state| state != "queued") {
        return Err(StoreError::Stale);
    }
    diesel::delete(of_event()).execute(tx.conn()).await?;
    Ok(())
}

/// The case waits again, at its old place in the queue.
async fn reopen(tx: &mut Tx<'_>, undoable: &Undoable) -> Result<(), StoreError> {
    let mut case = diesel::update(review_cases::table).filter(review_cases::id.eq(undoable.case.0)).into_boxed();
    // An account's case goes on while its sites are decided, and one that was closed before stays so.
    if let Some(site) = undoable.before.site() {
        case = case.filter(review_cases::site_id.eq(site.0)).filter(review_cases::closed_at.eq(undoable.at));
    }
    case.set((
        review_cases::state.eq("waiting"),
        review_cases::waiting_since.eq(undoable.waiting_since),
        review_cases::closed_at.eq(None::<DateTime<Utc>>),
        review_cases::decision.eq(None::<String>),
        review_cases::decided_by.eq(None::<Uuid>),
        review_cases::reason_code.eq(None::<String>),
        review_cases::reason_words.eq(None::<String>),
    ))
    .execute(tx.conn())
    .await?;
    settle(tx, undoable.case).await
}
