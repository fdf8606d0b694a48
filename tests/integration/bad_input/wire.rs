//! Bodies on the wire: too large, too slow, cut off; and the allowance of public posts.

use super::{everything, no_panic, portal};
use crate::harness::{Client, Portal};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const BOUND: usize = 1024 * 1024;

async fn ann(portal: &Portal) -> Client {
    portal.member("advertiser", "Halden", "Ann Ek").await
}

#[tokio::test]
async fn a_body_at_its_bound_is_read_and_one_past_it_is_413() {
    let portal = portal().await;
    let ann = ann(&portal).await;
    let page = "/advertiser/company";
    let before = everything(&portal).await;
    let form = ann.form(page, page).await.body(&[("trading_name", "")]);
    let filled = |size: usize| {
        let head = form.replace("trading_name=", "x=1&trading_name=");
        format!("{head}&noise={}", "x".repeat(size - head.len() - "&noise=".len()))
    };
    assert_eq!(ann.post_body(page, filled(BOUND)).await.status, 422, "a body of exactly 1 MB");
    for size in [BOUND + 1, 3 * BOUND, 20 * BOUND] {
        let answer = ann.post_body(page, filled(size)).await;
        assert_eq!(answer.status, 413, "{size} bytes");
        assert!(answer.texts("title").concat().starts_with("Error: "));
        assert!(answer.body.contains("1 MB of text and 500 lines") && answer.body.contains("Back button"));
    }
    let megabyte = "𝔘".repeat(80_000);
    for field in ["legal_name", "web_site", "tax_id", "telephone", "line1", "country", "version"] {
        let answer = ann.fill(page, page, &[(field, megabyte.as_str())]).await;
        assert!([409, 422].contains(&answer.status), "{field}: {}", answer.status);
    }
    assert_eq!(everything(&portal).await, before);
    no_panic();
}

#[tokio::test]
async fn a_body_that_is_cut_off_changes_nothing_and_holds_nothing() {
    let portal = portal().await;
    let before = everything(&portal).await;
    let address = portal.base.trim_start_matches("http://").to_owned();
    let head = |length: usize, body: &str| {
        format!(
            "POST /inquiry HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    let fields = "full_name=Ola&email=ola%40walks.example&age=yes";
    for _ in 0..50 {
        let mut stream = TcpStream::connect(&address).await.expect("it listens");
        stream.write_all(head(500, fields).as_bytes()).await.expect("written");
        drop(stream);
    }
    // A chunk that is no chunk, and lengths that contradict each other.
    for broken in [
        head(5, fields),
        head(0, ""),
        head(10, "")
            .replace("content-length: 10", "transfer-encoding: chunked")
            .replace("\r\n\r\n", "\r\n\r\nzz\r\nfull"),
        head(10, "0123456789").replace("content-length: 10", "content-length: 10\r\ncontent-length: 9"),
        head(10, "0123456789").replace("content-length: 10", "content-length: -1"),
    ] {
        let mut stream = TcpStream::connect(&address).await.expect("it listens");
        stream.write_all(broken.as_bytes()).await.expect("written");
        let mut answer = [0; 12];
        let read =
            tokio::time::timeout(Duration::from_secs(5), stream.read(&mut answer)).await.expect("an answer or an end");
        let text = String::from_utf8_lossy(&answer[..read.unwrap_or(0)]).into_owned();
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 4"), "{text}");
    }
    assert_eq!(portal.browser().get("/").await.status, 200);
    assert_eq!(everything(&portal).await, before);
    no_panic();
}

#[tokio::test]
async fn a_body_that_stops_coming_is_given_up() {
    let portal = portal().await;
    let address = portal.base.trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).await.expect("it listens");
    let head = format!(
        "POST /inquiry HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 500\r\n\r\nfull_name=Ola"
    );
    stream.write_all(head.as_bytes()).await.expect("written");
    let begun = Instant::now();
    let mut answer = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    assert!(end.is_ok(), "it waits for the rest after {:?}", begun.elapsed());
    let text = String::from_utf8_lossy(&answer);
    assert!(text.starts_with("HTTP/1.1 408"), "{text}");
    assert!(text.contains("too slowly"), "{text}");
    no_panic();
}

#[tokio::test]
async fn whoever_posts_too_often_is_told_how_long_to_wait() {
    let portal = portal().await;
    let visitor = portal.browser();
    for path in ["/inquiry", "/contact", "/forgot-password", "/sign-up/network"] {
        let network = std::net::Ipv4Addr::new(192, 0, 2, u8::try_from(path.len()).expect("short"));
        let mut answer = visitor.post_from(network, path, "full_name=").await;
        for _ in 0..40 {
            if answer.status == 429 {
                break;
            }
            assert_eq!(answer.status, 422, "{path}");
            answer = visitor.post_from(network, path, "full_name=").await;
        }
        assert_eq!(answer.status, 429, "{path} has no end");
        let wait = answer.headers.get("retry-after").expect("how long").to_str().expect("text");
        let seconds: u64 = wait.parse().expect("seconds");
        assert!((1..=60).contains(&seconds), "{wait}");
        assert!(answer.body.contains(&format!("Wait {wait} second")), "{path}: the page does not say how long");
        assert!(answer.texts("title").concat().starts_with("Error: "));
    }
    assert_eq!(visitor.get("/inquiry").await.status, 200, "reading is not limited");
    no_panic();
}
