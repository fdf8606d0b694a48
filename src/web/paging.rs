//! Keyset paging: a page begins after a record, named in the address by its time and id.

use chrono::{DateTime, Datelike as _, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many rows a page of a list has.
pub const PAGE: i64 = 50;

/// What the address of a list says where it shows what is late alone.
pub const LATE: &str = "yes";

/// Where a page begins, and what the list is filtered by.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ListQuery {
    /// The record after which the page begins.
    #[serde(default)]
    pub after: Option<String>,
    /// The state by which the list is filtered.
    #[serde(default)]
    pub state: Option<String>,
    /// The kind by which the list is filtered.
    #[serde(default)]
    pub kind: Option<String>,
    /// Whose records the list shows.
    #[serde(default)]
    pub whose: Option<String>,
    /// `yes` where the list shows what is late alone.
    #[serde(default)]
    pub late: Option<String>,
}

impl ListQuery {
    /// The place after which the page begins; a place that cannot be read is the first page.
    pub fn place(&self) -> Option<(DateTime<Utc>, Uuid)> {
        let (micros, id) = self.after.as_deref()?.split_once('.')?;
        let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        // PostgreSQL's calendar ends before chrono's does.
        ((1..=9999).contains(&at.year())).then_some((at, id.parse().ok()?))
    }

    /// The state filter, where it is given.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref().filter(|state| !state.is_empty())
    }

    /// The kind filter, where it is given.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref().filter(|kind| !kind.is_empty())
    }

    /// The filter by whose they are, where it is given.
    pub fn whose(&self) -> Option<&str> {
        self.whose.as_deref().filter(|whose| !whose.is_empty())
    }

    /// Whether what is late is shown alone.
    pub fn is_late(&self) -> bool {
        !self.late().is_empty()
    }

    /// The same as it stands in the address; empty where everything is shown.
    pub fn late(&self) -> &'static str {
        if self.late.as_deref() == Some(LATE) { LATE } else { "" }
    }
}

/// The ways from a page of a list to its other pages; empty where there is none.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Pages {
    /// To the first page, from any other.
    pub first: String,
    /// To the next page.
    pub next: String,
}

impl ListQuery {
    /// The ways to the list's other pages, where the next one begins after `next`.
    pub fn pages(&self, path: &str, next: Option<&str>) -> Pages {
        Pages {
            first: self.after.as_ref().map(|_| self.address(path, None)).unwrap_or_default(),
            next: next.map(|next| self.address(path, Some(next))).unwrap_or_default(),
        }
    }

    /// The address of the same list, filtered alike, from its beginning or after a place.
    pub fn address(&self, path: &str, after: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let late = self.is_late().then_some(LATE);
        for (name, value) in
            [("state", self.state()), ("kind", self.kind()), ("whose", self.whose()), ("late", late), ("after", after)]
        {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// A page of rows: cuts the one row that was read too many, and tells where the next page begins.
pub fn cut<T>(rows: Vec<T>, place: impl Fn(&T) -> (DateTime<Utc>, Uuid)) -> (Vec<T>, Option<String>) {
    cut_to(PAGE, rows, place)
}

/// The same for a list whose pages have another size.
pub fn cut_to<T>(size: i64, mut rows: Vec<T>, place: impl Fn(&T) -> (DateTime<Utc>, Uuid)) -> (Vec<T>, Option<String>) {
    let size = usize::try_from(size).unwrap_or(50);
    if rows.len() <= size {
        return (rows, None);
    }
    rows.truncate(size);
    let next = rows.last().map(|row| {
        let (at, id) = place(row);
        format!("{}.{id}", at.timestamp_micros())
    });
    (rows, next)
}
