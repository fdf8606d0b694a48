//! A decision is taken back within half a minute, before its mails leave.

use super::{ROSA, TOM, case_of};
use crate::harness::{Client, Portal};

/// Reached by mail, not by telephone.
const APPLICANT: &str = "Γεύσεις Αιγαίου ΑΕ";
const TYPED: [(&str, &str); 2] = [("reason", "terms"), ("words", "The terms were not met.")];

async fn demo() -> Portal {
    Portal::start_in_with("demo", &[("INSET_UNDO_SECONDS", "30")], async |portal| portal.demo().await).await
}

async fn state(portal: &Portal) -> String {
    let of = format!(
        "SELECT a.state || ' ' || c.state || ' ' || c.waiting_since FROM accounts a JOIN review_cases c ON c.account_id = a.id
         WHERE a.name = '{APPLICANT}' AND c.order_id IS NULL AND c.site_id IS NULL"
    );
    portal.scalar(&of).await
}

async fn declined(portal: &Portal) -> (Client, String) {
    let rosa = portal.known(ROSA).await;
    let case = case_of(portal, APPLICANT).await;
    assert_eq!(rosa.fill(&case, &format!("{case}/decline"), &TYPED).await.goes_to(), "/admin/queue");
    assert!(rosa.get(&case).await.texts(".notice h2").contains(&"Declined".to_owned()));
    (rosa, case)
}

const LETTERS: &str =
    "SELECT count(*) FROM outbox WHERE letter = 'account_declined' AND created_at > now() - interval '1 hour'";

#[tokio::test]
async fn a_decision_is_undone_to_what_was_before_and_its_mails_never_leave() {
    let portal = demo().await;
    let before = state(&portal).await;
    let (rosa, case) = declined(&portal).await;
    assert!(state(&portal).await.starts_with("declined closed"));
    portal.mails().await;
    assert_eq!(portal.scalar(&format!("{LETTERS} AND state = 'queued'")).await, "1", "it left at once");
    let undo = format!("{case}/undo");
    // It names what it takes back, and does not stand beside another case.
    let named = rosa.get("/admin/queue").await.texts(".notice h2");
    assert!(named.iter().any(|it| it == &format!("Declined: {APPLICANT}")), "{named:?}");
    let other = rosa.get(&case_of(&portal, "Polderlicht BV").await).await.body;
    assert!(!other.contains("Undo the decision"), "it is taken for the decision of another case");
    assert_eq!(rosa.fill("/admin/queue", &undo, &[]).await.goes_to(), case);
    assert_eq!(state(&portal).await, before);
    assert_eq!(portal.scalar(LETTERS).await, "0", "its mail is still there");
    let events = "SELECT count(*) FROM audit_events WHERE verb = 'account.decision_undone'";
    assert_eq!(portal.scalar(events).await, "1");
    assert!(!rosa.get("/admin/queue").await.body.contains("Undo the decision"), "it is offered again");
    // It is decided anew, as if nothing had been.
    rosa.fill(&case, &format!("{case}/decline"), &TYPED).await.goes_to();
    assert_eq!(portal.scalar(LETTERS).await, "1");
}

#[tokio::test]
async fn once_a_mail_has_left_the_decision_stands_and_the_page_says_so() {
    let portal = demo().await;
    let (rosa, case) = declined(&portal).await;
    let undo = format!("{case}/undo");
    let body = rosa.form("/admin/queue", &undo).await.body(&[]);
    portal
        .scalar("UPDATE outbox SET next_at = now() WHERE letter = 'account_declined' AND state = 'queued' RETURNING 1")
        .await;
    portal.mails().await;
    assert_eq!(rosa.post_body(&undo, body).await.goes_to(), case);
    assert!(rosa.get(&case).await.body.contains("It was too late"));
    assert!(state(&portal).await.starts_with("declined closed"));
}

#[tokio::test]
async fn after_its_time_and_by_somebody_else_a_decision_is_not_undone() {
    let portal = demo().await;
    let (rosa, case) = declined(&portal).await;
    let undo = format!("{case}/undo");
    let tom = portal.known(TOM).await;
    assert!(!tom.get("/admin/queue").await.body.contains("Undo the decision"), "it is offered to a colleague");
    let his = tom.own_fields().await;
    tom.post_body(&undo, his.body(&[])).await.goes_to();
    assert!(state(&portal).await.starts_with("declined closed"), "a colleague undid it");
    let body = rosa.form("/admin/queue", &undo).await.body(&[]);
    portal.scalar("UPDATE decision_undos SET until = now() - interval '1 ms', decided_at = decided_at - interval '1 minute' RETURNING 1").await;
    assert!(!rosa.get("/admin/queue").await.body.contains("Undo the decision"), "it is offered too late");
    rosa.post_body(&undo, body).await.goes_to();
    assert!(state(&portal).await.starts_with("declined closed"), "it was undone too late");
}

#[tokio::test]
async fn what_was_asked_is_asked_no_more_once_it_is_undone() {
    let portal = demo().await;
    let before = state(&portal).await;
    let rosa = portal.known(ROSA).await;
    let case = case_of(&portal, APPLICANT).await;
    let asked = [("field_0", "company.legal_name"), ("note_0", "Spell it out.")];
    rosa.fill(&case, &format!("{case}/changes"), &asked).await.goes_to();
    rosa.fill("/admin/queue", &format!("{case}/undo"), &[]).await.goes_to();
    assert_eq!(state(&portal).await, before);
    assert_eq!(portal.scalar("SELECT count(*) FROM change_requests WHERE note = 'Spell it out.'").await, "0");
}

#[tokio::test]
async fn a_question_about_an_order_goes_from_its_thread_once_it_is_undone() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let of = |column: &str| {
        format!(
            "SELECT {column} FROM review_cases c JOIN orders o ON o.id = c.order_id
             JOIN accounts a ON a.id = o.account_id AND a.state = 'approved'
             WHERE c.state = 'waiting' AND o.state = 'submitted' AND c.claimed_by IS NULL ORDER BY o.number LIMIT 1"
        )
    };
    let (case, order) =
        (format!("/admin/cases/{}", portal.scalar(&of("c.id")).await), portal.scalar(&of("o.id")).await);
    let typed = [("reason", "dates"), ("words", "Which week do you mean?")];
    rosa.fill(&case, &format!("{case}/attention"), &typed).await.goes_to();
    rosa.fill("/admin/queue", &format!("{case}/undo"), &[]).await.goes_to();
    assert_eq!(portal.scalar(&format!("SELECT state FROM orders WHERE id = '{order}'")).await, "submitted");
    assert_eq!(portal.scalar("SELECT count(*) FROM order_messages WHERE body = 'Which week do you mean?'").await, "0");
    rosa.fill(&case, &format!("{case}/acceptance"), &[]).await;
    let accepted = format!("SELECT state FROM orders WHERE id = '{order}'");
    assert_eq!(portal.scalar(&accepted).await, "accepted");
    rosa.fill(&case, &format!("{case}/undo"), &[]).await.goes_to();
    assert_eq!(portal.scalar(&accepted).await, "submitted");
    // Whoever rejects second has their words, beside what became of the order.
    let tom = portal.known(TOM).await;
    let reject = format!("{case}/rejection");
    let ask = format!("{case}/attention");
    let his = tom.form(&case, &ask).await.body(&[("reason", "price"), ("words", "Line 2 is too dear.")]);
    rosa.post_body(&reject, rosa.form(&case, &ask).await.body(&TYPED)).await.goes_to();
    assert!(rosa.get(&case).await.texts(".notice h2").contains(&"Rejected".to_owned()));
    let answer = tom.post_body(&reject, his).await;
    let said = answer.texts(".summary-box").join(" ");
    assert_eq!(answer.status, 409);
    for words in ["Rejected, by Rosa Lindqvist, ", "Reject: A rate is outside the rate card", "Line 2 is too dear."] {
        assert!(said.contains(words), "{said}");
    }
}

#[tokio::test]
async fn what_is_signed_is_not_undone_and_the_page_says_why() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let page = rosa.get(&case_of(&portal, APPLICANT).await).await;
    assert!(page.body.contains("it cannot be undone as the other decisions can"));
    let of = "SELECT c.id FROM review_cases c JOIN orders o ON o.id = c.order_id WHERE o.state = 'accepted' AND c.state = 'waiting' LIMIT 1";
    let case = format!("/admin/cases/{}", portal.scalar(of).await);
    assert!(rosa.get(&case).await.body.contains("A signature cannot be undone."));
}

#[tokio::test]
async fn what_the_applicant_wrote_meanwhile_is_not_taken_back_into_review_unmarked() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let case = case_of(&portal, APPLICANT).await;
    let asked = [("field_0", "company.telephone"), ("note_0", "Does it ring?")];
    rosa.fill(&case, &format!("{case}/changes"), &asked).await.goes_to();
    let company = "/publisher/sign-up/company";
    let nikos = portal.known("nikos@gefseis.example").await;
    nikos.fill(company, company, &[("registration_number", "EL 7777777")]).await.goes_to();
    rosa.fill("/admin/queue", &format!("{case}/undo"), &[]).await.goes_to();
    assert!(rosa.get(&case).await.body.contains("something has happened since"), "the page does not say why");
    assert!(state(&portal).await.starts_with("changes_requested"), "it was taken back");
    // Nor is what they wrote lost.
    let own = portal.scalar("SELECT registration_number FROM companies WHERE registration_number = 'EL 7777777'").await;
    assert_eq!(own, "EL 7777777");
}

#[tokio::test]
async fn a_day_to_apply_again_is_not_over() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let case = case_of(&portal, APPLICANT).await;
    let past = [TYPED.as_slice(), &[("reapply", "2019-05-05")]].concat();
    let answer = rosa.fill(&case, &format!("{case}/decline"), &past).await;
    assert_eq!(answer.status, 422);
    assert!(answer.errors().concat().contains("a day that is not over"), "{:?}", answer.errors());
    let coming = portal.scalar("SELECT (now() + interval '90 days')::date").await;
    let coming = [TYPED.as_slice(), &[("reapply", coming.as_str())]].concat();
    rosa.fill(&case, &format!("{case}/decline"), &coming).await.goes_to();
}

#[tokio::test]
async fn a_call_is_to_be_made_when_a_mail_would_leave_and_not_while_its_decision_can_be_undone() {
    let portal = demo().await;
    let sami = portal.known("sami.haddad@imagespacemedia.example").await;
    portal
        .scalar("UPDATE users SET preferred_channel = 'telephone', telephone = '+30 210 123 4567' WHERE email = 'nikos@gefseis.example' RETURNING 1")
        .await;
    let to_make =
        async || (sami.get("/admin/calls").await.links("tbody th a"), sami.get("/admin").await.texts("main tbody"));
    let before = to_make().await.0;
    let home = to_make().await.1;
    let (rosa, case) = declined(&portal).await;
    let of = "FROM outbox WHERE letter = 'account_declined' AND channel = 'call' AND state = 'queued' AND recipient_email = 'nikos@gefseis.example'";
    let call = format!("/admin/calls/{}", portal.scalar(&format!("SELECT id {of}")).await);
    let calls = |home: &[String]| home.concat().split("Calls to make").nth(1).map(|it| it[..12].to_owned());
    let (held, counted) = to_make().await;
    assert_eq!(held, before, "it is to be made though it may come to nothing");
    assert_eq!(calls(&counted), calls(&home), "the home counts it");
    let page = sami.get(&call).await;
    assert!(
        page.body.contains("Not to be called yet") && !page.body.contains("/attempts"),
        "{:?}",
        page.texts("aside")
    );
    let form = sami.own_fields().await;
    let early = form.body(&[("outcome", "reached"), ("version", "1")]);
    assert_eq!(sami.post_body(&format!("{call}/attempts"), early).await.goes_to(), call);
    assert_eq!(portal.scalar(&format!("SELECT count(*) {of}")).await, "1", "it was called before its time");
    rosa.fill("/admin/queue", &format!("{case}/undo"), &[]).await.goes_to();
    assert_eq!(sami.get(&call).await.status, 404, "what was undone is to be told");

    rosa.fill(&case, &format!("{case}/decline"), &TYPED).await.goes_to();
    portal.scalar(&format!("UPDATE outbox SET next_at = now() WHERE id = (SELECT id {of}) RETURNING 1")).await;
    let call = format!("/admin/calls/{}", portal.scalar(&format!("SELECT id {of}")).await);
    assert!(to_make().await.0.contains(&call), "it is never to be made");
    let attempts = format!("{call}/attempts");
    assert_eq!(sami.fill(&call, &attempts, &[("outcome", "reached")]).await.goes_to(), "/admin/calls");
}
