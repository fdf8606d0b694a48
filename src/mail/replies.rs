//! The words of the letters that answer a form.

use super::Written;
use super::letters::{Links, letter};
use super::{inquiries, rights};
use inset_domain::letter::ReplyLetter;
use inset_domain::user::{RESET_MINUTES, TokenPurpose, WELCOME_HOURS};
use inset_store::tokens;
use secrecy::ExposeSecret;

pub(super) fn reply(mail: &ReplyLetter, links: &Links<'_>) -> Written {
    use ReplyLetter as L;
    match mail {
        L::Welcome { token, role } => {
            let secret = tokens::secret(links.vault, TokenPurpose::Welcome, *token);
            letter(
                "Welcome: set your password",
                &[
                    &format!("Your {role} account is made. Set your password to verify this address."),
                    &format!("The link works once, for {WELCOME_HOURS} hours. Ask for a new one under \"Forgotten password\" if it has run out."),
                ],
            )
            .fact("Your login", links.login)
            .action(links.to("Set your password", &crate::urls::welcome(secret.expose_secret())))
            .because("You get this mail because this address was used to sign up. If that was not you, do nothing: without the link nobody can use the login.")
        }
        L::AlreadyRegistered => letter(
            "Someone signed up with your address",
            &[
                "You already have a login with this address, so no second one was made.",
                "If it was you, sign in, or set a new password if you have forgotten it.",
            ],
        )
        .action(links.to("Sign in", "/sign-in"))
        .because("You get this mail because this address was used in our sign-up form."),
        L::PasswordReset { token } => {
            let secret = tokens::secret(links.vault, TokenPurpose::PasswordReset, *token);
            letter(
                "Set a new password",
                &[&format!(
                    "The link works once, for {RESET_MINUTES} minutes. Your old password works until you set a new one."
                )],
            )
            .action(links.to("Set a new password", &crate::urls::reset_password(secret.expose_secret())))
            .because("You get this mail because a new password was asked for. If that was not you, do nothing.")
        }
        L::InquiryReceived { .. }
        | L::InquiryAnswered { .. }
        | L::InquiryWaiting { .. }
        | L::InquiryAssigned { .. }
        | L::InquiryWrittenAgain { .. }
        | L::InquiryDuplicate { .. } => inquiries::write(mail, links),
        L::PrivacyConfirm { request, reference, what, until } => {
            rights::confirm(links, *request, (reference, *what), until)
        }
        L::PrivacyWaiting { request, reference, what, by } => {
            rights::waiting(links, *request, (reference, *what), by)
        }
        L::PrivacyStepTaken { .. } => rights::step(mail),
        L::TestimonialWaiting { testimonial } => letter(
            "New testimonial",
            &["A testimonial was offered and waits for a decision. Its words stand in the portal alone, where their author can take them back; a mail could not be taken back."],
        )
        .action(links.to("Read the testimonial", &crate::urls::admin_testimonial(*testimonial)))
        .because("You get this mail because you decide on testimonials."),
        L::TestimonialPublished => letter(
            "Your testimonial is public",
            &[
                "Your testimonial is approved. Anyone can read it on our site from now on.",
                "You can withdraw it at any time; it is then taken down at once and its words are erased.",
            ],
        )
        .action(links.to("See or withdraw it", crate::urls::TESTIMONIAL))
        .because("You get this mail because you offered a testimonial."),
        L::TestimonialRefused { reason, words } => letter(
            "Your testimonial was not published",
            &["We read your testimonial and did not publish it.", words],
        )
        .fact("Reason", reason.label())
        .action(links.to("Change it or withdraw it", crate::urls::TESTIMONIAL))
        .because("You get this mail because you offered a testimonial."),
    }
}
