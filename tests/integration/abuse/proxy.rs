//! The proxy that is shipped, in front of a portal: one request is one request, and slow senders do not reach it.

use super::send_raw;
use crate::harness::{Portal, free_port};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SHIPPED: &str = include_str!("../../../deploy/haproxy.cfg");

/// haproxy with the shipped configuration, in front of a portal; it ends with the test.
struct Proxy {
    child: Child,
    file: PathBuf,
    address: String,
}

fn haproxy() -> Option<PathBuf> {
    let places = ["/usr/sbin/haproxy", "/usr/bin/haproxy", "/usr/local/sbin/haproxy"];
    let found = places.iter().map(PathBuf::from).find(|path| path.exists());
    if found.is_none() {
        eprintln!("SKIPPED: haproxy is not installed; bin/setup test installs it");
    }
    found
}

/// The shipped file with other addresses, without TLS and without the rights that only root has to give.
fn adapted(portal: &str, port: u16, plain: u16) -> String {
    let swap = |text: String, from: &str, to: &str| {
        assert!(text.contains(from), "the shipped file has no {from:?}");
        text.replace(from, to)
    };
    let text = swap(
        SHIPPED.to_owned(),
        "bind :443 ssl crt /etc/haproxy/portal.pem alpn h2,http/1.1",
        &format!("bind 127.0.0.1:{port}"),
    );
    let text = swap(text, "bind :80\n", &format!("bind 127.0.0.1:{plain}\n"));
    let text = swap(text, "server one 127.0.0.1:8080", &format!("server one {portal}"));
    // What comes past this rule was not seen by the proxy as a request of its own.
    let text = swap(
        text,
        "    default_backend portal\n",
        "    http-request deny if { path /inquiry }\n    default_backend portal\n",
    );
    let own = |line: &&str| {
        !["user ", "group ", "chroot ", "server two "].iter().any(|word| line.trim_start().starts_with(word))
    };
    text.lines().filter(own).map(|line| format!("{line}\n")).collect()
}

impl Proxy {
    async fn before(portal: &Portal) -> Option<Self> {
        let program = haproxy()?;
        let (port, plain) = (free_port(), free_port());
        let file = std::env::temp_dir().join(format!("inset-haproxy-{}.cfg", uuid::Uuid::new_v4().simple()));
        let own = portal.base.trim_start_matches("http://").replace("localhost", "127.0.0.1");
        std::fs::write(&file, adapted(&own, port, plain)).expect("a file");
        let child = Command::new(program)
            .arg("-db")
            .arg("-f")
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn();
        let proxy = Self { child: child.expect("haproxy starts"), file, address: format!("127.0.0.1:{port}") };
        for _ in 0..200 {
            if proxy
                .ask("GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
                .await
                .starts_with("HTTP/1.1 200")
            {
                return Some(proxy);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("haproxy did not let a request through");
    }

    async fn ask(&self, text: &str) -> String {
        if tokio::net::TcpStream::connect(&self.address).await.is_err() {
            return String::new();
        }
        send_raw(&self.address, text.as_bytes()).await
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.file);
    }
}

/// A whole request that writes a row, if it ever arrives.
fn smuggled(base: &str) -> String {
    let body = "full_name=Smuggled&email=smuggled%40evil.example&age=yes";
    format!(
        "POST /inquiry HTTP/1.1\r\nhost: localhost\r\norigin: {base}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Twenty ways in which two readers may see one request's end in two places.
fn shapes(base: &str) -> Vec<(&'static str, String)> {
    let inner = smuggled(base);
    let length = inner.len();
    let chunked = format!("0\r\n\r\n{inner}");
    let head = |lines: &str| format!("POST / HTTP/1.1\r\nhost: localhost\r\norigin: {base}\r\n{lines}");
    let both = |te: &str| head(&format!("content-length: {}\r\n{te}\r\n\r\n{chunked}", chunked.len()));
    let in_one_chunk = format!("{length:x}\r\n{inner}\r\n0\r\n\r\n");
    vec![
        ("CL.TE", both("transfer-encoding: chunked")),
        (
            "CL.TE, the other order",
            head(&format!("transfer-encoding: chunked\r\ncontent-length: {}\r\n\r\n{chunked}", chunked.len())),
        ),
        ("TE.CL", head(&format!("content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n{in_one_chunk}"))),
        ("TE.TE, a second coding", both("transfer-encoding: chunked\r\ntransfer-encoding: identity")),
        ("TE.TE, unknown first", both("transfer-encoding: x, chunked")),
        ("TE with a space before the colon", both("transfer-encoding : chunked")),
        ("TE with a tab", both("transfer-encoding:\tchunked")),
        ("TE with a vertical tab", both("transfer-encoding: \u{b}chunked")),
        ("TE misspelt", both("transfer-encoding: xchunked")),
        ("TE in capitals", both("Transfer-Encoding: CHUNKED")),
        ("TE folded", both("transfer-encoding:\r\n chunked")),
        ("TE after a bare line feed", both("x: y\ntransfer-encoding: chunked")),
        ("TE in quotes", both("transfer-encoding: \"chunked\"")),
        ("two lengths", head(&format!("content-length: 0\r\ncontent-length: {length}\r\n\r\n{inner}"))),
        ("two lengths in one", head(&format!("content-length: 0, {length}\r\n\r\n{inner}"))),
        ("a length with a sign", head(&format!("content-length: +0\r\n\r\n{inner}"))),
        ("a length in hex", head(&format!("content-length: 0x0\r\n\r\n{inner}"))),
        ("a folded length", head(&format!("content-length:\r\n 0\r\n\r\n{inner}"))),
        ("bare line feeds", head(&format!("content-length: {length}\r\n\r\n{inner}")).replace("\r\n", "\n")),
        (
            "a bare carriage return",
            head(&format!("x: y\rcontent-length: 0\r\ncontent-length: {length}\r\n\r\n{inner}")),
        ),
        (
            "a chunk's size that overflows",
            head(&format!("transfer-encoding: chunked\r\n\r\nffffffffffffffff0\r\n\r\n{inner}")),
        ),
        (
            "a chunk's size with an extension",
            head(&format!("transfer-encoding: chunked\r\n\r\n0;\ninner\r\n\r\n{inner}")),
        ),
        ("a body on GET", format!("GET / HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n{inner}")),
        (
            "an upgrade to HTTP/2",
            format!(
                "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n{inner}"
            ),
        ),
        ("HTTP/1.0 with a coding", both("transfer-encoding: chunked").replacen("HTTP/1.1", "HTTP/1.0", 1)),
        ("a line feed in a name", head(&format!("x\ncontent-length: 0\r\ncontent-length: {length}\r\n\r\n{inner}"))),
    ]
}

#[tokio::test]
async fn a58_no_request_hides_in_another_on_its_way_through_the_shipped_proxy() {
    let portal = Portal::start().await;
    let Some(proxy) = Proxy::before(&portal).await else { return };
    let arrived = "SELECT count(*) FROM inquiries";
    // What hides in it would be seen, were it to arrive.
    let direct = super::exchange(
        &portal,
        smuggled(&portal.base).replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n").as_bytes(),
    )
    .await;
    assert!(direct.starts_with("HTTP/1.1 303"), "{direct}");
    assert_eq!(portal.scalar(arrived).await, "1");
    let refused = proxy.ask(&smuggled(&portal.base).replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n")).await;
    assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
    let shapes = shapes(&portal.base);
    assert!(shapes.len() >= 20);
    let sent = shapes.iter().map(|(what, text)| {
        let proxy = &proxy;
        async move {
            let answer = proxy.ask(text).await;
            // Whoever comes next on the proxy's lines gets their own page.
            let next = proxy.ask("GET /terms HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
            assert!(next.starts_with("HTTP/1.1 200") && next.contains("Terms of use"), "after {what}: {next}");
            (what, answer)
        }
    });
    for (what, answer) in futures_util::future::join_all(sent).await {
        assert!(!answer.contains("/inquiry/received"), "{what} got through: {answer}");
    }
    assert_eq!(portal.scalar(arrived).await, "1", "a hidden request arrived");
    // The portal alone does not see two requests in one either.
    for (what, text) in shapes {
        let plain = portal.scalar(arrived).await;
        let answer = tokio::time::timeout(Duration::from_secs(15), super::exchange(&portal, text.as_bytes())).await;
        let answers = answer.unwrap_or_default().matches("HTTP/1.1 ").count();
        let came = portal.scalar(arrived).await;
        // Without a proxy there is nobody to disagree with; what counts is that it decides for one end.
        assert!(answers <= 2 && (came == plain || answers == 2), "{what}: {answers} answers, {plain} then {came}");
    }
}

#[tokio::test]
async fn a90_a_body_that_trickles_is_cut_off_by_the_proxy_and_never_reaches_the_portal() {
    let portal = Portal::start().await;
    let Some(proxy) = Proxy::before(&portal).await else { return };
    let head = "POST /inquiry2 HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 500\r\n\r\nfull_name=";
    let slow = |text: &'static str| {
        let address = proxy.address.clone();
        async move {
            use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
            let begun = Instant::now();
            let stream = tokio::net::TcpStream::connect(&address).await.expect("it listens");
            let (mut reader, mut writer) = stream.into_split();
            let drip = tokio::spawn(async move {
                let _ = writer.write_all(text.as_bytes()).await;
                while writer.write_all(b"x").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            });
            let mut answer = Vec::new();
            let end = tokio::time::timeout(Duration::from_secs(20), reader.read_to_end(&mut answer)).await;
            drip.abort();
            assert!(end.is_ok(), "it is held for more than twenty seconds");
            (begun.elapsed(), String::from_utf8_lossy(&answer).into_owned())
        }
    };
    let senders =
        (0..60).map(|number| slow(if number % 2 == 0 { head } else { "GET / HTTP/1.1\r\nhost: localhost\r\nx: " }));
    let others = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let begun = Instant::now();
        let answer = proxy.ask("GET /terms HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        begun.elapsed()
    };
    let (ends, other) = tokio::join!(futures_util::future::join_all(senders), others);
    for (took, answer) in ends {
        assert!(took < Duration::from_secs(14), "it was held for {took:?}");
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    assert!(other < Duration::from_secs(2), "another page took {other:?} meanwhile");
}

#[tokio::test]
async fn the_shipped_configuration_is_one_that_haproxy_takes() {
    let Some(program) = haproxy() else { return };
    let folder = std::env::temp_dir().join(format!("inset-haproxy-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir(&folder).expect("a folder");
    let (key, certificate) = (folder.join("key.pem"), folder.join("portal.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=portal.example",
            "-days",
            "2",
        ])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .expect("openssl runs");
    assert!(made.status.success());
    let both = std::fs::read_to_string(&certificate).expect("made") + &std::fs::read_to_string(&key).expect("made");
    std::fs::write(&certificate, both).expect("written");
    let file = folder.join("haproxy.cfg");
    std::fs::write(&file, SHIPPED.replace("/etc/haproxy/portal.pem", certificate.to_str().expect("text")))
        .expect("written");
    let said = Command::new(program).args(["-c", "-f"]).arg(&file).output().expect("haproxy runs");
    let told = String::from_utf8_lossy(&said.stderr).into_owned();
    let _ = std::fs::remove_dir_all(&folder);
    assert!(said.status.success() && !told.contains("[WARNING]"), "{told}");
}
