//! The fields of an order's lines: `line.N.name` and so on, where gaps in N are welcome.

use crate::error::Error;
use crate::form::{FormErrors, Reader, Typed};
use chrono::{DateTime, Utc};
use inset_domain::country::Country;
use inset_domain::ids::LineId;
use inset_domain::money::Money;
use inset_domain::order::{Delivery, FrequencyCap, FrequencyInterval, Header, Line};
use inset_domain::period::{Day, Period};
use inset_domain::rate::Quantity;
use std::collections::{BTreeSet, HashSet};

/// The most lines of an order.
pub(super) const MOST_LINES: usize = 500;

/// The fields that stand below a line rather than in its row.
pub(super) const DETAILS: [&str; 10] = [
    "delivery",
    "site_category",
    "sites",
    "countries",
    "categories",
    "keywords",
    "cap",
    "cap_interval",
    "creative_due",
    "comment",
];

/// What a line's details say as they are typed, in a few words.
pub(super) fn details(typed: &Typed, index: usize) -> String {
    let text = |name: &str| typed.get(&field(index, name)).trim();
    let delivery: Option<Delivery> = text("delivery").parse().ok();
    let interval: Option<FrequencyInterval> = text("cap_interval").parse().ok();
    let cap =
        interval.filter(|_| !text("cap").is_empty()).map(|it| format!("at most {} in {}", text("cap"), it.label()));
    let due = (!text("creative_due").is_empty()).then(|| format!("creatives due {}", text("creative_due")));
    let plain = |name| Some(text(name).to_owned());
    let parts = [
        delivery.map(|it| it.label().to_owned()),
        plain("site_category"),
        plain("sites"),
        plain("countries"),
        plain("keywords"),
        cap,
        due,
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// A field of a line.
pub(super) fn field(index: usize, name: &str) -> String {
    format!("line.{index}.{name}")
}

/// The largest number that a grid gives a line: far more than anyone adds and removes.
const LAST_INDEX: usize = 99_999;

/// The numbers of the lines in a form, less those that are to be removed.
///
/// # Errors
/// [`Error::TooLarge`] past 500 lines, [`Error::Unreadable`] for a number that no grid gives.
pub(super) fn indexes(typed: &Typed) -> Result<Vec<usize>, Error> {
    let removed: Option<usize> = typed.get("remove").parse().ok();
    let found: BTreeSet<usize> = typed
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("line.")?.split_once('.')?.0.parse().ok())
        .filter(|index| Some(*index) != removed)
        .collect();
    if found.last().is_some_and(|last| *last > LAST_INDEX) {
        return Err(Error::Unreadable);
    }
    if found.len() > MOST_LINES { Err(Error::TooLarge) } else { Ok(found.into_iter().collect()) }
}

/// Whether nothing that matters was typed into a line.
pub(super) fn is_blank(typed: &Typed, index: usize) -> bool {
    ["name", "rate", "quantity"].iter().all(|name| typed.get(&field(index, name)).trim().is_empty())
}

/// Fills lines in.
pub(super) fn fill(lines: &[Line], version: i64) -> Typed {
    let mut typed = Typed::default().with("version", version);
    for (index, line) in lines.iter().enumerate() {
        let name = |name| field(index, name);
        typed = typed
            .with(name("id"), line.id)
            .with(name("name"), &line.name)
            .with(name("format"), line.format.as_str())
            .with(name("rate_type"), line.rate_type.as_str())
            .with(name("rate"), line.rate)
            .with(name("quantity"), line.quantity.value())
            .with(name("start"), line.period.start())
            .with(name("end"), line.period.end())
            .with(name("delivery"), line.delivery.as_str())
            .with_some(name("site_category"), line.site_category.as_ref())
            .with_some(name("sites"), line.sites.as_ref())
            .with_some(name("cap"), line.frequency_cap.map(|cap| cap.count))
            .with_some(name("cap_interval"), line.frequency_cap.map(|cap| cap.interval.as_str()))
            .with(name("countries"), line.countries.join(", "))
            .with(name("categories"), line.categories.join(", "))
            .with(name("keywords"), line.keywords.join(", "))
            .with_some(name("creative_due"), line.creative_due)
            .with_some(name("comment"), line.comment.as_ref());
    }
    typed
}

/// Reads one line. A line without days has those of the order.
fn one(read: &mut Reader<'_>, index: usize, header: &Header, id: LineId) -> Option<Line> {
    let name = |name| field(index, name);
    let label = read.required(&name("name"), "Enter a name for the line");
    let format = read.required(&name("format"), "Choose the format");
    let rate_type = read.required(&name("rate_type"), "Choose what the rate is for");
    let rate = read.required(&name("rate"), "Enter the rate");
    let quantity = read.required(&name("quantity"), "Enter the quantity; for a flat rate enter 1");
    if quantity.is_some_and(|quantity: Quantity| quantity.value() == 0) {
        read.error(&name("quantity"), "Enter a quantity of one or more; for a flat rate enter 1");
    }
    let start = read.optional::<Day>(&name("start")).map_or(header.period.start(), |day| day.0);
    let end = read.optional::<Day>(&name("end")).map_or(header.period.end(), |day| day.0);
    let period = read.parsed(&name("end"), Period::new(start, end));
    if period.is_some_and(|period| !header.period.holds(period)) {
        read.error(&name("end"), "Enter days within those of the order");
    }
    let delivery = read.optional(&name("delivery")).unwrap_or(inset_domain::order::Delivery::Standard);
    let (site_category, sites) = (read.optional(&name("site_category")), read.optional(&name("sites")));
    let frequency_cap = cap(read, &name("cap"), &name("cap_interval"));
    let countries = countries(read, &name("countries"));
    let (categories, keywords) = (words(read, &name("categories")), words(read, &name("keywords")));
    let creative_due = read.optional::<Day>(&name("creative_due")).map(|day| day.0);
    let comment = read.optional(&name("comment"));
    let line = Line {
        id,
        name: label?,
        format: format?,
        site_category,
        sites,
        rate_type: rate_type?,
        rate: rate?,
        quantity: quantity?,
        delivery,
        period: period?,
        frequency_cap,
        countries,
        categories,
        keywords,
        creative_due,
        comment,
    };
    read.parsed(&name("rate"), line.cost(header.currency))?;
    Some(line)
}

fn cap(read: &mut Reader<'_>, count: &str, interval: &str) -> Option<FrequencyCap> {
    if read.text(count).is_empty() {
        return None;
    }
    let number = read.text(count).parse().ok().filter(|number| (1..=1000).contains(number));
    let number = read.parsed(count, number.ok_or("Enter how often a visitor sees it, between 1 and 1,000"));
    let interval = read.required(interval, "Choose the interval of the frequency cap");
    Some(FrequencyCap { count: number?, interval: interval? })
}

fn countries(read: &mut Reader<'_>, field: &str) -> Vec<String> {
    let text = read.text(field).to_owned();
    let mut codes = Vec::new();
    for word in text.split([',', ';', ' ', '\t', '\n']).map(str::trim).filter(|word| !word.is_empty()) {
        let country = word.to_ascii_uppercase().parse::<Country>();
        let message = "Enter countries by their two-letter codes, such as DE, AT";
        if let Some(country) = read.parsed(field, country.map_err(|_| message)) {
            codes.push(country.code().to_owned());
        } else {
            break;
        }
    }
    let mut seen = HashSet::new();
    codes.retain(|code| seen.insert(code.clone()));
    codes
}

fn words(read: &mut Reader<'_>, field: &str) -> Vec<String> {
    let text = read.text(field).to_owned();
    let words: Vec<&str> = text.split([',', ';']).map(str::trim).filter(|word| !word.is_empty()).collect();
    if words.len() > 50 {
        read.error(field, "Enter at most 50, separated by commas");
        return Vec::new();
    }
    words
        .into_iter()
        .filter_map(|word| read.parsed(field, word.parse::<inset_domain::text::Label>()).map(|word| word.to_string()))
        .collect()
}

/// What lines cost together; none where no amount of money can say it.
fn sum(lines: &[Line], header: &Header) -> Option<Money> {
    let costs = lines.iter().filter_map(|line| line.cost(header.currency).ok());
    costs.into_iter().try_fold(Money::zero(header.currency), Money::checked_add)
}

/// Reads every line that is not blank. Ids of lines that the revision has are kept, others are made.
///
/// # Errors
/// Every field that is missing or wrong.
pub(super) fn parse(
    typed: &Typed,
    indexes: &[usize],
    header: &Header,
    known: &[Line],
    now: DateTime<Utc>,
) -> Result<Vec<Line>, FormErrors> {
    let mut free: HashSet<LineId> = known.iter().map(|line| line.id).collect();
    let mut read = Reader::new(typed);
    let mut lines = Vec::new();
    for index in indexes.iter().copied().filter(|index| !is_blank(typed, *index)) {
        let given = typed.get(&field(index, "id")).parse().ok().filter(|id| free.remove(id));
        lines.extend(one(&mut read, index, header, given.unwrap_or_else(|| LineId::at(now))));
        if sum(&lines, header).is_none() {
            read.error(&field(index, "rate"), "The lines together cost more than an order can hold; lower this one");
            break;
        }
    }
    read.finish(|| Some(lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(typed: &Typed) -> Result<Vec<Line>, FormErrors> {
        let document = crate::page::order::sample();
        let indexes = indexes(typed).expect("few lines");
        parse(typed, &indexes, &document.revision.header, &document.revision.lines, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn lines_read_back_as_they_were_filled_in() {
        let lines = crate::page::order::sample().revision.lines;
        assert_eq!(parsed(&fill(&lines, 1)).expect("they parse"), lines);
    }

    #[test]
    fn blank_lines_are_left_out_and_a_stranger_s_id_is_not_taken_over() {
        let stranger = LineId(uuid::Uuid::from_u128(99));
        let typed = Typed::default()
            .with(field(3, "name"), " ")
            .with(field(7, "id"), stranger)
            .with(field(7, "name"), "A line")
            .with(field(7, "format"), "strip")
            .with(field(7, "rate_type"), "CPC")
            .with(field(7, "rate"), "0.4")
            .with(field(7, "quantity"), "900");
        let lines = parsed(&typed).expect("one line");
        assert_eq!(lines.len(), 1);
        assert_ne!(lines[0].id, stranger);
    }

    #[test]
    fn an_ambiguous_number_and_days_outside_the_order_are_asked_about() {
        let lines = crate::page::order::sample().revision.lines;
        let typed = fill(&lines, 1).with(field(0, "rate"), "1,234").with(field(0, "end"), "2027-06-01");
        let Err(errors) = parsed(&typed) else { panic!("it was accepted") };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert!(fields.contains(&"line.0.rate") && fields.contains(&"line.0.end"), "{fields:?}");
    }

    #[test]
    fn five_hundred_and_one_lines_are_too_many() {
        let typed = (0..501).fold(Typed::default(), |typed, index| typed.with(field(index, "name"), "x"));
        assert!(matches!(indexes(&typed), Err(Error::TooLarge)));
    }
}
