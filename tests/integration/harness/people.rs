//! People with names, and what they do first.

use super::{Client, Portal};
use inset_domain::user::{Channel, Power, Registration, StaffRole};
use inset_store::{Actor, StoreError, users};

/// The password of everyone.
pub const PASSWORD: &str = "three unrelated words";

impl Portal {
    /// A member of staff, signed in.
    pub async fn staff(&self, name: &str, role: StaffRole) -> Client {
        let email = format!("{}@operator.example", name.to_lowercase().replace(' ', "."));
        let person = Registration {
            full_name: name.parse().expect("a name"),
            email: email.parse().expect("an address"),
            telephone: None,
            channel: Channel::Email,
            optional_mail: false,
            partner_sharing: false,
        };
        self.db
            .transact::<_, StoreError, _>(Actor::System, async |tx| users::add_staff(tx, &person, role).await)
            .await
            .expect("added");
        self.welcomed(&email).await
    }

    /// Someone who signed up, followed the welcome mail and signed in.
    pub async fn member(&self, kind: &str, company: &str, name: &str) -> Client {
        let email = format!("{}@{}.example", name.to_lowercase().replace(' ', "."), slug(company));
        let page = format!("/sign-up/{kind}");
        let fields = [("company", company), ("full_name", name), ("email", &email), ("age", "yes"), ("terms", "yes")];
        let answer = self.browser().fill(&page, &page, &fields).await;
        assert!(answer.goes_to().ends_with("/sent"));
        self.welcomed(&email).await
    }

    /// Tells the demo: companies, orders and staff in every state, each login with everyone's password.
    pub async fn demo(&self) {
        std::fs::create_dir_all(&self.parts.shared.config.data_dir).expect("a folder for the list of logins");
        assert!(inset::greet::load(&self.parts).await.expect("the demo is told"), "there was a demo already");
    }

    /// The login of someone with this power in the account of `owner`, who has their password too.
    pub async fn colleague(&self, owner: &str, power: Power) -> String {
        let power = power.as_str();
        let email = format!("{power}.{owner}");
        let person = format!(
            "INSERT INTO users (id, email, email_key, full_name, password_hash, verified_at, created_at, updated_at)
             SELECT gen_random_uuid(), '{email}', '{email}', 'Kim Dahl', password_hash, verified_at, created_at, updated_at
             FROM users WHERE email = '{owner}'"
        );
        self.scalar(&person).await;
        let membership = format!(
            "INSERT INTO memberships (user_id, account_id, power, created_at)
             SELECT new.id, m.account_id, '{power}', m.created_at
             FROM users new, users old JOIN memberships m ON m.user_id = old.id
             WHERE new.email = '{email}' AND old.email = '{owner}' RETURNING power"
        );
        assert_eq!(self.scalar(&membership).await, power, "{owner} has no account to share");
        email
    }

    /// Someone of whom the scene knows, signed in.
    pub async fn known(&self, email: &str) -> Client {
        let browser = self.browser();
        browser.sign_in(email).await;
        browser
    }

    async fn welcomed(&self, email: &str) -> Client {
        let browser = self.browser();
        let link = self.link(email, "Welcome").await;
        assert_eq!(browser.fill(&link, &link, &[("password", PASSWORD)]).await.goes_to(), "/sign-in");
        browser.sign_in(email).await;
        browser
    }
}

/// A company's name as a host.
pub fn slug(company: &str) -> String {
    company.to_lowercase().replace(|character: char| !character.is_ascii_alphanumeric(), "-")
}

impl Client {
    /// Signs in with everyone's password.
    pub async fn sign_in(&self, email: &str) {
        let fields = [("email", email), ("password", PASSWORD)];
        let answer = self.fill("/sign-in", "/sign-in", &fields).await;
        answer.goes_to();
    }
}
