//! Revisions: header, contacts and lines.

use super::parts;
use crate::error::{StoreError, read, read_some};
use crate::schema::order_revisions;
use crate::signatures::digest;
use crate::tx::Tx;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::{OrderId, UserId};
use inset_domain::money::{Currency, Money};
use inset_domain::order::{Header, OrderDocument, Revision, Signed};
use inset_domain::period::Period;
use tokio::try_join;
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = order_revisions, check_for_backend(diesel::pg::Pg))]
struct Row {
    revision: i32,
    name: String,
    agency: Option<String>,
    brand: Option<String>,
    po_number: Option<String>,
    billing_code: Option<String>,
    campaign: Option<String>,
    currency: String,
    time_zone: String,
    budget_minor: Option<i64>,
    spend_cap_minor: Option<i64>,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    expires_on: Option<NaiveDate>,
    billing_method: String,
    notification_threshold: Option<i16>,
    liability: String,
    measurement: Option<String>,
    ad_server: Option<String>,
    ad_server_contact: Option<String>,
    data_ownership: Option<String>,
    special_instructions: Option<String>,
    political: bool,
    total_minor: i64,
    text: Option<String>,
    text_sha256: Option<Vec<u8>>,
    signed_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    created_by: Uuid,
}

/// A revision of an order, whole: its three statements go to the database together.
///
/// # Errors
/// [`StoreError::NotFound`] where the order has none of this number.
pub async fn load_revision(conn: &AsyncPgConnection, order: OrderId, number: i32) -> Result<Revision, StoreError> {
    let (row, (primary, billing), lines) =
        try_join!(row(conn, order, number), parts::contacts(conn, order, number), parts::lines(conn, order, number))?;
    let currency: Currency = read("order_revisions.currency", &row.currency)?;
    let money = |minor: Option<i64>| minor.map(|minor| Money::new(minor, currency));
    let header = Header {
        name: read("order_revisions.name", &row.name)?,
        agency: read_some("order_revisions.agency", row.agency.as_deref())?,
        brand: read_some("order_revisions.brand", row.brand.as_deref())?,
        po_number: read_some("order_revisions.po_number", row.po_number.as_deref())?,
        billing_code: read_some("order_revisions.billing_code", row.billing_code.as_deref())?,
        campaign: read_some("order_revisions.campaign", row.campaign.as_deref())?,
        currency,
        time_zone: read("order_revisions.time_zone", &row.time_zone)?,
        budget: money(row.budget_minor),
        spend_cap: money(row.spend_cap_minor),
        period: Period::new(row.starts_on, row.ends_on)
            .map_err(|error| StoreError::Unreadable { what: "order_revisions.starts_on", value: error.to_string() })?,
        expires_on: row.expires_on,
        billing_method: read("order_revisions.billing_method", &row.billing_method)?,
        notification_threshold: row.notification_threshold.and_then(|share| u8::try_from(share).ok()),
        liability: read("order_revisions.liability", &row.liability)?,
        measurement: read_some("order_revisions.measurement", row.measurement.as_deref())?,
        ad_server: read_some("order_revisions.ad_server", row.ad_server.as_deref())?,
        ad_server_contact: read_some("order_revisions.ad_server_contact", row.ad_server_contact.as_deref())?,
        data_ownership: read_some("order_revisions.data_ownership", row.data_ownership.as_deref())?,
        special_instructions: read_some("order_revisions.special_instructions", row.special_instructions.as_deref())?,
        political: row.political,
        primary,
        billing,
    };
    let signed = match (row.signed_at, row.text, row.text_sha256) {
        (Some(at), Some(text), Some(sha256)) => Some(Signed { at, text, text_sha256: digest(&sha256)? }),
        _ => None,
    };
    Ok(Revision {
        number: row.revision,
        header,
        lines,
        total: Money::new(row.total_minor, currency),
        signed,
        created_at: row.created_at,
        created_by: UserId(row.created_by),
    })
}

async fn row(conn: &AsyncPgConnection, order: OrderId, number: i32) -> Result<Row, StoreError> {
    let mut conn = conn;
    Ok(order_revisions::table.find((order.0, number)).select(Row::as_select()).first(&mut conn).await?)
}

/// Each revision of an order: its number, when it was begun, when it was signed, and its total in minor units.
///
/// # Errors
/// When the database does not answer.
pub async fn revisions_of(
    conn: &mut AsyncPgConnection,
    order: OrderId,
) -> Result<Vec<(i32, DateTime<Utc>, Option<DateTime<Utc>>, i64)>, StoreError> {
    Ok(order_revisions::table
        .filter(order_revisions::order_id.eq(order.0))
        .order(order_revisions::revision.desc())
        .select((
            order_revisions::revision,
            order_revisions::created_at,
            order_revisions::signed_at,
            order_revisions::total_minor,
        ))
        .load(conn)
        .await?)
}

/// Writes an unsigned revision whole: what it said before is replaced.
pub(super) async fn write(tx: &mut Tx<'_>, order: OrderId, revision: &Revision) -> Result<(), StoreError> {
    let header = &revision.header;
    let text = |value: &Option<inset_domain::text::Label>| value.as_ref().map(ToString::to_string);
    let row = (
        (
            order_revisions::name.eq(header.name.to_string()),
            order_revisions::agency.eq(text(&header.agency)),
            order_revisions::brand.eq(text(&header.brand)),
            order_revisions::po_number.eq(header.po_number.as_ref().map(ToString::to_string)),
            order_revisions::billing_code.eq(text(&header.billing_code)),
            order_revisions::campaign.eq(text(&header.campaign)),
            order_revisions::currency.eq(header.currency.code()),
            order_revisions::time_zone.eq(header.time_zone.to_string()),
            order_revisions::budget_minor.eq(header.budget.map(|money| money.minor())),
            order_revisions::spend_cap_minor.eq(header.spend_cap.map(|money| money.minor())),
            order_revisions::starts_on.eq(header.period.start()),
            order_revisions::ends_on.eq(header.period.end()),
            order_revisions::expires_on.eq(header.expires_on),
        ),
        (
            order_revisions::billing_method.eq(header.billing_method.as_str()),
            order_revisions::notification_threshold.eq(header.notification_threshold.map(i16::from)),
            order_revisions::liability.eq(header.liability.as_str()),
            order_revisions::measurement.eq(text(&header.measurement)),
            order_revisions::ad_server.eq(text(&header.ad_server)),
            order_revisions::ad_server_contact.eq(text(&header.ad_server_contact)),
            order_revisions::data_ownership.eq(text(&header.data_ownership)),
            order_revisions::special_instructions.eq(header.special_instructions.as_ref().map(ToString::to_string)),
            order_revisions::political.eq(header.political),
            order_revisions::terms_version.eq(inset_domain::order::TERMS_VERSION),
            order_revisions::total_minor.eq(revision.total.minor()),
        ),
    );
    diesel::insert_into(order_revisions::table)
        .values((
            order_revisions::order_id.eq(order.0),
            order_revisions::revision.eq(revision.number),
            order_revisions::created_at.eq(revision.created_at),
            order_revisions::created_by.eq(revision.created_by.0),
            row.clone(),
        ))
        .on_conflict((order_revisions::order_id, order_revisions::revision))
        .do_update()
        .set(row)
        .execute(tx.conn())
        .await?;
    parts::replace(tx, order, revision).await
}

/// Fixes the text of a revision with its signature.
pub(super) async fn fix(tx: &mut Tx<'_>, document: &OrderDocument) -> Result<(), StoreError> {
    let revision = &document.revision;
    let Some(signed) = &revision.signed else { return Err(StoreError::Stale) };
    crate::error::met(
        diesel::update(order_revisions::table.find((document.order.id.0, revision.number)))
            .filter(order_revisions::signed_at.is_null())
            .set((
                order_revisions::text.eq(&signed.text),
                order_revisions::text_sha256.eq(signed.text_sha256.as_slice()),
                order_revisions::signed_at.eq(signed.at),
            ))
            .execute(tx.conn())
            .await?,
    )
}
