//! The demo: six months of a believable network, told in the product's own verbs.
//!
//! Every deed goes through the same state machines and stores as its button, so the demo holds audit events, mails and
//! signatures like a portal that was really used. It is told in one transaction: all of it is there, or none.

mod accounts;
mod announcements;
mod calendar;
mod calls;
mod campaigns;
mod cast;
mod desk;
mod disclosures;
mod inquiries;
mod letters;
mod orders;
mod places;
mod programme;
mod reviews;
mod rights;
mod scene;
mod script;
mod staff;
mod stage;
mod talks;
mod teams;
mod testimonials;

use crate::config::Operator;
use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::second_factor::{Authenticator, FactorStep, SECRET_BYTES};
use inset_domain::user::{Channel, Registration, StaffRole};
use inset_store::{Actor, Db, Tx, figures, outbox, second_factors, staff as staff_store, users};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use stage::{Colleague, Stage};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The password of every login of the demo.
pub const PASSWORD: &str = "three unrelated words";

/// The staff: login, name, role. The first of each role is the one in the list of logins.
const STAFF: &[(&str, &str, StaffRole)] = &[
    ("rosa.lindqvist", "Rosa Lindqvist", StaffRole::Reviewer),
    ("tom.adler", "Tom Adler", StaffRole::Reviewer),
    ("frances.obi", "Frances Obi", StaffRole::Finance),
    ("sami.haddad", "Sami Haddad", StaffRole::Support),
    ("ada.marsh", "Ada Marsh", StaffRole::Admin),
    ("maxim.oyelaran", "Maxim Oyelaran", StaffRole::Admin),
];

/// What the list of logins calls the admin who approves what the first one asks.
const SECOND_ADMIN: &str = "second admin";

/// A login of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// What the person is.
    pub role: &'static str,
    /// Their address, which is their login.
    pub email: String,
    /// The secret of their authenticator in base 32, for those who have one: staff.
    pub secret: String,
}

/// The secret of a demo login's authenticator: known to everyone, like the demo's password.
pub fn secret(email: &str) -> Vec<u8> {
    Sha256::digest(format!("inset demo {email}")).iter().copied().take(SECRET_BYTES).collect()
}

fn typed_secret(email: &str) -> String {
    Authenticator::new(secret(email), "", email).map(|it| it.typed().replace(' ', "")).unwrap_or_default()
}

/// One login for each role and each staff role, and a second admin, without whom nothing that needs two could be tried.
pub fn logins(operator: &Operator) -> Vec<Login> {
    let cast =
        [("publisher", &cast::PUBLISHERS[0]), ("advertiser", &cast::ADVERTISERS[0]), ("network", &cast::NETWORKS[0])];
    let mut logins: Vec<Login> =
        cast.map(|(role, company)| Login { role, email: company.email(), secret: String::new() }).into();
    let mut staff = |role: &'static str, login: &str| {
        let email = format!("{login}@{}", operator.domain);
        logins.push(Login { role, secret: typed_secret(&email), email });
    };
    let of = |role: StaffRole| STAFF.iter().filter(move |(.., it)| *it == role).map(|(login, ..)| *login);
    for role in StaffRole::ALL {
        of(*role).take(1).for_each(|login| staff(role.as_str(), login));
    }
    of(StaffRole::Admin).skip(1).for_each(|login| staff(SECOND_ADMIN, login));
    logins
}

/// Where the logins are written.
pub fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("demo-logins.txt")
}

/// Tells the demo to an empty database, and writes the logins; a database with users stays as it is.
///
/// # Errors
/// When the database does not answer or the list of logins cannot be written.
pub async fn load(db: &Db, operator: &Operator, hash: &str, data_dir: &Path) -> anyhow::Result<bool> {
    if users::any(&mut *db.read().await?).await? {
        return Ok(false);
    }
    let line = |login: &Login| {
        let line = format!("{}\t{}\t{PASSWORD}\t{}", login.role, login.email, login.secret);
        format!("{}\n", line.trim_end())
    };
    let lines: String = logins(operator).iter().map(line).collect();
    let path = file(data_dir);
    // The list is there before the logins are: a portal that is killed in between tells the demo again, and the list with it.
    std::fs::write(&path, lines).with_context(|| format!("cannot write {}", path.display()))?;
    db.transact(Actor::System, async |tx| tell(tx, operator, hash).await).await?;
    Ok(true)
}

/// The password as the demo's logins are given it.
pub fn password() -> SecretString {
    SecretString::from(PASSWORD)
}

async fn tell(tx: &mut Tx<'_>, operator: &Operator, hash: &str) -> anyhow::Result<()> {
    let (now, cast) = (tx.now(), programme::cast());
    let mut scenes = programme::scenes(now)?;
    let begin = scenes.first().map_or(now, |scene| scene.at) - TimeDelta::days(1);
    let mut staff = Vec::new();
    for (login, name, role) in STAFF {
        staff.push((*role, hire(tx, operator, (login, name, *role), hash, begin).await?));
    }
    let of = |role| staff.iter().filter(move |(it, _)| *it == role).map(|(_, colleague)| colleague.clone());
    let mut stage = Stage {
        cast: &cast,
        operator,
        password_hash: hash,
        reviewers: of(StaffRole::Reviewer).collect(),
        support: of(StaffRole::Support).next().context("nobody answers inquiries")?,
        members: HashMap::new(),
        inquiries: HashMap::new(),
        invitations: HashMap::new(),
        mates: HashMap::new(),
        orders: HashMap::new(),
        testimonials: HashMap::new(),
    };
    let admins: Vec<Colleague> = of(StaffRole::Admin).collect();
    let mut refusal = Some(now - TimeDelta::days(33));
    let mut requests = rights::Requests::new();
    let admin = admins.first().context("nobody announces")?;
    let mut announcement = Some(now - TimeDelta::days(19));
    for scene in scenes.drain(..) {
        if let Some(at) = refusal.take_if(|at| *at < scene.at) {
            staff::refused(tx, &admins, &stage.support, at).await?;
        }
        if let Some(at) = announcement.take_if(|at| *at < scene.at) {
            announcements::sent(tx, admin, at).await?;
        }
        calls::make(tx, &stage.support, scene.at).await?;
        requests.tell(tx, &stage.support, scene.at, now).await?;
        stage.play(tx, scene).await?;
    }
    requests.tell(tx, &stage.support, now, now).await?;
    rights::Requests::certificate(tx, &stage.support, now - TimeDelta::days(9)).await?;
    disclosures::tell(tx, &admins, now).await?;
    staff::waits(tx, &admins, &operator.domain, now - TimeDelta::hours(5)).await?;
    announcements::waits(tx, admin, now).await?;
    desk::work(tx, &stage, now).await?;
    outbox::settle(tx, now - TimeDelta::hours(20)).await?;
    // The staff's home shows them at once; the job would count them at its first round.
    while figures::count_next(tx).await? {}
    Ok(())
}

/// Adds a member of staff, who sets their password and adds an authenticator a little later.
async fn hire(
    tx: &mut Tx<'_>,
    operator: &Operator,
    (login, name, role): (&str, &str, StaffRole),
    hash: &str,
    at: DateTime<Utc>,
) -> anyhow::Result<Colleague> {
    let person = Registration {
        full_name: name.parse()?,
        email: format!("{login}@{}", operator.domain).parse()?,
        telephone: None,
        channel: Channel::Email,
        optional_mail: false,
        partner_sharing: false,
    };
    let id = staff_store::add(&mut tx.told(at, Actor::System), &person, role).await?;
    let later = at + TimeDelta::minutes(20);
    let user = users::find(tx.conn(), id).await?;
    let user = users::set_password(&mut tx.told(later, Actor::User(id)), user.set_password(later), hash).await?;
    let mut told = tx.told(later, Actor::User(id));
    second_factors::begin_with(&mut told, id, &secret(user.email.as_str())).await?;
    second_factors::confirm(&mut told, user.second_factor(FactorStep::Added), 0).await?;
    Ok(Colleague { user: id, name: name.into() })
}
