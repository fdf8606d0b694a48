//! People with names, and what they do first.

use super::{Client, Portal};
use inset_domain::second_factor::FactorStep;
use inset_domain::user::{Channel, Power, Registration, StaffRole};
use inset_store::parked_posts::{self, ParkedPost};
use inset_store::{Actor, StoreError, second_factors, staff, users};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

/// The password of everyone.
pub const PASSWORD: &str = "three unrelated words";

impl Portal {
    /// A member of staff with an authenticator, signed in.
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
            .transact::<_, StoreError, _>(Actor::System, async |tx| {
                let id = staff::add(tx, &person, role).await?;
                second_factors::begin_with(tx, id, &inset::demo::secret(&email)).await?;
                let change = users::find(tx.conn(), id).await?.second_factor(FactorStep::Added);
                second_factors::confirm(tx, change, 0).await
            })
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

    /// A post of a login's that waits for them; its id.
    pub async fn parked(&self, email: &str) -> String {
        let id = self.scalar(&format!("SELECT id FROM users WHERE email = '{email}'")).await;
        let user = id.parse().unwrap_or_else(|_| panic!("{email} has no login"));
        let post = ParkedPost {
            session: None,
            sent: false,
            account: None,
            path: "/account".into(),
            page: "/account".into(),
            form_key: uuid::Uuid::new_v4(),
            body: "full_name=Somebody".into(),
        };
        let (db, now) = (self.parts.db(1).expect("a pool"), self.parts.clock.now());
        let mut conn = db.read().await.expect("a connection");
        parked_posts::park(&mut conn, db.vault(), user, &post, now).await.expect("it is kept").to_string()
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
    /// Signs in with everyone's password, and with a code where one is asked for.
    pub async fn sign_in(&self, email: &str) {
        let fields = [("email", email), ("password", PASSWORD)];
        let home = self.fill("/sign-in", "/sign-in", &fields).await.goes_to().to_owned();
        let next = self.get(&home).await;
        match next.location.as_deref() {
            Some(code) if code.starts_with("/sign-in/code") => loop {
                let typed = self.code(email).await;
                let answer = self.fill(code, "/sign-in/code", &[("code", &typed)]).await;
                // A database that was copied knows codes that this test does not know as used.
                if answer.status != 422 {
                    answer.goes_to();
                    break;
                }
            },
            Some("/account/security/authenticator") => self.enrol(email).await,
            _ => {}
        }
    }

    /// Adds an authenticator.
    pub async fn enrol(&self, email: &str) {
        let page = "/account/security/authenticator";
        self.fill(page, page, &[]).await.goes_to();
        let secret = self.get(page).await.texts("code").remove(0);
        let secret = inset_domain::second_factor::secret_bytes(&secret).expect("a secret");
        let key = (self.base().to_owned(), email.to_owned());
        AUTHENTICATORS.lock().expect("no test panicked with it").insert(key, (secret, 0));
        let code = self.code(email).await;
        let confirmed = self.fill(page, &format!("{page}/confirmation"), &[("code", &code)]).await;
        assert_eq!(confirmed.status, 200, "{:?}", confirmed.errors());
    }

    /// A code that the person's authenticator shows now or in half a minute, and that was not used before.
    pub async fn code(&self, email: &str) -> String {
        loop {
            let seconds = inset_domain::clock::Clock::wall().now().timestamp();
            // The code before is good for as long as this half minute lasts, so it is used only while that is young.
            let (now, oldest) = (seconds / 30, (seconds - 20) / 30);
            if let Some(code) = self.code_from(email, now, oldest) {
                return code;
            }
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    }

    fn code_from(&self, email: &str, now: i64, oldest: i64) -> Option<String> {
        let mut known = AUTHENTICATORS.lock().expect("no test panicked with it");
        let entry = known.entry((self.base().to_owned(), email.to_owned()));
        let (secret, last) = entry.or_insert_with(|| (inset::demo::secret(email), 0));
        let step = (*last + 1).max(oldest);
        if step > now + 1 {
            return None;
        }
        *last = step;
        let totp = totp_rs::Builder::new().with_secret(secret.clone()).build().expect("a secret");
        Some(totp.generate(step.unsigned_abs() * 30).to_string())
    }
}

/// The secret of each person's authenticator at each portal, and the newest half minute whose code was used.
static AUTHENTICATORS: LazyLock<Mutex<Authenticators>> = LazyLock::new(Mutex::default);

type Authenticators = HashMap<(String, String), (Vec<u8>, i64)>;
