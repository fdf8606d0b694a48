//! The forms of a case that are among the staff: whose it is, notes and tasks.

use super::scene::{self, Cast};
use super::table::Row;
use crate::harness::Portal;

pub(super) async fn rows(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let case = scene::case(portal, "Ann Ek").await;
    let id = case.rsplit('/').next().expect("an id");
    let (ada, task) = (
        portal.scalar("SELECT id FROM users WHERE full_name = 'Ada Marsh'").await,
        format!(
            "INSERT INTO case_tasks (id, case_id, what, assignee_id, due_on, set_by, set_at)
             SELECT gen_random_uuid(), '{id}', 'Call them.', id, current_date, id, now() FROM users
             WHERE full_name = 'Ada Marsh' RETURNING id"
        ),
    );
    let done = format!("{case}/tasks/{}/completion", portal.scalar(&task).await);
    let row =
        |route, step: &str, filling| Row::new(route, &cast.ada, case.clone(), filling).to(format!("{case}/{step}"));
    vec![
        row("/admin/cases/{id}/claim", "claim", &[]),
        row("/admin/cases/{id}/claim/end", "claim/end", &[]).bare(),
        Row::new("/admin/queue/keys", &cast.ada, "/admin/queue", &[("keys", "off")]).to("/admin/queue/keys"),
        row("/admin/cases/{id}/undo", "undo", &[]).bare(),
        row("/admin/cases/{id}/notes", "notes", &[("note", "Compare it with last spring's.")]),
        row("/admin/cases/{id}/tasks", "tasks", &[("task", "Ask the register."), ("due", "2099-12-01")])
            .with("assignee", &ada),
        Row::new("/admin/cases/{id}/tasks/{task}/completion", &cast.ada, case, &[]).to(done),
    ]
}
