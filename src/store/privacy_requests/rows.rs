//! How a request is read from its row.

use crate::error::{StoreError, read, read_some};
use crate::schema::{privacy_request_repeats, privacy_requests};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use inset_domain::account::Step;
use inset_domain::ids::{PrivacyRequestId, UserId};
use inset_domain::privacy::{
    Asker, Checked, Extension, Identity, PrivacyRequest, RequestChannel, RequestState, Scope, StateName,
};
use inset_domain::reason::Reason;
use inset_domain::text::PersonName;
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = privacy_requests, check_for_backend(diesel::pg::Pg))]
pub(super) struct Row {
    id: Uuid,
    reference: String,
    kind: String,
    channel: String,
    full_name: Option<String>,
    email: Option<String>,
    reach: Option<String>,
    user_id: Option<Uuid>,
    details: Option<String>,
    link_expires_at: Option<DateTime<Utc>>,
    received_at: DateTime<Utc>,
    acknowledged_at: Option<DateTime<Utc>>,
    identity_how: Option<String>,
    identity_note: Option<String>,
    identity_at: Option<DateTime<Utc>>,
    identity_by: Option<Uuid>,
    extended_at: Option<DateTime<Utc>>,
    extended_by: Option<Uuid>,
    extension_words: Option<String>,
    state: String,
    state_at: DateTime<Utc>,
    state_by: Option<Uuid>,
    reason_code: Option<String>,
    reason_words: Option<String>,
    answer: Option<String>,
    version: i64,
}

/// A text that cannot be read is personal, so the error names the column alone.
fn text<T: std::str::FromStr>(what: &'static str, text: Option<&str>) -> Result<Option<T>, StoreError> {
    text.map(|text| text.parse().map_err(|_| StoreError::Unreadable { what, value: String::new() })).transpose()
}

impl Row {
    fn checked(&self) -> Result<Option<Checked>, StoreError> {
        let Some((how, at)) = self.identity_how.as_deref().zip(self.identity_at) else { return Ok(None) };
        let identity = Identity {
            how: read("privacy_requests.identity_how", how)?,
            at,
            by: self.identity_by.map(UserId),
            note: text("privacy_requests.identity_note", self.identity_note.as_deref())?,
        };
        let extension = match self.extended_at.zip(self.extended_by) {
            Some((at, by)) => {
                let words = text("privacy_requests.extension_words", self.extension_words.as_deref())?;
                Some(Extension { at, by: UserId(by), words })
            }
            None => None,
        };
        Ok(Some(Checked { identity, extension }))
    }

    fn asker(&self) -> Result<Option<Asker>, StoreError> {
        let Some(full_name) = &self.full_name else { return Ok(None) };
        let unreadable = |_| StoreError::Unreadable { what: "privacy_requests.full_name", value: String::new() };
        Ok(Some(Asker {
            full_name: PersonName::on_record(full_name).map_err(unreadable)?,
            email: text("privacy_requests.email", self.email.as_deref())?,
            reach: text("privacy_requests.reach", self.reach.as_deref())?,
            user: self.user_id.map(UserId),
        }))
    }

    pub(super) fn into_request(self) -> Result<PrivacyRequest, StoreError> {
        let code = read_some("privacy_requests.reason_code", self.reason_code.as_deref())?;
        let words = self.reason_words.clone().unwrap_or_default();
        let reason = code.map(|code| Reason { code, words });
        let scope = reason.clone().map_or(Scope::Whole, Scope::Part);
        let step = self.state_by.map(|by| Step { at: self.state_at, by: UserId(by) });
        let state = match (read("privacy_requests.state", &self.state)?, self.checked()?, step, reason) {
            (StateName::IdentityUnverified, None, ..) => RequestState::IdentityUnverified,
            (StateName::Pending | StateName::Extended, Some(checked), ..) => RequestState::Open(checked),
            (StateName::Approved | StateName::PartlyApproved, Some(checked), Some(step), _) => {
                RequestState::Approved(checked, scope, step)
            }
            (StateName::InProcess, Some(checked), Some(step), _) => RequestState::InProcess(checked, scope, step),
            (StateName::Complete, Some(checked), Some(step), _) => {
                let answer = text("privacy_requests.answer", self.answer.as_deref())?;
                RequestState::Complete(checked, scope, step, answer)
            }
            (StateName::Denied, checked, Some(step), Some(reason)) => RequestState::Denied(checked, step, reason),
            (StateName::Withdrawn, checked, ..) => RequestState::Withdrawn(checked, self.state_at),
            _ => return Err(StoreError::Unreadable { what: "privacy_requests.state", value: self.state }),
        };
        Ok(PrivacyRequest {
            id: PrivacyRequestId(self.id),
            kind: read("privacy_requests.kind", &self.kind)?,
            channel: read("privacy_requests.channel", &self.channel)?,
            asker: self.asker()?,
            details: text("privacy_requests.details", self.details.as_deref())?,
            reference: self.reference,
            link_expires_at: self.link_expires_at,
            received_at: self.received_at,
            acknowledged_at: self.acknowledged_at,
            state,
            version: self.version,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = privacy_request_repeats, check_for_backend(diesel::pg::Pg))]
pub(super) struct Repeated {
    channel: String,
    details: Option<String>,
    checked: bool,
    asked_at: DateTime<Utc>,
}

/// The same asked again.
#[derive(Debug, Clone)]
pub struct Asked {
    /// By which way.
    pub channel: RequestChannel,
    /// In which words.
    pub details: Option<String>,
    /// Whether it is known that the same person says this.
    pub checked: bool,
    /// When.
    pub at: DateTime<Utc>,
}

impl Repeated {
    pub(super) fn into_asked(self) -> Result<Asked, StoreError> {
        let channel = read("privacy_request_repeats.channel", &self.channel)?;
        Ok(Asked { channel, details: self.details, checked: self.checked, at: self.asked_at })
    }
}
