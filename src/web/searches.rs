//! How many searches run at once: few in all, however many are asked for, so that they never hold the connections that other
//! pages need. The next wait in turn, for a moment; who has many under way is told to wait at once.

use inset_domain::ids::UserId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many run in this portal.
const AT_ONCE: usize = 4;
/// How many of one person run or wait: nobody waits behind more of somebody else's.
const OF_ONE: usize = 16;
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(1);

/// The searches that run or wait.
#[derive(Debug)]
pub struct Searches {
    running: Semaphore,
    under_way: Mutex<HashMap<UserId, usize>>,
}

impl Default for Searches {
    fn default() -> Self {
        Self { running: Semaphore::new(AT_ONCE), under_way: Mutex::default() }
    }
}

/// The turn of one search, until it is dropped.
#[derive(Debug)]
pub struct Turn<'s> {
    _running: SemaphorePermit<'s>,
    _place: Place<'s>,
}

/// One search of a person among those that are under way.
#[derive(Debug)]
struct Place<'s> {
    searches: &'s Searches,
    person: UserId,
}

impl Searches {
    /// The turn of a search of this person; none where too many of theirs are under way, or the wait is too long.
    pub async fn turn(&self, person: UserId) -> Option<Turn<'_>> {
        let place = self.place(person)?;
        let running = tokio::time::timeout(PATIENCE, self.running.acquire()).await.ok()?.ok()?;
        Some(Turn { _running: running, _place: place })
    }

    fn place(&self, person: UserId) -> Option<Place<'_>> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let own = under_way.entry(person).or_default();
        (*own < OF_ONE).then(|| *own += 1)?;
        Some(Place { searches: self, person })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut under_way = self.searches.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = under_way.get_mut(&self.person) {
            *own -= 1;
            if *own == 0 {
                under_way.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    fn person(number: u128) -> UserId {
        UserId(uuid::Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn four_searches_run_and_the_next_waits_until_one_of_them_has_ended() {
        let searches = Searches::default();
        let mut turns = Vec::new();
        for number in 0..4 {
            turns.push(searches.turn(person(number)).await.expect("there is room"));
        }
        assert!(searches.turn(person(9)).now_or_never().is_none(), "it does not wait");
        let (fifth, ()) = tokio::join!(searches.turn(person(9)), async { drop(turns.pop()) });
        assert!(fifth.is_some());
        drop((fifth, turns));
        assert!(searches.under_way.lock().expect("whole").is_empty());
    }

    #[test]
    fn of_one_person_sixteen_are_under_way_and_others_have_their_own() {
        let searches = Searches::default();
        let mut places: Vec<_> = (0..OF_ONE).filter_map(|_| searches.place(person(1))).collect();
        assert_eq!(places.len(), OF_ONE);
        assert!(searches.place(person(1)).is_none() && searches.place(person(2)).is_some());
        drop(places.pop());
        assert!(searches.place(person(1)).is_some());
    }
}
