//! Load on a server: so many connections, each asking again as soon as it has its answer.

use crate::http::Connection;
use crate::sample::Sample;
use anyhow::{Context as _, ensure};
use std::sync::Barrier;
use std::time::{Duration, Instant};

/// Asks for `time` over one connection for each of the requests; every answer must have `status`.
pub fn press(address: &str, requests: &[Vec<u8>], status: u16, time: Duration) -> anyhow::Result<Sample> {
    let start = Barrier::new(requests.len());
    let results: Vec<anyhow::Result<Vec<u32>>> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            requests.iter().map(|request| scope.spawn(|| one(address, request, status, time, &start))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
    });
    let mut micros = Vec::new();
    for result in results {
        micros.extend(result?);
    }
    Ok(Sample::of_latencies(micros, time))
}

fn one(address: &str, request: &[u8], status: u16, time: Duration, start: &Barrier) -> anyhow::Result<Vec<u32>> {
    let connection = Connection::open(address);
    start.wait();
    let mut connection = connection?;
    let end = Instant::now() + time;
    let mut micros = Vec::with_capacity(32 * 1024);
    loop {
        let asked = Instant::now();
        if asked >= end {
            return Ok(micros);
        }
        let (got, _) = connection.status(request).context("the server stopped answering")?;
        ensure!(got == status, "the server answered {got} where {status} was due");
        micros.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
}
