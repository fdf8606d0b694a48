//! What keeps a revision from being signed and sent. A draft may be saved with any of it.

use super::Revision;
use crate::money::Money;
use crate::period::{TimeZone, day_words};
use chrono::{DateTime, NaiveDate, Utc};

/// Something that keeps a revision from being signed and sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// It has no line.
    #[error("Add at least one line")]
    NoLines,
    /// Its first day is over.
    #[error("Choose a later first day: {} is past in {zone}", day_words(*.first))]
    BeganAlready {
        /// The first day.
        first: NaiveDate,
        /// The order's time zone.
        zone: TimeZone,
    },
    /// A line has days that the order does not have any more.
    #[error("Choose days for line {number} within those of the order")]
    LineOutside {
        /// The line's place in the order, from 1.
        number: usize,
    },
    /// The last day on which it can be accepted is over.
    #[error("Choose a later day until which the order can be accepted: {} is past in {zone}", day_words(*.until))]
    Expired {
        /// That day.
        until: NaiveDate,
        /// The order's time zone.
        zone: TimeZone,
    },
    /// The lines cost more than the budget.
    #[error("Raise the budget of {} or lower the lines: together they cost {}", budget.with_code(), total.with_code())]
    BudgetTooSmall {
        /// The budget.
        budget: Money,
        /// What the lines cost.
        total: Money,
    },
    /// The lines cost more than the spend cap.
    #[error("Raise the spend cap of {} or lower the lines: together they cost {}", cap.with_code(), total.with_code())]
    CapTooSmall {
        /// The spend cap.
        cap: Money,
        /// What the lines cost.
        total: Money,
    },
}

impl Obstacle {
    /// Whether the lines are where it is removed; else it is the header.
    pub fn is_of_lines(self) -> bool {
        matches!(self, Self::NoLines | Self::LineOutside { .. })
    }
}

impl Revision {
    /// Everything that keeps the revision from being signed and sent now, in the order in which the form asks for it.
    /// Days are those of the order's time zone; a first day that is today is in time.
    pub fn obstacles(&self, now: DateTime<Utc>) -> Vec<Obstacle> {
        let zone = self.header.time_zone;
        let today = now.with_timezone(&zone.0).date_naive();
        let total = self.total;
        let first = self.header.period.start();
        let mut found = Vec::new();
        if first < today {
            found.push(Obstacle::BeganAlready { first, zone });
        }
        found.extend(
            self.header.expires_on.filter(|until| *until < today).map(|until| Obstacle::Expired { until, zone }),
        );
        let budget = self.header.budget.filter(|budget| budget.minor() < total.minor());
        found.extend(budget.map(|budget| Obstacle::BudgetTooSmall { budget, total }));
        let cap = self.header.spend_cap.filter(|cap| cap.minor() < total.minor());
        found.extend(cap.map(|cap| Obstacle::CapTooSmall { cap, total }));
        if self.lines.is_empty() {
            found.push(Obstacle::NoLines);
        }
        // A line keeps its days when those of the order are moved.
        let outside = (1..).zip(&self.lines).filter(|(_, line)| !self.header.period.holds(line.period));
        found.extend(outside.map(|(number, _)| Obstacle::LineOutside { number }));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{LineId, UserId};
    use crate::order::{BillingMethod, Delivery, Header, Liability, Line, LineFormat, OrderContact};
    use crate::period::Period;
    use crate::user::Channel;

    fn word<T: std::str::FromStr>(text: &str) -> T {
        text.parse().ok().expect("it parses")
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, day).expect("December has this day")
    }

    /// A revision whose one line costs EUR 4,250.00, from 10 to 20 December in Tokyo.
    fn revision() -> Revision {
        let period = Period::new(day(10), day(20)).expect("a period");
        let primary = OrderContact {
            full_name: word("Ida Holm"),
            email: word("ida@halden.example"),
            telephone: None,
            channel: Channel::Email,
        };
        let header = Header {
            name: word("Winter boots"),
            agency: None,
            brand: None,
            po_number: None,
            billing_code: None,
            campaign: None,
            currency: word("EUR"),
            time_zone: word("Asia/Tokyo"),
            budget: None,
            spend_cap: None,
            period,
            expires_on: None,
            billing_method: BillingMethod::Invoice,
            notification_threshold: None,
            liability: Liability::Sole,
            measurement: None,
            ad_server: None,
            ad_server_contact: None,
            data_ownership: None,
            special_instructions: None,
            political: false,
            primary,
            billing: Vec::new(),
        };
        let line = Line {
            id: LineId(uuid::Uuid::nil()),
            name: word("Strips"),
            format: LineFormat::Strip,
            site_category: None,
            sites: None,
            rate_type: word("CPM"),
            rate: word("4.25"),
            quantity: word("1000000"),
            delivery: Delivery::Even,
            period,
            frequency_cap: None,
            countries: Vec::new(),
            categories: Vec::new(),
            keywords: Vec::new(),
            creative_due: None,
            comment: None,
        };
        let by = UserId(uuid::Uuid::nil());
        let first = Revision::first(header.clone(), header.currency, DateTime::UNIX_EPOCH, by);
        first.replace(header, vec![line], DateTime::UNIX_EPOCH, by)
    }

    fn said(revision: &Revision, now: &str) -> Vec<String> {
        revision.obstacles(now.parse().expect("an instant")).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_first_day_is_past_when_it_is_over_in_the_orders_own_time_zone() {
        let revision = revision();
        // Tokyo is nine hours ahead: its 10th ends at 15:00 UTC.
        assert_eq!(said(&revision, "2026-12-10T14:59:59Z"), Vec::<String>::new());
        let past = "Choose a later first day: 10 December 2026 is past in Asia/Tokyo";
        assert_eq!(said(&revision, "2026-12-10T15:00:00Z"), [past]);
    }

    #[test]
    fn an_order_is_accepted_until_the_end_of_its_last_day_for_that() {
        let mut revision = revision();
        revision.header.expires_on = Some(day(2));
        assert_eq!(said(&revision, "2026-12-02T12:00:00Z"), Vec::<String>::new());
        assert!(said(&revision, "2026-12-02T15:00:00Z")[0].contains("2 December 2026 is past"));
    }

    #[test]
    fn a_budget_or_cap_below_the_total_names_both_amounts_and_one_that_equals_it_is_enough() {
        let mut revision = revision();
        let money = |minor| Some(Money::new(minor, word("EUR")));
        (revision.header.budget, revision.header.spend_cap) = (money(425_000), money(425_000));
        assert_eq!(said(&revision, "2026-12-01T00:00:00Z"), Vec::<String>::new());
        (revision.header.budget, revision.header.spend_cap) = (money(424_999), money(100_000));
        assert_eq!(
            said(&revision, "2026-12-01T00:00:00Z"),
            [
                "Raise the budget of EUR 4,249.99 or lower the lines: together they cost EUR 4,250.00",
                "Raise the spend cap of EUR 1,000.00 or lower the lines: together they cost EUR 4,250.00",
            ]
        );
    }

    #[test]
    fn lines_are_needed_and_stay_within_the_days_of_the_order() {
        let mut revision = revision();
        revision.header.period = Period::new(day(12), day(20)).expect("a period");
        assert_eq!(said(&revision, "2026-12-01T00:00:00Z"), ["Choose days for line 1 within those of the order"]);
        revision.lines.clear();
        assert_eq!(revision.obstacles(DateTime::UNIX_EPOCH), [Obstacle::NoLines]);
    }
}
