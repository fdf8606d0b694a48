//! The words of the letters about what people write on the public site.

use super::Written;
use super::letters::{Links, letter};
use inset_domain::letter::{ANSWER_TIME, ReplyLetter};
use secrecy::ExposeSecret;

const WROTE: &str = "You get this mail because you wrote to us on our site.";
const ANSWERS: &str = "You get this mail because you answer inquiries.";

pub(super) fn write(mail: &ReplyLetter, links: &Links<'_>) -> Written {
    use ReplyLetter as L;
    match mail {
        L::InquiryReceived { reference, .. } => letter(
            format!("We have your message: {reference}"),
            &[&format!("Thank you for writing. We read every message and answer {ANSWER_TIME}.")],
        )
        .fact("Reference", reference)
        .because(WROTE),
        L::InquiryAnswered { reference, words, invitation } => {
            let written = letter(format!("Our answer: {reference}"), &[words]).fact("Reference", reference);
            let written = match invitation {
                Some((kind, token)) => {
                    let secret = links.vault.one_time_token("invitation", token.0);
                    let path = format!("/sign-up/{}?invitation={}", kind.as_str(), secret.expose_secret());
                    written.action(links.to("Create your account", &path))
                }
                None => written,
            };
            written.because(WROTE)
        }
        L::InquiryDuplicate { reference, other, .. } => letter(
            format!("We answer under {other}"),
            &["You wrote to us about this before. We answer both of your messages under the reference of the first."],
        )
        .fact("Your message", reference)
        .fact("Answered under", other)
        .because(WROTE),
        L::InquiryWaiting { inquiry, reference } => letter(
            format!("New message: {reference}"),
            &["A new message came in through the site and waits for an answer."],
        )
        .fact("Reference", reference)
        .action(links.to("Open the message", &crate::urls::admin_inquiry(*inquiry)))
        .because(ANSWERS),
        L::InquiryAssigned { inquiry, reference } => {
            letter(format!("Yours to answer: {reference}"), &["A colleague gave you a message to answer."])
                .fact("Reference", reference)
                .action(links.to("Open the message", &crate::urls::admin_inquiry(*inquiry)))
                .because(ANSWERS)
        }
        _ => letter("Your message", &[]),
    }
}
