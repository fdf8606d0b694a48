//! How a disclosure is read from its row.

use crate::error::{StoreError, read};
use crate::schema::{disclosures, users};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{AsSelect, IsNotNull};
use diesel::pg::Pg;
use diesel::prelude::*;
use inset_domain::account::Step;
use inset_domain::catalogue::Purpose;
use inset_domain::disclosure::{Approvals, Demand, Disclosure, DisclosureState, Gag, Package, Purposes, StateName};
use inset_domain::ids::{DisclosureId, UserId};
use uuid::Uuid;

/// A disclosure as the register shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The disclosure.
    pub disclosure: Disclosure,
    /// Whose data, by name.
    pub name: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: UserId,
    /// Whether the person was erased since: the archive went with them.
    pub erased: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = disclosures, check_for_backend(diesel::pg::Pg))]
pub(super) struct Row {
    id: Uuid,
    reference: String,
    user_id: Uuid,
    requester: String,
    basis: String,
    grounds: String,
    purposes: Vec<Option<String>>,
    received_on: NaiveDate,
    gag_until: Option<NaiveDate>,
    gag_words: Option<String>,
    recorded_at: DateTime<Utc>,
    recorded_by: Uuid,
    state: String,
    first_at: Option<DateTime<Utc>>,
    first_by: Option<Uuid>,
    second_at: Option<DateTime<Utc>>,
    second_by: Option<Uuid>,
    refused_at: Option<DateTime<Utc>>,
    refused_by: Option<Uuid>,
    refusal_words: Option<String>,
    handed_over_at: Option<DateTime<Utc>>,
    handed_over_by: Option<Uuid>,
    archive_sha256: Option<Vec<u8>>,
    archive_bytes: Option<i64>,
    told_at: Option<DateTime<Utc>>,
    version: i64,
}

type Columns = (AsSelect<Row, Pg>, users::full_name, IsNotNull<users::erased_at>);

pub(super) fn columns() -> Columns {
    (Row::as_select(), users::full_name, users::erased_at.is_not_null())
}

pub(super) fn listed((row, name, erased): (Row, String, bool)) -> Result<Listed, StoreError> {
    let (recorded_at, recorded_by) = (row.recorded_at, UserId(row.recorded_by));
    Ok(Listed { disclosure: row.into_disclosure()?, name, recorded_at, recorded_by, erased })
}

/// A text that cannot be read may be personal, so the error names the column alone.
fn text<T: std::str::FromStr>(what: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable { what, value: String::new() })
}

fn step(at: Option<DateTime<Utc>>, by: Option<Uuid>) -> Option<Step> {
    at.zip(by).map(|(at, by)| Step { at, by: UserId(by) })
}

impl Row {
    fn package(&self) -> Option<Package> {
        let sha256 = self.archive_sha256.as_deref()?.try_into().ok()?;
        Some(Package { sha256, bytes: self.archive_bytes?, made: step(self.handed_over_at, self.handed_over_by)? })
    }

    fn state(&self) -> Result<DisclosureState, StoreError> {
        let first = step(self.first_at, self.first_by);
        let approvals =
            first.zip(step(self.second_at, self.second_by)).map(|(first, second)| Approvals { first, second });
        let refused = step(self.refused_at, self.refused_by).zip(self.refusal_words.as_deref());
        Ok(match (read("disclosures.state", &self.state)?, first, approvals, self.package(), refused) {
            (StateName::Asked, None, ..) => DisclosureState::Asked,
            (StateName::FirstApproved, Some(first), ..) => DisclosureState::FirstApproved(first),
            (StateName::Approved, _, Some(approvals), ..) => DisclosureState::Approved(approvals),
            (StateName::HandedOver, _, Some(approvals), Some(package), _) => {
                DisclosureState::HandedOver(approvals, package, self.told_at)
            }
            (StateName::Refused, first, _, _, Some((step, words))) => {
                DisclosureState::Refused(first, step, text("disclosures.refusal_words", words)?)
            }
            _ => return Err(StoreError::Unreadable { what: "disclosures.state", value: self.state.clone() }),
        })
    }

    fn demand(&self) -> Result<Demand, StoreError> {
        let purposes = self.purposes.iter().flatten();
        let purposes: Vec<Purpose> =
            purposes.map(|purpose| read("disclosures.purposes", purpose)).collect::<Result<_, _>>()?;
        let none = |_| StoreError::Unreadable { what: "disclosures.purposes", value: String::new() };
        let gag = match self.gag_until.zip(self.gag_words.as_deref()) {
            Some((until, words)) => Some(Gag { until, words: text("disclosures.gag_words", words)? }),
            None => None,
        };
        Ok(Demand {
            requester: text("disclosures.requester", &self.requester)?,
            basis: read("disclosures.basis", &self.basis)?,
            grounds: text("disclosures.grounds", &self.grounds)?,
            purposes: Purposes::new(&purposes).map_err(none)?,
            received_on: self.received_on,
            gag,
        })
    }

    pub(super) fn into_disclosure(self) -> Result<Disclosure, StoreError> {
        let (demand, state) = (self.demand()?, self.state()?);
        Ok(Disclosure {
            id: DisclosureId(self.id),
            reference: self.reference,
            user: UserId(self.user_id),
            demand,
            state,
            version: self.version,
        })
    }
}
