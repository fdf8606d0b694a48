//! What a row of weekly counts says, and no more than it says.

/// How many weeks are compared with as many before them.
pub const TREND_WEEKS: usize = 4;
/// With fewer than so many in the weeks before, a change is chance.
const ENOUGH: u64 = 5;
/// A change of fewer percent is none.
const LEVEL_PERCENT: u128 = 10;

/// The last weeks against as many before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Nothing was counted in any of them.
    Nothing,
    /// There are too few weeks, or too few counted in them.
    TooFew,
    /// So many percent more.
    Rise(u128),
    /// So many percent fewer.
    Fall(u128),
    /// About as many.
    Level,
}

impl Trend {
    /// The trend of weekly counts, the oldest first, and the sum of the last weeks.
    pub fn of(weeks: &[u64]) -> (Self, u64) {
        let sum = |weeks: &[u64]| weeks.iter().fold(0_u64, |sum, week| sum.saturating_add(*week));
        let (earlier, last) = weeks.split_at(weeks.len().saturating_sub(TREND_WEEKS));
        let now = sum(last);
        let Some((_, earlier)) = earlier.split_last_chunk::<TREND_WEEKS>() else {
            return (if now == 0 { Self::Nothing } else { Self::TooFew }, now);
        };
        let before = sum(earlier);
        if now == 0 && before == 0 {
            return (Self::Nothing, now);
        }
        if before < ENOUGH {
            return (Self::TooFew, now);
        }
        let percent = u128::from(now.abs_diff(before)) * 100 / u128::from(before);
        let trend = match (percent < LEVEL_PERCENT, now > before) {
            (true, _) => Self::Level,
            (false, true) => Self::Rise(percent),
            (false, false) => Self::Fall(percent),
        };
        (trend, now)
    }

    /// The trend as the end of a sentence that says how many there were in the last four weeks.
    pub fn words(self) -> String {
        match self {
            Self::Nothing => "as in the four before".into(),
            Self::TooFew => "too few to tell a trend".into(),
            Self::Rise(percent) => format!("{percent} % more than in the four before"),
            Self::Fall(percent) => format!("{percent} % fewer than in the four before"),
            Self::Level => "about as many as in the four before".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_rise_and_a_fall_are_told_from_what_stays_as_it_is() {
        assert_eq!(Trend::of(&[2, 2, 2, 2, 3, 3, 3, 3]), (Trend::Rise(50), 12));
        assert_eq!(Trend::of(&[9, 9, 4, 4, 4, 4, 2, 2, 2, 2]), (Trend::Fall(50), 8));
        assert_eq!(Trend::of(&[5, 5, 5, 5, 5, 5, 5, 6]), (Trend::Level, 21));
        assert_eq!(Trend::of(&[5, 5, 5, 5, 0, 0, 0, 0]), (Trend::Fall(100), 0));
    }

    #[test]
    fn nothing_is_claimed_without_enough_to_claim_it_from() {
        assert_eq!(Trend::of(&[]), (Trend::Nothing, 0));
        assert_eq!(Trend::of(&[0; 12]), (Trend::Nothing, 0));
        assert_eq!(Trend::of(&[7]), (Trend::TooFew, 7), "one week is no trend");
        assert_eq!(Trend::of(&[1, 1, 1, 1, 9, 9, 9, 9]), (Trend::TooFew, 36), "four before are chance");
    }

    proptest! {
        #[test]
        fn no_counts_are_too_large_to_be_compared(weeks in proptest::collection::vec(any::<u64>(), 0..30)) {
            let (trend, sum) = Trend::of(&weeks);
            prop_assert!(!trend.words().is_empty());
            prop_assert!(trend != Trend::Nothing || sum == 0);
        }
    }
}
