//! An insertion order as pages show it, to its advertiser and to staff.

use chrono_tz::Tz;
use inset_domain::order::{OrderDocument, header_facts, label, line_label, tone};
use inset_domain::period::{day_words, instant_words, period_words};
use inset_domain::signature::Signature;
use inset_store::orders::Said;
use serde::Serialize;

/// A label with its value.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// The label.
    pub label: String,
    /// The value.
    pub value: String,
    /// Whether it is another one than when it was last sent.
    pub changed: bool,
}

impl Fact {
    /// A fact.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), changed: false }
    }
}

impl From<inset_domain::fact::Fact> for Fact {
    fn from(fact: inset_domain::fact::Fact) -> Self {
        Self::new(fact.label, fact.value)
    }
}

/// An order with one revision.
#[derive(Debug, Clone, Serialize)]
pub struct OrderView {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its state in words.
    pub state: &'static str,
    /// The state's tone.
    pub tone: &'static str,
    /// The revision's number.
    pub revision: i32,
    /// The currency's code.
    pub currency: &'static str,
    /// The sum of the lines.
    pub total: String,
    /// The header's facts.
    pub facts: Vec<Fact>,
    /// The lines.
    pub lines: Vec<LineView>,
    /// Whether the revision is signed.
    pub signed: bool,
    /// SHA-256 of the signed text.
    pub sha256: Option<String>,
    /// Why it was sent back or rejected, in words.
    pub reason: Option<Fact>,
}

/// A line of an order.
#[derive(Debug, Clone, Serialize)]
pub struct LineView {
    /// Its place in the order, from 1.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// Format, delivery, targeting: what does not fit a column.
    pub details: String,
    /// The rate with its type.
    pub rate: String,
    /// The quantity.
    pub quantity: String,
    /// The days.
    pub days: String,
    /// The cost.
    pub cost: String,
    /// Its state in words.
    pub state: &'static str,
}

impl OrderView {
    /// The view of an order's document.
    pub fn of(document: &OrderDocument) -> Self {
        let (order, revision) = (&document.order, &document.revision);
        let currency = revision.header.currency;
        let line_state = line_label(order.state.as_str());
        let lines = (1..).zip(&revision.lines).map(|(number, line)| LineView {
            number,
            name: line.name.to_string(),
            details: details(line),
            rate: format!("{} {}", line.rate.grouped(), line.rate_type.label()),
            quantity: line.quantity.to_string(),
            days: period_words(line.period.start(), line.period.end()),
            cost: line.cost(currency).map(|cost| cost.to_string()).unwrap_or_default(),
            state: line_state,
        });
        Self {
            number: order.number.clone(),
            name: revision.header.name.to_string(),
            state: label(order.state.as_str()),
            tone: tone(order.state.as_str()),
            revision: revision.number,
            currency: currency.code(),
            total: revision.total.with_code(),
            facts: header_facts(&revision.header).into_iter().map(|(label, value)| Fact::new(label, value)).collect(),
            lines: lines.collect(),
            signed: revision.signed.is_some(),
            sha256: revision.signed.as_ref().map(|signed| inset_domain::hex(&signed.text_sha256)),
            reason: order.state.reason().map(|reason| Fact::new(reason.code.label(), reason.besides())),
        }
    }
}

fn details(line: &inset_domain::order::Line) -> String {
    let mut parts = vec![line.format.label().to_owned(), format!("delivery {}", line.delivery.label().to_lowercase())];
    let mut optional = |label: &str, value: Option<String>| parts.extend(value.map(|value| format!("{label} {value}")));
    optional("category", line.site_category.as_ref().map(ToString::to_string));
    optional("sites", line.sites.as_ref().map(ToString::to_string));
    optional("at most", line.frequency_cap.map(|cap| format!("{} in {}", cap.count, cap.interval.label())));
    optional("countries", (!line.countries.is_empty()).then(|| line.countries.join(", ")));
    optional("key words", (!line.keywords.is_empty()).then(|| line.keywords.join(", ")));
    optional("creatives due", line.creative_due.map(day_words));
    if let Some(comment) = &line.comment {
        parts.push(comment.to_string());
    }
    parts.join("; ")
}

/// A signature that was given.
#[derive(Debug, Clone, Serialize)]
pub struct SignatureView {
    /// The typed name.
    pub name: String,
    /// The signer's title.
    pub title: String,
    /// What was stated with it, which names for whom: as it was signed, whatever the company is called today.
    pub intent: String,
    /// When, with its zone.
    pub at: String,
    /// When, for machines.
    pub at_iso: String,
    /// How it was given.
    pub facts: Vec<Fact>,
}

impl SignatureView {
    /// The view of a signature.
    pub fn of(signature: &Signature) -> Self {
        let zone: Tz = signature.time_zone.parse().unwrap_or(chrono_tz::UTC);
        Self {
            name: signature.typed_name.to_string(),
            title: signature.title.clone().unwrap_or_else(|| signature.side.label().to_owned()),
            intent: signature.intent.clone(),
            at: instant_words(signature.at, zone),
            at_iso: signature.at.to_rfc3339(),
            facts: vec![
                Fact::new("SHA-256 of the text", inset_domain::hex(&signature.text_sha256)),
                Fact::new("Known by", signature.authentication.label()),
            ],
        }
    }
}

/// A message of an order's thread.
#[derive(Debug, Clone, Serialize)]
pub struct MessageView {
    /// Who wrote it.
    pub who: String,
    /// For whom they wrote.
    pub side: &'static str,
    /// The words.
    pub body: String,
    /// When.
    pub at: String,
    /// When, for machines.
    pub at_iso: String,
}

/// A thread, oldest first.
pub fn thread(said: Vec<Said>, zone: Tz) -> Vec<MessageView> {
    said.into_iter()
        .map(|message| MessageView {
            who: message.author,
            side: if message.from_staff { "Operator" } else { "Advertiser" },
            body: message.body,
            at: instant_words(message.at, zone),
            at_iso: message.at.to_rfc3339(),
        })
        .collect()
}

/// An order for samples of pages.
pub fn sample() -> OrderDocument {
    use chrono::{DateTime, NaiveDate};
    use inset_domain::ids::{AccountId, LineId, UserId};
    use inset_domain::order::{BillingMethod, Delivery, Header, Liability, Line, LineFormat, OrderContact};
    use inset_domain::period::Period;
    use inset_domain::user::Channel;
    fn word<T: std::str::FromStr>(text: &str) -> T {
        text.parse().ok().expect("samples are written in words that parse")
    }
    let day = |day| NaiveDate::from_ymd_opt(2026, 12, day).expect("December has this day");
    let period = Period::new(day(1), day(31)).expect("it ends after it begins");
    let contact = OrderContact {
        full_name: word("Ida Holm"),
        email: word("ida@halden.example"),
        telephone: Some(word("+4722123456")),
        channel: Channel::Email,
    };
    let header = Header {
        name: word("Winter boots"),
        agency: None,
        brand: Some(word("Halden")),
        po_number: Some(word("PO-77")),
        billing_code: None,
        campaign: None,
        currency: word("EUR"),
        time_zone: word("Europe/Berlin"),
        budget: None,
        spend_cap: None,
        period,
        expires_on: None,
        billing_method: BillingMethod::Invoice,
        notification_threshold: Some(80),
        liability: Liability::Sole,
        measurement: None,
        ad_server: None,
        ad_server_contact: None,
        data_ownership: None,
        special_instructions: None,
        political: false,
        primary: contact.clone(),
        billing: vec![contact],
    };
    let line = Line {
        id: LineId(uuid::Uuid::from_u128(7)),
        name: word("Strips on outdoor sites"),
        format: LineFormat::Strip,
        site_category: None,
        sites: None,
        rate_type: word("CPM"),
        rate: word("4.25"),
        quantity: word("1000000"),
        delivery: Delivery::Even,
        period,
        frequency_cap: None,
        countries: vec!["NO".into(), "SE".into()],
        categories: Vec::new(),
        keywords: Vec::new(),
        creative_due: None,
        comment: None,
    };
    let (now, by) = (DateTime::UNIX_EPOCH, UserId(uuid::Uuid::nil()));
    let begun = OrderDocument::begin(AccountId(uuid::Uuid::nil()), header.clone(), header.currency, now, by);
    let mut document =
        begun.into_after().revise(header, vec![line], now, by).expect("a draft can be changed").into_after();
    document.order.number = "IO-1001".into();
    document
}
