//! How far a network's onboarding is: the one place that knows what it needs.

use super::Network;
use crate::page::tasks::Task;
use crate::shared::given::Given;
use crate::shared::sections::{Applicant, Progress, Sections};
use diesel_async::AsyncPgConnection;
use inset_domain::contact::ContactRole;
use inset_domain::ids::AccountId;
use inset_store::{StoreError, commercials};

/// What a network has given so far.
struct NetworkGiven {
    common: Given,
    commercial: bool,
}

impl Sections for Network {
    const BASE: &'static str = "/network/onboarding";
    const LABEL: &'static str = "Onboarding";
    const COMPANY: &'static str = "As the agreement will name it.";
    const SAVE_COMPANY: &'static str = "Save and continue";
    const ANSWERS: &'static str = "/network/changes";
    const CHECK: &'static str = "/network/onboarding/check";

    async fn next(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<String, StoreError> {
        Ok(Self::progress(conn, owner).await?.next(Self::BASE, Self::ANSWERS))
    }

    async fn is_complete(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<bool, StoreError> {
        Ok(NetworkGiven::of(conn, owner).await?.is_complete())
    }
}

impl Applicant for Network {
    const BEFORE_AGREEMENT: &'static str = "Do the three sections first; the agreement carries them.";

    async fn progress(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<Progress, StoreError> {
        let given = NetworkGiven::of(conn, owner).await?;
        let (tasks, complete) = (given.tasks(), given.is_complete());
        Ok(given.common.into_progress(tasks, complete))
    }
}

impl NetworkGiven {
    /// Reads it.
    async fn of(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<Self, StoreError> {
        let commercial = commercials::of_network(conn, owner).await?.is_some();
        Ok(Self { common: Given::of::<Network>(conn, owner).await?, commercial })
    }

    /// Whether the three sections are there, so that they can be checked and the agreement carries them.
    fn has_sections(&self) -> bool {
        self.common.has_company() && self.common.has(ContactRole::Personal) && self.commercial
    }

    /// Whether everything is there that a reviewer needs.
    fn is_complete(&self) -> bool {
        self.has_sections() && self.common.is_signed()
    }

    /// The checklist, with who owns each step.
    fn tasks(&self) -> Vec<Task> {
        let section = |label: &str, key: &str, done| self.common.section::<Network>(label, key, done);
        let after = |label: &str, page: &str, open: bool, done: bool, hint: &str| {
            if open { Task::open(label, page, done) } else { Task::shut(label, hint) }
        };
        vec![
            section("Company", "company", self.common.has_company()),
            section("Personal details", "personal", self.common.has(ContactRole::Personal)),
            section("Commercial terms", "commercial", self.commercial),
            after(
                "Read and sign the agreement",
                "/network/agreement",
                self.has_sections(),
                self.common.is_signed(),
                "Opens once the three sections are done; its text carries them",
            ),
            after(
                "Check and send",
                "/network/onboarding/check",
                self.is_complete(),
                self.common.is_sent(),
                "Opens once the agreement is signed",
            ),
            self.common.review(),
        ]
    }
}
