//! What a case's page shows.

use super::case_desk::Notebook;
use super::claims::Desk;
use super::outside_checks::Finding;
use super::past::Past;
use super::shortcuts::KeysHelp;
use super::site_view::SiteView;
use super::undo::Undo;
use crate::form::choice::{Choice, worded_reasons};
use crate::form::{FormState, askable};
use crate::page::account::Section;
use crate::page::order::{Fact, MessageView, OrderView, SignatureView};
use crate::page::{Page, Samples};
use actix_web::http::StatusCode;
use inset_domain::account::AccountKind;
use inset_domain::period::instant_words;
use inset_domain::reason::ReasonFor;
use inset_store::cases::ChangeRequest;
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct CasePage {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) is_order: bool,
    /// The domain, where the case is about one site.
    pub(super) domain: String,
    pub(super) account_kind: &'static str,
    pub(super) account_id: String,
    pub(super) account_name: String,
    pub(super) account_reference: String,
    pub(super) account_state: &'static str,
    pub(super) account_tone: &'static str,
    pub(super) account_active: bool,
    /// Whether the account is turned down or closed, so that no order of it can be accepted.
    pub(super) account_shut: bool,
    pub(super) waiting_since: String,
    pub(super) waiting_since_iso: String,
    /// What may be done: none of it once the case is closed.
    pub(super) open: bool,
    pub(super) with_applicant: bool,
    pub(super) may_begin: bool,
    pub(super) may_decide: bool,
    pub(super) may_countersign: bool,
    /// Whether an active account's changed facts are to be confirmed.
    pub(super) confirms: bool,
    /// Whether a second person decides, who approved first, and why it was given back.
    pub(super) second: bool,
    pub(super) first_approver: String,
    pub(super) is_first: bool,
    /// Whether two reviewers approve an account.
    pub(super) four_eyes: bool,
    pub(super) given_back: Option<Fact>,
    /// Whether the reader is in the company's team, and so decides nothing about it.
    pub(super) own: bool,
    /// The version of what is decided on, as it is shown: the order's, or else the account's.
    pub(super) version: i64,
    /// Whether the reader decides this case.
    pub(super) may_review: bool,
    /// Whether the reader writes notes and tasks.
    pub(super) may_note: bool,
    pub(super) decision: Option<Fact>,
    pub(super) agreement: Option<Agreed>,
    /// What is another fact than when it was last sent.
    pub(super) differences: Vec<Fact>,
    /// What was found outside of what the applicant says.
    pub(super) findings: Vec<Finding>,
    pub(super) sections: Vec<Section>,
    pub(super) sites: Vec<SiteView>,
    pub(super) order: Option<OrderView>,
    pub(super) order_id: String,
    pub(super) messages: Vec<MessageView>,
    pub(super) asked: Vec<AskedView>,
    pub(super) past: Past,
    pub(super) signer: String,
    pub(super) fields: Vec<Choice>,
    pub(super) rows: usize,
    pub(super) reasons: Vec<Choice>,
    pub(super) site_reasons: Vec<Choice>,
    /// Whose the case is, and who has it open.
    pub(super) desk: Desk,
    pub(super) keys: KeysHelp,
    /// What the reader can take back.
    pub(super) undo: Undo,
    /// What staff noted and have to do.
    pub(super) notebook: Notebook,
    pub(super) form: FormState,
}

#[derive(Serialize)]
pub(super) struct Agreed {
    pub(super) title: String,
    pub(super) state: &'static str,
    pub(super) sha256: String,
    pub(super) signatures: Vec<SignatureView>,
}

#[derive(Serialize)]
pub(super) struct AskedView {
    pub(super) label: String,
    pub(super) note: String,
    pub(super) at: String,
    pub(super) at_iso: String,
    pub(super) answered: bool,
    /// Whether it was changed; empty while that is not known.
    pub(super) outcome: &'static str,
    pub(super) tone: &'static str,
    /// The applicant's words.
    pub(super) answer: String,
}

impl AskedView {
    pub(super) fn new(kind: AccountKind, request: ChangeRequest) -> Self {
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
            account_shut: false,
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
            may_note: true,
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
            past: Past::default(),
            signer: "Rosa Vidal".into(),
            fields: askable::fields(AccountKind::Advertiser),
            rows: askable::ROWS,
            reasons: worded_reasons(ReasonFor::Account(AccountKind::Advertiser)),
            site_reasons: worded_reasons(ReasonFor::Site),
            desk: Desk::sample(false, false),
            keys: KeysHelp::default(),
            undo: Undo::sample(),
            notebook: Notebook::sample(),
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
            ("the reader's", Self { desk: Desk::sample(true, false), ..page(None, FormState::default()) }),
            (
                "a colleague's",
                Self { desk: Desk::sample(false, true), may_decide: false, ..page(None, FormState::default()) },
            ),
            ("active account", confirms),
            ("site", site),
            ("order, failed", page(Some(OrderView::of(&crate::page::order::sample())), failed)),
        ]
    }
}
