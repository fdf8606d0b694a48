//! How far a publisher's sign-up is: the one place that knows what it needs.

use crate::page::tasks::{Asked, Task, asked};
use diesel_async::AsyncPgConnection;
use inset_domain::account::{Account, AccountState};
use inset_domain::contact::ContactRole;
use inset_domain::ids::AccountId;
use inset_store::{StoreError, accounts, agreements, cases, commercials, companies, contacts, looks, sites};

/// What a publisher has given so far.
pub(super) struct Progress {
    pub(super) account: Account,
    pub(super) company: bool,
    pub(super) personal: bool,
    pub(super) offered: bool,
    pub(super) signed: bool,
    pub(super) commercial: bool,
    pub(super) technical: bool,
    pub(super) sites: usize,
    pub(super) look: bool,
    pub(super) asked: Vec<Asked>,
}

/// Where a section is changed.
pub(super) fn href(section: &str) -> String {
    match section {
        "personal" | "commercial" | "technical" | "sites" | "look" => format!("/publisher/sign-up/{section}"),
        _ => "/publisher/sign-up/company".into(),
    }
}

impl Progress {
    /// Reads it.
    pub(super) async fn of(conn: &mut AsyncPgConnection, owner: AccountId) -> Result<Self, StoreError> {
        let account = accounts::find(conn, owner).await?;
        let people = contacts::all(conn, owner).await?;
        let has = |role| people.iter().any(|record| record.role == role);
        let agreement = agreements::newest(conn, owner).await?;
        let mut open = Vec::new();
        if matches!(account.state, AccountState::ChangesRequested(_)) {
            let case = cases::newest_of_account(conn, owner).await?;
            open = asked(cases::asked(conn, case.id).await?, href);
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
    pub(super) fn tasks(&self) -> Vec<Task> {
        let is_asked = |section: &str| self.asked.iter().any(|ask| ask.section == section);
        let section = |label: &str, key: &str, done| Task::open(label, &href(key), done).asked(is_asked(key));
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
    pub(super) fn is_complete(&self) -> bool {
        self.company && self.personal && self.signed && self.commercial && self.technical && self.sites > 0 && self.look
    }

    /// The first task that is not done, to go on with.
    pub(super) fn next(&self) -> String {
        self.tasks()
            .into_iter()
            .find(|task| task.href.is_some() && task.status != "Done")
            .and_then(|task| task.href)
            .unwrap_or_else(|| "/publisher/sign-up".into())
    }
}
