//! A person, as staff see them: who they are, for which accounts they act, and what may be done with their login.

use super::Staff;
use super::past::Past;
use super::staff::roles;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::powers::Power;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::ids::UserId;
use inset_domain::period::instant_words;
use inset_domain::text::Note;
use inset_domain::user::{Channel, StaffRole, User};
use inset_store::sessions::{Acting, Live};
use inset_store::{approvals, mail_law, second_factors, sessions, users};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct PersonPage {
    id: String,
    name: String,
    role: &'static str,
    is_self: bool,
    facts: Vec<Fact>,
    accounts: Vec<Account>,
    /// What waits for a second person about them.
    waiting: Vec<Request>,
    has_authenticator: bool,
    sessions: usize,
    /// Whether the reader helps people with their logins.
    helps: bool,
    /// Whether the reader may ask for the authenticator: that of staff is for admins.
    may_ask_factor: bool,
    manages: bool,
    /// Whether the reader records what courts and authorities ask for.
    discloses: bool,
    roles: Vec<Choice>,
    past: Past,
    form: FormState,
}

#[derive(Serialize)]
struct Account {
    href: String,
    name: String,
    reference: String,
    power: &'static str,
}

#[derive(Serialize)]
struct Request {
    href: String,
    what: String,
}

/// What the page shows of a login.
pub(super) struct Known {
    user: User,
    authenticator: Option<chrono::DateTime<chrono::Utc>>,
    accounts: Vec<Acting>,
    live: Vec<Live>,
    /// Since when service mail comes back.
    bounced: Option<chrono::DateTime<chrono::Utc>>,
}

impl PersonPage {
    fn new(known: Known, me: UserId, role: Option<StaffRole>, form: FormState) -> Self {
        let Known { user, authenticator, accounts, live, bounced } = known;
        let at = |at| instant_words(at, chrono_tz::UTC);
        let seen = live.first().map_or_else(|| "Not signed in anywhere".into(), |live| at(live.seen_at));
        let helps = role.is_some_and(StaffRole::may_answer);
        let manages = role.is_some_and(StaffRole::may_manage_staff);
        let mut facts = vec![
            Fact::new("E-mail address", user.email.to_string()),
            Fact::new("Telephone", user.telephone.as_ref().map(ToString::to_string).unwrap_or_default()),
            Fact::new("Wishes to be reached by", Channel::label(user.channel)),
            Fact::new("Address verified", user.verified_at.map_or_else(|| "Not yet".into(), at)),
            Fact::new(
                "Authenticator",
                authenticator.map_or_else(|| "None".into(), |since| format!("Since {}", at(since))),
            ),
            Fact::new("Last used", seen),
        ];
        if let Some(since) = bounced {
            let words = format!("Comes back since {}. Reach them another way.", at(since));
            facts.insert(1, Fact::new("Mail", words));
        }
        if let Some(role) = user.staff_role {
            facts.insert(0, Fact::new("Role on the staff", role.label()));
        }
        let account = |acting: Acting| Account {
            href: format!("/admin/accounts/{}", acting.id),
            name: acting.name,
            reference: acting.reference,
            power: acting.power.label(),
        };
        Self {
            id: user.id.to_string(),
            name: user.full_name.to_string(),
            role: user.staff_role.map_or("", StaffRole::label),
            is_self: user.id == me,
            facts,
            accounts: accounts.into_iter().map(account).collect(),
            waiting: Vec::new(),
            has_authenticator: authenticator.is_some(),
            sessions: live.len(),
            helps,
            may_ask_factor: if user.staff_role.is_some() { manages } else { helps },
            manages,
            discloses: role.is_some_and(StaffRole::may_disclose),
            roles: roles(),
            past: Past::default(),
            form,
        }
    }
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "admin/person.html";
    fn title(&self) -> String {
        format!("Person: {}", self.name)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for PersonPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let now = chrono::DateTime::UNIX_EPOCH;
        let (Ok(email), Ok(full_name)) = ("ida@halden.example".parse(), "Ida Holm".parse()) else { return Vec::new() };
        let user = User {
            id: UserId::at(now),
            email,
            full_name,
            telephone: None,
            channel: Channel::Email,
            staff_role: None,
            verified_at: Some(now),
            version: 1,
        };
        let page = |staff_role, reader, form| {
            let user = User { staff_role, ..user.clone() };
            let known =
                Known { user, authenticator: Some(now), accounts: Vec::new(), live: Vec::new(), bounced: Some(now) };
            Self::new(known, UserId::at(now), Some(reader), form)
        };
        let waiting =
            vec![Request { href: "/admin/approvals/0".into(), what: "Give Ida Holm the role of admin".into() }];
        let failed = |errors| FormState::failed(Typed::default(), errors);
        let (Err(unchecked), Err(no_role)) = (lost(&Typed::default()), role(&Typed::default())) else {
            return Vec::new();
        };
        vec![
            ("member", page(None, StaffRole::Support, FormState::default())),
            ("failed", page(None, StaffRole::Support, failed(unchecked))),
            ("staff, failed", page(Some(StaffRole::Reviewer), StaffRole::Admin, failed(no_role))),
            ("waits", Self { waiting, ..page(Some(StaffRole::Reviewer), StaffRole::Admin, FormState::default()) }),
            ("to a reviewer", page(None, StaffRole::Reviewer, FormState::default())),
        ]
    }
}

/// Reads why an authenticator is to be taken away, and how it was made sure who asks.
pub(super) fn lost(typed: &Typed) -> Result<(Note, Note), FormErrors> {
    let mut read = Reader::new(typed);
    let check = read.required("identity_check", "Say what you checked, and how");
    let why = read.required("lost_why", "Say what happened, for the colleague who approves it");
    read.finish(|| Some((check?, why?)))
}

/// Reads the role that someone is to have, and why.
pub(super) fn role(typed: &Typed) -> Result<(StaffRole, Note), FormErrors> {
    let mut read = Reader::new(typed);
    let role = read.required("role", "Choose their role");
    let why = read.required("role_why", "Say why, for the colleague who approves it");
    read.finish(|| Some((role?, why?)))
}

/// Reads one reason under its own name, since the page asks for several.
pub(super) fn reason(typed: &Typed, field: &str, missing: &str) -> Result<Note, FormErrors> {
    let mut read = Reader::new(typed);
    let reason = read.required(field, missing);
    read.finish(|| reason)
}

/// A person's page with a form that may have failed.
pub(super) async fn page<P: Power>(me: &Signed<Staff, P>, id: UserId, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let user = users::find(&mut conn, id).await?;
    let form = if form.has_failed() {
        form
    } else {
        FormState::new(Typed::default().with_some("role", user.staff_role.map(StaffRole::as_str)))
    };
    let authenticator = second_factors::standing(&mut conn, id).await?.authenticator;
    let accounts = users::memberships(&mut conn, id).await?;
    let live = sessions::live(&mut conn, id, user.staff_role.is_some(), me.db().clock().now()).await?;
    let bounced = mail_law::out_of_reach(&mut conn, id).await?;
    let waiting = approvals::open_about(&mut conn, id).await?;
    let past = Past::of(&mut conn, "user", id.0).await?;
    drop(conn);
    let known = Known { user, authenticator, accounts, live, bounced };
    let request = |listed: approvals::Listed| Request {
        href: urls::approval(listed.approval.id),
        what: listed.approval.act.words(&listed.approval.name),
    };
    me.page(&PersonPage {
        waiting: waiting.into_iter().map(request).collect(),
        past,
        ..PersonPage::new(known, me.user(), me.principal().staff_role, form)
    })
}

/// Shows a person.
pub async fn show(me: Signed<Staff>, id: web::Path<UserId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}
