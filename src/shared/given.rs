//! What every applicant gives, whatever the role; what a role asks besides is its own.

use super::sections::{Applicant, Progress};
use crate::page::tasks::{Asked, Task, asked};
use diesel_async::AsyncPgConnection;
use inset_domain::account::Account;
use inset_domain::agreement::Agreement;
use inset_domain::contact::{ContactRecord, ContactRole};
use inset_domain::ids::AccountId;
use inset_store::{StoreError, accounts, agreements, cases, companies, contacts};

/// What an applicant has given so far.
pub struct Given {
    account: Account,
    has_company: bool,
    people: Vec<ContactRecord>,
    agreement: Option<Agreement>,
    asked: Vec<Asked>,
}

impl Given {
    /// Reads it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of<R: Applicant>(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<Self, StoreError> {
        let account = accounts::find(conn, owner).await?;
        let mut open = Vec::new();
        if let Some(case) = cases::asking(conn, &account).await? {
            open = asked(account.kind, cases::asked(conn, case).await?, R::href);
        }
        Ok(Self {
            has_company: companies::find(conn, owner).await?.is_some(),
            people: contacts::all(conn, owner).await?,
            agreement: agreements::newest(conn, owner).await?,
            account,
            asked: open,
        })
    }

    /// Whether the company is given.
    pub fn has_company(&self) -> bool {
        self.has_company
    }

    /// Whether the person of a role is given.
    pub fn has(&self, role: ContactRole) -> bool {
        self.people.iter().any(|record| record.role == role)
    }

    /// Whether there is an agreement to read.
    pub fn is_offered(&self) -> bool {
        self.agreement.as_ref().is_some_and(|agreement| agreement.is_open() || agreement.is_signed())
    }

    /// Whether the agreement is signed.
    pub fn is_signed(&self) -> bool {
        self.agreement.as_ref().is_some_and(Agreement::is_signed)
    }

    /// Whether it was sent before.
    pub fn is_sent(&self) -> bool {
        self.account.submitted_at.is_some()
    }

    /// A section's task, marked where a reviewer asks for a change in it.
    pub fn section<R: Applicant>(&self, label: &str, key: &str, done: bool) -> Task {
        let is_asked = self.asked.iter().any(|ask| ask.section == key);
        Task::open(label, &R::href(key), done).asked(is_asked)
    }

    /// The last task, which is the reviewer's.
    pub fn review(&self) -> Task {
        Task::review("Review", &self.account.state)
    }

    /// How far the application is, with the role's checklist.
    pub fn into_progress(self, tasks: Vec<Task>, complete: bool) -> Progress {
        let signed = self.is_signed();
        Progress { account: self.account, tasks, asked: self.asked, signed, complete }
    }
}
