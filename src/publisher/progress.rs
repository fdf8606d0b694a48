//! How far a publisher's sign-up is: the one place that knows what it needs.

use super::Publisher;
use crate::page::tasks::Task;
use crate::shared::given::Given;
use crate::shared::sections::{Applicant, Progress, Sections};
use diesel_async::AsyncPgConnection;
use inset_domain::contact::ContactRole;
use inset_domain::ids::AccountId;
use inset_store::{StoreError, commercials, looks, sites};

/// What a publisher has given so far.
struct PublisherGiven {
    common: Given,
    commercial: bool,
    sites: usize,
    look: bool,
}

impl Sections for Publisher {
    const BASE: &'static str = "/publisher/sign-up";
    const LABEL: &'static str = "Sign-up";
    const COMPANY: &'static str = "As the agreement will name it.";
    const SAVE_COMPANY: &'static str = "Save and continue";
    const ANSWERS: &'static str = "/publisher/changes";
    const CHECK: &'static str = "/publisher/sign-up/check";

    async fn next(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<String, StoreError> {
        Ok(Self::progress(conn, owner).await?.next(Self::BASE, Self::ANSWERS))
    }

    async fn is_complete(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<bool, StoreError> {
        Ok(PublisherGiven::of(conn, owner).await?.is_complete())
    }
}

impl Applicant for Publisher {
    const BEFORE_AGREEMENT: &'static str = "Give the company and the personal details first; the agreement names both.";

    async fn progress(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<Progress, StoreError> {
        let given = PublisherGiven::of(conn, owner).await?;
        let (tasks, complete) = (given.tasks(), given.is_complete());
        Ok(given.common.into_progress(tasks, complete))
    }
}

impl PublisherGiven {
    /// Reads it.
    async fn of(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<Self, StoreError> {
        Ok(Self {
            common: Given::of::<Publisher>(conn, owner).await?,
            commercial: commercials::of_publisher(conn, owner).await?.is_some(),
            sites: sites::of_account(conn, owner).await?.len(),
            look: looks::newest(conn, owner).await?.is_some(),
        })
    }

    /// The checklist, with who owns each step.
    fn tasks(&self) -> Vec<Task> {
        let section = |label: &str, key: &str, done| self.common.section::<Publisher>(label, key, done);
        let sites = match self.sites {
            1 => "1 site".to_owned(),
            count => format!("{count} sites"),
        };
        let agreement = if self.common.is_offered() {
            Task::open("Agreement", "/publisher/agreement", self.common.is_signed())
        } else {
            Task::shut("Agreement", "Opens once company and personal details are given")
        };
        let check = if self.is_complete() {
            Task::open("Check and send", "/publisher/sign-up/check", self.common.is_sent())
        } else {
            Task::shut("Check and send", "Opens once everything above is done")
        };
        vec![
            section("Company", "company", self.common.has_company()),
            section("Personal details", "personal", self.common.has(ContactRole::Personal)),
            agreement,
            section("Commercial", "commercial", self.commercial),
            section("Technical contact", "technical", self.common.has(ContactRole::Technical)),
            section("Sites", "sites", self.sites > 0).hint(sites),
            section("In-picture look", "look", self.look),
            check,
            self.common.review(),
        ]
    }

    /// Whether everything is there that a reviewer needs.
    fn is_complete(&self) -> bool {
        let common = &self.common;
        let people = common.has(ContactRole::Personal) && common.has(ContactRole::Technical);
        common.has_company() && people && common.is_signed() && self.commercial && self.sites > 0 && self.look
    }
}
