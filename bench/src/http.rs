//! A connection that asks and reads answers, and keeps nothing it does not need.

use anyhow::{Context as _, bail, ensure};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// A kept connection to a server.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    end: usize,
}

/// An answer. Its parts are valid until the next question.
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// The head, without its empty line.
    pub head: &'a str,
    /// The body as it came over the wire, chunks joined.
    pub body: Vec<u8>,
}

impl Answer<'_> {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }
}

enum Length {
    Known(usize),
    Chunked,
}

impl Connection {
    /// Opens one.
    pub fn open(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("nobody listens on {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream, buffer: vec![0; 256 * 1024], end: 0 })
    }

    /// Asks, and gives the whole answer.
    pub fn ask(&mut self, request: &[u8]) -> anyhow::Result<Answer<'_>> {
        self.stream.write_all(request)?;
        let (status, head, length) = self.head()?;
        let body = match length {
            Length::Known(length) => {
                self.fill(head + length)?;
                self.buffer[head..head + length].to_vec()
            }
            Length::Chunked => self.chunks(head)?.1,
        };
        self.end = 0;
        let head = std::str::from_utf8(&self.buffer[..head])?;
        Ok(Answer { status, head, body })
    }

    /// Asks, reads the answer to its end and gives its status and the bytes of its body: what a measurement needs.
    pub fn status(&mut self, request: &[u8]) -> anyhow::Result<(u16, usize)> {
        self.stream.write_all(request)?;
        let (status, head, length) = self.head()?;
        let size = match length {
            Length::Known(length) => {
                self.fill(head + length)?;
                length
            }
            Length::Chunked => self.chunks(head)?.0,
        };
        self.end = 0;
        Ok((status, size))
    }

    /// Reads to the end of the head: its status, its length and how the body's length is told.
    fn head(&mut self) -> anyhow::Result<(u16, usize, Length)> {
        let mut seen = 0;
        let end = loop {
            if let Some(at) = find(&self.buffer[seen..self.end], b"\r\n\r\n") {
                break seen + at + 4;
            }
            seen = self.end.saturating_sub(3);
            self.more()?;
        };
        let head = std::str::from_utf8(&self.buffer[..end])?;
        let status = head.get(9..12).and_then(|status| status.parse().ok()).context("no status")?;
        let length = match header(head, "content-length") {
            Some(length) => Length::Known(length.parse()?),
            None if header(head, "transfer-encoding") == Some("chunked") => Length::Chunked,
            None => bail!("an answer without a length: {head}"),
        };
        Ok((status, end, length))
    }

    /// Reads chunks to the last one: the bytes in them, and those bytes.
    fn chunks(&mut self, mut at: usize) -> anyhow::Result<(usize, Vec<u8>)> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(end) = find(&self.buffer[at..self.end], b"\r\n") {
                    break at + end;
                }
                self.more()?;
            };
            let size = usize::from_str_radix(std::str::from_utf8(&self.buffer[at..line])?.trim(), 16)?;
            at = line + 2;
            self.fill(at + size + 2)?;
            body.extend_from_slice(&self.buffer[at..at + size]);
            at += size + 2;
            if size == 0 {
                return Ok((body.len(), body));
            }
        }
    }

    fn fill(&mut self, end: usize) -> anyhow::Result<()> {
        while self.end < end {
            self.more()?;
        }
        Ok(())
    }

    fn more(&mut self) -> anyhow::Result<()> {
        if self.end == self.buffer.len() {
            self.buffer.resize(self.end * 2, 0);
        }
        let read = self.stream.read(&mut self.buffer[self.end..])?;
        ensure!(read > 0, "the server closed the connection");
        self.end += read;
        Ok(())
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}
