//! Countries, as ISO 3166-1 names them.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;

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

    /// The name, as ISO gives it in English without its political additions, or the common one where that is known better
    /// or two countries would have the same. No two countries have one name.
    pub fn name(self) -> &'static str {
        let name = rust_iso3166::from_alpha2(self.0).map_or(self.0, |country| country.name);
        match self.0 {
            "GB" => "United Kingdom",
            "US" => "United States",
            "KR" => "South Korea",
            "KP" => "North Korea",
            "CG" => "Congo (Brazzaville)",
            "CD" => "Congo (Kinshasa)",
            "VG" => "British Virgin Islands",
            "VI" => "US Virgin Islands",
            "BN" => "Brunei",
            "LA" => "Laos",
            "RU" => "Russia",
            "SY" => "Syria",
            "VN" => "Vietnam",
            "TW" => "Taiwan",
            "CZ" => "Czechia",
            _ => name.split(" (").next().unwrap_or(name),
        }
    }

    /// Every country, by name as people look it up: a letter with an accent stands where the letter without it does.
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<Country>> = LazyLock::new(|| {
            let mut all: Vec<Country> = rust_iso3166::ALL.iter().map(|country| Country(country.alpha2)).collect();
            all.sort_by_cached_key(|country| letters(country.name()));
            all
        });
        &ALL
    }
}

/// A name's letters and spaces, without accents, marks and capitals.
fn letters(name: &str) -> String {
    name.nfd().filter(|it| it.is_alphanumeric() || *it == ' ').flat_map(char::to_lowercase).collect()
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
            assert_eq!(country.code().to_lowercase().parse(), Ok(*country));
            assert!(country.name().len() > 2);
        }
    }

    #[test]
    fn no_two_countries_have_one_name() {
        let mut names: Vec<&str> = Country::all().iter().map(|country| country.name()).collect();
        names.sort_unstable();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn accents_do_not_move_a_country_in_the_list() {
        let place = |code: &str| Country::all().iter().position(|country| country.code() == code).expect(code);
        for around in
            [["AF", "AX", "AL"], ["CR", "CI", "HR"], ["QA", "RE", "RO"], ["CU", "CW", "CY"], ["TN", "TR", "TM"]]
        {
            let [before, between, after] = around.map(place);
            assert!(before + 1 == between && between + 1 == after, "{around:?}");
        }
    }
}
