//! Forms: what was typed, what it means, and what is wrong with it.

pub mod address;
pub mod askable;
pub mod choice;
pub mod company;
pub mod disclosure;
pub mod look;
pub mod person;
pub mod privacy_request;
pub mod reason;
pub mod signing;

use actix_web::http::StatusCode;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// What was typed, by field name. It comes back with the page when something is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    /// Reads a posted body. Names beginning with `_` are the form's own and left out.
    pub fn from_body(body: &[u8]) -> Self {
        Self(
            url::form_urlencoded::parse(body)
                .filter(|(name, _)| !name.starts_with('_'))
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// What was typed into a field; empty where there was nothing.
    pub fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// The same with a value filled in.
    #[must_use]
    pub fn with(mut self, field: impl Into<String>, value: impl ToString) -> Self {
        self.0.insert(field.into(), value.to_string());
        self
    }

    /// The same with a value filled in where there is one.
    #[must_use]
    pub fn with_some(self, field: impl Into<String>, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(field, value),
            None => self,
        }
    }

    /// The same without a field: secrets never come back.
    #[must_use]
    pub fn without(mut self, field: &str) -> Self {
        self.0.remove(field);
        self
    }

    /// The same without what lets a person in.
    #[must_use]
    pub fn without_keys(self) -> Self {
        LETS_IN.iter().fold(self, |typed, field| typed.without(field))
    }

    /// What was typed, for reading: label and value of every fact that is there, secrets by their last four characters.
    pub fn facts(&self) -> impl Iterator<Item = (String, String)> {
        let there = self.iter().filter(|(name, value)| is_fact(name) && !value.trim().is_empty());
        there.map(|(name, value)| {
            let shown = if SECRETS.contains(&name) {
                let skip = value.trim().chars().count().saturating_sub(4);
                inset_domain::secret::masked(&value.trim().chars().skip(skip).collect::<String>())
            } else {
                value.to_owned()
            };
            (in_words(name), shown)
        })
    }

    /// The fields as a body again.
    pub fn to_body(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    /// The version of the record that the form was opened with: zero for a record that is new, none for what no form of
    /// ours holds.
    pub fn version(&self) -> Option<i64> {
        match self.get("version").trim() {
            "" => Some(0),
            // No record is saved so often; a number that is larger still would leave no room to count on.
            text => text.parse::<u32>().ok().map(i64::from),
        }
    }

    /// Every field with its value, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Fields that hold what lets a person in: they are kept nowhere.
const LETS_IN: [&str; 6] = ["password", "new_password", "code", "recovery_code", "credential", "ceremony"];

/// Fields that steer a form and are no facts.
const STEERING: [&str; 4] = ["version", "step", "remove", "paste"];

/// Fields whose record is never shown whole.
pub const SECRETS: [&str; 5] = ["tax_id", "card_token", "iban", "account_number", "paypal_email"];

fn is_fact(name: &str) -> bool {
    !STEERING.contains(&name) && !name.ends_with(".id")
}

/// One thing that is wrong, with the field it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name, which is also its id on the page.
    pub field: String,
    /// What to do about it.
    pub message: String,
}

/// Everything that is wrong with a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormErrors(Vec<FieldError>);

impl FormErrors {
    /// One error.
    pub fn one(field: impl Into<String>, message: impl ToString) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    /// Adds an error.
    pub fn add(&mut self, field: impl Into<String>, message: impl ToString) {
        self.0.push(FieldError { field: field.into(), message: message.to_string() });
    }

    /// The same in the order of these fields, where parts of a form are read in another one; what is of none comes last.
    pub fn in_order(mut self, fields: &[&str]) -> Self {
        self.0.sort_by_key(|error| fields.iter().position(|field| *field == error.field).unwrap_or(fields.len()));
        self
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The errors.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }
}

/// A form as its page shows it: what was typed, and what is wrong with it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormState {
    /// What was typed.
    pub values: Typed,
    /// The first error of each field.
    pub errors: BTreeMap<String, String>,
    /// Every error, for the summary.
    pub summary: Vec<FieldError>,
    /// Whether someone else saved the record meanwhile.
    pub overtaken: bool,
    /// What they saved, where it differs from what was typed.
    pub conflicts: Vec<Conflict>,
}

/// A field that two people changed.
#[derive(Debug, Clone, Serialize)]
pub struct Conflict {
    /// The field's name in words.
    pub label: String,
    /// What is on record now.
    pub on_record: String,
    /// What was typed.
    pub typed: String,
}

impl FormState {
    /// A form as it is first shown.
    pub fn new(values: Typed) -> Self {
        Self { values, ..Self::default() }
    }

    /// A form that comes back with its errors.
    pub fn failed(values: Typed, errors: FormErrors) -> Self {
        let mut by_field = BTreeMap::new();
        for error in &errors.0 {
            by_field.entry(error.field.clone()).or_insert_with(|| error.message.clone());
        }
        Self { values, errors: by_field, summary: errors.0, ..Self::default() }
    }

    /// A form that comes back because the record changed meanwhile: both values are shown, and what was typed is saved
    /// over the newer record only when it is sent again. A field that is empty on record is not in `current`, and differs
    /// all the same where something was typed.
    pub fn overtaken(typed: Typed, current: &Typed) -> Self {
        let same = |one: &str, other: &str| one.split_whitespace().eq(other.split_whitespace());
        let names: BTreeSet<&str> = current.iter().chain(typed.iter()).map(|(name, _)| name).collect();
        let conflicts = names
            .into_iter()
            .filter(|name| is_fact(name) && !SECRETS.contains(name) && !same(typed.get(name), current.get(name)))
            .map(|name| Conflict {
                label: in_words(name),
                on_record: current.get(name).to_owned(),
                typed: typed.get(name).to_owned(),
            })
            .collect();
        let values = typed.with("version", current.get("version"));
        Self { values, overtaken: true, conflicts, ..Self::default() }
    }

    /// Whether it came back with errors.
    pub fn has_failed(&self) -> bool {
        !self.summary.is_empty()
    }

    /// 409 for a form that was overtaken, 422 for one with errors, else 200.
    pub fn status(&self) -> StatusCode {
        match (self.overtaken, self.summary.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, true) => StatusCode::OK,
        }
    }
}

/// A field's name in words. Fields count their rows from nought, people from one.
pub fn in_words(field: &str) -> String {
    let counted =
        |word: &str| word.parse().map_or_else(|_| word.to_owned(), |row: u32| row.saturating_add(1).to_string());
    let words = field.split(['_', '.']).map(counted).collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// Reads the fields of a form, collecting what is wrong.
pub struct Reader<'t> {
    typed: &'t Typed,
    errors: FormErrors,
}

impl<'t> Reader<'t> {
    /// Begins to read.
    pub fn new(typed: &'t Typed) -> Self {
        Self { typed, errors: FormErrors::default() }
    }

    /// A field that must be given; `missing` says what to enter.
    pub fn required<T>(&mut self, field: &str, missing: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.typed.get(field).trim();
        if text.is_empty() {
            self.errors.add(field, missing);
            return None;
        }
        self.parsed(field, text.parse())
    }

    /// A field that may be left empty.
    pub fn optional<T>(&mut self, field: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.typed.get(field).trim();
        if text.is_empty() { None } else { self.parsed(field, text.parse()) }
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, field: &str) -> bool {
        !self.typed.get(field).is_empty()
    }

    /// What was typed into a field, trimmed.
    pub fn text(&self, field: &str) -> &'t str {
        self.typed.get(field).trim()
    }

    /// A value parsed elsewhere, or its error under `field`.
    pub fn parsed<T, E: std::fmt::Display>(&mut self, field: &str, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.errors.add(field, error);
                None
            }
        }
    }

    /// The version of the record that the form was opened with; zero for a record that is new.
    pub fn version(&mut self) -> i64 {
        let version = self.typed.version();
        if version.is_none() {
            self.error("", "Open the page again: this form does not say which version of the record it changes");
        }
        version.unwrap_or(0)
    }

    /// Notes an error.
    pub fn error(&mut self, field: &str, message: impl ToString) {
        self.errors.add(field, message);
    }

    /// Whether something is wrong with a field already.
    pub fn has_error(&self, field: &str) -> bool {
        self.errors.iter().any(|error| error.field == field)
    }

    /// Takes over another reader's errors, for instance of a part of the form.
    pub fn absorb<T>(&mut self, part: Result<T, FormErrors>) -> Option<T> {
        match part {
            Ok(value) => Some(value),
            Err(errors) => {
                self.errors.0.extend(errors.0);
                None
            }
        }
    }

    /// The value, where nothing is wrong; `build` is given by values that [`Reader::required`] returned.
    ///
    /// # Errors
    /// Everything that was found wrong.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, FormErrors> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        build().ok_or_else(|| FormErrors::one("form", "Fill in the form again: a part of it did not arrive"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overtaken_form_shows_what_differs_either_way_and_is_a_conflict_even_where_nothing_does() {
        let current = Typed::default().with("name", "Theirs").with("city", "Bergen").with("version", 2);
        let typed =
            Typed::default().with("name", "Mine").with("brand", "Kept").with("city", "Bergen").with("version", 1);
        let state = FormState::overtaken(typed, &current);
        let seen: Vec<_> =
            state.conflicts.iter().map(|it| (it.label.as_str(), it.on_record.as_str(), it.typed.as_str())).collect();
        assert_eq!(seen, [("Brand", "", "Kept"), ("Name", "Theirs", "Mine")]);
        assert_eq!(state.values.get("version"), "2");
        assert_eq!(FormState::overtaken(current.clone(), &current).status(), StatusCode::CONFLICT);
    }

    #[test]
    fn rows_count_from_one_in_words_and_a_version_that_is_no_number_is_not_read_as_none() {
        assert_eq!(in_words("line.0.rate"), "Line 1 rate");
        assert_eq!(in_words("billing_1_full_name"), "Billing 2 full name");
        assert_eq!(in_words("line1"), "Line1");
        for (typed, version) in
            [("", Some(0)), ("7", Some(7)), ("abc", None), ("-1", None), ("9223372036854775807", None)]
        {
            let typed = Typed::default().with("version", typed);
            assert_eq!(typed.version(), version);
            let mut read = Reader::new(&typed);
            read.version();
            assert_eq!(read.finish(|| Some(())).is_ok(), version.is_some());
        }
    }

    #[test]
    fn a_failed_form_names_every_field_and_keeps_what_was_typed() {
        let typed = Typed::from_body(b"name=&age=forty&_csrf=secret");
        let mut read = Reader::new(&typed);
        let name: Option<String> = read.required("name", "Enter the name");
        let age: Option<u8> = read.required("age", "Enter the age");
        let result = read.finish(|| Some((name?, age?)));
        let Err(errors) = result else { panic!("an empty name was accepted") };
        let state = FormState::failed(typed, errors);
        assert_eq!(state.summary.len(), 2);
        assert_eq!(state.errors["name"], "Enter the name");
        assert_eq!(state.values.get("age"), "forty");
        assert_eq!(state.values.get("_csrf"), "");
    }
}
