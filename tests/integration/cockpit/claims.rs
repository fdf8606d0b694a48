//! Who has a case: one person for half an hour, seen by all, and nobody decides in between.

use super::{ROSA, TOM, case_of, demo};
use crate::harness::Portal;

const APPLICANT: &str = "Polderlicht BV";

async fn claim(portal: &Portal, case: &str, what: &str) -> String {
    let id = case.rsplit('/').next().expect("an id");
    portal
        .scalar(&format!(
            "SELECT {what} FROM review_cases LEFT JOIN users u ON u.id = claimed_by WHERE review_cases.id = '{id}'"
        ))
        .await
}

#[tokio::test]
async fn a_case_that_somebody_took_is_theirs_until_it_lapses_and_then_a_colleague_takes_it_over() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    let take = format!("{case}/claim");
    let his = tom.form(&case, &take).await.body(&[]);
    assert_eq!(rosa.fill(&case, &take, &[]).await.goes_to(), case);
    assert!(rosa.get(&case).await.body.contains("You have this case"));
    let seen = tom.get(&case).await;
    assert!(
        seen.body.contains("Rosa Lindqvist has this case") && !seen.body.contains("Approve the account"),
        "he may decide"
    );
    assert_eq!(tom.post_body(&take, his).await.goes_to(), case);
    assert_eq!(claim(&portal, &case, "u.full_name").await, "Rosa Lindqvist", "he took it away");
    let id = case.rsplit('/').next().expect("an id");
    portal
        .scalar(&format!(
            "UPDATE review_cases SET claimed_until = now() - interval '1 second' WHERE id = '{id}' RETURNING 1"
        ))
        .await;
    assert_eq!(tom.fill(&case, &take, &[]).await.goes_to(), case);
    assert_eq!(claim(&portal, &case, "u.full_name").await, "Tom Adler");
    assert_eq!(tom.fill(&case, &format!("{take}/end"), &[]).await.goes_to(), case);
    assert_eq!(claim(&portal, &case, "claimed_by IS NULL").await, "t");
}

#[tokio::test]
async fn a_colleague_s_decision_on_a_case_that_was_taken_meanwhile_is_refused_and_nothing_typed_is_lost() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    let decline = format!("{case}/decline");
    let typed = [("reason", "terms"), ("words", "These words stay here.")];
    let opened = tom.form(&case, &decline).await.body(&typed);
    rosa.fill(&case, &format!("{case}/claim"), &[]).await.goes_to();
    let answer = tom.post_body(&decline, opened).await;
    assert_eq!(answer.status, 422, "{:?}", answer.location);
    assert!(answer.errors().concat().starts_with("Rosa Lindqvist has this case until "), "{:?}", answer.errors());
    assert!(answer.body.contains("These words stay here."), "what was typed is gone");
    let state = format!("SELECT state FROM accounts WHERE name = '{APPLICANT}'");
    assert_eq!(portal.scalar(&state).await, "submitted");
}

#[tokio::test]
async fn of_two_who_take_a_case_at_once_one_has_it() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    let take = format!("{case}/claim");
    let (hers, his) = (rosa.form(&case, &take).await.body(&[]), tom.form(&case, &take).await.body(&[]));
    tokio::join!(rosa.post_body(&take, hers), tom.post_body(&take, his));
    let taken = "SELECT count(*) FROM audit_events WHERE verb = 'case.claimed' AND at > now() - interval '1 minute'";
    assert_eq!(portal.scalar(taken).await, "1", "both have it");
}

#[tokio::test]
async fn two_decisions_at_once_give_one_result() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    let (decline, changes) = (format!("{case}/decline"), format!("{case}/changes"));
    let hers = rosa.form(&case, &decline).await.body(&[("reason", "terms"), ("words", "The terms were not met.")]);
    let his = tom.form(&case, &changes).await.body(&[("field_0", "company.legal_name"), ("note_0", "Spell it out.")]);
    let (one, other) = tokio::join!(rosa.post_body(&decline, hers), tom.post_body(&changes, his));
    // Whoever came second has what they wrote, beside what became of the case.
    let second = [&one, &other].map(|answer| answer.status == 409);
    assert!(second[0] != second[1], "{second:?}: not one result and one who is told");
    let decided = format!(
        "SELECT count(*) FROM audit_events e JOIN accounts a ON a.id = e.account_id WHERE a.name = '{APPLICANT}'
         AND e.verb IN ('account.declined', 'account.changes_requested')"
    );
    assert_eq!(portal.scalar(&decided).await, "1", "both decided");
    let told = format!(
        "SELECT count(DISTINCT letter) FROM outbox o JOIN accounts a ON a.id = o.account_id WHERE a.name = '{APPLICANT}'
         AND o.letter IN ('account_declined', 'changes_requested')"
    );
    assert_eq!(portal.scalar(&told).await, "1", "both were told");
}

#[tokio::test]
async fn the_queue_is_filtered_by_whose_a_case_is_and_says_it() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    rosa.fill(&case, &format!("{case}/claim"), &[]).await.goes_to();
    assert!(rosa.get("/admin/queue?whose=mine").await.links("main a").contains(&case));
    assert!(!tom.get("/admin/queue?whose=mine").await.links("main a").contains(&case));
    assert!(!tom.get("/admin/queue?whose=nobodys").await.links("main a").contains(&case));
    assert!(tom.get("/admin/queue?kind=publisher").await.body.contains("Rosa Lindqvist, until "));
    let first = tom.get("/admin/queue?whose=nobodys&kind=publisher").await;
    assert!(!first.links("main a").is_empty(), "nothing is free");
}

#[tokio::test]
async fn who_has_a_case_open_is_shown_for_a_few_minutes() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    assert!(!rosa.get(&case).await.body.contains("has it open too"));
    assert!(tom.get(&case).await.body.contains("Rosa Lindqvist has it open too."));
    assert_eq!(rosa.get(&format!("{case}/presence")).await.body, "Tom Adler has it open too.");
    portal.scalar("UPDATE case_presence SET seen_at = seen_at - interval '4 minutes' RETURNING 1").await;
    assert_eq!(rosa.get(&format!("{case}/presence")).await.body, "");
}

#[tokio::test]
async fn a_decision_ends_the_claim() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let case = case_of(&portal, APPLICANT).await;
    rosa.fill(&case, &format!("{case}/claim"), &[]).await.goes_to();
    let typed = [("reason", "terms"), ("words", "The terms were not met.")];
    rosa.fill(&case, &format!("{case}/decline"), &typed).await.goes_to();
    assert_eq!(claim(&portal, &case, "claimed_by IS NULL AND claimed_until IS NULL").await, "t");
}

#[tokio::test]
async fn who_takes_a_case_while_a_colleague_s_decision_is_on_its_way_has_it_and_nothing_is_decided() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    let (take, decline) = (format!("{case}/claim"), format!("{case}/decline"));
    let typed = [("reason", "terms"), ("words", "These words stay here.")];
    let his = tom.form(&case, &decline).await.body(&typed);
    let hers = rosa.form(&case, &take).await.body(&[]);
    // Somebody writes the account meanwhile, so the decision waits for them when it is all but done.
    let config = portal.parts.database.config("").expect("settings");
    let (writer, connection) = config.connect(tokio_postgres::NoTls).await.expect("the database answers");
    tokio::spawn(connection);
    let writes = format!("BEGIN; SELECT FROM accounts WHERE name = '{APPLICANT}' FOR UPDATE");
    writer.batch_execute(&writes).await.expect("locked");
    let decision = tokio::spawn(async move { tom.post_body(&decline, his).await });
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while portal.scalar(waits).await == "0" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(rosa.post_body(&take, hers).await.goes_to(), case);
    writer.batch_execute("ROLLBACK").await.expect("let go");
    let answer = decision.await.expect("it is answered");
    assert_eq!(answer.status, 422, "{:?}", answer.location);
    assert!(answer.errors().concat().starts_with("Rosa Lindqvist has this case until "), "{:?}", answer.errors());
    assert!(answer.body.contains("These words stay here."), "what was typed is gone");
    assert_eq!(claim(&portal, &case, "u.full_name").await, "Rosa Lindqvist");
    let state = format!("SELECT state FROM accounts WHERE name = '{APPLICANT}'");
    assert_eq!(portal.scalar(&state).await, "submitted");
}

#[tokio::test]
async fn a_decision_and_a_withdrawal_at_once_wait_for_each_other() {
    let portal = demo().await;
    let (rosa, femke) = (portal.known(ROSA).await, portal.known("femke@polderlicht.example").await);
    let case = case_of(&portal, APPLICANT).await;
    let (decline, withdraw) = (format!("{case}/decline"), "/publisher/sign-up/withdrawal");
    let of = format!("FROM accounts a JOIN review_cases c ON c.account_id = a.id WHERE a.name = '{APPLICANT}'");
    for round in 1..=5 {
        let typed = [("reason", "terms"), ("words", "The terms were not met.")];
        let hers = rosa.form(&case, &decline).await.body(&typed);
        let theirs = femke.form("/publisher/sign-up", withdraw).await.body(&[]);
        let (one, other) = tokio::join!(rosa.post_body(&decline, hers), femke.post_body(withdraw, theirs));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409], "round {round}");
        let said = one.texts(".summary-box").join(" ");
        assert!(one.status == 303 || said.contains("Withdrawn by the applicant, "), "round {round}: {said}");
        let ended = portal.scalar(&format!("SELECT a.state || ' ' || c.decision {of}")).await;
        assert!(["declined declined", "draft withdrawn"].contains(&ended.as_str()), "round {round}: {ended}");
        portal.scalar(&format!("UPDATE accounts SET state = 'submitted', reason_code = NULL, reason_words = NULL WHERE name = '{APPLICANT}' RETURNING 1")).await;
        portal.scalar(&format!("UPDATE review_cases SET state = 'waiting', closed_at = NULL, decision = NULL, decided_by = NULL, reason_code = NULL, reason_words = NULL WHERE '{case}' = '/admin/cases/' || id RETURNING 1")).await;
    }
}
