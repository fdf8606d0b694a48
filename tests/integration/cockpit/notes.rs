//! Notes and tasks on a case: for staff alone.

use super::{ROSA, TOM, case_of, demo};

const APPLICANT: &str = "Polderlicht BV";

#[tokio::test]
async fn a_note_is_read_by_staff_and_by_nobody_else_and_stands_in_no_mail() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    let mails = portal.scalar("SELECT count(*) FROM outbox").await;
    let notes = format!("{case}/notes");
    let empty = rosa.fill(&case, &notes, &[]).await;
    assert_eq!((empty.status, empty.errors()), (422, vec!["Write the note".to_owned()]));
    let words = "Compare it with the account of last spring.";
    rosa.fill(&case, &notes, &[("note", words)]).await.goes_to();
    let read = tom.get(&case).await;
    assert!(read.body.contains(words) && read.body.contains("Rosa Lindqvist"));
    assert_eq!(portal.scalar("SELECT count(*) FROM outbox").await, mails, "a note made a mail");
    let femke = portal.known("femke@polderlicht.example").await;
    for page in ["/publisher", "/publisher/sign-up/check", "/publisher/people", "/account/data"] {
        assert!(!femke.get(page).await.body.contains(words), "the applicant reads it on {page}");
    }
    // Nor does a reviewer who is in the company's team.
    portal
        .scalar(&format!(
            "INSERT INTO memberships (user_id, account_id, power, created_at) SELECT u.id, a.id, 'viewer', now()
             FROM users u, accounts a WHERE u.email = '{ROSA}' AND a.name = '{APPLICANT}' RETURNING 1"
        ))
        .await;
    let insider = portal.known(ROSA).await;
    assert!(!insider.get(&case).await.body.contains(words), "an insider reads what is noted on the own company");
    let own = insider.own_fields().await;
    assert_eq!(insider.post_body(&notes, own.body(&[("note", "Fine, approve it.")])).await.status, 403);
    let kept = format!("SELECT count(*) FROM audit_values WHERE changes::text LIKE '%{words}%'");
    assert_eq!(portal.scalar(&kept).await, "0", "its words are in the audit trail");
    let by_force = "DO $$ BEGIN UPDATE case_notes SET body = 'x'; RAISE 'not refused'; EXCEPTION WHEN restrict_violation THEN NULL; END $$";
    portal.scalar(by_force).await;
}

#[tokio::test]
async fn a_task_has_somebody_and_a_day_and_shows_in_the_queue_when_the_day_is_there() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    let set = format!("{case}/tasks");
    let today = portal.scalar("SELECT (now() AT TIME ZONE 'UTC')::date").await;
    let toms = portal.scalar(&format!("SELECT id FROM users WHERE email = '{TOM}'")).await;
    let past = [("task", "Ask the register."), ("assignee", toms.as_str()), ("due", "2020-01-01")];
    let refused = rosa.fill(&case, &set, &past).await;
    assert_eq!((refused.status, refused.errors()), (422, vec!["Choose today or a later day".to_owned()]));
    assert!(refused.body.contains("Ask the register."), "what was typed is gone");
    let stranger = portal.scalar("SELECT id FROM users WHERE staff_role IS NULL ORDER BY id LIMIT 1").await;
    let refused = rosa.fill(&case, &set, &[("task", "x"), ("assignee", &stranger), ("due", &today)]).await;
    assert_eq!((refused.status, refused.errors()), (422, vec!["Choose someone from the list".to_owned()]));
    rosa.fill(&case, &set, &[("task", "Ask the register."), ("assignee", &toms), ("due", &today)]).await.goes_to();
    let row = rosa.get("/admin/queue?kind=publisher").await.texts("tbody tr");
    assert!(row.iter().any(|row| row.contains(APPLICANT) && row.contains("Task due today")), "{row:?}");
    portal.scalar("UPDATE case_tasks SET due_on = due_on - 1 WHERE what = 'Ask the register.' RETURNING 1").await;
    let row = rosa.get("/admin/queue?kind=publisher").await.texts("tbody tr");
    assert!(row.iter().any(|row| row.contains(APPLICANT) && row.contains("Task overdue")), "{row:?}");
    let page = tom.get(&case).await;
    let shown = page.texts("#tasks .task");
    assert!(shown[0].starts_with("Ask the register.") && shown[0].contains("Tom Adler"), "{shown:?}");
    let task = portal.scalar("SELECT id FROM case_tasks WHERE what = 'Ask the register.'").await;
    let done = format!("{case}/tasks/{task}/completion");
    tom.fill(&case, &done, &[]).await.goes_to();
    assert!(tom.get(&case).await.texts("#tasks .task")[0].contains("Done on "));
    let rows = rosa.get("/admin/queue?kind=publisher").await.texts("tbody tr");
    assert!(!rows.iter().any(|row| row.contains(APPLICANT) && row.contains("Task ")), "a task that is done is due");
}
