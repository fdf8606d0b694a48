//! The fields of a street address: country first, then what that country's addresses have.

use super::choice::{Choice, countries};
use super::{Reader, Typed};
use inset_domain::address::{Address, Format};
use inset_domain::company::Company;
use inset_domain::country::Country;
use inset_domain::text::AddressLine;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What the address component needs besides the form.
#[derive(Debug, Clone, Serialize)]
pub struct AddressFields {
    /// The countries.
    pub countries: Vec<Choice>,
    /// What the chosen country calls its region and postal code; neutral words where it has none, or none is chosen.
    pub labels: Labels,
    /// Whether the region must be given.
    pub region_required: bool,
    /// Whether the postal code must be given.
    pub postal_required: bool,
    /// The field that the chosen country does not have, which goes where a script can bring it back.
    pub lacks: &'static str,
    /// What every country has, for the script that follows the choice: `{"US": [["State", true], ["ZIP code", true]], …}`,
    /// `*` for the countries that are not named and the empty code for no country yet.
    pub formats: &'static str,
}

/// The country's own words.
#[derive(Debug, Clone, Serialize)]
pub struct Labels {
    /// For the region.
    pub region: &'static str,
    /// For the postal code.
    pub postal_code: &'static str,
}

/// Labels that are right whatever country is chosen.
const ANY_REGION: &str = "State, province or county, if any";
const ANY_POSTAL_CODE: &str = "Postal code, if any";

static FORMATS: LazyLock<String> = LazyLock::new(|| {
    let parts = |it: Format| json!([[it.region, it.region_required], [it.postal_code, !it.pattern.is_empty()]]);
    let named = Country::all().iter().map(|country| (country.code(), Format::of(*country)));
    let named = named.filter(|(_, format)| *format != Format::COMMON).map(|(code, format)| (code, parts(format)));
    let others = [("*", parts(Format::COMMON)), ("", json!([[ANY_REGION, true], [ANY_POSTAL_CODE, true]]))];
    json!(named.chain(others).collect::<BTreeMap<_, _>>()).to_string()
});

impl AddressFields {
    /// The fields for the country that is filled in; for all countries before one is.
    pub fn of(typed: &Typed) -> Self {
        let format = typed.get("country").parse().ok().map(Format::of);
        let own = |word: Option<&'static str>, any| word.filter(|word| !word.is_empty()).unwrap_or(any);
        Self {
            countries: countries(),
            labels: Labels {
                region: own(format.map(|it| it.region), ANY_REGION),
                postal_code: own(format.map(|it| it.postal_code), ANY_POSTAL_CODE),
            },
            // Words that say "if any" carry no "(optional)" besides.
            region_required: format.is_none_or(|it| it.region_required || it.region.is_empty()),
            postal_required: format.is_none_or(|it| !it.pattern.is_empty() || it.postal_code.is_empty()),
            lacks: match format {
                Some(format) if format.region.is_empty() => "region",
                Some(format) if format.postal_code.is_empty() => "postal_code",
                _ => "",
            },
            formats: &FORMATS,
        }
    }
}

/// Begins another address with the company's, where it has one: nobody types the same address twice.
pub fn begin(typed: Typed, company: Option<&Company>) -> Typed {
    match company {
        Some(company) => fill(typed, &company.details.address),
        None => typed,
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

/// Reads the fields: what the country asks of region and postal code is said at once with what else is missing.
pub fn read(reader: &mut Reader<'_>) -> Option<Address> {
    let country = reader.required::<Country>("country", "Choose the country");
    let line1 = reader.required::<AddressLine>("line1", "Enter the street and number");
    let line2 = reader.optional::<AddressLine>("line2");
    let city = reader.required::<AddressLine>("city", "Enter the town or city");
    let region = reader.optional::<AddressLine>("region");
    let postal_code = reader.optional::<AddressLine>("postal_code");
    let text = |line: Option<AddressLine>| line.map(|line| line.to_string());
    let is_whole = line1.is_some() && city.is_some();
    let address = Address {
        country: country?,
        line1: text(line1).unwrap_or_default(),
        line2: text(line2),
        city: text(city).unwrap_or_default(),
        region: text(region),
        postal_code: text(postal_code),
    };
    match Address::new(address) {
        Ok(address) => is_whole.then_some(address),
        Err(errors) => {
            // A field that could not even be read has its error already.
            let known = |field| reader.has_error(field);
            let errors: Vec<_> = errors.into_iter().filter(|error| !known(error.field)).collect();
            errors.into_iter().for_each(|error| reader.error(error.field, error.message));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let typed = fields.iter().fold(Typed::default(), |typed, (name, value)| typed.with(*name, value));
        let mut reader = Reader::new(&typed);
        read(&mut reader);
        let found = reader.finish(|| Some(())).err().unwrap_or_default();
        found.iter().map(|error| (error.field.clone(), error.message.clone())).collect()
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        let fields: Vec<String> =
            errors(&[("country", "US"), ("postal_code", "1")]).into_iter().map(|it| it.0).collect();
        assert_eq!(fields, ["line1", "city", "region", "postal_code"]);
        let hidden = errors(&[("country", "US"), ("line1", "1 Main St"), ("city", "Town"), ("region", "a\u{202E}")]);
        assert_eq!(hidden.iter().filter(|(field, _)| field == "region").count(), 1, "{hidden:?}");
    }

    #[test]
    fn labels_are_the_countrys_own_or_right_for_every_country() {
        let of = |country: &str| AddressFields::of(&Typed::default().with("country", country));
        let us = of("US");
        assert_eq!((us.labels.region, us.region_required, us.labels.postal_code), ("State", true, "ZIP code"));
        let gb = of("GB");
        assert_eq!((gb.labels.region, gb.region_required, gb.postal_required), ("County", false, true));
        for country in ["", "DE", "HK"] {
            let fields = of(country);
            assert!(fields.labels.region == ANY_REGION || fields.labels.postal_code == ANY_POSTAL_CODE, "{country}");
        }
        assert_eq!(["", "GB", "DE", "HK"].map(|country| of(country).lacks), ["", "", "region", "postal_code"]);
        let formats: serde_json::Value = serde_json::from_str(us.formats).expect("JSON");
        assert_eq!(formats["US"], json!([["State", true], ["ZIP code", true]]));
        assert_eq!(formats["HK"], json!([["District", false], ["", false]]));
        assert!(formats.get("AF").is_none() && formats.get("*").is_some());
        assert!(us.formats.len() < 3000, "it goes with every page that asks for an address");
    }
}
