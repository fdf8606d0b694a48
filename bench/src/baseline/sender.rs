//! A sender that does nothing but talk to the mail server: the same mail again and again, over as many connections as the
//! portal uses.

use anyhow::{Context as _, ensure};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Instant;

/// Hands `mails` copies of a mail over, spread over the connections; how many went a second.
pub fn rate(address: &str, mail: &[u8], mails: usize, connections: usize) -> anyhow::Result<f64> {
    let began = Instant::now();
    std::thread::scope(|scope| {
        let senders: Vec<_> =
            (0..connections).map(|_| scope.spawn(|| send(address, mail, mails / connections))).collect();
        senders.into_iter().try_for_each(|sender| sender.join().expect("no thread panics"))
    })?;
    Ok((mails / connections * connections) as f64 / began.elapsed().as_secs_f64())
}

fn send(address: &str, mail: &[u8], mails: usize) -> anyhow::Result<()> {
    let stream = TcpStream::connect(address).context("the mail server is gone")?;
    stream.set_nodelay(true)?;
    let (mut answers, mut out) = (BufReader::new(&stream), &stream);
    let mut line = String::new();
    let mut answered = |code: &str| -> anyhow::Result<()> {
        loop {
            line.clear();
            answers.read_line(&mut line)?;
            ensure!(line.starts_with(code), "the mail server said {line}");
            // Of several lines the last has a space behind its code.
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(());
            }
        }
    };
    answered("220")?;
    out.write_all(b"EHLO bench.example\r\n")?;
    answered("250")?;
    for _ in 0..mails {
        for (said, code) in [("MAIL FROM:<a@b.example>", "250"), ("RCPT TO:<c@d.example>", "250"), ("DATA", "354")] {
            out.write_all(format!("{said}\r\n").as_bytes())?;
            answered(code)?;
        }
        out.write_all(mail)?;
        answered("250")?;
    }
    Ok(())
}
