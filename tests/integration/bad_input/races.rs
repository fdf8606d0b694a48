//! Two requests at the same instant: one effect, and a polite word to whoever came second.

use super::scene::{self, PERSON};
use super::{everything, no_panic, portal};
use crate::harness::{Answer, Portal};
use inset_domain::user::StaffRole;

const ROUNDS: usize = 20;

/// An account, and its case, back as they were before they were decided.
async fn undecided(portal: &Portal) {
    portal.scalar("UPDATE accounts SET state = 'submitted', reason_code = NULL, reason_words = NULL WHERE state IN ('approved', 'declined')").await;
    portal.scalar("UPDATE review_cases SET state = 'waiting', closed_at = NULL, decision = NULL, decided_by = NULL, reason_code = NULL, reason_words = NULL WHERE order_id IS NULL").await;
}

#[tokio::test]
async fn two_reviewers_at_once_make_one_decision_in_every_round() {
    let portal = portal().await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let (ada, max) =
        (portal.staff("Ada Marsh", StaffRole::Admin).await, portal.staff("Max Stein", StaffRole::Reviewer).await);
    let order = scene::order(&ann, "Boots").await;
    scene::sign(&ann, &order, "Ann Ek").await;
    scene::send(&ann, &order).await;
    let case = scene::case(&portal, "Ann Ek").await;
    let (approval, decline) = (format!("{case}/approval"), format!("{case}/decline"));
    let reason = [("reason", "duplicate"), ("words", "It repeats another record.")];
    for round in 1..=ROUNDS {
        let yes = ada.form(&case, &approval).await.body(&[]);
        let no = max.form(&case, &decline).await.body(&reason);
        let (one, two) = tokio::join!(ada.post_body(&approval, yes), max.post_body(&decline, no));
        // Who approves second is told on the case; who declines second has their words beside what was decided.
        let told = |it: &Answer| {
            let cookies = it.headers.get_all("set-cookie").iter();
            cookies.filter_map(|it| it.to_str().ok()).any(|it| it.contains("decided-already"))
        };
        match (one.status, two.status) {
            (303, 409) => {
                let said = two.texts(".summary-box").join(" ");
                assert!(said.contains("Approved, by ") && said.contains("It repeats another record."), "{said}");
            }
            (303, 303) => assert!(one.goes_to() == case && told(&one), "round {round}: who came second is not told"),
            other => panic!("round {round}: not one result and one notice: {other:?}"),
        }
        let decisions = "SELECT count(*) FROM audit_events WHERE verb IN ('account.approved', 'account.declined')";
        assert_eq!(portal.scalar(decisions).await, round.to_string());
        let letters = "SELECT count(*) FROM outbox WHERE letter IN ('account_approved', 'account_declined')";
        assert_eq!(portal.scalar(letters).await, round.to_string(), "not one mail a decision");
        undecided(&portal).await;
    }
    no_panic();
}

#[tokio::test]
async fn an_order_sent_twice_at_once_is_sent_once() {
    let portal = portal().await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    for round in 1..=5 {
        let order = scene::order(&ann, "Boots").await;
        scene::sign(&ann, &order, "Ann Ek").await;
        let (page, step) = (format!("{order}/review"), format!("{order}/submission"));
        let (one, two) = (ann.form(&page, &step).await, ann.form(&page, &step).await);
        let same = one.body(&[("terms", "yes")]);
        let answers = tokio::join!(
            ann.post_body(&step, same.clone()),
            ann.post_body(&step, same.clone()),
            ann.post_body(&step, two.body(&[("terms", "yes")])),
        );
        let statuses = [answers.0.status, answers.1.status, answers.2.status];
        assert_eq!(answers.0.status, answers.1.status, "one form, two answers");
        assert!(statuses.iter().all(|status| [303, 409].contains(status)) && statuses.contains(&303), "{statuses:?}");
        let sent = portal.scalar("SELECT count(*) FROM audit_events WHERE verb = 'order.submitted'").await;
        assert_eq!(sent, round.to_string());
    }
    assert_eq!(portal.scalar("SELECT count(*) FROM review_cases WHERE order_id IS NOT NULL").await, "5");
    no_panic();
}

#[tokio::test]
async fn two_people_who_edit_one_company_at_once_overwrite_nothing() {
    let portal = portal().await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let page = "/advertiser/company";
    for _ in 0..ROUNDS {
        let (mine, theirs) = (ann.form(page, page).await, ann.form(page, page).await);
        let (one, two) = tokio::join!(
            ann.post_body(page, mine.body(&[("trading_name", "Mine")])),
            ann.post_body(page, theirs.body(&[("trading_name", "Theirs")])),
        );
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        let kept = if one.status == 303 { "Mine" } else { "Theirs" };
        assert_eq!(portal.scalar("SELECT trading_name FROM companies").await, kept);
        ann.fill(page, page, &[("trading_name", "")]).await.goes_to();
    }
    // A section that nobody has saved yet has no row to lock: the first one still wins alone.
    let contact = "/advertiser/contacts/legal";
    let (mine, theirs) = (ann.form(contact, contact).await, ann.form(contact, contact).await);
    let (one, two) =
        tokio::join!(ann.post_body(contact, mine.body(PERSON)), ann.post_body(contact, theirs.body(PERSON)));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    no_panic();
}

#[tokio::test]
async fn a_single_use_link_used_twice_at_once_works_once() {
    let portal = portal().await;
    for round in 0..5 {
        let email = format!("ida{round}@fjord.example");
        let fields = [
            ("company", "Fjord"),
            ("full_name", "Ida Holm"),
            ("email", email.as_str()),
            ("age", "yes"),
            ("terms", "yes"),
        ];
        portal.browser().fill("/sign-up/publisher", "/sign-up/publisher", &fields).await.goes_to();
        let link = portal.link(&email, "Welcome").await;
        let (one, two) = (portal.browser(), portal.browser());
        let first = one.form(&link, &link).await.body(&[("password", "three unrelated words")]);
        let second = two.form(&link, &link).await.body(&[("password", "quite different words")]);
        let (one, two) = tokio::join!(one.post_body(&link, first), two.post_body(&link, second));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 410], "round {round}");
    }
    assert_eq!(portal.scalar("SELECT count(*) FROM audit_events WHERE verb = 'user.verified'").await, "5");
    no_panic();
}

#[tokio::test]
async fn an_invitation_used_twice_at_once_is_used_once() {
    let portal = portal().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let inquiry = [("full_name", "Ola Berg"), ("email", "ola@walks.example"), ("age", "yes")];
    portal.browser().fill("/inquiry", "/inquiry", &inquiry).await.goes_to();
    let page = format!("/admin/inquiries/{}", portal.scalar("SELECT id FROM inquiries").await);
    let answer = [("words", "Welcome."), ("follows", "publisher")];
    ada.fill(&page, &format!("{page}/answer"), &answer).await.goes_to();
    let mails = portal.mails().await;
    let text = &mails.iter().find(|mail| mail.text.contains("invitation=")).expect("an invitation").text;
    let start = text.find("/sign-up/publisher?").expect("a link");
    let link = text[start..].split_whitespace().next().expect("a path").to_owned();
    let action = "/sign-up/publisher";
    let fields =
        |email| [("company", "Walks"), ("full_name", "Ola Berg"), ("email", email), ("age", "yes"), ("terms", "yes")];
    let (one, two) = (portal.browser(), portal.browser());
    let form =
        |page: crate::harness::Answer| crate::harness::FormOnPage::on(&page.body, action, action).expect("the form");
    let first = form(one.get(&link).await).body(&fields("ola@walks.example"));
    let second = form(two.get(&link).await).body(&fields("ola.berg@walks.example"));
    let (one, two) = tokio::join!(one.post_body(action, first), two.post_body(action, second));
    assert!(
        [one.status, two.status].iter().all(|status| [303, 409, 410].contains(status)),
        "{} {}",
        one.status,
        two.status
    );
    assert_eq!(portal.scalar("SELECT count(*) FROM invitations WHERE used_by IS NOT NULL").await, "1");
    no_panic();
}

#[tokio::test]
async fn ten_posts_of_one_key_at_once_have_one_effect() {
    let portal = portal().await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let page = "/advertiser/orders/new";
    let body = ann.form(page, page).await.body(scene::HEADER);
    let posts = (0..10).map(|_| ann.post_body(page, body.clone()));
    let answers = futures_util::future::join_all(posts).await;
    let places: Vec<&str> = answers.iter().map(|answer| answer.goes_to()).collect();
    assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
    assert_eq!(portal.scalar("SELECT count(*) FROM orders").await, "1");
    // Two different forms under one key: one is done, the other is told.
    let key = body.split('&').find_map(|pair| pair.strip_prefix("_key=")).expect("a key").to_owned();
    let contact = "/advertiser/contacts/legal";
    let mine = ann.form(contact, contact).await.body(&[PERSON, &[("_key", key.as_str())]].concat());
    let before = everything(&portal).await;
    assert_eq!(ann.post_body(contact, mine).await.status, 409);
    assert_eq!(everything(&portal).await, before);
    no_panic();
}
