//! A mail server that keeps what it is given and answers as a test wishes.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A mail that the server took.
#[derive(Debug, Clone)]
pub struct Received {
    pub to: String,
    /// The address of the envelope, to which it would come back.
    pub sender: String,
    pub text: String,
    /// What the server said to it.
    pub answer: String,
}

#[derive(Default)]
struct State {
    received: Vec<Received>,
    /// What the server says to the next mail for an address, after it has all of it.
    answers: HashMap<String, String>,
    pause: Duration,
    /// How many mails are being handed over, and how many were at most.
    busy: usize,
    most: usize,
}

/// The server.
#[derive(Clone)]
pub struct MailServer {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl MailServer {
    /// Starts it on a free port; it ends with the test.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let server = Self { url, state: Arc::default() };
        let accepting = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = accepting.clone();
                // A client that is killed breaks off; that is no fault of the server.
                std::thread::spawn(move || drop(server.talk(&stream)));
            }
        });
        server
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no thread panicked")
    }

    /// Says this to the next mail for an address, once.
    pub fn answer_once(&self, to: &str, answer: &str) {
        self.state().answers.insert(to.to_owned(), answer.to_owned());
    }

    /// Waits so long before each answer.
    pub fn pause(&self, pause: Duration) {
        self.state().pause = pause;
    }

    /// How many mails were being handed over at once at most.
    pub fn most_at_once(&self) -> usize {
        self.state().most
    }

    /// Every mail that it was given, in the order of arrival, those it refused included.
    pub fn received(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    fn talk(&self, stream: &TcpStream) -> std::io::Result<()> {
        let (mut lines, mut out) = (BufReader::new(stream), stream);
        let (mut to, mut sender) = (String::new(), String::new());
        out.write_all(b"220 mail.example ESMTP\r\n")?;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Ok(());
            }
            std::thread::sleep(self.state().pause);
            let verb = line.get(..4).unwrap_or("").to_ascii_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-mail.example\r\n250 8BITMIME".into(),
                "MAIL" => {
                    let mut state = self.state();
                    state.busy += 1;
                    state.most = state.most.max(state.busy);
                    sender = line.split(['<', '>']).nth(1).unwrap_or("").to_owned();
                    "250 ok".into()
                }
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or("").to_owned();
                    "250 ok".into()
                }
                "DATA" => {
                    out.write_all(b"354 go on\r\n")?;
                    self.take(&mut lines, (&to, &sender))?
                }
                "QUIT" => "221 bye".into(),
                _ => "250 ok".to_owned(),
            };
            out.write_all(format!("{answer}\r\n").as_bytes())?;
            if verb == "QUIT" {
                return Ok(());
            }
        }
    }

    fn take(&self, lines: &mut BufReader<&TcpStream>, (to, sender): (&str, &str)) -> std::io::Result<String> {
        let mut text = String::new();
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if line == ".\r\n" {
                break;
            }
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        let mut state = self.state();
        state.busy -= 1;
        let answer = state.answers.remove(to).unwrap_or_else(|| "250 taken".into());
        state.received.push(Received { to: to.to_owned(), sender: sender.to_owned(), text, answer: answer.clone() });
        Ok(answer)
    }
}

impl Received {
    /// Whether the server answered for it from then on.
    pub fn was_taken(&self) -> bool {
        self.answer.starts_with('2')
    }

    /// A header of the mail.
    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        let head = self.text.split("\r\n\r\n").next().unwrap_or("");
        head.lines().find_map(|line| line.strip_prefix(start.as_str())).unwrap_or("")
    }
}
