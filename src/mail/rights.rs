//! The words of the letters about what people ask of their own data.

use super::Written;
use super::letters::{Links, letter};
use inset_domain::ids::PrivacyRequestId;
use inset_domain::letter::{PrivacyStep, ReplyLetter};
use inset_domain::privacy::RequestKind;
use inset_store::privacy_requests;
use secrecy::ExposeSecret;

/// Asks the address to confirm. Whoever typed it is unknown, so nothing that was typed is repeated here.
pub(super) fn confirm(
    links: &Links<'_>,
    request: PrivacyRequestId,
    (reference, what): (&str, RequestKind),
    until: &str,
) -> Written {
    let secret = privacy_requests::secret(links.vault, request);
    letter(
        format!("Confirm your privacy request: {reference}"),
        &[
            "A request about your data was made with this address. Confirm that it was you: until then nobody acts on it.",
            "The link shows what was asked, and works once.",
        ],
    )
    .fact("Reference", reference)
    .fact("Asked", what.label())
    .fact("Until", until)
    .action(links.to("See and confirm it", &crate::urls::confirm_privacy_request(secret.expose_secret())))
    .because("You get this mail because this address was typed into our form, or given to us by e-mail, telephone or post. If that was not you, do nothing: without the link nobody can confirm it.")
}

/// Tells staff that a request waits.
pub(super) fn waiting(
    links: &Links<'_>,
    request: PrivacyRequestId,
    (reference, what): (&str, RequestKind),
    by: &str,
) -> Written {
    letter(
        format!("Privacy request: {reference}"),
        &["A request about someone's data waits for a decision. It is known who asks."],
    )
    .fact("Asked", what.noun())
    .fact("To be answered by", by)
    .action(links.to("Open the request", &crate::urls::admin_privacy_request(request)))
    .because("You get this mail because you answer privacy requests.")
}

/// Tells the person of a step.
pub(super) fn step(mail: &ReplyLetter) -> Written {
    let ReplyLetter::PrivacyStepTaken { reference, what, step, reason, words, by } = mail else {
        return letter("Your privacy request", &[]);
    };
    let (subject, text) = match step {
        PrivacyStep::Received => (
            "We have your privacy request",
            "We have your request and know that it is yours. Somebody decides on it next.",
        ),
        PrivacyStep::AskedAgain => (
            "Your privacy request was asked again",
            "The same was asked once more. It joins your first request, whose time runs on.",
        ),
        PrivacyStep::Extended => {
            ("Your privacy request takes longer", "We need more time for your request. This can happen once.")
        }
        PrivacyStep::Approved => {
            ("Your privacy request is approved", "We do what you asked, and write to you when it is done.")
        }
        PrivacyStep::PartlyApproved => (
            "Your privacy request is partly approved",
            "We do a part of what you asked, and write to you when it is done. This is why we do not do the rest.",
        ),
        PrivacyStep::Denied => ("Your privacy request is denied", "We do not do what you asked. This is why."),
        PrivacyStep::InProcess => ("Your privacy request is in process", "We have begun to do what you asked."),
        PrivacyStep::Complete => ("Your privacy request is done", "This is our answer."),
        PrivacyStep::Withdrawn => {
            ("Your privacy request is withdrawn", "Your request was taken back. Nothing was done about it.")
        }
    };
    let written = match words {
        Some(words) => letter(format!("{subject}: {reference}"), &[text, words]),
        None => letter(format!("{subject}: {reference}"), &[text]),
    };
    let written = written.fact("Reference", reference).fact("Asked", what.label());
    let written = match reason {
        Some(reason) => written.fact("Reason", reason.label()),
        None => written,
    };
    let open = !matches!(step, PrivacyStep::Denied | PrivacyStep::Complete | PrivacyStep::Withdrawn);
    let written = if open { written.fact("We answer by", by) } else { written };
    written.because("You get this mail because of what was asked about your data with this address. If you do not agree with us, answer it: somebody else looks at it again, and you may turn to your data protection authority.")
}

/// Tells a person that the copy of their data is ready. It is fetched signed in: the mail holds nothing of it.
pub(super) fn export_ready(until: &str, links: &Links<'_>) -> Written {
    letter(
        "The copy of your data is ready",
        &["The copy of your data that you asked for is made. Sign in and prove who you are to fetch it; nobody else can."],
    )
    .fact("Until", until)
    .action(links.to("Fetch the copy", crate::urls::DATA))
    .because("You get this mail because a copy of your data was asked for with your login. If that was not you, set a new password now and tell us.")
}
