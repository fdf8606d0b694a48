//! Who is on the staff: seen by all of it. Admins ask for a new colleague, and a second admin approves.

use super::Staff;
use super::approvals::colleague;
use super::decide_approval::refused;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::{CanManageStaff, Fresh, Power};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::approval::{Act, Approval};
use inset_domain::email::Email;
use inset_domain::ids::UserId;
use inset_domain::period::instant_words;
use inset_domain::text::{Note, PersonName};
use inset_domain::user::{StaffRole, User};
use inset_store::staff::{self, Listed};
use inset_store::{StoreError, approvals, email_changes, users};
use serde::Serialize;

/// The list, with the form of an admin.
#[derive(Serialize)]
pub struct StaffPage {
    rows: Vec<Row>,
    manages: bool,
    /// Whether nobody but the reader could approve.
    only_admin: bool,
    roles: Vec<Choice>,
    form: FormState,
}

#[derive(Serialize)]
struct Row {
    href: String,
    name: String,
    email: String,
    role: &'static str,
    factor: &'static str,
    factor_tone: &'static str,
    seen: Option<String>,
    seen_iso: String,
    is_self: bool,
}

impl Row {
    fn new(listed: Listed, me: UserId) -> Self {
        let (factor, factor_tone) = match (listed.verified, listed.second_factor) {
            (false, _) => ("Not signed in yet", "neutral"),
            (true, false) => ("No second factor", "warn"),
            (true, true) => ("Second factor", "good"),
        };
        Self {
            href: urls::admin_person(listed.user),
            role: listed.role.label(),
            factor,
            factor_tone,
            seen: listed.seen_at.map(|at| instant_words(at, chrono_tz::UTC)),
            seen_iso: listed.seen_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
            is_self: listed.user == me,
            name: listed.name,
            email: listed.email,
        }
    }
}

impl StaffPage {
    fn new(listed: Vec<Listed>, (me, manages): (UserId, bool), form: FormState) -> Self {
        let only_admin = listed.iter().filter(|it| it.role == StaffRole::Admin && it.second_factor).count() < 2;
        let rows = listed.into_iter().map(|listed| Row::new(listed, me)).collect();
        Self { rows, manages, only_admin, roles: roles(), form }
    }
}

/// The roles, to choose from.
pub(super) fn roles() -> Vec<Choice> {
    let choice = |role: &StaffRole| {
        let hint = match role {
            StaffRole::Reviewer => "Decides accounts, sites and orders",
            StaffRole::Finance => "Sees and releases money matters",
            StaffRole::Support => "Answers people, and helps them with their logins",
            StaffRole::Admin => "Reviewer and support, and says who is on the staff",
        };
        Choice { hint: Some(hint), ..Choice::new(role.as_str(), role.label()) }
    };
    StaffRole::ALL.iter().map(choice).collect()
}

impl Page for StaffPage {
    const TEMPLATE: &'static str = "admin/staff.html";
    fn title(&self) -> String {
        "Staff".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for StaffPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = parse(&Typed::default()) else { return Vec::new() };
        let now = chrono::DateTime::UNIX_EPOCH;
        let (ada, sam) = (UserId::at(now), UserId::at(now));
        let one = |user, name: &str, role, second_factor| Listed {
            user,
            name: name.into(),
            email: "ada@operator.example".into(),
            role,
            second_factor,
            verified: true,
            seen_at: Some(now).filter(|_| second_factor),
        };
        let listed =
            || vec![one(ada, "Ada Marsh", StaffRole::Admin, true), one(sam, "Sami Aalto", StaffRole::Support, false)];
        vec![
            ("the only admin", StaffPage::new(listed(), (ada, true), FormState::default())),
            ("support", StaffPage::new(listed(), (sam, false), FormState::default())),
            ("failed", StaffPage::new(listed(), (ada, true), FormState::failed(Typed::default(), errors))),
        ]
    }
}

const RESERVED: &str =
    "Use another address, or wait three days: a login had this one until lately, and its owner can take it back";

async fn is_reserved<P: Power>(me: &Signed<Staff, P>, email: &Email) -> Result<bool, Error> {
    let (db, now) = (me.db(), me.db().clock().now());
    Ok(email_changes::is_reserved(&mut *db.read().await?, email, None, now).await?)
}

/// Whom an admin asks for.
struct Wanted {
    email: Email,
    full_name: Option<PersonName>,
    role: StaffRole,
    why: Note,
}

fn parse(typed: &Typed) -> Result<Wanted, FormErrors> {
    let mut read = Reader::new(typed);
    let email = read.required("email", "Enter the e-mail address of the person");
    let full_name = read.optional("full_name");
    let role = read.required("role", "Choose their role");
    let why = read.required("why", "Say why, for the colleague who approves it");
    read.finish(|| Some(Wanted { email: email?, full_name, role: role?, why: why? }))
}

/// What is asked for, about whoever has the address: a new login, or a role for one that is there.
fn act(wanted: &Wanted, known: Option<&User>, new: UserId) -> Result<Act, FormErrors> {
    match (known, &wanted.full_name) {
        (Some(user), _) if user.staff_role.is_some() => {
            Err(FormErrors::one("email", "This person is on the staff already: change their role on their page"))
        }
        (Some(user), _) => {
            Ok(Act::GiveRole { user: user.id, email: user.email.clone(), before: None, role: wanted.role })
        }
        (None, Some(full_name)) => {
            let (email, full_name) = (wanted.email.clone(), full_name.clone());
            Ok(Act::AddStaff { user: new, email, full_name, role: wanted.role })
        }
        (None, None) => Err(FormErrors::one("full_name", "Enter the full name: nobody has a login with this address")),
    }
}

async fn page<P: Power>(me: &Signed<Staff, P>, form: FormState) -> Result<HttpResponse, Error> {
    let listed = staff::list(&mut *me.db().read().await?).await?;
    let manages = CanManageStaff::holds(me.principal());
    me.page(&StaffPage::new(listed, (me.user(), manages), form))
}

/// Shows the staff.
pub async fn show(me: Signed<Staff>) -> Result<HttpResponse, Error> {
    page(&me, FormState::default()).await
}

/// Asks a second admin to take someone on.
pub async fn ask(me: Signed<Staff, Fresh<CanManageStaff>>, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let failed = |errors| FormState::failed(form.typed.clone(), errors);
    let wanted = match parse(&form.typed) {
        Ok(wanted) => wanted,
        Err(errors) => return page(&me, failed(errors)).await,
    };
    let known = match users::by_email(&mut *me.db().read().await?, &wanted.email).await {
        Ok(user) => Some(user),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    if known.is_none() && is_reserved(&me, &wanted.email).await? {
        return page(&me, failed(FormErrors::one("email", RESERVED))).await;
    }
    let act = match act(&wanted, known.as_ref(), UserId::at(me.db().clock().now())) {
        Ok(act) => act,
        Err(errors) => return page(&me, failed(errors)).await,
    };
    let name = known.map_or_else(String::new, |user| user.full_name.to_string());
    let name = if name.is_empty() { wanted.full_name.map(|name| name.to_string()).unwrap_or_default() } else { name };
    let (by, why) = (colleague(&me)?, wanted.why);
    let result = me
        .commit(&form, async |tx| {
            approvals::sweep(tx).await?;
            let change = Approval::ask(act.clone(), name, why, by, tx.now()).map_err(|error| refused(error, &act))?;
            let asked = approvals::save(tx, change).await?;
            Ok(Next::to(urls::approval(asked.id)).saying("approval-asked"))
        })
        .await;
    match result {
        Err(Error::Stale) => {
            let errors =
                FormErrors::one("email", "The same is asked for this person already, and waits for a second person");
            page(&me, failed(errors)).await
        }
        other => other,
    }
}
