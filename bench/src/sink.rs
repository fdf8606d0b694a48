//! A mail server that counts what it is given and keeps only the names of the mails, and the last one whole.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

#[derive(Default)]
struct Taken {
    mails: usize,
    names: HashSet<String>,
    last: Vec<u8>,
}

/// The server; it ends with the bench.
#[derive(Clone)]
pub struct Sink {
    /// Where it listens.
    pub address: String,
    taken: Arc<Mutex<Taken>>,
}

impl Sink {
    /// Starts one on a free port.
    pub fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let sink = Self { address: listener.local_addr()?.to_string(), taken: Arc::default() };
        let taken = Arc::clone(&sink.taken);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let taken = Arc::clone(&taken);
                // A client that goes away breaks off; what it had handed over is counted.
                std::thread::spawn(move || drop(talk(&stream, &taken)));
            }
        });
        Ok(sink)
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().expect("no thread panics")
    }

    /// How many mails it has.
    pub fn mails(&self) -> usize {
        self.taken().mails
    }

    /// How many of them have the name of another.
    pub fn duplicates(&self) -> usize {
        let taken = self.taken();
        taken.mails - taken.names.len()
    }

    /// The last mail as it came over the wire, its closing dot included.
    pub fn last(&self) -> Vec<u8> {
        self.taken().last.clone()
    }
}

fn talk(stream: &TcpStream, taken: &Mutex<Taken>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut lines, mut out) = (BufReader::new(stream), stream);
    out.write_all(b"220 sink.example ESMTP\r\n")?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        match line.get(..4) {
            Some(b"EHLO") => out.write_all(b"250-sink.example\r\n250 8BITMIME\r\n")?,
            Some(b"DATA") => {
                out.write_all(b"354 go on\r\n")?;
                take(&mut lines, taken)?;
                out.write_all(b"250 taken\r\n")?;
            }
            Some(b"QUIT") => return out.write_all(b"221 bye\r\n"),
            _ => out.write_all(b"250 ok\r\n")?,
        }
    }
}

/// Reads one mail to its closing dot.
fn take(lines: &mut BufReader<&TcpStream>, taken: &Mutex<Taken>) -> std::io::Result<()> {
    let (mut text, mut name) = (Vec::new(), String::new());
    loop {
        let start = text.len();
        if lines.read_until(b'\n', &mut text)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let line = &text[start..];
        if line.starts_with(b"Message-ID:") {
            name = String::from_utf8_lossy(line).trim().to_owned();
        }
        if line == b".\r\n" {
            break;
        }
    }
    let mut taken = taken.lock().expect("no thread panics");
    taken.mails += 1;
    taken.names.insert(name);
    taken.last = text;
    Ok(())
}
