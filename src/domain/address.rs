//! Street addresses, with the fields that each country has.

use crate::country::Country;

/// A street address. Made by [`Address::new`], which knows what its country needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The country, which decides about the rest.
    pub country: Country,
    /// Street and number.
    pub line1: String,
    /// Building, floor, care of.
    pub line2: Option<String>,
    /// City or post town.
    pub city: String,
    /// State, province, county or prefecture.
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
}

/// What a country's addresses have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// What the region is called; empty where addresses have none.
    pub region: &'static str,
    /// Whether the region must be given.
    pub region_required: bool,
    /// What the postal code is called; empty where there is none.
    pub postal_code: &'static str,
    /// The form of the postal code: `9` a figure, `A` a letter, `*` either, others themselves; alternatives by `|`.
    pub pattern: &'static str,
    /// An example, for the error.
    pub example: &'static str,
}

impl Format {
    /// What addresses have of which no more is known.
    pub const COMMON: Self =
        Self { region: "Region", region_required: false, postal_code: "Postal code", pattern: "", example: "" };

    /// What addresses of a country have (Universal Postal Union, POST*CODE address formats).
    pub fn of(country: Country) -> Self {
        let format = |region, region_required, postal_code, pattern, example| Self {
            region,
            region_required,
            postal_code,
            pattern,
            example,
        };
        match country.code() {
            "US" => format("State", true, "ZIP code", "99999|99999-9999", "10281"),
            "GB" => format("County", false, "Postcode", "A9 9AA|A99 9AA|AA9 9AA|AA99 9AA|A9A 9AA|AA9A 9AA", "SW1A 1AA"),
            "CA" => format("Province", true, "Postal code", "A9A 9A9", "K1A 0B1"),
            "AU" => format("State", true, "Postcode", "9999", "2000"),
            "DE" | "ES" | "FR" | "FI" | "UA" | "TR" => format("", false, "Postal code", "99999", "10115"),
            "IT" => format("Province", true, "Postal code", "99999", "24121"),
            "MX" => format("State", true, "Postal code", "99999", "06600"),
            "AT" | "BE" | "CH" | "DK" | "NO" => format("", false, "Postal code", "9999", "1010"),
            "NZ" | "ZA" => format("", false, "Postal code", "9999", "6011"),
            "NL" => format("", false, "Postal code", "9999 AA", "1012 JS"),
            "PL" => format("", false, "Postal code", "99-999", "00-001"),
            "PT" => format("", false, "Postal code", "9999-999", "1100-148"),
            "SE" | "GR" | "CZ" => format("", false, "Postal code", "999 99", "111 22"),
            "IE" => format("County", false, "Eircode", "*** ****", "D02 AF30"),
            "IN" => format("State", true, "PIN code", "999999", "560001"),
            "BR" => format("State", true, "CEP", "99999-999", "01310-100"),
            "JP" => format("Prefecture", true, "Postal code", "999-9999", "100-0001"),
            "KR" => format("Province", false, "Postal code", "99999", "03051"),
            "SG" | "RO" => format("", false, "Postal code", "999999", "049483"),
            "IL" => format("", false, "Postal code", "9999999", "6100001"),
            "HK" => format("District", false, "", "", ""),
            "AE" => format("Emirate", true, "", "", ""),
            _ => Self::COMMON,
        }
    }
}

/// Which field of an address is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressError {
    /// `region` or `postal_code`.
    pub field: &'static str,
    /// The sentence to show.
    pub message: String,
}

impl Address {
    /// An address with what its country needs; a postal code gets its spaces and dashes where they belong.
    ///
    /// # Errors
    /// Each field that is missing or has another form than its country's.
    pub fn new(mut address: Self) -> Result<Self, Vec<AddressError>> {
        let format = Format::of(address.country);
        let mut errors = Vec::new();
        // What the country's addresses do not need is kept all the same: somebody typed it.
        if format.region_required && address.region.is_none() {
            let message = format!("Enter the {}", format.region.to_lowercase());
            errors.push(AddressError { field: "region", message });
        }
        let name = postal_name(format);
        match &address.postal_code {
            None if !format.pattern.is_empty() => {
                errors.push(AddressError { field: "postal_code", message: format!("Enter the {name}") });
            }
            None => {}
            Some(code) if format.pattern.is_empty() && code.chars().count() > 12 => {
                let message = format!("Shorten the {name} to 12 characters");
                errors.push(AddressError { field: "postal_code", message });
            }
            Some(_) if format.pattern.is_empty() => {}
            Some(code) => match format.pattern.split('|').find_map(|pattern| fit(code, pattern)) {
                Some(code) => address.postal_code = Some(code),
                None => {
                    let message = format!("Enter the {name} in the form {}", format.example);
                    errors.push(AddressError { field: "postal_code", message });
                }
            },
        }
        if errors.is_empty() { Ok(address) } else { Err(errors) }
    }

    /// The address by which the same one is found again, however it is spaced, dotted or capitalised. The region is left
    /// out: many give it or not for one and the same place.
    pub fn key(&self) -> String {
        use unicode_normalization::UnicodeNormalization as _;
        let parts = [Some(&self.line1), self.line2.as_ref(), Some(&self.city), self.postal_code.as_ref()];
        let plain =
            |text: &String| text.nfkc().flat_map(char::to_lowercase).filter(|it| it.is_alphanumeric()).collect();
        let parts: Vec<String> = parts.into_iter().flatten().map(plain).collect();
        format!("{}\0{}", self.country.code(), parts.concat())
    }

    /// The address as it is written on an envelope in its country, a line each.
    pub fn lines(&self) -> Vec<String> {
        let code = self.postal_code.as_deref().unwrap_or("");
        let region = self.region.as_deref().unwrap_or("");
        let join = |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
        let town = match self.country.code() {
            "US" | "CA" | "AU" | "IN" | "BR" | "MX" if !region.is_empty() => {
                join(&[&format!("{},", self.city), region, code])
            }
            "GB" | "IE" | "NZ" | "SG" | "ZA" | "HK" | "AE" | "KR" | "JP" => join(&[&self.city, region, code]),
            _ => join(&[code, &self.city, region]),
        };
        let mut lines = vec![self.line1.clone()];
        lines.extend(self.line2.clone());
        lines.push(town);
        lines.push(self.country.name().to_owned());
        lines
    }
}

fn postal_name(format: Format) -> String {
    // Abbreviations keep their capitals inside a sentence.
    match format.postal_code {
        "" => "postal code".to_owned(),
        name @ ("ZIP code" | "PIN code" | "CEP" | "Eircode") => name.to_owned(),
        name => name.to_lowercase(),
    }
}

/// The code in the pattern's form, whatever spaces and dashes it was typed with.
fn fit(code: &str, pattern: &str) -> Option<String> {
    let typed: Vec<char> =
        code.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let mut typed = typed.into_iter();
    let mut fitted = String::new();
    for wanted in pattern.chars() {
        let kind: fn(&char) -> bool = match wanted {
            '9' => char::is_ascii_digit,
            'A' => char::is_ascii_alphabetic,
            '*' => char::is_ascii_alphanumeric,
            separator => {
                fitted.push(separator);
                continue;
            }
        };
        fitted.push(typed.next().filter(kind)?);
    }
    typed.next().is_none().then_some(fitted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(country: &str, region: Option<&str>, code: Option<&str>) -> Result<Address, Vec<AddressError>> {
        Address::new(Address {
            country: country.parse().expect("a country"),
            line1: "1 Main Street".into(),
            line2: None,
            city: "Town".into(),
            region: region.map(Into::into),
            postal_code: code.map(Into::into),
        })
    }

    #[test]
    fn a_postal_code_is_put_into_its_countrys_form() {
        for (country, region, typed, stored) in [
            ("GB", None, "sw1a1aa", "SW1A 1AA"),
            ("NL", None, "1012js", "1012 JS"),
            ("PL", None, "00001", "00-001"),
            ("US", Some("NY"), "102811234", "10281-1234"),
            ("CA", Some("ON"), "k1a-0b1", "K1A 0B1"),
        ] {
            assert_eq!(address(country, region, Some(typed)).expect(country).postal_code.as_deref(), Some(stored));
        }
    }

    #[test]
    fn what_a_country_needs_is_asked_for_by_its_name() {
        let errors = address("US", None, Some("1")).expect_err("no state, a short code");
        assert_eq!(errors[0].message, "Enter the state");
        assert_eq!(errors[1].message, "Enter the ZIP code in the form 10281");
        assert!(address("HK", None, None).is_ok());
        assert!(address("AE", Some("Dubai"), None).is_ok());
        assert!(address("AF", None, Some("1001")).is_ok(), "of its form nothing is known");
        let kept = address("HK", None, Some("999077")).expect("none is needed");
        assert_eq!(kept.postal_code.as_deref(), Some("999077"));
        assert_eq!(
            address("DE", Some("Brandenburg"), Some("10115")).expect("DE").region.as_deref(),
            Some("Brandenburg")
        );
    }
}
