//! A case: the submitted facts, what was asked before, and the decision.

use super::Staff;
use super::outside_checks::{self, Finding};
use super::queue::kind_label;
use super::site_view::{self, SiteView};
use crate::error::Error;
use crate::form::choice::{Choice, reasons};
use crate::form::{FormState, askable};
use crate::page::account::{Section, marked_sections};
use crate::page::history::{self, HistoryEvent};
use crate::page::order::{Fact, MessageView, OrderView, SignatureView, thread};
use crate::page::{Page, Samples};
use crate::web::Signed;
use crate::web::powers::Power;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::account::{Account, AccountKind};
use inset_domain::ids::CaseId;
use inset_domain::order::OrderState;
use inset_domain::period::instant_words;
use inset_domain::reason::ReasonFor;
use inset_domain::site::SiteState;
use inset_domain::user::StaffRole;
use inset_store::cases::{self, Case, ChangeRequest};
use inset_store::signatures::{self, Under};
use inset_store::{accounts, agreements, audit, case_facts, orders, sites, users};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct CasePage {
    id: String,
    kind: &'static str,
    is_order: bool,
    /// The domain, where the case is about one site.
    domain: String,
    account_kind: &'static str,
    account_id: String,
    account_name: String,
    account_reference: String,
    account_state: &'static str,
    account_tone: &'static str,
    account_active: bool,
    waiting_since: String,
    waiting_since_iso: String,
    /// What may be done: none of it once the case is closed.
    open: bool,
    with_applicant: bool,
    may_begin: bool,
    may_decide: bool,
    may_countersign: bool,
    /// Whether an active account's changed facts are to be confirmed.
    confirms: bool,
    /// Whether a second person decides, who approved first, and why it was given back.
    second: bool,
    first_approver: String,
    is_first: bool,
    /// Whether two reviewers approve an account.
    four_eyes: bool,
    given_back: Option<Fact>,
    /// Whether the reader is in the company's team, and so decides nothing about it.
    own: bool,
    /// The version of what is decided on, as it is shown: the order's, or else the account's.
    version: i64,
    /// Whether the reader decides cases at all.
    may_review: bool,
    decision: Option<Fact>,
    agreement: Option<Agreed>,
    /// What is another fact than when it was last sent.
    differences: Vec<Fact>,
    /// What was found outside of what the applicant says.
    findings: Vec<Finding>,
    sections: Vec<Section>,
    sites: Vec<SiteView>,
    order: Option<OrderView>,
    order_id: String,
    messages: Vec<MessageView>,
    asked: Vec<AskedView>,
    history: Vec<HistoryEvent>,
    signer: String,
    fields: Vec<Choice>,
    rows: usize,
    reasons: Vec<Choice>,
    site_reasons: Vec<Choice>,
    form: FormState,
}

#[derive(Serialize)]
struct Agreed {
    title: String,
    state: &'static str,
    sha256: String,
    signatures: Vec<SignatureView>,
}

#[derive(Serialize)]
struct AskedView {
    label: String,
    note: String,
    at: String,
    at_iso: String,
    answered: bool,
    /// Whether it was changed; empty while that is not known.
    outcome: &'static str,
    tone: &'static str,
    /// The applicant's words.
    answer: String,
}

impl AskedView {
    fn new(kind: AccountKind, request: ChangeRequest) -> Self {
        let (outcome, tone) = match request.changed {
            Some(true) => ("Changed", "good"),
            Some(false) => ("Not changed", "warn"),
            None => ("", "neutral"),
        };
        Self {
            label: askable::label(kind, &request.section, &request.field),
            note: request.note,
            at: instant_words(request.asked_at, chrono_tz::UTC),
            at_iso: request.asked_at.to_rfc3339(),
            answered: request.answered_at.is_some(),
            outcome,
            tone,
            answer: request.answer.unwrap_or_default(),
        }
    }
}

impl Page for CasePage {
    const TEMPLATE: &'static str = "admin/case.html";
    fn title(&self) -> String {
        match &self.order {
            Some(order) => format!("Review of order {}", order.number),
            None if !self.domain.is_empty() => format!("Review of site {}", self.domain),
            None => format!("Review of {}", self.account_name),
        }
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for CasePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |order: Option<OrderView>, form| Self {
            id: "0".into(),
            kind: "Advertiser",
            is_order: order.is_some(),
            domain: String::new(),
            account_kind: "advertiser",
            account_id: "0".into(),
            account_name: "Halden Outdoor".into(),
            account_reference: "ADV-1001".into(),
            account_state: "Sent",
            account_tone: "info",
            account_active: false,
            waiting_since: "1 December 2026, 14:02 UTC".into(),
            waiting_since_iso: "2026-12-01T14:02:00Z".into(),
            open: true,
            with_applicant: false,
            may_begin: true,
            may_decide: true,
            may_countersign: false,
            confirms: false,
            second: false,
            first_approver: String::new(),
            is_first: false,
            four_eyes: false,
            given_back: None,
            own: false,
            version: 1,
            may_review: true,
            decision: None,
            agreement: None,
            differences: vec![Fact::new("Company: Legal name", "Halden Outdoor Ltd")],
            findings: vec![Finding::sample()],
            sections: vec![Section::new(
                "company",
                "Company",
                vec![Fact { changed: true, ..Fact::new("Legal name", "Halden Outdoor Ltd") }],
            )],
            sites: vec![SiteView::sample()],
            order,
            order_id: "0".into(),
            messages: Vec::new(),
            asked: vec![AskedView {
                label: "Company: legal name".into(),
                note: "Spell it as the register does.".into(),
                at: "1 December 2026, 14:02 UTC".into(),
                at_iso: "2026-12-01T14:02:00Z".into(),
                answered: true,
                outcome: "Not changed",
                tone: "warn",
                answer: "The register spells it so since 1 November.".into(),
            }],
            history: Vec::new(),
            signer: "Rosa Vidal".into(),
            fields: askable::fields(AccountKind::Advertiser),
            rows: askable::ROWS,
            reasons: reasons(ReasonFor::Account(AccountKind::Advertiser)),
            site_reasons: reasons(ReasonFor::Site),
            form,
        };
        let failed =
            FormState::failed(crate::form::Typed::default(), crate::form::FormErrors::one("reason", "Choose a reason"));
        let confirms = Self { confirms: true, account_active: true, ..page(None, FormState::default()) };
        let site = Self {
            kind: "Site",
            domain: "fjord.example".into(),
            may_decide: false,
            ..page(None, FormState::default())
        };
        let first = Self { four_eyes: true, ..page(None, FormState::default()) };
        let (given_back, second) = (
            Some(Fact::new("The terms were not met", "Look at the second site again.")),
            Self { second: true, first_approver: "Tom Adler".into(), ..page(None, FormState::default()) },
        );
        let waits = Self { is_first: true, may_decide: false, second: true, ..page(None, FormState::default()) };
        vec![
            ("account", page(None, FormState::default())),
            ("first of two, given back", Self { given_back, ..first }),
            ("second of two", second),
            ("approved once by the reader", waits),
            (
                "own company",
                Self { own: true, may_decide: false, may_review: false, ..page(None, FormState::default()) },
            ),
            ("active account", confirms),
            ("site", site),
            ("order, failed", page(Some(OrderView::of(&crate::page::order::sample())), failed)),
        ]
    }
}

/// A case's page with a form that may have failed.
pub(super) async fn page<P: Power>(me: &Signed<Staff, P>, id: CaseId, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let case = cases::find(&mut conn, id).await?;
    let account = accounts::find(&mut conn, case.account).await?;
    let asked = cases::asked(&mut conn, id).await?;
    let own = me.principal().accounts.iter().any(|own| own.id == account.id);
    let may_review = !own && me.principal().staff_role.is_some_and(StaffRole::may_review);
    let mut view = base(&case, &account, form, &me.principal().name);
    view.own = own;
    view.four_eyes = me.site().config().four_eyes_accounts;
    view.may_review = may_review;
    view.asked = asked.into_iter().map(|request| AskedView::new(account.kind, request)).collect();
    // An order's case shows who sends it; what changed in the account belongs to the account's own case.
    let changed = case_facts::since_last_sent(&mut conn, id).await?;
    view.sections = marked_sections(&mut conn, &account, &changed).await?;
    view.differences = view.sections.iter().flat_map(differences).collect();
    if outside_checks::are_due(&account) {
        view.findings = outside_checks::load(&mut conn, &account, id).await?;
    }
    match (case.order, case.site) {
        (_, Some(site)) => {
            let site = sites::find(&mut conn, account.id, site).await?;
            view.domain = site.details.domain.shown();
            view.sections.insert(0, site_view::facts(&site));
            view.may_begin = false;
            let events = audit::of_subject(&conn, "site", site.id.0, 0, 100).await?;
            view.history = history::events(&events, chrono_tz::UTC);
            let may_judge = may_review && !matches!(site.state, SiteState::Removed(_));
            view.sites = SiteView::load(&mut conn, vec![site], may_judge).await?;
        }
        (Some(order), None) => {
            let document = orders::document_any(&mut conn, order).await?;
            let waits = matches!(document.order.state, OrderState::Submitted(_));
            view.may_decide = may_review && view.open && waits;
            view.may_countersign = may_review && matches!(document.order.state, OrderState::Accepted(_));
            view.version = document.order.version;
            view.order = Some(OrderView::of(&document));
            view.order_id = order.to_string();
            view.messages = thread(orders::thread(&conn, order).await?, chrono_tz::UTC);
            view.history = history::events(&audit::of_subject(&conn, "order", order.0, 0, 200).await?, chrono_tz::UTC);
        }
        (None, None) => {
            view.confirms = view.open && account.is_active();
            if let Some(first) = account.first_approver() {
                view.is_first = first == me.user();
                view.first_approver = users::find(&mut conn, first).await?.full_name.to_string();
            }
            let awaits = account.awaits_decision() || (view.second && !view.is_first);
            view.may_decide = may_review && (view.confirms || (view.open && awaits));
            // A reviewer may think again about a site of an active account too.
            let may_judge = may_review && (view.open || account.is_active());
            let sites = sites::of_account(&mut conn, account.id).await?;
            view.sites = SiteView::load(&mut conn, sites, may_judge).await?;
            if let Some(agreement) = agreements::newest(&mut conn, account.id).await? {
                let signed = signatures::under(&conn, Under::Agreement(agreement.id)).await?;
                view.agreement = Some(Agreed {
                    title: agreement.document.title().into(),
                    state: agreement.state.label(),
                    sha256: inset_domain::hex(&agreement.text_sha256),
                    signatures: signed.iter().map(SignatureView::of).collect(),
                });
            }
            let events = audit::of_account(&mut conn, account.id.0, None, 50).await?;
            view.history = history::events(&events, chrono_tz::UTC);
        }
    }
    drop(conn);
    me.page(&view)
}

/// The facts of a section that differ from what was last sent.
fn differences(section: &Section) -> Vec<Fact> {
    let named = |fact: &Fact| Fact::new(format!("{}: {}", section.title, fact.label), fact.value.as_str());
    section.facts.iter().filter(|fact| fact.changed).map(named).collect()
}

fn base(case: &Case, account: &Account, form: FormState, signer: &str) -> CasePage {
    let decision = case.decision.as_deref().map(|decision| {
        let words = match decision {
            "approved" => "Approved",
            "declined" => "Declined",
            _ => "Withdrawn by the applicant",
        };
        let at = case.closed_at.map(|at| instant_words(at, chrono_tz::UTC)).unwrap_or_default();
        let reason = case.reason.as_ref().map(|reason| format!("\n{}: {}", reason.code.label(), reason.words));
        Fact::new(words, format!("{at}{}", reason.unwrap_or_default()))
    });
    CasePage {
        id: case.id.to_string(),
        kind: kind_label(&case.kind),
        is_order: case.order.is_some(),
        domain: String::new(),
        account_kind: account.kind.as_str(),
        account_id: account.id.to_string(),
        account_name: account.name.clone(),
        account_reference: account.reference.clone(),
        account_state: account.state.label(),
        account_tone: inset_domain::account::tone(account.state.as_str()),
        account_active: account.is_active(),
        waiting_since: instant_words(case.waiting_since, chrono_tz::UTC),
        waiting_since_iso: case.waiting_since.to_rfc3339(),
        open: case.state == "waiting",
        with_applicant: case.state == "with_applicant",
        may_begin: case.order.is_none() && account.state.as_str() == "submitted",
        may_decide: false,
        may_countersign: false,
        confirms: false,
        second: account.first_approver().is_some(),
        first_approver: String::new(),
        is_first: false,
        four_eyes: false,
        given_back: account.given_back.as_ref().map(|reason| Fact::new(reason.code.label(), &reason.words)),
        own: false,
        version: account.version,
        may_review: false,
        decision,
        agreement: None,
        differences: Vec::new(),
        findings: Vec::new(),
        sections: Vec::new(),
        sites: Vec::new(),
        order: None,
        order_id: String::new(),
        messages: Vec::new(),
        asked: Vec::new(),
        history: Vec::new(),
        signer: signer.to_owned(),
        fields: askable::fields(account.kind),
        rows: askable::ROWS,
        reasons: reasons(match case.order {
            Some(_) => ReasonFor::Order,
            None => ReasonFor::Account(account.kind),
        }),
        site_reasons: reasons(ReasonFor::Site),
        form,
    }
}

/// Shows the case.
pub async fn show(me: Signed<Staff>, id: web::Path<CaseId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}
