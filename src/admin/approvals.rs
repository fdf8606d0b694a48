//! What waits for a second person: seen by all staff, decided by those whose role allows it and who did not ask for it.

use super::Staff;
use super::past::Past;
use super::queue::waits;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::powers::Power;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use inset_domain::approval::{Act, Approval, ApprovalState, Colleague, Facts, StateName};
use inset_domain::ids::{ApprovalId, UserId};
use inset_domain::period::instant_words;
use inset_domain::text::Note;
use inset_domain::user::StaffRole;
use inset_store::approvals::{self, Listed};
use serde::Serialize;

/// The one other list than what waits.
const SETTLED: &str = "settled";

/// The list.
#[derive(Serialize)]
pub struct ApprovalsPage {
    rows: Vec<Row>,
    states: Vec<Choice>,
    state: String,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    href: String,
    what: String,
    maker: String,
    state: &'static str,
    tone: &'static str,
    waits: String,
    at: String,
    at_iso: String,
}

impl Row {
    fn new(listed: Listed, now: DateTime<Utc>) -> Self {
        let Listed { approval, maker, .. } = listed;
        let state = approval.state_at(now);
        Self {
            href: urls::approval(approval.id),
            what: approval.act.words(&approval.name),
            maker,
            state: state.label(),
            tone: state.tone(),
            waits: waits(now - approval.asked_at),
            at: instant_words(approval.asked_at, chrono_tz::UTC),
            at_iso: approval.asked_at.to_rfc3339(),
        }
    }
}

impl Page for ApprovalsPage {
    const TEMPLATE: &'static str = "admin/approvals.html";
    fn title(&self) -> String {
        "Approvals".into()
    }
}

impl Samples for ApprovalsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let states = || vec![Choice::new(SETTLED, "Settled")];
        let page = |rows, state: &str| Self { rows, states: states(), state: state.into(), pages: Pages::default() };
        let rows = sample().map(|listed| Row::new(listed, DateTime::UNIX_EPOCH)).into_iter().collect();
        vec![("empty", page(Vec::new(), "")), ("none settled", page(Vec::new(), SETTLED)), ("one", page(rows, ""))]
    }
}

/// A request's page.
#[derive(Serialize)]
pub struct ApprovalPage {
    id: String,
    what: String,
    state: &'static str,
    tone: &'static str,
    waits: bool,
    /// Whether the reader may be the second person.
    may_decide: bool,
    /// Whether the reader asked for it.
    is_maker: bool,
    /// Who may decide, in words.
    deciders: &'static str,
    /// Whether the record is no longer as it was.
    overtaken: bool,
    facts: Vec<Fact>,
    changes: Vec<Changed>,
    person_href: String,
    decision: Option<Fact>,
    past: Past,
    form: FormState,
}

#[derive(Serialize)]
struct Changed {
    label: &'static str,
    before: String,
    after: String,
}

/// A bound value as people read it.
fn in_plain(name: &str, value: &str) -> String {
    match (name, value) {
        (_, "none") => "None".into(),
        ("role", role) => role.parse().map_or_else(|_| role.to_owned(), |role: StaffRole| role.label().into()),
        ("authenticator", at) => DateTime::parse_from_rfc3339(at).map_or_else(
            |_| at.to_owned(),
            |at| format!("Since {}", instant_words(at.with_timezone(&Utc), chrono_tz::UTC)),
        ),
        _ => value.to_owned(),
    }
}

/// A bound fact's name as people read it.
fn label(name: &str) -> &'static str {
    match name {
        "email" => "E-mail address",
        "full_name" => "Full name",
        "role" => "Role on the staff",
        "authenticator" => "Authenticator",
        _ => "What was checked, and how",
    }
}

fn changes(act: &Act) -> Vec<Changed> {
    let (before, after) = (act.before(), act.after());
    let plain = |facts: &Facts, name: &str| facts.get(name).map(|value| in_plain(name, value)).unwrap_or_default();
    let row = |name: &String| Changed { label: label(name), before: plain(&before, name), after: plain(&after, name) };
    after.keys().map(row).collect()
}

impl ApprovalPage {
    fn new(listed: Listed, reader: Option<Colleague>, present: Option<&Facts>, now: DateTime<Utc>) -> Self {
        let Listed { approval, maker, checker } = listed;
        let state = approval.state_at(now);
        let decision = match &approval.state {
            ApprovalState::Refused(_, _, words) => Some(Fact::new("Refused", words.to_string())),
            _ => None,
        };
        let at = |at| instant_words(at, chrono_tz::UTC);
        let mut facts = vec![
            Fact::new("Asked by", maker),
            Fact::new("Asked", at(approval.asked_at)),
            Fact::new("Why", approval.why.to_string()),
        ];
        if state == StateName::Asked {
            facts.push(Fact::new("Can be decided until", at(approval.expires_at)));
        }
        if let Some(checker) = checker {
            facts.push(Fact::new("Decided by", checker));
        }
        Self {
            id: approval.id.to_string(),
            what: approval.act.words(&approval.name),
            state: state.label(),
            tone: state.tone(),
            waits: state == StateName::Asked,
            may_decide: reader.is_some_and(|reader| approval.check_second(reader).is_ok()),
            is_maker: reader.is_some_and(|reader| reader.user == approval.maker),
            deciders: deciders(&approval.act),
            overtaken: present.is_some_and(|present| *present != approval.act.before()),
            facts,
            changes: changes(&approval.act),
            person_href: match &approval.act {
                Act::AddStaff { .. } => String::new(),
                act => urls::admin_person(act.subject()),
            },
            decision,
            past: Past::default(),
            form: FormState::default(),
        }
    }
}

/// Who decides on an act, in words.
pub(super) fn deciders(act: &Act) -> &'static str {
    if act.roles().contains(&StaffRole::Support) { "support or admin" } else { "admin" }
}

impl Page for ApprovalPage {
    const TEMPLATE: &'static str = "admin/approval.html";
    fn title(&self) -> String {
        self.what.clone()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

/// A request for samples.
fn sample() -> Option<Listed> {
    let now = DateTime::UNIX_EPOCH;
    let email = "rosa.vidal@operator.example".parse().ok()?;
    let act = Act::GiveRole { user: UserId::at(now), email, before: Some(StaffRole::Reviewer), role: StaffRole::Admin };
    let maker = Colleague { user: UserId::at(now), role: StaffRole::Admin };
    let why = "She leads the desk from May.".parse().ok()?;
    let approval = Approval::ask(act, "Rosa Vidal".into(), why, maker, now).ok()?.into_after();
    Some(Listed { approval, maker: "Ada Marsh".into(), checker: None })
}

impl Samples for ApprovalPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let (now, Some(listed), Err(errors)) = (DateTime::UNIX_EPOCH, sample(), refusal(&Typed::default())) else {
            return Vec::new();
        };
        let second = Colleague { user: UserId::at(now), role: StaffRole::Admin };
        let maker = Colleague { user: listed.approval.maker, role: StaffRole::Admin };
        let (present, other) = (listed.approval.act.before(), Facts::new());
        let page = |reader, present| Self::new(listed.clone(), reader, Some(present), now);
        let failed = Self { form: FormState::failed(Typed::default(), errors), ..page(Some(second), &present) };
        let over = now + chrono::TimeDelta::days(30);
        vec![
            ("second person", page(Some(second), &present)),
            ("failed", failed),
            ("overtaken", page(Some(second), &other)),
            ("whoever asked", page(Some(maker), &present)),
            ("somebody else", page(None, &present)),
            ("ran out", Self::new(listed.clone(), Some(second), None, over)),
        ]
    }
}

/// Reads why a request is refused.
pub(super) fn refusal(typed: &Typed) -> Result<Note, FormErrors> {
    let mut read = Reader::new(typed);
    let reason = read.required("reason", "Say why, so that your colleague can act on it");
    read.finish(|| reason)
}

/// The reader, as whoever takes a step.
pub(super) fn colleague<P: Power>(me: &Signed<Staff, P>) -> Result<Colleague, Error> {
    let role = me.principal().staff_role.ok_or(Error::NotFound)?;
    Ok(Colleague { user: me.user(), role })
}

/// A request's page with a form that may have failed.
pub(super) async fn page<P: Power>(
    me: &Signed<Staff, P>,
    id: ApprovalId,
    form: FormState,
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let listed = approvals::find(&mut conn, id).await?;
    let present = match listed.approval.state {
        ApprovalState::Asked => Some(approvals::present(&mut conn, &listed.approval.act).await?),
        _ => None,
    };
    let past = Past::of(&mut conn, "approval", id.0).await?;
    drop(conn);
    let page = ApprovalPage::new(listed, Some(colleague(me)?), present.as_ref(), me.db().clock().now());
    me.page(&ApprovalPage { past, form, ..page })
}

/// Shows what waits, or what is settled.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let settled = query.state() == Some(SETTLED);
    let mut conn = me.db().read().await?;
    let found = match settled {
        true => approvals::settled(&mut conn, query.place(), PAGE + 1).await?,
        false => approvals::open(&mut conn, query.place(), PAGE + 1).await?,
    };
    drop(conn);
    let (found, next) = cut(found, |listed| (listed.approval.asked_at, listed.approval.id.0));
    let now = me.db().clock().now();
    me.page(&ApprovalsPage {
        rows: found.into_iter().map(|listed| Row::new(listed, now)).collect(),
        states: vec![Choice::new(SETTLED, "Settled")],
        state: if settled { SETTLED.into() } else { String::new() },
        pages: query.pages(urls::APPROVALS, next.as_deref()),
    })
}

/// Shows a request.
pub async fn show(me: Signed<Staff>, id: web::Path<ApprovalId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}
