//! Answers that take as long for an address with a login as for one without: what is read or written for the one and not
//! for the other would otherwise tell them apart (abuse cases ).
//!
//! A fixed time to wait is not enough: where the work takes longer than it, as on a busy machine, its length shows again.
//! So answers come on a beat, and work that ends a little later ends on the same one.

use std::future::Future;
use std::time::Duration;
use tokio::time::Instant;

/// The beat of answers after which a mail may go: longer than the work takes, and short to whoever waits for a page.
const MAIL: Duration = Duration::from_millis(150);
/// The beat of answers to a wrong password, which follow a hash; what differs besides takes a few thousandths of a second.
const WRONG: Duration = Duration::from_millis(50);

/// When a request began whose answer must not tell by its time.
#[derive(Debug, Clone, Copy)]
pub struct Begun(Instant);

impl Begun {
    /// Now.
    pub fn now() -> Self {
        Self(Instant::now())
    }

    /// Waits for the beat on which wrong passwords are answered.
    pub async fn wrong(self) {
        self.beat(WRONG).await;
    }

    async fn beat(self, every: Duration) {
        tokio::time::sleep_until(self.0 + next(every, self.0.elapsed())).await;
    }
}

/// The first multiple of `every` that is not yet past.
fn next(every: Duration, past: Duration) -> Duration {
    every * u32::try_from(past.as_nanos().div_ceil(every.as_nanos())).unwrap_or(u32::MAX).max(1)
}

/// Runs a step, and answers on the beat of answers after which a mail may go.
pub async fn answer<T>(step: impl Future<Output = T>) -> T {
    let begun = Begun::now();
    let done = step.await;
    begun.beat(MAIL).await;
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_on_the_first_beat_that_is_not_past() {
        let next = |past| next(Duration::from_millis(50), Duration::from_micros(past)).as_millis();
        assert_eq!([0, 1, 49_999, 50_000, 50_001, 149_000].map(next), [50, 50, 50, 50, 100, 150]);
    }
}
