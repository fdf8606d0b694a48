//! What waits, kind by kind, for the staff's home: how many, the longest wait, and what is past its day.

use super::Staff;
use super::decide_account::own_companies;
use super::queue::waits as wait_words;
use crate::urls;
use crate::web::paging::LATE;
use crate::web::{Role as _, Signed};
use chrono::{DateTime, Utc};
use inset_domain::ids::{ApprovalId, CallId, CaseId, DisclosureId, InquiryId, PrivacyRequestId, TestimonialId};
use inset_domain::inquiry::InquiryKind;
use inset_domain::working_days::AnswerTime;
use inset_store::StoreError;
use inset_store::waits::{self, MOST, Waits};
use serde::Serialize;
use uuid::Uuid;

/// A kind of work as the page shows it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    /// What it is, in the plural.
    pub(super) label: &'static str,
    /// The list of it.
    href: String,
    /// How many wait.
    count: String,
    /// How many are past their day, and in words; empty where none is.
    #[serde(skip)]
    late: usize,
    late_count: String,
    /// The list of those.
    late_href: String,
    /// How long the oldest waits, and since when.
    oldest: String,
    since_iso: String,
    /// Where it is.
    oldest_href: String,
    #[serde(skip)]
    late_words: String,
    #[serde(skip)]
    one: &'static str,
    #[serde(skip)]
    since: DateTime<Utc>,
}

/// A kind of work.
struct Kind {
    label: &'static str,
    /// One of it in a sentence, without and with its article.
    one: &'static str,
    an: &'static str,
    many: &'static str,
    list: String,
    late_list: String,
    page: fn(Uuid) -> String,
}

impl Kind {
    fn new(label: &'static str, (one, an, many): Words, list: impl Into<String>, page: fn(Uuid) -> String) -> Self {
        let list = list.into();
        Self { label, one, an, many, late_list: list.clone(), list, page }
    }
}

/// One, one with its article, several.
type Words = (&'static str, &'static str, &'static str);

/// Everything that waits where this person may look, and the labels of what does not wait.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    /// What waits: first what is past its day, then what has waited longest.
    pub(super) rows: Vec<Row>,
    /// The kinds of which nothing waits.
    pub(super) idle: Vec<&'static str>,
}

impl Waiting {
    /// Reads it.
    pub(super) async fn load(me: &Signed<Staff>, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let conn = &mut *me.db().read().await?;
        let promise = me.site().config().answer_time;
        let mut waiting = Self::default();
        let case = |id| urls::case(CaseId(id));
        for (kind, label, words) in CASES {
            let list = format!("{}?kind={kind}", urls::QUEUE);
            let late_list = format!("{list}&late={LATE}");
            let mut found = waits::cases(conn, kind).await?;
            promised(&mut found, promise);
            waiting.add(Kind { late_list, ..Kind::new(label, words, list, case) }, &found, now);
        }
        for (kind, label, words) in MESSAGES {
            let list = format!("{}?kind={}", urls::ADMIN_INQUIRIES, kind.as_str());
            let late_list = format!("{list}&whose=late");
            let kind_of = Kind::new(label, words, list, |id| urls::admin_inquiry(InquiryId(id)));
            waiting.add(Kind { late_list, ..kind_of }, &waits::messages(conn, kind, now).await?, now);
        }
        let page = |id| urls::admin_privacy_request(PrivacyRequestId(id));
        let words = ("privacy request", "a privacy request", "privacy requests");
        let late_list = format!("{}?late={LATE}", urls::ADMIN_PRIVACY_REQUESTS);
        let kind = Kind { late_list, ..Kind::new("Privacy requests", words, urls::ADMIN_PRIVACY_REQUESTS, page) };
        waiting.add(kind, &waits::privacy_requests(conn).await?, now);
        let late_list = format!("{}?late={LATE}", urls::TASKS);
        let kind = Kind::new("Tasks of cases, due", ("task", "a task", "tasks"), urls::TASKS, case);
        waiting.add(Kind { late_list, ..kind }, &waits::tasks(conn, &own_companies(me), now.date_naive()).await?, now);
        let page = |id| urls::admin_call(CallId(id));
        let kind = Kind::new("Calls to make", ("call", "a call", "calls"), urls::ADMIN_CALLS, page);
        waiting.add(kind, &waits::calls(conn, now).await?, now);
        let page = |id| urls::approval(ApprovalId(id));
        let words = ("approval", "an approval", "approvals");
        let kind = Kind::new("Approvals by a second person", words, urls::APPROVALS, page);
        waiting.add(kind, &waits::approvals(conn, now).await?, now);
        let (list, page) =
            (format!("{}?state=offered", urls::ADMIN_TESTIMONIALS), |id| urls::admin_testimonial(TestimonialId(id)));
        let kind = Kind::new("Testimonials", ("testimonial", "a testimonial", "testimonials"), list, page);
        waiting.add(kind, &waits::testimonials(conn).await?, now);
        // Whoever may not open the register is not told what is in it.
        if Staff::shows(urls::DISCLOSURES, me.principal()) {
            let page = |id| urls::disclosure(DisclosureId(id));
            let kind = Kind::new("Disclosures", ("disclosure", "a disclosure", "disclosures"), urls::DISCLOSURES, page);
            waiting.add(kind, &waits::disclosures(conn, me.user()).await?, now);
        }
        waiting.rows.sort_by_key(|row| (row.late == 0, row.since));
        Ok(waiting)
    }

    fn add(&mut self, kind: Kind, found: &[Waits], now: DateTime<Utc>) {
        match Row::new(kind, found, now) {
            Ok(row) => self.rows.push(row),
            Err(label) => self.idle.push(label),
        }
    }

    /// What is to be known first, in a sentence or two.
    pub(super) fn finding(&self) -> String {
        let Some(longest) = self.rows.iter().min_by_key(|row| row.since) else {
            return "Nothing waits.".into();
        };
        let mut late: Vec<&Row> = self.rows.iter().filter(|row| row.late > 0).collect();
        late.sort_by_key(|row| std::cmp::Reverse(row.late));
        let words: Vec<&str> = late.iter().map(|row| row.late_words.as_str()).collect();
        let late = match words.as_slice() {
            [] => "Nothing is past its day.".into(),
            [one] => format!("Past their day: {one}."),
            [one, two] => format!("Past their day: {one} and {two}."),
            // The table names the others.
            [one, two, ..] => {
                let others = count_words(late[2..].iter().map(|row| row.late).sum());
                format!("Past their day: {one}, {two} and {others} of other kinds.")
            }
        };
        format!("{late} The longest wait is {}, for {}.", longest.oldest, longest.one)
    }

    /// A morning with something past its day, and something that is in time.
    pub(super) fn sample() -> Self {
        let now = DateTime::UNIX_EPOCH + chrono::TimeDelta::days(9);
        let days = |days| now - chrono::TimeDelta::days(days);
        let mut sample = Self::default();
        let case = |id| urls::case(CaseId(id));
        let (kind, label, words) = CASES[0];
        let some = |since, due| Waits { id: Uuid::nil(), since, due };
        let kind = Kind::new(label, words, format!("{}?kind={kind}", urls::QUEUE), case);
        sample.add(kind, &[some(days(4), Some(days(2))), some(days(1), None)], now);
        let page = |id| urls::admin_call(CallId(id));
        let kind = Kind::new("Calls to make", ("call", "a call", "calls"), urls::ADMIN_CALLS, page);
        sample.add(kind, &vec![some(days(1), None); MOST], now);
        sample.idle.push("Disclosures");
        sample
    }
}

const CASES: [(&str, &str, Words); 5] = [
    ("publisher", "Publishers to review", ("publisher", "a publisher", "publishers")),
    ("advertiser", "Advertisers to review", ("advertiser", "an advertiser", "advertisers")),
    ("network", "Networks to review", ("network", "a network", "networks")),
    ("order", "Insertion orders", ("order", "an order", "orders")),
    ("site", "Sites to check", ("site", "a site", "sites")),
];

const MESSAGES: [(InquiryKind, &str, Words); 3] = [
    (InquiryKind::Inquiry, "Inquiries", ("inquiry", "an inquiry", "inquiries")),
    (InquiryKind::Question, "Questions", ("question", "a question", "questions")),
    (InquiryKind::Complaint, "Complaints", ("complaint", "a complaint", "complaints")),
];

/// Cases are looked at as soon as messages are answered: that is what applicants are told.
fn promised(cases: &mut [Waits], promise: AnswerTime) {
    for case in cases {
        case.due = Some(promise.by(case.since));
    }
}

/// So many, where no more than [`MOST`] were read.
fn count_words(count: usize) -> String {
    if count >= MOST { format!("{MOST} or more") } else { count.to_string() }
}

impl Row {
    /// The row of a kind, or its label where nothing of it waits.
    fn new(kind: Kind, found: &[Waits], now: DateTime<Utc>) -> Result<Self, &'static str> {
        let oldest = found.iter().min_by_key(|it| it.since).ok_or(kind.label)?;
        let late = found.iter().filter(|it| it.is_late(now)).count();
        let late_words = match late {
            0 => String::new(),
            1 => format!("1 {}", kind.one),
            _ => format!("{} {}", count_words(late), kind.many),
        };
        Ok(Self {
            label: kind.label,
            href: kind.list,
            count: count_words(found.len()),
            late,
            late_count: if late == 0 { String::new() } else { count_words(late) },
            late_href: kind.late_list,
            oldest: wait_words(now - oldest.since),
            since_iso: oldest.since.to_rfc3339(),
            oldest_href: (kind.page)(oldest.id),
            late_words,
            one: kind.an,
            since: oldest.since,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finding_names_what_is_past_its_day_and_the_longest_wait() {
        assert_eq!(Waiting::default().finding(), "Nothing waits.");
        let sample = Waiting::sample();
        assert_eq!(sample.finding(), "Past their day: 1 publisher. The longest wait is 4 days, for a publisher.");
        assert_eq!(sample.rows[1].count, "200 or more");
        let calm = Waiting { rows: sample.rows[1..].to_vec(), idle: Vec::new() };
        assert_eq!(calm.finding(), "Nothing is past its day. The longest wait is 1 day, for a call.");
    }
}
