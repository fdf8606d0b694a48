//! What roles have alike whose accounts are filled in section by section.

use crate::page::tasks::{Asked, Task};
use crate::web::Role;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use inset_domain::account::{Account, AccountState};
use inset_domain::ids::AccountId;
use inset_domain::letter::ANSWER_TIME;
use inset_domain::period::day_words;
use inset_domain::reason::Reason;
use inset_store::StoreError;
use std::future::Future;

/// A role with sections, each a page that is saved on its own.
pub trait Sections: Role {
    /// Where they are: `/publisher/sign-up`.
    const BASE: &'static str;
    /// What that place is called: `Sign-up`.
    const LABEL: &'static str;
    /// What the company section is for.
    const COMPANY: &'static str;
    /// The words of the button that saves the company.
    const SAVE_COMPANY: &'static str;
    /// Where what a reviewer asks is answered.
    const ANSWERS: &'static str;
    /// Where everything is read once more and sent.
    const CHECK: &'static str;

    /// Where a person goes on after saving a section.
    fn next(conn: &mut AsyncPgConnection, owner: AccountId) -> impl Future<Output = Result<String, StoreError>>;

    /// Whether everything is there that a reviewer needs.
    fn is_complete(conn: &mut AsyncPgConnection, owner: AccountId) -> impl Future<Output = Result<bool, StoreError>>;

    /// Where a section is changed.
    fn href(section: &str) -> String {
        format!("{}/{section}", Self::BASE)
    }
}

/// A role whose sections are checked, signed and sent to a reviewer.
pub trait Applicant: Sections {
    /// What must be given before there is an agreement to read.
    const BEFORE_AGREEMENT: &'static str;

    /// How far an account is.
    fn progress(conn: &mut AsyncPgConnection, owner: AccountId) -> impl Future<Output = Result<Progress, StoreError>>;
}

/// How far an account's application is.
pub struct Progress {
    /// The account.
    pub account: Account,
    /// The checklist, with who owns each step.
    pub tasks: Vec<Task>,
    /// What a reviewer asks to be changed.
    pub asked: Vec<Asked>,
    /// Whether the agreement is signed.
    pub signed: bool,
    /// Whether everything is there that a reviewer needs.
    pub complete: bool,
}

impl Progress {
    /// The first task that is not done, to go on with; `home` when all are. While a reviewer asks for changes it is
    /// `answers`, which shows them together with the button that sends them.
    pub fn next(self, home: &str, answers: &str) -> String {
        if !self.asked.is_empty() {
            return answers.to_owned();
        }
        self.open().unwrap_or_else(|| home.to_owned())
    }

    /// The first task that can be opened and is not done.
    pub fn open(self) -> Option<String> {
        self.tasks.into_iter().find(|task| task.href.is_some() && task.status != "Done").and_then(|task| task.href)
    }
}

/// What a decline means: the reviewer's words, and from when one may apply again.
pub fn declined(reason: &Reason, again: Option<NaiveDate>) -> String {
    let again = match again {
        Some(day) => format!("You may apply again from {}.", day_words(day)),
        None => "The decision names no day from which you may apply again.".into(),
    };
    format!("Declined: {} {again}", reason.in_full())
}

/// What an application's state means to its account, and what comes next; `draft` and `active` are the role's own words.
pub fn lead(account: &Account, draft: &str, active: &str) -> String {
    match &account.state {
        AccountState::Draft(_) => draft.to_owned(),
        AccountState::Submitted(_) => format!("Sent. A reviewer looks at it {ANSWER_TIME}."),
        AccountState::InReview(_) | AccountState::SecondApproval(_) => "A reviewer looks at it now.".into(),
        AccountState::ChangesRequested(_) => {
            "A reviewer asks for changes. Change just those, then send your answers.".into()
        }
        AccountState::Approved(_) => active.to_owned(),
        AccountState::Declined(_, reason, date) => declined(reason, *date),
        AccountState::Suspended(_, reason) => format!("Suspended: {}", reason.in_full()),
        AccountState::Deactivated(_) => "The account is closed.".into(),
    }
}
