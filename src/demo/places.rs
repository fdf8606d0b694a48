//! Where the demo's companies are: a country with its address, telephone, currency and words.

use inset_domain::payout::{Bic, Iban};
use inset_domain::tax_id::TaxId;

/// A town with what a company there would give.
pub(super) struct Place {
    /// ISO 3166-1 alpha-2.
    pub(super) country: &'static str,
    /// The town.
    pub(super) city: &'static str,
    /// A street, to which a house number is added where the country puts it.
    pub(super) street: &'static str,
    /// Whether the number stands before the street.
    pub(super) number_first: bool,
    /// The region, where the country's addresses have one.
    pub(super) region: Option<&'static str>,
    /// The postal code.
    pub(super) postal_code: &'static str,
    /// A number that the country's plan allows; its last two figures vary.
    pub(super) telephone: &'static str,
    /// The time zone.
    pub(super) zone: &'static str,
    /// ISO 4217.
    pub(super) currency: &'static str,
    /// The language of its sites, ISO 639-1.
    pub(super) language: &'static str,
    /// A tax id with a right check digit, where the country's rule is known.
    tax_id: Option<&'static str>,
    /// An IBAN with right check digits, where accounts there have one, and the bank's BIC.
    iban: Option<(&'static str, &'static str)>,
}

impl Place {
    /// The tax id of a company here: the place's, or the next one above it whose check digits are right.
    pub(super) fn tax_id(&self, who: usize) -> Option<TaxId> {
        let (country, text) = (self.country.parse().ok()?, self.tax_id?);
        let prefix = if text.starts_with(self.country) { self.country } else { "" };
        let figures: String = text.chars().filter(char::is_ascii_digit).collect();
        let first = figures.parse::<u64>().ok()? + who as u64 * 20_011;
        let id = |number: u64| TaxId::parse(&format!("{prefix}{number:0width$}", width = figures.len()), country).ok();
        // Of these at least one in a hundred has the right digits.
        (first..first + 1_000).find_map(id)
    }

    /// The IBAN of a company here, whose last figures are its own, with the bank's BIC.
    pub(super) fn iban(&self, who: usize) -> Option<(Iban, Bic)> {
        let (text, bic) = self.iban?;
        let (own, check) = (text.len() - 3, 2..=98_u8);
        let iban = |check: u8| format!("{}{check:02}{}{:03}", &text[..2], &text[4..own], who % 1_000).parse().ok();
        Some((check.into_iter().find_map(iban)?, bic.parse().ok()?))
    }
}

/// The place of a country.
pub(super) fn place(country: &str) -> &'static Place {
    PLACES.iter().find(|place| place.country == country).unwrap_or(&PLACES[0])
}

macro_rules! places {
    ($($country:literal $city:literal, $street:literal $first:literal, $region:expr, $postal:literal, $phone:literal, $zone:literal $currency:literal $language:literal, $tax:expr, $iban:expr;)*) => {
        const PLACES: &[Place] = &[$(Place {
            country: $country, city: $city, street: $street, number_first: $first, region: $region,
            postal_code: $postal, telephone: $phone, zone: $zone, currency: $currency, language: $language,
            tax_id: $tax, iban: $iban,
        },)*];
    };
}

// Telephone numbers: the example numbers of libphonenumber's metadata. IBANs: the examples of the SWIFT IBAN registry.
places! {
    "GB" "London", "Clerkenwell Green" true, None, "SW1A 1AA", "+442079460018", "Europe/London" "GBP" "en", Some("980780684"), Some(("GB29NWBK60161331926819", "NWBKGB2L"));
    "US" "New York", "Vesey Street" true, Some("NY"), "10281", "+12125550142", "America/New_York" "USD" "en", Some("12-3456789"), None;
    "DE" "Berlin", "Lindenstraße" false, None, "10115", "+4930123456", "Europe/Berlin" "EUR" "de", Some("DE136695976"), Some(("DE89370400440532013000", "COBADEFFXXX"));
    "FR" "Paris", "rue des Archives" true, None, "75003", "+33142685300", "Europe/Paris" "EUR" "fr", Some("40303265045"), Some(("FR1420041010050500013M02606", "PSSTFRPPPAR"));
    "IT" "Bergamo", "Via Pignolo" false, Some("BG"), "24121", "+390669881234", "Europe/Rome" "EUR" "it", Some("00743110157"), Some(("IT60X0542811101000000123456", "BLOPIT22"));
    "ES" "Madrid", "Calle de Atocha" false, None, "28012", "+34912345678", "Europe/Madrid" "EUR" "es", None, Some(("ES9121000418450200051332", "CAIXESBB"));
    "NO" "Bergen", "Strandgaten" false, None, "5003", "+4721234567", "Europe/Oslo" "NOK" "no", None, Some(("NO9386011117947", "DNBANOKK"));
    "SE" "Stockholm", "Götgatan" false, None, "111 22", "+468123456", "Europe/Stockholm" "SEK" "sv", None, Some(("SE4550000000058398257466", "ESSESESS"));
    "NL" "Amsterdam", "Prinsengracht" false, None, "1012 JS", "+31101234567", "Europe/Amsterdam" "EUR" "nl", None, Some(("NL91ABNA0417164300", "ABNANL2A"));
    "PL" "Warszawa", "ulica Nowy Świat" false, None, "00-001", "+48123456789", "Europe/Warsaw" "PLN" "pl", Some("5260001246"), Some(("PL61109010140000071219812874", "WBKPPLPP"));
    "UA" "Київ", "вулиця Володимирська" false, None, "01001", "+380311234567", "Europe/Kyiv" "EUR" "uk", None, None;
    "GR" "Αθήνα", "Ερμού" false, None, "105 57", "+302123456789", "Europe/Athens" "EUR" "el", None, Some(("GR1601101250000000012300695", "ETHNGRAA"));
    "JP" "千代田区", "丸の内" false, Some("東京都"), "100-0001", "+81312345678", "Asia/Tokyo" "JPY" "ja", None, None;
    "KR" "서울", "종로" false, None, "03051", "+8222123456", "Asia/Seoul" "USD" "ko", None, None;
    "BR" "São Paulo", "Avenida Paulista" false, Some("SP"), "01310-100", "+551123456789", "America/Sao_Paulo" "USD" "pt", None, None;
    "IN" "मुंबई", "मरीन ड्राइव" false, Some("Maharashtra"), "400001", "+917410410123", "Asia/Kolkata" "USD" "hi", None, None;
}
