//! Who asks: nobody, every power of one account of each kind, every role of the staff.

use super::records::Row;
use crate::harness::{Answer, Client, Portal};
use inset_domain::user::{Power, StaffRole};

/// A principal with their browser.
pub struct Player {
    pub name: String,
    pub browser: Client,
    /// Their login; none for whoever is signed out.
    login: Option<String>,
    account: String,
    csrf: String,
}

/// The owners of the demo: what the table calls the account, and the login.
const OWNERS: [(&str, &str); 3] = [
    ("publisher", "nora@harbourlight.example"),
    ("advertiser", "ida@haldenoutdoor.example"),
    ("network", "henrik@northernlights.example"),
];

/// The column of a member of support who looks at an account.
const LOOKING: &str = "support looking";

/// The staff of the demo.
const STAFF: [(StaffRole, &str); 4] = [
    (StaffRole::Reviewer, "rosa.lindqvist"),
    (StaffRole::Finance, "frances.obi"),
    (StaffRole::Support, "sami.haddad"),
    (StaffRole::Admin, "ada.marsh"),
];

/// Everyone, in the order of the columns.
pub async fn players(portal: &Portal) -> Vec<Player> {
    let mut logins = vec![("signed out".to_owned(), None)];
    for (kind, owner) in OWNERS {
        for power in Power::ALL {
            let login = if *power == Power::Owner { owner.into() } else { portal.colleague(owner, *power).await };
            logins.push((format!("{kind} {}", power.as_str()), Some(login)));
        }
    }
    // One of support who looks at the publisher's account as its owner sees it.
    portal.staff("Vera Lund", StaffRole::Support).await;
    assert_eq!(STAFF.len(), StaffRole::ALL.len(), "a role of the staff has no column");
    for (role, login) in STAFF {
        let domain = &portal.parts.shared.config.operator.domain;
        logins.push((format!("staff {}", role.as_str()), Some(format!("{login}@{domain}"))));
    }
    logins.push((LOOKING.to_owned(), Some("vera.lund@operator.example".to_owned())));
    let mut players = Vec::new();
    for (index, (name, login)) in logins.into_iter().enumerate() {
        let address = [127, 0, 1, u8::try_from(index + 1).expect("a few")];
        let browser = Client::at(&portal.base, address);
        let mut player = Player { name, browser, login, account: String::new(), csrf: String::new() };
        player.enter(portal).await;
        players.push(player);
    }
    players
}

impl Player {
    async fn enter(&mut self, portal: &Portal) {
        let Some(login) = &self.login else { return };
        self.account = portal
            .scalar(&format!(
                "SELECT m.account_id FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = '{login}'"
            ))
            .await;
        self.browser.sign_in(login).await;
        self.look(portal).await;
        self.read_token().await;
    }

    /// Begins to look at the publisher's account, where that is what the column is about.
    async fn look(&self, portal: &Portal) {
        if self.name != LOOKING {
            return;
        }
        let publisher = portal
            .scalar(
                "SELECT m.account_id FROM memberships m JOIN users u ON u.id = m.user_id
                 WHERE u.email = 'nora@harbourlight.example'",
            )
            .await;
        let page = format!("/admin/accounts/{publisher}");
        let fields = [("viewing_why", "She asked why a site waits.")];
        self.browser.fill(&page, &format!("{page}/viewing"), &fields).await.goes_to();
    }

    async fn read_token(&mut self) {
        self.csrf = self.browser.form("/account", "/sign-out").await.0["_csrf"].clone();
    }

    /// Asks; a post carries the session's token and the own account as every form does, and else only what the row says.
    pub async fn ask(&self, method: &str, row: &Row) -> Answer {
        if method == "GET" {
            return self.browser.get(&row.path).await;
        }
        let own = |value: &str| if value == Row::OWN_ACCOUNT { self.account.clone() } else { value.to_owned() };
        let mut fields = vec![("_csrf", self.csrf.clone()), ("_account", self.account.clone())];
        fields.extend(row.field.iter().map(|(name, value)| (*name, own(value))));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.browser.post(&row.path, &fields).await
    }

    /// Signs in again where the answer ended the session, and reads the new token where it got a new key.
    pub async fn stay(&mut self, portal: &Portal, answer: &Answer) {
        let Some(login) = self.login.clone() else { return };
        let is_session = |value: &reqwest::header::HeaderValue| value.to_str().is_ok_and(|it| it.starts_with("inset="));
        if !answer.headers.get_all("set-cookie").iter().any(is_session) {
            return;
        }
        match self.browser.get("/account").await.location.as_deref() {
            Some("/account/security/authenticator") => self.browser.enrol(&login).await,
            Some(_) => self.browser.sign_in(&login).await,
            None => {}
        }
        self.look(portal).await;
        self.read_token().await;
    }
}
