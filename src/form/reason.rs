//! The reason of a decision: a code of those that its kind has, and the words that the applicant reads.

use super::{FormErrors, Reader, Typed};
use inset_domain::reason::{Reason, ReasonCode, ReasonFor, UnknownReason};
use inset_domain::text::Paragraph;

/// Reads a reason.
///
/// # Errors
/// A missing code, one of another kind of decision, or missing words.
pub fn parse(typed: &Typed, about: ReasonFor) -> Result<Reason, FormErrors> {
    parse_in(typed, about, "reason", "words")
}

/// Reads a reason whose fields have other names, where a page asks for several.
///
/// # Errors
/// A missing code, one of another kind of decision, or missing words.
pub fn parse_in(typed: &Typed, about: ReasonFor, code: &str, words: &str) -> Result<Reason, FormErrors> {
    let mut read = Reader::new(typed);
    let chosen: Option<ReasonCode> = read.required(code, "Choose a reason");
    if chosen.is_some_and(|chosen| !about.codes().contains(&chosen)) {
        read.error(code, UnknownReason);
    }
    let words: Option<Paragraph> = read.required(words, "Say it in words that the applicant can act on");
    read.finish(|| Some(Reason { code: chosen?, words: words?.to_string() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use inset_domain::account::AccountKind;

    #[test]
    fn a_reason_of_another_kind_of_decision_is_refused() {
        let typed = Typed::default().with("reason", "price").with("words", "Below the rate card.");
        assert!(parse(&typed, ReasonFor::Order).is_ok());
        for about in [ReasonFor::Account(AccountKind::Publisher), ReasonFor::Site, ReasonFor::Testimonial] {
            assert!(parse(&typed, about).is_err(), "{about:?} was refused for a price");
        }
    }
}
