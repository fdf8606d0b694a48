//! The command line.

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use inset::config::Config;
use inset::serve::{self, Database};
use inset_domain::clock::Clock;
use inset_domain::mailing::{Report, Sought};
use inset_domain::passkey::PasskeyStep;
use inset_domain::second_factor::FactorStep;
use inset_domain::user::{Channel, Registration, StaffRole};
use inset_store::connect::{self, DatabaseUrl};
use inset_store::{Actor, StoreError, mail_law, passkeys, retention, second_factors, sessions, staff, users};
use std::process::ExitCode;

/// A page is thousands of small pieces of memory: with this allocator the list of orders takes an eighth less time.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Inset, the account portal of an in-picture advertising network.
///
/// Settings come from INSET_* variables or the TOML file that INSET_CONFIG names; docs/operations.md lists them.
#[derive(Parser)]
#[command(version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the portal until it is told to stop.
    Serve,
    /// Tells the demo to an empty database; development only.
    Demo,
    /// Applies the migrations that are missing.
    Migrate,
    /// Members of the operator's staff.
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Takes authenticator and passkeys of a login away, for whoever lost them and the recovery codes; check first who asks.
    ///
    /// Every session of the login ends, and its owner is told by mail. The password stays.
    Unlock {
        /// The login's e-mail address.
        email: String,
    },
    /// Mail that was sent.
    #[command(subcommand)]
    Mail(MailCommand),
    /// What is kept for a time: says what is due to go, and changes nothing unless told to.
    Retention {
        /// Lets it go, instead of waiting for the portal, which does so once an hour.
        #[arg(long)]
        apply: bool,
    },
    /// Keys of sealed values.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Asks the portal on INSET_BIND whether it is ready; for health checks.
    Health,
    /// Runs a command with a throw-away PostgreSQL in INSET_TEST_DATABASE_URL; for tests and benchmarks.
    #[command(hide = true)]
    ClusterAround {
        /// The command.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
}

#[derive(Subcommand)]
enum StaffCommand {
    /// Adds a member of staff, who gets a welcome mail with a link that sets the password.
    ///
    /// This makes the first admins: whoever has the machine has everything, so nobody is asked. From the second admin on,
    /// add people under /admin/staff, where one admin asks and another one approves.
    Add {
        /// Their e-mail address, which is also their login.
        email: String,
        /// Their full name.
        name: String,
        /// reviewer, finance, support or admin.
        role: String,
    },
}

#[derive(Subcommand)]
enum MailCommand {
    /// Notes that mail came back undelivered for good: for whatever reads the bounce address.
    ///
    /// Where the mail was part of the service, the login is marked and support is told; else nothing but service mail goes to
    /// the address from now on.
    Bounce {
        /// The mail's reference, the address that it bounced to, or the address that it went to.
        mail: String,
    },
    /// Notes that a reader called mail unwanted: for whatever reads the complaints of mail providers.
    ///
    /// News and answers go to the address no more.
    Complaint {
        /// The mail's reference, or the address that it went to.
        mail: String,
    },
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Wraps every data key under the first key of INSET_KEK; run it after putting a new key in front, then drop the old one.
    Rotate,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Command::ClusterAround { command } = &cli.command {
        return inset::cluster::around(command).unwrap_or_else(|error| fail(&error.into()));
    }
    let filter = tracing_subscriber::EnvFilter::try_from_env("INSET_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,access=warn,actix_server=warn"));
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    match std::env::var("INSET_LOG_FORMAT").as_deref() {
        Ok("json") => lines.json().init(),
        Ok("text" | "") | Err(_) => lines.init(),
        Ok(other) => return fail(&anyhow::anyhow!("INSET_LOG_FORMAT is {other:?}: write text or json")),
    }
    let config = match Config::read(|name| std::env::var(name).ok()) {
        Ok(config) => config,
        Err(faults) => return fail(&faults.into()),
    };
    match run(cli.command, config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("{error:#}");
    ExitCode::FAILURE
}

fn run(command: Command, config: Config) -> anyhow::Result<()> {
    match command {
        Command::Serve => serve::serve(config, inset::greet::greet),
        Command::Demo => {
            anyhow::ensure!(config.is_development(), "the demo exists only in development: set INSET_MODE=development");
            let (database, runtime) = (Database::open_beside(&config)?, serve::runtime()?);
            let parts = serve::parts(config, &database.url, &runtime)?;
            let told = runtime.block_on(inset::greet::load(&parts))?;
            let file = inset::demo::file(&parts.shared.config.data_dir);
            if told {
                println!("The demo is there; its logins are in {}", file.display());
            } else {
                println!("Nothing was told: the database has users already");
            }
            Ok(())
        }
        Command::Migrate => {
            let (database, runtime) = (Database::open_beside(&config)?, serve::runtime()?);
            let applied = runtime.block_on(connect::migrate(&database.url))?;
            println!("{} migrations applied", applied.len());
            Ok(())
        }
        Command::Staff(StaffCommand::Add { email, name, role }) => {
            let (database, runtime) = (Database::open_beside(&config)?, serve::runtime()?);
            runtime.block_on(add_staff(config, &database.url, &email, &name, &role))
        }
        Command::Unlock { email } => {
            let (database, runtime) = (Database::open_beside(&config)?, serve::runtime()?);
            runtime.block_on(unlock(config, &database.url, &email))
        }
        Command::Mail(command) => {
            let (database, runtime) = (Database::open_beside(&config)?, serve::runtime()?);
            let (report, mail) = match command {
                MailCommand::Bounce { mail } => (Report::Bounce, mail),
                MailCommand::Complaint { mail } => (Report::Complaint, mail),
            };
            runtime.block_on(note_report(config, &database.url, report, &mail))
        }
        Command::Retention { apply } => {
            let (database, runtime) = (Database::open_beside(&config)?, serve::runtime()?);
            runtime.block_on(report_retention(config, &database.url, apply))
        }
        Command::Keys(KeysCommand::Rotate) => {
            let (database, runtime) = (Database::open_beside(&config)?, serve::runtime()?);
            runtime.block_on(rotate(config, &database.url))
        }
        Command::Health => health(&config),
        Command::ClusterAround { .. } => Ok(()),
    }
}

fn handle(config: &Config, url: &DatabaseUrl) -> anyhow::Result<inset_store::Db> {
    let vault = inset_store::crypt::Vault::new(&config.kek, &config.index_key)?;
    Ok(inset_store::Db::new(connect::pool(url, 1)?, std::sync::Arc::new(vault), Clock::wall()))
}

async fn add_staff(config: Config, url: &DatabaseUrl, email: &str, name: &str, role: &str) -> anyhow::Result<()> {
    let role: StaffRole =
        role.parse().map_err(|_| anyhow::anyhow!("the role is reviewer, finance, support or admin"))?;
    let person = Registration {
        full_name: name.parse().map_err(|error| anyhow::anyhow!("{error}"))?,
        email: email.parse().map_err(|error| anyhow::anyhow!("{error}"))?,
        telephone: None,
        channel: Channel::Email,
        optional_mail: false,
        partner_sharing: false,
    };
    let db = handle(&config, url)?;
    db.transact::<_, inset_store::StoreError, _>(Actor::System, async |tx| staff::add(tx, &person, role).await)
        .await
        .context("the member of staff could not be added; perhaps the address has a login")?;
    println!("Added. The welcome mail to {email} leaves when the portal runs.");
    Ok(())
}

async fn unlock(config: Config, url: &DatabaseUrl, email: &str) -> anyhow::Result<()> {
    let address = email.parse().map_err(|error| anyhow::anyhow!("{error}"))?;
    let db = handle(&config, url)?;
    db.transact::<_, inset_store::StoreError, _>(Actor::System, async |tx| {
        let user = users::by_email(tx.conn(), &address).await?;
        let authenticator = second_factors::standing(tx.conn(), user.id).await?.authenticator;
        let keys = passkeys::list(tx.conn(), user.id).await?;
        if authenticator.is_none() && keys.is_empty() {
            return Err(inset_store::StoreError::NotFound);
        }
        if authenticator.is_some() {
            second_factors::remove(tx, user.second_factor(FactorStep::Removed)).await?;
        }
        for key in keys {
            passkeys::remove(tx, user.passkey(&key.name, &PasskeyStep::Removed), key.id).await?;
        }
        sessions::end_all(tx.conn(), user.id).await
    })
    .await
    .with_context(|| format!("there is no login {email} with an authenticator or a passkey"))?;
    println!(
        "Authenticator and passkeys of {email} are taken away. The mails that tell of it leave when the portal runs."
    );
    Ok(())
}

async fn note_report(config: Config, url: &DatabaseUrl, report: Report, mail: &str) -> anyhow::Result<()> {
    let sought: Sought = mail.parse()?;
    let db = handle(&config, url)?;
    let noted = db.transact::<_, StoreError, _>(Actor::System, async |tx| {
        let reported = match sought {
            Sought::Mail(id) => mail_law::by_mail(tx, id).await?,
            Sought::Address(email) => mail_law::by_address(tx, email).await?,
        };
        mail_law::note(tx, reported.note(report, None)).await
    });
    match noted.await {
        Ok(()) => println!("Noted: {}.", report.label().to_lowercase()),
        Err(StoreError::Conflict(_)) => println!("Noted before: nothing but service mail goes to the address."),
        Err(StoreError::NotFound) => anyhow::bail!("there is no mail with this reference"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

async fn report_retention(config: Config, url: &DatabaseUrl, apply: bool) -> anyhow::Result<()> {
    let db = handle(&config, url)?;
    let (rules, now) = (retention::rules(config.access_record_days), db.clock().now());
    let mut conn = db.read().await?;
    let counts = if apply {
        retention::keep(&mut conn, &rules, now).await?
    } else {
        retention::due(&mut conn, &rules, now).await?
    };
    println!("{}", if apply { "Gone:" } else { "Due to go; nothing was changed:" });
    for (rule, rows) in rules.iter().zip(counts) {
        println!("{rows:>10}  {}, {}", rule.what, rule.time());
    }
    Ok(())
}

async fn rotate(config: Config, url: &DatabaseUrl) -> anyhow::Result<()> {
    let db = handle(&config, url)?;
    let mut count = 0;
    loop {
        let mut conn = db.read().await?;
        let rewrapped = inset_store::data_keys::rewrap(&mut conn, db.vault(), 500).await?;
        count += rewrapped;
        if rewrapped == 0 {
            break;
        }
    }
    println!("{count} data keys are wrapped under {}", db.vault().ring().current());
    Ok(())
}

fn health(config: &Config) -> anyhow::Result<()> {
    use std::io::{Read as _, Write as _};
    let mut stream =
        std::net::TcpStream::connect(&config.bind).with_context(|| format!("nothing answers on {}", config.bind))?;
    stream.set_read_timeout(Some(std::time::Duration::from_secs(3)))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    anyhow::ensure!(answer.starts_with("HTTP/1.1 200"), "the portal is not ready");
    Ok(())
}
