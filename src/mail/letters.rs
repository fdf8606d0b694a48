//! The words of every letter.

use super::{Action, Written, addresses, announcements, desk};
use inset_domain::account::AccountKind;
use inset_domain::announcement::Words;
use inset_domain::letter::{AccountRef, Letter, News, OrderRef, ServiceLetter};
use inset_store::crypt::Vault;
use inset_store::teams;
use secrecy::ExposeSecret;

/// How letters make their links: from the configured address, never from a request.
pub(super) struct Links<'a> {
    pub(super) base: &'a str,
    /// The address that the letter goes to, which the welcome letter names as the login (P11).
    pub(super) login: &'a str,
    pub(super) vault: &'a Vault,
    /// What the announcement says that the letter carries.
    pub(super) told: Option<&'a Words>,
    /// Where its reader leaves the list.
    pub(super) leave: Option<&'a str>,
}

impl Links<'_> {
    pub(super) fn to(&self, label: &str, path: &str) -> Option<Action> {
        Some(Action { label: label.into(), url: format!("{}{path}", self.base) })
    }
}

pub(super) fn letter(subject: impl Into<String>, paragraphs: &[&str]) -> Written {
    let subject = subject.into();
    Written {
        heading: subject.clone(),
        subject,
        paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
        facts: Vec::new(),
        action: None,
        why: String::new(),
        leave: None,
    }
}

impl Written {
    pub(super) fn fact(mut self, label: &str, value: impl Into<String>) -> Self {
        self.facts.push((label.into(), value.into()));
        self
    }

    pub(super) fn action(mut self, action: Option<Action>) -> Self {
        self.action = action;
        self
    }

    pub(super) fn because(mut self, why: &str) -> Self {
        self.why = why.into();
        self
    }
}

/// Writes a letter.
pub(super) fn write(mail: &Letter, links: &Links<'_>) -> Written {
    match mail {
        Letter::Service(mail) => service(mail, links),
        Letter::Reply(mail) => super::replies::reply(mail, links),
        Letter::Optional(mail) => match &mail.news {
            News::ProductNews(announced) => announcements::news(announced, links),
        },
    }
}

/// Words that begin a sentence, in the middle of one.
fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

pub(super) fn home(account: &AccountRef) -> &'static str {
    match account.kind {
        AccountKind::Publisher => "/publisher",
        AccountKind::Advertiser => "/advertiser",
        AccountKind::Network => "/network",
    }
}

fn about_account(written: Written, account: &AccountRef) -> Written {
    written
        .fact("Account", &account.name)
        .fact("Reference", &account.reference)
        .because("You get this mail because you are an owner or signer of this account.")
}

fn about_membership(written: Written, account: &AccountRef, why: &str) -> Written {
    written.fact("Account", &account.name).fact("Reference", &account.reference).because(why)
}

fn about_order(written: Written, order: &OrderRef) -> Written {
    written
        .fact("Order", format!("{} ({})", order.name, order.number))
        .fact("Total", &order.total)
        .because("You get this mail because you are named on this order or sign for its account.")
}

fn service(mail: &ServiceLetter, links: &Links<'_>) -> Written {
    use ServiceLetter as L;
    match mail {
        L::ReviewWaiting { reference, name, noun } => letter(
            format!("Waiting for review: {name} ({reference})"),
            &[&format!("A new submission waits in the queue: {noun} {name}.")],
        )
        .fact("Reference", reference)
        .action(links.to("Open the queue", crate::urls::QUEUE))
        .because("You get this mail because you review submissions."),
        L::AccountSubmitted { account } => about_account(
            letter(
                format!("Sent for review: {}", account.name),
                &["Your account details were sent. A reviewer looks at them next.", "You hear from us as soon as they are decided."],
            ),
            account,
        )
        .action(links.to("See where it stands", home(account))),
        L::ChangesRequested { account, fields } => {
            let mut written = about_account(
                letter(
                    format!("Changes asked: {}", account.name),
                    &["A reviewer read your details and asks for these changes. Answer just these; the rest stays as it is."],
                ),
                account,
            );
            for (label, note) in fields {
                written = written.fact(label, note);
            }
            written.action(links.to("Answer the changes", &format!("{}/changes", home(account))))
        }
        L::ChangesConfirmed { account } => about_account(
            letter(
                format!("Your changes are confirmed: {}", account.name),
                &["A reviewer looked at what you changed and confirmed it. Your account was active all the while and stays so."],
            ),
            account,
        )
        .action(links.to("Open your account", home(account))),
        L::AccountApproved { account } => about_account(
            letter(
                format!("Approved: {}", account.name),
                &[match account.kind {
                    AccountKind::Advertiser => "Your account is approved and active. Your orders can be accepted from now on.",
                    AccountKind::Publisher | AccountKind::Network => {
                        "Your account is approved and active. The agreement you signed is countersigned and in force."
                    }
                }],
            ),
            account,
        )
        .action(links.to("Open your account", home(account))),
        L::SiteConfirmed { account, domain } => about_account(
            letter(
                format!("Confirmed: {domain}"),
                &["The site is confirmed as yours. It is in our sellers.json from now on."],
            ),
            account,
        )
        .action(links.to("See your sites", "/publisher/sites")),
        L::SiteRefused { account, domain, reason, words } => about_account(
            letter(format!("Not confirmed: {domain}"), &["A reviewer looked at the site and did not confirm it.", words]),
            account,
        )
        .fact("Reason", reason.label())
        .action(links.to("See your sites", "/publisher/sites")),
        L::AccountDeclined { account, reason, words, reapply } => {
            let written = about_account(
                letter(format!("Declined: {}", account.name), &["Your account was reviewed and declined.", words]),
                account,
            )
            .fact("Reason", reason.label());
            let written = match reapply {
                Some(date) => written.fact("You may apply again from", date),
                None => written.fact(
                    "Applying again",
                    "The decision names no day for it. If something has changed since, write to us.",
                ),
            };
            written.action(links.to("Read the decision", home(account)))
        }
        L::AccountDeactivated { account, orders, login_ends } => super::closing::closed(account, orders, *login_ends, links),
        L::AgreementSigned { account, title, sha256 } => about_account(
            letter(
                format!("Signed: {title}"),
                &["The agreement was signed in your account's name. Its exact text is kept and cannot change."],
            ),
            account,
        )
        .fact("SHA-256", sha256)
        .action(links.to("Read the agreement", &format!("{}/agreement", home(account)))),
        L::OrderSubmitted { order } => about_order(
            letter(
                format!("Sent: order {}", order.number),
                &["Your order was sent. A reviewer looks at it next, and you hear from us when it is decided."],
            ),
            order,
        )
        .action(links.to("Open the order", &crate::urls::advertiser_order(&order.number))),
        L::OrderNeedsAttention { order, reason, words } => about_order(
            letter(
                format!("Needs your attention: order {}", order.number),
                &["A reviewer has a question about your order.", words],
            ),
            order,
        )
        .fact("About", reason.label())
        .action(links.to("Answer", &crate::urls::advertiser_order(&order.number))),
        L::OrderAccepted { order } => about_order(
            letter(
                format!("Accepted: order {}", order.number),
                &["Your order is accepted. It is in force as soon as it is countersigned, and you hear from us then."],
            ),
            order,
        )
        .action(links.to("Open the order", &crate::urls::advertiser_order(&order.number))),
        L::OrderCountersigned { order, sha256 } => about_order(
            letter(
                format!("In force: order {}", order.number),
                &["Your order is countersigned and in force. Both sides signed the same text, named by the SHA-256 below."],
            ),
            order,
        )
        .fact("SHA-256", sha256)
        .action(links.to("Open the order", &crate::urls::advertiser_order(&order.number))),
        L::OrderRejected { order, reason, words } => about_order(
            letter(format!("Rejected: order {}", order.number), &["Your order was reviewed and rejected.", words]),
            order,
        )
        .fact("Reason", reason.label())
        .action(links.to("Read the decision", &crate::urls::advertiser_order(&order.number))),
        L::OrderMessage { order } => about_order(
            letter(
                format!("New message: order {}", order.number),
                &["There is a new message on this order. It is shown in the portal only."],
            ),
            order,
        )
        .action(links.to("Read the message", &crate::urls::advertiser_order_page(&order.number, "messages"))),
        L::OrderMessageWaiting { order } => about_order(
            letter(
                format!("New message: order {}", order.number),
                &["The advertiser wrote on this order. The message is shown in the portal only."],
            ),
            order,
        )
        .action(links.to("Read the message", &format!("/admin/orders/{}", order.id)))
        .because("You get this mail because you review orders."),
        L::PayoutChanged { account } => about_account(
            letter(
                format!("Payout details changed: {}", account.name),
                &["Where this account is paid was given or changed. Nothing is paid to it before it is verified.", "If nobody of yours did this, write to us now."],
            ),
            account,
        )
        .action(links.to("See the payout details", &format!("{}/payout", home(account)))),
        L::PasswordChanged => of_the_login(
            "Your password was changed",
            "The password of your login was changed, and whoever was signed in with the old one is signed out.",
            links,
        ),
        L::AuthenticatorAdded => of_the_login(
            "Your login has an authenticator",
            "Signing in asks for a code of your authenticator from now on. Keep the recovery codes where you find them without your telephone.",
            links,
        ),
        L::AuthenticatorRemoved => of_the_login(
            "Your login has no authenticator any more",
            "The authenticator and the recovery codes were taken away. Your password alone signs you in again.",
            links,
        ),
        L::PasskeyAdded { name } => of_the_login(
            "Your login has a new passkey",
            &format!("The passkey \"{name}\" was added. It signs you in without password and code."),
            links,
        ),
        L::PasskeyRemoved { name } => of_the_login(
            "A passkey was taken away",
            &format!("The passkey \"{name}\" was taken away. It does not sign you in any more."),
            links,
        ),
        L::PasskeyCopied { name } => of_the_login(
            "A passkey was refused: it may have been copied",
            &format!("Somebody tried to sign in with the passkey \"{name}\". Each use of a passkey counts one up; this one had counted further before, so there may be a copy of it. Nobody was let in. Take it away under \"Security of your login\" and add a new one."),
            links,
        ),
        L::RecoveryCodesRenewed => of_the_login(
            "You have new recovery codes",
            "New recovery codes were made for your login. The old ones do not work any more.",
            links,
        ),
        L::RecoveryCodeUsed => of_the_login(
            "A recovery code was used",
            "Someone signed in to your login with the password and a recovery code. That code does not work again.",
            links,
        ),
        L::ConfirmEmail { change, old } => addresses::confirm(links, *change, old),
        L::EmailTaken => addresses::taken(),
        L::EmailChangeAsked { change, new } => addresses::asked(links, *change, new),
        L::EmailChanged { change, new } => addresses::changed(links, *change, new),
        L::EmailChangeUndone => addresses::undone(links),
        L::Invited { invitation, account, by, power, until } => {
            let secret = teams::secret(links.vault, *invitation);
            letter(
                format!("{by} invites you to {}", account.name),
                &[
                    &format!("{by} invites you to act for the {} account {}.", account.kind.label().to_lowercase(), account.name),
                    &format!("The link works once, for the address {}. If you have no login yet, you make one there.", links.login),
                ],
            )
            .fact("Account", &account.name)
            .fact("Invited by", by)
            .fact("You may", format!("{}: {}", power.label(), lower_first(power.words())))
            .fact("Until", until)
            .action(links.to("See the invitation", &crate::urls::join(secret.expose_secret())))
            .because("You get this mail because an owner of that account typed this address. If you do not know them, do nothing: without the link nobody can accept it.")
        }
        L::MemberJoined { account, name, email, power } => about_membership(
            letter(
                format!("{name} joined {}", account.name),
                &["The invitation was accepted.", "If nobody of yours meant to invite this person, remove them now and tell us."],
            )
            .fact("Who", format!("{name}, {email}"))
            .fact("May", format!("{}: {}", power.label(), lower_first(power.words()))),
            account,
            "You get this mail because you are an owner of this account.",
        )
        .action(links.to("See who is in the account", &format!("{}/people", home(account)))),
        L::PowerChanged { account, power } => about_membership(
            letter(
                format!("What you may do changed: {}", account.name),
                &["An owner of the account changed what you may do in it. The change holds already."],
            )
            .fact("You may", format!("{}: {}", power.label(), lower_first(power.words()))),
            account,
            "You get this mail because you are in this account.",
        )
        .action(links.to("Open the account", home(account))),
        L::MemberRemoved { account } => about_membership(
            letter(
                format!("You are no longer in {}", account.name),
                &["An owner of the account removed you from it. Your login stays, and with it any other account you are in."],
            ),
            account,
            "You get this mail because you were in this account.",
        )
        .action(links.to("Open your profile", "/account")),
        L::ApprovalWaiting { approval, what, why, until } => desk::waiting(*approval, what, (why, until), links),
        L::ApprovalDecided { approval, what, approved, reason } => {
            desk::decided(*approval, what, (*approved, reason.as_deref()), links)
        }
        L::ApprovalGivenBack { reference, name, reason, words } => {
            desk::given_back((name, reference), *reason, words, links)
        }
        L::AuthenticatorRemovalAsked => desk::removal_asked(links),
        L::StaffRoleChanged { role } => desk::role_changed(*role, links),
        L::ViewingBegun { account, by, reason, until } => desk::viewing_begun(account, by, (reason, until), links),
        L::Announcement(announced) => announcements::service(announced, links),
        L::AnnouncementTest { subject, .. } => announcements::test(subject, links),
        L::TakenOffList => announcements::taken_off(),
        L::OutOfReach { user, name } => announcements::out_of_reach(*user, name, links),
        L::SessionsEnded { reason } => desk::sessions_ended(reason, links),
        L::DataExportReady { until } => super::rights::export_ready(until, links),
        L::DisclosureWaiting { disclosure, reference } => super::disclosures::waiting(*disclosure, reference, links),
        L::Disclosed { requester, basis, data, on, sha256, reference } => {
            super::disclosures::told((reference, requester), *basis, data, (on, sha256), links)
        }
        L::MemberLeft { account, name } => about_membership(
            letter(format!("{name} left {}", account.name), &["They can no longer see the account or act for it."]),
            account,
            "You get this mail because you are an owner of this account.",
        )
        .action(links.to("See who is in the account", &format!("{}/people", home(account)))),
    }
}

/// A letter about the security of the login, whoever did what it tells of.
fn of_the_login(subject: &str, what: &str, links: &Links<'_>) -> Written {
    letter(subject, &[what, "If this was not you, set a new password now and tell us."])
        .action(links.to("Set a new password", "/forgot-password"))
        .because("You get this mail because it concerns the security of your login.")
}
