//! What people write on the public site, and what staff do about it.

use crate::harness::{Client, Portal};
use inset_domain::user::StaffRole;

/// Somebody asks, and staff's page of it.
async fn ask(portal: &Portal, email: &str) -> String {
    let fields = [
        ("kind", "complaint"),
        ("full_name", "Bo Lund"),
        ("email", email),
        ("body", "Your ad covers a face."),
        ("age", "yes"),
    ];
    portal.browser().fill("/contact", "/contact", &fields).await.goes_to();
    format!("/admin/inquiries/{}", portal.scalar("SELECT id FROM inquiries ORDER BY created_at DESC LIMIT 1").await)
}

async fn step(who: &Client, page: &str, step: &str, fields: &[(&str, &str)]) {
    who.fill(page, &format!("{page}/{step}"), fields).await.goes_to();
}

async fn state(portal: &Portal, page: &str) -> String {
    let id = page.rsplit('/').next().expect("an id");
    portal.scalar(&format!("SELECT state FROM inquiries WHERE id = '{id}'")).await
}

async fn listed(who: &Client, filter: &str) -> Vec<String> {
    who.get(&format!("/admin/inquiries{filter}")).await.texts("tbody th a")
}

#[tokio::test]
async fn a_message_is_taken_given_to_a_colleague_asked_back_and_answered_in_one_thread() {
    let portal = Portal::start().await;
    let (sami, ada) =
        (portal.staff("Sami Haddad", StaffRole::Support).await, portal.staff("Ada Marsh", StaffRole::Admin).await);
    let page = ask(&portal, "bo@lund.example").await;
    assert_eq!(state(&portal, &page).await, "acknowledged");
    step(&sami, &page, "claim", &[]).await;
    assert_eq!(state(&portal, &page).await, "assigned");
    assert!(sami.get(&page).await.body.contains("<dd>You</dd>"), "it does not say who has it");
    assert!(ada.get(&page).await.body.contains("<dd>Sami Haddad</dd>"), "it does not say who has it");
    let admin = portal.scalar("SELECT id FROM users WHERE full_name = 'Ada Marsh'").await;
    step(&sami, &page, "assignment", &[("assignee", &admin)]).await;
    portal.mail("ada.marsh@operator.example", "Yours to answer: INQ-1001").await;
    step(&ada, &page, "answer", &[("words", "Which page was it?"), ("follows", "their_words")]).await;
    assert_eq!(state(&portal, &page).await, "waiting");
    // It is ours again once the day to look again is over.
    let late = "/admin/inquiries?whose=late";
    assert!(!ada.get(late).await.links("main tbody a").contains(&page), "it is late at once");
    let due = portal.scalar("SELECT due_at FROM inquiries").await;
    portal.scalar("UPDATE inquiries SET due_at = now() - interval '1 minute'").await;
    assert!(ada.get(late).await.links("main tbody a").contains(&page), "nobody is told to look again");
    assert!(ada.get("/admin").await.body.contains("whose=late"), "the home does not know it");
    portal.scalar(&format!("UPDATE inquiries SET due_at = '{due}'")).await;
    step(&ada, &page, "answer", &[("words", "It is taken off today."), ("follows", "nothing")]).await;
    assert_eq!(state(&portal, &page).await, "resolved");
    let shown = ada.get(&page).await;
    let thread = shown.texts("ol.thread li").join(" | ");
    let at = |words: &str| thread.find(words).unwrap_or_else(|| panic!("{words} is not in {thread}"));
    assert!(at("covers a face") < at("Which page was it?") && at("Which page") < at("taken off today"));
    let answers = portal.mails().await.into_iter().filter(|mail| mail.subject.starts_with("Our answer")).count();
    assert_eq!(answers, 2);
    let verbs = "SELECT string_agg(verb, ' ' ORDER BY seq) FROM audit_events WHERE subject_kind = 'inquiry'";
    assert_eq!(
        portal.scalar(verbs).await,
        "inquiry.received inquiry.assigned inquiry.assigned inquiry.asked_back inquiry.answered"
    );
    step(&ada, &page, "reopening", &[]).await;
    assert_eq!(state(&portal, &page).await, "reopened");
    assert_eq!(listed(&ada, "?whose=mine").await, ["INQ-1001"]);
}

#[tokio::test]
async fn of_two_who_answer_at_once_one_wins_and_the_other_loses_no_word() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let page = ask(&portal, "bo@lund.example").await;
    let answer = format!("{page}/answer");
    let (early, late, last) =
        (sami.form(&page, &answer).await, sami.form(&page, &answer).await, sami.form(&page, &answer).await);
    sami.post_body(&answer, early.body(&[("words", "Which page?"), ("follows", "their_words")])).await.goes_to();
    let second = sami.post_body(&answer, late.body(&[("words", "Long and careful."), ("follows", "nothing")])).await;
    assert_eq!(second.status, 422, "it was answered over a thread that nobody had read");
    assert!(second.body.contains("Long and careful.") && second.body.contains("Which page?"));
    let form = crate::harness::FormOnPage::on(&second.body, &answer, &answer).expect("the form");
    sami.post_body(&answer, form.body(&[])).await.goes_to();
    let third = sami.post_body(&answer, last.body(&[("words", "Too late."), ("follows", "nothing")])).await;
    assert_eq!(third.goes_to(), page);
    assert_eq!(portal.scalar("SELECT count(*) FROM inquiry_messages").await, "2");
}

#[tokio::test]
async fn the_list_shows_what_is_due_first_and_is_filtered_by_its_address() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let mut pages = Vec::new();
    for name in ["one", "two", "three"] {
        pages.push(ask(&portal, &format!("{name}@lund.example")).await);
    }
    portal
        .scalar("UPDATE inquiries SET due_at = now() - interval '1 hour' WHERE email LIKE 'three%' RETURNING reference")
        .await;
    step(&sami, &pages[1], "claim", &[]).await;
    assert_eq!(listed(&sami, "").await, ["INQ-1003", "INQ-1001", "INQ-1002"]);
    assert_eq!(listed(&sami, "?whose=late").await, ["INQ-1003"]);
    assert_eq!(listed(&sami, "?whose=mine").await, ["INQ-1002"]);
    assert_eq!(listed(&sami, "?whose=nobodys").await, ["INQ-1003", "INQ-1001"]);
    assert_eq!(listed(&sami, "?kind=inquiry").await, Vec::<String>::new());
    assert_eq!(listed(&sami, "?kind=complaint&state=assigned").await, ["INQ-1002"]);
    step(&sami, &pages[2], "answer", &[("words", "Done."), ("follows", "nothing")]).await;
    assert_eq!(listed(&sami, "").await, ["INQ-1001", "INQ-1002"]);
    assert_eq!(listed(&sami, "?state=resolved").await, ["INQ-1003"]);
    assert_eq!(listed(&sami, "?whose=late&state=resolved").await, Vec::<String>::new());
    // What somebody has who is on the staff no more, nobody has.
    portal.scalar("UPDATE users SET staff_role = 'finance' WHERE full_name = 'Sami Haddad' RETURNING id").await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    assert_eq!(listed(&ada, "?whose=nobodys").await, ["INQ-1001", "INQ-1002"]);
    assert!(ada.get(&pages[1]).await.body.contains("<dd>Nobody</dd>"), "it is with somebody who cannot answer");
}

#[tokio::test]
async fn the_list_loses_no_message_where_a_page_ends_among_those_due_at_one_moment() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    portal
        .scalar(
            "INSERT INTO inquiries (id, reference, kind, full_name, email, state, state_at, due_at, created_at)
             SELECT gen_random_uuid(), 'INQ-' || 5000 + i, 'inquiry', 'Bo Lund', 'bo@lund.example', 'acknowledged', at, at, at
             FROM generate_series(0, 119) AS i, LATERAL (SELECT timestamptz '2026-11-01' + (i / 40) * interval '1 day' AS at) AS moment",
        )
        .await;
    let (mut seen, mut path) = (std::collections::BTreeSet::new(), Some("/admin/inquiries".to_owned()));
    while let Some(address) = path {
        let page = sami.get(&address).await;
        seen.extend(page.texts("tbody th a"));
        path = page.links(".pager a[rel=next]").first().cloned();
    }
    assert_eq!(seen.len(), 120, "a message was shown twice, and another never");
}

#[tokio::test]
async fn a_duplicate_names_another_message_of_the_same_sender_who_is_told_where_the_answer_comes() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let first = ask(&portal, "bo@lund.example").await;
    ask(&portal, "eve@evil.example").await;
    let page = ask(&portal, "Bo@Lund.example").await;
    let duplicate = format!("{page}/duplicate");
    for (reference, said) in [
        ("", "Enter the reference of the message that it repeats, such as INQ-1001"),
        ("INQ-9999", "Enter the reference of the message that it repeats, such as INQ-1001"),
        ("INQ-1002", "INQ-1002 came from another address, so its answer would not reach whoever wrote this one"),
        ("INQ-1003", "Enter the reference of another message: this one is INQ-1003 itself"),
    ] {
        let refused = sami.fill(&page, &duplicate, &[("duplicate_of", reference)]).await;
        assert_eq!((refused.status, refused.errors()), (422, vec![said.to_owned()]), "{reference}");
    }
    step(&sami, &page, "duplicate", &[("duplicate_of", " inq-1001 ")]).await;
    assert_eq!(state(&portal, &page).await, "duplicate");
    assert!(sami.get(&page).await.links("main a").contains(&first), "it does not lead to the other one");
    let told = portal.mail("Bo@lund.example", "We answer under INQ-1001").await;
    assert!(told.text.contains("INQ-1003"));
    let chained = ask(&portal, "bo@lund.example").await;
    let refused = sami.fill(&chained, &format!("{chained}/duplicate"), &[("duplicate_of", "INQ-1003")]).await;
    assert_eq!(refused.errors(), ["INQ-1003 is a duplicate itself: enter the one that it repeats"]);
}

#[tokio::test]
async fn only_staff_who_answer_are_given_messages_and_others_read_them() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let page = ask(&portal, "bo@lund.example").await;
    let reviewer = portal.scalar("SELECT id FROM users WHERE full_name = 'Rosa Vidal'").await;
    let refused = sami.fill(&page, &format!("{page}/assignment"), &[("assignee", &reviewer)]).await;
    assert_eq!((refused.status, refused.errors()), (422, vec!["Choose who is to answer it".to_owned()]));
    let read = rosa.get(&page).await;
    assert!(read.status == 200 && !read.body.contains(&format!("{page}/answer")), "she is offered a form");
    let csrf = rosa.form("/account", "/sign-out").await.0["_csrf"].clone();
    assert_eq!(rosa.post(&format!("{page}/claim"), &[("_csrf", &csrf), ("_account", "")]).await.status, 403);
}

#[tokio::test]
async fn a_second_invitation_ends_the_first_and_the_draft_names_the_sector_and_the_site() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let fields = [
        ("full_name", "Ann Ek"),
        ("email", "ann@fjord.example"),
        ("web_site", "fjord.example"),
        ("sector", "travel"),
        ("age", "yes"),
    ];
    portal.browser().fill("/inquiry", "/inquiry", &fields).await.goes_to();
    let page = format!("/admin/inquiries/{}", portal.scalar("SELECT id FROM inquiries").await);
    let form = sami.form(&page, &format!("{page}/answer")).await;
    assert!(form.0["words"].contains("On fjord.example captions suit best"), "{}", form.0["words"]);
    step(&sami, &page, "answer", &[]).await;
    let link = async || {
        let mails = portal.mails().await;
        let text = &mails.iter().find(|mail| mail.text.contains("invitation=")).expect("an invitation").text;
        let link = text.split_whitespace().find(|word| word.contains("invitation=")).expect("a link");
        link.trim_start_matches(&portal.base).to_owned()
    };
    let first = link().await;
    assert!(first.starts_with("/sign-up/publisher?"), "{first}");
    step(&sami, &page, "reopening", &[]).await;
    step(&sami, &page, "answer", &[("words", "As an advertiser, then."), ("follows", "advertiser")]).await;
    let second = link().await;
    assert!(second.starts_with("/sign-up/advertiser?"), "{second}");
    assert_eq!(portal.browser().get(&first).await.status, 410, "both invitations work");
    assert_eq!(portal.browser().get(&second).await.status, 200);
}

#[tokio::test]
async fn an_inquiry_says_what_became_of_its_invitation_and_a_reopened_one_begins_no_answer() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let fields = [("full_name", "Ann Ek"), ("email", "ann@fjord.example"), ("sector", "travel"), ("age", "yes")];
    portal.browser().fill("/inquiry", "/inquiry", &fields).await.goes_to();
    let page = format!("/admin/inquiries/{}", portal.scalar("SELECT id FROM inquiries").await);
    const BEGUN: &str = "Begun by the sector";
    assert!(sami.get(&page).await.body.contains(BEGUN));
    step(&sami, &page, "answer", &[]).await;
    let said = async || {
        let shown = sami.get(&page).await;
        (shown.texts("main .plate").join(" | "), shown.links("main .plate a"))
    };
    let (words, links) = said().await;
    assert!(words.contains("Invited as publisher on ") && words.contains("Not used yet"), "{words}");
    assert!(words.contains("Its link works until ") && links.is_empty(), "{words}");
    // One that ran out says since when, and an answer after a reopening begins with nothing and says so.
    portal.scalar("UPDATE invitations SET expires_at = created_at").await;
    assert!(said().await.0.contains("Nobody used it, and its link has not worked since "), "{}", said().await.0);
    step(&sami, &page, "reopening", &[]).await;
    let again = sami.get(&page).await;
    assert_eq!(again.form(&page, &format!("{page}/answer")).0["words"], "");
    assert!(!again.body.contains(BEGUN) && again.body.contains("They read exactly this"), "an empty answer has begun");
    step(&sami, &page, "answer", &[("words", "Once more."), ("follows", "publisher")]).await;
    // One that was used names the account, and leads to it.
    let link = portal.link("ann@fjord.example", "Our answer").await;
    let form = portal.browser().get(&link).await.form(&link, &link);
    let more = [("company", "Fjord"), ("age", "yes"), ("terms", "yes")];
    portal.browser().post_body(&link, form.body(&more)).await.goes_to();
    let (words, links) = said().await;
    let account = portal.scalar("SELECT id FROM accounts").await;
    assert!(words.contains("They signed up with it on ") && words.contains("PUB-1001, Fjord"), "{words}");
    assert!(words.contains("Ran out"), "the first one is forgotten: {words}");
    assert_eq!(links, [format!("/admin/accounts/{account}")]);
}

#[tokio::test]
async fn what_an_inquiry_told_fills_in_the_sign_up_the_company_and_the_first_site() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let fields = [
        ("full_name", "Ann Ek"),
        ("email", "ann@fjord.example"),
        ("web_site", "www.fjord.example"),
        ("sector", "travel"),
        ("age", "yes"),
    ];
    portal.browser().fill("/inquiry", "/inquiry", &fields).await.goes_to();
    let page = format!("/admin/inquiries/{}", portal.scalar("SELECT id FROM inquiries").await);
    step(&sami, &page, "answer", &[]).await;
    let link = portal.link("ann@fjord.example", "Our answer").await;
    let sign_up = portal.browser().get(&link).await;
    let form = sign_up.form(&link, &link);
    assert_eq!((form.0["full_name"].as_str(), form.0["email"].as_str()), ("Ann Ek", "ann@fjord.example"));
    let more = [("company", "Fjord"), ("age", "yes"), ("terms", "yes")];
    portal.browser().post_body(&link, form.body(&more)).await.goes_to();
    let welcome = portal.link("ann@fjord.example", "Welcome").await;
    portal.browser().fill(&welcome, &welcome, &[("password", crate::harness::PASSWORD)]).await.goes_to();
    let ann = portal.known("ann@fjord.example").await;
    let company = "/publisher/sign-up/company";
    assert_eq!(ann.form(company, company).await.0["web_site"], "https://www.fjord.example/");
    let sites = "/publisher/sign-up/sites";
    let site = ann.form(sites, sites).await;
    assert_eq!((site.0["domain"].as_str(), site.0["category"].as_str()), ("fjord.example", "653"));
    ann.fill(sites, sites, &[("language", "en"), ("page_views", "9000")]).await.goes_to();
    assert_eq!(ann.form(sites, sites).await.0["domain"], "", "the second site is filled in with the first");
}

#[tokio::test]
async fn an_address_that_anybody_may_type_gets_three_mails_an_hour_and_staff_get_every_message() {
    let portal = Portal::start().await;
    for _ in 0..5 {
        ask(&portal, "bo@lund.example").await;
    }
    ask(&portal, "eva@lund.example").await;
    assert_eq!(portal.scalar("SELECT count(*) FROM inquiries").await, "6");
    let told = "SELECT string_agg(n::text, ' ') FROM (SELECT count(*) n FROM outbox
                WHERE letter = 'inquiry_received' GROUP BY recipient_email ORDER BY recipient_email) t";
    assert_eq!(portal.scalar(told).await, "3 1");
}
