//! What a search found, kind by kind.

use crate::form::{FormErrors, FormState, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use actix_web::http::StatusCode;
use inset_domain::ids::{AccountId, DisclosureId, InquiryId, OrderId, PrivacyRequestId, UserId};
use inset_domain::search::{Kind, SearchError};
use inset_domain::{account, disclosure, inquiry, order, privacy};
use inset_store::search::Record;
use serde::Serialize;

/// How many records of a kind the page shows beside other kinds.
pub(super) const BESIDE: usize = 10;
/// How many it shows of one kind alone.
pub(super) const ALONE: usize = 50;

/// Why there is nothing to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Standing {
    /// Nothing was sought.
    #[default]
    Idle,
    /// It was sought, and what was found is shown; perhaps nothing.
    Sought,
    /// The address does not hold a search of this person, or one of long ago.
    Outdated,
    /// Too many searches run just now.
    Busy,
    /// The database did not answer in time.
    Failed,
}

/// The page.
#[derive(Serialize, Default)]
pub struct SearchPage {
    pub(super) form: FormState,
    pub(super) standing: Standing,
    /// Whether nothing is called so, and what is shown comes near it.
    pub(super) near: bool,
    /// The kind that is shown alone; empty where all are.
    pub(super) only: &'static str,
    /// The way back from one kind to all.
    pub(super) all_href: String,
    pub(super) groups: Vec<Group>,
}

/// The records of one kind.
#[derive(Serialize)]
pub(super) struct Group {
    title: &'static str,
    /// How many are shown, as far as that is known.
    count: String,
    /// To all of this kind; empty where they are shown.
    more_href: String,
    /// What stands beside the name.
    of: &'static str,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Column {
    label: &'static str,
}

#[derive(Serialize)]
struct Row {
    href: String,
    name: String,
    reference: String,
    of: String,
    state: &'static str,
    tone: &'static str,
}

impl Group {
    /// The records of one kind, which were read up to `most` and one more.
    pub(super) fn new(kind: Kind, records: Vec<Record>, most: usize, sealed: &str) -> Self {
        let more = records.len() > most;
        let count = if more { format!("{most} or more") } else { records.len().to_string() };
        let more_href = if more && most < ALONE { urls::found(sealed, Some(kind)) } else { String::new() };
        let rows = records.into_iter().take(most).map(|record| Row::new(kind, record)).collect();
        let of = match kind {
            Kind::Account | Kind::PrivacyRequest => "Kind",
            Kind::Person | Kind::Inquiry => "E-mail address",
            Kind::Order => "Advertiser",
            Kind::Site => "Publisher",
            Kind::Disclosure => "",
        };
        let state = if kind == Kind::Person { "" } else { "State" };
        let columns = ["Name", of, state].into_iter().filter(|label| !label.is_empty()).map(|label| Column { label });
        Self { title: kind.label(), count, more_href, of, columns: columns.collect(), rows }
    }
}

impl Row {
    fn new(kind: Kind, record: Record) -> Self {
        let state = record.state.as_str();
        let (label, tone) = match kind {
            Kind::Account => (account::label(state), account::tone(state)),
            Kind::Person => ("", ""),
            Kind::Order => (order::label(state), order::tone(state)),
            Kind::Site => site_state(state),
            Kind::Inquiry => state.parse().map_or(("", ""), |it: inquiry::StateName| (it.label(), it.tone())),
            Kind::PrivacyRequest => state.parse().map_or(("", ""), |it: privacy::StateName| (it.label(), it.tone())),
            Kind::Disclosure => state.parse().map_or(("", ""), |it: disclosure::StateName| (it.label(), it.tone())),
        };
        let of = match kind {
            Kind::Account => record.of.parse().map_or("", account::AccountKind::label).to_owned(),
            Kind::PrivacyRequest => record.of.parse().map_or("", privacy::RequestKind::noun).to_owned(),
            _ => record.of,
        };
        Self {
            href: href(kind, record.id),
            name: record.name.unwrap_or_else(|| "Erased".into()),
            reference: record.reference,
            of,
            state: label,
            tone,
        }
    }
}

fn href(kind: Kind, id: uuid::Uuid) -> String {
    match kind {
        Kind::Account | Kind::Site => urls::admin_account(AccountId(id)),
        Kind::Person => urls::admin_person(UserId(id)),
        Kind::Order => urls::admin_order(OrderId(id)),
        Kind::Inquiry => urls::admin_inquiry(InquiryId(id)),
        Kind::PrivacyRequest => urls::admin_privacy_request(PrivacyRequestId(id)),
        Kind::Disclosure => urls::disclosure(DisclosureId(id)),
    }
}

fn site_state(state: &str) -> (&'static str, &'static str) {
    match state {
        "verified" => ("Confirmed", "good"),
        "failed" => ("Refused", "bad"),
        _ => ("Waits for confirmation", "info"),
    }
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "admin/search.html";
    fn title(&self) -> String {
        "Search".into()
    }
    fn status(&self) -> StatusCode {
        match self.standing {
            Standing::Busy => StatusCode::TOO_MANY_REQUESTS,
            Standing::Failed => StatusCode::SERVICE_UNAVAILABLE,
            _ => self.form.status(),
        }
    }
}

impl Samples for SearchPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let typed = |text: &str| FormState::new(Typed::default().with("text", text));
        let page = |standing| Self { form: typed("Halden"), standing, ..Self::default() };
        let record = |name: &str, reference: &str, of: &str, state: &str| Record {
            id: uuid::Uuid::nil(),
            name: Some(name.into()),
            reference: reference.into(),
            of: of.into(),
            state: state.into(),
        };
        let groups = || {
            let account = record("Halden Outdoor", "ADV-1001", "advertiser", "approved");
            let group = |kind, record| Group::new(kind, vec![record], BESIDE, "x");
            vec![
                Group::new(Kind::Account, vec![account; BESIDE + 1], BESIDE, "x"),
                group(Kind::Person, record("Ida Holm", "", "ida@halden.example", "")),
                group(Kind::Order, record("Winter boots", "IO-1001", "Halden Outdoor", "submitted")),
                group(Kind::Site, record("halden.example", "", "Halden Outdoor", "verified")),
                group(Kind::Inquiry, record("Ida Holm", "INQ-1001", "ida@halden.example", "resolved")),
                group(Kind::PrivacyRequest, Record { name: None, ..record("", "PRV-1001", "erase", "complete") }),
                group(Kind::Disclosure, record("District Court of Bergen", "DSC-1001", "", "asked")),
            ]
        };
        let short = FormErrors::one("text", SearchError::TooShort { has: 1 });
        let one = Group::new(Kind::Person, vec![record("Ida Holm", "", "ida@halden.example", "")], ALONE, "x");
        vec![
            ("empty", Self::default()),
            (
                "too short",
                Self { form: FormState::failed(Typed::default().with("text", "%a"), short), ..Self::default() },
            ),
            ("none match", page(Standing::Sought)),
            ("outdated", Self { standing: Standing::Outdated, ..Self::default() }),
            ("busy", page(Standing::Busy)),
            ("failed", page(Standing::Failed)),
            ("found", Self { groups: groups(), ..page(Standing::Sought) }),
            (
                "near, one kind",
                Self {
                    near: true,
                    only: Kind::Person.label(),
                    all_href: "/admin/search?q=x".into(),
                    groups: vec![one],
                    ..page(Standing::Sought)
                },
            ),
        ]
    }
}
