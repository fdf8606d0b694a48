//! Four eyes: what one of the staff asks and a second one approves, and what is done at once.

use crate::harness::{Answer, Client, Portal};
use inset_domain::user::StaffRole;

const STAFF: &str = "/admin/staff";
const LENA: [(&str, &str); 4] = [
    ("email", "lena.fischer@operator.example"),
    ("full_name", "Lena Fischer"),
    ("role", "support"),
    ("why", "She joins the desk on the first."),
];

/// Two admins, signed in.
async fn two_admins(portal: &Portal) -> (Client, Client) {
    (portal.staff("Ada Marsh", StaffRole::Admin).await, portal.staff("Max Oye", StaffRole::Admin).await)
}

async fn person(portal: &Portal, name: &str) -> String {
    format!("/admin/people/{}", portal.scalar(&format!("SELECT id FROM users WHERE full_name = '{name}'")).await)
}

async fn role_of(portal: &Portal, name: &str) -> String {
    portal.scalar(&format!("SELECT coalesce(staff_role, 'none') FROM users WHERE full_name = '{name}'")).await
}

/// Asks for another role; gives the request's address.
async fn ask_role(portal: &Portal, admin: &Client, name: &str, role: &str) -> String {
    let page = person(portal, name).await;
    let fields = [("role", role), ("role_why", "The desk needs it.")];
    admin.fill(&page, &format!("{page}/role"), &fields).await.goes_to().to_owned()
}

async fn approve(who: &Client, request: &str) -> Answer {
    who.fill(request, &format!("{request}/approval"), &[]).await
}

#[tokio::test]
async fn one_admin_asks_a_second_one_approves_and_the_new_colleague_signs_in() {
    let portal = Portal::start().await;
    let (ada, max) = two_admins(&portal).await;
    let request = ada.fill(STAFF, STAFF, &LENA).await.goes_to().to_owned();
    assert_eq!(portal.scalar("SELECT count(*) FROM users WHERE full_name = 'Lena Fischer'").await, "0");
    let mail = portal.mail("max.oye@operator.example", "Add Lena Fischer to the staff as support").await;
    assert!(mail.text.contains("She joins the desk on the first.") && mail.text.contains(&request), "{}", mail.text);
    assert!(max.get("/admin/queue").await.body.contains("One approval waits"), "the queue does not count it");
    assert!(max.get("/admin/approvals").await.links("main a").contains(&request), "it is not in the list");
    assert!(!ada.get(&request).await.body.contains("/approval\""), "whoever asked is shown the button");

    approve(&max, &request).await.goes_to();
    portal.mail("ada.marsh@operator.example", "Approved and done: Add Lena Fischer").await;
    assert_eq!(role_of(&portal, "Lena Fischer").await, "support");
    let lena = portal.browser();
    let link = portal.link("lena.fischer@operator.example", "Welcome").await;
    lena.fill(&link, &link, &[("password", crate::harness::PASSWORD)]).await.goes_to();
    lena.sign_in("lena.fischer@operator.example").await;
    assert_eq!(lena.get(STAFF).await.status, 200);
    let trail = "SELECT string_agg(verb, ' ' ORDER BY seq) FROM audit_events WHERE subject_kind = 'approval'";
    assert_eq!(portal.scalar(trail).await, "approval.asked approval.approved approval.used");
    assert!(max.get("/admin/approvals?state=settled").await.links("main a").contains(&request));
    assert!(!max.get("/admin/queue").await.body.contains("One approval waits"));
}

#[tokio::test]
async fn an_address_that_its_owner_can_take_back_is_given_to_no_new_colleague() {
    let portal = Portal::start().await;
    let (ada, max) = two_admins(&portal).await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let asked = ada.fill(STAFF, STAFF, &LENA).await.goes_to().to_owned();
    portal
        .scalar(
            "WITH given AS (UPDATE users SET email = 'lena.fischer@operator.example', email_key = 'lena.fischer@operator.example'
                            WHERE full_name = 'Ida Holm' RETURNING 1) SELECT count(*) FROM given",
        )
        .await;
    ida.fill("/account/email", "/account/email", &[("new_email", "ida@elsewhere.example")]).await.goes_to();
    let link = portal.link("ida@elsewhere.example", "Confirm your new address").await;
    ida.fill(&link, &link, &[]).await.goes_to();
    let late = approve(&max, &asked).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("kept for whoever changed their login from it"), "{}", late.heading());
    let again = ada.fill(STAFF, STAFF, &[("email", "Lena.Fischer@operator.example"), LENA[1], LENA[2], LENA[3]]).await;
    assert_eq!(again.status, 422);
    assert!(again.errors().join(" ").contains("its owner can take it back"), "{:?}", again.errors());
}

#[tokio::test]
async fn a_role_changes_by_two_admins_and_its_owner_is_signed_out_and_told() {
    let portal = Portal::start().await;
    let (ada, max) = two_admins(&portal).await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let request = ask_role(&portal, &ada, "Rosa Vidal", "admin").await;
    approve(&max, &request).await.goes_to();
    assert_eq!(role_of(&portal, "Rosa Vidal").await, "admin");
    assert!(rosa.get("/admin/queue").await.goes_to().starts_with("/sign-in"), "her old session goes on");
    portal.mail("rosa.vidal@operator.example", "Your role on the staff: admin").await;

    // A login of an account may be taken on too; the same is asked for once at a time.
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let ida = [("email", "ida.holm@halden.example"), ("role", "reviewer"), ("why", "She changes sides.")];
    let request = ada.fill(STAFF, STAFF, &ida).await.goes_to().to_owned();
    let again = max.fill(STAFF, STAFF, &ida).await;
    assert_eq!((again.status, again.errors().len()), (422, 1), "{:?}", again.errors());
    approve(&max, &request).await.goes_to();
    assert_eq!(role_of(&portal, "Ida Holm").await, "reviewer");
    let known = max.fill(STAFF, STAFF, &ida).await;
    assert!(known.errors().concat().contains("on the staff already"), "{:?}", known.errors());
}

#[tokio::test]
async fn a_second_person_is_another_one_with_the_role_and_not_the_one_it_is_about() {
    let portal = Portal::start().await;
    let (ada, max) = two_admins(&portal).await;
    let (sami, rosa) =
        (portal.staff("Sami Aalto", StaffRole::Support).await, portal.staff("Rosa Vidal", StaffRole::Reviewer).await);
    let request = ask_role(&portal, &ada, "Max Oye", "reviewer").await;
    let decide = async |who: &Client, step: &str| {
        let own = who.form("/account", "/account").await;
        who.post_body(&format!("{request}/{step}"), own.body(&[("reason", "No.")])).await
    };
    for (who, heading) in [
        (&ada, "Somebody else must do this"),
        (&max, "Somebody else must do this"),
        (&sami, "Your role does not allow this"),
        (&rosa, "Your role does not allow this"),
    ] {
        for step in ["approval", "refusal"] {
            let answer = decide(who, step).await;
            assert_eq!((answer.status, answer.heading().as_str()), (403, heading), "{step}");
        }
    }
    assert_eq!(decide(&max, "withdrawal").await.status, 403, "somebody else took it back");
    assert_eq!(portal.scalar("SELECT state FROM approvals").await, "asked");
    let own = person(&portal, "Ada Marsh").await;
    let form = ada.form("/account", "/account").await;
    let body = form.body(&[("role", "reviewer"), ("role_why", "I step down.")]);
    assert_eq!(ada.post_body(&format!("{own}/role"), body).await.status, 403, "she asked for herself");
    ada.fill(&request, &format!("{request}/withdrawal"), &[]).await.goes_to();
    assert_eq!(portal.scalar("SELECT state FROM approvals").await, "withdrawn");
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_wins_and_what_is_sent_twice_is_done_once() {
    let portal = Portal::start().await;
    let (ada, max) = two_admins(&portal).await;
    let eve = portal.staff("Eve Ross", StaffRole::Admin).await;
    portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let request = ask_role(&portal, &ada, "Rosa Vidal", "support").await;
    let action = format!("{request}/approval");
    let (one, other) = (max.form(&request, &action).await.body(&[]), eve.form(&request, &action).await.body(&[]));
    let refusal = format!("{request}/refusal");
    let refuse = eve.form(&request, &refusal).await.body(&[("reason", "Not yet.")]);
    let answers = tokio::join!(
        max.post_body(&action, one.clone()),
        eve.post_body(&action, other),
        eve.post_body(&refusal, refuse)
    );
    for answer in [&answers.0, &answers.1, &answers.2] {
        assert_eq!(answer.goes_to(), request);
    }
    max.post_body(&action, one).await.goes_to();
    let decisions = "SELECT count(*) FROM audit_events WHERE verb IN ('approval.approved', 'approval.refused')";
    assert_eq!(portal.scalar(decisions).await, "1", "it was decided more than once");
    let changes = "SELECT count(*) FROM audit_events WHERE verb = 'staff.role_changed'";
    let used = portal.scalar("SELECT (state = 'used')::int FROM approvals").await;
    assert_eq!(portal.scalar(changes).await, used, "done and decided differ");
}

#[tokio::test]
async fn what_has_changed_since_it_was_asked_is_not_approved_and_told_so() {
    let portal = Portal::start().await;
    let (ada, max) = two_admins(&portal).await;
    portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let request = ask_role(&portal, &ada, "Rosa Vidal", "admin").await;
    let action = format!("{request}/approval");
    let form = max.form(&request, &action).await;
    portal.scalar("UPDATE users SET staff_role = 'finance' WHERE full_name = 'Rosa Vidal'").await;
    let answer = max.post_body(&action, form.body(&[])).await;
    assert_eq!(answer.status, 409, "{:?}", answer.heading());
    assert!(answer.body.contains("no longer as it was when this was asked"), "{}", answer.body);
    assert_eq!(role_of(&portal, "Rosa Vidal").await, "finance");
    assert_eq!(portal.scalar("SELECT state FROM approvals").await, "asked");
    assert!(max.get(&request).await.body.contains("The login has changed since"));
    let empty = max.fill(&request, &format!("{request}/refusal"), &[]).await;
    assert_eq!(empty.errors(), ["Say why, so that your colleague can act on it"]);
    let fields = [("reason", "She was moved to finance.")];
    max.fill(&request, &format!("{request}/refusal"), &fields).await.goes_to();
    let mail = portal.mail("ada.marsh@operator.example", "Refused: Give Rosa Vidal the role of admin").await;
    assert!(mail.text.contains("She was moved to finance."), "{}", mail.text);
}

#[tokio::test]
async fn a_request_that_nobody_decides_runs_out_and_can_be_asked_anew() {
    let portal = Portal::start().await;
    let (ada, max) = two_admins(&portal).await;
    let request = ada.fill(STAFF, STAFF, &LENA).await.goes_to().to_owned();
    let form = max.form(&request, &format!("{request}/approval")).await;
    portal
        .scalar(
            "ALTER TABLE approvals DISABLE TRIGGER approvals_keep;
             UPDATE approvals SET asked_at = asked_at - interval '8 days', expires_at = expires_at - interval '8 days';
             ALTER TABLE approvals ENABLE TRIGGER approvals_keep",
        )
        .await;
    assert_eq!(max.post_body(&format!("{request}/approval"), form.body(&[])).await.goes_to(), request);
    assert!(max.get(&request).await.body.contains("Ran out"));
    let anew = ada.fill(STAFF, STAFF, &LENA).await.goes_to().to_owned();
    assert_ne!(anew, request);
    portal.mail("ada.marsh@operator.example", "Ran out: Add Lena Fischer").await;
    assert_eq!(portal.scalar("SELECT string_agg(state, ' ' ORDER BY id) FROM approvals").await, "expired asked");
}

#[tokio::test]
async fn the_database_itself_asks_for_two_people_and_keeps_what_was_asked() {
    let portal = Portal::start().await;
    let (ada, max) = two_admins(&portal).await;
    let request = ada.fill(STAFF, STAFF, &LENA).await.goes_to().to_owned();
    let refused = async |statement: &str| {
        let sql = format!(
            "DO $$ BEGIN {statement}; RAISE 'not refused';
             EXCEPTION WHEN check_violation OR restrict_violation THEN NULL; END $$"
        );
        portal.scalar(&sql).await;
    };
    let approved = "UPDATE approvals SET state = 'approved', decided_at = now(), checker_id";
    for statement in [
        &format!("{approved} = maker_id") as &str,
        &format!("{approved} = subject_id"),
        &format!("{approved} = NULL"),
        "UPDATE approvals SET after = jsonb_set(after, '{role}', '\"admin\"')",
        "UPDATE approvals SET expires_at = expires_at + interval '1 day'",
        "UPDATE approvals SET why = 'Another reason'",
        "UPDATE approvals SET state = 'used', decided_at = now(), used_at = now(), checker_id = (SELECT id FROM users WHERE full_name = 'Max Oye')",
        "DELETE FROM approvals",
    ] {
        refused(statement).await;
    }
    approve(&max, &request).await.goes_to();
    for statement in [
        "UPDATE approvals SET used_at = now()",
        "UPDATE approvals SET state = 'asked', decided_at = NULL, used_at = NULL, checker_id = NULL",
        "UPDATE approvals SET state = 'approved', used_at = NULL",
    ] {
        refused(statement).await;
    }
}

#[tokio::test]
async fn a_role_is_taken_away_at_once_and_the_last_admin_stays() {
    let portal = Portal::start().await;
    let (ada, max) = two_admins(&portal).await;
    let page = person(&portal, "Max Oye").await;
    let action = format!("{page}/removal");
    let empty = ada.fill(&page, &action, &[]).await;
    assert_eq!(empty.errors(), ["Say why the role is taken away"]);
    ada.fill(&page, &action, &[("removal_why", "He left us today.")]).await.goes_to();
    assert_eq!(role_of(&portal, "Max Oye").await, "none");
    assert!(max.get("/admin/queue").await.goes_to().starts_with("/sign-in"), "he is still signed in");
    portal.mail("max.oye@operator.example", "You are no longer on the staff").await;

    let own = person(&portal, "Ada Marsh").await;
    let last = ada.fill(&own, &format!("{own}/removal"), &[("removal_why", "I step down.")]).await;
    assert_eq!(last.status, 409);
    assert!(last.body.contains("This role is the last admin&#39;s"), "{}", last.body);
    let by_force =
        "DO $$ BEGIN UPDATE users SET deactivated_at = now() WHERE staff_role = 'admin'; RAISE 'not refused';
                    EXCEPTION WHEN restrict_violation THEN NULL; END $$";
    portal.scalar(by_force).await;
    assert_eq!(role_of(&portal, "Ada Marsh").await, "admin");
}

#[tokio::test]
async fn a_lost_authenticator_is_taken_away_by_two_and_its_owner_hears_of_it_before_and_after() {
    let portal = Portal::start().await;
    let (sami, ada) =
        (portal.staff("Sami Aalto", StaffRole::Support).await, portal.staff("Ada Marsh", StaffRole::Admin).await);
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    ida.enrol("ida.holm@halden.example").await;
    let page = person(&portal, "Ida Holm").await;
    let action = format!("{page}/authenticator");
    let empty = sami.fill(&page, &action, &[]).await;
    assert_eq!(empty.errors().len(), 2, "{:?}", empty.errors());
    let fields = [
        ("identity_check", "Called the number on file; she named her last two orders."),
        ("lost_why", "Her telephone was stolen."),
    ];
    let request = sami.fill(&page, &action, &fields).await.goes_to().to_owned();
    let mail = portal.mail("ida.holm@halden.example", "asks us to take your authenticator away").await;
    assert!(mail.text.contains("object now"), "{}", mail.text);
    assert!(ada.get(&request).await.body.contains("she named her last two orders"));
    assert_eq!(
        portal
            .scalar(
                "SELECT count(*) FROM authenticators a JOIN users u ON u.id = a.user_id WHERE u.full_name = 'Ida Holm'"
            )
            .await,
        "1"
    );
    approve(&ada, &request).await.goes_to();
    portal.mail("ida.holm@halden.example", "Your login has no authenticator any more").await;
    assert!(ida.get("/advertiser").await.goes_to().starts_with("/sign-in"), "her sessions go on");
    ida.sign_in("ida.holm@halden.example").await;
    assert_eq!(ida.get("/advertiser").await.status, 200);

    // The authenticator of a colleague is for admins.
    let colleague = person(&portal, "Ada Marsh").await;
    let form = sami.form("/account", "/account").await;
    let answer = sami.post_body(&format!("{colleague}/authenticator"), form.body(&fields)).await;
    assert_eq!((answer.status, answer.heading().as_str()), (403, "Your role does not allow this"));
}

#[tokio::test]
async fn support_signs_a_person_out_everywhere_for_a_reason_that_they_read() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Aalto", StaffRole::Support).await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let page = person(&portal, "Ida Holm").await;
    let action = format!("{page}/sign-out");
    assert_eq!(sami.fill(&page, &action, &[]).await.errors().len(), 1);
    sami.fill(&page, &action, &[("sessions_why", "You told us of a lost laptop.")]).await.goes_to();
    assert!(ida.get("/advertiser").await.goes_to().starts_with("/sign-in"));
    let mail = portal.mail("ida.holm@halden.example", "You were signed out everywhere").await;
    assert!(mail.text.contains("You told us of a lost laptop."), "{}", mail.text);
    assert!(sami.get(&page).await.body.contains("Signed out everywhere by staff"), "the history does not say so");
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let form = rosa.form("/account", "/account").await;
    assert_eq!(rosa.post_body(&action, form.body(&[("sessions_why", "x")])).await.status, 403);
}
