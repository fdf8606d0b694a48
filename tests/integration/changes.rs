//! What a reviewer asks is answered field by field, and the reviewer sees what changed.

use crate::bad_input::scene;
use crate::harness::{Client, Portal};

const ROSA: &str = "rosa.lindqvist@imagespacemedia.example";

async fn demo() -> Portal {
    Portal::start_in("demo", async |portal| portal.demo().await).await
}

/// The owner of an account that is asked for changes, signed in, with the account's case.
async fn asked(portal: &Portal, kind: &str) -> (Client, String) {
    let of = "FROM accounts a JOIN memberships m ON m.account_id = a.id JOIN users u ON u.id = m.user_id
              JOIN review_cases c ON c.account_id = a.id AND c.state = 'with_applicant' AND c.order_id IS NULL
              WHERE a.state = 'changes_requested'";
    let one = async |column: &str| {
        portal.scalar(&format!("SELECT {column} {of} AND a.kind = '{kind}' ORDER BY a.reference LIMIT 1")).await
    };
    let (email, case) = (one("u.email").await, one("c.id").await);
    assert!(!case.is_empty(), "no {kind} is asked for changes");
    (portal.known(&email).await, format!("/admin/cases/{case}"))
}

#[tokio::test]
async fn answers_that_change_nothing_are_not_sent_without_words_and_nothing_typed_is_lost() {
    let portal = demo().await;
    for (kind, base) in [("publisher", "/publisher/sign-up"), ("network", "/network/onboarding")] {
        let (them, _) = asked(&portal, kind).await;
        let page = format!("/{kind}/changes");
        let shown = them.get(&page).await;
        assert_eq!(shown.texts(".tag").iter().filter(|tag| *tag == "Not changed yet").count(), 2, "{}", shown.body);
        let answer = them.fill(&page, &page, &[("answer_personal_job_title", "It is right as it is.")]).await;
        assert_eq!((answer.status, answer.errors().len()), (422, 1), "{:?}", answer.errors());
        assert!(answer.errors()[0].contains("Company: registration number"), "{:?}", answer.errors());
        assert!(answer.body.contains("It is right as it is."), "what was typed is gone");
        let sent = "SELECT count(*) FROM change_requests WHERE answer = 'It is right as it is.'";
        assert_eq!(portal.scalar(sent).await, "0");
        // The button of the application leads to the page where each field is answered.
        let check = format!("{base}/check");
        assert!(them.get(&check).await.links("a.button").contains(&page), "{check} does not lead to the answers");
    }
}

#[tokio::test]
async fn the_reviewer_sees_what_changed_and_what_did_not_with_the_applicant_s_words() {
    let portal = demo().await;
    let (them, case) = asked(&portal, "publisher").await;
    let company = "/publisher/sign-up/company";
    let fields = [("registration_number", "NO 987 654 321"), ("telephone", "+47 22 98 76 54")];
    let changes = "/publisher/changes";
    assert_eq!(them.fill(company, company, &fields).await.goes_to(), changes);
    let shown = them.get(changes).await.texts(".tag");
    assert!(shown.contains(&"Changed since it was asked".to_owned()), "{shown:?}");
    let words = [("answer_personal_job_title", "The register has this title.")];
    them.fill(changes, changes, &words).await.goes_to();

    let rosa = portal.known(ROSA).await;
    let page = rosa.get(&case).await;
    let asked = page.texts(".tasks .task");
    assert!(asked.iter().any(|it| it.contains("registration number") && it.ends_with("Changed")), "{asked:?}");
    let title = asked.iter().find(|it| it.contains("job title")).expect("the title was asked");
    assert!(title.contains("The register has this title.") && title.ends_with("Not changed"), "{title}");
    let rows = page.texts(".summary-row");
    let marked: Vec<&String> = rows.iter().filter(|row| row.contains("Changed since it was last sent")).collect();
    assert_eq!(marked.len(), 2, "{marked:?}");
    assert!(marked.iter().any(|row| row.starts_with("Registration number")), "{marked:?}");
    assert!(marked.iter().any(|row| row.starts_with("Telephone")), "nobody asked for it and it changed: {marked:?}");
}

#[tokio::test]
async fn what_was_handed_over_is_kept_as_keyed_hashes_that_differ_from_account_to_account() {
    let portal = demo().await;
    let same =
        "SELECT count(*) FROM (SELECT value_hash FROM case_facts GROUP BY value_hash HAVING count(DISTINCT case_id) > 1
                AND count(DISTINCT (SELECT account_id FROM review_cases c WHERE c.id = case_id)) > 1) AS shared";
    assert_ne!(portal.scalar("SELECT count(*) FROM case_facts").await, "0");
    assert_eq!(portal.scalar(same).await, "0", "the same value has the same hash in two accounts");
    let bare = "SELECT count(*) FROM case_facts JOIN review_cases c ON c.id = case_id JOIN companies USING (account_id)
                WHERE value_hash = sha256(convert_to(legal_name, 'UTF8'))";
    assert_eq!(portal.scalar(bare).await, "0", "a hash is not keyed");
}

#[tokio::test]
async fn a_case_does_not_come_back_with_a_question_that_nobody_answered() {
    let portal = demo().await;
    let unanswered = "SELECT count(*) FROM review_cases c JOIN change_requests r ON r.case_id = c.id
                      WHERE c.state = 'waiting' AND r.answered_at IS NULL";
    assert_eq!(portal.scalar(unanswered).await, "0");
    let unexplained = "SELECT count(*) FROM change_requests WHERE NOT changed AND answer IS NULL";
    assert_eq!(portal.scalar(unexplained).await, "0");
}

#[tokio::test]
async fn what_was_signed_for_is_not_changed_by_whoever_may_not_sign() {
    let portal = Portal::start().await;
    let ida = scene::publisher(&portal, "Fjord", "Ida Holm").await;
    let kim = portal.member("publisher", "Kim", "Kim Dahl").await;
    portal
        .scalar(
            "INSERT INTO memberships (user_id, account_id, power, created_at) SELECT u.id, a.id, 'member', now()
             FROM users u, accounts a WHERE u.full_name = 'Kim Dahl' AND a.name = 'Quay Works Ltd' RETURNING 1",
        )
        .await;
    let account = portal.scalar("SELECT id FROM accounts WHERE name = 'Quay Works Ltd'").await;
    kim.fill("/account", "/account/current", &[("account", &account)]).await;
    let terms = "/publisher/sign-up/commercial";
    let share = async || portal.scalar("SELECT revenue_share FROM publisher_commercials").await;
    scene::save(&kim, terms, &[scene::PUBLISHER_TERMS, &[("revenue_share", "55")]].concat()).await;
    assert!(share().await.starts_with("55"));
    let sign = "/publisher/agreement/sign";
    ida.fill(sign, sign, &[("typed_name", "Ida Holm"), ("intent", "yes")]).await.goes_to();
    let refused = kim.fill(terms, terms, &[scene::PUBLISHER_TERMS, &[("revenue_share", "10")]].concat()).await;
    assert_eq!(refused.status, 403);
    assert!(share().await.starts_with("55"), "terms were changed after the signature");
    scene::save(&ida, terms, &[scene::PUBLISHER_TERMS, &[("revenue_share", "50")]].concat()).await;
    assert!(share().await.starts_with("50"));
}
