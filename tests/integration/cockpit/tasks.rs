//! The list of what is to be done for cases, and of what is late.

use super::{ROSA, TOM, case_of, demo};
use crate::harness::{Answer, Client, Portal};
use std::collections::BTreeSet;

const APPLICANT: &str = "Polderlicht BV";

/// Sets a task for a case, as somebody did some days ago; gives its id.
async fn task(portal: &Portal, case: &str, whose: &str, what: &str, due_in_days: i32) -> String {
    let set = format!(
        "INSERT INTO case_tasks (id, case_id, what, assignee_id, due_on, set_by, set_at)
         SELECT gen_random_uuid(), '{}', '{what}', id, (now() AT TIME ZONE 'UTC')::date + ({due_in_days}), id, now()
         FROM users WHERE email = '{whose}' RETURNING id",
        case.rsplit('/').next().expect("an id")
    );
    portal.scalar(&set).await
}

/// The words of every task on a page of the list.
fn listed(page: &Answer) -> Vec<String> {
    page.texts("tbody th")
}

#[tokio::test]
async fn a_task_stands_in_the_list_until_it_is_done_also_when_its_case_is_closed() {
    let portal = demo().await;
    portal.scalar("DELETE FROM case_tasks WHERE true RETURNING 1").await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let none = rosa.get("/admin/tasks").await;
    assert!(none.body.contains("Nothing is to be done for a case"), "{:?}", none.texts(".empty"));
    let case = case_of(&portal, APPLICANT).await;
    let late = task(&portal, &case, TOM, "Ask the register.", -1).await;
    task(&portal, &case, ROSA, "Telephone them.", 3).await;
    let typed = [("reason", "terms"), ("words", "The terms were not met.")];
    rosa.fill(&case, &format!("{case}/decline"), &typed).await.goes_to();

    let page = rosa.get("/admin/tasks").await;
    assert_eq!(listed(&page), ["Ask the register.", "Telephone them."], "not by their day");
    let first = page.texts("tbody tr").remove(0);
    for words in [APPLICANT, "Publisher, closed", "Tom Adler", "Overdue since "] {
        assert!(first.contains(words), "{first} does not say {words}");
    }
    assert!(page.links("tbody a").contains(&format!("{case}#tasks")));
    assert_eq!(listed(&rosa.get("/admin/tasks?whose=mine").await), ["Telephone them."]);
    assert_eq!(listed(&rosa.get("/admin/tasks?late=yes").await), ["Ask the register."]);
    assert_eq!(listed(&tom.get("/admin/tasks?whose=mine&late=yes").await), ["Ask the register."]);
    let nothing = rosa.get("/admin/tasks?whose=mine&late=yes").await;
    assert!(nothing.body.contains("No task of yours is late"), "{:?}", nothing.texts(".empty"));

    let (list, done) = ("/admin/tasks?whose=mine&late=yes", format!("{case}/tasks/{late}/completion"));
    let (one, other) = (tom.form(list, &done).await, tom.form(list, &done).await);
    let body = one.body(&[]);
    for _ in 0..2 {
        assert_eq!(tom.post_body(&done, body.clone()).await.goes_to(), list);
    }
    assert_eq!(tom.post_body(&done, other.body(&[])).await.goes_to(), list, "a second form of it fails");
    let events = "SELECT count(*) FROM audit_events WHERE verb = 'case.task_done' AND at > now() - interval '1 hour'";
    assert_eq!(portal.scalar(events).await, "1");
    assert_eq!(listed(&rosa.get("/admin/tasks").await), ["Telephone them."]);
    // Support reads along and ticks nothing off.
    let sami = portal.known("sami.haddad@imagespacemedia.example").await.get("/admin/tasks").await;
    assert!(listed(&sami) == ["Telephone them."] && !sami.body.contains("/completion"));
}

#[tokio::test]
async fn what_is_to_be_done_for_one_s_own_company_is_for_its_reviewers_alone() {
    let portal = demo().await;
    let case = case_of(&portal, APPLICANT).await;
    portal.scalar("DELETE FROM case_tasks WHERE true RETURNING 1").await;
    task(&portal, &case, TOM, "Look into their books.", -1).await;
    task(&portal, &case, ROSA, "Ask their bank.", -1).await;
    let rosa = portal.known(ROSA).await;
    let home = rosa.get("/admin").await.body;
    assert!(home.contains("Ask their bank.") && home.contains("/admin/tasks?late=yes"));
    portal
        .scalar(&format!(
            "INSERT INTO memberships (user_id, account_id, power, created_at) SELECT u.id, a.id, 'viewer', now()
             FROM users u, accounts a WHERE u.email = '{ROSA}' AND a.name = '{APPLICANT}' RETURNING 1"
        ))
        .await;
    let tom = portal.known(TOM).await;
    let due = async |who: &Client| {
        let rows = who.get("/admin/queue?kind=publisher").await.texts("tbody tr");
        rows.iter().any(|row| row.contains(APPLICANT) && row.contains("Task"))
    };
    assert!(due(&tom).await && !due(&rosa).await, "an insider is told of tasks in the queue");
    assert_eq!(listed(&rosa.get("/admin/tasks").await), Vec::<String>::new());
    // What they were given before they joined is a colleague's now, and no count leads to an empty list.
    let home = rosa.get("/admin").await.body;
    assert!(!home.contains("Ask their bank.") && !home.contains("/admin/tasks?late=yes"));
    assert_eq!(listed(&tom.get("/admin/tasks").await).len(), 2);
    assert!(tom.get("/admin").await.body.contains("/admin/tasks?late=yes"));
}

#[tokio::test]
async fn the_list_of_tasks_loses_none_where_a_page_ends_within_a_day() {
    let portal = demo().await;
    portal.scalar("DELETE FROM case_tasks WHERE true RETURNING 1").await;
    portal
        .scalar(
            "INSERT INTO case_tasks (id, case_id, what, assignee_id, due_on, set_by, set_at)
             SELECT gen_random_uuid(), c.id, 'Task ' || i, u.id, current_date - (i / 40), u.id, now()
             FROM (SELECT id FROM review_cases LIMIT 1) c, (SELECT id FROM users WHERE staff_role = 'reviewer' LIMIT 1) u,
                  generate_series(0, 119) i",
        )
        .await;
    let rosa = portal.known(ROSA).await;
    let (mut seen, mut sizes, mut path) = (BTreeSet::new(), Vec::new(), Some("/admin/tasks?whose=everyone".to_owned()));
    while let Some(address) = path {
        let page = rosa.get(&address).await;
        sizes.push(listed(&page).len());
        seen.extend(listed(&page));
        path = page.links(".pager a[rel=next]").pop();
    }
    assert_eq!((sizes.as_slice(), seen.len()), ([50, 50, 20].as_slice(), 120));
}

#[tokio::test]
async fn every_count_of_what_is_late_leads_to_the_list_of_just_that() {
    let portal = demo().await;
    let ada = portal.known("ada.marsh@imagespacemedia.example").await;
    for past in [
        "UPDATE review_cases c SET waiting_since = now() - interval '9 days' FROM (SELECT DISTINCT ON (kind) id FROM review_cases WHERE state = 'waiting' ORDER BY kind, id) one WHERE c.id = one.id RETURNING 1",
        "UPDATE inquiries i SET due_at = now() - interval '1 minute' FROM (SELECT DISTINCT ON (kind) id FROM inquiries WHERE state IN ('acknowledged', 'assigned') ORDER BY kind, id) one WHERE i.id = one.id RETURNING 1",
        "UPDATE privacy_requests SET answer_by = now() - interval '1 minute' WHERE id = (SELECT id FROM privacy_requests WHERE state NOT IN ('denied', 'complete', 'withdrawn') ORDER BY id LIMIT 1) RETURNING 1",
    ] {
        assert_eq!(portal.scalar(past).await, "1", "nothing to be late: {past}");
    }
    let case = case_of(&portal, APPLICANT).await;
    task(&portal, &case, TOM, "Ask the register.", -1).await;
    task(&portal, &case, TOM, "Ask again.", 0).await;
    let home = ada.get("/admin").await;
    let counts = home.texts("main tbody td[data-label='Past its day'] a");
    let links = home.links("main tbody td[data-label='Past its day'] a");
    assert!(counts.len() >= 7, "{counts:?}");
    for kind in ["/admin/queue?kind=publisher", "/admin/privacy-requests?", "/admin/tasks?", "/admin/inquiries?"] {
        assert!(links.iter().any(|link| link.starts_with(kind)), "nothing leads to {kind}: {links:?}");
    }
    for (count, link) in counts.iter().zip(&links) {
        let rows = ada.get(link).await.texts("tbody th").len();
        assert_eq!(count.split(' ').next(), Some(rows.to_string().as_str()), "{count} leads to {rows} in {link}");
    }
    let row = ada.get("/admin/queue?kind=publisher&late=yes").await.texts("tbody tr").remove(0);
    assert!(row.contains("Late: due "), "{row}");
    let all = ada.get("/admin/queue").await;
    let late = all.texts("tbody tr").iter().filter(|row| row.contains("Late: due ")).count();
    assert_eq!(ada.get("/admin/queue?late=yes").await.texts("tbody tr").len(), late);
    assert!(late < all.texts("tbody tr").len(), "everything is late, so this proves nothing");
}

#[tokio::test]
async fn an_empty_queue_says_whose_and_of_what_nothing_waits() {
    let portal = demo().await;
    let tom = portal.known(TOM).await;
    portal
        .scalar(
            "UPDATE review_cases SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by IS NOT NULL RETURNING 1",
        )
        .await;
    let empty =
        async |query: &str| tom.get(&format!("/admin/queue?{query}")).await.texts(".empty p.plate-title").concat();
    assert_eq!(empty("whose=mine").await, "You have taken no case");
    assert_eq!(empty("whose=mine&kind=site&late=yes").await, "No case of this kind that you have taken is late");
    portal.scalar("UPDATE review_cases SET waiting_since = now() WHERE state = 'waiting' RETURNING 1").await;
    assert_eq!(empty("late=yes").await, "No case is late");
}
