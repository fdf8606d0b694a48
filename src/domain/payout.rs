//! Where an account is paid: bank numbers checked by their own checksums, and never shown in full.

use crate::account::Account;
use crate::address::Address;
use crate::change::{Change, Event, FieldChange, Subject};
use crate::email::Email;
use crate::ids::AccountId;
use crate::letter::{Audience, ServiceLetter};
use crate::money::{Currency, Money};
use crate::secret::secret_value;
use crate::text::LegalName;
use crate::user::stored_enum;
use std::str::FromStr;

secret_value! {
    /// An International Bank Account Number (ISO 13616) without spaces.
    Iban
}
secret_value! {
    /// An account number of a bank in the United States.
    AccountNumber
}
secret_value! {
    /// The e-mail address of a PayPal account.
    PayPalEmail
}

/// Why an IBAN is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IbanError {
    /// It has another form.
    #[error("Enter the IBAN as your bank prints it, such as DE89 3704 0044 0532 0130 00")]
    Form,
    /// Its check digits do not fit.
    #[error("Check the IBAN: its check digits do not fit, so a character is mistyped")]
    Checksum,
}

impl FromStr for Iban {
    type Err = IbanError;
    fn from_str(text: &str) -> Result<Self, IbanError> {
        let plain: String =
            text.chars().filter(|it| !it.is_whitespace() && *it != '-').map(|it| it.to_ascii_uppercase()).collect();
        match plain.parse::<iban::Iban>() {
            Ok(_) => Ok(Self(plain)),
            Err(iban::ParseIbanError::InvalidBaseIban { source: iban::ParseBaseIbanError::InvalidChecksum }) => {
                Err(IbanError::Checksum)
            }
            Err(_) => Err(IbanError::Form),
        }
    }
}

impl Iban {
    /// The country whose bank it belongs to.
    pub fn country(&self) -> &str {
        &self.0[..2]
    }
}

/// A Business Identifier Code (ISO 9362).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bic(String);

/// A BIC that cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter the BIC: 8 or 11 letters and figures, such as COBADEFFXXX")]
pub struct BicError;

impl FromStr for Bic {
    type Err = BicError;
    fn from_str(text: &str) -> Result<Self, BicError> {
        let plain: String = text.chars().filter(|it| !it.is_whitespace()).map(|it| it.to_ascii_uppercase()).collect();
        let bytes = plain.as_bytes();
        let fits = matches!(bytes.len(), 8 | 11)
            && bytes[..6].iter().all(u8::is_ascii_uppercase)
            && bytes[6..].iter().all(u8::is_ascii_alphanumeric);
        if fits && crate::country::Country::from_str(&plain[4..6]).is_ok() { Ok(Self(plain)) } else { Err(BicError) }
    }
}

impl std::fmt::Display for Bic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An ABA routing number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingNumber(String);

/// A routing number that cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoutingError {
    /// It has another form.
    #[error("Enter the nine figures of the routing number")]
    Form,
    /// Its check digit does not fit.
    #[error("Check the routing number: its check digit does not fit, so a figure is mistyped")]
    Checksum,
}

impl FromStr for RoutingNumber {
    type Err = RoutingError;
    /// The check digit: three times the first, fourth and seventh figure, seven times the second, fifth and eighth, and
    /// the rest add up to a multiple of ten (ABA routing number policy).
    fn from_str(text: &str) -> Result<Self, RoutingError> {
        let plain: String = text.chars().filter(|it| !it.is_whitespace() && *it != '-').collect();
        let digits: Option<Vec<u32>> = plain.chars().map(|it| it.to_digit(10)).collect();
        let digits = digits.filter(|digits| digits.len() == 9).ok_or(RoutingError::Form)?;
        let sum: u32 = digits.iter().zip([3, 7, 1, 3, 7, 1, 3, 7, 1]).map(|(digit, weight)| digit * weight).sum();
        if sum.is_multiple_of(10) && sum > 0 { Ok(Self(plain)) } else { Err(RoutingError::Checksum) }
    }
}

impl std::fmt::Display for RoutingNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account number that cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter the account number: 4 to 17 figures")]
pub struct AccountNumberError;

impl FromStr for AccountNumber {
    type Err = AccountNumberError;
    fn from_str(text: &str) -> Result<Self, AccountNumberError> {
        let plain: String = text.chars().filter(|it| !it.is_whitespace() && *it != '-').collect();
        let fits = (4..=17).contains(&plain.len()) && plain.bytes().all(|it| it.is_ascii_digit());
        if fits { Ok(Self(plain)) } else { Err(AccountNumberError) }
    }
}

impl From<&Email> for PayPalEmail {
    fn from(email: &Email) -> Self {
        Self(email.to_string())
    }
}

stored_enum! {
    /// How an account is paid.
    PayoutMethod {
        /// A transfer to an IBAN.
        Iban = "iban", "Bank transfer to an IBAN";
        /// A transfer within the United States.
        UsBank = "us_bank", "Bank transfer in the United States";
        /// PayPal.
        PayPal = "paypal", "PayPal";
        /// A cheque by post.
        Cheque = "cheque", "Cheque";
    }
}

stored_enum! {
    /// What kind of account it is.
    AccountType {
        /// A checking account.
        Checking = "checking", "Checking";
        /// A savings account.
        Savings = "savings", "Savings";
    }
}

stored_enum! {
    /// How often it is paid.
    Schedule {
        /// Every month.
        Monthly = "monthly", "Every month";
        /// Every quarter.
        Quarterly = "quarterly", "Every quarter";
    }
}

/// Where the money goes, with its numbers.
pub enum Destination {
    /// A bank with an IBAN.
    Iban(Iban, Bic),
    /// A bank in the United States.
    UsBank(RoutingNumber, AccountNumber, AccountType),
    /// A PayPal account.
    PayPal(PayPalEmail),
    /// The payee's address.
    Cheque,
}

impl Destination {
    /// Its method.
    pub fn method(&self) -> PayoutMethod {
        match self {
            Self::Iban(..) => PayoutMethod::Iban,
            Self::UsBank(..) => PayoutMethod::UsBank,
            Self::PayPal(_) => PayoutMethod::PayPal,
            Self::Cheque => PayoutMethod::Cheque,
        }
    }
}

/// A payout profile, less its sealed numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct PayoutDetails {
    /// Who is paid.
    pub payee_name: LegalName,
    /// Where they are.
    pub address: Address,
    /// In which currency.
    pub currency: Currency,
    /// The least that is paid out.
    pub threshold: Money,
    /// How often.
    pub schedule: Schedule,
    /// Whether the account asks to wait.
    pub self_hold: bool,
}

/// A payout profile on record.
#[derive(Clone, Debug)]
pub struct PayoutProfile {
    /// What it says.
    pub details: PayoutDetails,
    /// How it is paid.
    pub method: PayoutMethod,
    /// The last characters of the number or address.
    pub last_four: Option<String>,
    /// As stored.
    pub state: String,
    /// The version of its row.
    pub version: i64,
}

/// The words of a stored state of a payout profile.
pub fn state_label(state: &str) -> (&'static str, &'static str) {
    match state {
        "pending_verification" => ("Waits for verification", "info"),
        "payable" => ("Payable", "good"),
        "on_hold" => ("On hold", "warn"),
        "self_hold" => ("On hold at your wish", "neutral"),
        _ => ("Incomplete", "neutral"),
    }
}

/// A payout profile to be saved; without a new destination the one on record stays.
pub struct PayoutEdit {
    /// Whose.
    pub account: AccountId,
    /// What it says.
    pub details: PayoutDetails,
    /// A destination given anew.
    pub destination: Option<Destination>,
    /// Its state afterwards, as stored.
    pub state: &'static str,
}

impl PayoutEdit {
    /// Saves the profile over version `seen`. A new destination has to be verified again, and the account's owners are told
    /// of it, so that a change by somebody else does not go unseen.
    pub fn new(
        account: &Account,
        before: Option<&PayoutProfile>,
        seen: i64,
        details: PayoutDetails,
        destination: Option<Destination>,
    ) -> Change<Self> {
        let state = match (details.self_hold, before) {
            (true, _) => "self_hold",
            (false, Some(before)) if destination.is_none() && before.state == "payable" => "payable",
            (false, _) => "pending_verification",
        };
        let secret = |column, given: bool| given.then_some(FieldChange { column, before: None, after: None });
        let fields = [secret("details", true), secret("destination", destination.is_some())];
        let told = destination.is_some();
        let event = Event::new(Subject::new("payout", account.id.0), Some(account.id), "payout.saved")
            .changing(fields.into_iter().flatten().collect());
        let change = Change::new(Self { account: account.id, details, destination, state }, seen, event);
        if told {
            let letter = ServiceLetter::PayoutChanged { account: account.letter_ref() };
            change.letter(Audience::Account(account.id), letter)
        } else {
            change
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_typed_panics(text in prop_oneof![any::<String>(), "[A-Zß0-9 -]{0,40}"]) {
            if let Ok(iban) = text.parse::<Iban>() {
                prop_assert_eq!(iban.country().len(), 2);
            }
            let _ = (text.parse::<Bic>(), text.parse::<RoutingNumber>(), text.parse::<AccountNumber>());
        }

        #[test]
        fn one_mistyped_figure_of_an_iban_or_a_routing_number_is_found(at in 4..22_usize, nth in 0..9_usize, by in 1..10_u32) {
            let mistyped = |number: &str, at: usize| -> String {
                number.char_indices().map(|(place, figure)| match figure.to_digit(10) {
                    Some(figure) if place == at => char::from_digit((figure + by) % 10, 10).unwrap_or('0'),
                    _ => figure,
                }).collect()
            };
            prop_assert_eq!(mistyped("DE89370400440532013000", at).parse::<Iban>().err(), Some(IbanError::Checksum));
            prop_assert_eq!(mistyped("021000021", nth).parse::<RoutingNumber>(), Err(RoutingError::Checksum));
        }
    }

    #[test]
    fn bank_numbers_are_checked_by_their_own_digits() {
        assert_eq!("de89 3704 0044 0532 0130 00".parse::<Iban>().map(|it| it.last_four()), Ok("3000".into()));
        assert_eq!("DE89 3704 0044 0532 0130 01".parse::<Iban>().err(), Some(IbanError::Checksum));
        assert_eq!("hello".parse::<Iban>().err(), Some(IbanError::Form));
        assert!("021000021".parse::<RoutingNumber>().is_ok());
        assert_eq!("021000022".parse::<RoutingNumber>(), Err(RoutingError::Checksum));
        assert_eq!("000000000".parse::<RoutingNumber>(), Err(RoutingError::Checksum));
        assert!("cobadeff xxx".parse::<Bic>().is_ok());
        assert_eq!("COBAZZFF".parse::<Bic>(), Err(BicError));
        assert!("12-34".parse::<AccountNumber>().is_ok());
        assert!("1234567890123456789".parse::<AccountNumber>().is_err());
    }
}
