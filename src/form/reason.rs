//! The reason of a decision: a code, and the words that the applicant reads.

use super::{FormErrors, Reader, Typed};
use inset_domain::reason::Reason;
use inset_domain::text::Paragraph;

/// Reads a reason.
///
/// # Errors
/// A missing code or missing words.
pub fn parse(typed: &Typed) -> Result<Reason, FormErrors> {
    parse_in(typed, "words")
}

/// Reads a reason whose words stand in a field of another name, where a page asks for several.
///
/// # Errors
/// A missing code or missing words.
pub fn parse_in(typed: &Typed, field: &str) -> Result<Reason, FormErrors> {
    let mut read = Reader::new(typed);
    let code = read.required("reason", "Choose a reason");
    let words: Option<Paragraph> = read.required(field, "Say it in words that the applicant can act on");
    read.finish(|| Some(Reason { code: code?, words: words?.to_string() }))
}
