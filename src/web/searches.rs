//! How many searches run at once: few in all, fewer for one person. Whoever comes when there is no room is told at once and asks
//! again, so that no number of searches takes the connections that other pages need.

use inset_domain::ids::UserId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many run in this portal.
const IN_ALL: usize = 6;
/// How many of them for one person.
const OF_ONE: usize = 2;

/// The searches that run.
#[derive(Debug, Default)]
pub struct Searches(Mutex<HashMap<UserId, usize>>);

/// Room for one search, until it is dropped.
#[derive(Debug)]
pub struct Turn<'s> {
    searches: &'s Searches,
    person: UserId,
}

impl Searches {
    /// Room for a search of this person; none while too many run.
    pub fn turn(&self, person: UserId) -> Option<Turn<'_>> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if running.values().sum::<usize>() >= IN_ALL || running.get(&person).is_some_and(|own| *own >= OF_ONE) {
            return None;
        }
        *running.entry(person).or_default() += 1;
        Some(Turn { searches: self, person })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut running = self.searches.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = running.get_mut(&self.person) {
            *own -= 1;
            if *own == 0 {
                running.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_two_searches_at_once_and_all_together_six_and_each_end_makes_room() {
        let searches = Searches::default();
        let person = |number| UserId(uuid::Uuid::from_u128(number));
        let first = searches.turn(person(1));
        let second = searches.turn(person(1));
        assert!(first.is_some() && second.is_some() && searches.turn(person(1)).is_none());
        drop(first);
        let again = searches.turn(person(1));
        assert!(again.is_some());
        let others: Vec<_> = (2..=6).filter_map(|number| searches.turn(person(number))).collect();
        assert_eq!(others.len(), IN_ALL - OF_ONE);
        drop((second, again));
        assert!(searches.turn(person(9)).is_some());
        drop(others);
        assert!(searches.0.lock().expect("whole").is_empty());
    }
}
