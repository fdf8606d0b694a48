//! The weekly figures: four charts with what they say, and their numbers as files.

use super::Staff;
use crate::error::Error;
use crate::page::chart::{Chart, ChartFigure, Series, Shape};
use crate::urls;
use crate::web::{Signed, csv};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use inset_domain::figures::{Figure, Measure, TREND_WEEKS, Trend, Week};
use inset_domain::money::{Currency, Money, group};
use inset_store::StoreError;
use inset_store::figures::{self, MOST_OF_RUNNING};
use serde::Deserialize;
use std::collections::BTreeSet;

/// How many finished weeks a chart shows.
const SHOWN: u64 = 12;

/// Which count goes under which words, for its series and the column of its numbers.
struct Part {
    measure: Measure,
    part: Option<&'static str>,
    label: &'static str,
}

const fn part(measure: Measure, part: Option<&'static str>, label: &'static str) -> Part {
    Part { measure, part, label }
}

/// What a chart shows.
struct Plan {
    id: &'static str,
    title: &'static str,
    shape: Shape,
    parts: &'static [Part],
    /// What is counted, for the sentence: one, several, and what happened to them.
    one: &'static str,
    many: &'static str,
    done: &'static str,
    /// How many of the series the sentence is about, from the first.
    told: usize,
}

const PLANS: [Plan; 4] = [
    Plan {
        id: "sign-ups",
        title: "Accounts opened",
        shape: Shape::Stacked,
        parts: &[
            part(Measure::SignUps, Some("publisher"), "Publishers"),
            part(Measure::SignUps, Some("advertiser"), "Advertisers"),
            part(Measure::SignUps, Some("network"), "Networks"),
        ],
        one: "account",
        many: "accounts",
        done: "opened",
        told: 3,
    },
    Plan {
        id: "decisions",
        title: "Cases decided",
        shape: Shape::Stacked,
        parts: &[
            part(Measure::Decisions, Some("account"), "Accounts"),
            part(Measure::Decisions, Some("order"), "Orders"),
            part(Measure::Decisions, Some("site"), "Sites"),
        ],
        one: "case",
        many: "cases",
        done: "decided",
        told: 3,
    },
    Plan {
        id: "orders",
        title: "Orders countersigned",
        shape: Shape::Stacked,
        parts: &[part(Measure::Orders, None, "Orders")],
        one: "order",
        many: "orders",
        done: "countersigned",
        told: 1,
    },
    Plan {
        id: "messages",
        title: "Messages received and answered",
        shape: Shape::Beside,
        parts: &[part(Measure::Received, None, "Received"), part(Measure::Answered, None, "Answered")],
        one: "message",
        many: "messages",
        done: "received",
        told: 1,
    },
];

/// The figures that charts are drawn from.
pub(super) struct Figures {
    /// The finished weeks that are shown, the oldest first.
    weeks: Vec<Week>,
    finished: Vec<Figure>,
    running: Vec<Figure>,
}

impl Figures {
    /// Reads them.
    pub(super) async fn load(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let weeks = Week::at(now).last(SHOWN);
        let oldest = weeks.first().copied().unwrap_or_else(|| Week::at(now));
        let finished = figures::since(conn, oldest).await?;
        Ok(Self { weeks, finished, running: figures::running(conn, now).await? })
    }

    /// The charts.
    pub(super) fn charts(&self) -> Vec<ChartFigure> {
        PLANS.iter().map(|plan| self.chart(plan)).collect()
    }

    /// Whether a week was counted. One of before there was anything to count holds nothing either, and is drawn as nothing.
    fn is_counted(&self, week: Week) -> bool {
        self.finished.iter().any(|it| it.week == week)
    }

    fn count(figures: &[Figure], week: Week, measure: Measure, part: Option<&str>) -> u64 {
        figures
            .iter()
            .filter(|it| it.week == week && it.measure == measure && part.is_none_or(|part| it.part == part))
            .fold(0, |sum, it| sum.saturating_add(it.value))
    }

    fn chart(&self, plan: &Plan) -> ChartFigure {
        let counted: Vec<Week> = self.weeks.iter().copied().filter(|week| self.is_counted(*week)).collect();
        let value = |week: Week, it: &Part| {
            self.is_counted(week).then(|| Self::count(&self.finished, week, it.measure, it.part))
        };
        let series: Vec<Series> = plan
            .parts
            .iter()
            .map(|it| Series { label: it.label, values: self.weeks.iter().map(|week| value(*week, it)).collect() })
            .collect();
        let (columns, mut rows) = self.table(plan, true);
        rows.reverse();
        ChartFigure {
            id: plan.id,
            title: plan.title,
            finding: self.finding(plan, &counted),
            running: self.so_far(plan),
            chart: (!counted.is_empty()).then(|| Chart::draw(plan.shape, &self.weeks, &series)),
            legend: if series.len() > 1 { series.iter().map(|it| it.label).collect() } else { Vec::new() },
            columns,
            rows,
            csv: format!("{}?chart={}", urls::ADMIN_FIGURES, plan.id),
        }
    }

    /// What the chart says, and no more than the weeks that were counted bear out.
    fn finding(&self, plan: &Plan, counted: &[Week]) -> String {
        let told = plan.parts.iter().take(plan.told);
        let sum = |week: &Week| {
            told.clone()
                .fold(0_u64, |sum, it| sum.saturating_add(Self::count(&self.finished, *week, it.measure, it.part)))
        };
        let sums: Vec<u64> = counted.iter().map(sum).collect();
        let (trend, last) = Trend::of(&sums);
        let most = if trend == Trend::Nothing { 2 * TREND_WEEKS } else { TREND_WEEKS };
        let weeks = match sums.len().min(most) {
            0 => return "No week is counted yet.".into(),
            1 => "in the last week".to_owned(),
            weeks => {
                format!("in the last {} weeks", ["two", "three", "four", "five", "six", "seven", "eight"][weeks - 2])
            }
        };
        let counted_words = match last {
            0 => format!("No {} was {}", plan.one, plan.done),
            1 => format!("1 {} was {}", plan.one, plan.done),
            _ => format!("{} {} were {}", group(last), plan.many, plan.done),
        };
        let end = match trend {
            Trend::Nothing => String::new(),
            Trend::TooFew => format!(": {}", trend.words()),
            _ => format!(", {}", trend.words()),
        };
        format!("{counted_words} {weeks}{end}.{}", self.besides(plan, counted))
    }

    /// What the counts alone do not say: how long decisions took, and what the newest orders commit.
    fn besides(&self, plan: &Plan, counted: &[Week]) -> String {
        let newest = |measure: Measure| {
            let mut found = self.finished.iter().filter(|it| it.measure == measure && counted.contains(&it.week));
            found.next_back().map(|it| it.week)
        };
        match plan.id {
            "decisions" => newest(Measure::DecisionMinutes).map_or_else(String::new, |week| {
                let minutes = Self::count(&self.finished, week, Measure::DecisionMinutes, None);
                format!(" In the week of {} half of them took {} or less.", week.words(), time_words(minutes))
            }),
            "orders" => newest(Measure::Committed).map_or_else(String::new, |week| {
                let committed = self.finished.iter().filter(|it| it.week == week && it.measure == Measure::Committed);
                let sums: Vec<String> = committed.filter_map(|it| Some(money(it)?.with_code())).collect();
                format!(" Those of the week of {} commit {}.", week.words(), sums.join(" and "))
            }),
            _ => String::new(),
        }
    }

    /// How far the running week has come.
    fn so_far(&self, plan: &Plan) -> String {
        let Some(week) = self.weeks.last().map(|week| week.next()) else { return String::new() };
        let bound = u64::try_from(MOST_OF_RUNNING).unwrap_or(u64::MAX);
        let parts: Vec<String> = plan
            .parts
            .iter()
            .map(|it| {
                let count = Self::count(&self.running, week, it.measure, it.part);
                let more = if count >= bound { " or more" } else { "" };
                format!("{} {}{more}", it.label.to_lowercase(), group(count))
            })
            .collect();
        format!("This week so far: {}.", parts.join(", "))
    }

    /// The heads and the rows of the numbers, the oldest week first; a week that was not counted has no row.
    fn table(&self, plan: &Plan, for_people: bool) -> (Vec<String>, Vec<Vec<String>>) {
        let of = |measure: Measure| {
            let found = self.finished.iter().filter(move |it| it.measure == measure);
            found.map(|it| it.part.clone()).collect::<BTreeSet<_>>()
        };
        let currencies = if plan.id == "orders" { of(Measure::Committed) } else { BTreeSet::new() };
        let mut columns = vec!["Week of".to_owned()];
        columns.extend(plan.parts.iter().map(|it| it.label.to_owned()));
        if plan.id == "decisions" {
            columns.push("Median hours".into());
        }
        match for_people {
            // Beside one another they would be wider than a telephone.
            true if !currencies.is_empty() => columns.push("Committed".into()),
            _ => columns.extend(currencies.iter().map(|code| format!("Committed, {code}"))),
        }
        let number = |count: u64| if for_people { group(count) } else { count.to_string() };
        let rows = self.weeks.iter().filter(|week| self.is_counted(**week)).map(|week| {
            let mut row = vec![if for_people { week.words() } else { week.monday().to_string() }];
            row.extend(plan.parts.iter().map(|it| number(Self::count(&self.finished, *week, it.measure, it.part))));
            let found = |measure, part: &str| {
                self.finished.iter().find(|it| it.week == *week && it.measure == measure && it.part == part)
            };
            let none = if for_people { "none" } else { "" };
            if plan.id == "decisions" {
                row.push(found(Measure::DecisionMinutes, "").map_or_else(|| none.to_owned(), |it| hours(it.value)));
            }
            let sums = currencies.iter().map(|code| found(Measure::Committed, code).and_then(money));
            if !for_people {
                row.extend(sums.map(|sum| sum.map_or_else(String::new, Money::plain)));
            } else if !currencies.is_empty() {
                let sums: Vec<String> = sums.flatten().map(Money::with_code).collect();
                row.push(if sums.is_empty() { none.to_owned() } else { sums.join("; ") });
            }
            row
        });
        let rows = rows.collect();
        (columns, rows)
    }
}

fn money(figure: &Figure) -> Option<Money> {
    let currency: Currency = figure.part.parse().ok()?;
    Some(Money::new(i64::try_from(figure.value).unwrap_or(i64::MAX), currency))
}

/// Minutes as hours with one decimal.
fn hours(minutes: u64) -> String {
    let tenths = minutes.saturating_add(3) / 6;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Minutes in the unit that they are spoken of in.
fn time_words(minutes: u64) -> String {
    let plural = |count: u64, unit: &str| if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") };
    match minutes {
        0..120 => plural(minutes, "minute"),
        120..2_880 => plural(minutes.div_ceil(60), "hour"),
        _ => plural(minutes.div_ceil(1_440), "day"),
    }
}

/// Which chart's numbers are asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    chart: Option<String>,
}

/// The numbers of a chart as a file: those of its table.
pub async fn download(me: Signed<Staff>, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    let plan = PLANS.iter().find(|plan| asked.chart.as_deref() == Some(plan.id)).ok_or(Error::NotFound)?;
    let figures = Figures::load(&mut *me.db().read().await?, me.db().clock().now()).await?;
    let (columns, rows) = figures.table(plan, false);
    let lines: Vec<Vec<String>> = std::iter::once(columns).chain(rows).collect();
    Ok(csv::download(&format!("inset-{}", plan.id), &lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(weeks: u64, of: impl Fn(u64) -> Vec<(Measure, &'static str, u64)>) -> Figures {
        let now = Week::at(DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000));
        let all = now.last(SHOWN);
        let skipped = usize::try_from(SHOWN - weeks).expect("few");
        let mut finished = Vec::new();
        for (index, week) in (0..).zip(&all[skipped..]) {
            for (measure, part, value) in of(index) {
                finished.push(Figure { week: *week, measure, part: part.into(), value });
            }
        }
        Figures { weeks: all, finished, running: Vec::new() }
    }

    #[test]
    fn a_chart_says_what_its_weeks_bear_out() {
        let finding =
            |weeks, of: fn(u64) -> Vec<(Measure, &'static str, u64)>| figures(weeks, of).charts()[0].finding.clone();
        assert_eq!(finding(0, |_| Vec::new()), "No week is counted yet.");
        assert_eq!(finding(12, |_| vec![(Measure::Received, "", 0)]), "No account was opened in the last eight weeks.");
        assert_eq!(
            finding(2, |_| vec![(Measure::SignUps, "network", 4)]),
            "8 accounts were opened in the last two weeks: too few to tell a trend."
        );
        assert_eq!(
            finding(12, |week| vec![(Measure::SignUps, "publisher", if week < 8 { 2 } else { 3 })]),
            "12 accounts were opened in the last four weeks, 50 % more than in the four before."
        );
    }

    #[test]
    fn currencies_stand_beside_one_another_and_are_never_added_up() {
        let figures = figures(1, |_| {
            vec![
                (Measure::Committed, "EUR", 123_450),
                (Measure::Committed, "USD", 50_000),
                (Measure::Orders, "eur", 2),
                (Measure::Orders, "usd", 1),
            ]
        });
        let orders = &figures.charts()[2];
        assert!(orders.finding.ends_with("commit EUR 1,234.50 and USD 500.00."), "{}", orders.finding);
        assert_eq!(orders.rows[0][1..], ["3", "EUR 1,234.50; USD 500.00"]);
        let (columns, rows) = figures.table(&PLANS[2], false);
        assert_eq!(columns, ["Week of", "Orders", "Committed, EUR", "Committed, USD"]);
        assert_eq!(rows[0][1..], ["3", "1234.50", "500.00"]);
    }

    #[test]
    fn a_time_is_said_in_the_unit_that_fits_it() {
        assert_eq!([1, 119, 121, 2_881].map(time_words), ["1 minute", "119 minutes", "3 hours", "3 days"]);
        assert_eq!([0, 30, 59, 600].map(hours), ["0.0", "0.5", "1.0", "10.0"]);
    }
}
