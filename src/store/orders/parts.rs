//! The parts of a revision: its contacts and its lines.

use crate::error::{StoreError, read, read_name, read_some};
use crate::numeric::Numeric;
use crate::schema::{order_contacts, order_lines};
use crate::tx::Tx;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::ids::{LineId, OrderId};
use inset_domain::order::{FrequencyCap, Line, OrderContact, Revision};
use inset_domain::period::Period;
use inset_domain::rate::{Quantity, Rate};
use uuid::Uuid;

/// The primary contact and the billing contacts of a revision.
pub(super) async fn contacts(
    conn: &AsyncPgConnection,
    order: OrderId,
    revision: i32,
) -> Result<(OrderContact, Vec<OrderContact>), StoreError> {
    let mut conn = conn;
    type Row = (String, String, String, Option<String>, String);
    let rows: Vec<Row> = order_contacts::table
        .filter(order_contacts::order_id.eq(order.0))
        .filter(order_contacts::revision.eq(revision))
        .order((order_contacts::role.desc(), order_contacts::position))
        .select((
            order_contacts::role,
            order_contacts::full_name,
            order_contacts::email,
            order_contacts::telephone,
            order_contacts::preferred_channel,
        ))
        .load(&mut conn)
        .await?;
    let (mut primary, mut billing) = (None, Vec::new());
    for (role, name, email, telephone, channel) in rows {
        let contact = OrderContact {
            full_name: read_name("order_contacts.full_name", &name)?,
            email: read("order_contacts.email", &email)?,
            telephone: read_some("order_contacts.telephone", telephone.as_deref())?,
            channel: read("order_contacts.preferred_channel", &channel)?,
        };
        if role == "primary" {
            primary = Some(contact);
        } else {
            billing.push(contact);
        }
    }
    primary.map(|primary| (primary, billing)).ok_or(StoreError::NotFound)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = order_lines, check_for_backend(diesel::pg::Pg))]
struct Row {
    line_id: Uuid,
    name: String,
    format: String,
    site_category: Option<String>,
    sites: Option<String>,
    rate_type: String,
    rate: Numeric,
    quantity: i64,
    delivery: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    frequency_cap: Option<i32>,
    frequency_interval: Option<String>,
    countries: Vec<Option<String>>,
    categories: Vec<Option<String>>,
    keywords: Vec<Option<String>>,
    creative_due: Option<NaiveDate>,
    comment: Option<String>,
}

/// The lines of a revision, in order.
pub(super) async fn lines(conn: &AsyncPgConnection, order: OrderId, revision: i32) -> Result<Vec<Line>, StoreError> {
    let mut conn = conn;
    let rows: Vec<Row> = order_lines::table
        .filter(order_lines::order_id.eq(order.0))
        .filter(order_lines::revision.eq(revision))
        .order(order_lines::position)
        .select(Row::as_select())
        .load(&mut conn)
        .await?;
    rows.into_iter().map(Row::into_line).collect()
}

impl Row {
    fn into_line(self) -> Result<Line, StoreError> {
        let unreadable = |what: &'static str, value: String| StoreError::Unreadable { what, value };
        let interval = read_some("order_lines.frequency_interval", self.frequency_interval.as_deref())?;
        let list = |values: Vec<Option<String>>| values.into_iter().flatten().collect();
        Ok(Line {
            id: LineId(self.line_id),
            name: read("order_lines.name", &self.name)?,
            format: read("order_lines.format", &self.format)?,
            site_category: read_some("order_lines.site_category", self.site_category.as_deref())?,
            sites: read_some("order_lines.sites", self.sites.as_deref())?,
            rate_type: read("order_lines.rate_type", &self.rate_type)?,
            rate: Rate::new(self.rate.0).map_err(|error| unreadable("order_lines.rate", error.to_string()))?,
            quantity: u64::try_from(self.quantity)
                .ok()
                .and_then(|quantity| Quantity::new(quantity).ok())
                .ok_or_else(|| unreadable("order_lines.quantity", self.quantity.to_string()))?,
            delivery: read("order_lines.delivery", &self.delivery)?,
            period: Period::new(self.starts_on, self.ends_on)
                .map_err(|error| unreadable("order_lines.starts_on", error.to_string()))?,
            frequency_cap: self.frequency_cap.zip(interval).map(|(count, interval)| FrequencyCap { count, interval }),
            countries: list(self.countries),
            categories: list(self.categories),
            keywords: list(self.keywords),
            creative_due: self.creative_due,
            comment: read_some("order_lines.comment", self.comment.as_deref())?,
        })
    }
}

/// Replaces the contacts and lines of an unsigned revision, in one statement each.
pub(super) async fn replace(tx: &mut Tx<'_>, order: OrderId, revision: &Revision) -> Result<(), StoreError> {
    let number = revision.number;
    diesel::delete(order_contacts::table)
        .filter(order_contacts::order_id.eq(order.0))
        .filter(order_contacts::revision.eq(number))
        .execute(tx.conn())
        .await?;
    diesel::delete(order_lines::table)
        .filter(order_lines::order_id.eq(order.0))
        .filter(order_lines::revision.eq(number))
        .execute(tx.conn())
        .await?;
    let header = &revision.header;
    let people = std::iter::once(("primary", 0, &header.primary))
        .chain((0_i16..).zip(&header.billing).map(|(position, contact)| ("billing", position, contact)));
    let rows: Vec<_> = people
        .map(|(role, position, contact)| {
            (
                order_contacts::order_id.eq(order.0),
                order_contacts::revision.eq(number),
                order_contacts::role.eq(role),
                order_contacts::position.eq(position),
                order_contacts::full_name.eq(contact.full_name.to_string()),
                order_contacts::email.eq(contact.email.to_string()),
                order_contacts::telephone.eq(contact.telephone.as_ref().map(ToString::to_string)),
                order_contacts::preferred_channel.eq(contact.channel.as_str()),
            )
        })
        .collect();
    diesel::insert_into(order_contacts::table).values(rows).execute(tx.conn()).await?;
    let rows: Vec<_> = (0_i16..)
        .zip(&revision.lines)
        .map(|(position, line)| line_row(order, number, position, line, header.currency))
        .collect::<Result<_, StoreError>>()?;
    diesel::insert_into(order_lines::table).values(rows).execute(tx.conn()).await?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = order_lines)]
struct NewLine {
    order_id: Uuid,
    revision: i32,
    line_id: Uuid,
    position: i16,
    name: String,
    format: &'static str,
    site_category: Option<String>,
    sites: Option<String>,
    rate_type: String,
    rate: Numeric,
    quantity: i64,
    cost_minor: i64,
    delivery: &'static str,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    frequency_cap: Option<i32>,
    frequency_interval: Option<&'static str>,
    countries: Vec<String>,
    categories: Vec<String>,
    keywords: Vec<String>,
    creative_due: Option<NaiveDate>,
    comment: Option<String>,
}

fn line_row(
    order: OrderId,
    revision: i32,
    position: i16,
    line: &Line,
    currency: inset_domain::money::Currency,
) -> Result<NewLine, StoreError> {
    let cost = line
        .cost(currency)
        .map_err(|error| StoreError::Unreadable { what: "order_lines.cost_minor", value: error.to_string() })?;
    Ok(NewLine {
        order_id: order.0,
        revision,
        line_id: line.id.0,
        position,
        name: line.name.to_string(),
        format: line.format.as_str(),
        site_category: line.site_category.as_ref().map(ToString::to_string),
        sites: line.sites.as_ref().map(ToString::to_string),
        rate_type: line.rate_type.to_string(),
        rate: Numeric(line.rate.value()),
        quantity: i64::try_from(line.quantity.value()).unwrap_or(i64::MAX),
        cost_minor: cost.minor(),
        delivery: line.delivery.as_str(),
        starts_on: line.period.start(),
        ends_on: line.period.end(),
        frequency_cap: line.frequency_cap.map(|cap| cap.count),
        frequency_interval: line.frequency_cap.map(|cap| cap.interval.as_str()),
        countries: line.countries.clone(),
        categories: line.categories.clone(),
        keywords: line.keywords.clone(),
        creative_due: line.creative_due,
        comment: line.comment.as_ref().map(ToString::to_string),
    })
}
