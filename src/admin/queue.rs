//! The queue: the cases that wait for staff, those that wait longest first.

use super::Staff;
use super::decide_account::own_companies;
use super::shortcuts::KeysHelp;
use super::undo::Undo;
use crate::error::Error;
use crate::form::FormState;
use crate::form::choice::{Choice, late_ones};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{LATE, ListQuery, PAGE, cut};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use inset_domain::case_note::Due;
use inset_domain::ids::{CaseId, UserId};
use inset_domain::period::{day_words, instant_words};
use inset_domain::working_days::AnswerTime;
use inset_store::approvals;
use inset_store::cases::{self, Shown, Waiting, Whose};
use serde::Serialize;

const KINDS: [(&str, &str); 5] = [
    ("publisher", "Publishers"),
    ("advertiser", "Advertisers"),
    ("network", "Networks"),
    ("order", "Insertion orders"),
    ("site", "Sites"),
];

const HOLDERS: [(&str, &str); 2] = [("mine", "Mine"), ("nobodys", "Nobody’s")];

/// The queue.
#[derive(Serialize)]
pub struct QueuePage {
    rows: Vec<Row>,
    kinds: Vec<Choice>,
    kind: String,
    holders: Vec<Choice>,
    holder: String,
    lates: Vec<Choice>,
    late: &'static str,
    /// What is so where no row is: true of what is filtered for.
    empty: String,
    keys: KeysHelp,
    /// What the reader can take back.
    undo: Undo,
    /// What waits for a second person.
    approvals: usize,
    older: String,
    newest: String,
    form: FormState,
}

#[derive(Serialize)]
struct Row {
    href: String,
    title: String,
    reference: String,
    kind: &'static str,
    account: String,
    /// What it waits for.
    stage: &'static str,
    stage_tone: &'static str,
    /// Whose it is, and until when.
    holder: String,
    /// A task that is due or overdue.
    task: &'static str,
    task_tone: &'static str,
    /// The day by which it should have been looked at, where that is over.
    late: String,
    waits: String,
    since: String,
    since_iso: String,
}

impl Row {
    fn new(
        case: Waiting,
        reader: UserId,
        task: Option<NaiveDate>,
        (promise, now): (AnswerTime, DateTime<Utc>),
    ) -> Self {
        let (stage, stage_tone) = stage(&case);
        let due = promise.by(case.waiting_since);
        let (task, task_tone) = match task.map(|day| Due::of(day, now.date_naive())) {
            Some(Due::Today) => ("Task due today", "warn"),
            Some(Due::Over) => ("Task overdue", "bad"),
            Some(Due::Later) | None => ("", ""),
        };
        Self {
            holder: holder(&case, reader, now),
            task,
            task_tone,
            stage,
            stage_tone,
            href: urls::case(CaseId(case.id)),
            title: case.order_name.or(case.domain).unwrap_or_else(|| case.account_name.clone()),
            reference: case.order_number.unwrap_or(case.account_reference),
            kind: kind_label(&case.kind),
            account: case.account_name,
            late: if due < now { format!("Late: due {}", day_words(due.date_naive())) } else { String::new() },
            waits: waits(now - case.waiting_since),
            since: instant_words(case.waiting_since, chrono_tz::UTC),
            since_iso: case.waiting_since.to_rfc3339(),
        }
    }
}

/// Whose a case is at this moment, and until when; empty where it is nobody's.
fn holder(case: &Waiting, reader: UserId, now: DateTime<Utc>) -> String {
    match (case.claimed_by, case.claimed_until.filter(|until| *until > now), &case.claimed_name) {
        (Some(by), Some(until), Some(name)) => {
            let who = if by == reader.0 { "You" } else { name.as_str() };
            format!("{who}, until {}", until.format("%H:%M UTC"))
        }
        _ => String::new(),
    }
}

/// What a case waits for, with its tone.
fn stage(case: &Waiting) -> (&'static str, &'static str) {
    let came_back = case.waiting_since > case.opened_at;
    match (case.kind.as_str(), case.order_state.as_deref(), case.account_state.as_str()) {
        ("order", Some("accepted"), _) => ("To be countersigned", "good"),
        ("order", ..) if came_back => ("Sent again", "warn"),
        ("order" | "site", ..) => ("New", "info"),
        (_, _, "second_approval") => ("Second approval", "warn"),
        _ if came_back => ("Answered", "warn"),
        (_, _, "approved") => ("Changed after approval", "warn"),
        (_, _, "in_review") => ("In review", "neutral"),
        _ => ("New", "info"),
    }
}

/// A kind of case in words.
pub(super) fn kind_label(kind: &str) -> &'static str {
    match kind {
        "publisher" => "Publisher",
        "advertiser" => "Advertiser",
        "network" => "Network",
        "site" => "Site",
        _ => "Insertion order",
    }
}

/// How long something waits, in its two largest units' worth of precision.
pub(super) fn waits(time: chrono::TimeDelta) -> String {
    let plural = |count: i64, unit: &str| if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") };
    match (time.num_days(), time.num_hours(), time.num_minutes()) {
        (0, 0, minutes) => plural(minutes.max(0), "minute"),
        (0, hours, _) => plural(hours, "hour"),
        (days, ..) => plural(days, "day"),
    }
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "admin/queue.html";
    fn title(&self) -> String {
        "Queue".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for QueuePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows, kind: &str| Self {
            rows,
            kinds: Vec::new(),
            kind: kind.into(),
            holders: Vec::new(),
            holder: String::new(),
            lates: late_ones(LATE),
            late: "",
            empty: nothing(None, !kind.is_empty(), false),
            keys: KeysHelp::default(),
            undo: Undo::sample(),
            form: FormState::default(),
            approvals: 1,
            older: String::new(),
            newest: String::new(),
        };
        let row = Row {
            href: "/admin/cases/1".into(),
            title: "Winter boots".into(),
            reference: "IO-1001".into(),
            kind: "Insertion order",
            account: "Halden Outdoor".into(),
            stage: "Sent again",
            stage_tone: "warn",
            holder: "Tom Adler, until 14:32 UTC".into(),
            task: "Task due today",
            task_tone: "warn",
            late: "Late: due 3 December 2026".into(),
            waits: "2 days".into(),
            since: "1 December 2026, 14:02 UTC".into(),
            since_iso: "2026-12-01T14:02:00Z".into(),
        };
        vec![("empty", page(Vec::new(), "")), ("none match", page(Vec::new(), "network")), ("one", page(vec![row], ""))]
    }
}

/// Shows the queue.
pub async fn show(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    filtered(&me, &query, FormState::default()).await
}

/// The whole queue with a form of it that failed.
pub(super) async fn page(me: &Signed<Staff>, form: FormState) -> Result<HttpResponse, Error> {
    filtered(me, &ListQuery::default(), form).await
}

async fn filtered(me: &Signed<Staff>, query: &ListQuery, form: FormState) -> Result<HttpResponse, Error> {
    let kind = query.kind().filter(|kind| KINDS.iter().any(|(code, _)| code == kind));
    let now = me.db().clock().now();
    let mut conn = me.db().read().await?;
    let holder = query.whose().filter(|holder| HOLDERS.iter().any(|(code, _)| code == holder));
    let whose = match holder {
        Some("mine") => Whose::Of(me.user()),
        Some(_) => Whose::Nobodys,
        None => Whose::All,
    };
    let promise = me.site().config().answer_time;
    let wanted = Shown { kind, whose, late: query.is_late().then(|| promise.late(now)) };
    let waiting = cases::queue(&mut conn, wanted, now, query.place(), PAGE + 1).await?;
    let shown: Vec<CaseId> = waiting.iter().map(|case| CaseId(case.id)).collect();
    let due = cases::nearest_days(&mut conn, &shown, &own_companies(me)).await?;
    let approvals = approvals::waiting(&mut conn, now).await?;
    let keys = KeysHelp::load(&mut conn, me.user(), None).await?;
    let undo = Undo::load(&mut conn, me.user(), now).await?;
    drop(conn);
    let (waiting, next) = cut(waiting, |case| (case.waiting_since, case.id));
    me.page(&QueuePage {
        rows: waiting
            .into_iter()
            .map(|case| {
                let due = due.get(&CaseId(case.id)).copied();
                Row::new(case, me.user(), due, (promise, now))
            })
            .collect(),
        holders: HOLDERS.iter().map(|(code, label)| Choice::new(*code, *label)).collect(),
        holder: holder.unwrap_or_default().to_owned(),
        kinds: KINDS.iter().map(|(code, label)| Choice::new(*code, *label)).collect(),
        older: next.map(|next| query.address(urls::QUEUE, Some(&next))).unwrap_or_default(),
        newest: query.after.as_ref().map(|_| query.address(urls::QUEUE, None)).unwrap_or_default(),
        empty: nothing(holder, kind.is_some(), query.is_late()),
        kind: kind.unwrap_or_default().to_owned(),
        lates: late_ones(LATE),
        late: query.late(),
        keys,
        undo,
        approvals,
        form,
    })
}

/// What is so where no case is found: whose were looked for, whether of one kind, and whether late ones.
fn nothing(holder: Option<&str>, of_kind: bool, late: bool) -> String {
    let kind = if of_kind { " of this kind" } else { "" };
    match (holder, late) {
        (Some("mine"), false) => format!("You have taken no case{kind}"),
        (Some("mine"), true) => format!("No case{kind} that you have taken is late"),
        (Some(_), false) => format!("No case{kind} waits that nobody has"),
        (Some(_), true) => format!("No case{kind} that nobody has is late"),
        (None, false) if of_kind => "Nothing of this kind waits".into(),
        (None, false) => "Nothing waits".into(),
        (None, true) => format!("No case{kind} is late"),
    }
}

#[cfg(test)]
mod tests {
    use super::{nothing, waits};
    use chrono::TimeDelta;

    #[test]
    fn a_wait_is_said_in_its_largest_unit() {
        assert_eq!(waits(TimeDelta::minutes(1)), "1 minute");
        assert_eq!(waits(TimeDelta::minutes(125)), "2 hours");
        assert_eq!(waits(TimeDelta::hours(49)), "2 days");
    }

    #[test]
    fn an_empty_queue_says_what_is_true_of_what_was_looked_for() {
        assert_eq!(nothing(Some("mine"), false, false), "You have taken no case");
        assert_eq!(nothing(Some("nobodys"), true, false), "No case of this kind waits that nobody has");
        assert_eq!(nothing(None, true, false), "Nothing of this kind waits");
        assert_eq!(nothing(None, true, true), "No case of this kind is late");
    }
}
