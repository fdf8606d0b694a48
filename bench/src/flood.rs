//! A page for people at their ease while others sign in faster than the portal can hash: what a flood of sign-ins does to
//! everyone else.

use crate::http::Connection;
use crate::sample::Sample;
use anyhow::{Context as _, ensure};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many sign-ins a second arrive.
pub const RATE: usize = 200;
/// How many wait for their answers at once at most: more than the portal lets queue, so that the rate holds.
const SENDERS: usize = 4 * RATE;
/// How long the queue of hashes takes to fill, with some to spare: it holds 64 for each thread.
const FILLS: Duration = Duration::from_secs(4);
/// How long a person looks at a page before asking for the next.
const LOOKS: Duration = Duration::from_millis(20);

/// Asks for a page over each of the connections, with pauses, while sign-ins arrive if there are any.
pub fn measure(address: &str, pages: &[Vec<u8>], sign_ins: &[Vec<u8>], time: Duration) -> anyhow::Result<Sample> {
    let (stop, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    let micros = std::thread::scope(|scope| {
        let began = Instant::now();
        if !sign_ins.is_empty() {
            for sender in 0..SENDERS {
                let (stop, answered) = (&stop, &answered);
                scope.spawn(move || send(address, sign_ins, sender, began, stop, answered));
            }
            // The queue of hashes is full before anything is measured: until it is, more arrive than are answered.
            std::thread::sleep(FILLS);
        }
        let before = answered.load(Ordering::Relaxed);
        let end = Instant::now() + time;
        let read = at_ease(address, pages, || Instant::now() >= end);
        let arrived = answered.load(Ordering::Relaxed) - before;
        stop.store(true, Ordering::Relaxed);
        let least = if sign_ins.is_empty() { 0 } else { RATE * 9 / 10 };
        let rate = arrived as f64 / time.as_secs_f64();
        ensure!(rate >= least as f64, "only {rate:.0} sign-ins a second were answered, {RATE} are the flood");
        read
    })?;
    Ok(Sample::of_latencies(micros, time))
}

/// Asks for a page over each of the connections, with pauses, until told to stop: how long each took.
pub fn read_until(address: &str, pages: &[Vec<u8>], stop: &AtomicBool) -> anyhow::Result<Vec<u32>> {
    at_ease(address, pages, || stop.load(Ordering::Relaxed))
}

fn at_ease(address: &str, pages: &[Vec<u8>], is_over: impl Fn() -> bool + Sync) -> anyhow::Result<Vec<u32>> {
    let read: Vec<anyhow::Result<Vec<u32>>> = std::thread::scope(|scope| {
        let readers: Vec<_> = pages.iter().map(|page| scope.spawn(|| read(address, page, &is_over))).collect();
        readers.into_iter().map(|reader| reader.join().expect("no thread panics")).collect()
    });
    Ok(read.into_iter().collect::<anyhow::Result<Vec<_>>>()?.concat())
}

fn read(address: &str, page: &[u8], is_over: &(impl Fn() -> bool + Sync)) -> anyhow::Result<Vec<u32>> {
    let (mut connection, mut micros) = (Connection::open(address)?, Vec::new());
    while !is_over() {
        let asked = Instant::now();
        let (status, _) = connection.status(page).context("the page stopped coming")?;
        ensure!(status == 200, "the page was answered {status}");
        micros.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
        std::thread::sleep(LOOKS);
    }
    Ok(micros)
}

/// Sends its share of the sign-ins, each at its time whether the portal keeps up or not. Let in, told that it was wrong, or
/// to come back because the hashes are many or the guesses are: each is an answer.
fn send(address: &str, sign_ins: &[Vec<u8>], sender: usize, began: Instant, stop: &AtomicBool, answered: &AtomicUsize) {
    let mut connection = None;
    for turn in (sender..).step_by(SENDERS) {
        let due = began + Duration::from_secs_f64(turn as f64 / RATE as f64);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        if stop.load(Ordering::Relaxed) {
            return;
        }
        if connection.is_none() {
            connection = Connection::open(address).ok();
        }
        let request = &sign_ins[turn % sign_ins.len()];
        match connection.as_mut().map(|connection| connection.status(request)) {
            Some(Ok((303 | 422 | 429 | 503, _))) => {
                answered.fetch_add(1, Ordering::Relaxed);
            }
            _ => connection = None,
        }
    }
}
