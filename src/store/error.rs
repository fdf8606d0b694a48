//! What can go wrong between a rule and its row.

use diesel::result::{DatabaseErrorKind, Error as Diesel};
use inset_domain::text::PersonName;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such record, or not one of the owner who asks.
    #[error("no such record")]
    NotFound,
    /// The record has changed since it was read.
    #[error("the record has changed since it was read")]
    Stale,
    /// A uniqueness rule of the database refused the row; the constraint's name.
    #[error("a record with the same value exists ({0})")]
    Conflict(String),
    /// No connection could be had, it was lost, or the database gave the statement up: the caller may try again.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// A sealed value could not be sealed or opened.
    #[error(transparent)]
    Crypt(#[from] crate::crypt::CryptError),
    /// A row holds what no type of this version reads.
    #[error("unreadable {what}: {value}")]
    Unreadable {
        /// Which column.
        what: &'static str,
        /// What it holds; never a personal value.
        value: String,
    },
    /// Anything else the database said.
    #[error(transparent)]
    Query(Diesel),
}

impl From<Diesel> for StoreError {
    fn from(error: Diesel) -> Self {
        match error {
            Diesel::NotFound => Self::NotFound,
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                Self::Conflict(info.constraint_name().unwrap_or("unique").to_owned())
            }
            Diesel::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                info,
            ) => Self::Unavailable(info.message().to_owned()),
            Diesel::DatabaseError(_, info) if gave_up(info.message()) => Self::Unavailable(info.message().to_owned()),
            other => Self::Query(other),
        }
    }
}

/// Whether the database gave a statement up that may well work the next time: it ran out of its time (57014), waited too long
/// for a lock (55P03), or stood in a ring of such (40P01). diesel passes no code on, so these are known by their words, which
/// are PostgreSQL's own where its `lc_messages` is English.
fn gave_up(message: &str) -> bool {
    message.starts_with("canceling statement due to ") || message == "deadlock detected"
}

/// Reads a stored word as its type.
pub(crate) fn read<T: std::str::FromStr>(what: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable { what, value: text.to_owned() })
}

/// Reads a stored name of a person.
pub(crate) fn read_name(what: &'static str, text: &str) -> Result<PersonName, StoreError> {
    // A name that cannot be read is personal, so the error names the column alone.
    PersonName::on_record(text).map_err(|_| StoreError::Unreadable { what, value: String::new() })
}

/// Reads an optional stored word as its type.
pub(crate) fn read_some<T: std::str::FromStr>(what: &'static str, text: Option<&str>) -> Result<Option<T>, StoreError> {
    text.map(|text| read(what, text)).transpose()
}

/// That an update by id and version met its row.
pub(crate) fn met(rows: usize) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale) }
}
