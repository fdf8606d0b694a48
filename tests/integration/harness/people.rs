//! People with names, and what they do first.

use super::{Client, Portal};
use inset_domain::user::{Channel, Registration, StaffRole};
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
