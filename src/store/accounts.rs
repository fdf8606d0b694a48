//! Accounts: found through their owner, saved only as a change.

use crate::error::{StoreError, met, read, read_some};
use crate::schema::{accounts, memberships};
use crate::tx::Tx;
use crate::{cases, sequence};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::{Account, AccountKind, AccountState, Step};
use inset_domain::change::Change;
use inset_domain::ids::{AccountId, UserId};
use inset_domain::reason::{Reason, ReasonCode};
use inset_domain::user::SignUp;
use uuid::Uuid;

#[derive(Queryable)]
struct Row {
    id: Uuid,
    reference: String,
    kind: String,
    name: String,
    state: String,
    state_at: DateTime<Utc>,
    state_by: Uuid,
    reason_code: Option<String>,
    reason_words: Option<String>,
    reapply_on: Option<NaiveDate>,
    submitted_at: Option<DateTime<Utc>>,
    version: i64,
}

const COLUMNS: (
    accounts::id,
    accounts::reference,
    accounts::kind,
    accounts::name,
    accounts::state,
    accounts::state_at,
    accounts::state_by,
    accounts::reason_code,
    accounts::reason_words,
    accounts::reapply_on,
    accounts::submitted_at,
    accounts::version,
) = (
    accounts::id,
    accounts::reference,
    accounts::kind,
    accounts::name,
    accounts::state,
    accounts::state_at,
    accounts::state_by,
    accounts::reason_code,
    accounts::reason_words,
    accounts::reapply_on,
    accounts::submitted_at,
    accounts::version,
);

impl Row {
    fn into_account(self) -> Result<Account, StoreError> {
        let step = Step { at: self.state_at, by: UserId(self.state_by) };
        let code: Option<ReasonCode> = read_some("accounts.reason_code", self.reason_code.as_deref())?;
        let reason = || {
            code.zip(self.reason_words.clone())
                .map(|(code, words)| Reason { code, words })
                .ok_or_else(|| StoreError::Unreadable { what: "accounts.reason_code", value: self.state.clone() })
        };
        let state = match self.state.as_str() {
            "draft" => AccountState::Draft(step),
            "submitted" => AccountState::Submitted(step),
            "in_review" => AccountState::InReview(step),
            "changes_requested" => AccountState::ChangesRequested(step),
            "second_approval" => AccountState::SecondApproval(step),
            "approved" => AccountState::Approved(step),
            "declined" => AccountState::Declined(step, reason()?, self.reapply_on),
            "suspended" => AccountState::Suspended(step, reason()?),
            "deactivated" => AccountState::Deactivated(step),
            other => return Err(StoreError::Unreadable { what: "accounts.state", value: other.to_owned() }),
        };
        Ok(Account {
            id: AccountId(self.id),
            reference: self.reference,
            kind: read("accounts.kind", &self.kind)?,
            name: self.name,
            given_back: match &state {
                AccountState::InReview(_) => reason().ok(),
                _ => None,
            },
            state,
            submitted_at: self.submitted_at,
            version: self.version,
        })
    }
}

/// An account by its id: for whoever acts for it, and for staff.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: AccountId) -> Result<Account, StoreError> {
    accounts::table.find(id.0).select(COLUMNS).first::<Row>(conn).await?.into_account()
}

/// The newest accounts, of one kind where it is named, at most `limit` of those before the given place.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    conn: &mut AsyncPgConnection,
    kind: Option<AccountKind>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<(Account, DateTime<Utc>)>, StoreError> {
    let mut query = accounts::table
        .select((COLUMNS, accounts::created_at))
        .order((accounts::created_at.desc(), accounts::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(kind) = kind {
        query = query.filter(accounts::kind.eq(kind.as_str()));
    }
    if let Some((at, id)) = before {
        query = query.filter(accounts::created_at.le(at)).filter(accounts::created_at.lt(at).or(accounts::id.lt(id)));
    }
    let rows: Vec<(Row, DateTime<Utc>)> = query.load(conn).await?;
    rows.into_iter().map(|(row, at)| Ok((row.into_account()?, at))).collect()
}

/// Saves a transition: row, audit event, mail, and the review case that follows from it.
///
/// # Errors
/// [`StoreError::Stale`] when the account has changed since it was read.
pub async fn update(tx: &mut Tx<'_>, change: Change<Account>) -> Result<Account, StoreError> {
    write(tx, &change).await?;
    cases::follow_account(tx, change.after(), change.event().verb).await?;
    tx.record(&change).await?;
    Ok(change.into_after())
}

/// Writes the row of a transition alone.
pub(crate) async fn write(tx: &mut Tx<'_>, change: &Change<Account>) -> Result<(), StoreError> {
    let account = change.after();
    let step = account.state.step();
    let reason = account.state.reason().or(account.given_back.as_ref());
    let reapply_on = match &account.state {
        AccountState::Declined(_, _, date) => *date,
        _ => None,
    };
    let now = tx.now();
    met(diesel::update(accounts::table.find(account.id.0))
        .filter(accounts::version.eq(change.seen()))
        .set((
            accounts::name.eq(&account.name),
            accounts::state.eq(account.state.as_str()),
            accounts::state_at.eq(step.at),
            accounts::state_by.eq(step.by.0),
            accounts::reason_code.eq(reason.map(|reason| reason.code.as_str())),
            accounts::reason_words.eq(reason.map(|reason| reason.words.as_str())),
            accounts::reapply_on.eq(reapply_on),
            accounts::submitted_at.eq(account.submitted_at),
            accounts::updated_at.eq(now),
            accounts::version.eq(account.version),
        ))
        .execute(tx.conn())
        .await?)
}

/// The draft account of a sign-up, with its owner.
pub(crate) async fn insert_draft(tx: &mut Tx<'_>, sign_up: &SignUp) -> Result<(), StoreError> {
    let now = tx.now();
    let number = sequence::next(tx.conn(), "account_numbers").await?;
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(sign_up.account.0),
            accounts::reference.eq(format!("{}-{number}", sign_up.kind.prefix())),
            accounts::kind.eq(sign_up.kind.as_str()),
            accounts::name.eq(&sign_up.company),
            accounts::state.eq("draft"),
            accounts::state_at.eq(now),
            accounts::state_by.eq(sign_up.user.0),
            accounts::created_at.eq(now),
            accounts::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    diesel::insert_into(memberships::table)
        .values((
            memberships::user_id.eq(sign_up.user.0),
            memberships::account_id.eq(sign_up.account.0),
            memberships::power.eq("owner"),
            memberships::created_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
