//! Signing in. Known and unknown addresses get the same words after the same work.

use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::{Page, Samples};
use crate::web::passkeys::{self, Asked};
use crate::web::record;
use crate::web::session::{self, Begun};
use crate::web::{Form, Next, Visit, device, even};
use crate::{passwords, urls};
use actix_session::SessionExt as _;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, web};
use diesel_async::AsyncPgConnection;
use inset_domain::email::Email;
use inset_domain::guessing::{Guesser, wait_words};
use inset_domain::ids::{AccountId, UserId};
use inset_domain::password;
use inset_domain::session::Factor;
use inset_domain::sign_in::SignInTry;
use inset_store::guesses::{self, Guessing, Refused};
use inset_store::{devices, users};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// Where the person wanted to go.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// The sign-in page.
#[derive(Serialize)]
pub struct SignInPage {
    passkey: Option<Asked>,
    form: FormState,
    /// Whether a post of the person's waits for them.
    kept: bool,
    #[serde(skip)]
    status: StatusCode,
}

impl SignInPage {
    fn new(passkey: Option<Asked>, form: FormState, status: StatusCode) -> Self {
        let kept = urls::parked_at(form.values.get("back")).is_some();
        Self { passkey, form, kept, status }
    }
}

/// The page, with `status` or with that of the form.
pub(super) fn page(visit: &Visit, form: FormState, status: Option<StatusCode>) -> Result<HttpResponse, Error> {
    let (passkey, status) = (passkeys::ask(visit.site())?, status.unwrap_or_else(|| form.status()));
    visit.page(&SignInPage::new(passkey, form, status))
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "public/sign_in.html";
    fn title(&self) -> String {
        "Sign in".into()
    }
    fn status(&self) -> StatusCode {
        self.status
    }
}

impl Samples for SignInPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let typed = Typed::default().with("email", "ida@example.com");
        let page = |passkey, form: FormState| {
            let status = form.status();
            Self::new(passkey, form, status)
        };
        vec![
            ("empty", page(Some(Asked::sample()), FormState::new(Typed::default()))),
            ("without passkeys", page(None, FormState::new(Typed::default()))),
            ("post waits", page(None, FormState::new(Typed::default().with("back", urls::parked(uuid::Uuid::nil()))))),
            ("refused", page(Some(Asked::sample()), FormState::failed(typed, wrong()))),
        ]
    }
}

fn wrong() -> FormErrors {
    FormErrors::one("email", "Check the e-mail address and the password: together they match no login")
}

/// Shows the form; someone who is signed in already goes on.
pub async fn show(visit: Visit, query: web::Query<Back>) -> Result<HttpResponse, Error> {
    let back = urls::own_path(&query.back).to_owned();
    if visit.half_way().is_some() {
        return Ok(visit.go(&Next::to(urls::with_back(urls::SIGN_IN_CODE, &back))));
    }
    if let Some(person) = visit.principal() {
        let home = urls::home(person.staff_role.is_some(), person.account.as_ref().map(|account| account.kind));
        return Ok(visit.go(&Next::to(if back == "/" { home } else { &back })));
    }
    page(&visit, FormState::new(Typed::default().with("back", back)), None)
}

/// Signs in.
pub async fn sign_in(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    let begun = even::Begun::now();
    let password = password::typed(form.typed.get("password"));
    // What cannot be an address is treated like one that nobody has.
    let typed = form.typed.get("email").trim();
    let key = typed.parse::<Email>().map_or_else(|_| String::new(), |email| email.key());
    let guessed = if key.is_empty() { typed } else { &key };
    let mut conn = visit.db().read().await?;
    let known = users::credentials(&mut conn, &key).await?;
    let guess = Guess::begin(&visit, &mut conn, guessed, known.as_ref().map(|known| UserId(known.user))).await?;
    // A hash takes its time, and others need the connection meanwhile.
    drop(conn);
    let guess = match guess {
        Ok(guess) => guess,
        Err(refused) => return too_many(&visit, &form, refused),
    };
    let login = known.as_ref().map(|known| UserId(known.user));
    let hash = known.as_ref().and_then(|known| known.password_hash.clone());
    let right = visit.site().passwords().verify(&password, hash.clone()).await?;
    let Some(known) = known.filter(|_| right) else {
        if let Some(login) = login {
            record::wrong(&visit, login, SignInTry::WrongPassword);
        }
        return refuse(&visit, &form, begun).await;
    };
    // A hash waits its turn: a password that was changed meanwhile lets nobody in who knew the old one.
    let now = users::password_hash(&mut *visit.db().read().await?, UserId(known.user)).await?;
    if now != hash && !visit.site().passwords().verify(&password, now).await? {
        record::wrong(&visit, UserId(known.user), SignInTry::WrongPassword);
        return refuse(&visit, &form, begun).await;
    }
    if let Some(weak) = hash.filter(|hash| passwords::is_weak(hash)) {
        strengthen(&visit, UserId(known.user), &password, &weak).await;
    }
    let device = guess.was_right(&visit, UserId(known.user)).await?;
    let more_due = known.second_factor || (known.staff_role.is_some() && known.passkey);
    record::right(&visit, UserId(known.user), SignInTry::Right { factor: Factor::Password, more_due }).await?;
    let begun = Begun {
        user: UserId(known.user),
        account: known.account.filter(|_| known.staff_role.is_none()).map(AccountId),
        staff: known.staff_role.is_some(),
        factor: Factor::Password,
        agent: visit.user_agent(),
        network: visit.network().map(|network| network.to_string()).unwrap_or_default(),
    };
    session::begin(&visit.request().get_session(), begun)?;
    let back = urls::own_path(form.typed.get("back"));
    let kind = known.account_kind.as_deref().and_then(|kind| kind.parse().ok());
    let home = urls::home(known.staff_role.is_some(), kind);
    let mut response = visit.go(&Next::to(if back == "/" { home } else { back }));
    device::keep(&visit, &mut response, device);
    Ok(response)
}

/// Says that the two do not match. A try at a login is noted meanwhile: neither may show by the time of the answer.
async fn refuse(visit: &Visit, form: &Form, begun: even::Begun) -> Result<HttpResponse, Error> {
    begun.wrong().await;
    page(visit, FormState::failed(form.typed.clone().without("password"), wrong()), None)
}

/// Hashes a right password as it is done today, in place of a hash that asks less of a thief. Signing in never fails for
/// it: the next sign-in tries again.
async fn strengthen(visit: &Visit, user: UserId, password: &SecretString, weak: &str) {
    let step = async {
        let hash = visit.site().passwords().hash(password).await?;
        users::rehash(&mut *visit.db().read().await?, user, weak, &hash).await?;
        Ok::<_, Error>(())
    };
    if let Err(error) = step.await {
        tracing::warn!(%error, "a password keeps its weak hash for now");
    }
}

/// One guess at a password: counted before it is checked, and given back when it was right.
struct Guess {
    guessing: Vec<Guessing>,
    device: Option<String>,
}

impl Guess {
    /// Counts it: for the browser where it is known to the login, or else for the address and for the network.
    async fn begin(
        visit: &Visit,
        conn: &mut AsyncPgConnection,
        key: &str,
        user: Option<UserId>,
    ) -> Result<Result<Self, Refused>, Error> {
        let (now, vault) = (visit.db().clock().now(), visit.db().vault());
        let device = device::token(visit);
        // Looked for where there is no login too, which takes the same time.
        let known = match &device {
            Some(token) => devices::knows(conn, token, user.unwrap_or(UserId(uuid::Uuid::nil())), now).await?,
            None => false,
        };
        let of = |guesser, who: &str| Guessing::new(vault, guesser, who);
        let mut guessing = match &device {
            Some(token) if known => vec![of(Guesser::Device, &format!("{token} {key}"))],
            _ => vec![of(Guesser::Stranger, key)],
        };
        if let (false, Some(network)) = (known, visit.network()) {
            guessing.push(of(Guesser::Network, &network.to_string()));
        }
        let taken = guesses::take(conn, &guessing, now).await?;
        Ok(taken.map(|()| Self { guessing, device }))
    }

    /// Gives it back and remembers the browser; its token.
    async fn was_right(self, visit: &Visit, user: UserId) -> Result<String, Error> {
        let token = self.device.unwrap_or_else(device::fresh);
        let (now, conn) = (visit.db().clock().now(), visit.db().read().await?);
        tokio::try_join!(guesses::give_back(&conn, &self.guessing, now), devices::remember(&conn, &token, user, now),)?;
        Ok(token)
    }
}

fn too_many(visit: &Visit, form: &Form, refused: Refused) -> Result<HttpResponse, Error> {
    let words = format!(
        "Too many wrong passwords for {}. Wait {}, or ask for a new password under \"Forgotten password\": its link lets you in at once",
        refused.guesser.label(),
        wait_words(refused.wait)
    );
    let typed = form.typed.clone().without("password");
    let state = FormState::failed(typed, FormErrors::one("email", words));
    let mut response = page(visit, state, Some(StatusCode::TOO_MANY_REQUESTS))?;
    let seconds = HeaderValue::from(refused.wait.num_seconds().unsigned_abs() + 1);
    response.headers_mut().insert(RETRY_AFTER, seconds);
    Ok(response)
}
