//! What staff note on a case and have still to do for it, among themselves: no applicant and no mail sees any of it.

use crate::change::{Change, WrongState};
use crate::claim::event;
use crate::ids::{CaseId, CaseNoteId, CaseTaskId, UserId};
use crate::text::{Note, Paragraph};
use chrono::{DateTime, NaiveDate, Utc};

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseNote {
    /// Its id.
    pub id: CaseNoteId,
    /// On which case.
    pub case: CaseId,
    /// Who wrote it.
    pub author: UserId,
    /// The words.
    pub body: Paragraph,
    /// When.
    pub written_at: DateTime<Utc>,
}

impl CaseNote {
    /// Somebody writes it down; it stays as it is.
    pub fn write(case: CaseId, author: UserId, body: Paragraph, now: DateTime<Utc>) -> Change<Self> {
        let note = Self { id: CaseNoteId::at(now), case, author, body, written_at: now };
        Change::new(note, 0, event(case, "case.noted"))
    }
}

/// Something to be done for a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseTask {
    /// Its id.
    pub id: CaseTaskId,
    /// For which case.
    pub case: CaseId,
    /// What is to be done.
    pub what: Note,
    /// By whom.
    pub assignee: UserId,
    /// Until when, that day included.
    pub due_on: NaiveDate,
    /// Who set it, and when.
    pub set_by: UserId,
    /// When it was set.
    pub set_at: DateTime<Utc>,
    /// When and by whom it was done.
    pub done: Option<(DateTime<Utc>, UserId)>,
    /// The version of its row.
    pub version: i64,
}

/// A day that is over is no deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose today or a later day")]
pub struct DeadlinePassed;

/// How near a deadline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// It lies ahead.
    Later,
    /// It is today.
    Today,
    /// It is over.
    Over,
}

impl Due {
    /// How near this day is today.
    pub fn of(due_on: NaiveDate, today: NaiveDate) -> Self {
        match due_on.cmp(&today) {
            std::cmp::Ordering::Greater => Self::Later,
            std::cmp::Ordering::Equal => Self::Today,
            std::cmp::Ordering::Less => Self::Over,
        }
    }
}

impl CaseTask {
    /// Somebody sets a task, to themselves or to a colleague.
    ///
    /// # Errors
    /// [`DeadlinePassed`] for a day before today.
    pub fn set(
        case: CaseId,
        (what, assignee, due_on): (Note, UserId, NaiveDate),
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, DeadlinePassed> {
        if Due::of(due_on, now.date_naive()) == Due::Over {
            return Err(DeadlinePassed);
        }
        let id = CaseTaskId::at(now);
        let task = Self { id, case, what, assignee, due_on, set_by: by, set_at: now, done: None, version: 1 };
        Ok(Change::new(task, 0, event(case, "case.task_set")))
    }

    /// It is done.
    ///
    /// # Errors
    /// [`WrongState`] when it was done before.
    pub fn finish(mut self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        if self.done.is_some() {
            return Err(WrongState { noun: "This task", state: "done", wanted: "done again" });
        }
        let (seen, case) = (self.version, self.case);
        self.done = Some((now, by));
        self.version += 1;
        Ok(Change::new(self, seen, event(case, "case.task_done")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;

    #[test]
    fn a_task_has_a_day_that_is_not_over_and_is_done_once() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let (today, rosa, case) = (now.date_naive(), UserId::at(now), CaseId::at(now));
        let what: Note = "Call the register.".parse().expect("a note");
        let yesterday = today - Days::new(1);
        assert!(CaseTask::set(case, (what.clone(), rosa, yesterday), rosa, now).is_err());
        let task = CaseTask::set(case, (what, rosa, today), rosa, now).expect("today is a deadline").into_after();
        let done = task.finish(now, rosa).expect("done").into_after();
        assert!(done.finish(now, rosa).is_err(), "done twice");
        assert_eq!((Due::of(today, today), Due::of(yesterday, today)), (Due::Today, Due::Over));
    }
}
