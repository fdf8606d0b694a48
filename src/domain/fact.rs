//! A fact of a record as people read it, with the name of the field that gave it.

/// A fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The field of its form.
    pub field: &'static str,
    /// What it is.
    pub label: &'static str,
    /// What it says.
    pub value: String,
}

impl Fact {
    /// A fact.
    pub fn new(field: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        Self { field, label, value: value.into() }
    }

    /// A fact that may be missing; none where it is.
    pub fn some(field: &'static str, label: &'static str, value: Option<impl ToString>) -> Option<Self> {
        value.map(|value| Self { field, label, value: value.to_string() })
    }
}

/// A box that is ticked or not, in words.
pub fn yes_no(ticked: bool) -> &'static str {
    if ticked { "Yes" } else { "No" }
}
