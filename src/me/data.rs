//! One's own data: the copy of it, what one asked about it, and to whom it was handed over by law.

use super::Anyone;
use crate::error::Error;
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::{CanManagePeople, Power as _};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use inset_domain::data_export::{DataExport, ExportState};
use inset_domain::disclosure::{Disclosure, DisclosureState};
use inset_domain::ids::{PrivacyRequestId, UserId};
use inset_domain::period::{day_words, instant_words};
use inset_domain::privacy::{PrivacyRequest, RequestKind, StateName};
use inset_store::{disclosures, exports, privacy_requests};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct DataPage {
    copy: Option<Copy>,
    requests: Vec<Row>,
    /// To whom data was handed over; none of which one may not know yet.
    disclosures: Vec<Told>,
    /// The account that the reader may close; empty for none.
    closes: String,
}

/// The newest copy.
#[derive(Serialize)]
struct Copy {
    href: Option<String>,
    state: &'static str,
    tone: &'static str,
    size: String,
    until: String,
    until_iso: String,
    /// Whether asking gives another one.
    again: bool,
}

impl Copy {
    fn of(export: &DataExport, now: DateTime<Utc>) -> Self {
        let there = export.is_there(now);
        let state = if export.state == ExportState::Ready && !there { ExportState::Expired } else { export.state };
        let until = export.expires_at.filter(|_| there);
        Self {
            href: there.then(|| urls::data_export(export.id)),
            state: state.label(),
            tone: state.tone(),
            size: export.bytes.map(|bytes| format!("{} KB", bytes / 1024 + 1)).unwrap_or_default(),
            until: until.map(|until| instant_words(until, chrono_tz::UTC)).unwrap_or_default(),
            until_iso: until.map(|until| until.to_rfc3339()).unwrap_or_default(),
            again: !export.will_do(now),
        }
    }
}

/// A disclosure of which the person was told.
#[derive(Serialize)]
struct Told {
    reference: String,
    facts: Vec<Fact>,
}

impl Told {
    fn of(disclosure: &Disclosure) -> Option<Self> {
        let DisclosureState::HandedOver(_, package, Some(_)) = &disclosure.state else { return None };
        let demand = &disclosure.demand;
        let facts = vec![
            Fact::new("Handed to", demand.requester.to_string()),
            Fact::new("When", instant_words(package.made.at, chrono_tz::UTC)),
            Fact::new("Basis", demand.basis.label()),
            Fact::new("Which data", demand.purposes.words()),
            Fact::new("SHA-256", inset_domain::hex(&package.sha256)),
        ];
        Some(Self { reference: disclosure.reference.clone(), facts })
    }
}

#[derive(Serialize)]
struct Row {
    id: String,
    reference: String,
    kind: &'static str,
    state: &'static str,
    tone: &'static str,
    open: bool,
    can_withdraw: bool,
    by: String,
    by_iso: String,
}

impl Row {
    fn of(request: &PrivacyRequest) -> Self {
        let (name, by) = (request.state.name(), request.answer_by().date_naive());
        Self {
            id: request.id.to_string(),
            reference: request.reference.clone(),
            kind: request.kind.noun(),
            state: name.label(),
            tone: name.tone(),
            open: name.is_open(),
            can_withdraw: name.is_open() && name != StateName::InProcess,
            by: day_words(by),
            by_iso: by.to_string(),
        }
    }
}

impl Page for DataPage {
    const TEMPLATE: &'static str = "me/data.html";
    fn title(&self) -> String {
        "Your data".into()
    }
}

impl Samples for DataPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |state: StateName| Row {
            id: "0".into(),
            reference: "PRV-1001".into(),
            kind: RequestKind::Correct.noun(),
            state: state.label(),
            tone: state.tone(),
            open: state.is_open(),
            can_withdraw: state == StateName::Pending,
            by: "15 January 2027".into(),
            by_iso: "2027-01-15".into(),
        };
        let requests = [StateName::Pending, StateName::InProcess, StateName::Complete].map(row).into();
        let now = DateTime::UNIX_EPOCH;
        let queued = DataExport::ask(UserId::at(now), now).into_after();
        let ready = queued.clone().made(40_000, now).into_after();
        let later = now + chrono::TimeDelta::days(1);
        let page = |copy| Self { copy, requests: Vec::new(), disclosures: Vec::new(), closes: String::new() };
        let told = Told {
            reference: "DSC-1001".into(),
            facts: vec![Fact::new("Handed to", "District Court of Bergen"), Fact::new("SHA-256", "07".repeat(32))],
        };
        vec![
            ("nothing asked", page(None)),
            ("being made", page(Some(Copy::of(&queued, now)))),
            ("expired", page(Some(Copy::of(&ready, now + chrono::TimeDelta::days(9))))),
            (
                "asked, and handed over",
                Self {
                    copy: Some(Copy::of(&ready, later)),
                    requests,
                    disclosures: vec![told],
                    closes: "Fjord Post".into(),
                },
            ),
        ]
    }
}

/// Shows it.
pub async fn show(me: Signed<Anyone>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let requests = privacy_requests::of_user(&mut conn, me.user(), 50).await?;
    let newest = exports::newest(&mut conn, me.user()).await?;
    let told = disclosures::told_to(&mut conn, me.user(), 50).await?;
    drop(conn);
    let copy = newest.map(|export| Copy::of(&export, me.db().clock().now()));
    let owned = me.principal().account.as_ref().filter(|_| CanManagePeople::holds(me.principal()));
    let closes = owned.map(|account| account.name.clone()).unwrap_or_default();
    me.page(&DataPage {
        copy,
        requests: requests.iter().map(Row::of).collect(),
        disclosures: told.iter().filter_map(Told::of).collect(),
        closes,
    })
}

/// Takes a request of one's own back.
pub async fn withdraw(me: Signed<Anyone>, id: web::Path<PrivacyRequestId>, form: Form) -> Result<HttpResponse, Error> {
    let result = me
        .commit(&form, async |tx| {
            let now = tx.now();
            let request = privacy_requests::own(tx.conn(), me.user(), *id).await?;
            privacy_requests::save(tx, request.withdraw(now)?).await?;
            Ok(Next::to(urls::DATA).saying("privacy-taken-back"))
        })
        .await;
    match result {
        // It was decided, begun or taken back meanwhile: the page shows how it stands.
        Err(Error::Stale | Error::State(_)) => Ok(me.go(&Next::to(urls::DATA).saying("privacy-late"))),
        other => other,
    }
}
