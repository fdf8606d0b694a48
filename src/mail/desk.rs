//! The words of the letters that come from what staff do with logins and with one another.

use super::Written;
use super::letters::{Links, home, letter};
use inset_domain::ids::ApprovalId;
use inset_domain::letter::AccountRef;
use inset_domain::reason::ReasonCode;
use inset_domain::user::StaffRole;

/// A colleague asks for a second pair of eyes.
pub(super) fn waiting(approval: ApprovalId, what: &str, (why, until): (&str, &str), links: &Links<'_>) -> Written {
    letter(
        format!("Waits for a second person: {what}"),
        &["A colleague asks for this. It is done only if you, or another colleague with your role, approve it."],
    )
    .fact("Why", why)
    .fact("Until", until)
    .action(links.to("Read and decide", &crate::urls::approval(approval)))
    .because("You get this mail because your role may approve this.")
}

/// A request was decided, or ran out.
pub(super) fn decided(
    approval: ApprovalId,
    what: &str,
    (approved, reason): (bool, Option<&str>),
    links: &Links<'_>,
) -> Written {
    let (subject, words) = match (approved, reason) {
        (true, _) => (format!("Approved and done: {what}"), "A second person approved what you asked, and it is done."),
        (false, Some(_)) => {
            (format!("Refused: {what}"), "A second person refused what you asked. Nothing was changed.")
        }
        (false, None) => (
            format!("Ran out: {what}"),
            "Nobody decided on what you asked in time. Nothing was changed; ask again if it is still needed.",
        ),
    };
    let written = letter(subject, &[words]);
    let written = match reason {
        Some(reason) => written.fact("Why", reason),
        None => written,
    };
    written
        .action(links.to("See the request", &crate::urls::approval(approval)))
        .because("You get this mail because you asked for this.")
}

/// A second reviewer gave an account back to the first.
pub(super) fn given_back(
    (name, reference): (&str, &str),
    reason: ReasonCode,
    words: &str,
    links: &Links<'_>,
) -> Written {
    letter(
        format!("Not approved by a second reviewer: {name} ({reference})"),
        &["You approved this account first. A second reviewer gave it back: it is in review again.", words],
    )
    .fact("Reason", reason.label())
    .action(links.to("Open the queue", crate::urls::QUEUE))
    .because("You get this mail because you approved this account first.")
}

/// Staff were asked to take the authenticator of a login away.
pub(super) fn removal_asked(links: &Links<'_>) -> Written {
    letter(
        "Someone asks us to take your authenticator away",
        &[
            "We were told that you lost your authenticator. One of us asks to take it away, and a second one decides.",
            "If that was you, there is nothing to do. If it was not, object now: write to us or call us, at the address and number below, and set a new password.",
        ],
    )
    .action(links.to("Set a new password", "/forgot-password"))
    .because("You get this mail because it concerns the security of your login.")
}

/// A person's role on the staff was given, changed or taken away.
pub(super) fn role_changed(role: Option<StaffRole>, links: &Links<'_>) -> Written {
    match role {
        Some(role) => letter(
            format!("Your role on the staff: {}", role.label().to_lowercase()),
            &["Your role on the staff was given or changed. You were signed out, and it holds from your next sign-in on."],
        )
        .fact("Role", role.label())
        .action(links.to("Sign in", "/sign-in"))
        .because("You get this mail because you are on the staff."),
        None => letter(
            "You are no longer on the staff",
            &["Your role on the staff was taken away, and you were signed out. Your login stays."],
        )
        .because("You get this mail because you were on the staff."),
    }
}

/// Staff ended every session of a login.
pub(super) fn sessions_ended(reason: &str, links: &Links<'_>) -> Written {
    letter(
        "You were signed out everywhere",
        &[
            "Our staff ended every session of your login. Your password and your authenticator stay as they are.",
            "Sign in again as usual. If you did not expect this, set a new password first.",
        ],
    )
    .fact("Why", reason)
    .action(links.to("Sign in", "/sign-in"))
    .because("You get this mail because it concerns the security of your login.")
}

/// One of the staff looks at the account as its owner sees it.
pub(super) fn viewing_begun(
    account: &AccountRef,
    by: &str,
    (reason, until): (&str, &str),
    links: &Links<'_>,
) -> Written {
    letter(
        format!("{by} of our staff looks at {}", account.name),
        &[
            "One of our staff looks at your account as you see it. They can read it and change nothing, and numbers of banks and taxes stay hidden.",
            "Every look is listed on the account's page of people. If you did not ask us for help, write to us.",
        ],
    )
    .fact("Account", &account.name)
    .fact("Reference", &account.reference)
    .fact("Who", by)
    .fact("Why", reason)
    .fact("Until, at most", until)
    .action(links.to("See who looked", &format!("{}/people", home(account))))
    .because("You get this mail because you are an owner of this account.")
}
