//! A line of an insertion order.

use crate::ids::LineId;
use crate::money::{Currency, Money};
use crate::period::Period;
use crate::rate::{CostError, Quantity, Rate, RateType, line_cost};
use crate::text::Label;
use crate::user::stored_enum;
use chrono::NaiveDate;

stored_enum! {
    /// The in-picture format bought.
    LineFormat {
        /// A strip along an edge.
        Strip = "strip", "Strip";
        /// A card in a corner.
        Corner = "corner", "Corner card";
        /// A caption under the picture.
        Caption = "caption", "Caption";
        /// A curtain over part of the picture.
        Curtain = "curtain", "Curtain";
    }
}

stored_enum! {
    /// How a line is paced.
    Delivery {
        /// The operator's choice.
        Standard = "standard", "Standard";
        /// The same every day.
        Even = "even", "Even";
        /// As soon as possible.
        Asap = "asap", "As soon as possible";
    }
}

stored_enum! {
    /// The interval of a frequency cap.
    FrequencyInterval {
        /// An hour.
        Hour = "hour", "an hour";
        /// A day.
        Day = "day", "a day";
        /// A week.
        Week = "week", "a week";
        /// A month.
        Month = "month", "a month";
        /// The whole campaign.
        Campaign = "campaign", "the campaign";
    }
}

/// At most so many impressions a visitor in an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrequencyCap {
    /// How many, from 1 to 1,000.
    pub count: i32,
    /// In which interval.
    pub interval: FrequencyInterval,
}

/// A line: what is bought, at which rate, when and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The same in every revision.
    pub id: LineId,
    /// Its name.
    pub name: Label,
    /// The format bought.
    pub format: LineFormat,
    /// The IAB content category of the sites.
    pub site_category: Option<Label>,
    /// Named sites.
    pub sites: Option<Label>,
    /// What the rate is for.
    pub rate_type: RateType,
    /// The rate, in the order's currency.
    pub rate: Rate,
    /// How many impressions, clicks or days; 1 for a flat rate.
    pub quantity: Quantity,
    /// How it is paced.
    pub delivery: Delivery,
    /// Its first and last day.
    pub period: Period,
    /// How often a visitor sees it.
    pub frequency_cap: Option<FrequencyCap>,
    /// Countries, as ISO 3166 codes.
    pub countries: Vec<String>,
    /// Content categories.
    pub categories: Vec<String>,
    /// Key words.
    pub keywords: Vec<String>,
    /// When creatives are due.
    pub creative_due: Option<NaiveDate>,
    /// A comment.
    pub comment: Option<Label>,
}

impl Line {
    /// What the line costs, rounded half to even to the minor unit.
    ///
    /// # Errors
    /// [`CostError`] when the amount is larger than money can be.
    pub fn cost(&self, currency: Currency) -> Result<Money, CostError> {
        line_cost(self.rate_type, self.quantity, self.rate, self.period.days(), currency)
    }
}
