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
    // Whoever came second is told: of a decline by a notice, of questions with what was written of each field.
    let second = (one.goes_to() == case, other.status == 409);
    assert!(second.0 != second.1, "{second:?}: not one result and one who is told");
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
