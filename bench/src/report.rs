//! What is printed at the end: every figure, then one line for each ratio.

use crate::Options;
use crate::sample::{Sample, median, medians};
use std::time::Duration;

/// What stands behind a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The portal.
    Portal,
    /// pgbench with the page's statements.
    Pgbench,
    /// A handler that answers the page's bytes.
    Bare,
    /// A loop of argon2.
    Loop,
    /// The portal under a flood of sign-ins of ten people in one network.
    Flooded,
    /// The portal under a flood of sign-ins of strangers, each in a network of their own.
    FloodedFromAll,
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The page.
    pub page: &'static str,
    /// The data.
    pub data: &'static str,
    /// The server.
    pub what: What,
}

/// The figures of a run.
pub struct Report {
    head: String,
    load: String,
    figures: Vec<(Key, Vec<Sample>)>,
}

impl Report {
    /// A report without figures.
    pub fn begin(options: &Options, postgres: &str) -> Self {
        let processors = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
        let head = format!(
            "{processors} processors; PostgreSQL {postgres}; {} connections; {} rounds of {} s; accept-encoding: {}",
            options.connections, options.rounds, options.seconds, options.encoding
        );
        Self { head, load: load_average(), figures: Vec::new() }
    }

    /// Adds a figure.
    pub fn add(&mut self, key: Key, sample: Sample) {
        match self.figures.iter_mut().find(|(known, _)| *known == key) {
            Some((_, samples)) => samples.push(sample),
            None => self.figures.push((key, vec![sample])),
        }
    }

    /// Prints everything.
    pub fn print(&self, took: Duration) {
        println!("{}", self.head);
        println!(
            "load average {} before the rounds, {} after; {:.0} s in all\n",
            self.load,
            load_average(),
            took.as_secs_f64()
        );
        println!(
            "{:<24} {:<15} {:<14} {:>8} {:>9} {:>9} {:>12} {:>12}",
            "page", "orders", "", "a second", "p50 ms", "p99 ms", "server µs", "postgres µs"
        );
        for (key, samples) in &self.figures {
            let sample = medians(samples);
            let what = match key.what {
                What::Portal => "portal",
                What::Pgbench => "pgbench",
                What::Bare => "bare handler",
                What::Loop => "argon2 loop",
                What::Flooded => "one's flood",
                What::FloodedFromAll => "many's flood",
            };
            println!(
                "{:<24} {:<15} {what:<14} {:>8.0} {:>9.2} {:>9.2} {:>12.0} {:>12.0}",
                key.page, key.data, sample.rate, sample.p50, sample.p99, sample.server_cpu, sample.postgres_cpu
            );
        }
        println!();
        for line in self.ratios() {
            println!("{line}");
        }
    }

    /// One line for each ratio; each is the median of the rounds' ratios.
    fn ratios(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (key, portal) in self.figures.iter().filter(|(key, _)| key.what == What::Portal) {
            let name = format!("{}, {} orders", key.page, key.data);
            for (what, words) in
                [(What::Pgbench, "pgbench"), (What::Bare, "the bare handler"), (What::Loop, "the argon2 loop")]
            {
                let Some(other) = self.beside(key, what) else { continue };
                lines.push(format!("{name}: {:.2} of {words}", ratio(portal, other, |sample| sample.rate)));
                if what == What::Pgbench {
                    let share = ratio(portal, other, |sample| sample.postgres_cpu);
                    lines.push(format!("{name}: PostgreSQL works {share:.2} times what it does for pgbench"));
                }
            }
        }
        for (key, calm) in self.figures.iter().filter(|(key, _)| key.what == What::Portal) {
            for (what, whence) in [(What::Flooded, "from one network"), (What::FloodedFromAll, "from many networks")] {
                let Some(flooded) = self.beside(key, what) else { continue };
                let (more, p99) = (ratio(flooded, calm, |sample| sample.p99), medians(flooded).p99);
                let rate = crate::flood::RATE;
                lines.push(format!(
                    "{}: p99 {p99:.1} ms while {rate} sign-ins a second arrive {whence}, {more:.2} times that of a calm portal",
                    key.page
                ));
            }
        }
        let small = self.figures.iter().find(|(key, _)| key.what == What::Portal).map_or("", |(key, _)| key.data);
        for (key, few) in self.figures.iter().filter(|(key, _)| key.what == What::Portal && key.data == small) {
            for (other, many) in &self.figures {
                if other.what == What::Portal && other.page == key.page && other.data != small {
                    let cost = ratio(many, few, |sample| sample.server_cpu + sample.postgres_cpu);
                    lines.push(format!(
                        "{}: {} orders cost {cost:.2} times the processor time of {small}",
                        key.page, other.data
                    ));
                }
            }
        }
        lines
    }

    /// What was measured beside a page of the portal. The loop is the same whatever the data.
    fn beside(&self, key: &Key, what: What) -> Option<&Vec<Sample>> {
        let alike = |other: &Key| other.what == what && other.page == key.page;
        let mut others = self.figures.iter().filter(|(other, _)| alike(other));
        others.find(|(other, _)| what == What::Loop || other.data == key.data).map(|(_, samples)| samples)
    }
}

fn ratio(ours: &[Sample], other: &[Sample], figure: fn(&Sample) -> f64) -> f64 {
    median(ours.iter().zip(other).map(|(ours, other)| figure(ours) / figure(other)))
}

fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("?").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_the_median_of_the_rounds_and_not_the_ratio_of_the_medians() {
        let rates = |rates: [f64; 3]| rates.map(|rate| Sample { rate, ..Sample::default() }).to_vec();
        let (portal, pgbench) = (rates([50.0, 90.0, 10.0]), rates([100.0, 300.0, 40.0]));
        assert_eq!(ratio(&portal, &pgbench, |sample| sample.rate), 0.3);
    }
}
