//! Settings: read once, every fault reported at once.

mod check;

use std::path::PathBuf;

use base64::Engine as _;
use inset_domain::working_days::AnswerTime;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// How the portal runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For users. Needs a database, SMTP, a base URL and its keys.
    Production,
    /// For the people who build it: demo data, mails as files, `/dev/*`; only on loopback.
    Development,
}

/// The organisation that runs this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Operator {
    /// Its name, as pages and mails show it.
    pub name: String,
    /// Its legal name, as agreements name it.
    pub legal_name: String,
    /// Its street address, a line each.
    pub address: Vec<String>,
    /// The e-mail address for questions and complaints (P19).
    pub email: String,
    /// Its telephone number.
    pub telephone: String,
    /// Its own domain, as `sellers.json` and `ads.txt` name it.
    pub domain: String,
    /// Where its ad server serves the publishers' tags, without a slash at the end.
    pub tag_url: String,
}

impl Default for Operator {
    fn default() -> Self {
        Self {
            name: "Image Space Media".into(),
            legal_name: "Image Space Media, Inc.".into(),
            address: vec!["200 Vesey Street".into(), "New York, NY 10281".into(), "United States".into()],
            email: "info@imagespacemedia.example".into(),
            telephone: "+1 212 555 0142".into(),
            domain: "imagespacemedia.example".into(),
            tag_url: "https://tag.imagespacemedia.example".into(),
        }
    }
}

/// Every setting.
#[derive(Clone)]
pub struct Config {
    /// How the portal runs.
    pub mode: Mode,
    /// Where it listens.
    pub bind: String,
    /// Where it keeps its files.
    pub data_dir: PathBuf,
    /// The address under which people reach it, without a slash at the end.
    pub base_url: String,
    /// The database; none means the private one.
    pub database_url: Option<SecretString>,
    /// The mail server; none means files.
    pub smtp_url: Option<SecretString>,
    /// Who runs it.
    pub operator: Operator,
    /// The key-encryption keys, `id:base64,…`, the current one first.
    pub kek: SecretString,
    /// The key of the cookies' signature, 64 bytes in base64.
    pub cookie_key: SecretString,
    /// The key of keyed hashes and single-use links, 32 bytes in base64.
    pub index_key: SecretString,
    /// Whether the address of a browser is what the proxy in front says.
    pub trust_proxy: bool,
    /// Whether two reviewers approve an account.
    pub four_eyes_accounts: bool,
    /// The address to which servers give undelivered mail back, `{id}` in it standing for the mail; none means the sender's.
    pub bounce_address: Option<String>,
    /// How many days lie at least between two service announcements.
    pub announcement_days: u32,
    /// Within how many working days inquiries, questions and complaints are answered (P19).
    pub answer_time: AnswerTime,
    /// For how many seconds a reviewer can take a decision back; its mails wait as long.
    pub undo_seconds: u32,
    /// For how many seconds a file of the audit trail is sent at most.
    pub file_seconds: u32,
    /// Whether an empty private database is given the demo; only in development.
    pub demo: bool,
    /// For how many days the record of visits keeps whole addresses (P01).
    pub access_record_days: usize,
    /// How many workers serve requests.
    pub workers: usize,
    /// How many database connections each worker may hold.
    pub pool_per_worker: usize,
}

/// What is wrong with the settings, all of it.
#[derive(Debug, thiserror::Error)]
#[error("Inset cannot start:\n{}", .0.iter().map(|fault| format!("  - {fault}")).collect::<Vec<_>>().join("\n"))]
pub struct Faults(pub Vec<String>);

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    mode: Option<String>,
    bind: Option<String>,
    data_dir: Option<String>,
    base_url: Option<String>,
    database_url: Option<String>,
    smtp_url: Option<String>,
    kek: Option<String>,
    cookie_key: Option<String>,
    index_key: Option<String>,
    trust_proxy: Option<bool>,
    four_eyes_accounts: Option<bool>,
    access_record_days: Option<usize>,
    bounce_address: Option<String>,
    announcement_days: Option<u32>,
    answer_days: Option<usize>,
    undo_seconds: Option<u32>,
    file_seconds: Option<usize>,
    workers: Option<usize>,
    pool_per_worker: Option<usize>,
    operator: Option<Operator>,
}

impl Config {
    /// Reads the settings from `INSET_*` variables over the TOML file that `INSET_CONFIG` names.
    ///
    /// # Errors
    /// [`Faults`] with everything that is missing or unreadable.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let file = variable("INSET_CONFIG").map_or_else(File::default, |path| read_file(&path, &mut faults));
        let take = |name: &str, from_file: Option<String>| variable(name).or(from_file);
        let mode = match take("INSET_MODE", file.mode).as_deref() {
            None | Some("production") => Mode::Production,
            Some("development") => Mode::Development,
            Some(other) => {
                faults.push(format!("INSET_MODE is \"{other}\"; write production or development"));
                Mode::Production
            }
        };
        let bind = take("INSET_BIND", file.bind).unwrap_or_else(|| "127.0.0.1:8080".into());
        faults.extend(check::bind(&bind, mode));
        let database_url = take("DATABASE_URL", file.database_url).map(SecretString::from);
        faults.extend(database_url.as_ref().and_then(check::database));
        let smtp_url = take("INSET_SMTP_URL", file.smtp_url).map(SecretString::from);
        faults.extend(smtp_url.as_ref().and_then(check::smtp));
        let base_url = take("INSET_BASE_URL", file.base_url);
        faults.extend(base_url.as_deref().and_then(|url| check::base_url(url, mode)));
        let mut key = |name: &str, from_file: Option<String>, bytes: usize| {
            let given = take(name, from_file);
            check::key(name, given, bytes, mode, &mut faults)
        };
        let cookie_key = key("INSET_COOKIE_KEY", file.cookie_key, 64);
        let index_key = key("INSET_INDEX_KEY", file.index_key, 32);
        let kek = take("INSET_KEK", file.kek).map(SecretString::from);
        faults.extend(kek.as_ref().and_then(|kek| check::key_ring(kek, mode)));
        let mut switch = |name: &str, from_file: Option<bool>| {
            let given = take(name, None);
            faults.extend(given.as_deref().and_then(|text| check::yes_or_no(name, text)));
            given.map(|text| text == "yes").or(from_file).unwrap_or(false)
        };
        let trust_proxy = switch("INSET_TRUST_PROXY", file.trust_proxy);
        let four_eyes_accounts = switch("INSET_FOUR_EYES_ACCOUNTS", file.four_eyes_accounts);
        let bounce_address = take("INSET_BOUNCE_ADDRESS", file.bounce_address);
        faults.extend(bounce_address.as_deref().and_then(check::bounce_address));
        let days = take("INSET_ANNOUNCEMENT_DAYS", file.announcement_days.map(|days| days.to_string()));
        let announcement_days = check::days("INSET_ANNOUNCEMENT_DAYS", days, 7, &mut faults);
        let seconds = take("INSET_UNDO_SECONDS", file.undo_seconds.map(|seconds| seconds.to_string()));
        let undo_seconds = check::seconds("INSET_UNDO_SECONDS", seconds, 30, &mut faults);
        let mut count = |name: &str, from_file: Option<usize>, usual: usize| {
            let given = take(name, from_file.map(|count| count.to_string()));
            check::count(name, given, usual, &mut faults)
        };
        let access_record_days = count("INSET_ACCESS_RECORD_DAYS", file.access_record_days, 30);
        let answer_days = count("INSET_ANSWER_DAYS", file.answer_days, 2);
        let file_seconds = count("INSET_FILE_SECONDS", file.file_seconds, 300);
        let workers = count("INSET_WORKERS", file.workers, 2);
        let pool_per_worker = count("INSET_POOL_PER_WORKER", file.pool_per_worker, 8);
        if mode == Mode::Production {
            for (name, missing, why) in [
                ("DATABASE_URL", database_url.is_none(), "the Postgres to use"),
                ("INSET_SMTP_URL", smtp_url.is_none(), "the mail server, such as smtps://user:password@mail.example"),
                ("INSET_BASE_URL", base_url.is_none(), "the address people use, such as https://portal.example"),
                ("INSET_KEK", kek.is_none(), "the key-encryption key, such as k1:BASE64 of 32 random bytes"),
            ] {
                if missing {
                    faults.push(format!("{name} is not set: {why}"));
                }
            }
        }
        if !faults.is_empty() {
            return Err(Faults(faults));
        }
        let port = bind.rsplit(':').next().unwrap_or("8080");
        Ok(Self {
            mode,
            demo: mode == Mode::Development
                && database_url.is_none()
                && take("INSET_DEMO", None).as_deref() != Some("none"),
            base_url: base_url
                .map_or_else(|| format!("http://localhost:{port}"), |url| url.trim_end_matches('/').to_owned()),
            bind,
            data_dir: take("INSET_DATA_DIR", file.data_dir).map_or_else(|| PathBuf::from("var"), PathBuf::from),
            database_url,
            smtp_url,
            operator: file.operator.unwrap_or_default(),
            kek: kek.unwrap_or_else(check::development_key_ring),
            cookie_key,
            index_key,
            trust_proxy,
            four_eyes_accounts,
            access_record_days,
            bounce_address,
            announcement_days,
            // More working days than a year has would be no promise.
            answer_time: AnswerTime::days(u32::try_from(answer_days).unwrap_or(260).min(260)),
            undo_seconds,
            // More seconds than a day has would be no end.
            file_seconds: u32::try_from(file_seconds).unwrap_or(86_400).min(86_400),
            workers,
            pool_per_worker,
        })
    }

    /// Whether demo, file mails and `/dev/*` exist.
    pub fn is_development(&self) -> bool {
        self.mode == Mode::Development
    }

    /// Whether people reach the portal over TLS, so that cookies are `Secure` and `__Host-`.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// What works, but is hardly meant: told when the portal starts.
    pub fn doubts(&self) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.mode == Mode::Production && self.operator == Operator::default() {
            doubts
                .push("the operator is the example's: name yours below [operator] in the file of INSET_CONFIG".into());
        }
        if self.mode == Mode::Production && self.smtp_url.as_ref().is_some_and(check::is_plain_smtp) {
            doubts.push("INSET_SMTP_URL speaks to another machine in plain text: use smtps:// or ?tls=required".into());
        }
        if self.passkey_host().is_none() {
            doubts.push(
                "passkeys are not offered: INSET_BASE_URL names an IP address, and they are bound to a host's name"
                    .into(),
            );
        }
        doubts
    }

    /// The name to which passkeys are bound: the host under which people reach the portal, unless that is an IP address.
    pub fn passkey_host(&self) -> Option<String> {
        let address = url::Url::parse(&self.base_url).ok()?;
        address.domain().map(str::to_owned)
    }

    /// The bytes of the cookies' key.
    pub fn cookie_key_bytes(&self) -> Vec<u8> {
        base64::engine::general_purpose::STANDARD.decode(self.cookie_key.expose_secret()).unwrap_or_default()
    }
}

fn read_file(path: &str, faults: &mut Vec<String>) -> File {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            faults.push(format!("INSET_CONFIG names {path}, which cannot be read: {error}"));
            return File::default();
        }
    };
    toml::from_str(&text).unwrap_or_else(|error| {
        faults.push(format!("{path} is not a settings file: {}", error.message()));
        File::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Config, Faults> {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::read(move |name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    }

    #[test]
    fn production_names_every_fault_at_once() {
        let Err(Faults(faults)) = with(&[]) else { panic!("production started with nothing set") };
        for name in
            ["DATABASE_URL", "INSET_SMTP_URL", "INSET_BASE_URL", "INSET_KEK", "INSET_COOKIE_KEY", "INSET_INDEX_KEY"]
        {
            assert!(faults.iter().any(|fault| fault.starts_with(name)), "{name} is missing from {faults:?}");
        }
    }

    #[test]
    fn development_needs_nothing_and_stays_on_loopback() {
        let config = with(&[("INSET_MODE", "development")]).expect("development starts with nothing set");
        assert_eq!(config.base_url, "http://localhost:8080");
        assert!(with(&[("INSET_MODE", "development"), ("INSET_BIND", "0.0.0.0:80")]).is_err());
    }
    #[test]
    fn production_tells_every_unusable_value_at_once() {
        let Err(Faults(faults)) = with(&[
            ("INSET_BIND", "8080"),
            ("DATABASE_URL", "postgres://u:p@db.example/inset?sslmode=prefer"),
            ("INSET_SMTP_URL", "mail.example"),
            ("INSET_BASE_URL", "http://portal.example/inset"),
            ("INSET_KEK", "k1:c2hvcnQ="),
            ("INSET_COOKIE_KEY", "c2hvcnQ="),
            ("INSET_INDEX_KEY", "not base64"),
            ("INSET_TRUST_PROXY", "perhaps"),
            ("INSET_BOUNCE_ADDRESS", "bounces"),
            ("INSET_ANNOUNCEMENT_DAYS", "weekly"),
            ("INSET_ANSWER_DAYS", "0"),
            ("INSET_WORKERS", "many"),
            ("INSET_POOL_PER_WORKER", "0"),
        ]) else {
            panic!("production started with nothing usable")
        };
        let names: Vec<&str> = faults.iter().filter_map(|fault| fault.split(' ').next()).collect();
        let expected = [
            "INSET_BIND",
            "DATABASE_URL",
            "INSET_SMTP_URL",
            "INSET_BASE_URL",
            "INSET_COOKIE_KEY",
            "INSET_INDEX_KEY",
            "INSET_KEK",
            "INSET_TRUST_PROXY",
            "INSET_BOUNCE_ADDRESS",
            "INSET_ANNOUNCEMENT_DAYS",
            "INSET_ANSWER_DAYS",
            "INSET_WORKERS",
            "INSET_POOL_PER_WORKER",
        ];
        assert_eq!(names, expected, "{faults:?}");
        assert!(!faults.iter().any(|fault| fault.contains("u:p@")), "a password is told: {faults:?}");
    }

    #[test]
    fn production_refuses_the_keys_of_development() {
        let development = with(&[("INSET_MODE", "development")]).expect("development starts with nothing set");
        let (kek, cookie) = (development.kek.expose_secret(), development.cookie_key.expose_secret());
        let Err(Faults(faults)) = with(&[("INSET_KEK", kek), ("INSET_COOKIE_KEY", cookie)]) else {
            panic!("production started with keys that everyone knows")
        };
        for name in ["INSET_KEK", "INSET_COOKIE_KEY"] {
            assert!(faults.contains(&format!("{name} is the key of development, which everyone knows")), "{faults:?}");
        }
    }
}
