//! The page of a message, for its sender, and the calls of those who wish to be called.

use crate::harness::{Client, Portal};
use inset_domain::user::StaffRole;

const BO: &str = "bo@lund.example";

/// Somebody complains; gives the page that the mail leads to, and staff's page.
async fn complain(portal: &Portal, more: &[(&str, &str)]) -> (String, String) {
    let fields =
        [("kind", "complaint"), ("full_name", "Bo Lund"), ("email", BO), ("body", "It covers a face."), ("age", "yes")];
    portal.browser().fill("/contact", "/contact", &[&fields[..], more].concat()).await.goes_to();
    let link = portal.link(BO, "We have your message").await;
    (
        link,
        format!(
            "/admin/inquiries/{}",
            portal.scalar("SELECT id FROM inquiries ORDER BY created_at DESC LIMIT 1").await
        ),
    )
}

async fn answer(sami: &Client, page: &str, words: &str, follows: &str) {
    sami.fill(page, &format!("{page}/answer"), &[("words", words), ("follows", follows)]).await.goes_to();
}

#[tokio::test]
async fn its_sender_reads_where_it_stands_adds_words_and_reopens_it() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let (link, page) = complain(&portal, &[]).await;
    let bo = portal.browser();
    let shown = bo.get(&link).await;
    assert!(shown.body.contains("We have it") && shown.body.contains("You have our answer by "), "{}", shown.body);
    assert!(shown.body.contains("It covers a face."));
    answer(&sami, &page, "Which page was it?", "their_words").await;
    let shown = bo.get(&link).await;
    assert!(shown.body.contains("We wait for you") && shown.body.contains("Which page was it?"));
    assert!(!shown.body.contains("Sami"), "it names who answers");
    assert!(!shown.body.contains(BO), "it tells the address to whoever has the link");
    bo.fill(&link, &link, &[("words", "Page four of the album.")]).await.goes_to();
    portal.mail("sami.haddad@operator.example", "Written again: INQ-1001").await;
    assert!(sami.get(&page).await.texts("ol.thread li").concat().contains("Page four of the album."));
    assert_eq!(portal.scalar("SELECT state FROM inquiries").await, "open");
    answer(&sami, &page, "It is taken off today.", "nothing").await;
    let answered = portal.mail(BO, "Our answer").await;
    assert!(answered.text.contains(&link), "the answer does not lead to the page");
    bo.fill(&link, &link, &[("words", "It is there again.")]).await.goes_to();
    assert_eq!(portal.scalar("SELECT state FROM inquiries").await, "reopened");
    let empty = bo.fill(&link, &link, &[("words", " ")]).await;
    assert_eq!((empty.status, empty.errors()), (422, vec!["Write what you would like to add".to_owned()]));
}

#[tokio::test]
async fn words_that_cross_with_an_answer_come_back_and_a_post_sent_twice_counts_once() {
    let portal = Portal::start().await;
    let (link, _) = complain(&portal, &[]).await;
    let bo = portal.browser();
    let body = bo.form(&link, &link).await.body(&[("words", "Page four.")]);
    for _ in 0..2 {
        assert_eq!(bo.post_body(&link, body.clone()).await.goes_to(), link);
    }
    assert_eq!(portal.scalar("SELECT count(*) FROM inquiry_messages").await, "1");
    // After ten without an answer the eleventh comes back.
    for count in 2..=10 {
        bo.fill(&link, &link, &[("words", &format!("And page {count}."))]).await.goes_to();
    }
    let refused = bo.fill(&link, &link, &[("words", "And page eleven.")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.errors()[0].starts_with("You have written 10 times"), "{:?}", refused.errors());
    assert!(refused.body.contains("And page eleven."), "what was typed is lost");
    assert_eq!(portal.scalar("SELECT count(*) FROM inquiry_messages").await, "10");
}

#[tokio::test]
async fn a_wrong_link_says_the_same_as_one_whose_time_has_run_out() {
    let portal = Portal::start().await;
    let (link, _) = complain(&portal, &[]).await;
    let csrf = portal.browser().form(&link, &link).await;
    portal.scalar("UPDATE inquiries SET state_at = now() - interval '91 days'").await;
    let wrong = format!("/inquiry/status/{}", "A".repeat(link.len() - "/inquiry/status/".len()));
    let mut bodies = Vec::new();
    for path in [&link, &wrong, &"/inquiry/status/INQ-1001".to_owned()] {
        let answer = portal.browser().get(path).await;
        let posted = portal.browser().post_body(path, csrf.body(&[("words", "Hello?")])).await;
        assert_eq!((answer.status, posted.status), (404, 404), "{path}");
        // What differs is the reference to quote alone.
        bodies.push([answer.texts("main h1"), answer.texts("main p:not(.muted)")].concat());
    }
    bodies.iter_mut().for_each(|body| body.retain(|text| !text.contains("E-")));
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
    assert_eq!(portal.scalar("SELECT count(*) FROM inquiry_messages").await, "0");
}

#[tokio::test]
async fn no_cache_keeps_the_page_no_search_engine_finds_it_and_no_other_site_learns_of_it() {
    let portal = Portal::start().await;
    let (link, _) = complain(&portal, &[]).await;
    let answer = portal.browser().get(&link).await;
    let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().expect("text").to_owned());
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(header("x-robots-tag").as_deref(), Some("noindex, nofollow, noarchive"));
    assert_eq!(header("referrer-policy").as_deref(), Some("no-referrer"));
    let token = link.rsplit('/').next().expect("a token");
    assert!(token.len() >= 32, "{token} can be guessed");
    for table in ["inquiries", "outbox", "audit_events", "access_records", "form_keys"] {
        let rows = format!("SELECT count(*) FROM {table} t WHERE t::text LIKE '%{token}%'");
        assert_eq!(portal.scalar(&rows).await, "0", "{table} holds the link");
    }
}

#[tokio::test]
async fn whoever_gives_a_number_is_called_with_the_answer_and_what_came_of_it_stands_with_the_message() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let (link, page) = complain(&portal, &[("telephone", "+44 20 7946 0018")]).await;
    assert!(portal.browser().get(&link).await.body.contains("by telephone and on this page"));
    assert!(sami.get(&page).await.body.contains("They wish to be called."), "staff do not know before they write");
    answer(&sami, &page, "It is taken off today.", "nothing").await;
    let mails = portal.mails().await;
    assert!(mails.iter().all(|mail| !mail.subject.starts_with("Our answer")), "they are written to as well");
    let call = sami.get("/admin/calls").await.links("tbody a").remove(0);
    let shown = sami.get(&call).await;
    assert!(shown.body.contains("It is taken off today.") && shown.body.contains("+44 20 7946 0018"));
    assert!(!shown.body.contains(&link), "the caller reads the sender's link");
    assert!(sami.get(&page).await.body.contains("To be called"));
    let attempts = format!("{call}/attempts");
    sami.fill(&call, &attempts, &[("outcome", "no_answer"), ("note", "After five, then.")]).await.goes_to();
    assert!(sami.get(&page).await.body.contains("After five, then."));
    sami.fill(&call, &attempts, &[("outcome", "wrong_number")]).await.goes_to();
    assert!(sami.get(&page).await.body.contains("Wrong number"));
    let written = portal.mail(BO, "Our answer").await;
    assert!(written.text.contains("It is taken off today."), "nobody tells them");
}

#[tokio::test]
async fn a_number_that_is_none_is_refused_beside_its_field_and_nothing_is_lost() {
    let portal = Portal::start().await;
    let (link, _) = complain(&portal, &[]).await;
    let bo = portal.browser();
    let refused = bo.fill(&link, &link, &[("words", "Call me."), ("telephone", "020 7946 0018")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.errors()[0].starts_with("Begin the telephone number with +"), "{:?}", refused.errors());
    assert!(refused.body.contains("Call me.") && refused.body.contains("020 7946 0018"));
    bo.fill(&link, &link, &[("words", "Call me."), ("telephone", "+44 20 7946 0018")]).await.goes_to();
    assert_eq!(portal.scalar("SELECT telephone FROM inquiries").await, "+44 20 7946 0018");
}

#[tokio::test]
async fn promise_19_a_complaint_gets_a_reference_a_clock_and_an_answer() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    assert!(portal.browser().get("/contact").await.body.contains("an answer within two working days"));
    let fields = [
        ("kind", "complaint"),
        ("full_name", "Bo Lund"),
        ("email", "bo@lund.example"),
        ("body", "Your ad covers a face."),
        ("age", "yes"),
    ];
    let received = portal.browser().fill("/contact", "/contact", &fields).await.goes_to().to_owned();
    assert!(received.ends_with("INQ-1001"), "{received}");
    let told = portal.mail("bo@lund.example", "INQ-1001").await;
    let due =
        portal.scalar("SELECT trim(to_char(due_at AT TIME ZONE 'UTC', 'FMDD FMMonth YYYY')) FROM inquiries").await;
    assert!(told.text.contains(&format!("You have our answer by {due}")), "{}", told.text);
    let link = portal.link("bo@lund.example", "INQ-1001").await;
    assert!(portal.browser().get(&link).await.body.contains(&due));
    let working = "SELECT count(*) FROM inquiries, generate_series(created_at + interval '1 day', due_at, interval '1 day') AS day
        WHERE extract(isodow FROM day AT TIME ZONE 'UTC') < 6";
    assert_eq!(portal.scalar(working).await, "2", "it is not two working days");
    portal.scalar("UPDATE inquiries SET due_at = now() - interval '1 minute'").await;
    let list = sami.get("/admin/inquiries?whose=late").await;
    assert!(list.body.contains("INQ-1001") && list.texts("tbody .tag").contains(&"Late".to_owned()), "nobody sees it");
    assert!(portal.browser().get(&link).await.body.contains("we are late"), "its sender is not told");
    let page = format!("/admin/inquiries/{}", portal.scalar("SELECT id FROM inquiries").await);
    assert!(sami.get(&page).await.body.contains("Your ad covers a face."));
    sami.fill(&page, &format!("{page}/answer"), &[("words", "It is taken off today.")]).await.goes_to();
    let mails = portal.mails().await;
    assert!(mails.iter().any(|mail| mail.to == "bo@lund.example" && mail.text.contains("It is taken off today.")));
    let security = portal.browser().get("/.well-known/security.txt").await;
    assert!(security.body.contains("Contact: mailto:") && security.body.contains("Expires: "));
}
