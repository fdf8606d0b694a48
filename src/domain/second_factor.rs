//! The second factor: codes of an authenticator (RFC 6238) and the recovery codes for when it is lost.

use crate::change::{Change, Event, Subject};
use crate::ids::UserId;
use crate::letter::{Audience, ServiceLetter};
use crate::user::User;
use chrono::{DateTime, Utc};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// How many recovery codes a person gets.
pub const RECOVERY_CODES: usize = 10;
/// Bytes of an authenticator's secret: 160 bits, as RFC 4226, section 4, recommends.
pub const SECRET_BYTES: usize = 20;
/// Crockford's base 32: no letter is taken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a recovery code, 5 bits each: 60 bits, so that guessing is hopeless even without the allowance.
const CODE_CHARACTERS: usize = 12;

/// An authenticator's secret with what its owner's device shows beside its codes.
pub struct Authenticator(Totp);

impl Authenticator {
    /// The authenticator of a secret: SHA-1, six digits, thirty seconds, because every device knows these.
    pub fn new(secret: Vec<u8>, issuer: &str, login: &str) -> Option<Self> {
        // A colon parts issuer and login in the address that the QR code holds.
        let plain = |text: &str| text.replace(':', " ");
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_secret(secret)
            .with_issuer(Some(plain(issuer)))
            .with_account_name(plain(login))
            .build();
        totp.ok().map(Self)
    }

    /// The half minute that a code belongs to, of the present one and its two neighbours; none for a wrong code.
    ///
    /// Whoever accepts it sees to it that no half minute is accepted twice.
    pub fn step(&self, code: &str, now: DateTime<Utc>) -> Option<i64> {
        if !is_six_figures(code) {
            return None;
        }
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let now = u64::try_from(now.timestamp()).ok()?;
        self.0.check(&digits, now).and_then(|step| i64::try_from(step).ok())
    }

    /// The secret for typing, in groups of four.
    pub fn typed(&self) -> String {
        let text = self.0.secret().to_base32();
        let groups: Vec<&str> = text.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        groups.join(" ")
    }

    /// The `otpauth:` address that a QR code holds.
    pub fn address(&self) -> String {
        self.0.to_url().unwrap_or_default()
    }
}

/// Whether a text can be a code at all: six figures, with blanks where anyone likes them.
pub fn is_six_figures(text: &str) -> bool {
    let mut figures = text.chars().filter(|character| !character.is_whitespace());
    figures.clone().count() == 6 && figures.all(|character| character.is_ascii_digit())
}

/// The bytes of a secret that was typed or printed.
pub fn secret_bytes(text: &str) -> Option<Vec<u8>> {
    let plain: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    Secret::try_from_base32(plain).ok().map(|secret| secret.as_ref().to_vec())
}

/// A recovery code.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// The code of random bytes.
    pub fn of(random: [u8; CODE_CHARACTERS]) -> Self {
        Self(random.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)).copied()).map(char::from).collect())
    }

    /// Reads a typed code: case, blanks and hyphens do not matter, and look-alikes are read as what is meant.
    pub fn read(text: &str) -> Option<Self> {
        let meant = |character: char| match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let code: String = text.chars().filter(|character| !matches!(character, '-' | ' ' | '\t')).map(meant).collect();
        let known = code.bytes().all(|byte| ALPHABET.contains(&byte));
        (code.len() == CODE_CHARACTERS && known).then_some(Self(code))
    }

    /// The code without hyphens, to be hashed.
    pub fn canonical(&self) -> &str {
        &self.0
    }

    /// The code as it is shown, once: in groups of four.
    pub fn shown(&self) -> String {
        let groups: Vec<&str> =
            self.0.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        groups.join("-")
    }
}

/// What happens to a login's second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorStep {
    /// An authenticator asks for its code from now on.
    Added,
    /// The password alone suffices again.
    Removed,
    /// New recovery codes replace the old ones.
    CodesRenewed,
    /// A recovery code was used.
    CodeUsed,
}

impl User {
    /// The second factor changed; its owner is told by mail, whoever did it.
    pub fn second_factor(&self, step: FactorStep) -> Change<UserId> {
        let (verb, letter) = match step {
            FactorStep::Added => ("user.authenticator_added", ServiceLetter::AuthenticatorAdded),
            FactorStep::Removed => ("user.authenticator_removed", ServiceLetter::AuthenticatorRemoved),
            FactorStep::CodesRenewed => ("user.recovery_codes_renewed", ServiceLetter::RecoveryCodesRenewed),
            FactorStep::CodeUsed => ("user.recovery_code_used", ServiceLetter::RecoveryCodeUsed),
        };
        let event = Event::new(Subject::new("user", self.id.0), None, verb);
        Change::new(self.id, self.version, event).letter(Audience::User(self.id), letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    /// The secret of RFC 6238, appendix B.
    fn rfc() -> Authenticator {
        Authenticator::new(b"12345678901234567890".to_vec(), "Inset: demo", "ida@halden.example").expect("a secret")
    }

    #[test]
    fn codes_are_those_of_the_rfc_to_half_a_minute_on_either_side() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).expect("a time");
        // Appendix B gives eight digits, 94287082 at 59 seconds; ours are the last six.
        assert_eq!(rfc().step("287082", at(59)), Some(1));
        assert_eq!(rfc().step("287 082", at(59) + TimeDelta::seconds(30)), Some(1));
        assert_eq!(rfc().step("287082", at(59) + TimeDelta::seconds(61)), None);
        for wrong in ["", "28708", "2870820", "28708a", "٢٨٧٠٨٢"] {
            assert_eq!(rfc().step(wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn the_secret_can_be_typed_and_read_back() {
        let typed = rfc().typed();
        assert_eq!(secret_bytes(&typed).as_deref(), Some(b"12345678901234567890".as_slice()));
        assert!(rfc().address().starts_with("otpauth://totp/"), "{}", rfc().address());
    }

    #[test]
    fn a_recovery_code_is_read_as_it_is_meant() {
        let code = RecoveryCode::of([0, 1, 2, 3, 36, 69, 10, 11, 12, 250, 30, 31]);
        let shown = code.shown();
        assert_eq!(shown.len(), 14);
        assert!(RecoveryCode::read(&shown.to_lowercase()) == Some(code.clone()));
        assert!(RecoveryCode::read(&shown.replace('0', "o").replace('1', "l").replace('-', " ")) == Some(code));
        assert!(RecoveryCode::read("0123-4567-89U!").is_none());
        assert!(RecoveryCode::read("").is_none());
    }
}
