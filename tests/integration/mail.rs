//! Mail leaves by SMTP: whole, at least once, always under the same name, and never lost.

use crate::harness::{Installation, MailServer, Portal};
use inset::mail::Transport;
use inset::worker::Worker;
use inset_domain::user::{Channel, Registration, StaffRole};
use inset_store::{Actor, StoreError, staff};
use rand::Rng as _;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Queues a welcome mail to each of these.
async fn queue(portal: &Portal, addresses: &[String]) {
    for email in addresses {
        let person = Registration {
            full_name: "Grace Ode".parse().expect("a name"),
            email: email.parse().expect("an address"),
            telephone: None,
            channel: Channel::Email,
            optional_mail: false,
            partner_sharing: false,
        };
        portal
            .db
            .transact::<_, StoreError, _>(Actor::System, async |tx| staff::add(tx, &person, StaffRole::Support).await)
            .await
            .expect("added");
    }
}

fn worker(portal: &Portal, server: &MailServer) -> Worker {
    let url = server.url.clone().into();
    let transport = Transport::new(Some(&url), &portal.parts.shared.config.data_dir).expect("a mail server");
    Worker { shared: Arc::clone(&portal.parts.shared), db: portal.db.clone(), transport }
}

#[tokio::test]
async fn a_mail_has_a_text_and_an_html_part_and_names_its_link_in_both() {
    let (portal, server) = (Portal::start().await, MailServer::start());
    queue(&portal, &["grace@operator.example".into()]).await;
    assert_eq!(worker(&portal, &server).drain().await.expect("delivered"), 1);
    let mails = server.received();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(mail.to, "grace@operator.example");
    assert!(mail.header("Content-Type").starts_with("multipart/alternative"), "{}", mail.text);
    assert!(mail.header("Subject").starts_with("Welcome"), "{}", mail.text);
    assert!(mail.header("From").contains("<info@imagespacemedia.example>"), "{}", mail.text);
    let plain = mail.text.find("Content-Type: text/plain").expect("a text part");
    let html = mail.text.find("Content-Type: text/html").expect("an HTML part");
    assert!(plain < html, "readers show the last part that they can");
    let id = portal.scalar("SELECT id FROM outbox").await;
    assert_eq!(mail.header("Message-ID"), format!("<{id}@imagespacemedia.example>"));
    assert_eq!(portal.scalar("SELECT state || ' ' || attempts FROM outbox").await, "sent 1");
}

#[tokio::test]
async fn a_server_that_says_not_now_is_asked_again_later_under_the_same_name() {
    let (portal, server) = (Portal::start().await, MailServer::start());
    queue(&portal, &["grace@operator.example".into()]).await;
    let worker = worker(&portal, &server);
    server.answer_once("grace@operator.example", "451 4.3.0 the disk is full");
    worker.drain().await.expect("the worker goes on");
    let wait = "SELECT state || ' ' || round(extract(epoch FROM next_at - now()) / 15) FROM outbox";
    assert_eq!(portal.scalar(wait).await, "retrying 1", "about a quarter of a minute");
    assert!(portal.scalar("SELECT failure FROM outbox").await.contains("the disk is full"));
    assert_eq!(worker.drain().await.expect("nothing is due"), 0);

    portal.scalar("UPDATE outbox SET next_at = now()").await;
    server.answer_once("grace@operator.example", "421 4.3.2 going down");
    worker.drain().await.expect("the worker goes on");
    assert_eq!(portal.scalar(wait).await, "retrying 2", "each wait is twice the last");

    portal.scalar("UPDATE outbox SET next_at = now()").await;
    worker.drain().await.expect("delivered");
    assert_eq!(portal.scalar("SELECT state || ' ' || attempts FROM outbox").await, "sent 3");
    let mails = server.received();
    assert_eq!(mails.iter().filter(|mail| mail.was_taken()).count(), 1);
    assert_eq!(mails.len(), 3);
    for mail in &mails {
        assert_eq!(mail.header("Message-ID"), mails[0].header("Message-ID"));
        assert_eq!(mail.header("Date"), mails[0].header("Date"));
    }
}

#[tokio::test]
async fn a_server_that_says_never_ends_the_mail_with_its_reason_and_the_others_leave() {
    let (portal, server) = (Portal::start().await, MailServer::start());
    queue(&portal, &["gone@operator.example".into(), "grace@operator.example".into()]).await;
    server.answer_once("gone@operator.example", "550 5.1.1 no such mailbox");
    assert_eq!(worker(&portal, &server).drain().await.expect("the worker goes on"), 2);
    let state = |email: &str| format!("SELECT state FROM outbox WHERE recipient_email = '{email}'");
    assert_eq!(portal.scalar(&state("gone@operator.example")).await, "dead");
    assert_eq!(portal.scalar(&state("grace@operator.example")).await, "sent");
    let failure = portal.scalar("SELECT failure FROM outbox WHERE state = 'dead'").await;
    assert!(failure.contains("no such mailbox") && failure.contains("550"), "{failure}");
}

/// Queues a mail of the service to Ann, as if an event had brought it.
async fn service_mail(portal: &Portal, letter: &str) {
    portal
        .scalar(&format!(
            "INSERT INTO outbox (id, event_seq, class, letter, payload, recipient_email, recipient_name, recipient_user, state, next_at, created_at)
             SELECT gen_random_uuid(), event_seq, 'service', '{letter}', '{{\"class\":\"service\",\"letter\":{{\"kind\":\"password_changed\"}}}}',
                 recipient_email, recipient_name, recipient_user, 'queued', now(), now()
             FROM outbox WHERE letter = 'welcome' AND recipient_email = 'ann.ek@fjord.example'"
        ))
        .await;
}

#[tokio::test]
async fn a_mailbox_that_is_not_there_is_noted_by_itself_and_support_is_told_once() {
    let (portal, server) = (Portal::start().await, MailServer::start());
    portal.staff("Sami Haddad", StaffRole::Support).await;
    portal.member("publisher", "Fjord", "Ann Ek").await;
    portal.mails().await;
    let worker = worker(&portal, &server);
    for letter in ["password_changed", "password_changed_again"] {
        service_mail(&portal, letter).await;
        server.answer_once("ann.ek@fjord.example", "550 5.1.1 <ann.ek@fjord.example>: user unknown");
        worker.drain().await.expect("the worker goes on");
        assert_eq!(
            portal.scalar(&format!("SELECT state || ' ' || report FROM outbox WHERE letter = '{letter}'")).await,
            "dead bounce"
        );
    }
    assert_eq!(portal.scalar("SELECT mail_bounced_at IS NOT NULL FROM users WHERE email LIKE 'ann%'").await, "t");
    assert_eq!(portal.scalar("SELECT count(*) FROM suppressions").await, "0", "the service goes on to write");
    let told = server.received().into_iter().filter(|mail| mail.to == "sami.haddad@operator.example");
    assert_eq!(told.count(), 1, "support is told once");
    assert_eq!(
        portal.scalar("SELECT DISTINCT actor_kind FROM audit_events WHERE verb = 'mail.bounced'").await,
        "system"
    );

    // A welcome is a reply: its address is listed, and a second refusal finds it there.
    queue(&portal, &["grace@operator.example".into()]).await;
    for _ in 0..2 {
        server.answer_once("grace@operator.example", "550 5.2.1 closed");
        portal.scalar("UPDATE outbox SET state = 'queued', next_at = now() WHERE recipient_email LIKE 'grace%'").await;
        worker.drain().await.expect("the worker goes on");
    }
    assert_eq!(portal.scalar("SELECT string_agg(report, ' ') FROM suppressions").await, "bounce");
}

#[tokio::test]
async fn a_server_that_turns_the_sender_away_says_nothing_of_the_mailbox() {
    let (portal, server) = (Portal::start().await, MailServer::start());
    for (name, answer) in [("bo", "550 blocked for its sender"), ("cy", "554 5.7.1 no"), ("di", "552 5.2.2 full")] {
        let address = format!("{name}@operator.example");
        queue(&portal, std::slice::from_ref(&address)).await;
        server.answer_once(&address, answer);
    }
    worker(&portal, &server).drain().await.expect("the worker goes on");
    assert_eq!(portal.scalar("SELECT count(*) FROM outbox WHERE state = 'dead' AND report IS NULL").await, "3");
    assert_eq!(portal.scalar("SELECT count(*) FROM suppressions").await, "0");
}

#[tokio::test]
async fn several_mails_are_on_their_way_at_once_and_each_is_sent_once() {
    let (portal, server) = (Portal::start().await, MailServer::start());
    let addresses: Vec<String> = (0..24).map(|number| format!("reader{number}@operator.example")).collect();
    queue(&portal, &addresses).await;
    server.pause(Duration::from_millis(3));
    assert_eq!(worker(&portal, &server).drain().await.expect("delivered"), 24);
    let mut readers: Vec<String> = server.received().into_iter().map(|mail| mail.to).collect();
    readers.sort();
    readers.dedup();
    assert_eq!((readers.len(), server.received().len()), (24, 24));
    assert!(server.most_at_once() > 1, "the mails went one after the other");
}

#[tokio::test]
async fn a_server_that_is_away_delays_the_mail_only() {
    let portal = Portal::start().await;
    let away = format!("smtp://127.0.0.1:{}", crate::harness::free_port());
    queue(&portal, &["grace@operator.example".into()]).await;
    let url = away.into();
    let transport = Transport::new(Some(&url), &portal.parts.shared.config.data_dir).expect("an address");
    let worker = Worker { shared: Arc::clone(&portal.parts.shared), db: portal.db.clone(), transport };
    worker.drain().await.expect("the worker goes on");
    assert_eq!(portal.scalar("SELECT state FROM outbox").await, "retrying");
}

#[tokio::test]
async fn a_portal_killed_while_it_sends_loses_no_mail_and_doubles_none_under_another_name() {
    const MAILS: usize = 24;
    let (portal, server) = (Portal::start().await, MailServer::start());
    let addresses: Vec<String> = (0..MAILS).map(|number| format!("reader{number}@operator.example")).collect();
    queue(&portal, &addresses).await;
    server.pause(Duration::from_millis(6));
    let program =
        Installation::fresh().with("DATABASE_URL", &portal.address().await).with("INSET_SMTP_URL", &server.url);
    let left = "SELECT count(*) FROM outbox WHERE state <> 'sent'";
    let end = Instant::now() + Duration::from_secs(90);
    let mut kills = 0;
    while portal.scalar(left).await != "0" {
        assert!(Instant::now() < end, "{} mails are left", portal.scalar(left).await);
        // What a killed portal was sending falls due when its claim runs out; the test does not wait for that.
        portal.scalar("UPDATE outbox SET next_at = now() WHERE state = 'sending'").await;
        let before = server.received().len();
        let running = program.serve().await;
        while server.received().len() == before && portal.scalar(left).await != "0" && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let moment = rand::rng().random_range(0..120);
        tokio::time::sleep(Duration::from_millis(moment)).await;
        running.kill();
        kills += 1;
    }
    assert!(kills > 1, "the portal was never killed while it was sending");
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    for mail in server.received() {
        names.entry(mail.to.clone()).or_default().push(mail.header("Message-ID").to_owned());
    }
    assert_eq!(names.len(), MAILS, "each was given to the server");
    for (to, mut copies) in names {
        copies.dedup();
        assert_eq!(copies.len(), 1, "{to} got one mail under two names");
    }
}

#[tokio::test]
async fn an_undelivered_mail_comes_back_to_an_address_that_names_it_and_the_command_notes_it() {
    let settings = [("INSET_BOUNCE_ADDRESS", "bounces+{id}@imagespacemedia.example")];
    let (portal, server) = (Portal::start_with(&settings).await, MailServer::start());
    queue(&portal, &["grace@operator.example".into()]).await;
    worker(&portal, &server).drain().await.expect("delivered");
    let back = server.received()[0].sender.clone();
    let id = portal.scalar("SELECT replace(id::text, '-', '') FROM outbox").await;
    assert_eq!(back, format!("bounces+{id}@imagespacemedia.example"));
    let program = Installation::fresh().with("DATABASE_URL", &portal.address().await);
    let noted = program.run(&["mail", "bounce", &back]);
    assert!(noted.succeeded && noted.out.contains("Noted: came back undelivered"), "{} {}", noted.out, noted.error);
    // A welcome mail is a reply: nothing but the service writes there, and a second note changes nothing.
    assert_eq!(
        portal
            .scalar("SELECT o.report || ' ' || s.report FROM outbox o JOIN suppressions s ON s.outbox_id = o.id")
            .await,
        "bounce bounce"
    );
    assert!(program.run(&["mail", "bounce", "grace@operator.example"]).succeeded);
    assert!(program.run(&["mail", "complaint", &back]).out.contains("Noted before"));
    for wrong in ["M-0192f0c1-2345-7abc-8def-0123456789ab", "nobody"] {
        assert!(!program.run(&["mail", "bounce", wrong]).succeeded, "{wrong} was noted");
    }
    assert_eq!(portal.scalar("SELECT count(*) FROM suppressions").await, "1");
    // With the address alone a login is known, so that support reaches its person another way.
    assert_eq!(portal.scalar("SELECT mail_bounced_at IS NOT NULL FROM users").await, "t");
}
