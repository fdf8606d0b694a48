//! Publishers' sites.

use crate::cases;
use crate::commercials::{column, quantity};
use crate::error::{StoreError, met, read, read_some};
use crate::fixed::fixed;
use crate::schema::{accounts, sites};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::Step;
use inset_domain::change::Change;
use inset_domain::ids::{AccountId, SiteId, UserId};
use inset_domain::reason::{Reason, ReasonCode};
use inset_domain::site::{Site, SiteDetails, SiteState};
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = sites, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    account_id: Uuid,
    domain: String,
    category: String,
    language: String,
    monthly_page_views: i64,
    state: String,
    state_at: DateTime<Utc>,
    state_by: Uuid,
    reason_code: Option<String>,
    reason_words: Option<String>,
    version: i64,
}

impl Row {
    fn into_site(self) -> Result<Site, StoreError> {
        let step = Step { at: self.state_at, by: UserId(self.state_by) };
        let code: Option<ReasonCode> = read_some("sites.reason_code", self.reason_code.as_deref())?;
        let state = match (self.state.as_str(), code.zip(self.reason_words)) {
            ("pending", _) => SiteState::Pending(step),
            ("verified", _) => SiteState::Verified(step),
            ("failed", Some((code, words))) => SiteState::Failed(step, Reason { code, words }),
            ("removed", _) => SiteState::Removed(step),
            (other, _) => return Err(StoreError::Unreadable { what: "sites.state", value: other.to_owned() }),
        };
        Ok(Site {
            id: SiteId(self.id),
            account: AccountId(self.account_id),
            details: SiteDetails {
                domain: read("sites.domain", &self.domain)?,
                category: read("sites.category", &self.category)?,
                language: read("sites.language", &self.language)?,
                monthly_page_views: quantity("sites.monthly_page_views", self.monthly_page_views)?,
            },
            state,
            version: self.version,
        })
    }
}

/// The sites of an account that it has not taken off, oldest first, at most 500.
///
/// # Errors
/// When the database does not answer.
pub async fn of_account(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Vec<Site>, StoreError> {
    let rows: Vec<Row> = sites::table
        .filter(sites::account_id.eq(account.0))
        .filter(sites::state.ne("removed"))
        .order((sites::created_at, sites::id))
        .limit(500)
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Row::into_site).collect()
}

/// A site of an account; somebody else's does not exist.
///
/// # Errors
/// [`StoreError::NotFound`] where the account has none with this id.
pub async fn find(conn: &mut AsyncPgConnection, owner: AccountId, id: SiteId) -> Result<Site, StoreError> {
    let query = sites::table.filter(sites::id.eq(id.0)).filter(sites::account_id.eq(owner.0));
    query.select(Row::as_select()).first(conn).await?.into_site()
}

/// A site by its id, for staff.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find_any(conn: &mut AsyncPgConnection, id: SiteId) -> Result<Site, StoreError> {
    sites::table.find(id.0).select(Row::as_select()).first(conn).await?.into_site()
}

/// The confirmed domains of active publishers with their references and names, by domain: what `sellers.json` and
/// `ads.txt` are made from.
///
/// # Errors
/// When the database does not answer.
pub async fn sellers(conn: &mut AsyncPgConnection) -> Result<Vec<(String, String, String)>, StoreError> {
    Ok(sites::table
        .inner_join(accounts::table)
        .filter(fixed::<Bool>("sites.state = 'verified'"))
        .filter(accounts::state.eq("approved"))
        .order((accounts::reference, sites::created_at))
        .select((accounts::reference, accounts::name, sites::domain))
        .load(conn)
        .await?)
}

/// The sites with the domains of these that other accounts have and have not taken off, with the accounts' references and
/// names, at most 200. For staff alone: nobody else learns who has what.
///
/// # Errors
/// When the database does not answer.
pub async fn also_held(
    conn: &mut AsyncPgConnection,
    owner: AccountId,
    of: &[Site],
) -> Result<Vec<(Site, String, String)>, StoreError> {
    let rows: Vec<(Row, String, String)> = sites::table
        .inner_join(accounts::table)
        .filter(sites::domain.eq_any(of.iter().map(|site| site.details.domain.to_string())))
        .filter(sites::account_id.ne(owner.0))
        .filter(sites::state.ne("removed"))
        .order((sites::created_at, sites::id))
        .limit(200)
        .select((Row::as_select(), accounts::reference, accounts::name))
        .load(conn)
        .await?;
    rows.into_iter().map(|(row, reference, name)| Ok((row.into_site()?, reference, name))).collect()
}

/// Saves a site, and the review case that follows from it.
///
/// # Errors
/// [`StoreError::Conflict`] when the account has the domain already or another account has it confirmed, [`StoreError::Stale`] when it has changed.
pub async fn save(tx: &mut Tx<'_>, change: Change<Site>) -> Result<Site, StoreError> {
    write(tx, &change).await?;
    cases::follow_site(tx, change.after()).await?;
    tx.record(&change).await?;
    Ok(change.into_after())
}

/// Writes the row of a step alone.
pub(crate) async fn write(tx: &mut Tx<'_>, change: &Change<Site>) -> Result<(), StoreError> {
    let site = change.after();
    let step = site.state.step();
    let reason = match &site.state {
        SiteState::Failed(_, reason) => Some(reason),
        _ => None,
    };
    let state = (
        sites::state.eq(site.state.as_str()),
        sites::state_at.eq(step.at),
        sites::state_by.eq(step.by.0),
        sites::reason_code.eq(reason.map(|reason| reason.code.as_str())),
        sites::reason_words.eq(reason.map(|reason| reason.words.as_str())),
        sites::version.eq(site.version),
    );
    if change.seen() == 0 {
        let now = tx.now();
        diesel::insert_into(sites::table)
            .values((
                sites::id.eq(site.id.0),
                sites::account_id.eq(site.account.0),
                sites::domain.eq(site.details.domain.to_string()),
                sites::category.eq(site.details.category.as_str()),
                sites::language.eq(site.details.language.as_str()),
                sites::monthly_page_views.eq(column(site.details.monthly_page_views)),
                sites::created_at.eq(now),
                state,
            ))
            .execute(tx.conn())
            .await?;
    } else {
        let found = sites::table.find(site.id.0);
        met(diesel::update(found).filter(sites::version.eq(change.seen())).set(state).execute(tx.conn()).await?)?;
    }
    Ok(())
}
