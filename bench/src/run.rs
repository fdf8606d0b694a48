//! One run: data, portals and baselines, rounds that measure everything once, and the report.

use crate::Options;
use crate::baseline::bare::Bare;
use crate::baseline::hashing;
use crate::baseline::pgbench::Pgbench;
use crate::capture::{script, statements};
use crate::database::{BIG, Database, SMALL, Server};
use crate::pages::{self, View};
use crate::portal::{Portal, WORKERS, free_port};
use crate::report::{Key, Report, What};
use crate::sample::Sample;
use anyhow::{Context as _, ensure};
use std::io::Read as _;
use std::time::{Duration, Instant};

/// How many advertisers take turns, so that no figure rests on one of them.
const ADVERTISERS: usize = 3;
/// How many sign-ins are under way at once: enough that no processor waits for one.
const SIGN_INS: usize = 4 * WORKERS;

/// Where no mail server is: what is measured sends none that matters.
const NO_MAIL: &str = "127.0.0.1:1";
/// How many people are at their ease.
const AT_EASE: usize = 8;
/// How long the worker has to count what a database that was loaded at once never had counted.
const WORKER_AT_REST: Duration = Duration::from_secs(600);
/// A worker at rest looks for work now and then: so many statements in [`REST`] at most.
const AT_REST: usize = 8;
const REST: Duration = Duration::from_secs(2);
/// How many strangers sign in, each a few times at most in a run: no allowance of theirs is used up.
const STRANGERS: usize = 8_000;

/// Something that is measured; in a round one of its means is used, in turn.
struct Target {
    key: Key,
    means: Vec<Means>,
}

enum Means {
    Portal { portal: usize, requests: Vec<Vec<u8>>, status: u16 },
    Pgbench(Pgbench),
    Bare(Bare),
    Loop,
    AtEase { portal: usize, pages: Vec<Vec<u8>>, sign_ins: Vec<Vec<u8>> },
}

/// Runs the bench.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let began = Instant::now();
    let server = Server::around()?;
    let hash = hashing::stored();
    let mut databases = vec![server.fill(&SMALL, &hash)?];
    if options.big {
        databases.push(server.fill(&BIG, &hash)?);
    }
    if options.hold {
        for database in &databases {
            println!("{} orders: {}", database.words, database.url);
        }
        std::io::stdin().read_to_end(&mut Vec::new())?;
        return Ok(());
    }
    let portals = databases
        .iter()
        .map(|database| Portal::start(database, free_port()?, options.connections, NO_MAIL))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut targets = Vec::new();
    server.log_statements(true)?;
    for (index, (portal, database)) in portals.iter().zip(&databases).enumerate() {
        let bench = Bench { options, server: &server, portal, index, database };
        bench.wait_for_rest()?;
        let views: Vec<Vec<View>> = (1..=ADVERTISERS)
            .map(|advertiser| pages::ordinary(portal, database, advertiser))
            .collect::<anyhow::Result<_>>()?;
        bench.add(&mut targets, database.words, views)?;
        if database.heavy {
            bench.add(&mut targets, "200,000 of one", vec![pages::heavy(portal, database)?])?;
        }
        let sign_in = |first: usize| {
            let advertisers = (first..first + SIGN_INS).map(|advertiser| 1 + advertiser % 10);
            advertisers.map(|advertiser| portal.sign_in_request(&pages::email(advertiser))).collect()
        };
        targets.push(Target {
            key: Key { page: "sign-in", data: database.words, what: What::Portal },
            means: vec![Means::Portal { portal: index, requests: sign_in(0), status: 303 }],
        });
    }
    server.log_statements(false)?;
    targets.extend(at_ease(&portals[0], &databases[0], options)?);
    let key = Key { page: "sign-in", data: databases[0].words, what: What::Loop };
    targets.push(Target { key, means: vec![Means::Loop] });
    targets.retain(|target| options.want(target.key.page));
    ensure!(!targets.is_empty(), "nothing is called {}", options.only);
    let mut report = Report::begin(options, &server.version()?);
    let time = Duration::from_secs_f64(options.seconds);
    for round in 0..=options.rounds {
        // The first round is short and thrown away: connections are made and statements prepared in it.
        let time = if round == 0 { Duration::from_secs(1).min(time) } else { time };
        for target in &targets {
            let means = &target.means[round % target.means.len()];
            let sample = measure(means, &portals, &server, options.connections, time)
                .with_context(|| format!("{}, {} orders", target.key.page, target.key.data))?;
            if round > 0 {
                report.add(target.key, sample);
            }
        }
        eprintln!("round {round} of {} after {:.0} s", options.rounds, began.elapsed().as_secs_f64());
    }
    report.print(began.elapsed());
    Ok(())
}

fn measure(
    means: &Means,
    portals: &[Portal],
    server: &Server,
    connections: usize,
    time: Duration,
) -> anyhow::Result<Sample> {
    match means {
        Means::Portal { portal, requests, status } => portals[*portal].measure(server.pid, requests, *status, time),
        Means::Pgbench(pgbench) => pgbench.measure(server, connections, time),
        Means::Bare(bare) => bare.measure(connections, time),
        Means::AtEase { portal, pages, sign_ins } => portals[*portal].at_ease(server.pid, pages, sign_ins, time),
        Means::Loop => Ok(hashing::measure(WORKERS, time)),
    }
}

/// The order list for people at their ease, without and with floods of sign-ins: one that its network's allowance stops,
/// and one of which as many are hashed as the portal can.
fn at_ease(portal: &Portal, database: &Database, options: &Options) -> anyhow::Result<[Target; 3]> {
    let list = pages::ordinary(portal, database, 1)?.swap_remove(0);
    let pages = vec![portal.page_request(&list.path, &list.cookie, &options.encoding); AT_EASE];
    let sign_ins = (1..=10).map(|stranger| portal.sign_in_of_flood(stranger)).collect();
    let target = |what, sign_ins| Target {
        key: Key { page: "order list, at ease", data: database.words, what },
        means: vec![Means::AtEase { portal: 0, pages: pages.clone(), sign_ins }],
    };
    let strangers = (0..STRANGERS).map(|stranger| portal.sign_in_of_stranger(stranger)).collect();
    Ok([target(What::Portal, Vec::new()), target(What::Flooded, sign_ins), target(What::FloodedFromAll, strangers)])
}

/// What the targets of one portal are made from.
struct Bench<'a> {
    options: &'a Options,
    server: &'a Server,
    portal: &'a Portal,
    index: usize,
    database: &'a Database,
}

impl Bench<'_> {
    /// Adds the targets of pages that several advertisers see alike: the portal, pgbench and the bare handler.
    fn add(&self, targets: &mut Vec<Target>, data: &'static str, views: Vec<Vec<View>>) -> anyhow::Result<()> {
        let pages = views.first().map_or(0, Vec::len);
        for page in 0..pages {
            let alike: Vec<&View> = views.iter().map(|views| &views[page]).collect();
            let name = alike[0].name;
            if !self.options.want(name) {
                continue;
            }
            let (mut portal, mut pgbench) = (Vec::new(), Vec::new());
            for (number, view) in alike.iter().enumerate() {
                let request = self.portal.page_request(&view.path, &view.cookie, &self.options.encoding);
                let requests = vec![request; self.options.connections];
                portal.push(Means::Portal { portal: self.index, requests, status: 200 });
                let Some(in_turn) = view.in_turn else {
                    self.check(view)?;
                    continue;
                };
                let file = format!("{}-{data}-{name}-{number}", self.index).replace([' ', ','], "-");
                pgbench.push(Means::Pgbench(self.statements(view, in_turn, &file)?));
            }
            let key = |what| Key { page: name, data, what };
            targets.push(Target { key: key(What::Portal), means: portal });
            if pgbench.is_empty() {
                continue;
            }
            targets.push(Target { key: key(What::Pgbench), means: pgbench });
            let request = self.portal.page_request(&alike[0].path, &alike[0].cookie, &self.options.encoding);
            let (body, encoding) = self.portal.page(&request)?;
            let bare = Bare::start(free_port()?, &body, &encoding)?;
            targets.push(Target { key: key(What::Bare), means: vec![Means::Bare(bare)] });
        }
        Ok(())
    }

    /// Asks for a page and looks whether it is the one that was meant.
    fn check(&self, view: &View) -> anyhow::Result<()> {
        let request = self.portal.page_request(&view.path, &view.cookie, "identity");
        let (html, _) = self.portal.page(&request).with_context(|| view.path.clone())?;
        view.check(&String::from_utf8(html)?)
    }

    /// Waits until the portal's worker has done what it found to do.
    fn wait_for_rest(&self) -> anyhow::Result<()> {
        let began = Instant::now();
        while began.elapsed() < WORKER_AT_REST {
            let before = self.server.log()?.len();
            std::thread::sleep(REST);
            let issued = statements(&self.server.log()?[before..], self.database_name())?.len();
            if issued <= AT_REST && self.server.idle(self.database_name())? {
                eprintln!(
                    "{} orders: the worker rests after {:.0} s",
                    self.database.words,
                    began.elapsed().as_secs_f64()
                );
                return Ok(());
            }
        }
        anyhow::bail!("the worker does not come to rest")
    }

    fn database_name(&self) -> &str {
        let name = self.database.url.rsplit_once('/').map_or("", |(_, name)| name);
        name.split('?').next().unwrap_or_default()
    }

    /// Asks for a page until it has issued the same statements twice, so that none of them is the worker's, and writes
    /// them down for pgbench.
    fn statements(&self, view: &View, in_turn: usize, file: &str) -> anyhow::Result<Pgbench> {
        let request = self.portal.page_request(&view.path, &view.cookie, "identity");
        let name = self.database.url.rsplit_once('/').map_or("", |(_, name)| name);
        let name = name.split('?').next().unwrap_or_default();
        let mut last = Vec::new();
        for _ in 0..20 {
            let before = self.server.log()?.len();
            let (html, _) = self.portal.page(&request).with_context(|| view.path.clone())?;
            view.check(&String::from_utf8(html)?)?;
            // The log is written before the answer, but by another process.
            std::thread::sleep(Duration::from_millis(30));
            let found = statements(&self.server.log()?[before..], name)?;
            let texts: Vec<String> = found.iter().map(|statement| statement.sql.clone()).collect();
            if !texts.is_empty() && texts == last {
                ensure!(texts[0].contains("\"sessions\""), "the first statement is not the guard's: {}", texts[0]);
                return Pgbench::new(file, &self.database.url, script(&found, in_turn)?);
            }
            last = texts;
        }
        anyhow::bail!("{} issues other statements each time", view.path)
    }
}
