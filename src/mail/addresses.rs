//! The letters of a change of address.

use super::Written;
use super::letters::{Links, letter};
use inset_domain::email_change::{CONFIRM_HOURS, UNDO_HOURS};
use inset_domain::ids::EmailChangeId;
use inset_store::email_changes::{self, Link};
use secrecy::ExposeSecret as _;

const OF_THE_LOGIN: &str = "You get this mail because it concerns the security of your login.";

fn undo(links: &Links<'_>, change: EmailChangeId) -> String {
    let secret = email_changes::secret(links.vault, Link::Undo, change);
    crate::urls::undo_email(secret.expose_secret())
}

pub(super) fn confirm(links: &Links<'_>, change: EmailChangeId, old: &str) -> Written {
    let secret = email_changes::secret(links.vault, Link::Confirm, change);
    letter(
        "Confirm your new address",
        &[
            "You wish to sign in with this address from now on. Confirm that it is yours.",
            &format!("The link works once, for {CONFIRM_HOURS} hours. Until then your login stays {old}."),
        ],
    )
    .action(links.to("Confirm the address", &crate::urls::confirm_email(secret.expose_secret())))
    .because("You get this mail because somebody typed this address as their new one. If that was not you, do nothing.")
}

pub(super) fn taken() -> Written {
    letter(
        "Somebody wishes to sign in with your address",
        &[
            "Somebody who has a login with us typed your address as their new one. You have a login with it yourself, so nothing happens.",
            "If that was you: an address has one login. Sign in with the one you have, or keep the other login under its old address.",
        ],
    )
    .because("You get this mail because this address has a login with us.")
}

pub(super) fn asked(links: &Links<'_>, change: EmailChangeId, new: &str) -> Written {
    letter(
        "Your login is to have another address",
        &[
            "Somebody who is signed in as you asked for it. Nothing changes before the new address confirms.",
            "If this was not you, stop it: everybody is signed out, and your password works no more until you set a new one.",
        ],
    )
    .fact("New address", new)
    .action(links.to("This was not me: stop it", &undo(links, change)))
    .because(OF_THE_LOGIN)
}

pub(super) fn changed(links: &Links<'_>, change: EmailChangeId, new: &str) -> Written {
    letter(
        "Your login has another address",
        &[
            "The new address confirmed the change. From now on it signs you in, and mail goes there.",
            &format!("If this was not you, undo it within {UNDO_HOURS} hours: this address is your login again, everybody is signed out, and your password works no more until you set a new one."),
        ],
    )
    .fact("New address", new)
    .action(links.to("This was not me: undo it", &undo(links, change)))
    .because(OF_THE_LOGIN)
}

pub(super) fn undone(links: &Links<'_>) -> Written {
    letter(
        "Your login keeps this address",
        &[
            "The change of address was undone. Everybody is signed out, and the password works no more.",
            "Set a new password to sign in. Then look under Security whether anything there is not yours.",
        ],
    )
    .action(links.to("Set a new password", "/forgot-password"))
    .because(OF_THE_LOGIN)
}
