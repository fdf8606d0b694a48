//! An announcement to very many readers: how fast it leaves, what the portal keeps in memory meanwhile, whether anybody
//! gets it twice, and how long people at their ease wait for a page until it has left.

use crate::Options;
use crate::baseline::{hashing, sender};
use crate::cpu;
use crate::database::{Database, SMALL, Server, query};
use crate::flood;
use crate::pages;
use crate::portal::{Portal, free_port};
use crate::sample::Sample;
use crate::sink::Sink;
use anyhow::{Context as _, ensure};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How many people are at their ease.
const AT_EASE: usize = 8;
/// How many mails leave at once, as `src/mail/transport.rs` has it.
const LANES: usize = 16;
/// How long a calm portal is looked at.
const CALM: Duration = Duration::from_secs(10);
/// How long nothing may leave before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(30);

const ANNOUNCE: &str = "INSERT INTO announcements (id, class, subject, why, body, account_standing, state, state_at, \
     created_by, created_at, send_at, zone, quiet_until) \
     VALUES (gen_random_uuid(), 'optional', 'A curtain that opens by itself', 'You wished for news.', \
     'From January on a picture can open like a curtain. It weighs nothing and moves once.', 'active', 'scheduled', now(), \
     bench_staff(2), now(), now(), 'UTC', now())";

/// Runs it.
pub fn run(options: &Options, readers: u32) -> anyhow::Result<()> {
    let server = Server::around()?;
    let database = server.fill(&SMALL, &hashing::stored())?;
    database.add_readers(readers)?;
    let sink = Sink::start()?;
    let portal = Portal::start(&database, free_port()?, options.connections, &sink.address)?;
    let list = pages::ordinary(&portal, &database, 1)?.swap_remove(0);
    let requests = vec![portal.page_request(&list.path, &list.cookie, &options.encoding); AT_EASE];
    let calm = flood::measure(portal.address(), &requests, &[], CALM)?;
    cpu::forget_peak(portal.pid())?;
    let before = cpu::memory(portal.pid())?.0;

    let (own, theirs) = (cpu::of_process(portal.pid()), cpu::of_tree(server.pid));
    query(&database.url, ANNOUNCE)?;
    let stop = AtomicBool::new(false);
    let (meanwhile, rate) = std::thread::scope(|scope| {
        let reading = scope.spawn(|| flood::read_until(portal.address(), &requests, &stop));
        let rate = deliver(&sink, &database, readers as usize);
        stop.store(true, Ordering::Relaxed);
        let latencies = reading.join().expect("no thread panics");
        anyhow::Ok((Sample::of_latencies(latencies?, CALM), rate?))
    })?;
    let (own, theirs) = (cpu::of_process(portal.pid()) - own, cpu::of_tree(server.pid) - theirs);
    let peak = cpu::memory(portal.pid())?.1;
    ensure!(sink.mails() == readers as usize, "{} mails came of {readers}", sink.mails());
    let duplicates = sink.duplicates();
    let bare = sender::rate(&sink.address, &sink.last(), readers.min(20_000) as usize, LANES)?;

    let each = |used: Duration| used.as_secs_f64() * 1e6 / f64::from(readers);
    println!("{readers} mails of one announcement, {} bytes each, {LANES} at once", sink.last().len());
    println!("left: {rate:.0} a second, {:.2} of a bare sender's {bare:.0}", rate / bare);
    println!("processor, pages included: portal {:.0} us a mail, PostgreSQL {:.0} us", each(own), each(theirs));
    println!("memory: {before:.1} MiB before, {peak:.1} MiB at most");
    println!("duplicates: {duplicates}");
    println!(
        "order list, {AT_EASE} at ease: p99 {:.1} ms meanwhile, {:.2} times the {:.1} ms of a calm portal",
        meanwhile.p99,
        meanwhile.p99 / calm.p99,
        calm.p99
    );
    ensure!(duplicates == 0, "{duplicates} mails came twice");
    Ok(())
}

/// Waits until every reader has the mail and the portal knows it; how many left a second.
fn deliver(sink: &Sink, database: &Database, readers: usize) -> anyhow::Result<f64> {
    let mut began = None;
    let (mut mails, mut moved) = (0, Instant::now());
    while mails < readers {
        std::thread::sleep(Duration::from_millis(20));
        if sink.mails() > mails {
            (mails, moved) = (sink.mails(), Instant::now());
            // The worker may sleep for some seconds before it looks; that is no part of the rate.
            began.get_or_insert((mails, moved));
        }
        ensure!(moved.elapsed() < PATIENCE, "nothing leaves after {mails} mails");
    }
    let (first, began) = began.context("no mail left")?;
    let rate = (readers - first) as f64 / began.elapsed().as_secs_f64();
    let left = "SELECT count(*) FROM outbox WHERE state <> 'sent' AND letter = 'product_news'";
    let end = Instant::now() + PATIENCE;
    while query(&database.url, left)? != "0" {
        ensure!(Instant::now() < end, "the portal does not know that its mails have left");
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(rate)
}
