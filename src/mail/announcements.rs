//! The letters of announcements, and of what is reported about mail.

use super::letters::{Links, letter};
use super::{Action, Written};
use inset_domain::ids::UserId;
use inset_domain::letter::Announced;

/// Words that somebody of the staff typed: paragraphs of plain text, whatever they look like.
fn told(subject: &str, links: &Links<'_>) -> Written {
    let paragraphs = links.told.map(|words| words.paragraphs()).unwrap_or_default();
    Written { paragraphs, ..letter(subject, &[]) }
}

/// Something about the service: with the reason, and the one way to get no more of it (P09).
pub(super) fn service(announced: &Announced, links: &Links<'_>) -> Written {
    let why = links.told.map(|words| words.why.to_string()).unwrap_or_default();
    told(&announced.subject, links).fact("Why you get this", why).because(&format!(
        "You get this mail because your account here is concerned. Such announcements are rare and are sent whatever you chose about mail; they end once the account is deactivated, which an owner does here: {}{}",
        links.base,
        crate::urls::DEACTIVATION
    ))
}

/// News, for whoever asked for it: with the way to leave at once (P18).
pub(super) fn news(announced: &Announced, links: &Links<'_>) -> Written {
    let why = links.told.map(|words| words.why.to_string()).unwrap_or_default();
    let settings = format!("{}{}", links.base, crate::urls::MAIL);
    let mut written = told(&announced.subject, links)
        .fact("Why you get this", why)
        .because("You get this mail because you ticked that you want news of new formats by mail.");
    let url = links.leave.map_or(settings, str::to_owned);
    written.leave = Some(Action { label: "Get no more news".into(), url });
    written
}

/// Either of them, to whoever composes it.
pub(super) fn test(subject: &str, links: &Links<'_>) -> Written {
    let why = links.told.map(|words| words.why.to_string()).unwrap_or_default();
    told(&format!("Test: {subject}"), links)
        .fact("Why you get this", why)
        .because("You get this mail because you asked for a test of this announcement. Nobody else got it.")
}

/// The address was taken off, once it asked.
pub(super) fn taken_off() -> Written {
    letter(
        "You get no more mail from us",
        &[
            "You told us that you want no more of our mail. We took this address off: no news and no answers go to it any more. This mail is the last, and says only that.",
            "If you have an account here, mail that is part of it still comes, such as what concerns the security of your login.",
        ],
    )
    .because("You get this mail because a mail of ours was forwarded to us with the wish to get no more.")
}

/// Mail to a login comes back.
pub(super) fn out_of_reach(user: UserId, name: &str, links: &Links<'_>) -> Written {
    letter(
        format!("Mail does not reach {name}"),
        &[
            "A mail that is part of the service came back undelivered. Reach the person another way, such as the telephone number on file, and ask for an address that works.",
            "The person's page says so until mail reaches them again.",
        ],
    )
    .action(links.to("Open the person's page", &crate::urls::admin_person(user)))
    .because("You get this mail because you help people with their logins.")
}
