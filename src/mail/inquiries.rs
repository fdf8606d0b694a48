//! The words of the letters about what people write on the public site.

use super::letters::{Links, letter};
use super::{Action, Written};
use inset_domain::ids::InquiryId;
use inset_domain::inquiry::STATUS_DAYS;
use inset_domain::letter::ReplyLetter;
use inset_store::inquiries;
use secrecy::ExposeSecret;

const WROTE: &str = "You get this mail because you wrote to us on our site.";
const ANSWERS: &str = "You get this mail because you answer inquiries.";

pub(super) fn write(mail: &ReplyLetter, links: &Links<'_>) -> Written {
    use ReplyLetter as L;
    match mail {
        L::InquiryReceived { inquiry, reference, by } => received(*inquiry, reference, by.as_deref(), links),
        L::InquiryAnswered { inquiry, reference, words, invitation } => {
            let written = letter(format!("Our answer: {reference}"), &[words]).fact("Reference", reference);
            let written = match (invitation, inquiry) {
                (Some((kind, token)), _) => {
                    let secret = inquiries::secret(links.vault, *token);
                    let path = format!("/sign-up/{}?invitation={}", kind.as_str(), secret.expose_secret());
                    written.action(links.to("Create your account", &path))
                }
                (None, Some(inquiry)) => written.action(status(*inquiry, "See your message and write back", links)),
                (None, None) => written,
            };
            written.because(WROTE)
        }
        L::InquiryDuplicate { inquiry, reference, other } => letter(
            format!("We answer under {other}"),
            &["You wrote to us about this before. We answer both of your messages under the reference of the first."],
        )
        .fact("Your message", reference)
        .fact("Answered under", other)
        .action(status(*inquiry, "See where it stands", links))
        .because(WROTE),
        L::InquiryWrittenAgain { inquiry, reference } => {
            letter(format!("Written again: {reference}"), &["The sender of a message wrote again. It is our turn."])
                .fact("Reference", reference)
                .action(links.to("Open the message", &crate::urls::admin_inquiry(*inquiry)))
                .because(ANSWERS)
        }
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

/// Acknowledges a message: by when it is answered, and where its sender sees how it stands.
fn received(inquiry: InquiryId, reference: &str, by: Option<&str>, links: &Links<'_>) -> Written {
    const THANKS: &str = "Thank you for writing. We read every message.";
    // A letter that was queued before messages had a page promises none.
    let Some(by) = by else {
        return letter(format!("We have your message: {reference}"), &[THANKS])
            .fact("Reference", reference)
            .because(WROTE);
    };
    let page = format!(
        "Its page shows where it stands and what we have answered, and there you can add to it. Keep the link to yourself: \
         whoever has it can read the page. It works for {STATUS_DAYS} days after the last step."
    );
    letter(format!("We have your message: {reference}"), &[&format!("{THANKS} You have our answer by {by}."), &page])
        .fact("Reference", reference)
        .fact("Answered by", by)
        .action(status(inquiry, "See where it stands", links))
        .because(WROTE)
}

fn status(inquiry: InquiryId, label: &str, links: &Links<'_>) -> Option<Action> {
    let secret = inquiries::status_secret(links.vault, inquiry);
    links.to(label, &crate::urls::inquiry_status(secret.expose_secret()))
}
