//! The audit trail: of everything, of one record, account or person, and of what is filtered for; as a page and as a file.

use super::Staff;
use super::audit_filters::{FILE, Filters, PATH, Problems, actors, kinds, verbs};
use super::audit_records::{Hidden, Record};
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::in_words;
use crate::page::history::{self, HistoryEvent};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::{Signed, csv};
use actix_web::{HttpResponse, web};
use futures_util::stream;
use inset_domain::ids::{AccountId, UserId};
use inset_domain::period::instant_words;
use inset_store::audit::Recorded;
use inset_store::named::{self, Names};
use inset_store::trail::Look;
use inset_store::{StoreError, accounts, users};
use serde::Serialize;
use uuid::Uuid;

/// How many events a page has.
const MOST: i64 = 50;
/// How many events a file is read by.
const BATCH: i64 = 1_000;

/// The trail.
#[derive(Serialize, Default)]
pub struct AuditPage {
    rows: Vec<Row>,
    /// What cannot be chosen in the bar, each with the way out of it.
    chips: Vec<Chip>,
    verbs: Vec<Choice>,
    kinds: Vec<Choice>,
    actors: Vec<Choice>,
    verb: String,
    kind: String,
    who: String,
    from: String,
    to: String,
    from_error: &'static str,
    to_error: &'static str,
    /// Whether the trail is of one record, so that no other noun can be chosen.
    one_record: bool,
    /// The record, account or person that the trail is of, kept when something else is filtered for.
    kept: Vec<(&'static str, String)>,
    filtered: bool,
    /// How far a look came that found less than a page in what it may hold the filters against; empty otherwise.
    looked_to: String,
    newest: String,
    older: String,
    file: String,
}

#[derive(Serialize)]
struct Row {
    seq: i64,
    /// The noun of its record.
    subject: String,
    /// The trail of that record.
    subject_href: String,
    /// Which record it is; empty where nothing more can be said.
    record: String,
    /// The page on which it stands; empty where there is none.
    record_href: String,
    by_href: String,
    event: HistoryEvent,
}

/// A filter that a link set.
#[derive(Serialize)]
struct Chip {
    label: String,
    /// Its record's own page; empty where there is none.
    href: String,
    /// The trail without it.
    without: String,
}

impl Page for AuditPage {
    const TEMPLATE: &'static str = "admin/audit.html";
    fn title(&self) -> String {
        "Audit trail".into()
    }
}

impl Samples for AuditPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let event = HistoryEvent {
            text: "Accepted".into(),
            who: Some("Rosa Vidal".into()),
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
            note: None,
            tone: "good",
        };
        let chip = || Chip { label: "Order".into(), href: "/admin/orders/0".into(), without: PATH.into() };
        let row = |seq, record: &str, href: &str| Row {
            seq,
            subject: "Order".into(),
            subject_href: PATH.into(),
            record: record.into(),
            record_href: href.into(),
            by_href: PATH.into(),
            event: event.clone(),
        };
        let rows = vec![row(9, "ORD-1003, Autumn boots", "/admin/orders/0"), row(8, "Erased", ""), row(7, "", "")];
        let bar =
            || Self { verbs: verbs(&[]), kinds: kinds(&[]), actors: actors(), file: FILE.into(), ..Self::default() };
        vec![
            ("empty", bar()),
            ("one", Self { rows, chips: vec![chip()], one_record: true, filtered: true, ..bar() }),
            ("none match", Self { filtered: true, verb: "order.signed".into(), ..bar() }),
            (
                "looked through in part",
                Self { filtered: true, looked_to: "1 December 2026, 14:02 UTC".into(), older: PATH.into(), ..bar() },
            ),
            (
                "wrong days",
                Self {
                    filtered: true,
                    to: "2026-02-30".into(),
                    to_error: "Enter a day as year, month and day",
                    ..bar()
                },
            ),
        ]
    }
}

/// Shows the trail.
pub async fn list(me: Signed<Staff>, filters: web::Query<Filters>) -> Result<HttpResponse, Error> {
    let hidden = Hidden::from(&me);
    let mut conn = me.db().read().await?;
    let (look, problems) = match filters.wanted(hidden.nouns) {
        Ok(wanted) => (wanted.look(&mut conn, filters.before, MOST).await?, Problems::default()),
        Err(problems) => (Look { events: Vec::new(), before: None, looked_to: None }, problems),
    };
    let one = filters.id.map(|id| (filters.kind.as_str(), id));
    let names = named::of(&mut conn, look.events.iter().map(subject).chain(one)).await?;
    let chips = chips(&mut conn, &filters, &names, hidden).await?;
    drop(conn);
    let words = history::events(&look.events, chrono_tz::UTC);
    let looked_to = look.looked_to.map(|at| instant_words(at, chrono_tz::UTC));
    let kept = [("id", filters.id), ("account", filters.account), ("by", filters.by)];
    me.page(&AuditPage {
        rows: look.events.iter().zip(words).map(|(event, words)| row(event, words, &names, hidden)).collect(),
        chips,
        verbs: verbs(hidden.nouns),
        kinds: kinds(hidden.nouns),
        actors: actors(),
        verb: filters.verb.clone(),
        kind: filters.kind.clone(),
        who: filters.who.clone(),
        from: filters.from.clone(),
        to: filters.to.clone(),
        from_error: problems.from,
        to_error: problems.to,
        kept: kept.into_iter().filter_map(|(name, id)| Some((name, id?.to_string()))).collect(),
        one_record: filters.id.is_some(),
        filtered: filters.any(),
        looked_to: looked_to.unwrap_or_default(),
        newest: filters.before.map(|_| filters.address(PATH, None)).unwrap_or_default(),
        older: look.before.map(|before| filters.address(PATH, Some(before))).unwrap_or_default(),
        file: if problems.is_empty() { filters.address(FILE, None) } else { String::new() },
    })
}

fn subject(event: &Recorded) -> (&str, Uuid) {
    (&event.subject_kind, event.subject_id)
}

fn row(event: &Recorded, words: HistoryEvent, names: &Names, hidden: Hidden) -> Row {
    let of = Filters { kind: event.subject_kind.clone(), id: Some(event.subject_id), ..Filters::default() };
    let by = event.actor_id.map(|id| Filters { by: Some(id), ..Filters::default() }.address(PATH, None));
    let record = Record::of(names, &event.subject_kind, event.subject_id, hidden);
    Row {
        seq: event.seq,
        subject: in_words(&event.subject_kind),
        subject_href: of.address(PATH, None),
        record: record.text(),
        record_href: record.href,
        by_href: by.unwrap_or_default(),
        event: words,
    }
}

/// What a link set, with names; a record that is gone is named by its noun alone.
async fn chips(
    conn: &mut diesel_async::AsyncPgConnection,
    filters: &Filters,
    names: &Names,
    hidden: Hidden,
) -> Result<Vec<Chip>, StoreError> {
    let found = |name: Result<String, StoreError>, otherwise: &str| match name {
        Ok(name) => Ok(name),
        Err(StoreError::NotFound) => Ok(otherwise.to_owned()),
        Err(error) => Err(error),
    };
    let mut chips = Vec::new();
    if let Some(id) = filters.id {
        let without = Filters { id: None, kind: String::new(), ..filters.clone() }.address(PATH, None);
        let record = Record::of(names, &filters.kind, id, hidden);
        let which = [in_words(&filters.kind), record.text()].into_iter().filter(|part| !part.is_empty());
        let label = format!("One record: {}", which.collect::<Vec<_>>().join(", "));
        chips.push(Chip { label, href: record.href, without });
    }
    if let Some(id) = filters.account {
        let name =
            found(accounts::find(conn, AccountId(id)).await.map(|account| account.name), "an account that is gone")?;
        let without = Filters { account: None, ..filters.clone() }.address(PATH, None);
        chips.push(Chip { label: format!("Everything of {name}"), href: urls::admin_account(AccountId(id)), without });
    }
    if let Some(id) = filters.by {
        let name =
            found(users::find(conn, UserId(id)).await.map(|user| user.full_name.to_string()), "somebody who is gone")?;
        let without = Filters { by: None, ..filters.clone() }.address(PATH, None);
        chips.push(Chip { label: format!("Done by {name}"), href: urls::admin_person(UserId(id)), without });
    }
    Ok(chips)
}

/// Sends everything that is filtered for as a file, read in batches while it is sent.
pub async fn file(me: Signed<Staff>, filters: web::Query<Filters>) -> Result<HttpResponse, Error> {
    let hidden = Hidden::from(&me);
    // Days that cannot be read are told by the page, where the link to the file is missing then.
    let wanted = filters.wanted(hidden.nouns).map_err(|_| Error::NotFound)?;
    let turn = me.site().files().turn().ok_or(Error::FilesBusy)?;
    let begin = (me.db().clone(), wanted, Some(None));
    let body = stream::try_unfold(begin, move |(db, wanted, place)| async move {
        let Some(before) = place else { return Ok::<_, Error>(None) };
        let mut conn = db.read().await?;
        let look = wanted.look(&mut conn, before, BATCH).await?;
        let names = named::of(&mut conn, look.events.iter().map(subject)).await?;
        drop(conn);
        let mut rows: Vec<Vec<String>> = Vec::with_capacity(look.events.len() + 1);
        if before.is_none() {
            rows.push(HEAD.iter().map(|head| (*head).to_owned()).collect());
        }
        rows.extend(look.events.iter().map(|event| cells(event, &names, hidden)));
        Ok(Some((web::Bytes::from(csv::lines(&rows)), (db, wanted, look.before.map(Some)))))
    });
    Ok(csv::streamed("audit-trail", turn.paced(body)))
}

const HEAD: [&str; 13] = [
    "Number",
    "Time (UTC)",
    "Event",
    "In words",
    "Record",
    "Record's id",
    "Record's reference",
    "Record's name",
    "Actor",
    "Actor's id",
    "Actor's name",
    "Reason",
    "Fields",
];

fn cells(event: &Recorded, names: &Names, hidden: Hidden) -> Vec<String> {
    let record = Record::of(names, &event.subject_kind, event.subject_id, hidden);
    vec![
        event.seq.to_string(),
        event.at.to_rfc3339(),
        event.verb.clone(),
        history::words(&event.verb).0.to_owned(),
        event.subject_kind.clone(),
        event.subject_id.to_string(),
        record.reference,
        record.name,
        event.actor_kind.clone(),
        event.actor_id.map(|id| id.to_string()).unwrap_or_default(),
        event.actor_name.clone().unwrap_or_default(),
        event.reason_code.clone().unwrap_or_default(),
        event.columns.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "),
    ]
}
