//! What happened to a record, as its page shows it to staff: the newest of it, and where all of it stands.

use super::audit_filters::{Filters, PATH};
use crate::page::history::{self, HistoryEvent};
use diesel_async::AsyncPgConnection;
use inset_store::audit::Recorded;
use inset_store::{StoreError, audit};
use serde::Serialize;
use uuid::Uuid;

/// How many events a page shows; the trail has the rest.
const EVENTS: i64 = 50;

/// The newest events of a record, newest first, and the address of all of them in the audit trail; empty where all are here,
/// so that whoever goes through the page with keys has no link too many on their way to its forms.
#[derive(Default, Serialize)]
pub(super) struct Past {
    events: Vec<HistoryEvent>,
    trail: String,
}

impl Past {
    /// What happened to one record.
    pub(super) async fn of(conn: &mut AsyncPgConnection, kind: &str, id: Uuid) -> Result<Self, StoreError> {
        let events = audit::of_subject(conn, kind, id, None, EVENTS + 1).await?;
        Ok(Self::new(events, &Filters { kind: kind.to_owned(), id: Some(id), ..Filters::default() }))
    }

    /// What happened to everything that belongs to an account.
    pub(super) async fn of_account(conn: &mut AsyncPgConnection, account: Uuid) -> Result<Self, StoreError> {
        let events = audit::of_account(conn, account, None, EVENTS + 1).await?;
        Ok(Self::new(events, &Filters { account: Some(account), ..Filters::default() }))
    }

    fn new(mut events: Vec<Recorded>, filters: &Filters) -> Self {
        let all = usize::try_from(EVENTS).unwrap_or(usize::MAX);
        let trail = if events.len() > all { filters.address(PATH, None) } else { String::new() };
        events.truncate(all);
        Self { events: history::events(&events, chrono_tz::UTC), trail }
    }
}
