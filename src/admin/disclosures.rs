//! The register of disclosures (P14): who asked for whose data, on what basis, and where it stands. For admins alone.

use super::Staff;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::powers::CanDisclose;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use inset_domain::disclosure::{Basis, StateName};
use inset_domain::period::day_words;
use inset_store::disclosures::{self, Listed};
use serde::Serialize;

/// The list.
#[derive(Serialize)]
pub struct DisclosuresPage {
    rows: Vec<Row>,
    states: Vec<Choice>,
    state: String,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    href: String,
    reference: String,
    who: String,
    requester: String,
    basis: &'static str,
    received: String,
    received_iso: String,
    state: &'static str,
    tone: &'static str,
    /// Where the person stands who is to be told; empty before anything is handed over.
    told: &'static str,
}

impl Row {
    fn of(listed: &Listed, now: DateTime<Utc>) -> Self {
        let (disclosure, state) = (&listed.disclosure, listed.disclosure.state.name());
        Self {
            href: urls::disclosure(disclosure.id),
            reference: disclosure.reference.clone(),
            who: listed.name.clone(),
            requester: disclosure.demand.requester.to_string(),
            basis: disclosure.demand.basis.label(),
            received: day_words(disclosure.demand.received_on),
            received_iso: disclosure.demand.received_on.to_string(),
            state: state.label(),
            tone: state.tone(),
            told: told(listed, now),
        }
    }
}

/// Whether the person knows, in a word.
fn told(listed: &Listed, now: DateTime<Utc>) -> &'static str {
    use inset_domain::disclosure::DisclosureState::HandedOver;
    match &listed.disclosure.state {
        HandedOver(_, _, Some(_)) => "Told",
        HandedOver(..) if listed.erased => "Erased",
        HandedOver(..) if listed.disclosure.gag_runs(now) => "Gag runs",
        HandedOver(..) => "Told within the hour",
        _ => "",
    }
}

impl Page for DisclosuresPage {
    const TEMPLATE: &'static str = "admin/disclosures.html";
    fn title(&self) -> String {
        "Disclosures".into()
    }
}

impl Samples for DisclosuresPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows, state: &str| Self {
            rows,
            states: crate::choices!(StateName),
            state: state.into(),
            pages: Pages::default(),
        };
        let row = |state: StateName, told| Row {
            href: "/admin/disclosures/0".into(),
            reference: "DSC-1001".into(),
            who: "Ida Holm".into(),
            requester: "District Court of Bergen".into(),
            basis: Basis::LegalProcess.label(),
            received: "1 December 2026".into(),
            received_iso: "2026-12-01".into(),
            state: state.label(),
            tone: state.tone(),
            told,
        };
        let rows = vec![row(StateName::FirstApproved, ""), row(StateName::HandedOver, "Gag runs")];
        vec![("empty", page(Vec::new(), "")), ("none match", page(Vec::new(), "refused")), ("two", page(rows, ""))]
    }
}

/// Shows the list.
pub async fn list(me: Signed<Staff, CanDisclose>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let state: Option<StateName> = query.state().and_then(|state| state.parse().ok());
    let found = disclosures::list(&mut *me.db().read().await?, me.user(), state, query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |listed| (listed.recorded_at, listed.disclosure.id.0));
    let now = me.db().clock().now();
    me.page(&DisclosuresPage {
        rows: found.iter().map(|listed| Row::of(listed, now)).collect(),
        states: crate::choices!(StateName),
        state: state.map_or("", StateName::as_str).to_owned(),
        pages: query.pages(urls::DISCLOSURES, next.as_deref()),
    })
}
