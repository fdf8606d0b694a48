//! The words of the letter about an account that was closed.

use super::Written;
use super::letters::{Links, letter};
use inset_domain::letter::AccountRef;

/// Tells somebody who was in it.
pub(super) fn closed(account: &AccountRef, orders: &[String], login_ends: bool, links: &Links<'_>) -> Written {
    let login = if login_ends {
        "Your login ended with it: it was in no other account. What you agreed to and what bookkeeping needs is kept as long as the law asks."
    } else {
        "Your login stays for what else you do here."
    };
    let written = letter(
        format!("Closed: {}", account.name),
        &[
            "An owner closed the account. Nobody can act for it any more, and no news of the service comes for it.",
            login,
        ],
    )
    .fact("Account", &account.name)
    .fact("Reference", &account.reference);
    let written = match orders {
        [] => written,
        orders => written.fact("Runs on until its end", orders.join(", ")),
    };
    written
        .action(links.to("Ask for a copy of your data, or for its erasure", crate::urls::NEW_PRIVACY_REQUEST))
        .because("You get this mail because you were in this account. It is the last one about it, but for what an order that runs on needs.")
}
