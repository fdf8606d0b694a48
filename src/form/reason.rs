//! The reason of a decision: a code of those that its kind has, and the words that the applicant reads.

use super::{FormErrors, FormState, Reader, Typed};
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
    let words: Option<Paragraph> = read.required(words, "Say it in words that whoever reads them can act on");
    read.finish(|| Some(Reason { code: chosen?, words: words?.to_string() }))
}

/// A form that came back without words, with those that are usually said with its reason: to be read, changed and sent.
pub fn suggested(mut form: FormState, code: &str, words: &str) -> FormState {
    let usual = form.values.get(code).parse().map_or("", ReasonCode::usual_words);
    if usual.is_empty() || !form.values.get(words).trim().is_empty() || !form.errors.contains_key(words) {
        return form;
    }
    let told = "These are the usual words. Change what does not fit, then send it";
    form.errors.insert(words.to_owned(), told.to_owned());
    form.summary.iter_mut().filter(|error| error.field == words).for_each(|error| told.clone_into(&mut error.message));
    form.values = form.values.with(words, usual);
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_without_words_comes_back_with_the_usual_ones_and_words_that_were_typed_stay() {
        let sent = |words: &str| {
            let typed = Typed::default().with("reason", "price").with("words", words);
            let errors = parse(&typed, ReasonFor::Order).err().unwrap_or_default();
            suggested(FormState::failed(typed, errors), "reason", "words")
        };
        assert_eq!(sent("").values.get("words"), ReasonCode::Price.usual_words());
        assert!(sent("").summary[0].message.starts_with("These are the usual words"));
        assert_eq!(sent("Too dear.").values.get("words"), "Too dear.");
    }
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
