//! The portal's speed, as ratios to baselines that are measured in the same run.

mod baseline;
mod capture;
mod cpu;
mod database;
mod delivery;
mod flood;
mod http;
mod load;
mod pages;
mod portal;
mod report;
mod run;
mod sample;
mod sink;

use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Measures the portal's pages beside what PostgreSQL and the processor give alone.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
}

/// What is measured, and for how long.
#[derive(clap::Args)]
pub struct Options {
    /// Two million orders too, an advertiser with 200,000 among them.
    #[arg(long)]
    big: bool,
    /// Measures an announcement to so many readers instead, once: it leaves to a mail server of the bench.
    #[arg(long, value_name = "READERS")]
    deliver: Option<u32>,
    /// How many rounds; each measures everything once, and the medians count.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How many seconds a measurement takes.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// How many connections ask at once, of the portal and of PostgreSQL alike.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Leaves out the measurements whose name holds none of these, which a bar parts.
    #[arg(long, default_value = "")]
    only: String,
    /// What the client says it accepts; "identity" takes compression out of the picture.
    #[arg(long, default_value = "gzip, deflate, br")]
    encoding: String,
    /// Loads the data, says where PostgreSQL listens, and waits for the end of its input; for looking at plans by hand.
    #[arg(long)]
    hold: bool,
}

impl Options {
    /// Whether the measurement with this name is one that was asked for.
    pub fn want(&self, name: &str) -> bool {
        self.only.split('|').any(|only| name.contains(only))
    }
}

#[derive(Subcommand)]
enum Command {
    /// A server that answers everything with one body; the bench starts it as a baseline.
    #[command(hide = true)]
    Bare {
        /// Where it listens.
        bind: String,
        /// A file with the body.
        body: PathBuf,
        /// Its encoding.
        encoding: String,
    },
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.command {
        Some(Command::Bare { bind, body, encoding }) => baseline::bare::serve(&bind, &body, encoding),
        None => match cli.options.deliver {
            Some(readers) => delivery::run(&cli.options, readers),
            None => run::run(&cli.options),
        },
    }
}
