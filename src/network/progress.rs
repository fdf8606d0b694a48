//! How far a network's onboarding is: the one place that knows what it needs.

use super::Network;
use crate::page::tasks::{Asked, Task, asked};
use crate::shared::sections::{Applicant, Progress, Sections};
use diesel_async::AsyncPgConnection;
use inset_domain::account::Account;
use inset_domain::contact::ContactRole;
use inset_domain::ids::AccountId;
use inset_store::{StoreError, accounts, agreements, cases, commercials, companies, contacts};

/// What a network has given so far.
struct Given {
    account: Account,
    company: bool,
    personal: bool,
    commercial: bool,
    signed: bool,
    asked: Vec<Asked>,
}

impl Sections for Network {
    const BASE: &'static str = "/network/onboarding";
    const LABEL: &'static str = "Onboarding";
    const COMPANY: &'static str = "As the agreement will name it.";
    const SAVE_COMPANY: &'static str = "Save and continue";
    const ANSWERS: &'static str = "/network/changes";

    async fn next(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<String, StoreError> {
        Ok(Self::progress(conn, owner).await?.next(Self::BASE, Self::ANSWERS))
    }

    async fn is_complete(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<bool, StoreError> {
        Ok(Given::of(conn, owner).await?.is_complete())
    }
}

impl Applicant for Network {
    const BEFORE_AGREEMENT: &'static str = "Do the three sections first; the agreement carries them.";

    async fn progress(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<Progress, StoreError> {
        let given = Given::of(conn, owner).await?;
        let (tasks, complete) = (given.tasks(), given.is_complete());
        Ok(Progress { account: given.account, tasks, asked: given.asked, signed: given.signed, complete })
    }
}

impl Given {
    /// Reads it.
    async fn of(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<Self, StoreError> {
        let account = accounts::find(conn, owner).await?;
        let mut open = Vec::new();
        if let Some(case) = cases::asking(conn, &account).await? {
            open = asked(account.kind, cases::asked(conn, case).await?, Network::href);
        }
        Ok(Self {
            company: companies::find(conn, owner).await?.is_some(),
            personal: contacts::find(conn, owner, ContactRole::Personal).await?.is_some(),
            commercial: commercials::of_network(conn, owner).await?.is_some(),
            signed: agreements::newest(conn, owner).await?.is_some_and(|agreement| agreement.is_signed()),
            account,
            asked: open,
        })
    }

    /// Whether the three sections are there, so that they can be checked and the agreement carries them.
    fn has_sections(&self) -> bool {
        self.company && self.personal && self.commercial
    }

    /// Whether everything is there that a reviewer needs.
    fn is_complete(&self) -> bool {
        self.has_sections() && self.signed
    }

    /// The checklist, with who owns each step.
    fn tasks(&self) -> Vec<Task> {
        let is_asked = |section: &str| self.asked.iter().any(|ask| ask.section == section);
        let section = |label: &str, key: &str, done| Task::open(label, &Network::href(key), done).asked(is_asked(key));
        let after = |label: &str, page: &str, open: bool, done: bool, hint: &str| {
            if open { Task::open(label, page, done) } else { Task::shut(label, hint) }
        };
        let sent = self.account.submitted_at.is_some();
        vec![
            section("Company", "company", self.company),
            section("Personal details", "personal", self.personal),
            section("Commercial terms", "commercial", self.commercial),
            after(
                "Read and sign the agreement",
                "/network/agreement",
                self.has_sections(),
                self.signed,
                "Opens once the three sections are done; its text carries them",
            ),
            after(
                "Check and send",
                "/network/onboarding/check",
                self.is_complete(),
                sent,
                "Opens once the agreement is signed",
            ),
            Task::review("Review", &self.account.state),
        ]
    }
}
