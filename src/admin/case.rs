//! A case: the submitted facts, what was asked before, and the decision.

use super::Staff;
use super::case_desk::Notebook;
use super::case_page::{Agreed, AskedView, CasePage};
use super::claims::Desk;
use super::outside_checks::{self, Finding};
use super::past::Past;
use super::queue::kind_label;
use super::shortcuts::KeysHelp;
use super::site_view::{self, SiteView};
use super::undo::Undo;
use crate::error::Error;
use crate::form::choice::worded_reasons;
use crate::form::reason::suggested;
use crate::form::{FormState, askable};
use crate::page::account::{Section, marked_sections};
use crate::page::order::{Fact, OrderView, SignatureView, thread};
use crate::web::Signed;
use crate::web::powers::Power;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncPgConnection;
use inset_domain::account::Account;
use inset_domain::ids::CaseId;
use inset_domain::order::OrderState;
use inset_domain::period::instant_words;
use inset_domain::reason::ReasonFor;
use inset_domain::user::StaffRole;
use inset_store::cases::{self, Case};
use inset_store::signatures::{self, Under};
use inset_store::{StoreError, accounts, agreements, case_facts, orders, sites, users};

/// A case's page with a form that may have failed.
pub(super) async fn page<P: Power>(me: &Signed<Staff, P>, id: CaseId, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let case = cases::find(&mut conn, id).await?;
    let account = accounts::find(&mut conn, case.account).await?;
    let asked = cases::asked(&mut conn, id).await?;
    let own = me.principal().accounts.iter().any(|own| own.id == account.id);
    let may_review = !own && me.principal().staff_role.is_some_and(StaffRole::may_review);
    let form = suggested(form, "reason", "words");
    let (now, failed) = (me.db().clock().now(), form.has_failed());
    let desk = Desk::load(&mut conn, id, me.user(), now).await?;
    let keys = KeysHelp::load(&mut conn, me.user(), Some(id)).await?;
    let undo = Undo::load(&mut conn, me.user(), now).await?.of(id);
    // What colleagues noted and found is for nobody who is in the company's team.
    let notebook = match own {
        true => Notebook::default(),
        false => Notebook::load(&mut conn, id, me.user(), now.date_naive()).await?,
    };
    // What was typed while a colleague took the case stays in its form.
    let may_review = may_review && (!desk.held || failed);
    let mut view = base(&case, &account, form, &me.principal().name, desk, notebook);
    view.own = own;
    view.undo = undo;
    view.keys = keys;
    view.four_eyes = me.site().config().four_eyes_accounts;
    view.may_review = may_review;
    view.may_note = !own && me.principal().staff_role.is_some_and(StaffRole::may_review);
    view.asked = asked.into_iter().map(|request| AskedView::new(account.kind, request)).collect();
    // An order's case shows who sends it; what changed in the account belongs to the account's own case.
    let changed = case_facts::since_last_sent(&mut conn, id).await?;
    view.sections = marked_sections(&mut conn, &account, &changed).await?;
    view.differences = view.sections.iter().flat_map(differences).collect();
    if !own && outside_checks::are_due(&account) {
        view.findings = outside_checks::load(&mut conn, &account, id).await?;
    }
    match (case.order, case.site) {
        (_, Some(site)) => {
            let site = sites::find(&mut conn, account.id, site).await?;
            view.domain = site.details.domain.shown();
            view.sections.insert(0, site_view::facts(&site));
            view.may_begin = false;
            view.sites = vec![SiteView::new(&site, may_review)];
            if !own {
                let held = outside_checks::held_elsewhere(&mut conn, &[site]).await?;
                view.findings.splice(0..0, held);
            }
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
        }
        (None, None) => {
            view.confirms = view.open && account.is_active();
            if let Some(first) = account.first_approver() {
                view.is_first = first == me.user();
                view.desk.free &= !view.is_first;
                view.first_approver = users::find(&mut conn, first).await?.full_name.to_string();
            }
            let awaits = account.awaits_decision() || (view.second && !view.is_first);
            view.may_decide = may_review && (view.confirms || (view.open && awaits));
            // A reviewer may think again about a site of an active account too.
            let may_judge = may_review && (view.open || account.is_active());
            let sites = sites::of_account(&mut conn, account.id).await?;
            view.sites = sites.iter().map(|site| SiteView::new(site, may_judge)).collect();
            if !own {
                view.findings.extend(outside_checks::held_elsewhere(&mut conn, &sites).await?);
                view.findings.sort_by_key(Finding::is_calm);
            }
            if let Some(agreement) = agreements::newest(&mut conn, account.id).await? {
                let signed = signatures::under(&conn, Under::Agreement(agreement.id)).await?;
                view.agreement = Some(Agreed {
                    title: agreement.document.title().into(),
                    state: agreement.state.label(),
                    sha256: inset_domain::hex(&agreement.text_sha256),
                    signatures: signed.iter().map(SignatureView::of).collect(),
                });
            }
        }
    }
    view.past = past(&mut conn, &case).await?;
    drop(conn);
    me.page(&view)
}

/// What happened to what a case is about.
async fn past(conn: &mut AsyncPgConnection, case: &Case) -> Result<Past, StoreError> {
    match (case.order, case.site) {
        (Some(order), _) => Past::of(conn, "order", order.0).await,
        (None, Some(site)) => Past::of(conn, "site", site.0).await,
        (None, None) => Past::of_account(conn, case.account.0).await,
    }
}

/// The facts of a section that differ from what was last sent.
fn differences(section: &Section) -> Vec<Fact> {
    let named = |fact: &Fact| Fact::new(format!("{}: {}", section.title, fact.label), fact.value.as_str());
    section.facts.iter().filter(|fact| fact.changed).map(named).collect()
}

/// What became of a case that is closed, in words.
pub(super) fn decision(case: &Case) -> Option<&'static str> {
    Some(match case.decision.as_deref()? {
        "approved" => "Approved",
        "declined" if case.order.is_some() => "Rejected",
        "declined" if case.site.is_some() => "Refused",
        "declined" => "Declined",
        _ => "Withdrawn by the applicant",
    })
}

fn base(case: &Case, account: &Account, form: FormState, signer: &str, desk: Desk, notebook: Notebook) -> CasePage {
    let decision = decision(case).map(|words| {
        let at = case.closed_at.map(|at| instant_words(at, chrono_tz::UTC)).unwrap_or_default();
        let reason = case.reason.as_ref().map(|reason| format!("\n{}", reason.in_full()));
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
        account_shut: !account.takes_orders(),
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
        given_back: account.given_back.as_ref().map(|reason| Fact::new(reason.code.label(), reason.besides())),
        own: false,
        version: account.version,
        may_review: false,
        may_note: false,
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
        past: Past::default(),
        signer: signer.to_owned(),
        fields: askable::fields(account.kind),
        rows: askable::ROWS,
        reasons: worded_reasons(match case.order {
            Some(_) => ReasonFor::Order,
            None => ReasonFor::Account(account.kind),
        }),
        site_reasons: worded_reasons(ReasonFor::Site),
        desk,
        keys: KeysHelp::default(),
        undo: Undo::default(),
        notebook,
        form,
    }
}

/// Shows the case.
pub async fn show(me: Signed<Staff>, id: web::Path<CaseId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}
