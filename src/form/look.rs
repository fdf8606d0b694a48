//! The fields of an in-picture look, and its preview.

use super::choice::Choice;
use super::{FormErrors, Typed};
use crate::choices;
use inset_domain::commercial::BlockedCategory;
use inset_domain::look::render::overlay;
use inset_domain::look::verdict::verdict;
use inset_domain::look::{BlockedAttribute, Fallback, Format, Look, Position, Trigger};
use serde::Serialize;

/// What the look component needs besides the form.
#[derive(Debug, Clone, Serialize)]
pub struct LookFields {
    triggers: Vec<Choice>,
    formats: Vec<Choice>,
    positions: Vec<Choice>,
    fallbacks: Vec<Choice>,
    categories: Vec<Choice>,
    attributes: Vec<Choice>,
}

/// A look drawn and judged.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    overlay: String,
    checks: Vec<CheckView>,
    passed: bool,
}

#[derive(Debug, Clone, Serialize)]
struct CheckView {
    name: &'static str,
    passed: bool,
    figure: String,
    advice: &'static str,
}

/// The words on the advertisement of a preview.
pub const HEADLINE: &str = "Walking boots, made in Bergamo";

impl Default for LookFields {
    fn default() -> Self {
        Self {
            triggers: choices!(Trigger),
            formats: choices!(Format),
            positions: choices!(Position),
            fallbacks: choices!(Fallback),
            categories: choices!(BlockedCategory),
            attributes: choices!(BlockedAttribute),
        }
    }
}

impl Preview {
    /// Draws and judges a look.
    pub fn of(look: &Look, headline: &str) -> Self {
        let checks: Vec<CheckView> = verdict(look, headline)
            .into_iter()
            .map(|check| CheckView {
                name: check.name,
                passed: check.passed,
                figure: check.figure,
                advice: check.advice,
            })
            .collect();
        Self { overlay: overlay(look, headline), passed: checks.iter().all(|check| check.passed), checks }
    }

    /// Whether every check is well.
    pub fn passed(&self) -> bool {
        self.passed
    }
}

/// Fills the fields in.
pub fn fill(look: &Look, version: i64) -> Typed {
    let mut typed = Typed::default().with("version", version);
    for (name, value) in look.fields() {
        typed = typed.with(name, value);
    }
    for category in &look.blocked_categories {
        typed = typed.with(format!("block_{}", category.as_str()), "yes");
    }
    for attribute in &look.blocked_attributes {
        typed = typed.with(format!("attribute_{}", attribute.as_str()), "yes");
    }
    typed
}

/// Reads a look.
///
/// # Errors
/// Every field that is wrong.
pub fn parse(typed: &Typed) -> Result<Look, FormErrors> {
    let ticked = |prefix: &str, codes: &[&str]| {
        let ticked: Vec<&str> =
            codes.iter().copied().filter(|code| !typed.get(&format!("{prefix}_{code}")).is_empty()).collect();
        ticked.join("\n")
    };
    let categories: Vec<&str> = BlockedCategory::ALL.iter().map(|category| category.as_str()).collect();
    let attributes: Vec<&str> = BlockedAttribute::ALL.iter().map(|attribute| attribute.as_str()).collect();
    let get = |name: &str| match name {
        "blocked_categories" => ticked("block", &categories),
        "blocked_attributes" => ticked("attribute", &attributes),
        _ => typed.get(name).to_owned(),
    };
    Look::from_fields(get).map_err(|errors| {
        let mut found = FormErrors::default();
        errors.into_iter().for_each(|error| found.add(error.field, error.message));
        found
    })
}

/// The look that was typed as far as it can be read: what is wrong stands as on record.
pub fn closest(typed: &Typed, on_record: &Look) -> Look {
    let mut good = typed.clone();
    for _ in 0..3 {
        match parse(&good) {
            Ok(look) => return look,
            Err(errors) => {
                let record = fill(on_record, 0);
                for error in errors.iter() {
                    good = good.with(error.field.clone(), record.get(&error.field));
                }
            }
        }
    }
    on_record.clone()
}
