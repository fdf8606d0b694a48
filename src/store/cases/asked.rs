//! What a reviewer asks to be changed, field by field, and how the applicant answers each.

use crate::case_facts;
use crate::error::StoreError;
use crate::schema::change_requests;
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::Account;
use inset_domain::ids::{CaseId, UserId, uuid_at};
use uuid::Uuid;

/// What is asked to be changed.
#[derive(Debug, Clone, Queryable)]
pub struct ChangeRequest {
    /// Its id.
    pub id: Uuid,
    /// The section's key.
    pub section: String,
    /// The field's name.
    pub field: String,
    /// The reviewer's words.
    pub note: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// Whether the answer was a change; none while it is not answered, and where nobody kept it.
    pub changed: Option<bool>,
    /// The applicant's words.
    pub answer: Option<String>,
}

/// What is to be asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The section's key.
    pub section: String,
    /// The field's name.
    pub field: String,
    /// The reviewer's words.
    pub note: String,
}

/// The applicant's words on a field that was asked.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The section's key.
    pub section: String,
    /// The field's name.
    pub field: String,
    /// The words; none where the change speaks for itself.
    pub words: Option<String>,
}

/// Everything asked in a case, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn asked(conn: &mut AsyncPgConnection, case: CaseId) -> Result<Vec<ChangeRequest>, StoreError> {
    Ok(change_requests::table
        .filter(change_requests::case_id.eq(case.0))
        .order((change_requests::asked_at, change_requests::id))
        .select((
            change_requests::id,
            change_requests::section,
            change_requests::field,
            change_requests::note,
            change_requests::asked_at,
            change_requests::answered_at,
            change_requests::changed,
            change_requests::answer,
        ))
        .load(conn)
        .await?)
}

/// Writes down what is asked in a case; the account's transition in the same transaction tells the applicant.
///
/// # Errors
/// [`StoreError::Conflict`] when a field is asked twice.
pub async fn ask(tx: &mut Tx<'_>, case: CaseId, by: UserId, asks: &[Ask]) -> Result<(), StoreError> {
    let now = tx.now();
    for ask in asks {
        diesel::insert_into(change_requests::table)
            .values((
                change_requests::id.eq(uuid_at(now)),
                change_requests::case_id.eq(case.0),
                change_requests::section.eq(&ask.section),
                change_requests::field.eq(&ask.field),
                change_requests::note.eq(&ask.note),
                change_requests::asked_at.eq(now),
                change_requests::asked_by.eq(by.0),
            ))
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// Answers everything that is asked in a case and not answered yet; the account's transition in the same transaction hands
/// the case over. Whether a field changed is found out here, from what the account gives now.
///
/// # Errors
/// [`StoreError::Stale`] when a field is neither changed nor explained, as when it was changed back meanwhile.
pub async fn answer(tx: &mut Tx<'_>, account: &Account, case: CaseId, answers: &[Answer]) -> Result<(), StoreError> {
    let (conn, vault, now) = tx.parts();
    let changed = case_facts::since_handed_over(conn, vault, account, case).await?;
    for request in asked(conn, case).await?.into_iter().filter(|request| request.answered_at.is_none()) {
        let given = answers.iter().find(|it| it.section == request.section && it.field == request.field);
        let words = given.and_then(|answer| answer.words.as_deref());
        let changed = changed.has(&request.section, &request.field);
        if !changed && words.is_none() {
            return Err(StoreError::Stale);
        }
        diesel::update(change_requests::table.find(request.id))
            .set((
                change_requests::answered_at.eq(now),
                change_requests::changed.eq(changed),
                change_requests::answer.eq(words),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}
