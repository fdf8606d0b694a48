//! Countries, as ISO 3166-1 names them.

use std::fmt;
use std::str::FromStr;

/// A country, by its alpha-2 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Country(&'static str);

/// A code that no country has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose a country from the list")]
pub struct UnknownCountry;

impl Country {
    /// The alpha-2 code.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// The name, as ISO gives it in English without its political additions.
    pub fn name(self) -> &'static str {
        let name = rust_iso3166::from_alpha2(self.0).map_or(self.0, |country| country.name);
        match self.0 {
            "GB" => "United Kingdom",
            "US" => "United States",
            "KR" => "South Korea",
            "TW" => "Taiwan",
            "CZ" => "Czechia",
            _ => name.split(" (").next().unwrap_or(name),
        }
    }

    /// Every country, by name.
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = rust_iso3166::ALL.iter().map(|country| Self(country.alpha2)).collect();
        all.sort_by_key(|country| country.name());
        all
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;
    fn from_str(text: &str) -> Result<Self, UnknownCountry> {
        let code = text.trim().to_ascii_uppercase();
        rust_iso3166::from_alpha2(&code).map(|country| Self(country.alpha2)).ok_or(UnknownCountry)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_reads_back_and_has_a_name() {
        assert!(Country::all().len() > 240);
        for country in Country::all() {
            assert_eq!(country.code().to_lowercase().parse(), Ok(country));
            assert!(country.name().len() > 2);
        }
    }
}
