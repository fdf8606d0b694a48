//! What one measurement found, and the medians of several.

use std::time::Duration;

/// One measurement.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sample {
    /// Requests or transactions a second.
    pub rate: f64,
    /// Half were answered within so many milliseconds.
    pub p50: f64,
    /// 99 of a hundred were.
    pub p99: f64,
    /// Microseconds of processor time of the server for each; of the bare server or the loop where it is one of those.
    pub server_cpu: f64,
    /// Microseconds of processor time of PostgreSQL for each.
    pub postgres_cpu: f64,
}

impl Sample {
    /// From the time that each request took.
    pub fn of_latencies(mut micros: Vec<u32>, time: Duration) -> Self {
        micros.sort_unstable();
        let rate = micros.len() as f64 / time.as_secs_f64();
        Self { rate, p50: part(&micros, 50), p99: part(&micros, 99), ..Self::default() }
    }

    /// The number of requests that it counted.
    pub fn count(&self, time: Duration) -> f64 {
        self.rate * time.as_secs_f64()
    }
}

/// A percentile of sorted microseconds, in milliseconds.
pub fn part(sorted: &[u32], percent: usize) -> f64 {
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
}

/// The median.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}

/// The medians of each figure.
pub fn medians(samples: &[Sample]) -> Sample {
    let of = |figure: fn(&Sample) -> f64| median(samples.iter().map(figure));
    Sample {
        rate: of(|sample| sample.rate),
        p50: of(|sample| sample.p50),
        p99: of(|sample| sample.p99),
        server_cpu: of(|sample| sample.server_cpu),
        postgres_cpu: of(|sample| sample.postgres_cpu),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let micros: Vec<u32> = (1..=1000).rev().map(|milli| milli * 1000).collect();
        let sample = Sample::of_latencies(micros, Duration::from_secs(2));
        assert_eq!((sample.rate, sample.p50, sample.p99), (500.0, 501.0, 991.0));
    }

    #[test]
    fn an_outlier_does_not_move_the_median() {
        assert_eq!(median([3.0, 1.0, 900.0]), 3.0);
        assert_eq!(median([1.0, 2.0, 3.0, 900.0]), 2.5);
    }
}
