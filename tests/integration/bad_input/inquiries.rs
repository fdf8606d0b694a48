//! The forms of staff about what people wrote on the public site.

use super::scene::Cast;
use super::table::Row;
use crate::harness::Portal;

/// Messages of one sender, one for each step, named after it; and one that was answered.
pub(super) async fn set(portal: &Portal) {
    let steps = ["claim", "assignment", "answer", "duplicate"];
    for (number, step) in (901..).zip(steps) {
        portal
            .scalar(&format!(
                "INSERT INTO inquiries (id, reference, kind, full_name, email, body, state, state_at, due_at, created_at)
                 VALUES (gen_random_uuid(), 'INQ-{number}', 'question', 'Ola Berg', 'ola@walks.example', '{step}', 'acknowledged', now(), now(), now())"
            ))
            .await;
    }
    portal
        .scalar(
            "INSERT INTO inquiries (id, reference, kind, full_name, email, body, state, state_at, due_at, created_at, answer, answered_by, answered_at)
             SELECT gen_random_uuid(), 'INQ-910', 'question', 'Ola Berg', 'ola@walks.example', 'reopening', 'resolved', now(), now(), now(), 'Yes.', id, now()
             FROM users WHERE full_name = 'Ada Marsh'",
        )
        .await;
}

async fn about(portal: &Portal, body: &str) -> String {
    let id = portal.scalar(&format!("SELECT id FROM inquiries WHERE body = '{body}'")).await;
    assert!(!id.is_empty(), "nobody wrote {body}");
    format!("/admin/inquiries/{id}")
}

pub(super) async fn rows(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let max = portal.scalar("SELECT id FROM users WHERE email = 'max.oye@operator.example'").await;
    let filling = |step: &str| match step {
        "assignment" => vec![("assignee", max.as_str())],
        "answer" => vec![("words", "Welcome."), ("follows", "their_words")],
        "duplicate" => vec![("duplicate_of", "INQ-1001")],
        _ => Vec::new(),
    };
    let mut rows = Vec::new();
    for (route, step) in [
        ("/admin/inquiries/{id}/claim", "claim"),
        ("/admin/inquiries/{id}/assignment", "assignment"),
        ("/admin/inquiries/{id}/answer", "answer"),
        ("/admin/inquiries/{id}/duplicate", "duplicate"),
        ("/admin/inquiries/{id}/reopening", "reopening"),
    ] {
        let page = about(portal, step).await;
        let row = Row::new(route, &cast.ada, page.clone(), &[]).to(format!("{page}/{step}"));
        rows.push(filling(step).into_iter().fold(row, |row, (name, value)| row.with(name, value)));
    }
    rows
}
