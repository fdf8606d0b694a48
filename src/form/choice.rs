//! What a list or a set of radio buttons offers.

use inset_domain::country::Country;
use inset_domain::money::Currency;
use inset_domain::period::TimeZone;
use inset_domain::reason::{ReasonCode, ReasonFor};
use inset_domain::user::Channel;
use serde::Serialize;

/// One option.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A sentence below it.
    pub hint: Option<&'static str>,
    /// What is usually said with it, for a field of words beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<&'static str>,
}

impl Choice {
    /// An option.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, words: None }
    }
}

/// The options of a stored list, from its `ALL` with `as_str` and `label`.
#[macro_export]
macro_rules! choices {
    ($list:ty) => {
        <$list>::ALL
            .iter()
            .map(|value| $crate::form::choice::Choice::new(value.as_str(), value.label()))
            .collect::<Vec<_>>()
    };
}

/// Every country by its name.
pub fn countries() -> Vec<Choice> {
    Country::all().iter().map(|country| Choice::new(country.code(), country.name())).collect()
}

/// The currencies in which orders are placed and accounts paid.
pub fn currencies() -> Vec<Choice> {
    Currency::CODES.iter().map(|code| Choice::new(*code, *code)).collect()
}

/// The time zones offered.
pub fn time_zones() -> Vec<Choice> {
    TimeZone::OFFERED.iter().map(|zone| Choice::new(*zone, zone.replace('_', " "))).collect()
}

/// How a person wishes to be reached.
pub fn channels() -> Vec<Choice> {
    choices!(Channel)
}

/// The same with what is usually said with each, where one list stands on its page.
pub fn worded_reasons(about: ReasonFor) -> Vec<Choice> {
    let worded = |it: &ReasonCode| Choice { words: Some(it.usual_words()), ..Choice::new(it.as_str(), it.label()) };
    about.codes().iter().map(worded).collect()
}

/// What is late, where a list shows that alone; `code` is what its address says then.
pub fn late_ones(code: &str) -> Vec<Choice> {
    vec![Choice::new(code, "Late ones")]
}

/// The reasons that a decision of this kind may name.
pub fn reasons(about: ReasonFor) -> Vec<Choice> {
    about.codes().iter().map(|code| Choice::new(code.as_str(), code.label())).collect()
}
