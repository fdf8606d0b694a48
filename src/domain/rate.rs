//! Rates, quantities and what a line costs.

use crate::money::{Currency, Digits, Money, MoneyError, group, read_number};
use crate::user::stored_enum;
use rust_decimal::prelude::ToPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};
use std::fmt;
use std::str::FromStr;

/// What a rate is for (OpenDirect rate types).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RateType {
    /// A thousand impressions.
    Cpm,
    /// A thousand viewable impressions.
    Cpmv,
    /// A click.
    Cpc,
    /// A day.
    Cpd,
    /// The whole line.
    FlatRate,
}

impl RateType {
    /// Every rate type, in the order in which forms offer them.
    pub const ALL: [Self; 5] = [Self::Cpm, Self::Cpmv, Self::Cpc, Self::Cpd, Self::FlatRate];

    /// As stored, and as OpenDirect writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cpm => "CPM",
            Self::Cpmv => "CPMV",
            Self::Cpc => "CPC",
            Self::Cpd => "CPD",
            Self::FlatRate => "FlatRate",
        }
    }

    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::FlatRate => "Flat",
            other => other.as_str(),
        }
    }
}

impl fmt::Display for RateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RateType {
    type Err = crate::user::NotInList;
    fn from_str(text: &str) -> Result<Self, crate::user::NotInList> {
        let text = text.trim();
        let is = |kind: &Self| kind.as_str().eq_ignore_ascii_case(text) || kind.label().eq_ignore_ascii_case(text);
        Self::ALL.into_iter().find(is).ok_or(crate::user::NotInList)
    }
}

stored_enum! {
    /// How a network is paid for its demand.
    PricingModel {
        /// A price for a thousand impressions.
        Cpm = "cpm", "CPM";
        /// A price for a click.
        Cpc = "cpc", "CPC";
        /// A share of the revenue.
        RevenueShare = "revenue_share", "Revenue share";
    }
}

/// A rate: at most twelve digits before the point and six after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Rate(Decimal);

/// Why a typed rate or quantity is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// It is not a number.
    #[error("Enter a number in figures, such as 4.20")]
    Form,
    /// It is below nothing.
    #[error("Enter a number of zero or more")]
    Negative,
    /// It has more than six decimals.
    #[error("Use at most 6 decimals")]
    Decimals,
    /// It is larger than any rate or quantity here.
    #[error("Enter a smaller number")]
    TooLarge,
    /// It can be read in two ways.
    #[error("Write {0} or {1}: this number can be read both ways")]
    Ambiguous(String, String),
    /// A quantity is whole.
    #[error("Enter a whole number")]
    Whole,
}

impl From<MoneyError> for RateError {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::Form => Self::Form,
            MoneyError::Negative => Self::Negative,
            MoneyError::Decimals(_) => Self::Decimals,
            MoneyError::Whole(_) => Self::Whole,
            MoneyError::Currency(_) => Self::Form,
            MoneyError::TooLarge => Self::TooLarge,
            MoneyError::Ambiguous(whole, fraction) => Self::Ambiguous(whole, fraction[..fraction.len() - 1].to_owned()),
        }
    }
}

impl Rate {
    /// The largest rate that NUMERIC(18,6) holds, cut to twelve whole digits.
    const MOST: Decimal = Decimal::from_parts(0xD4A5_0FFF, 0xE8, 0, false, 0);

    /// A rate.
    ///
    /// # Errors
    /// [`RateError`] when it is negative, too large or too fine.
    pub fn new(value: Decimal) -> Result<Self, RateError> {
        if value.is_sign_negative() && !value.is_zero() {
            return Err(RateError::Negative);
        }
        if value > Self::MOST {
            return Err(RateError::TooLarge);
        }
        let value = value.normalize();
        if value.scale() > 6 { Err(RateError::Decimals) } else { Ok(Self(value)) }
    }

    /// The number.
    pub fn value(self) -> Decimal {
        self.0
    }

    /// The rate as it is read: with commas between its thousands, `29,700.00`.
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, "00"));
        format!("{}.{fraction}", whole.parse().map_or_else(|_| whole.to_owned(), group))
    }
}

impl FromStr for Rate {
    type Err = RateError;
    fn from_str(text: &str) -> Result<Self, RateError> {
        let Digits { whole, fraction } = read_number(text, 6)?;
        if fraction.trim_end_matches('0').len() > 6 {
            return Err(RateError::Decimals);
        }
        let value = format!("{whole}.{}", if fraction.is_empty() { "0" } else { &fraction });
        Self::new(value.parse().map_err(|_| RateError::TooLarge)?)
    }
}

impl fmt::Display for Rate {
    /// At least two decimals, as prices are written; never three where they would read as thousands (1.234).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut value = self.0;
        match value.scale() {
            0 | 1 => value.rescale(2),
            3 if (Decimal::ONE..Decimal::ONE_THOUSAND).contains(&value) => value.rescale(4),
            _ => {}
        }
        write!(f, "{value}")
    }
}

/// How many impressions, clicks or days; 1 for a flat rate. At most 10^12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quantity(u64);

impl Quantity {
    const MOST: u64 = 1_000_000_000_000;

    /// A quantity.
    ///
    /// # Errors
    /// [`RateError::TooLarge`] above 10^12.
    pub fn new(value: u64) -> Result<Self, RateError> {
        if value > Self::MOST { Err(RateError::TooLarge) } else { Ok(Self(value)) }
    }

    /// The number.
    pub fn value(self) -> u64 {
        self.0
    }
}

impl FromStr for Quantity {
    type Err = RateError;
    fn from_str(text: &str) -> Result<Self, RateError> {
        let Digits { whole, fraction } = read_number(text, 0)?;
        if fraction.bytes().any(|byte| byte != b'0') {
            return Err(RateError::Whole);
        }
        Self::new(whole.parse().map_err(|_| RateError::TooLarge)?)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&group(self.0))
    }
}

/// A share in per cent, with at most two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Percent(Decimal);

/// Why a typed share is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter a share between 0 and 100 with at most two decimals")]
pub struct PercentError;

impl Percent {
    /// A share.
    ///
    /// # Errors
    /// [`PercentError`] outside 0 to 100 or with more than two decimals.
    pub fn new(value: Decimal) -> Result<Self, PercentError> {
        let value = value.normalize();
        let fits = value >= Decimal::ZERO && value <= Decimal::ONE_HUNDRED && value.scale() <= 2;
        if fits { Ok(Self(value)) } else { Err(PercentError) }
    }

    /// The number.
    pub fn value(self) -> Decimal {
        self.0
    }
}

impl FromStr for Percent {
    type Err = PercentError;
    fn from_str(text: &str) -> Result<Self, PercentError> {
        let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
        if text.len() > 6 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return Err(PercentError);
        }
        Self::new(text.parse().map_err(|_| PercentError)?)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A cost that no amount of money can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The line costs more than an order can hold; lower the rate or the quantity")]
pub struct CostError;

/// What a line costs: CPM and CPMV a thousandth of quantity × rate, CPC quantity × rate, CPD days × rate, flat the rate;
/// rounded half to even to the minor unit.
///
/// # Errors
/// [`CostError`] when the amount is larger than money can be.
pub fn line_cost(
    kind: RateType,
    quantity: Quantity,
    rate: Rate,
    days: u32,
    currency: Currency,
) -> Result<Money, CostError> {
    let quantity = Decimal::from(quantity.0);
    let units = match kind {
        RateType::Cpm | RateType::Cpmv => quantity.checked_div(Decimal::ONE_THOUSAND),
        RateType::Cpc => Some(quantity),
        RateType::Cpd => Some(Decimal::from(days)),
        RateType::FlatRate => Some(Decimal::ONE),
    };
    let minor = units
        .and_then(|units| units.checked_mul(rate.0))
        .and_then(|cost| cost.checked_mul(Decimal::from(10_u64.pow(currency.digits()))))
        .map(|minor| minor.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven))
        .and_then(|minor| minor.to_i64());
    minor.map(|minor| Money::new(minor, currency)).ok_or(CostError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cost(kind: RateType, quantity: u64, rate: &str, days: u32) -> i64 {
        let quantity = Quantity::new(quantity).expect("a quantity");
        line_cost(kind, quantity, rate.parse().expect("a rate"), days, Currency::USD).expect("a cost").minor()
    }

    #[test]
    fn each_rate_type_costs_what_the_product_says() {
        assert_eq!(cost(RateType::Cpm, 250_000, "4.20", 1), 105_000);
        assert_eq!(cost(RateType::Cpmv, 120_000, "6.75", 1), 81_000);
        assert_eq!(cost(RateType::Cpc, 2_400, "0.38", 1), 91_200);
        assert_eq!(cost(RateType::Cpd, 9, "150", 31), 465_000);
        assert_eq!(cost(RateType::FlatRate, 7, "1500.00", 9), 150_000);
    }

    #[test]
    fn halves_go_to_the_even_minor_unit() {
        assert_eq!(cost(RateType::Cpc, 1, "0.125", 1), 12);
        assert_eq!(cost(RateType::Cpc, 1, "0.1351", 1), 14);
        assert_eq!(cost(RateType::Cpc, 3, "0.125", 1), 38);
        assert_eq!(cost(RateType::Cpc, 1, "0.0050", 1), 0);
    }

    #[test]
    fn a_rate_is_read_with_its_thousands() {
        for (typed, read) in [("29700", "29,700.00"), ("0.125", "0.125"), ("4.2", "4.20"), ("999", "999.00")] {
            assert_eq!(typed.parse::<Rate>().expect(typed).grouped(), read);
        }
    }

    proptest! {
        #[test]
        fn a_cost_equals_the_same_sum_in_integers(quantity in 0_u64..=1_000_000_000_000, micros in 0_i128..=9_000_000_000, kind in 0..5_usize, days in 1_u32..2000) {
            let kind = RateType::ALL[kind];
            let rate = Rate::new(Decimal::from_i128_with_scale(micros, 6)).expect("a rate");
            let (units, per) = match kind {
                RateType::Cpm | RateType::Cpmv => (i128::from(quantity), 1000),
                RateType::Cpc => (i128::from(quantity), 1),
                RateType::Cpd => (i128::from(days), 1),
                RateType::FlatRate => (1, 1),
            };
            // Cents are micros ÷ 10^4.
            let (value, divisor) = (units * micros, per * 10_000);
            let (floor, twice) = (value / divisor, value % divisor * 2);
            let up = twice > divisor || (twice == divisor && floor % 2 == 1);
            let expected = floor + i128::from(up);
            let found = line_cost(kind, Quantity::new(quantity).expect("a quantity"), rate, days, Currency::USD);
            prop_assert_eq!(found.ok().map(|money| i128::from(money.minor())), Some(expected).filter(|sum| *sum <= i128::from(i64::MAX)));
        }

        #[test]
        fn nothing_typed_panics(text in any::<String>()) {
            let _ = (text.parse::<Rate>(), text.parse::<Quantity>(), text.parse::<Percent>());
        }

        #[test]
        fn a_rate_reads_back_as_it_is_shown(micros in 0_i128..=999_999_999) {
            let rate = Rate::new(Decimal::from_i128_with_scale(micros, 6)).expect("a rate");
            prop_assert_eq!(rate.to_string().parse::<Rate>(), Ok(rate), "{}", rate);
        }

        #[test]
        fn a_quantity_and_a_share_read_back_as_they_are_shown(number in 0_u64..=1_000_000_000_000, hundredths in 0_i64..=10_000) {
            let quantity = Quantity::new(number).expect("a quantity");
            prop_assert_eq!(quantity.to_string().parse::<Quantity>(), Ok(quantity));
            let share = Percent::new(Decimal::new(hundredths, 2)).expect("a share");
            prop_assert_eq!(share.to_string().parse::<Percent>(), Ok(share));
        }
    }
}
