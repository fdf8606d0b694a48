//! A portal under measurement: the release binary, in production mode, with a database of its own.

use crate::cpu;
use crate::database::{Database, PASSWORD};
use crate::flood;
use crate::http::Connection;
use crate::load;
use crate::sample::Sample;
use anyhow::{Context as _, bail, ensure};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How many workers it has.
pub const WORKERS: usize = 2;

/// A running portal.
pub struct Portal {
    child: Child,
    address: String,
    folder: PathBuf,
}

impl Portal {
    /// Starts one that holds as many connections to the database as clients ask at once, and whose mail goes to a server.
    pub fn start(database: &Database, port: u16, connections: usize, mail: &str) -> anyhow::Result<Self> {
        let address = format!("127.0.0.1:{port}");
        let folder = std::env::temp_dir().join(format!("inset-bench-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        // Sixty-four bytes in base64; nothing that is measured depends on them.
        let key = format!("{}==", "QkVO".repeat(21) + "Qg");
        let mail = format!("smtp://{mail}");
        let settings = [
            ("INSET_MODE", "production"),
            ("INSET_BIND", &address),
            ("INSET_BASE_URL", "https://portal.example"),
            ("INSET_SMTP_URL", &mail),
            ("INSET_DATA_DIR", folder.to_str().context("a folder's name")?),
            ("INSET_KEK", "k1:QkVOQ0hCRU5DSEJFTkNIQkVOQ0hCRU5DSEJFTkNIQkU="),
            ("INSET_COOKIE_KEY", &key),
            ("INSET_INDEX_KEY", &key),
            ("INSET_WORKERS", &WORKERS.to_string()),
            ("INSET_POOL_PER_WORKER", &connections.div_ceil(WORKERS).to_string()),
            ("INSET_LOG", "warn"),
            // Clients then speak for networks of their own, as behind a proxy.
            ("INSET_TRUST_PROXY", "yes"),
            ("DATABASE_URL", &database.url),
        ];
        let mut command = Command::new(std::env::var("INSET_BIN").context("start the bench with bench/run")?);
        let child = command.arg("serve").envs(settings).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let portal = Self { child, address, folder };
        wait_for(&portal.address)?;
        Ok(portal)
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Signs in; the session's cookie.
    pub fn sign_in(&self, email: &str) -> anyhow::Result<String> {
        let request = self.sign_in_request(email);
        let mut connection = Connection::open(&self.address)?;
        let answer = connection.ask(&request)?;
        ensure!(answer.status == 303, "sign-in was answered {}: {}", answer.status, answer.head);
        let mut cookies = answer.head.lines().filter_map(|line| line.split_once(": ")).filter_map(|(name, value)| {
            let (cookie, _) = value.split_once(';')?;
            (name.eq_ignore_ascii_case("set-cookie") && cookie.starts_with("__Host-inset=")).then_some(cookie)
        });
        Ok(cookies.next().context("signing in sets the session's cookie")?.to_owned())
    }

    /// The address of what a search finds, for a member of staff with this session.
    pub fn search(&self, cookie: &str, text: &str) -> anyhow::Result<String> {
        let (html, _) = self.page(&self.page_request("/admin/search", cookie, "identity"))?;
        let html = String::from_utf8(html)?;
        let (_, form) = html.split_once("action=\"/admin/search\"").context("the page has its form")?;
        let hidden = |name: &str| {
            let value = form.split_once(&format!("name=\"{name}\" value=\""))?.1;
            value.split('"').next().map(str::to_owned)
        };
        let (csrf, key) = hidden("_csrf").zip(hidden("_key")).context("the form has its tokens")?;
        let body = format!("_csrf={csrf}&_key={key}&_page=/admin/search&text={}", text.replace(' ', "+"));
        let request = format!(
            "POST /admin/search HTTP/1.1\r\nhost: {}\r\nsec-fetch-site: same-origin\r\nuser-agent: Firefox\r\n\
             cookie: {cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let mut connection = Connection::open(&self.address)?;
        let answer = connection.ask(request.as_bytes())?;
        ensure!(answer.status == 303, "the search was answered {}: {}", answer.status, answer.head);
        Ok(answer.header("location").context("it leads to what was found")?.to_owned())
    }

    /// The request that signs in.
    pub fn sign_in_request(&self, email: &str) -> Vec<u8> {
        self.sign_in_from("198.51.100.1", email)
    }

    /// The request of a stranger from the one network of a flood. Neither its allowance nor that of the addresses is one that
    /// any other measurement draws on.
    pub fn sign_in_of_flood(&self, number: usize) -> Vec<u8> {
        self.sign_in_from("203.0.113.1", &format!("flood{number}@elsewhere.example"))
    }

    /// The request of a stranger, whose address nobody has, from a network that nobody else is in.
    pub fn sign_in_of_stranger(&self, number: usize) -> Vec<u8> {
        let network = format!("10.{}.{}.1", number / 256, number % 256);
        self.sign_in_from(&network, &format!("stranger{number}@elsewhere.example"))
    }

    fn sign_in_from(&self, network: &str, email: &str) -> Vec<u8> {
        let body = format!("email={}&password={}", email.replace('@', "%40"), PASSWORD.replace(' ', "+"));
        format!(
            "POST /sign-in HTTP/1.1\r\nhost: {}\r\nsec-fetch-site: same-origin\r\nuser-agent: Firefox\r\n\
             x-forwarded-for: {network}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .into_bytes()
    }

    /// The request for a page, as a browser with this session sends it.
    pub fn page_request(&self, path: &str, cookie: &str, encoding: &str) -> Vec<u8> {
        format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nuser-agent: Firefox\r\naccept: text/html,*/*;q=0.8\r\n\
             accept-language: en\r\naccept-encoding: {encoding}\r\ncookie: {cookie}\r\n\r\n",
            self.address
        )
        .into_bytes()
    }

    /// The body of an answer and its encoding; anything but a page is an error.
    pub fn page(&self, request: &[u8]) -> anyhow::Result<(Vec<u8>, String)> {
        let mut connection = Connection::open(&self.address)?;
        let answer = connection.ask(request)?;
        ensure!(answer.status == 200, "the page was answered {}", answer.status);
        let encoding = answer.header("content-encoding").unwrap_or("identity").to_owned();
        Ok((answer.body, encoding))
    }

    /// Measures a request whose answers have `status`.
    pub fn measure(&self, postgres: u32, requests: &[Vec<u8>], status: u16, time: Duration) -> anyhow::Result<Sample> {
        self.with_cpu(postgres, time, || load::press(&self.address, requests, status, time))
    }

    /// Measures pages that people ask for at their ease, while sign-ins arrive.
    pub fn at_ease(
        &self,
        postgres: u32,
        pages: &[Vec<u8>],
        sign_ins: &[Vec<u8>],
        time: Duration,
    ) -> anyhow::Result<Sample> {
        self.with_cpu(postgres, time, || flood::measure(&self.address, pages, sign_ins, time))
    }

    fn with_cpu(
        &self,
        postgres: u32,
        time: Duration,
        sample: impl FnOnce() -> anyhow::Result<Sample>,
    ) -> anyhow::Result<Sample> {
        let (own, database) = (cpu::of_process(self.child.id()), cpu::of_tree(postgres));
        let sample = sample()?;
        let (own, database) = (cpu::of_process(self.child.id()) - own, cpu::of_tree(postgres) - database);
        let each = |used: Duration| used.as_secs_f64() * 1e6 / sample.count(time);
        Ok(Sample { server_cpu: each(own), postgres_cpu: each(database), ..sample })
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        // It has nothing to lose, and may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Waits until someone listens.
pub fn wait_for(address: &str) -> anyhow::Result<()> {
    let end = Instant::now() + Duration::from_secs(30);
    while Instant::now() < end {
        if std::net::TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    bail!("nobody listens on {address}")
}

/// A port that is free now.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
