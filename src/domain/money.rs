//! Money: integer minor units with an ISO 4217 currency; no floats anywhere.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A currency that the operator trades in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

/// A currency that the operator does not trade in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose a currency from the list")]
pub struct UnknownCurrency;

impl Currency {
    /// The currencies that the operator trades in, by their codes.
    pub const CODES: [&'static str; 13] =
        ["AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "JPY", "KWD", "NOK", "PLN", "SEK", "USD"];

    /// US dollars.
    pub const USD: Self = Self(iso_currency::Currency::USD);
    /// Euros.
    pub const EUR: Self = Self(iso_currency::Currency::EUR);

    /// The ISO 4217 code.
    pub fn code(self) -> &'static str {
        Self::CODES.into_iter().find(|code| *code == self.0.code()).unwrap_or("USD")
    }

    /// The name in English.
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// How many digits the minor unit has: 2 for most, 0 for the yen, 3 for the Kuwaiti dinar.
    pub fn digits(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(2))
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;
    fn from_str(text: &str) -> Result<Self, UnknownCurrency> {
        let code = text.trim().to_ascii_uppercase();
        if !Self::CODES.contains(&code.as_str()) {
            return Err(UnknownCurrency);
        }
        iso_currency::Currency::from_code(&code).map(Self).ok_or(UnknownCurrency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;
    fn try_from(text: String) -> Result<Self, UnknownCurrency> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why a typed amount is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// It is not an amount.
    #[error("Enter an amount in figures, such as 1234.50")]
    Form,
    /// It can be read in two ways.
    #[error("Write {0} or {1}: this amount can be read both ways")]
    Ambiguous(String, String),
    /// It has more decimals than its currency.
    #[error("Use at most {0} decimals")]
    Decimals(u32),
    /// Its currency has no decimals.
    #[error("Enter a whole amount; {0} has no decimals")]
    Whole(&'static str),
    /// It names another currency.
    #[error("Enter the amount in {0}")]
    Currency(&'static str),
    /// It is below nothing.
    #[error("Enter an amount of zero or more")]
    Negative,
    /// It is larger than any amount here.
    #[error("Enter a smaller amount")]
    TooLarge,
}

/// Decimal digits of a number, cleaned of what people paste around them.
pub(crate) struct Digits {
    pub(crate) whole: String,
    pub(crate) fraction: String,
}

/// A figure or sign as a Japanese or Chinese keyboard types it, in its usual width.
fn usual_width(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        other => other,
    }
}

/// The currency sign or code before or after a number, and the number without it.
fn split_currency(text: &str) -> (Option<&str>, &str) {
    for code in Currency::CODES.into_iter().chain(["$", "€", "£", "¥"]) {
        if let Some(rest) = text.strip_prefix(code).or_else(|| text.strip_suffix(code)) {
            return (Some(code), rest);
        }
    }
    (None, text)
}

/// Whether a currency goes by a sign or code.
fn goes_by(currency: Currency, mark: &str) -> bool {
    match mark {
        "$" => matches!(currency.code(), "USD" | "AUD" | "CAD"),
        "€" => currency.code() == "EUR",
        "£" => currency.code() == "GBP",
        "¥" => currency.code() == "JPY",
        code => currency.code() == code,
    }
}

/// Reads a typed number: spaces, apostrophes, currency signs and codes are dropped, `1,234.50` and `1.234,50` both read.
/// `digits` is how many decimals are possible; with none, a single separator can only group.
pub(crate) fn read_number(text: &str, digits: u32) -> Result<Digits, MoneyError> {
    if text.len() > 200 {
        return Err(MoneyError::Form);
    }
    let plain = unspaced(text);
    let (_, rest) = split_currency(&plain);
    if rest.len() > 80 {
        return Err(MoneyError::TooLarge);
    }
    if rest.starts_with(['-', '−', '(']) {
        return Err(MoneyError::Negative);
    }
    if rest.is_empty() || !rest.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | ',')) {
        return Err(MoneyError::Form);
    }
    let separators: Vec<(usize, char)> =
        rest.char_indices().filter(|(_, character)| !character.is_ascii_digit()).collect();
    let Some(&(last_at, last)) = separators.last() else {
        return Ok(Digits { whole: rest.to_owned(), fraction: String::new() });
    };
    let groups_well = |whole: &str, group: char| {
        let mut parts = whole.split(group);
        let first = parts.next().unwrap_or("");
        (1..=3).contains(&first.len()) && parts.all(|part| part.len() == 3)
    };
    let (whole, fraction) = (&rest[..last_at], &rest[last_at + 1..]);
    let same_kind = separators.iter().all(|(_, separator)| *separator == last);
    if separators.len() > 1 && same_kind {
        // 1,234,567: grouping only.
        return if groups_well(rest, last) {
            Ok(Digits { whole: rest.replace(last, ""), fraction: String::new() })
        } else {
            Err(MoneyError::Form)
        };
    }
    if separators.len() > 1 {
        // 1,234.50 or 1.234,50: the last separator is the decimal one, the others group.
        let group = if last == '.' { ',' } else { '.' };
        if whole.contains(last) || !groups_well(whole, group) {
            return Err(MoneyError::Form);
        }
        return Ok(Digits { whole: whole.replace(group, ""), fraction: fraction.to_owned() });
    }
    if fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0') {
        if digits == 0 {
            return Ok(Digits { whole: format!("{whole}{fraction}"), fraction: String::new() });
        }
        return Err(MoneyError::Ambiguous(format!("{whole}{fraction}"), format!("{whole}.{fraction}0")));
    }
    if fraction.is_empty() || whole.is_empty() {
        return Err(MoneyError::Form);
    }
    Ok(Digits { whole: whole.to_owned(), fraction: fraction.to_owned() })
}

fn are_figures(text: &str) -> bool {
    !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A typed number in its usual width, without what only sets its thousands apart.
fn unspaced(text: &str) -> String {
    let spaces = |character: &char| character.is_whitespace() || matches!(character, '\'' | '’' | '_');
    text.chars().map(usual_width).filter(|character| !spaces(character)).collect()
}

impl Money {
    /// An amount of minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing.
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The minor units.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The sum; none when currencies differ or it is too large.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        Some(Self { minor: self.minor.checked_add(other.minor)?, currency: self.currency })
    }

    /// Reads a typed amount.
    ///
    /// # Errors
    /// [`MoneyError`] with the sentence to show; an amount that can be read in two ways is refused.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let digits = currency.digits();
        let plain = if text.len() > 200 { String::new() } else { unspaced(text) };
        let (mark, rest) = split_currency(&plain);
        if mark.is_some_and(|mark| !goes_by(currency, mark)) {
            return Err(MoneyError::Currency(currency.code()));
        }
        let parts = match rest.split_once('.') {
            // A currency with three decimals is printed so on every page, and reads back as it is printed.
            Some((whole, fraction)) if digits == 3 && [whole, fraction].iter().all(|it| are_figures(it)) => {
                Ok(Digits { whole: whole.to_owned(), fraction: fraction.to_owned() })
            }
            _ => read_number(text, digits),
        };
        let Digits { whole, fraction } = parts.map_err(|error| match error {
            MoneyError::Ambiguous(whole, fraction) => {
                let kept = fraction.len() - 4 + usize::try_from(digits).unwrap_or(2);
                MoneyError::Ambiguous(whole, fraction[..kept].to_owned())
            }
            other => other,
        })?;
        let wanted = usize::try_from(digits).unwrap_or(2);
        if fraction.trim_end_matches('0').len() > wanted {
            return Err(if digits == 0 { MoneyError::Whole(currency.code()) } else { MoneyError::Decimals(digits) });
        }
        let fraction = format!("{:0<wanted$}", &fraction[..fraction.len().min(wanted)]);
        let minor: i64 = format!("{whole}{fraction}").parse().map_err(|_| MoneyError::TooLarge)?;
        Ok(Self { minor, currency })
    }

    /// The amount with its currency's code: `USD 1,234.50`.
    pub fn with_code(self) -> String {
        format!("{} {self}", self.currency.code())
    }

    /// The amount as a form holds it: `1234.50`.
    pub fn plain(self) -> String {
        self.to_string().replace(',', "")
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.currency.digits();
        let unit = 10_u64.pow(digits);
        let amount = self.minor.unsigned_abs();
        let whole = group(amount / unit);
        let sign = if self.minor < 0 { "−" } else { "" };
        if digits == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{:0width$}", amount % unit, width = usize::try_from(digits).unwrap_or(2))
        }
    }
}

/// A whole number with commas between its thousands.
pub fn group(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usd(text: &str) -> Result<i64, MoneyError> {
        Money::parse(text, Currency::USD).map(Money::minor)
    }

    #[test]
    fn amounts_are_read_as_people_paste_them() {
        for (text, minor) in [
            ("1234.5", 123_450),
            ("1,234.50", 123_450),
            ("1.234,50", 123_450),
            ("$ 1'234.50", 123_450),
            ("USD 1 234,50", 123_450),
            ("1,234,567", 123_456_700),
            ("0.10", 10),
            ("7", 700),
            ("0.100", 10),
            ("１，２３４．５０", 123_450),
            ("1\u{A0}234,50 USD", 123_450),
        ] {
            assert_eq!(usd(text), Ok(minor), "{text}");
        }
    }

    #[test]
    fn an_amount_that_reads_both_ways_asks_which_is_meant() {
        let error = usd("1,234").expect_err("ambiguous");
        assert_eq!(error.to_string(), "Write 1234 or 1.23: this amount can be read both ways");
        let yen: Currency = "JPY".parse().expect("yen");
        assert_eq!(Money::parse("1,234", yen).map(Money::minor), Ok(1234));
    }

    #[test]
    fn what_is_no_amount_is_refused_with_words() {
        assert_eq!(usd("-5"), Err(MoneyError::Negative));
        assert_eq!(usd("1.005"), Err(MoneyError::Ambiguous("1005".into(), "1.00".into())));
        assert_eq!(usd("10.0055"), Err(MoneyError::Decimals(2)));
        assert_eq!(usd("1e9"), Err(MoneyError::Form));
        assert_eq!(usd("NaN"), Err(MoneyError::Form));
        assert_eq!(usd("99999999999999999999"), Err(MoneyError::TooLarge));
        assert_eq!(usd("1,23,456"), Err(MoneyError::Form));
        assert_eq!(usd("1USD2"), Err(MoneyError::Form));
        assert_eq!(usd("EUR 5"), Err(MoneyError::Currency("USD")));
        assert_eq!(usd("£5"), Err(MoneyError::Currency("USD")));
        assert_eq!(Money::parse("1.5", "JPY".parse().expect("yen")), Err(MoneyError::Whole("JPY")));
    }

    #[test]
    fn a_currency_of_three_decimals_reads_back_as_it_is_shown_and_asks_about_a_comma() {
        let dinar: Currency = "KWD".parse().expect("a currency");
        assert_eq!(Money::parse("250.500", dinar).map(Money::minor), Ok(250_500));
        assert_eq!(Money::parse("KWD 1,250.500", dinar).map(Money::minor), Ok(1_250_500));
        let asked = Money::parse("1,250", dinar).expect_err("it reads both ways");
        assert_eq!(asked, MoneyError::Ambiguous("1250".into(), "1.250".into()));
    }

    proptest! {
        #[test]
        fn every_amount_reads_back_as_it_is_shown(minor in prop_oneof![0_i64..=2_000_000, 0_i64..=9_000_000_000_000], code in 0..Currency::CODES.len()) {
            let money = Money::new(minor, Currency::CODES[code].parse().expect("a currency"));
            prop_assert_eq!(Money::parse(&money.with_code(), money.currency()), Ok(money), "{}", money.with_code());
            prop_assert_eq!(Money::parse(&money.plain(), money.currency()), Ok(money).map_err(|_: ()| MoneyError::Form), "{}", money.plain());
        }

        #[test]
        fn nothing_typed_panics(text in any::<String>()) {
            let _ = usd(&text);
        }

        #[test]
        fn no_number_like_text_panics_and_none_reads_as_more_figures_than_it_has(text in "[0-9., '’()€$−-]{0,30}") {
            if let Ok(minor) = usd(&text) {
                let figures = text.chars().filter(char::is_ascii_digit).count();
                prop_assert!(minor.to_string().len() <= figures + 2, "{text} reads as {minor}");
            }
        }
    }
}
