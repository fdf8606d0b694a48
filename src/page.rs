//! Pages: a struct, its template, and samples that one test renders.

pub mod account;
pub mod browser;
pub mod chart;
pub mod history;
pub mod inquiry;
pub mod order;
pub mod qr;
pub mod tasks;
pub mod testimonial;

use crate::config::Operator;
use actix_web::http::StatusCode;
use serde::Serialize;

/// A page: everything its template shows besides the shell.
pub trait Page: Serialize {
    /// The template, below `templates/`.
    const TEMPLATE: &'static str;

    /// The title, which is also the first words of the browser's tab.
    fn title(&self) -> String;

    /// 422 for a form that came back with errors, 200 otherwise.
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }
}

/// What surrounds a page.
#[derive(Debug, Clone, Serialize)]
pub struct Shell {
    /// The page's title.
    pub title: String,
    /// "Error: " before the title of a form that came back.
    pub page_title_prefix: &'static str,
    /// Who runs the portal.
    pub operator: Operator,
    /// Which area the page is in.
    pub area: &'static str,
    /// The area's navigation.
    pub nav: Vec<NavItem>,
    /// Who is signed in.
    pub user: Option<ShellUser>,
    /// Which account they act for.
    pub account: Option<ShellAccount>,
    /// The accounts they may switch to.
    pub accounts: Vec<ShellAccount>,
    /// The account that a member of staff looks at as its owner sees it.
    pub viewing: Option<ShellViewing>,
    /// The session's token against cross-site posts; empty when signed out.
    pub csrf: String,
    /// A fresh key for the page's forms.
    pub form_key: String,
    /// What the last step achieved.
    pub notice: Option<Notice>,
    /// The page's own path.
    pub path: String,
    /// The page that its forms stand on: itself, or the one whose form was posted and is shown again.
    pub form_page: String,
    /// Whether `/dev/*` exists.
    pub development: bool,
    /// Whether the browser says no to sharing (Global Privacy Control).
    pub refuses_sharing: bool,
    /// How soon staff answer, to be said after "A reviewer looks at it".
    pub answer_time: &'static str,
}

/// A link of the navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// Its words.
    pub label: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Whether the page is in it.
    pub current: bool,
    /// How much of it was not opened yet.
    pub unread: i64,
}

/// Who is signed in, as the shell shows it.
#[derive(Debug, Clone, Serialize)]
pub struct ShellUser {
    /// Their name.
    pub name: String,
    /// Their login.
    pub email: String,
}

/// A look of staff at an account, as the shell says it on every page.
#[derive(Debug, Clone, Serialize)]
pub struct ShellViewing {
    /// The account's name.
    pub account: String,
    /// Until when at most, in words.
    pub until: String,
    /// Until when, for machines.
    pub until_iso: String,
}

/// An account, as the shell shows it.
#[derive(Debug, Clone, Serialize)]
pub struct ShellAccount {
    /// Its id, which every form carries.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its role in words.
    pub kind_label: &'static str,
}

/// A short word about what the last step achieved.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Notice {
    /// `good`, `info` or `warn`.
    pub kind: &'static str,
    /// The words.
    pub text: &'static str,
}

macro_rules! notices {
    ($($code:literal $kind:literal $text:literal;)*) => {
        /// The words of a notice's code; codes travel in a cookie, words do not.
        pub fn notice(code: &str) -> Option<Notice> {
            match code {
                $($code => Some(Notice { kind: $kind, text: $text }),)*
                _ => None,
            }
        }
    };
}

notices! {
    "saved" "good" "Saved.";
    "email-asked" "info" "A link is on its way to the new address. Your present one is told too.";
    "email-withdrawn" "info" "Your address stays as it is.";
    "email-changed" "good" "Your address is changed. Sign in with the new one.";
    "email-undone" "good" "Undone, and everybody is signed out. Ask for a link to set a new password.";
    "news-wanted" "good" "Saved. You get news from now on; leave at any time.";
    "news-left" "info" "You get no more news. What waits to be sent is held back.";
    "announcement-tested" "info" "The test is on its way to you.";
    "announcement-scheduled" "good" "Scheduled. It can be cancelled until its time.";
    "announcement-cancelled" "info" "Cancelled. Nobody gets it.";
    "mail-noted" "good" "Noted. What follows from it is done and shown below.";
    "mail-lifted" "good" "Taken from the list. Mail may go to the address again.";
    "thrown-away" "info" "Thrown away. Nothing was changed.";
    "saved-for-review" "info" "Saved. A reviewer looks at the change; your account stays active meanwhile.";
    "changes-confirmed" "good" "Confirmed. The account's people are told.";
    "signed" "good" "Signed. The exact text and its SHA-256 are on record.";
    "submitted" "good" "Sent. A reviewer looks at it next; you hear from us when it is decided.";
    "answered" "good" "Your answer is sent. The review goes on.";
    "inquiry-answered" "good" "Answered. The mail, or the call that its sender wished for, is on its way.";
    "inquiry-taken" "good" "It is yours to answer.";
    "inquiry-given" "good" "Given. Whoever has it now is told by mail.";
    "inquiry-duplicate" "info" "Settled as a duplicate. Its sender is told under which reference we answer.";
    "inquiry-reopened" "info" "Reopened. It is to be answered again.";
    "inquiry-words-sent" "good" "Your words are with us.";
    "answered-already" "warn" "Someone was first: the message is shown below as it is now, and yours was not done.";
    "call-noted" "good" "Noted. The call is done.";
    "call-waits" "info" "Noted. The call stays in the list for another attempt.";
    "call-written" "info" "Noted. The words go by mail instead.";
    "call-held" "warn" "Not yet: the decision that it tells of can still be taken back.";
    "call-settled" "warn" "Someone noted an attempt first. It is shown below; yours is not noted.";
    "site-verified" "good" "The site's ownership is confirmed.";
    "site-failed" "info" "The site is refused; its publisher sees the reason.";
    "site-added" "good" "The site is added. A reviewer confirms that it is yours.";
    "site-removed" "info" "The site is removed.";
    "order-begun" "good" "The order is begun. Add its lines next.";
    "order-empty" "warn" "Saved without a line. The order cannot be signed or sent until it has one.";
    "order-withdrawn" "info" "Withdrawn. Nothing is delivered or billed.";
    "applying-again" "info" "You can apply again: everything you gave is here. Read it once more, and change what differs.";
    "withdrawn" "info" "Withdrawn. You can send it again at any time.";
    "message-sent" "good" "Your message is sent.";
    "changes-asked" "good" "The applicant is asked for the changes.";
    "attention-asked" "good" "The advertiser is asked for an answer.";
    "approved" "good" "Approved. The applicant is told.";
    "approved-first" "good" "Approved once. A second reviewer is told, and decides.";
    "given-back" "info" "Given back. It is in review again, and the first reviewer is told the reason.";
    "declined" "info" "Declined. The applicant is told the reason.";
    "accepted" "good" "Accepted. Countersign the order to put it in force.";
    "rejected" "info" "Rejected. The advertiser is told the reason.";
    "countersigned" "good" "Countersigned. The order is in force.";
    "review-begun" "info" "In review. The applicant sees that someone looks at it.";
    "decided-already" "warn" "This case changed after you opened it: a colleague began or decided it, or the applicant sent it anew. It is shown below as it is now.";
    "keys-on" "info" "Single keys are on. ? shows them.";
    "keys-off" "info" "Single keys are off.";
    "undone" "info" "Undone. The case waits as before, and no mail has left.";
    "site-undone" "info" "Undone. The site is as it was, and no mail has left.";
    "undo-late" "warn" "It was too late: a mail has left, or something has happened since. The decision stands.";
    "case-taken" "good" "The case is yours. Colleagues see until when.";
    "case-let-go" "info" "Let go. Anybody may take the case.";
    "case-settled" "warn" "The case was taken, or decided, meanwhile. It is shown below as it is now.";
    "case-noted" "good" "Noted. Staff alone see it.";
    "task-set" "good" "The task is set. It shows in the queue on its day.";
    "task-done" "good" "The task is done.";
    "testimonial-offered" "good" "Offered. You get a mail when it is published, or with the reason if it is not.";
    "testimonial-withdrawn" "info" "Withdrawn. It is off the site, and its words are erased.";
    "testimonial-live" "warn" "You have a testimonial for this company already. It is shown below.";
    "testimonial-published" "good" "Published. Anyone can read it now; its author is told by mail.";
    "testimonial-refused" "info" "Not published. Its author is told the reason by mail.";
    "testimonial-settled" "warn" "It was decided or withdrawn meanwhile. It is shown below as it is now.";
    "export-asked" "good" "Your copy is being made. You get a mail when it is ready.";
    "privacy-asked" "good" "Your request is sent. You get a mail at every step.";
    "privacy-joined" "info" "You have asked for this already: it joins your first request, whose time runs on.";
    "privacy-taken-back" "info" "Your request is taken back. Nothing was done about it.";
    "privacy-late" "warn" "It was settled meanwhile. It is shown below as it is now.";
    "privacy-recorded" "good" "Recorded. Whoever asked is told by mail.";
    "privacy-recorded-by-hand" "warn" "Recorded. No mail goes out: tell them by telephone or post that it came, then note it below.";
    "privacy-extended-by-hand" "warn" "Extended by 45 days. No mail goes out: tell them why by telephone or post.";
    "privacy-approved-by-hand" "warn" "Approved. No mail goes out: tell them by telephone or post; begin when you are ready.";
    "privacy-denied-by-hand" "warn" "Denied. No mail goes out: tell them why by telephone or post.";
    "privacy-begun-by-hand" "warn" "Begun. No mail goes out: tell them by telephone or post.";
    "privacy-completed-by-hand" "warn" "Done. No mail goes out: give them the answer below by telephone or post.";
    "privacy-erased-by-hand" "warn" "Erased. No mail goes out: tell them by telephone or post, as you noted before.";
    "privacy-closed-on-paper" "warn" "Closed. The portal found nobody and erased nothing. Tell them by telephone or post, as you noted before.";
    "privacy-recorded-again" "info" "The same was asked before: it joins the first request, which is shown below.";
    "privacy-identified" "good" "Noted. It is known who asks, and the request waits for its decision.";
    "privacy-acknowledged" "good" "Noted that they were told.";
    "privacy-extended" "info" "Extended by 45 days. They are told why.";
    "privacy-approved" "good" "Approved. They are told; begin when you are ready.";
    "privacy-denied" "info" "Denied. They are told why.";
    "privacy-begun" "info" "Begun. They are told.";
    "privacy-completed" "good" "Done and answered.";
    "privacy-erased" "good" "Erased. The answer is on its way, and is forgotten once it has left.";
    "account-closed" "info" "The account is closed. A mail tells everyone who was in it what ends and what runs on.";
    "child-erased" "good" "Everything is erased. This certificate is all that is left.";
    "disclosure-recorded" "good" "Recorded. The other admins are told that an approval is due.";
    "disclosure-approved" "good" "Approved. Two approvals by different people are needed.";
    "disclosure-refused" "info" "Refused. Nothing is handed over.";
    "disclosure-handed-over" "good" "The archive is made. Fetch it below and hand it over; its digest stays.";
    "disclosure-settled" "warn" "Someone was first. It is shown below as it is now; yours was not done.";
    "privacy-withdrawn" "info" "Noted as withdrawn.";
    "privacy-settled" "warn" "Someone was first. The request is shown below as it is now; yours was not done.";
    "approval-asked" "good" "Asked. A colleague who may approve it is told by mail.";
    "approval-given" "good" "Approved and done. Whoever asked is told by mail.";
    "approval-refused" "info" "Refused. Nothing was changed; whoever asked is told the reason by mail.";
    "approval-withdrawn" "info" "Withdrawn. Nothing was changed.";
    "approval-settled" "warn" "It was settled meanwhile. It is shown below as it is now.";
    "viewing-begun" "info" "You see the account as its owner does. Its owners are told by mail.";
    "viewing-ended" "info" "You look at the account no longer.";
    "staff-removed" "info" "Taken away. They are signed out and told by mail.";
    "person-signed-out" "info" "Signed out everywhere. They are told by mail.";
    "authenticator-added" "good" "Your authenticator is added. Signing in asks for its code from now on.";
    "authenticator-removed" "info" "The authenticator is taken away, and the recovery codes with it.";
    "passkey-added" "good" "Your passkey is added. It signs you in without password and code.";
    "passkey-renamed" "good" "Saved. The passkey has its new name.";
    "passkey-removed" "info" "The passkey is taken away. It does not sign you in any more.";
    "codes-renewed" "good" "Your new recovery codes are made. The old ones do not work any more.";
    "password-changed" "good" "Your password is changed. Every other browser is signed out.";
    "invited" "good" "The invitation is on its way by mail.";
    "invitation-withdrawn" "info" "Withdrawn. The link in the mail does not work any more.";
    "power-changed" "good" "Saved. It holds from their next page on.";
    "member-removed" "info" "Removed. They are told by mail.";
    "joined" "good" "You are in the account.";
    "joined-new" "good" "Your login is made and you are in the account. Sign in with your password.";
    "left" "info" "You have left the account.";
    "session-ended" "good" "That browser is signed out.";
    "sessions-ended" "good" "Every other browser is signed out.";
    "signed-in" "good" "You are signed in.";
    "signed-out" "info" "You are signed out.";
    "password-set" "good" "Your password is set. Sign in with it.";
    "sent-already" "info" "This form was sent before; nothing was done twice.";
}

/// Renders a page from each of its samples; one test walks all of them.
pub trait Samples: Page + Sized {
    /// The page in the states it can be in, each with a name.
    fn samples() -> Vec<(&'static str, Self)>;
}

/// A sample ready to be rendered.
pub struct Sample {
    /// The page's template and the sample's name.
    pub name: String,
    /// The template.
    pub template: &'static str,
    /// The title.
    pub title: String,
    /// Whether it shows a failed form.
    pub failed: bool,
    /// The page's data.
    pub page: tera::Value,
}

/// The samples of every page.
#[derive(Default)]
pub struct Gallery(pub Vec<Sample>);

impl Gallery {
    /// Adds the samples of a page.
    #[must_use]
    pub fn with<P: Samples>(mut self) -> Self {
        for (name, page) in P::samples() {
            self.0.push(Sample {
                name: format!("{} ({name})", P::TEMPLATE),
                template: P::TEMPLATE,
                title: page.title(),
                failed: page.status() == StatusCode::UNPROCESSABLE_ENTITY,
                page: tera::Value::from_serializable(&page),
            });
        }
        self
    }
}
