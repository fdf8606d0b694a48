//! Accounts: nobody learns who has one, a link does what it says once, and one person's address is one login.

use super::{exchange, normal, separable};
use crate::harness::{Answer, Client, PASSWORD, Portal};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const IDA: &str = "ida.holm@halden.example";
/// As long as the other, and nobody's.
const NOBODY: &str = "ida.holn@halden.example";

/// A browser in a network of its own, so that the allowance of public posts is not what is measured.
fn elsewhere(portal: &Portal, number: usize) -> Client {
    let number = u16::try_from(number).expect("a few").to_be_bytes();
    Client::at(&portal.base, [127, 9, number[0], number[1]])
}

async fn ask(browser: &Client, email: &str) -> Answer {
    browser.fill("/forgot-password", "/forgot-password", &[("email", email)]).await
}

async fn sign_up(browser: &Client, email: &str) -> Answer {
    let page = "/sign-up/advertiser";
    let fields = [("company", "Other"), ("full_name", "Eve Moss"), ("email", email), ("age", "yes"), ("terms", "yes")];
    browser.fill(page, page, &fields).await
}

/// Moves every mail so far into the past, where it counts for no allowance.
async fn long_ago(portal: &Portal) {
    portal.scalar("WITH moved AS (UPDATE outbox SET created_at = created_at - interval '2 hours' RETURNING 1) SELECT count(*) FROM moved").await;
}

/// How the answers to a known and to an unknown address differ in time: each asked in turn, and first in every other
/// round, so that both meet the same load.
async fn times(
    portal: &Portal,
    rounds: usize,
    ask: impl AsyncFn(&Client, &str) -> Answer,
) -> (Vec<Duration>, Vec<Duration>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        portal.scalar("WITH gone AS (DELETE FROM guesses RETURNING 1) SELECT count(*) FROM gone").await;
        long_ago(portal).await;
        let mut both = [(0, IDA, &mut known), (1, NOBODY, &mut unknown)];
        both.rotate_left(round % 2);
        for (number, email, times) in both {
            let browser = elsewhere(portal, round * 2 + number);
            let begun = Instant::now();
            ask(&browser, email).await;
            times.push(begun.elapsed());
        }
    }
    (known, unknown)
}

#[tokio::test]
async fn a01_signing_up_with_a_known_address_looks_the_same_and_tells_its_owner() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let rows = "SELECT (SELECT count(*) FROM users) || ' ' || (SELECT count(*) FROM accounts)";
    let before = portal.scalar(rows).await;
    let known = sign_up(&portal.browser(), IDA).await;
    assert_eq!(portal.scalar(rows).await, before);
    portal.mail(IDA, "Someone signed up with your address").await;
    let new = sign_up(&portal.browser(), "eve.moss@halden.example").await;
    assert_ne!(portal.scalar(rows).await, before, "the new address was not taken, so this compares nothing");
    assert_eq!((known.status, &known.location, &known.body), (new.status, &new.location, &new.body));
    let names = |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<BTreeSet<_>>();
    assert_eq!(names(&known), names(&new));
}

#[tokio::test]
async fn a02_a_wrong_password_and_an_unknown_address_get_one_answer_after_one_wait() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let wrong = async |browser: &Client, email: &str| {
        browser.fill("/sign-in", "/sign-in", &[("email", email), ("password", "a wrong password")]).await
    };
    let known = wrong(&elsewhere(&portal, 900), IDA).await;
    let unknown = wrong(&elsewhere(&portal, 901), NOBODY).await;
    assert_eq!((known.status, known.body.len()), (422, unknown.body.len()));
    assert_eq!(normal(&known.body).replace(IDA, ""), normal(&unknown.body).replace(NOBODY, ""));
    let (known, unknown) = times(&portal, 30, wrong).await;
    // One that is too long to be hashed takes as long as a beat too.
    let long = "x".repeat(1100);
    let browser = elsewhere(&portal, 902);
    let body = browser.form("/sign-in", "/sign-in").await.body(&[("email", IDA), ("password", long.as_str())]);
    let begun = Instant::now();
    let answer = browser.post_body("/sign-in", body).await;
    assert_eq!(answer.status, 422);
    assert!(begun.elapsed() >= Duration::from_millis(50), "it was answered after {:?}", begun.elapsed());
    let share = separable(&known, &unknown);
    assert!((0.15..0.85).contains(&share), "a known address is told from an unknown one: {share}");
}

#[tokio::test]
async fn a03_asking_for_a_link_says_nothing_about_the_address_and_sends_nothing_itself() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let known = ask(&portal.browser(), IDA).await;
    let queued = "SELECT string_agg(state, ' ') FROM outbox WHERE letter = 'password_reset'";
    assert_eq!(portal.scalar(queued).await, "queued", "the request itself sent the mail");
    let unknown = ask(&portal.browser(), NOBODY).await;
    assert_eq!((known.status, &known.location, &known.body), (unknown.status, &unknown.location, &unknown.body));
    let (known, unknown) = times(&portal, 16, ask).await;
    let share = separable(&known, &unknown);
    assert!((0.1..0.9).contains(&share), "a known address is told from an unknown one: {share}");
    // What is written for the one takes a few thousandths of a second, which all wait for.
    let shortest = known.iter().chain(&unknown).min().expect("some");
    assert!(*shortest >= Duration::from_millis(140), "an answer came after {shortest:?}");
}

#[tokio::test]
async fn a04_a_link_leads_to_the_configured_address_whatever_the_request_calls_the_host() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let own = portal.base.trim_start_matches("http://").to_owned();
    let body = "email=ida.holm%40halden.example";
    for (target, host, more) in [
        ("/forgot-password", "evil.example", ""),
        ("/forgot-password", own.as_str(), "x-forwarded-host: evil.example\r\nx-forwarded-proto: http\r\n"),
        ("/forgot-password", own.as_str(), "forwarded: host=evil.example;proto=https\r\n"),
        ("http://evil.example/forgot-password", "evil.example", ""),
    ] {
        long_ago(&portal).await;
        let length = body.len();
        let base = &portal.base;
        let request = format!(
            "POST {target} HTTP/1.1\r\nhost: {host}\r\norigin: {base}\r\n{more}content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        let answer = exchange(&portal, request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 303"), "{target} {host} {more}: {answer}");
        assert!(!answer.contains("evil.example"), "{answer}");
    }
    let mails = portal.mails().await;
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("Set a new password")).count(), 4);
    for mail in mails {
        assert!(!mail.text.contains("evil.example") && !mail.html.contains("evil.example"), "{}", mail.text);
    }
}

#[tokio::test]
async fn a05_of_sixteen_who_use_one_link_at_once_one_sets_the_password() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    ask(&portal.browser(), IDA).await.goes_to();
    let link = portal.link(IDA, "Set a new password").await;
    let mut posts = Vec::new();
    for number in 0..16 {
        let browser = elsewhere(&portal, number);
        let password = format!("quite different words {number}");
        let body = browser.form(&link, &link).await.body(&[("password", &password)]);
        posts.push((browser, password, body));
    }
    let sent = posts.iter().map(|(browser, _, body)| browser.post_body(&link, body.clone()));
    let statuses: Vec<u16> = futures_util::future::join_all(sent).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [303, 410].contains(status)), "{statuses:?}");
    let winner = statuses.iter().position(|status| *status == 303).expect("one");
    let fields = [("email", IDA), ("password", posts[winner].1.as_str())];
    assert_eq!(portal.browser().fill("/sign-in", "/sign-in", &fields).await.status, 303);
    assert_eq!(portal.browser().get(&link).await.status, 410);
}

#[tokio::test]
async fn a06_a_link_is_for_one_login_and_looking_at_it_does_not_use_it_up() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    portal.member("advertiser", "Other", "Eve Moss").await;
    ask(&portal.browser(), IDA).await.goes_to();
    let link = portal.link(IDA, "Set a new password").await;
    // Mail scanners look at every link, some of them twice.
    for method in ["GET", "HEAD", "GET"] {
        assert_eq!(portal.browser().send(method, &link, &[], "").await.status, 200, "{method}");
    }
    let eve = portal.scalar("SELECT id FROM users WHERE full_name = 'Eve Moss'").await;
    let hash = "SELECT password_hash FROM users WHERE full_name = 'Eve Moss'";
    let before = portal.scalar(hash).await;
    let named = [
        ("password", "quite different words"),
        ("user", &eve),
        ("user_id", &eve),
        ("id", &eve),
        ("email", "eve.moss@other.example"),
    ];
    portal.browser().fill(&link, &link, &named).await.goes_to();
    assert_eq!(portal.scalar(hash).await, before, "another's password was set");
    let wrong = format!("{}x", &link[..link.len() - 1]);
    assert_eq!(portal.browser().get(&wrong).await.status, 404, "a letter of the link was changed");
    let welcome = link.replace("/reset-password/", "/welcome/");
    assert_eq!(portal.browser().get(&welcome).await.status, 404, "a link of one kind opened another kind's page");
}

#[tokio::test]
async fn a07_an_older_link_a_used_one_and_one_of_an_hour_ago_are_refused() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let mut links = Vec::new();
    for _ in 0..2 {
        long_ago(&portal).await;
        ask(&portal.browser(), IDA).await.goes_to();
        // Both mails are of one subject: the one that was not there before is the new one.
        let mails = portal.mails().await;
        let link = mails.iter().filter_map(|mail| {
            let (_, rest) = mail.text.split_once("/reset-password/")?;
            Some(format!("/reset-password/{}", rest.split_whitespace().next()?))
        });
        let new = link.filter(|link| !links.contains(link)).collect::<Vec<_>>();
        links.extend(new);
    }
    assert_eq!(links.len(), 2, "{links:?}");
    assert_eq!(portal.browser().get(&links[0]).await.status, 410, "the older one still works");
    let late = "UPDATE one_time_tokens SET created_at = created_at - interval '61 minutes', expires_at = expires_at - interval '61 minutes' WHERE used_at IS NULL RETURNING 1";
    let page = portal.browser().form(&links[1], &links[1]).await;
    portal.scalar(&format!("WITH moved AS ({late}) SELECT count(*) FROM moved")).await;
    assert_eq!(portal.browser().get(&links[1]).await.status, 410, "it works after an hour");
    let sent = portal.browser().post_body(&links[1], page.body(&[("password", "quite different words")])).await;
    assert_eq!(sent.status, 410, "a page that was opened in time sets a password after an hour");
    portal.known(IDA).await;
}

#[tokio::test]
async fn a09_the_page_of_a_link_tells_no_other_site_its_address() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    ask(&portal.browser(), IDA).await.goes_to();
    let link = portal.link(IDA, "Set a new password").await;
    let page = portal.browser().get(&link).await;
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    assert_eq!(page.headers["cache-control"], "no-store");
    super::loads_only_our_own(&page, &link);
}

#[tokio::test]
async fn a10_nobody_is_flooded_with_mail_and_the_answers_do_not_tell() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let mut answers = Vec::new();
    for number in 0..12 {
        answers.push(ask(&elsewhere(&portal, number), if number < 9 { IDA } else { NOBODY }).await);
    }
    for number in 20..24 {
        assert!(sign_up(&elsewhere(&portal, number), IDA).await.goes_to().ends_with("/sent"));
    }
    assert!(answers.iter().all(|answer| answer.status == 303 && answer.location == answers[0].location));
    let mails = "SELECT count(*) FROM outbox WHERE recipient_email = 'ida.holm@halden.example'";
    assert_eq!(portal.scalar(mails).await, "3", "her welcome among them");
    long_ago(&portal).await;
    ask(&elsewhere(&portal, 30), IDA).await.goes_to();
    assert_eq!(portal.scalar(mails).await, "4", "an hour later she gets one again");
    // A network's allowance ends at the same post whether the addresses are known or not.
    let end = async |network: usize, email: &str| {
        let browser = elsewhere(&portal, network);
        let mut posts = 0_u32;
        while browser.post("/forgot-password", &[("email", email)]).await.status == 303 {
            posts += 1;
            assert!(posts < 60, "the allowance has no end");
        }
        posts
    };
    let (known, unknown) = tokio::join!(end(40, IDA), end(41, NOBODY));
    assert!(known.abs_diff(unknown) <= 2, "{known} and {unknown}");
}

#[tokio::test]
async fn a12_one_address_is_one_login_however_it_is_written() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let users = "SELECT count(*) FROM users";
    for email in ["IDA.HOLM@HALDEN.EXAMPLE", " ida.holm@halden.example ", "Ida.Holm@Halden.Example"] {
        long_ago(&portal).await;
        sign_up(&portal.browser(), email).await.goes_to();
        assert_eq!(portal.scalar(users).await, "1", "{email} made another login");
        ask(&portal.browser(), email).await.goes_to();
        let fields = [("email", email), ("password", PASSWORD)];
        assert_eq!(portal.browser().fill("/sign-in", "/sign-in", &fields).await.status, 303, "{email}");
    }
    let recipients = "SELECT string_agg(DISTINCT recipient_email, ' ') FROM outbox";
    assert_eq!(portal.scalar(recipients).await, IDA, "a mail went elsewhere than to the address on record");
    for email in [
        "ıda.holm@halden.example",
        "ida.holm@halden.example.",
        "\"ida.holm\"@halden.example",
        "ｉda.holm@halden.example",
        "ida.holm@ｈalden.example",
        "ida.holm@halden.example,eve@evil.example",
        "ida.holm@halden.example\0",
        "ida.holm@halden.example@evil.example",
        "ida..holm@halden.example",
    ] {
        assert_eq!(sign_up(&portal.browser(), email).await.status, 422, "{email:?}");
        assert_eq!(ask(&portal.browser(), email).await.status, 422, "{email:?}");
    }
    // Plus and dots are letters like others: whoever owns a domain says what they mean.
    sign_up(&elsewhere(&portal, 7), "ida.holm+x@halden.example").await.goes_to();
    assert_eq!(portal.scalar(users).await, "2");
}

#[tokio::test]
async fn a13_an_address_that_is_not_proven_opens_nothing() {
    let portal = Portal::start().await;
    sign_up(&portal.browser(), "eve.moss@halden.example").await.goes_to();
    // The database itself holds no password for an address that is not proven.
    let refused = "DO $$ BEGIN UPDATE users SET password_hash = 'x'; RAISE 'kept'; EXCEPTION WHEN check_violation THEN NULL; END $$";
    portal.scalar(refused).await;
    let fields = [("email", "eve.moss@halden.example"), ("password", PASSWORD)];
    let browser = portal.browser();
    let refused = browser.fill("/sign-in", "/sign-in", &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.headers.get("set-cookie").is_none());
    for listing in inset::app::listings(false).iter().filter(|it| it.access.area != "public" && !it.path.contains('{'))
    {
        let answer = match listing.method.as_str() {
            "GET" => browser.get(&listing.path).await,
            _ => browser.post(&listing.path, &[]).await,
        };
        assert!(answer.goes_to().starts_with("/sign-in?back="), "{} {}", listing.method, listing.path);
    }
}

#[tokio::test]
async fn a15_there_is_no_set_up_page_and_no_login_that_comes_with_the_program() {
    let portal = Portal::start().await;
    assert_eq!(portal.scalar("SELECT count(*) FROM users").await, "0");
    for path in
        ["/setup", "/install", "/admin/setup", "/first-run", "/register-admin", "/sign-up/staff", "/sign-up/admin"]
    {
        let answer = portal.browser().get(path).await;
        assert!(answer.status == 404, "{path}: {}", answer.status);
    }
    for (login, password) in [("admin", "admin"), ("root", "root"), ("admin@example.com", "changeme"), ("demo", "demo")]
    {
        let fields = [("email", login), ("password", password)];
        assert_eq!(portal.browser().fill("/sign-in", "/sign-in", &fields).await.status, 422, "{login}");
    }
}
