//! The fields of a street address: country first, then what that country's addresses have.

use super::choice::{Choice, countries};
use super::{Reader, Typed};
use inset_domain::address::{Address, Format};
use inset_domain::country::Country;
use inset_domain::text::AddressLine;
use serde::Serialize;

/// What the address component needs besides the form.
#[derive(Debug, Clone, Serialize)]
pub struct AddressFields {
    /// The countries.
    pub countries: Vec<Choice>,
    /// What the country calls its region and postal code; empty leaves a field out.
    pub labels: Labels,
    /// Whether the region must be given.
    pub region_required: bool,
    /// Whether the postal code must be given.
    pub postal_required: bool,
}

/// The country's own words.
#[derive(Debug, Clone, Serialize)]
pub struct Labels {
    /// For the region.
    pub region: &'static str,
    /// For the postal code.
    pub postal_code: &'static str,
}

impl AddressFields {
    /// The fields for the country that is filled in; for all countries before one is.
    pub fn of(typed: &Typed) -> Self {
        let format = typed.get("country").parse().map(|country: Country| Format::of(country)).ok();
        let (region, postal_code) = format.map_or(("Region", "Postal code"), |it| (it.region, it.postal_code));
        Self {
            countries: countries(),
            labels: Labels { region, postal_code },
            region_required: format.is_some_and(|it| it.region_required),
            postal_required: format.is_some_and(|it| !it.pattern.is_empty()),
        }
    }
}

/// Fills the fields in.
pub fn fill(typed: Typed, address: &Address) -> Typed {
    typed
        .with("country", address.country.code())
        .with("line1", &address.line1)
        .with_some("line2", address.line2.as_ref())
        .with("city", &address.city)
        .with_some("region", address.region.as_ref())
        .with_some("postal_code", address.postal_code.as_ref())
}

/// Reads the fields.
pub fn read(reader: &mut Reader<'_>) -> Option<Address> {
    let country = reader.required::<Country>("country", "Choose the country");
    let line1 = reader.required::<AddressLine>("line1", "Enter the street and number");
    let line2 = reader.optional::<AddressLine>("line2");
    let city = reader.required::<AddressLine>("city", "Enter the town or city");
    let region = reader.optional::<AddressLine>("region");
    let postal_code = reader.optional::<AddressLine>("postal_code");
    let text = |line: AddressLine| line.to_string();
    let address = Address {
        country: country?,
        line1: text(line1?),
        line2: line2.map(text),
        city: text(city?),
        region: region.map(text),
        postal_code: postal_code.map(text),
    };
    match Address::new(address) {
        Ok(address) => Some(address),
        Err(errors) => {
            errors.into_iter().for_each(|error| reader.error(error.field, error.message));
            None
        }
    }
}
