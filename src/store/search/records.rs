//! What the list of a search says of each record.

use super::Hit;
use crate::error::StoreError;
use crate::schema::{accounts, disclosures, inquiries, orders, privacy_requests, sites, users};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::search::Kind;
use std::collections::HashMap;
use uuid::Uuid;

/// A record that was found, in a line.
#[derive(Clone, Debug, Queryable)]
pub struct Record {
    /// Its id; a site's is that of its account, where it stands.
    pub id: Uuid,
    /// What it is called; none of a person who was erased.
    pub name: Option<String>,
    /// By which reference; empty for people and sites.
    pub reference: String,
    /// Whose it is, or how its person is reached.
    pub of: String,
    /// Its state, as stored; empty for people.
    pub state: String,
}

/// The records of some hits, in their order. One that went meanwhile is left out, and so is a person who was erased.
///
/// # Errors
/// When the database does not answer.
pub async fn of(conn: &mut AsyncPgConnection, found: &[Hit]) -> Result<Vec<(Kind, Record)>, StoreError> {
    let mut by_hit = HashMap::new();
    for kind in Kind::ALL {
        let ids: Vec<Uuid> = found.iter().filter(|hit| hit.kind == *kind).map(|hit| hit.id).collect();
        if !ids.is_empty() {
            for (id, record) in of_kind(conn, *kind, &ids).await? {
                by_hit.insert((kind.as_str(), id), record);
            }
        }
    }
    Ok(found.iter().filter_map(|hit| Some((hit.kind, by_hit.remove(&(hit.kind.as_str(), hit.id))?))).collect())
}

type Rows = Vec<(Uuid, Record)>;

async fn of_kind(conn: &mut AsyncPgConnection, kind: Kind, ids: &[Uuid]) -> Result<Rows, StoreError> {
    // A text that a kind has not: bound like any other, so that the statement is prepared once.
    let none = || String::new().into_sql::<diesel::sql_types::Text>();
    Ok(match kind {
        Kind::Account => {
            let columns =
                (accounts::id, accounts::name.nullable(), accounts::reference, accounts::kind, accounts::state);
            accounts::table.filter(accounts::id.eq_any(ids)).select((accounts::id, columns)).load(conn).await?
        }
        Kind::Person => {
            let columns = (users::id, users::full_name.nullable(), none(), users::email, none());
            let there = users::table.filter(users::id.eq_any(ids)).filter(users::erased_at.is_null());
            there.select((users::id, columns)).load(conn).await?
        }
        Kind::Order => {
            let columns = (orders::id, orders::name.nullable(), orders::number, accounts::name, orders::state);
            let named = orders::table.inner_join(accounts::table).filter(orders::id.eq_any(ids));
            named.select((orders::id, columns)).load(conn).await?
        }
        Kind::Site => {
            let columns = (accounts::id, sites::domain.nullable(), none(), accounts::name, sites::state);
            let named = sites::table.inner_join(accounts::table).filter(sites::id.eq_any(ids));
            named.select((sites::id, columns)).load(conn).await?
        }
        Kind::Inquiry => {
            let columns = (
                inquiries::id,
                inquiries::full_name.nullable(),
                inquiries::reference,
                inquiries::email,
                inquiries::state,
            );
            inquiries::table.filter(inquiries::id.eq_any(ids)).select((inquiries::id, columns)).load(conn).await?
        }
        Kind::PrivacyRequest => {
            use privacy_requests::{full_name, id, kind, reference, state, table};
            table.filter(id.eq_any(ids)).select((id, (id, full_name, reference, kind, state))).load(conn).await?
        }
        Kind::Disclosure => {
            use disclosures::{id, reference, requester, state, table};
            table
                .filter(id.eq_any(ids))
                .select((id, (id, requester.nullable(), reference, none(), state)))
                .load(conn)
                .await?
        }
    })
}
