//! A disclosure's page: what is asked and on what basis, who approved it, and what was handed over.

use super::Staff;
use super::past::Past;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::powers::{CanDisclose, Power};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use inset_domain::account::Step;
use inset_domain::disclosure::{Disclosure, DisclosureState};
use inset_domain::ids::{DisclosureId, UserId};
use inset_domain::period::{day_words, instant_words};
use inset_domain::text::Note;
use inset_store::disclosures::{self, Listed};
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Serialize)]
pub struct DisclosurePage {
    id: String,
    reference: String,
    name: String,
    version: i64,
    state: &'static str,
    tone: &'static str,
    /// The state by its code, by which the steps are offered.
    at: &'static str,
    person_href: String,
    /// Whether the reader may give the approval that is due.
    may_approve: bool,
    /// Why not.
    not_you: &'static str,
    erased: bool,
    demand: Vec<Fact>,
    approvals: Vec<Fact>,
    refusal: Option<String>,
    package: Vec<Fact>,
    archive_href: Option<String>,
    /// What the person knows, once it is handed over.
    told: String,
    past: Past,
    form: FormState,
}

/// Names by login.
type Names = BTreeMap<UserId, String>;

/// Who took a step, and when.
fn taken(step: Step, names: &Names) -> String {
    let name = names.get(&step.by).map_or("", String::as_str);
    format!("{name}, {}", instant_words(step.at, chrono_tz::UTC))
}

impl DisclosurePage {
    fn new(listed: &Listed, names: &Names, me: UserId, now: DateTime<Utc>, form: FormState) -> Self {
        let disclosure = &listed.disclosure;
        let state = disclosure.state.name();
        let first = disclosure.state.first_approval();
        let not_you = if disclosure.user == me {
            "Nobody approves what concerns their own data."
        } else if matches!(&disclosure.state, DisclosureState::FirstApproved(first) if first.by == me) {
            "You gave the first approval. Another admin gives the second."
        } else {
            ""
        };
        let approvals = [("First approval", first), ("Second approval", disclosure.state.second_approval())];
        let package = match &disclosure.state {
            DisclosureState::HandedOver(_, package, _) => Some(package),
            _ => None,
        };
        Self {
            id: disclosure.id.to_string(),
            reference: disclosure.reference.clone(),
            name: listed.name.clone(),
            version: disclosure.version,
            state: state.label(),
            tone: state.tone(),
            at: state.as_str(),
            person_href: urls::admin_person(disclosure.user),
            may_approve: not_you.is_empty(),
            not_you,
            erased: listed.erased,
            demand: demand(listed, names),
            approvals: approvals
                .into_iter()
                .map(|(label, step)| {
                    Fact::new(label, step.map_or_else(|| "Not given".into(), |step| taken(step, names)))
                })
                .collect(),
            refusal: match &disclosure.state {
                DisclosureState::Refused(_, step, words) => Some(format!("{words}\n{}", taken(*step, names))),
                _ => None,
            },
            package: package.map_or_else(Vec::new, |package| {
                vec![
                    Fact::new("By", taken(package.made, names)),
                    Fact::new("SHA-256", inset_domain::hex(&package.sha256)),
                    Fact::new("Size", format!("{} bytes", package.bytes)),
                ]
            }),
            archive_href: (package.is_some() && !listed.erased).then(|| urls::disclosed_archive(disclosure.id)),
            told: told(listed, now),
            past: Past::default(),
            form,
        }
    }
}

/// What is asked.
fn demand(listed: &Listed, names: &Names) -> Vec<Fact> {
    let demand = &listed.disclosure.demand;
    let gag = demand
        .gag
        .as_ref()
        .map_or_else(|| "None".into(), |gag| format!("Until {} inclusive\n{}", day_words(gag.until), gag.words));
    vec![
        Fact::new("Whose data", listed.name.clone()),
        Fact::new("Who asks", demand.requester.to_string()),
        Fact::new("Basis", demand.basis.label()),
        Fact::new("Legal basis and file", demand.grounds.to_string()),
        Fact::new("Which data", demand.purposes.words()),
        Fact::new("Came on", day_words(demand.received_on)),
        Fact::new("Gag", gag),
        Fact::new("Recorded", taken(Step { at: listed.recorded_at, by: listed.recorded_by }, names)),
    ]
}

/// What the person knows.
fn told(listed: &Listed, now: DateTime<Utc>) -> String {
    match &listed.disclosure.state {
        DisclosureState::HandedOver(_, _, Some(at)) => {
            format!("Told by mail on {}, and under their data.", instant_words(*at, chrono_tz::UTC))
        }
        DisclosureState::HandedOver(..) if listed.erased => "The person is erased and can be told nothing.".into(),
        DisclosureState::HandedOver(..) if listed.disclosure.gag_runs(now) => {
            "Not told: the gag runs. They get a mail once its last day is over.".into()
        }
        DisclosureState::HandedOver(..) => "The gag is over: the mail leaves within the hour.".into(),
        _ => String::new(),
    }
}

impl Page for DisclosurePage {
    const TEMPLATE: &'static str = "admin/disclosure.html";
    fn title(&self) -> String {
        format!("Disclosure {}: {}", self.reference, self.name)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for DisclosurePage {
    fn samples() -> Vec<(&'static str, Self)> {
        use inset_domain::disclosure::{Approvals, Package};
        let now = DateTime::UNIX_EPOCH;
        let (me, other) = (UserId::at(now), UserId::at(now));
        let step = |by| Step { at: now, by };
        let names: Names = [(me, "Ada Marsh".to_owned()), (other, "Maxim Oyelaran".to_owned())].into();
        let page = |state, erased, form| {
            let disclosure = Disclosure { state, ..sample()? };
            let listed = Listed { disclosure, name: "Ida Holm".into(), recorded_at: now, recorded_by: me, erased };
            Some(Self::new(&listed, &names, me, now, form))
        };
        let approvals = Approvals { first: step(me), second: step(other) };
        let package = Package { sha256: [7; 32], bytes: 4000, made: step(me) };
        let handed = |told| DisclosureState::HandedOver(approvals, package, told);
        let (Err(errors), Ok(words)) = (refusal(&Typed::default()), "It names no file.".parse::<Note>()) else {
            return Vec::new();
        };
        let plain = FormState::default;
        [
            ("asked", page(DisclosureState::Asked, false, plain())),
            ("failed", page(DisclosureState::Asked, false, FormState::failed(Typed::default(), errors))),
            ("first approved by the reader", page(DisclosureState::FirstApproved(step(me)), false, plain())),
            ("approved", page(DisclosureState::Approved(approvals), false, plain())),
            ("approved, erased", page(DisclosureState::Approved(approvals), true, plain())),
            ("handed over under a gag", page(handed(None), false, plain())),
            ("handed over and told, then erased", page(handed(Some(now)), true, plain())),
            ("refused", page(DisclosureState::Refused(None, step(other), words), false, plain())),
        ]
        .into_iter()
        .filter_map(|(name, page)| page.map(|page| (name, page)))
        .collect()
    }
}

fn sample() -> Option<Disclosure> {
    use inset_domain::catalogue::Purpose;
    use inset_domain::disclosure::{Basis, Demand, Gag, Purposes};
    let now = DateTime::UNIX_EPOCH;
    let demand = Demand {
        requester: "District Court of Bergen".parse().ok()?,
        basis: Basis::LegalProcess,
        grounds: "Order of 12 November, file 26-1841.".parse().ok()?,
        purposes: Purposes::new(&[Purpose::SignIn, Purpose::Money]).ok()?,
        received_on: now.date_naive(),
        gag: Some(Gag { until: now.date_naive(), words: "By the same order.".parse().ok()? }),
    };
    let (user, by) = (UserId::at(now), UserId::at(now));
    Some(Disclosure::record(user, demand, "DSC-1001".into(), now, by).into_after())
}

/// Reads why it is refused.
///
/// # Errors
/// Missing words.
pub(super) fn refusal(typed: &Typed) -> Result<Note, FormErrors> {
    let mut read = Reader::new(typed);
    let words = read.required("refusal_words", "Say why it is refused");
    read.finish(|| words)
}

/// That a disclosure is not of one's own data: a gag may run, so for that admin there is none.
pub(super) fn not_of_oneself<P: Power>(me: &Signed<Staff, P>, disclosure: &Disclosure) -> Result<(), Error> {
    if disclosure.user == me.user() { Err(Error::NotFound) } else { Ok(()) }
}

/// The page with a form that may have failed.
pub(super) async fn page<P: Power>(
    me: &Signed<Staff, P>,
    id: DisclosureId,
    form: FormState,
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let listed = disclosures::find(&mut conn, id).await?;
    not_of_oneself(me, &listed.disclosure)?;
    let state = &listed.disclosure.state;
    let steps = [state.first_approval(), state.second_approval()];
    let mut who: Vec<UserId> = steps.into_iter().flatten().map(|step| step.by).collect();
    who.push(listed.recorded_by);
    match state {
        DisclosureState::HandedOver(_, package, _) => who.push(package.made.by),
        DisclosureState::Refused(_, step, _) => who.push(step.by),
        _ => {}
    }
    let names = disclosures::names(&mut conn, &who).await?;
    let past = Past::of(&mut conn, "disclosure", id.0).await?;
    drop(conn);
    let now = me.db().clock().now();
    me.page(&DisclosurePage { past, ..DisclosurePage::new(&listed, &names, me.user(), now, form) })
}

/// Shows a disclosure.
pub async fn show(me: Signed<Staff, CanDisclose>, id: web::Path<DisclosureId>) -> Result<HttpResponse, Error> {
    page(&me, *id, FormState::default()).await
}
