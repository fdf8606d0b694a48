//! How far a publisher's sign-up is: the one place that knows what it needs.

use super::Publisher;
use crate::page::tasks::{Asked, Task, asked};
use crate::shared::sections::{Applicant, Progress, Sections};
use diesel_async::AsyncPgConnection;
use inset_domain::account::Account;
use inset_domain::contact::ContactRole;
use inset_domain::ids::AccountId;
use inset_store::{StoreError, accounts, agreements, cases, commercials, companies, contacts, looks, sites};

/// What a publisher has given so far.
struct Given {
    account: Account,
    company: bool,
    personal: bool,
    offered: bool,
    signed: bool,
    commercial: bool,
    technical: bool,
    sites: usize,
    look: bool,
    asked: Vec<Asked>,
}

impl Sections for Publisher {
    const BASE: &'static str = "/publisher/sign-up";
    const LABEL: &'static str = "Sign-up";
    const COMPANY: &'static str = "As the agreement will name it.";
    const SAVE_COMPANY: &'static str = "Save and continue";
    const ANSWERS: &'static str = "/publisher/changes";

    async fn next(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<String, StoreError> {
        Ok(Self::progress(conn, owner).await?.next(Self::BASE, Self::ANSWERS))
    }

    async fn is_complete(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<bool, StoreError> {
        Ok(Given::of(conn, owner).await?.is_complete())
    }
}

impl Applicant for Publisher {
    const BEFORE_AGREEMENT: &'static str = "Give the company and the personal details first; the agreement names both.";

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
        let people = contacts::all(conn, owner).await?;
        let has = |role| people.iter().any(|record| record.role == role);
        let agreement = agreements::newest(conn, owner).await?;
        let mut open = Vec::new();
        if let Some(case) = cases::asking(conn, &account).await? {
            open = asked(account.kind, cases::asked(conn, case).await?, Publisher::href);
        }
        Ok(Self {
            company: companies::find(conn, owner).await?.is_some(),
            personal: has(ContactRole::Personal),
            offered: agreement.as_ref().is_some_and(|agreement| agreement.is_open() || agreement.is_signed()),
            signed: agreement.is_some_and(|agreement| agreement.is_signed()),
            commercial: commercials::of_publisher(conn, owner).await?.is_some(),
            technical: has(ContactRole::Technical),
            sites: sites::of_account(conn, owner).await?.len(),
            look: looks::newest(conn, owner).await?.is_some(),
            account,
            asked: open,
        })
    }

    /// The checklist, with who owns each step.
    fn tasks(&self) -> Vec<Task> {
        let is_asked = |section: &str| self.asked.iter().any(|ask| ask.section == section);
        let section =
            |label: &str, key: &str, done| Task::open(label, &Publisher::href(key), done).asked(is_asked(key));
        let sites = match self.sites {
            1 => "1 site".to_owned(),
            count => format!("{count} sites"),
        };
        let agreement = if self.offered {
            Task::open("Agreement", "/publisher/agreement", self.signed)
        } else {
            Task::shut("Agreement", "Opens once company and personal details are given")
        };
        let check = if self.is_complete() {
            Task::open("Check and send", "/publisher/sign-up/check", self.account.submitted_at.is_some())
        } else {
            Task::shut("Check and send", "Opens once everything above is done")
        };
        vec![
            section("Company", "company", self.company),
            section("Personal details", "personal", self.personal),
            agreement,
            section("Commercial", "commercial", self.commercial),
            section("Technical contact", "technical", self.technical),
            section("Sites", "sites", self.sites > 0).hint(sites),
            section("In-picture look", "look", self.look),
            check,
            Task::review("Review", &self.account.state),
        ]
    }

    /// Whether everything is there that a reviewer needs.
    fn is_complete(&self) -> bool {
        self.company && self.personal && self.signed && self.commercial && self.technical && self.sites > 0 && self.look
    }
}
