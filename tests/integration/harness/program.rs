//! The program itself, in a process of its own, started as people start it.

use super::Client;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// The settings of a portal, and a folder that goes with them.
pub struct Installation {
    pub folder: PathBuf,
    pub base: String,
    settings: Vec<(String, String)>,
}

/// What a command said.
pub struct Said {
    pub succeeded: bool,
    pub out: String,
    pub error: String,
}

impl Installation {
    /// Development on a free port, in a fresh folder, without the demo.
    pub fn fresh() -> Self {
        let name = format!("inset-program-{}", uuid::Uuid::new_v4().simple());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).expect("a folder");
        let port = free_port();
        let installation = Self { folder, base: format!("http://localhost:{port}"), settings: Vec::new() };
        let data = installation.data();
        installation
            .with("INSET_MODE", "development")
            .with("INSET_BIND", &format!("127.0.0.1:{port}"))
            .with("INSET_DATA_DIR", data.to_str().expect("text"))
            .with("INSET_DEMO", "none")
            .with("INSET_WORKERS", "1")
    }

    /// With another setting, or another value of one; an empty value is as good as none.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Where the portal keeps its files, unless a test says otherwise.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A browser that knows nobody yet.
    pub fn browser(&self) -> Client {
        Client::new(&self.base)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let binary = std::env::var_os("INSET_BIN").expect("run the tests through bin/test, which builds the program");
        let mut command = Command::new(binary);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("INSET_") || name == "DATABASE_URL") {
            command.env_remove(name);
        }
        // A file of settings in the folder the tests run in would be read by none of this, but a folder of its own is surer.
        command.current_dir(&self.folder).args(arguments).stdin(Stdio::null());
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Said {
        let output = self.command(arguments).output().expect("the program runs");
        Said {
            succeeded: output.status.success(),
            out: String::from_utf8(output.stdout).expect("text"),
            error: String::from_utf8(output.stderr).expect("text"),
        }
    }

    /// Starts the portal and waits until it answers.
    pub async fn serve(&self) -> Running {
        let out = self.folder.join("out.txt");
        let error = self.folder.join("error.txt");
        let child = self
            .command(&["serve"])
            .stdout(File::create(&out).expect("a file"))
            .stderr(File::create(&error).expect("a file"))
            .spawn()
            .expect("the program runs");
        let mut running = Running { child, out, error };
        let (http, end) = (reqwest::Client::new(), Instant::now() + PATIENCE);
        loop {
            let answer = http.get(format!("{}/readyz", self.base)).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return running;
            }
            let ended = running.child.try_wait().expect("a child");
            assert!(ended.is_none() && Instant::now() < end, "the portal did not start: {}", running.complained());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A running portal; killed when it is let go.
pub struct Running {
    child: Child,
    out: PathBuf,
    error: PathBuf,
}

impl Running {
    /// What it has told so far.
    pub fn told(&self) -> String {
        std::fs::read_to_string(&self.out).expect("a file")
    }

    /// What it has logged so far.
    pub fn complained(&self) -> String {
        std::fs::read_to_string(&self.error).expect("a file")
    }

    /// Asks it to stop, as a service manager does, and waits for its end.
    pub fn stop(mut self) -> ExitStatus {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it lives");
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the portal did not stop");
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("it lives");
        self.child.wait().expect("a child");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of loopback that nobody uses now.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}
