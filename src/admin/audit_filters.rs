//! What the audit trail is filtered by, as it stands in the address.

use crate::form::choice::Choice;
use crate::form::in_words;
use crate::page::history::VERBS;
use chrono::{DateTime, Days, NaiveDate, Utc};
use inset_domain::change::SUBJECTS;
use inset_domain::period::{Day, DayError};
use inset_store::trail::Wanted;
use serde::Deserialize;
use uuid::Uuid;

/// Where the trail is, and where it is as a file.
pub const PATH: &str = "/admin/audit";
/// The trail for a spreadsheet.
pub const FILE: &str = "/admin/audit.csv";

/// Who acts, in the order in which it is offered.
const ACTORS: [(&str, &str); 4] =
    [("user", "People of accounts"), ("staff", "Staff"), ("visitor", "Visitors"), ("system", "The portal")];

/// The filters; what is empty filters nothing, and what no part of the portal could have written finds nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// The number before which the page begins.
    pub before: Option<i64>,
    /// The noun of the records, or with `id` of the one record.
    pub kind: String,
    /// The record.
    pub id: Option<Uuid>,
    /// The account that everything belongs to.
    pub account: Option<Uuid>,
    /// The person who acted.
    pub by: Option<Uuid>,
    /// What happened.
    pub verb: String,
    /// What kind of actor.
    pub who: String,
    /// The first day, in UTC.
    pub from: String,
    /// The last day, in UTC.
    pub to: String,
}

/// What is wrong with the days that were asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// Of the first day.
    pub from: &'static str,
    /// Of the last day.
    pub to: &'static str,
}

impl Problems {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.from.is_empty() && self.to.is_empty()
    }
}

impl Filters {
    /// What is looked for, less the records that the reader may not know of.
    ///
    /// # Errors
    /// What is wrong with the days.
    pub fn wanted(&self, hidden: &[&str]) -> Result<Wanted, Problems> {
        let (from, to) = (day(&self.from), day(&self.to));
        let mut problems = Problems::default();
        const UNREADABLE: &str = "Enter a day as year, month and day, such as 2026-11-25";
        if from.is_err() {
            problems.from = UNREADABLE;
        }
        if to.is_err() {
            problems.to = UNREADABLE;
        }
        let (Ok(from), Ok(to)) = (from, to) else { return Err(problems) };
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            return Err(Problems { to: "Enter a last day that is not before the first", ..problems });
        }
        // PostgreSQL has no text with a NUL in it, and so no event either.
        let text = |text: &String| Some(text.replace('\0', "\u{fffd}")).filter(|text| !text.is_empty());
        Ok(Wanted {
            record: text(&self.kind).zip(self.id),
            account: self.account,
            by: self.by,
            verb: text(&self.verb),
            kind: text(&self.kind),
            actor_kind: text(&self.who),
            from: from.map(midnight),
            until: to.and_then(|to| to.checked_add_days(Days::new(1))).map(midnight),
            hidden: hidden.iter().map(|noun| (*noun).to_owned()).collect(),
        })
    }

    /// Whether anything is filtered.
    pub fn any(&self) -> bool {
        !self.query(None).is_empty()
    }

    /// The address of the same trail before a number, or from its beginning.
    pub fn address(&self, path: &str, before: Option<i64>) -> String {
        let query = self.query(before);
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    fn query(&self, before: Option<i64>) -> String {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let before = before.map(|before| before.to_string()).unwrap_or_default();
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("kind", &self.kind),
            ("id", &id(self.id)),
            ("account", &id(self.account)),
            ("by", &id(self.by)),
            ("verb", &self.verb),
            ("who", &self.who),
            ("from", &self.from),
            ("to", &self.to),
            ("before", &before),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }
}

fn day(text: &str) -> Result<Option<NaiveDate>, DayError> {
    if text.is_empty() { Ok(None) } else { text.parse::<Day>().map(|day| Some(day.0)) }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// What can have happened, by record, as the reader may know of it.
pub fn verbs(hidden: &[&str]) -> Vec<Choice> {
    let mut verbs: Vec<Choice> = VERBS
        .iter()
        .filter_map(|(verb, words, _)| {
            let noun = verb.split_once('.').map(|(noun, _)| noun)?;
            (!hidden.contains(&noun)).then(|| Choice::new(*verb, format!("{}: {words}", in_words(noun))))
        })
        .collect();
    verbs.sort_by(|one, other| one.label.cmp(&other.label));
    verbs
}

/// The records that something can happen to, as the reader may know of them.
pub fn kinds(hidden: &[&str]) -> Vec<Choice> {
    SUBJECTS.iter().filter(|noun| !hidden.contains(noun)).map(|noun| Choice::new(*noun, in_words(noun))).collect()
}

/// Who can have acted.
pub fn actors() -> Vec<Choice> {
    ACTORS.iter().map(|(actor, words)| Choice::new(*actor, *words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str) -> Filters {
        Filters { from: from.into(), to: to.into(), ..Filters::default() }
    }

    #[test]
    fn a_last_day_is_looked_through_to_its_end() {
        let wanted = days("2026-11-01", "2026-11-25").wanted(&[]).expect("two days");
        let text = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339());
        assert_eq!(text(wanted.from).as_deref(), Some("2026-11-01T00:00:00+00:00"));
        assert_eq!(text(wanted.until).as_deref(), Some("2026-11-26T00:00:00+00:00"));
    }

    #[test]
    fn a_day_that_is_none_or_days_in_the_wrong_order_are_told_by_their_field() {
        for far in ["-5000-01-01", "-262143-01-01", "9999-12-31"] {
            assert!(!days(far, "").wanted(&[]).expect_err("beyond any day of ours").from.is_empty(), "{far}");
        }
        let problems = days("yesterday", "2026-02-30").wanted(&[]).expect_err("no days");
        assert!(!problems.from.is_empty() && !problems.to.is_empty());
        let problems = days("2026-11-25", "2026-11-24").wanted(&[]).expect_err("the wrong order");
        assert!(problems.from.is_empty() && problems.to.contains("not before the first"));
    }

    #[test]
    fn an_address_says_every_filter_and_nothing_else() {
        let all = Filters { verb: "order.signed".into(), who: "staff".into(), ..days("2026-11-01", "") };
        assert_eq!(all.address(PATH, Some(7)), "/admin/audit?verb=order.signed&who=staff&from=2026-11-01&before=7");
        assert_eq!(Filters { before: Some(7), ..Filters::default() }.address(PATH, None), PATH);
    }

    #[test]
    fn what_a_reader_may_not_know_of_is_not_offered_either() {
        assert!(verbs(&[]).iter().any(|verb| verb.value == "disclosure.refused"));
        assert!(!verbs(&["disclosure"]).iter().any(|verb| verb.value.starts_with("disclosure")));
        assert!(!kinds(&["disclosure"]).iter().any(|kind| kind.value == "disclosure"));
    }
}
