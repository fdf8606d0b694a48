//! Guessing passwords: whoever guesses is slowed, and nobody is kept out by a stranger.

use crate::harness::{Answer, Client, Portal};
use inset_domain::guessing::Guesser;
use inset_store::guesses::{self, Guessing};

const IDA: &str = "ida.holm@halden.example";

async fn try_sign_in(browser: &Client, email: &str, password: &str) -> Answer {
    browser.fill("/sign-in", "/sign-in", &[("email", email), ("password", password)]).await
}

/// A browser of a stranger, at an address of its own.
fn stranger(portal: &Portal, number: u8) -> Client {
    Client::at(&portal.base, [127, 0, 7, number])
}

async fn use_up_the_address(portal: &Portal) {
    for number in 1..=8 {
        let wrong = try_sign_in(&stranger(portal, number), IDA, "a wrong password").await;
        assert_eq!(wrong.status, 422, "guess {number}");
    }
}

#[tokio::test]
async fn a22_wrong_passwords_from_many_networks_throttle_the_address_and_leave_its_owner_alone() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    use_up_the_address(&portal).await;
    let refused = try_sign_in(&stranger(&portal, 100), IDA, "three unrelated words").await;
    assert_eq!(refused.status, 429, "the right password, but from a browser that never signed in");
    assert!(refused.body.contains("Forgotten password"), "the way in is named");
    assert!(refused.body.contains(IDA), "the address that was typed comes back");
    let wait: u64 = refused.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=301).contains(&wait), "{wait}");
    assert_eq!(ida.get("/advertiser").await.status, 200, "her session goes on");
    ida.fill("/advertiser", "/sign-out", &[]).await.goes_to();
    let in_again = try_sign_in(&ida, IDA, "three unrelated words").await;
    assert_eq!(in_again.status, 303, "the browser that she signed in with before");
}

#[tokio::test]
async fn a22_a_link_by_mail_lets_the_owner_in_from_a_new_browser_while_strangers_guess() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    use_up_the_address(&portal).await;
    let new = stranger(&portal, 100);
    new.fill("/forgot-password", "/forgot-password", &[("email", IDA)]).await.goes_to();
    let link = portal.link(IDA, "Set a new password").await;
    new.fill(&link, &link, &[("password", "quite different words")]).await.goes_to();
    assert_eq!(portal.scalar("SELECT count(*) FROM devices").await, "1", "browsers of the old password are forgotten");
    assert_eq!(try_sign_in(&new, IDA, "quite different words").await.status, 303);
}

#[tokio::test]
async fn a22_one_password_for_a_hundred_addresses_throttles_the_network() {
    let portal = Portal::start().await;
    let mut refused = 0;
    for number in 0..60 {
        let browser = Client::new(&portal.base);
        let answer = try_sign_in(&browser, &format!("person{number}@halden.example"), "password1234567").await;
        refused += u8::from(answer.status == 429);
    }
    // One comes back each minute, and the test may take one.
    assert!((8..=10).contains(&refused), "{refused} of 60 were refused");
}

#[tokio::test]
async fn a22_guesses_side_by_side_are_counted_like_guesses_in_turn() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let guesses = (1..=20).map(|number| {
        let browser = stranger(&portal, number);
        async move { try_sign_in(&browser, IDA, "a wrong password").await.status }
    });
    let statuses = futures_util::future::join_all(guesses).await;
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 8, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 12, "{statuses:?}");
}

#[tokio::test]
async fn a22_an_address_that_nobody_has_is_throttled_alike() {
    let portal = Portal::start().await;
    for number in 1..=8 {
        assert_eq!(try_sign_in(&stranger(&portal, number), "nobody@halden.example", "wrong").await.status, 422);
    }
    let refused = try_sign_in(&stranger(&portal, 100), "Nobody@Halden.example", "wrong").await;
    assert_eq!(refused.status, 429);
}

#[tokio::test]
async fn a22_right_passwords_use_nothing_up_and_a_restart_forgets_nothing() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    for number in 1..=10 {
        let answer = try_sign_in(&stranger(&portal, number), IDA, "three unrelated words").await;
        assert_eq!(answer.status, 303, "sign-in {number}");
    }
    use_up_the_address(&portal).await;
    assert_eq!(portal.scalar("SELECT count(*) FROM guesses WHERE full_at > now() AND guesser = 'stranger'").await, "1");
    assert_eq!(portal.scalar("SELECT count(*) FROM guesses WHERE encode(key_hash, 'escape') LIKE '%ida%'").await, "0");
}

#[tokio::test]
async fn a23_a_header_that_names_another_network_every_time_changes_nothing() {
    let portal = Portal::start().await;
    let mut refused = 0;
    for number in 0..60_u8 {
        let browser = portal.browser();
        let form = browser.form("/sign-in", "/sign-in").await;
        let email = format!("person{number}@halden.example");
        let body = form.body(&[("email", &email), ("password", "password1234567")]);
        // What the browser claims stands before what the proxy has seen.
        let claimed = format!("203.0.113.{number}, 198.51.100.7");
        let headers = [
            ("origin", portal.base.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-forwarded-for", claimed.as_str()),
        ];
        refused += u8::from(browser.send("POST", "/sign-in", &headers, &body).await.status == 429);
    }
    assert!((8..=10).contains(&refused), "{refused} of 60 were refused");
}

#[tokio::test]
async fn sign_ins_that_come_at_once_never_stand_in_each_other_s_way() {
    let portal = Portal::start().await;
    let db = portal.store();
    // As a sign-in names them: the address first, and then the network, which the database keeps in the other order.
    let guessing: Vec<Guessing> = [(Guesser::Stranger, "ida.holm@halden.example"), (Guesser::Network, "203.0.113.7")]
        .into_iter()
        .map(|(guesser, who)| Guessing::new(db.vault(), guesser, who))
        .collect();
    let one_by_one = async || {
        for _ in 0..100 {
            let (mut conn, now) = (db.read().await.expect("a connection"), db.clock().now());
            if guesses::take(&mut conn, &guessing, now).await.expect("it waits for nobody who waits for it").is_ok() {
                guesses::give_back(&conn, &guessing, now).await.expect("it waits for nobody who waits for it");
            }
        }
    };
    futures_util::future::join_all((0..3).map(|_| one_by_one())).await;
    let left = "SELECT count(*) FROM guesses WHERE full_at > now() + interval '1 minute'";
    assert_eq!(portal.scalar(left).await, "0", "what was taken was not given back");
}
