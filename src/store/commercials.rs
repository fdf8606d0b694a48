//! Commercial sections of publishers and networks.

use crate::error::{StoreError, met, read, read_some};
use crate::numeric::Numeric;
use crate::schema::{network_commercials, publisher_commercials};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::commercial::{CommercialEdit, CommercialRecord, Days, NetworkCommercial, PublisherCommercial};
use inset_domain::ids::AccountId;
use inset_domain::money::{Currency, Money};
use inset_domain::rate::{Percent, Quantity, Rate};

#[derive(Queryable, Selectable)]
#[diesel(table_name = publisher_commercials, check_for_backend(diesel::pg::Pg))]
struct PublisherRow {
    revenue_share: Numeric,
    floor_cpm: Option<Numeric>,
    currency: String,
    time_zone: String,
    monthly_visitors: i64,
    monthly_page_views: i64,
    version: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = network_commercials, check_for_backend(diesel::pg::Pg))]
struct NetworkRow {
    pricing_model: String,
    rate: Numeric,
    currency: String,
    net_days: i16,
    minimum_payout_minor: i64,
    rollover: bool,
    passback_position: i16,
    default_campaign: Option<String>,
    blocked_categories: Vec<Option<String>>,
    invoice_days: i16,
    dispute_days: i16,
    termination_days: i16,
    version: i64,
}

fn unreadable(what: &'static str, value: impl ToString) -> StoreError {
    StoreError::Unreadable { what, value: value.to_string() }
}

/// A count from its column.
pub(crate) fn quantity(what: &'static str, value: i64) -> Result<Quantity, StoreError> {
    let count = u64::try_from(value).ok().and_then(|value| Quantity::new(value).ok());
    count.ok_or_else(|| unreadable(what, value))
}

/// A count for its column; quantities are far below the column's bound.
pub(crate) fn column(quantity: Quantity) -> i64 {
    i64::try_from(quantity.value()).unwrap_or(i64::MAX)
}

/// The commercial section of a publisher; none while it is empty.
///
/// # Errors
/// When the database does not answer.
pub async fn of_publisher(
    conn: &mut AsyncPgConnection,
    account: AccountId,
) -> Result<Option<CommercialRecord<PublisherCommercial>>, StoreError> {
    let row: Option<PublisherRow> =
        publisher_commercials::table.find(account.0).select(PublisherRow::as_select()).first(conn).await.optional()?;
    let Some(row) = row else { return Ok(None) };
    let share = row.revenue_share.0.normalize();
    let floor = row.floor_cpm.map(|floor| Rate::new(floor.0)).transpose();
    let terms = PublisherCommercial {
        revenue_share: Percent::new(share).map_err(|error| unreadable("publisher_commercials.revenue_share", error))?,
        floor_cpm: floor.map_err(|error| unreadable("publisher_commercials.floor_cpm", error))?,
        currency: read("publisher_commercials.currency", &row.currency)?,
        time_zone: read("publisher_commercials.time_zone", &row.time_zone)?,
        monthly_visitors: quantity("publisher_commercials.monthly_visitors", row.monthly_visitors)?,
        monthly_page_views: quantity("publisher_commercials.monthly_page_views", row.monthly_page_views)?,
    };
    Ok(Some(CommercialRecord { terms, version: row.version }))
}

/// Saves a publisher's section.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn save_publisher(
    tx: &mut Tx<'_>,
    change: Change<CommercialEdit<PublisherCommercial>>,
) -> Result<(), StoreError> {
    use publisher_commercials as c;
    let CommercialEdit { account, terms } = change.after();
    let row = (
        c::revenue_share.eq(Numeric(terms.revenue_share.value())),
        c::floor_cpm.eq(terms.floor_cpm.map(|floor| Numeric(floor.value()))),
        c::currency.eq(terms.currency.code()),
        c::time_zone.eq(terms.time_zone.to_string()),
        c::monthly_visitors.eq(column(terms.monthly_visitors)),
        c::monthly_page_views.eq(column(terms.monthly_page_views)),
        c::updated_at.eq(tx.now()),
        c::version.eq(change.seen() + 1),
    );
    if change.seen() == 0 {
        diesel::insert_into(c::table).values((c::account_id.eq(account.0), row)).execute(tx.conn()).await?;
    } else {
        let found = c::table.find(account.0);
        met(diesel::update(found).filter(c::version.eq(change.seen())).set(row).execute(tx.conn()).await?)?;
    }
    tx.record(&change).await
}

/// The commercial section of a network; none while it is empty.
///
/// # Errors
/// When the database does not answer.
pub async fn of_network(
    conn: &mut AsyncPgConnection,
    account: AccountId,
) -> Result<Option<CommercialRecord<NetworkCommercial>>, StoreError> {
    let row: Option<NetworkRow> =
        network_commercials::table.find(account.0).select(NetworkRow::as_select()).first(conn).await.optional()?;
    let Some(row) = row else { return Ok(None) };
    let currency: Currency = read("network_commercials.currency", &row.currency)?;
    let days = |days| Days::new(days).map_err(|error| unreadable("network_commercials.net_days", error));
    let terms = NetworkCommercial {
        pricing_model: read("network_commercials.pricing_model", &row.pricing_model)?,
        rate: Rate::new(row.rate.0).map_err(|error| unreadable("network_commercials.rate", error))?,
        currency,
        net_days: days(row.net_days)?,
        minimum_payout: Money::new(row.minimum_payout_minor, currency),
        rollover: row.rollover,
        passback_position: row.passback_position,
        default_campaign: read_some("network_commercials.default_campaign", row.default_campaign.as_deref())?,
        blocked_categories: row
            .blocked_categories
            .iter()
            .flatten()
            .map(|category| read("network_commercials.blocked_categories", category))
            .collect::<Result<_, _>>()?,
        invoice_days: days(row.invoice_days)?,
        dispute_days: days(row.dispute_days)?,
        termination_days: days(row.termination_days)?,
    };
    Ok(Some(CommercialRecord { terms, version: row.version }))
}

/// Saves a network's section.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn save_network(
    tx: &mut Tx<'_>,
    change: Change<CommercialEdit<NetworkCommercial>>,
) -> Result<(), StoreError> {
    use network_commercials as c;
    let CommercialEdit { account, terms } = change.after();
    let blocked: Vec<&str> = terms.blocked_categories.iter().map(|category| category.as_str()).collect();
    let row = (
        c::pricing_model.eq(terms.pricing_model.as_str()),
        c::rate.eq(Numeric(terms.rate.value())),
        c::currency.eq(terms.currency.code()),
        c::net_days.eq(terms.net_days.value()),
        c::minimum_payout_minor.eq(terms.minimum_payout.minor()),
        c::rollover.eq(terms.rollover),
        c::passback_position.eq(terms.passback_position),
        c::default_campaign.eq(terms.default_campaign.as_ref().map(ToString::to_string)),
        c::blocked_categories.eq(blocked),
        c::invoice_days.eq(terms.invoice_days.value()),
        c::dispute_days.eq(terms.dispute_days.value()),
        c::termination_days.eq(terms.termination_days.value()),
        c::updated_at.eq(tx.now()),
        c::version.eq(change.seen() + 1),
    );
    if change.seen() == 0 {
        diesel::insert_into(c::table).values((c::account_id.eq(account.0), row)).execute(tx.conn()).await?;
    } else {
        let found = c::table.find(account.0);
        met(diesel::update(found).filter(c::version.eq(change.seen())).set(row).execute(tx.conn()).await?)?;
    }
    tx.record(&change).await
}
