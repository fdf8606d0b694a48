//! The commercial sections: what a publisher offers, and on which terms a network brings demand.

use crate::change::{Change, Event, FieldChange, Subject};
use crate::fact::Fact;
use crate::ids::AccountId;
use crate::money::{Currency, Money};
use crate::period::TimeZone;
use crate::rate::{Percent, Quantity, Rate};
use crate::text::Label;
use crate::user::stored_enum;

stored_enum! {
    /// How a network is charged or pays.
    PricingModel {
        /// A price for a thousand impressions.
        Cpm = "cpm", "CPM";
        /// A price for a click.
        Cpc = "cpc", "CPC";
        /// A share of the revenue.
        RevenueShare = "revenue_share", "Revenue share";
    }
}

stored_enum! {
    /// What may be kept out (after the IAB Ad Product Taxonomy's sensitive first-tier categories).
    BlockedCategory {
        /// Adult products and services.
        Adult = "adult", "Adult products and services";
        /// Alcohol.
        Alcohol = "alcohol", "Alcohol";
        /// Cannabis.
        Cannabis = "cannabis", "Cannabis";
        /// Dating.
        Dating = "dating", "Dating";
        /// Gambling.
        Gambling = "gambling", "Gambling";
        /// Pharmaceuticals.
        Pharmaceuticals = "pharmaceuticals", "Pharmaceuticals";
        /// Politics.
        Politics = "politics", "Politics";
        /// Religion and spirituality.
        Religion = "religion", "Religion and spirituality";
        /// Tobacco.
        Tobacco = "tobacco", "Tobacco";
        /// Weapons and ammunition.
        Weapons = "weapons", "Weapons and ammunition";
    }
}

/// A number of days between 1 and 180.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(i16);

/// A number of days that no term has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Enter a whole number of days between 1 and 180")]
pub struct DaysError;

impl Days {
    /// A number of days.
    ///
    /// # Errors
    /// [`DaysError`] below 1 and above 180.
    pub fn new(days: i16) -> Result<Self, DaysError> {
        if (1..=180).contains(&days) { Ok(Self(days)) } else { Err(DaysError) }
    }

    /// The number.
    pub fn value(self) -> i16 {
        self.0
    }
}

impl std::str::FromStr for Days {
    type Err = DaysError;
    fn from_str(text: &str) -> Result<Self, DaysError> {
        text.trim().trim_end_matches("days").trim_end().parse().map_err(|_| DaysError).and_then(Self::new)
    }
}

impl std::fmt::Display for Days {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A publisher's commercial section.
#[derive(Clone, Debug, PartialEq)]
pub struct PublisherCommercial {
    /// The share of the revenue that the publisher gets.
    pub revenue_share: Percent,
    /// The lowest CPM it accepts, in its currency.
    pub floor_cpm: Option<Rate>,
    /// The currency it is paid in.
    pub currency: Currency,
    /// The zone of its reports.
    pub time_zone: TimeZone,
    /// Unique visitors a month, over all sites.
    pub monthly_visitors: Quantity,
    /// Page views a month, over all sites.
    pub monthly_page_views: Quantity,
}

impl PublisherCommercial {
    /// Every fact with its label.
    pub fn facts(&self) -> Vec<Fact> {
        let count = |quantity: Quantity| crate::money::group(quantity.value());
        let floor = self.floor_cpm.map(|floor| format!("{} {floor}", self.currency.code()));
        let mut facts = vec![Fact::new("revenue_share", "Revenue share", format!("{} %", self.revenue_share))];
        facts.extend(Fact::some("floor_cpm", "Floor CPM", floor));
        facts.push(Fact::new("currency", "Currency", self.currency.code()));
        facts.push(Fact::new("time_zone", "Time zone", self.time_zone.to_string()));
        facts.push(Fact::new("monthly_visitors", "Monthly unique visitors", count(self.monthly_visitors)));
        facts.push(Fact::new("monthly_page_views", "Monthly page views", count(self.monthly_page_views)));
        facts
    }
}

/// A network's commercial section.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkCommercial {
    /// How it is priced.
    pub pricing_model: PricingModel,
    /// The rate in its currency, or the share in per cent.
    pub rate: Rate,
    /// The currency of every amount.
    pub currency: Currency,
    /// Days from the end of a month to payment.
    pub net_days: Days,
    /// The least that is paid out.
    pub minimum_payout: Money,
    /// Whether what is below it goes to the next month.
    pub rollover: bool,
    /// Its place in the chain of passbacks, from 1.
    pub passback_position: i16,
    /// What runs where nothing else does.
    pub default_campaign: Option<Label>,
    /// What it must not bring.
    pub blocked_categories: Vec<BlockedCategory>,
    /// Days within which a month is invoiced.
    pub invoice_days: Days,
    /// Days within which an invoice can be disputed.
    pub dispute_days: Days,
    /// Days of notice to end the agreement.
    pub termination_days: Days,
}

impl NetworkCommercial {
    /// Every term with its label, in the order in which the form asks for them; the agreement's text carries them.
    pub fn facts(&self) -> Vec<Fact> {
        let rate = match self.pricing_model {
            PricingModel::RevenueShare => format!("{} % of net revenue", self.rate),
            model => format!("{} {} {}", self.currency.code(), self.rate, model.label()),
        };
        let below =
            if self.rollover { "carried over to the next month" } else { "paid with the last month of the year" };
        let blocked: Vec<&str> = self.blocked_categories.iter().map(|category| category.label()).collect();
        let blocked = if blocked.is_empty() { "none".to_owned() } else { blocked.join(", ") };
        let mut facts = vec![
            Fact::new("pricing_model", "Pricing model", self.pricing_model.label()),
            Fact::new("rate", "Rate", rate),
            Fact::new("net_days", "Payment", format!("{} days after the end of the month", self.net_days)),
            Fact::new("minimum_payout", "Minimum payout", self.minimum_payout.with_code()),
            Fact::new("rollover", "Below the minimum", below),
            Fact::new("passback_position", "Passback position", self.passback_position.to_string()),
        ];
        facts.extend(Fact::some("default_campaign", "Default campaign", self.default_campaign.as_ref()));
        facts.push(Fact::new("blocked_categories", "Blocked categories", blocked));
        facts.push(Fact::new("invoice_days", "Invoice window", format!("{} days", self.invoice_days)));
        facts.push(Fact::new("dispute_days", "Dispute window", format!("{} days", self.dispute_days)));
        facts.push(Fact::new("termination_days", "Notice of termination", format!("{} days", self.termination_days)));
        facts
    }
}

/// A commercial section on record.
#[derive(Clone, Debug)]
pub struct CommercialRecord<T> {
    /// What it says.
    pub terms: T,
    /// The version of its row.
    pub version: i64,
}

/// A commercial section to be saved.
#[derive(Clone, Debug)]
pub struct CommercialEdit<T> {
    /// Whose.
    pub account: AccountId,
    /// What it says.
    pub terms: T,
}

impl CommercialEdit<PublisherCommercial> {
    /// Saves a publisher's section over version `seen`.
    pub fn publisher(
        account: AccountId,
        before: Option<&PublisherCommercial>,
        seen: i64,
        terms: PublisherCommercial,
    ) -> Change<Self> {
        let fields = differing(before.map(PublisherCommercial::facts), &terms.facts());
        Change::new(Self { account, terms }, seen, saved(account, fields))
    }
}

impl CommercialEdit<NetworkCommercial> {
    /// Saves a network's section over version `seen`.
    pub fn network(
        account: AccountId,
        before: Option<&NetworkCommercial>,
        seen: i64,
        terms: NetworkCommercial,
    ) -> Change<Self> {
        let fields = differing(before.map(NetworkCommercial::facts), &terms.facts());
        Change::new(Self { account, terms }, seen, saved(account, fields))
    }
}

fn saved(account: AccountId, fields: Vec<FieldChange>) -> Event {
    Event::new(Subject::new("commercial", account.0), Some(account), "commercial.saved").changing(fields)
}

/// Commercial terms are no personal data, so that they changed is noted as a whole with both texts.
fn differing(before: Option<Vec<Fact>>, after: &[Fact]) -> Vec<FieldChange> {
    let text = |facts: &[Fact]| {
        facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value)).collect::<Vec<_>>().join("; ")
    };
    let (before, after) = (before.map(|facts| text(&facts)), Some(text(after)));
    if before == after { Vec::new() } else { vec![FieldChange { column: "terms", before, after }] }
}
