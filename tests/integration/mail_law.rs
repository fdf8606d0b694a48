//! The law of mail: consent when a mail leaves, one click to leave, addresses to which nothing goes, and what bounces.

use crate::announcements::{NEWS, send};
use crate::harness::{Client, Portal};
use inset_domain::ids::UserId;
use inset_domain::mailing::UnsubscribeLink;
use inset_domain::user::StaffRole;
use inset_store::mail_law::unsubscribe_token;

const MAIL: &str = "/account/mail";
const SUBJECT: &str = "A curtain that opens by itself";
const ANN: &str = "ann.ek@fjord.example";

async fn wishes_news(person: &Client) {
    person.fill(MAIL, MAIL, &[("optional_mail", "yes")]).await.goes_to();
}

/// How often an address got the news.
async fn news_to(portal: &Portal, address: &str) -> usize {
    portal.mails().await.iter().filter(|mail| mail.to == address && mail.subject == SUBJECT).count()
}

async fn token(portal: &Portal, name: &str, days_ago: i64) -> String {
    let id = portal.scalar(&format!("SELECT id FROM users WHERE full_name = '{name}'")).await;
    let user: UserId = id.parse().expect("an id");
    let at = portal.parts.clock.now() - chrono::TimeDelta::days(days_ago);
    unsubscribe_token(portal.db.vault(), UnsubscribeLink { user, at })
}

async fn wants(portal: &Portal, name: &str) -> String {
    let newest = "SELECT c.granted FROM consents c JOIN users u ON u.id = c.user_id WHERE c.purpose = 'optional_mail' AND u.full_name";
    portal.scalar(&format!("{newest} = '{name}' ORDER BY c.given_at DESC, c.id DESC LIMIT 1")).await
}

/// The post of a mail program: no session, no page of ours, no token but the link's own.
async fn one_click(portal: &Portal, path: &str) -> crate::harness::Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    portal.browser().send("POST", path, &headers, "List-Unsubscribe=One-Click").await
}

#[tokio::test]
async fn promise_18_news_needs_a_ticked_box_and_is_left_at_once_by_one_click() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    portal.member("publisher", "Skerry", "Per Lund").await;
    assert!(!ann.form(MAIL, MAIL).await.0.contains_key("optional_mail"), "the box is ticked already");
    let unticked = ann.fill(MAIL, MAIL, &[]).await;
    assert_eq!((unticked.status, unticked.errors().len()), (422, 1));
    wishes_news(&ann).await;
    let stored = "SELECT granted || ' ' || wording_version || ' ' || source FROM consents WHERE purpose = 'optional_mail' ORDER BY given_at DESC LIMIT 1";
    assert_eq!(portal.scalar(stored).await, format!("true {} preferences", inset_store::users::CONSENT_WORDING));
    assert!(ann.get(MAIL).await.body.contains("You said yes on"));

    send(&ada, &NEWS).await;
    assert_eq!((news_to(&portal, ANN).await, news_to(&portal, "per.lund@skerry.example").await), (1, 0));
    let mail = portal.mail(ANN, SUBJECT).await;
    let header = |name: &str| mail.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone());
    assert_eq!(header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    assert_eq!(header("List-Id").as_deref(), Some("News <news.imagespacemedia.example>"));
    let link = header("List-Unsubscribe").expect("a way out");
    let path = link.trim_matches(['<', '>']).strip_prefix(&portal.base).expect("a link to this portal").to_owned();
    assert!(mail.text.contains("You get this mail because you ticked") && mail.text.contains(&path), "{}", mail.text);

    // Opening it does nothing, for a program or a person; its button does.
    let page = portal.browser().get(&path).await;
    assert_eq!((page.status, page.heading().as_str()), (200, "Get no more news"));
    assert!(page.body.contains("a…@fjord.example") && !page.body.contains(ANN), "it names its reader to anybody");
    assert_eq!(wants(&portal, "Ann Ek").await, "t");
    let clicked = one_click(&portal, &path).await;
    assert_eq!((clicked.status, clicked.heading().as_str()), (200, "You get no more news"));
    assert_eq!(wants(&portal, "Ann Ek").await, "f");
    assert_eq!(one_click(&portal, &path).await.status, 200, "a second click is an error");
    assert_eq!(portal.browser().get(&path).await.heading(), "You get no more news");
    send(&ada, &NEWS).await;
    assert_eq!(news_to(&portal, ANN).await, 1, "she got news after she had left");
    // Mail that is part of the service goes on.
    portal.browser().fill("/forgot-password", "/forgot-password", &[("email", ANN)]).await.goes_to();
    portal.mail(ANN, "Set a new password").await;
    let privacy = portal.browser().get("/privacy").await;
    assert!(privacy.texts("#P18 td").contains(&"Kept".to_owned()));
}

#[tokio::test]
async fn a_program_may_send_its_click_as_parts_and_nothing_else() {
    let portal = Portal::start().await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    wishes_news(&ann).await;
    let path = format!("/unsubscribe/{}", token(&portal, "Ann Ek", 1).await);
    let parts = [("content-type", "multipart/form-data; boundary=b")];
    let with = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n--b--\r\n")
    };
    for (name, value) in [("List-Unsubscribe", "No"), ("Other", "One-Click"), ("", "")] {
        let answer = portal.browser().send("POST", &path, &parts, &with(name, value)).await;
        assert_eq!((answer.status, wants(&portal, "Ann Ek").await.as_str()), (422, "t"), "{name} {value}");
    }
    let answer = portal.browser().send("POST", &path, &[], "").await;
    assert_eq!((answer.status, wants(&portal, "Ann Ek").await.as_str()), (422, "t"), "an empty post was taken");
    let answer = portal.browser().send("POST", &path, &parts, &with("List-Unsubscribe", "One-Click")).await;
    assert_eq!((answer.status, wants(&portal, "Ann Ek").await.as_str()), (200, "f"));
}

#[tokio::test]
async fn a_link_that_is_altered_of_another_person_or_two_years_old_says_so() {
    let portal = Portal::start().await;
    let (ann, per) =
        (portal.member("publisher", "Fjord", "Ann Ek").await, portal.member("publisher", "Skerry", "Per Lund").await);
    wishes_news(&ann).await;
    wishes_news(&per).await;
    let anns = token(&portal, "Ann Ek", 1).await;
    let pers = token(&portal, "Per Lund", 1).await;
    let (text, mark) = anns.split_once('.').expect("a mark");
    let swapped = format!("{}.{mark}", pers.split_once('.').expect("a mark").0);
    for altered in [&anns[..anns.len() - 1], text, "nobody", &swapped, &format!("{anns}x")] {
        let path = format!("/unsubscribe/{altered}");
        let page = portal.browser().get(&path).await;
        assert_eq!((page.status, page.heading().as_str()), (404, "This link is not whole"), "{altered}");
        assert_eq!(one_click(&portal, &path).await.status, 404, "{altered}");
    }
    let old = format!("/unsubscribe/{}", token(&portal, "Ann Ek", 730).await);
    let page = portal.browser().get(&old).await;
    assert_eq!((page.status, page.heading().as_str()), (410, "This link is too old"));
    assert!(page.body.contains("/account/mail"), "it does not say what is left to do");
    assert_eq!(one_click(&portal, &old).await.status, 410);
    assert_eq!((wants(&portal, "Ann Ek").await.as_str(), wants(&portal, "Per Lund").await.as_str()), ("t", "t"));
    // Another person's: whoever is signed in is told whose it is, and stays on the list.
    let path = format!("/unsubscribe/{anns}");
    assert!(per.get(&path).await.body.contains("This link is another person"), "Per is not told");
    per.fill(&path, &path, &[]).await.goes_to();
    assert_eq!((wants(&portal, "Ann Ek").await.as_str(), wants(&portal, "Per Lund").await.as_str()), ("f", "t"));
}

#[tokio::test]
async fn a_consent_taken_back_while_a_mail_waits_holds_it_back_and_the_outbox_says_so() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    wishes_news(&ann).await;
    send(&ada, &NEWS).await;
    // The mail is queued; its time to leave comes later.
    use inset_store::{Actor, StoreError, announcements};
    portal
        .db
        .transact::<_, StoreError, _>(Actor::System, async |tx| {
            let due = announcements::due(tx).await?.expect("it is due");
            let now = tx.now();
            let begun = due.announcement.begin(now).map_err(|_| StoreError::Stale)?;
            announcements::update(tx, begun, chrono::TimeDelta::zero()).await?;
            let due = announcements::due(tx).await?.expect("it is being sent");
            announcements::queue_batch(tx, &due).await
        })
        .await
        .expect("queued");
    assert_eq!(portal.scalar("SELECT count(*) FROM outbox WHERE class = 'optional' AND state = 'queued'").await, "1");
    ann.fill(MAIL, "/account/mail/withdrawal", &[]).await.goes_to();
    assert_eq!(news_to(&portal, ANN).await, 0, "it left without a consent");
    let row = "SELECT state || ': ' || failure FROM outbox WHERE class = 'optional'";
    assert_eq!(portal.scalar(row).await, "withheld: Held back: its reader does not want such mail any more");
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    assert!(sami.get("/admin/mail?state=withheld").await.body.contains("does not want such mail any more"));
    let own = ann.get(MAIL).await;
    assert!(own.body.contains(SUBJECT) && own.body.contains("Not sent"), "she does not see that it was held back");
}

#[tokio::test]
async fn a_person_sees_every_mail_they_were_sent_and_no_link_of_any() {
    let portal = Portal::start().await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    portal.browser().fill("/forgot-password", "/forgot-password", &[("email", ANN)]).await.goes_to();
    portal.mails().await;
    let secret = portal.link(ANN, "Set a new password").await;
    let page = ann.get(MAIL).await;
    let subjects = page.texts("tbody th");
    assert!(subjects[0].starts_with("Set a new password") && subjects[1].starts_with("Welcome"), "{subjects:?}");
    assert!(!page.body.contains(secret.rsplit('/').next().expect("a token")), "the page holds a secret link");
    assert!(page.body.contains("Answer to a form") && page.body.contains("Sent"));
    portal
        .scalar("INSERT INTO outbox (id, event_seq, class, letter, payload, recipient_email, recipient_name, recipient_user, state, next_at, created_at)
                 SELECT gen_random_uuid(), o.event_seq, o.class, 'letter' || n, o.payload, o.recipient_email, o.recipient_name, o.recipient_user,
                    'queued', now(), now() - n * interval '1 minute'
                 FROM outbox o, generate_series(1, 120) AS n WHERE o.letter = 'password_reset'")
        .await;
    let (mut next, mut seen) = (MAIL.to_owned(), 0);
    loop {
        let page = ann.get(&next).await;
        seen += page.texts("tbody tr").len();
        match page.links("a[rel=next]").pop() {
            Some(link) => next = link,
            None => break,
        }
    }
    assert_eq!(seen, 122);
    let per = portal.member("publisher", "Skerry", "Per Lund").await;
    assert_eq!(per.get(MAIL).await.texts("tbody tr").len(), 1, "somebody else's mail is listed");
}

#[tokio::test]
async fn a_forwarded_mail_with_no_sender_is_found_by_its_reference_and_its_reader_taken_off_once() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    wishes_news(&ann).await;
    send(&ada, &NEWS).await;
    let mail = portal.mail(ANN, SUBJECT).await;
    let foot = mail.text.lines().last().expect("a foot");
    let forwarded = format!("> {}\n> {foot}\nI never want this again.", mail.text.lines().next().expect("a line"));
    let search = "/admin/mail/search";
    for (shown, said) in [
        ("I never want this again.", "reference"),
        ("a@b.example c@d.example", "several"),
        ("M-0192f0c1-2345-7abc-8def-0123456789ab", "no such mail"),
        ("nobody@nowhere.example", "no such mail"),
    ] {
        let refused = sami.fill("/admin/mail", search, &[("shown", shown)]).await;
        assert_eq!(refused.status, 422, "{shown}");
        assert!(refused.errors()[0].contains(said), "{:?}", refused.errors());
    }
    let page = sami.fill("/admin/mail", search, &[("shown", &forwarded)]).await.goes_to().to_owned();
    assert_eq!(
        sami.fill("/admin/mail", search, &[("shown", ANN)]).await.goes_to(),
        page,
        "its address finds its newest mail"
    );
    let report = format!("{page}/report");
    let unsaid = sami.fill(&page, &report, &[]).await;
    assert_eq!((unsaid.status, unsaid.errors().len()), (422, 2));
    let removal = [("report", "removal"), ("report_why", "Forwarded to us today, without a sender.")];
    let form = sami.form(&page, &report).await;
    sami.post_body(&report, form.body(&removal)).await.goes_to();
    sami.post_body(&report, form.body(&removal)).await.goes_to();
    let again = sami.fill(&page, &report, &removal).await;
    assert_eq!(again.status, 422, "it was taken off twice");
    assert!(again.errors()[0].contains("on the list already"));
    let confirmations =
        portal.mails().await.into_iter().filter(|mail| mail.subject == "You get no more mail from us").count();
    assert_eq!(confirmations, 1);
    assert_eq!(wants(&portal, "Ann Ek").await, "f");
    assert_eq!(
        portal
            .scalar("SELECT count(*) FROM audit_events WHERE verb = 'mail.removal_asked' AND actor_kind = 'staff'")
            .await,
        "1"
    );
    assert_eq!(
        portal.scalar("SELECT count(*) FROM suppressions s WHERE s::text ILIKE '%ann.ek%'").await,
        "0",
        "the address is kept"
    );
    // An answer is held back too; the link without which she could not sign in is not.
    let question = [("full_name", "Ann Ek"), ("email", "Ann.Ek@fjord.example"), ("body", "When?"), ("age", "yes")];
    portal.browser().fill("/contact", "/contact", &question).await.goes_to();
    portal.browser().fill("/forgot-password", "/forgot-password", &[("email", ANN)]).await.goes_to();
    portal.mail(ANN, "Set a new password").await;
    assert_eq!(portal.scalar("SELECT state FROM outbox WHERE letter = 'inquiry_received'").await, "withheld");
    // She may come back by herself: the box takes her off the list, and only her.
    assert!(ann.get(MAIL).await.body.contains("because you told us so"));
    wishes_news(&ann).await;
    send(&ada, &NEWS).await;
    assert_eq!(news_to(&portal, ANN).await, 2);
}

#[tokio::test]
async fn a_bounce_of_the_service_marks_the_login_and_tells_support_and_another_lists_the_address() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    ann.fill(
        "/account/security/password",
        "/account/security/password",
        &[("current_password", crate::harness::PASSWORD), ("password", "quite different words")],
    )
    .await;
    let id = portal.scalar("SELECT id FROM users WHERE full_name = 'Ann Ek'").await;
    portal
        .scalar("INSERT INTO outbox (id, event_seq, class, letter, payload, recipient_email, recipient_name, recipient_user, state, sent_at, next_at, created_at)
                 SELECT gen_random_uuid(), o.event_seq, 'service', 'password_changed', '{\"class\":\"service\",\"letter\":{\"kind\":\"password_changed\"}}',
                    o.recipient_email, o.recipient_name, o.recipient_user, 'sent', now(), now(), now()
                 FROM outbox o WHERE o.letter = 'welcome' AND o.recipient_email LIKE 'ann%'")
        .await;
    let mail = portal.scalar("SELECT id FROM outbox WHERE letter = 'password_changed' AND recipient_email LIKE 'ann%' ORDER BY created_at DESC LIMIT 1").await;
    let page = format!("/admin/mail/{mail}");
    let bounce = [("report", "bounce"), ("report_why", "The server says that there is no such mailbox.")];
    sami.fill(&page, &format!("{page}/report"), &bounce).await.goes_to();
    assert!(
        portal
            .mail("sami.haddad@operator.example", "Mail does not reach Ann Ek")
            .await
            .text
            .contains(&format!("/admin/people/{id}"))
    );
    let person = format!("/admin/people/{id}");
    assert!(sami.get(&person).await.body.contains("Reach them another way"), "the person's page does not say so");
    assert!(ann.get(MAIL).await.body.contains("Mail does not reach you"));
    assert_eq!(portal.scalar("SELECT count(*) FROM suppressions").await, "0", "service mail stopped");
    let again = [("lift_why", "She freed some space.")];
    sami.fill(&page, &format!("{page}/permission"), &again).await.goes_to();
    assert!(!sami.get(&person).await.body.contains("Reach them another way"));
    // A reply that comes back lists the address.
    let question = [("full_name", "Bo Lund"), ("email", "bo@lund.example"), ("body", "When?"), ("age", "yes")];
    portal.browser().fill("/contact", "/contact", &question).await.goes_to();
    portal.mails().await;
    let reply = portal.scalar("SELECT id FROM outbox WHERE letter = 'inquiry_received'").await;
    let page = format!("/admin/mail/{reply}");
    sami.fill(&page, &format!("{page}/report"), &bounce).await.goes_to();
    assert_eq!(portal.scalar("SELECT report FROM suppressions WHERE lifted_at IS NULL").await, "bounce");
    let fin = portal.staff("Fin Orr", StaffRole::Finance).await;
    assert!(
        !fin.get(&page).await.body.contains(&format!("{page}/report")),
        "finance is offered a form that it may not send"
    );
}
