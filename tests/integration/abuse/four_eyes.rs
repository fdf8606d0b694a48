//! Deciding alone what is for two, and about one's own company.

use crate::bad_input::scene::{case, network, sent};
use crate::harness::{Client, Portal};
use inset_domain::user::StaffRole;

const SIGNED: [(&str, &str); 2] = [("intent", "yes"), ("reason", "terms")];

/// A portal on which two reviewers approve an account, and one that was sent in.
async fn portal() -> (Portal, Client, Client, String) {
    let portal = Portal::start_with(&[("INSET_FOUR_EYES_ACCOUNTS", "yes")]).await;
    let (rosa, tom) =
        (portal.staff("Rosa Vidal", StaffRole::Reviewer).await, portal.staff("Tom Adler", StaffRole::Reviewer).await);
    let nia = network(&portal, "North", "Nia Vik").await;
    sent(&nia, "network", "Nia Vik").await;
    let case = case(&portal, "Nia Vik").await;
    (portal, rosa, tom, case)
}

async fn state(portal: &Portal) -> String {
    portal.scalar("SELECT state FROM accounts").await
}

#[tokio::test]
async fn a36_whoever_approved_first_is_not_the_second_and_only_the_second_puts_it_in_force() {
    let (portal, rosa, tom, case) = portal().await;
    let approval = format!("{case}/approval");
    let form = rosa.form(&case, &approval).await;
    rosa.post_body(&approval, form.body(&[])).await.goes_to();
    rosa.post_body(&approval, form.body(&[])).await.goes_to();
    assert_eq!(state(&portal).await, "second_approval");
    assert_eq!(portal.scalar("SELECT state FROM agreements").await, "signed", "the first one put it in force");
    assert!(rosa.get("/admin/queue").await.texts("td .tag").contains(&"Second approval".to_owned()));
    portal.mail("tom.adler@operator.example", "Waiting for review").await;

    assert!(rosa.get(&case).await.body.contains("A second reviewer decides"));
    let own = rosa.form("/account", "/account").await;
    let version = portal.scalar("SELECT version FROM accounts").await;
    let again = own.body(&[("typed_name", "Rosa Vidal"), ("intent", "yes"), ("version", &version)]);
    let answer = rosa.post_body(&approval, again).await;
    assert_eq!((answer.status, answer.heading().as_str()), (403, "Somebody else must do this"));
    // Nor does she keep the second one from it by holding the case.
    assert!(!rosa.get(&case).await.body.contains("Nobody has this case"), "the first approver is offered the case");
    assert_eq!(rosa.post_body(&format!("{case}/claim"), own.body(&[])).await.status, 403);
    let by_force = "DO $$ BEGIN UPDATE accounts SET state = 'approved'; RAISE 'not refused';
                    EXCEPTION WHEN restrict_violation THEN NULL; END $$";
    portal.scalar(by_force).await;
    assert_eq!(state(&portal).await, "second_approval");

    assert!(tom.get(&case).await.body.contains("Rosa Vidal approved it first"));
    tom.fill(&case, &approval, &[("typed_name", "Tom Adler"), ("intent", "yes")]).await.goes_to();
    assert_eq!(state(&portal).await, "approved");
    assert_eq!(portal.scalar("SELECT state FROM agreements").await, "countersigned");
}

#[tokio::test]
async fn a36_a_second_reviewer_gives_an_account_back_with_a_reason_that_the_first_reads() {
    let (portal, rosa, tom, case) = portal().await;
    rosa.fill(&case, &format!("{case}/approval"), &[]).await.goes_to();
    let back = format!("{case}/return");
    assert_eq!(tom.fill(&case, &back, &[]).await.status, 422, "it was given back without a reason");
    let fields = [("reason", "details_differ"), ("words", "The register names another director.")];
    tom.fill(&case, &back, &fields).await.goes_to();
    assert_eq!(state(&portal).await, "in_review");
    let mail = portal.mail("rosa.vidal@operator.example", "Not approved by a second reviewer").await;
    assert!(mail.text.contains("The register names another director."), "{}", mail.text);
    assert!(rosa.get(&case).await.body.contains("The register names another director."));
    assert!(rosa.get("/admin/queue").await.links("main a").contains(&case), "the case left the queue");
    // Whoever gave it back may be the first this time.
    tom.fill(&case, &format!("{case}/approval"), &[]).await.goes_to();
    assert_eq!(state(&portal).await, "second_approval");
    assert!(
        !rosa.get(&case).await.body.contains("The register names another director."),
        "a reason outlived its state"
    );
}

#[tokio::test]
async fn a36_a_member_of_staff_who_is_in_a_company_s_team_decides_nothing_about_it() {
    let (portal, rosa, tom, case) = portal().await;
    let joined = "INSERT INTO memberships (user_id, account_id, power, created_at)
                  SELECT u.id, a.id, 'viewer', now() FROM users u, accounts a WHERE u.full_name = 'Rosa Vidal' RETURNING power";
    let form = rosa.form(&case, &format!("{case}/approval")).await;
    assert_eq!(portal.scalar(joined).await, "viewer");
    let version = portal.scalar("SELECT version FROM accounts").await;
    for step in ["review", "approval", "decline", "changes", "confirmation"] {
        let more =
            [("words", "No."), ("field_0", "company.legal_name"), ("note_0", "Why?"), ("version", version.as_str())];
        let body = form.body(&[SIGNED.as_slice(), more.as_slice()].concat());
        let answer = rosa.post_body(&format!("{case}/{step}"), body).await;
        assert_eq!((answer.status, answer.heading().as_str()), (403, "Somebody else must do this"), "{step}");
    }
    assert_eq!(state(&portal).await, "submitted");
    assert!(rosa.get(&case).await.body.contains("This is your own company"));
    tom.fill(&case, &format!("{case}/review"), &[]).await.goes_to();
}

#[tokio::test]
async fn a36_a_request_that_was_changed_in_the_database_after_it_was_asked_is_approved_by_nobody() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let max = portal.staff("Max Orr", StaffRole::Admin).await;
    portal.staff("Sami Haddad", StaffRole::Support).await;
    let sami = portal.scalar("SELECT id FROM users WHERE full_name = 'Sami Haddad'").await;
    let page = format!("/admin/people/{sami}");
    let asked = [("role", "reviewer"), ("role_why", "He reviews from now on.")];
    ada.fill(&page, &format!("{page}/role"), &asked).await.goes_to();
    let request = format!("/admin/approvals/{}", portal.scalar("SELECT id FROM approvals").await);
    let form = max.form(&request, &format!("{request}/approval")).await;
    portal
        .scalar(
            "SET session_replication_role = replica;
             UPDATE approvals SET after = jsonb_set(after, '{role}', '\"admin\"') RETURNING after::text",
        )
        .await;
    let refused = max.post_body(&format!("{request}/approval"), form.body(&[])).await;
    assert_eq!(refused.status, 500, "what nobody asked for was approved");
    assert_eq!(portal.scalar("SELECT staff_role FROM users WHERE full_name = 'Sami Haddad'").await, "support");
}
