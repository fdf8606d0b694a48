//! Bar charts of weekly counts, drawn by the server: places of bars, lines and words, for a template to write out as SVG.
//!
//! Across, places are shares of the width, and down they are pixels: a chart fits every window, and its words keep their size.

use inset_domain::figures::Week;
use inset_domain::money::group;
use serde::Serialize;

/// Where the highest line of the scale lies.
const TOP: u128 = 16;
/// How far it is from there down to nothing.
const TALL: u128 = 160;
/// All of the width, in hundredths of a percent.
const WIDE: u128 = 10_000;
/// At most so many steps are on the scale.
const STEPS: u128 = 4;
/// At most so many weeks are named: the words of a date need room on a telephone.
const NAMED: usize = 3;

/// How the counts of one week stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// On one another: they are parts of one number.
    Stacked,
    /// Beside one another: they are numbers to compare.
    Beside,
}

/// What one colour stands for: a count for each week, none where it is not known.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its words.
    pub label: &'static str,
    /// The counts, the oldest first.
    pub values: Vec<Option<u64>>,
}

/// A chart as its template writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// The lines of the scale, from nothing up.
    pub ticks: Vec<Tick>,
    /// The bars.
    pub bars: Vec<Bar>,
    /// The weeks that are named.
    pub weeks: Vec<Name>,
}

/// A line of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tick {
    /// Where, in pixels from above.
    pub y: u128,
    /// Its number.
    pub label: String,
}

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Where it begins, as a share of the width.
    pub x: String,
    /// How wide it is, as a share of the width.
    pub width: String,
    /// Where its top is, in pixels.
    pub y: u128,
    /// How tall it is, in pixels.
    pub height: u128,
    /// Which series, from 1.
    pub series: usize,
}

/// The name of a week below its bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Name {
    /// Where it begins, as a share of the width.
    pub x: String,
    /// The words.
    pub text: String,
}

impl Chart {
    /// The bars of these weeks.
    pub fn draw(shape: Shape, weeks: &[Week], series: &[Series]) -> Self {
        let value = |series: &Series, week: usize| u128::from(series.values.get(week).copied().flatten().unwrap_or(0));
        let week_sum = |week: usize| series.iter().map(|it| value(it, week)).sum::<u128>();
        let week_most = |week: usize| series.iter().map(|it| value(it, week)).max().unwrap_or(0);
        let most = (0..weeks.len())
            .map(|week| if shape == Shape::Stacked { week_sum(week) } else { week_most(week) })
            .max()
            .unwrap_or(0);
        let scale = Scale::up_to(most);
        let slot = WIDE / wide(weeks.len().max(1));
        let gap = slot / 5;
        let lanes = if shape == Shape::Stacked { 1 } else { wide(series.len().max(1)) };
        let width = (slot - gap) / lanes;
        let mut bars = Vec::new();
        for week in 0..weeks.len() {
            let (left, mut below) = (slot * wide(week) + gap / 2, 0);
            for (index, it) in series.iter().enumerate() {
                let above = below + value(it, week);
                let (top, foot) = (scale.y(above), scale.y(below));
                if top < foot {
                    let lane = if shape == Shape::Stacked { 0 } else { wide(index) };
                    let x = share(left + width * lane);
                    bars.push(Bar { x, width: share(width), y: top, height: foot - top, series: index + 1 });
                }
                if shape == Shape::Stacked {
                    below = above;
                }
            }
        }
        let named = weeks.iter().enumerate().step_by(weeks.len().div_ceil(NAMED).max(1));
        Self {
            ticks: scale.ticks(),
            bars,
            weeks: named
                .map(|(index, week)| Name { x: share(slot * wide(index) + gap / 2), text: week.short() })
                .collect(),
        }
    }
}

fn wide(count: usize) -> u128 {
    u128::try_from(count).unwrap_or(0)
}

/// A share of the width as SVG writes it.
fn share(hundredths: u128) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// A scale from nothing up, in round steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scale {
    step: u128,
    top: u128,
}

impl Scale {
    fn up_to(most: u128) -> Self {
        let least = most.div_ceil(STEPS).max(1);
        let mut power = 1;
        while power * 10 <= least {
            power *= 10;
        }
        let round = [1, 2, 5, 10].into_iter().map(|it| it * power);
        let step = round.clone().find(|step| *step >= least).unwrap_or(least);
        Self { step, top: most.div_ceil(step).max(1) * step }
    }

    fn y(self, value: u128) -> u128 {
        TOP + TALL - TALL * value / self.top
    }

    fn ticks(self) -> Vec<Tick> {
        let steps = self.top / self.step;
        (0..=steps).map(|it| Tick { y: self.y(it * self.step), label: short(it * self.step) }).collect()
    }
}

/// A round number as short as a scale needs it.
fn short(number: u128) -> String {
    const UNITS: [(u128, &str); 4] = [(1_000_000_000_000, "tn"), (1_000_000_000, "bn"), (1_000_000, "m"), (1_000, "k")];
    let unit = UNITS.iter().find(|(unit, _)| number >= unit * 10 && number.is_multiple_of(*unit));
    let (unit, mark) = unit.copied().unwrap_or((1, ""));
    format!("{}{mark}", group(u64::try_from(number / unit).unwrap_or(u64::MAX)))
}

/// A chart with its finding, its numbers, and where they are had as a file.
#[derive(Clone, Debug, Serialize)]
pub struct ChartFigure {
    /// What the page calls it in addresses and ids.
    pub id: &'static str,
    /// What it shows.
    pub title: &'static str,
    /// What follows from it, in a sentence.
    pub finding: String,
    /// How far the running week has come.
    pub running: String,
    /// The drawing; none while no week is counted.
    pub chart: Option<Chart>,
    /// What the colours stand for, where there are several.
    pub legend: Vec<&'static str>,
    /// The heads of the numbers.
    pub columns: Vec<String>,
    /// The numbers, the newest week first, each row with its week in front.
    pub rows: Vec<Vec<String>>,
    /// Where the file is.
    pub csv: String,
}

impl ChartFigure {
    /// A chart with two series and one without a counted week.
    pub fn samples() -> Vec<Self> {
        let weeks = Week::at(chrono::DateTime::UNIX_EPOCH).last(6);
        let values = |step: u64| (0..6).map(|week| Some(week * step % 7)).collect();
        let series = [Series { label: "Received", values: values(3) }, Series { label: "Answered", values: values(2) }];
        let full = Self {
            id: "messages",
            title: "Messages",
            finding: "14 messages were received in the last four weeks, about as many as in the four before.".into(),
            running: "This week so far: 2 received, 1 answered.".into(),
            chart: Some(Chart::draw(Shape::Beside, &weeks, &series)),
            legend: vec!["Received", "Answered"],
            columns: vec!["Week of".into(), "Received".into(), "Answered".into()],
            rows: vec![vec!["23 November 2026".into(), "6".into(), "4".into()]],
            csv: "#csv".into(),
        };
        let empty = Self {
            id: "orders",
            title: "Orders countersigned",
            finding: "No week is counted yet.".into(),
            running: String::new(),
            chart: None,
            legend: Vec::new(),
            rows: Vec::new(),
            ..full.clone()
        };
        vec![full, empty]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    fn chart(shape: Shape, rows: &[Vec<u64>]) -> Chart {
        let weeks = Week::at(DateTime::UNIX_EPOCH).last(u64::try_from(rows[0].len()).expect("few"));
        let series: Vec<Series> =
            rows.iter().map(|row| Series { label: "", values: row.iter().copied().map(Some).collect() }).collect();
        Chart::draw(shape, &weeks, &series)
    }

    fn number(share: &str) -> f64 {
        share.trim_end_matches('%').parse().expect("a share")
    }

    #[test]
    fn the_scale_goes_in_round_steps_and_just_above_the_most() {
        for (most, step, top) in
            [(0, 1, 1), (1, 1, 1), (4, 1, 4), (5, 2, 6), (17, 5, 20), (61, 20, 80), (4_001, 2_000, 6_000)]
        {
            assert_eq!(Scale::up_to(most), Scale { step, top }, "{most}");
        }
        let labels: Vec<String> = [0, 20, 2_000, 20_000, 5_000_000, 10_000_000].map(short).into();
        assert_eq!(labels, ["0", "20", "2,000", "20k", "5,000k", "10m"]);
    }

    #[test]
    fn without_a_week_or_with_nothing_but_zeros_there_is_a_scale_and_no_bar() {
        for rows in [vec![vec![]], vec![vec![0; 12], vec![0; 12]]] {
            let chart = chart(Shape::Stacked, &rows);
            assert_eq!((chart.bars.len(), chart.ticks.len()), (0, 2));
        }
        let one = chart(Shape::Beside, &[vec![3]]);
        assert_eq!((one.bars.len(), one.weeks.len(), one.bars[0].width.as_str()), (1, 1, "80.00%"));
    }

    #[test]
    fn three_weeks_at_most_are_named_a_third_of_the_width_apart() {
        let chart = chart(Shape::Beside, &[vec![1; 12]]);
        let places: Vec<f64> = chart.weeks.iter().map(|name| number(&name.x)).collect();
        assert_eq!(places.len(), 3);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] > 33.0), "{places:?}");
        assert!(places[2] < 70.0, "the last name has no room: {places:?}");
    }

    proptest! {
        #[test]
        fn every_bar_is_in_the_box_and_none_lies_on_another(
            rows in (1_usize..30, 1_usize..5).prop_flat_map(|(weeks, series)| {
                proptest::collection::vec(proptest::collection::vec(0_u64..1_000_000_000_000_000, weeks), series)
            }),
            stacked in any::<bool>(),
        ) {
            let chart = chart(if stacked { Shape::Stacked } else { Shape::Beside }, &rows);
            for bar in &chart.bars {
                prop_assert!(bar.y >= TOP && bar.y + bar.height <= TOP + TALL, "{:?}", bar);
                prop_assert!(number(&bar.x) + number(&bar.width) <= 100.0, "{:?}", bar);
            }
            for pair in chart.bars.windows(2) {
                let (one, next) = (&pair[0], &pair[1]);
                let beside = number(&one.x) + number(&one.width) <= number(&next.x) + 0.001;
                prop_assert!(beside || next.y + next.height <= one.y, "{:?} {:?}", one, next);
            }
            prop_assert!(chart.ticks.len() <= 6);
            for pair in chart.ticks.windows(2) {
                prop_assert!(pair[0].y >= pair[1].y + 24, "two numbers of the scale touch: {:?}", pair);
            }
            prop_assert!(chart.ticks.iter().all(|tick| tick.label.len() <= 7), "{:?}", chart.ticks);
        }
    }
}
