//! The grid of an order's lines.

use super::line_form::{self, MOST_LINES, field};
use super::paste;
use crate::advertiser::Advertiser;
use crate::choices;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormState, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::CanEdit;
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::money::{Currency, Money};
use inset_domain::order::{Delivery, FrequencyInterval, Header, LineFormat, OrderDocument};
use inset_domain::period::{Day, period_words};
use inset_domain::rate::{Quantity, Rate, RateType, line_cost};
use inset_store::{StoreError, orders};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct LinesPage {
    number: String,
    currency: &'static str,
    digits: u32,
    start: String,
    end: String,
    days: String,
    form: FormState,
    rows: Vec<Row>,
    total: String,
    formats: Vec<Choice>,
    rate_types: Vec<Choice>,
    deliveries: Vec<Choice>,
    intervals: Vec<Choice>,
    /// What was understood of a pasted text.
    report: Vec<String>,
    /// The line that was just added, where the cursor goes.
    focused: Option<usize>,
}

#[derive(Serialize)]
struct Row {
    index: usize,
    number: usize,
    cost: String,
    /// What its details say, beside their summary.
    details: String,
    /// Whether one of its details needs a change, and so they are shown open.
    open: bool,
}

impl LinesPage {
    fn new(number: &str, header: &Header, form: FormState, indexes: &[usize]) -> Self {
        let costs: Vec<Option<Money>> = indexes.iter().map(|index| cost(&form.values, *index, header)).collect();
        let total = costs.iter().flatten().try_fold(Money::zero(header.currency), |sum, cost| sum.checked_add(*cost));
        let rows = (1..).zip(indexes.iter().zip(&costs)).map(|(number, (index, cost))| Row {
            index: *index,
            number,
            cost: cost.map(|cost| cost.to_string()).unwrap_or_default(),
            details: line_form::details(&form.values, *index),
            open: line_form::DETAILS.iter().any(|name| form.errors.contains_key(&field(*index, name))),
        });
        Self {
            number: number.to_owned(),
            currency: header.currency.code(),
            digits: header.currency.digits(),
            start: header.period.start().to_string(),
            end: header.period.end().to_string(),
            days: period_words(header.period.start(), header.period.end()),
            rows: rows.collect(),
            total: total.map(Money::with_code).unwrap_or_default(),
            form,
            formats: choices!(LineFormat),
            rate_types: choices!(RateType),
            deliveries: choices!(Delivery),
            intervals: choices!(FrequencyInterval),
            report: Vec::new(),
            focused: None,
        }
    }
}

/// What a line costs as it is typed; none while it cannot be read.
fn cost(typed: &Typed, index: usize, header: &Header) -> Option<Money> {
    let text = |name: &str| typed.get(&field(index, name)).trim();
    let day = |name: &str, default| match text(name) {
        "" => Some(default),
        text => text.parse::<Day>().ok().map(|day| day.0),
    };
    let (rate_type, rate): (RateType, Rate) = (text("rate_type").parse().ok()?, text("rate").parse().ok()?);
    let quantity: Quantity = text("quantity").parse().ok()?;
    let start = day("start", header.period.start())?;
    let period = inset_domain::period::Period::new(start, day("end", header.period.end())?).ok()?;
    let currency: Currency = header.currency;
    line_cost(rate_type, quantity, rate, period.days(), currency).ok()
}

impl Page for LinesPage {
    const TEMPLATE: &'static str = "advertiser/orders/lines.html";
    fn title(&self) -> String {
        format!("Order {}: lines", self.number)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for LinesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let document = crate::page::order::sample();
        let header = &document.revision.header;
        let typed = line_form::fill(&document.revision.lines, 1);
        let wrong = typed.clone().with("line.0.rate", "1,234");
        let failed =
            line_form::parse(&wrong, &[0], header, &[], chrono::DateTime::UNIX_EPOCH).err().unwrap_or_default();
        vec![
            ("one", Self::new("IO-1001", header, FormState::new(typed), &[0])),
            ("failed", Self::new("IO-1001", header, FormState::failed(wrong, failed), &[0])),
        ]
    }
}

async fn document(
    me: &Signed<Advertiser, impl crate::web::powers::Power>,
    number: &str,
) -> Result<OrderDocument, Error> {
    let document = orders::document(&mut *me.db().read().await?, me.owner(), number).await?;
    document.order.check_editable()?;
    Ok(document)
}

/// Adds blank lines with the days of the order.
fn add_blank(mut typed: Typed, indexes: &mut Vec<usize>, count: usize, header: &Header) -> Typed {
    let first = indexes.iter().max().map_or(0, |last| last + 1);
    for index in (first..).take(count.min(MOST_LINES - indexes.len())) {
        indexes.push(index);
        typed = typed
            .with(field(index, "format"), LineFormat::Strip.as_str())
            .with(field(index, "rate_type"), RateType::Cpm.as_str())
            .with(field(index, "start"), header.period.start())
            .with(field(index, "end"), header.period.end());
    }
    typed
}

/// Shows the lines; an order without any begins with three blank ones.
pub async fn show(me: Signed<Advertiser>, number: web::Path<String>) -> Result<HttpResponse, Error> {
    let document = document(&me, &number).await?;
    let lines = &document.revision.lines;
    let mut indexes: Vec<usize> = (0..lines.len()).collect();
    let mut typed = line_form::fill(lines, document.order.version);
    if lines.is_empty() {
        typed = add_blank(typed, &mut indexes, 3, &document.revision.header);
    }
    me.page(&LinesPage::new(&number, &document.revision.header, FormState::new(typed), &indexes))
}

/// Saves the lines; the buttons that add, remove, paste and total show the page again without saving.
pub async fn save(
    me: Signed<Advertiser, CanEdit>,
    number: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let mut indexes = line_form::indexes(&form.typed)?;
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let document = document(&me, &number).await?;
    let header = &document.revision.header;
    if let Some(page) = rework(&form.typed, &number, header, &mut indexes) {
        return me.page(&page);
    }
    let lines = match line_form::parse(&form.typed, &indexes, header, &document.revision.lines, me.db().clock().now()) {
        Ok(lines) => lines,
        Err(errors) => {
            let form = FormState::failed(form.typed.clone(), errors);
            return me.page(&LinesPage::new(&number, header, form, &indexes));
        }
    };
    let seen = form.typed.version().ok_or(Error::Unreadable)?;
    let notice = if lines.is_empty() { "order-empty" } else { "saved" };
    let header = header.clone();
    let saved = me
        .commit(&form, async |tx| {
            let document = orders::document(tx.conn(), me.owner(), &number).await?;
            if document.order.version != seen {
                return Err(StoreError::Stale.into());
            }
            orders::save(tx, document.revise(header, lines, tx.now(), me.user())?).await?;
            Ok(Next::to(urls::advertiser_order_page(&number, "review")).saying(notice))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let current = line_form::fill(&document.revision.lines, document.order.version);
            let form = FormState::overtaken(form.typed.clone(), &current);
            me.page(&LinesPage::new(&number, &document.revision.header, form, &indexes))
        }
        other => other,
    }
}

/// The page after a button that does not save; none when the form is to be saved.
fn rework(typed: &Typed, number: &str, header: &Header, indexes: &mut Vec<usize>) -> Option<LinesPage> {
    let mut typed_next = typed.clone().without("paste");
    let mut report = Vec::new();
    let mut focused = None;
    match typed.get("step") {
        "add" => {
            let before = indexes.len();
            typed_next = add_blank(typed_next, indexes, 5, header);
            focused = indexes.get(before).copied();
        }
        "paste" => {
            indexes.retain(|index| !line_form::is_blank(typed, *index));
            let pasted = paste::read(typed.get("paste"), MOST_LINES - indexes.len());
            report.push(match pasted.rows.len() {
                0 => "No line was understood.".to_owned(),
                1 => "1 line was read. Check it, then save.".to_owned(),
                count => format!("{count} lines were read. Check them, then save."),
            });
            report.extend(pasted.left_out);
            typed_next = typed_next.with("paste", pasted.rest);
            for row in pasted.rows {
                typed_next = add_blank(typed_next, indexes, 1, header);
                let index = *indexes.last()?;
                for (name, cell) in paste::COLUMNS.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
                    typed_next = typed_next.with(field(index, name), cell);
                }
            }
        }
        "update" => {}
        _ if !typed.get("remove").is_empty() => typed_next = typed_next.without("remove"),
        _ => return None,
    }
    let mut page = LinesPage::new(number, header, FormState::new(typed_next.without("step")), indexes);
    page.report = report;
    page.focused = focused;
    Some(page)
}
