//! A loop of argon2id with the portal's parameters, its memory kept from one hash to the next.

use crate::database::PASSWORD;
use crate::sample::Sample;
use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::time::{Duration, Instant};

/// The portal's parameters (`src/passwords.rs`), which stand in every stored hash.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params())
}

fn params() -> Params {
    Params::new(19_456, 2, 1, None).expect("parameters that the portal uses")
}

/// The hash of everyone's password, as the database holds it.
pub fn stored() -> String {
    hasher().hash_password(PASSWORD.as_bytes()).expect("a password can be hashed").to_string()
}

/// Hashes for `time` on so many threads.
pub fn measure(threads: usize, time: Duration) -> Sample {
    let before = crate::cpu::of_process(std::process::id());
    let micros: Vec<u32> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(|| one(time))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no thread panics")).collect()
    });
    let used = crate::cpu::of_process(std::process::id()) - before;
    let count = micros.len() as f64;
    // A hash that was begun is finished, so the time is that of the hashes, not the time that was asked for.
    let spent: f64 = micros.iter().map(|micros| f64::from(*micros) / 1e6).sum();
    let sample = Sample::of_latencies(micros, time);
    Sample { rate: count / (spent / threads as f64), server_cpu: used.as_secs_f64() * 1e6 / count, ..sample }
}

fn one(time: Duration) -> Vec<u32> {
    let mut memory = vec![Block::default(); params().block_count()];
    let (hasher, end, mut micros) = (hasher(), Instant::now() + time, Vec::new());
    while Instant::now() < end {
        let began = Instant::now();
        let mut out = [0; 32];
        hasher
            .hash_password_into_with_memory(PASSWORD.as_bytes(), b"sixteen bytes of", &mut out, &mut memory)
            .expect("a password can be hashed");
        std::hint::black_box(out);
        micros.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    micros
}
