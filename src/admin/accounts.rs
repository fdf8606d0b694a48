//! Every account, for staff.

use super::Staff;
use super::past::Past;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::account::{Section, sections};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::powers::{CanAnswer, Power};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::account::{Account, AccountKind, tone};
use inset_domain::ids::AccountId;
use inset_domain::period::instant_words;
use inset_domain::team::Member;
use inset_domain::viewing::VIEW_MINUTES;
use inset_store::{StoreError, accounts, cases, teams};
use serde::Serialize;

const PATH: &str = "/admin/accounts";

/// The list.
#[derive(Serialize)]
pub struct AccountsPage {
    rows: Vec<Row>,
    kinds: Vec<Choice>,
    kind: String,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    href: String,
    name: String,
    reference: String,
    kind: &'static str,
    state: &'static str,
    tone: &'static str,
    since: String,
}

impl Page for AccountsPage {
    const TEMPLATE: &'static str = "admin/accounts.html";
    fn title(&self) -> String {
        "Accounts".into()
    }
}

impl Samples for AccountsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows| Self { rows, kinds: Vec::new(), kind: String::new(), pages: Pages::default() };
        let row = Row {
            href: "/admin/accounts/0".into(),
            name: "Halden Outdoor".into(),
            reference: "ADV-1001".into(),
            kind: "Advertiser",
            state: "Active",
            tone: "good",
            since: "1 December 2026, 14:02 UTC".into(),
        };
        vec![("empty", page(Vec::new())), ("one", page(vec![row]))]
    }
}

/// An account's page.
#[derive(Serialize)]
pub struct AccountPage {
    name: String,
    reference: String,
    kind: &'static str,
    state: &'static str,
    tone: &'static str,
    case_href: Option<String>,
    id: String,
    /// Whether the reader may look at it as its owner does, and for how many minutes.
    may_view: bool,
    view_minutes: i64,
    form: FormState,
    people: Vec<PersonRow>,
    sections: Vec<Section>,
    past: Past,
    older: String,
}

#[derive(Serialize)]
struct PersonRow {
    href: String,
    name: String,
    email: String,
    power: &'static str,
}

impl AccountPage {
    fn new(account: Account, case_href: Option<String>, sections: Vec<Section>, past: Past) -> Self {
        Self {
            kind: account.kind.label(),
            state: account.state.label(),
            tone: tone(account.state.as_str()),
            name: account.name,
            reference: account.reference,
            case_href,
            id: account.id.to_string(),
            may_view: false,
            view_minutes: VIEW_MINUTES,
            form: FormState::default(),
            people: Vec::new(),
            sections,
            past,
            older: String::new(),
        }
    }
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "admin/account.html";
    fn title(&self) -> String {
        self.name.clone()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for AccountPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |may_view, form| Self {
            name: "Halden Outdoor".into(),
            reference: "ADV-1001".into(),
            kind: "Advertiser",
            state: "Active",
            tone: "good",
            case_href: None,
            id: "0".into(),
            may_view,
            view_minutes: VIEW_MINUTES,
            form,
            people: vec![PersonRow {
                href: "/admin/people/0".into(),
                name: "Ida Holm".into(),
                email: "ida@halden.example".into(),
                power: "Owner",
            }],
            sections: Vec::new(),
            past: Past::default(),
            older: String::new(),
        };
        let why = FormErrors::one("viewing_why", "Say why you look: the account's owners read it");
        vec![
            ("plain", page(false, FormState::default())),
            ("support", page(true, FormState::default())),
            ("support, failed", page(true, FormState::failed(Typed::default(), why))),
        ]
    }
}

/// Shows the list.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let kind: Option<AccountKind> = query.kind().and_then(|kind| kind.parse().ok());
    let found = accounts::newest(&mut *me.db().read().await?, kind, query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |(account, at)| (*at, account.id.0));
    let row = |(account, at): (Account, chrono::DateTime<chrono::Utc>)| Row {
        href: format!("{PATH}/{}", account.id),
        kind: account.kind.label(),
        state: account.state.label(),
        tone: tone(account.state.as_str()),
        since: instant_words(at, chrono_tz::UTC),
        name: account.name,
        reference: account.reference,
    };
    me.page(&AccountsPage {
        rows: found.into_iter().map(row).collect(),
        kinds: AccountKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect(),
        kind: kind.map_or("", AccountKind::as_str).to_owned(),
        pages: query.pages(PATH, next.as_deref()),
    })
}

/// An account's page with a form that may have failed.
pub(super) async fn page<P: Power>(
    me: &Signed<Staff, P>,
    id: AccountId,
    form: FormState,
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let account = accounts::find(&mut conn, id).await?;
    let case = match cases::newest_of_account(&mut conn, account.id).await {
        Ok(case) => Some(urls::case(case.id)),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let sections = sections(&mut conn, &account).await?;
    let past = Past::of_account(&mut conn, account.id.0).await?;
    let team = teams::find(&mut conn, account.id).await?;
    drop(conn);
    let person = |member: Member| PersonRow {
        href: urls::admin_person(member.user),
        name: member.full_name.to_string(),
        email: member.email.to_string(),
        power: member.power.label(),
    };
    let people = team.members.into_iter().map(person).collect();
    let page = AccountPage::new(account, case, sections, past);
    me.page(&AccountPage { people, form, may_view: CanAnswer::holds(me.principal()), ..page })
}

/// Shows an account with its audit trail.
pub async fn show(me: Signed<Staff>, id: web::Path<AccountId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}
