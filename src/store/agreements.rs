//! Agreements with their exact texts.

use crate::error::{StoreError, met, read};
use crate::schema::agreements;
use crate::signatures::{self, Under, digest};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::Step;
use inset_domain::agreement::{Agreement, AgreementState, AgreementStep};
use inset_domain::change::Change;
use inset_domain::ids::{AccountId, AgreementId, UserId};
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = agreements, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    account_id: Uuid,
    document: String,
    document_version: String,
    text: String,
    text_sha256: Vec<u8>,
    state: String,
    state_at: DateTime<Utc>,
    state_by: Uuid,
    reason_words: Option<String>,
    version: i64,
}

impl Row {
    fn into_agreement(self) -> Result<Agreement, StoreError> {
        let step = Step { at: self.state_at, by: UserId(self.state_by) };
        let state = match self.state.as_str() {
            "offered" => AgreementState::Offered(step),
            "viewed" => AgreementState::Viewed(step),
            "signed" => AgreementState::Signed(step),
            "countersigned" => AgreementState::Countersigned(step),
            "superseded" => AgreementState::Superseded(step),
            "terminated" => AgreementState::Terminated(step),
            "declined" => AgreementState::Declined(step, self.reason_words.unwrap_or_default()),
            "expired" => AgreementState::Expired(step),
            "cancelled" => AgreementState::Cancelled(step),
            other => return Err(StoreError::Unreadable { what: "agreements.state", value: other.to_owned() }),
        };
        Ok(Agreement {
            id: AgreementId(self.id),
            account: AccountId(self.account_id),
            document: read("agreements.document", &self.document)?,
            document_version: self.document_version,
            text: self.text,
            text_sha256: digest(&self.text_sha256)?,
            state,
            version: self.version,
        })
    }
}

/// The newest agreement of an account; none where none was offered.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Option<Agreement>, StoreError> {
    let row: Option<Row> = agreements::table
        .filter(agreements::account_id.eq(account.0))
        .order((agreements::created_at.desc(), agreements::id.desc()))
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(Row::into_agreement).transpose()
}

/// Saves an agreement's step, with its signature where the step is one.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read; [`StoreError::Conflict`] when another is live.
pub async fn save(tx: &mut Tx<'_>, change: Change<AgreementStep>) -> Result<Agreement, StoreError> {
    let AgreementStep { agreement, signature } = change.after();
    let step = agreement.state.step();
    let words = match &agreement.state {
        AgreementState::Declined(_, words) => Some(words.as_str()),
        _ => None,
    };
    let state = (
        agreements::state.eq(agreement.state.as_str()),
        agreements::state_at.eq(step.at),
        agreements::state_by.eq(step.by.0),
        agreements::reason_words.eq(words),
        agreements::version.eq(agreement.version),
    );
    if change.seen() == 0 {
        let now = tx.now();
        diesel::insert_into(agreements::table)
            .values((
                agreements::id.eq(agreement.id.0),
                agreements::account_id.eq(agreement.account.0),
                agreements::document.eq(agreement.document.as_str()),
                agreements::document_version.eq(&agreement.document_version),
                agreements::text.eq(&agreement.text),
                agreements::text_sha256.eq(agreement.text_sha256.as_slice()),
                agreements::created_at.eq(now),
                state,
            ))
            .execute(tx.conn())
            .await?;
    } else {
        met(diesel::update(agreements::table.find(agreement.id.0))
            .filter(agreements::version.eq(change.seen()))
            .set(state)
            .execute(tx.conn())
            .await?)?;
    }
    if let Some(signature) = signature {
        signatures::insert(tx, Under::Agreement(agreement.id), signature).await?;
    }
    tx.record(&change).await?;
    Ok(change.into_after().agreement)
}
