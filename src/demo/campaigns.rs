//! The stories of orders: campaigns with their lines, and how far each has come.

use super::accounts::{price, telephone};
use super::calendar::Dice;
use super::cast::Company;
use super::places::place;
use super::scene::{Deed, Scene};
use super::script::reason;
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use inset_domain::ids::LineId;
use inset_domain::order::{
    BillingMethod, Delivery, FrequencyCap, FrequencyInterval, Header, Liability, Line, LineFormat, OrderContact,
};
use inset_domain::period::Period;
use inset_domain::rate::{Quantity, RateType};
use inset_domain::reason::ReasonCode;
use inset_domain::user::Channel;

/// How far an order has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Draft,
    Signed,
    Submitted,
    NeedsAttention,
    Resubmitted,
    Accepted,
    Countersigned,
    CountersignedAfterAttention,
    Rejected,
    Withdrawn,
}

const SECTIONS: &[(&str, &str)] = &[
    ("Travel", "653"),
    ("Food and drink", "210"),
    ("Sports", "483"),
    ("Home and garden", "274"),
    ("Fine art", "201"),
    ("Style and fashion", "552"),
    ("Hobbies", "239"),
];
const COUNTRIES: &[&str] = &["NO", "SE", "GB", "DE", "FR", "NL", "ES", "IT", "US", "JP", "PL"];

/// An order of a company, begun at `at`. Gives its scenes and, where it is sent, when.
pub(super) fn order(
    dice: &mut Dice,
    (who, company): (usize, &'static Company),
    order: usize,
    reach: Reach,
    at: DateTime<Utc>,
    lines: usize,
) -> anyhow::Result<(Vec<Scene>, Option<DateTime<Utc>>)> {
    let header = header(dice, who, company, order, at)?;
    let lines = lines_of(dice, &header, at, lines)?;
    let shorter: Vec<Line> = lines.iter().skip(usize::from(lines.len() > 1)).cloned().collect();
    let (mut at, mut scenes, mut sent) = (at, Vec::new(), None);
    let mut act = |at: DateTime<Utc>, deed: Deed| scenes.push(Scene { at, deed });
    act(at, Deed::WriteOrder { who, order, header: Box::new(header), lines });
    if reach == Reach::Draft {
        return Ok((scenes, None));
    }
    at = dice.soon(at);
    act(at, Deed::SignOrder { order });
    if reach == Reach::Signed {
        return Ok((scenes, None));
    }
    at = dice.soon(at);
    act(at, Deed::SubmitOrder { order, answer: None });
    let first_sent = at;
    sent.get_or_insert(first_sent);
    // The advertiser's account is decided before its orders are; a day covers it.
    at = dice.later(at, 26, 50);
    match reach {
        Reach::Withdrawn => act(at, Deed::WithdrawOrder { order }),
        Reach::Rejected => {
            let words = "The rate of the first line is below the rate card's floor for this season.";
            act(at, Deed::RejectOrder { order, reason: reason(ReasonCode::Price, words) });
        }
        Reach::NeedsAttention | Reach::Resubmitted | Reach::CountersignedAfterAttention => {
            let words = "The first line asks for more impressions than these sites deliver in its dates. Lower it, or take it out.";
            act(at, Deed::AskAboutOrder { order, reason: reason(ReasonCode::Inventory, words) });
            if reach == Reach::NeedsAttention {
                at = dice.later(at, 1, 4);
                let words = "We can also move the end date by two weeks, if that suits you better.";
                act(at, Deed::WriteMessage { order, from_staff: true, words });
                return Ok((scenes, sent));
            }
            at = dice.later(at, 2, 24);
            act(at, Deed::ReviseOrder { order, lines: shorter });
            at = dice.soon(at);
            act(at, Deed::SignOrder { order });
            at = dice.soon(at);
            act(at, Deed::SubmitOrder { order, answer: Some("We took the first line out.") });
        }
        _ => {}
    }
    if matches!(reach, Reach::Accepted | Reach::Countersigned | Reach::CountersignedAfterAttention) {
        at = dice.later(at, 2, 20);
        act(at, Deed::AcceptOrder { order });
        if reach != Reach::Accepted {
            at = dice.later(at, 1, 20);
            act(at, Deed::CountersignOrder { order });
            if order.is_multiple_of(9) {
                let words = "The first report follows two days after the start. Tell us if you need it earlier.";
                act(at + TimeDelta::hours(1), Deed::WriteMessage { order, from_staff: true, words });
            }
        }
    }
    Ok((scenes, sent))
}

fn header(dice: &mut Dice, who: usize, company: &Company, order: usize, at: DateTime<Utc>) -> anyhow::Result<Header> {
    let place = place(company.country);
    let start = at.date_naive() + TimeDelta::days(i64::try_from(dice.between(12, 30))?);
    let end = start + TimeDelta::days(i64::try_from(dice.between(20, 75))?);
    let season = match start.month() {
        12 | 1 | 2 => "Winter",
        3..=5 => "Spring",
        6..=8 => "Summer",
        _ => "Autumn",
    };
    let what = dice.one(&["range", "launch", "offer", "stories", "journal", "collection"]);
    let contact = |email: String| -> anyhow::Result<OrderContact> {
        Ok(OrderContact {
            full_name: company.person.parse()?,
            email: email.parse()?,
            telephone: Some(telephone(company, who)?),
            channel: if who % 8 == 6 { Channel::Telephone } else { Channel::Email },
        })
    };
    Ok(Header {
        name: format!("{season} {what}: {}", company.about).parse()?,
        agency: None,
        brand: Some(company.name.parse()?),
        po_number: Some(format!("PO-{}-{:04}", start.year(), 100 + order * 7).parse()?),
        billing_code: None,
        campaign: Some(format!("{season} {}", start.year()).parse()?),
        currency: place.currency.parse()?,
        time_zone: place.zone.parse()?,
        budget: None,
        spend_cap: None,
        period: Period::new(start, end)?,
        expires_on: None,
        billing_method: BillingMethod::Invoice,
        notification_threshold: Some(80),
        liability: Liability::Sole,
        measurement: order.is_multiple_of(4).then(|| "Operator's count".parse()).transpose()?,
        ad_server: None,
        ad_server_contact: None,
        data_ownership: None,
        special_instructions: (order % 17 == 3)
            .then(|| "Not beside reports of accidents or storms.".parse())
            .transpose()?,
        political: false,
        primary: contact(company.email())?,
        billing: vec![contact(format!("invoices@{}", company.host))?],
    })
}

fn lines_of(dice: &mut Dice, header: &Header, at: DateTime<Utc>, count: usize) -> anyhow::Result<Vec<Line>> {
    (0..count).map(|number| line(dice, header, at, number)).collect()
}

fn line(dice: &mut Dice, header: &Header, at: DateTime<Utc>, number: usize) -> anyhow::Result<Line> {
    let format = LineFormat::ALL[number % LineFormat::ALL.len()];
    let (section, category) = dice.one(SECTIONS);
    let country = dice.one(COUNTRIES);
    let rate_type =
        dice.one(&[RateType::Cpm, RateType::Cpm, RateType::Cpm, RateType::Cpc, RateType::Cpd, RateType::FlatRate]);
    let (figure, quantity) = match rate_type {
        RateType::Cpc => (format!("0.{}", dice.between(18, 65)), dice.between(4, 40) * 1_000),
        RateType::Cpd => (dice.between(90, 400).to_string(), 1),
        RateType::FlatRate => (dice.between(5, 50).to_string() + "00", 1),
        _ => (format!("{}.{}", dice.between(2, 7), dice.between(10, 95)), dice.between(3, 90) * 50_000),
    };
    Ok(Line {
        id: LineId::at(at),
        name: format!("{}, {}, {country}", format.label(), section.to_lowercase()).parse()?,
        format,
        site_category: Some(section.parse()?),
        sites: None,
        rate_type,
        rate: price(header.currency.code(), &figure)?,
        quantity: Quantity::new(quantity)?,
        delivery: dice.one(Delivery::ALL),
        period: header.period,
        frequency_cap: number.is_multiple_of(2).then_some(FrequencyCap { count: 3, interval: FrequencyInterval::Day }),
        countries: vec![country.into()],
        categories: vec![category.into()],
        keywords: Vec::new(),
        creative_due: Some(header.period.start() - TimeDelta::days(5)),
        comment: None,
    })
}
