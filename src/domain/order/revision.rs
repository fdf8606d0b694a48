//! A revision of an order: header and lines, immutable once signed.

use super::{Header, Line};
use crate::ids::UserId;
use crate::money::{Currency, Money};
use chrono::{DateTime, Utc};

/// That a revision was signed, and what exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Signed {
    /// When.
    pub at: DateTime<Utc>,
    /// The exact text.
    pub text: String,
    /// SHA-256 of that text.
    pub text_sha256: [u8; 32],
}

/// A revision.
#[derive(Clone, Debug)]
pub struct Revision {
    /// Its number, from 1.
    pub number: i32,
    /// Its header.
    pub header: Header,
    /// Its lines, in order.
    pub lines: Vec<Line>,
    /// The sum of its lines, each rounded first.
    pub total: Money,
    /// Whether and when it was signed.
    pub signed: Option<Signed>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: UserId,
}

impl Revision {
    pub(super) fn first(header: Header, currency: Currency, now: DateTime<Utc>, by: UserId) -> Self {
        Self {
            number: 1,
            header,
            lines: Vec::new(),
            total: Money::zero(currency),
            signed: None,
            created_at: now,
            created_by: by,
        }
    }

    /// The revision with new content: the same one while it is unsigned, the next one once it is signed.
    pub(super) fn replace(self, header: Header, lines: Vec<Line>, now: DateTime<Utc>, by: UserId) -> Self {
        let total = total(&lines, header.currency);
        if self.signed.is_some() {
            Self { number: self.number + 1, header, lines, total, signed: None, created_at: now, created_by: by }
        } else {
            Self { header, lines, total, ..self }
        }
    }
}

/// The sum of lines that have each been accepted by [`Line::cost`]; a sum too large for money stands at its greatest value.
pub fn total(lines: &[Line], currency: Currency) -> Money {
    lines
        .iter()
        .filter_map(|line| line.cost(currency).ok())
        .try_fold(Money::zero(currency), |sum, cost| sum.checked_add(cost))
        .unwrap_or_else(|| Money::new(i64::MAX, currency))
}
