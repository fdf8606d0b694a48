//! Answers that take as long for an address with a login as for one without: what is written for the one and not for the
//! other would otherwise tell them apart (abuse cases ).

use std::future::Future;
use std::time::Duration;

/// Longer than either takes, and short to whoever waits for a page.
const LONG_ENOUGH: Duration = Duration::from_millis(150);

/// Runs a step, and answers when both it and the time that all take are over.
pub async fn answer<T>(step: impl Future<Output = T>) -> T {
    tokio::join!(step, tokio::time::sleep(LONG_ENOUGH)).0
}
