//! Applying again after a decline: from the day that the decline names, with everything that was given before.

use crate::bad_input::scene;
use crate::harness::{Client, Portal};
use inset_domain::user::{Power, StaffRole};

const REASON: [(&str, &str); 2] = [("reason", "terms"), ("words", "The site is under construction.")];
const SIGNATURE: [(&str, &str); 2] = [("typed_name", "Rosa Vidal"), ("intent", "yes")];

/// A day from today in UTC, as forms write it and as pages do.
async fn day(portal: &Portal, from_today: i32) -> (String, String) {
    let of = |format: &str| format!("SELECT to_char((now() AT TIME ZONE 'UTC')::date + {from_today}, '{format}')");
    (portal.scalar(&of("YYYY-MM-DD")).await, portal.scalar(&of("FMDD FMMonth YYYY")).await)
}

/// Declines somebody's account from a day on, or for good.
async fn decline(rosa: &Client, case: &str, from: &str) {
    let fields = [REASON.as_slice(), &[("reapply", from)]].concat();
    rosa.fill(case, &format!("{case}/decline"), &fields).await.goes_to();
}

/// Lets the day come that every decline names.
async fn let_it_come(portal: &Portal) {
    portal.scalar("UPDATE accounts SET reapply_on = (now() AT TIME ZONE 'UTC')::date WHERE state = 'declined'").await;
}

async fn state(portal: &Portal, kind: &str) -> String {
    portal.scalar(&format!("SELECT state FROM accounts WHERE kind = '{kind}'")).await
}

/// What a case's outside checks found.
async fn found(rosa: &Client, case: &str) -> String {
    rosa.get(case).await.texts(".tasks .task").join("\n")
}

#[tokio::test]
async fn a_publisher_applies_again_from_its_day_with_everything_it_gave_and_is_approved() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let pia = scene::publisher(&portal, "Fjord", "Pia Berg").await;
    scene::sent(&pia, "publisher", "Pia Berg").await;
    let first = scene::case(&portal, "Pia Berg").await;
    let (tomorrow, in_words) = day(&portal, 1).await;
    decline(&rosa, &first, &tomorrow).await;

    // Before the day the page says it, and the step is refused whoever posts it.
    const STEP: &str = "/publisher/sign-up/reapplication";
    let home = pia.get("/publisher").await;
    assert!(home.body.contains(&format!("You may apply again from {in_words}.")), "{}", home.body);
    assert!(!home.body.contains(STEP), "the step is offered too early");
    let blank = || async { pia.own_fields().await };
    let early = pia.post_body(STEP, blank().await.body(&[])).await;
    assert_eq!(early.status, 409);
    assert_eq!(early.heading(), "It is too early to apply again");
    assert!(early.body.contains(&in_words), "{}", early.body);
    assert_eq!(state(&portal, "publisher").await, "declined");

    // From the day on whoever may sign takes it, once.
    let_it_come(&portal).await;
    let viewer = portal.colleague("pia.berg@fjord.example", Power::Viewer).await;
    let vic = portal.known(&viewer).await;
    let theirs = vic.get("/publisher").await;
    assert!(theirs.body.contains("An owner or signer of the account can apply again"), "{}", theirs.body);
    assert!(!theirs.body.contains(STEP), "a viewer is offered the step");
    let body = pia.form("/publisher", STEP).await.body(&[]);
    for _ in 0..2 {
        assert_eq!(pia.post_body(STEP, body.clone()).await.goes_to(), "/publisher/sign-up/check");
    }
    assert_eq!(portal.scalar("SELECT count(*) FROM audit_events WHERE verb = 'account.applied_again'").await, "1");
    let second = pia.post_body(STEP, blank().await.body(&[])).await;
    assert_eq!(second.status, 409, "a draft applied again");
    let kept = "SELECT reason_code IS NULL AND reason_words IS NULL AND reapply_on IS NULL FROM accounts WHERE kind = 'publisher'";
    assert_eq!((state(&portal, "publisher").await.as_str(), portal.scalar(kept).await.as_str()), ("draft", "t"));

    // Everything is there, can be changed, and is sent as before.
    let check = pia.get("/publisher/sign-up/check").await;
    for given in ["Quay Works Ltd", "walks.example", "Signed"] {
        assert!(check.body.contains(given), "{given} is lost");
    }
    scene::save(&pia, "/publisher/sign-up/company", &[scene::COMPANY, &[("trading_name", "Quay")]].concat()).await;
    let next = pia.get("/publisher/sign-up/check").await;
    assert!(next.body.contains("Send the sign-up"), "it cannot be sent: {}", next.body);
    pia.fill("/publisher/sign-up/check", "/publisher/sign-up/submission", &[]).await.goes_to();
    let again = scene::case(&portal, "Pia Berg").await;
    assert_ne!(again, first, "the decided case came back");
    let found = found(&rosa, &again).await;
    assert!(found.contains("This account was declined on ") && !found.contains("(PUB-1001)"), "{found}");
    let site = portal.scalar("SELECT id FROM sites").await;
    rosa.fill(&again, &format!("{again}/sites/{site}/verification"), &[]).await.goes_to();
    rosa.fill(&again, &format!("{again}/approval"), &SIGNATURE).await.goes_to();
    assert_eq!(state(&portal, "publisher").await, "approved");
    assert!(pia.get("/publisher").await.body.contains("Your account is active"));
}

#[tokio::test]
async fn a_network_applies_again_and_its_earlier_decline_stands_in_the_new_case() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let nia = scene::network(&portal, "North", "Nia Vik").await;
    scene::sent(&nia, "network", "Nia Vik").await;
    let first = scene::case(&portal, "Nia Vik").await;
    let (today, _) = day(&portal, 0).await;
    decline(&rosa, &first, &today).await;
    let step = "/network/onboarding/reapplication";
    assert_eq!(nia.fill("/network", step, &[]).await.goes_to(), "/network/onboarding/check");
    nia.fill("/network/onboarding/check", "/network/onboarding/submission", &[]).await.goes_to();
    let again = scene::case(&portal, "Nia Vik").await;
    assert_ne!(again, first);
    assert!(found(&rosa, &again).await.contains("This account was declined on "));
}

#[tokio::test]
async fn an_advertiser_applies_again_with_the_order_that_waits_or_with_another() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let order = scene::order(&ann, "First").await;
    scene::sign(&ann, &order, "Ann Ek").await;
    scene::send(&ann, &order).await;
    let first = scene::case(&portal, "Ann Ek").await;
    let (tomorrow, in_words) = day(&portal, 1).await;
    decline(&rosa, &first, &tomorrow).await;
    let home = ann.get("/advertiser").await;
    assert!(home.body.contains(&format!("You may apply again from {in_words}.")), "{}", home.body);
    let_it_come(&portal).await;
    assert_eq!(ann.fill("/advertiser", "/advertiser/reapplication", &[]).await.goes_to(), "/advertiser");
    // Its order was sent before and is with the reviewers still: the account is sent to go with it.
    let home = ann.get("/advertiser").await;
    assert!(home.body.contains("You apply again.") && home.body.contains("/advertiser/submission"), "{}", home.body);
    let body = ann.form("/advertiser", "/advertiser/submission").await.body(&[]);
    for _ in 0..2 {
        assert_eq!(ann.post_body("/advertiser/submission", body.clone()).await.goes_to(), "/advertiser");
    }
    assert_eq!(state(&portal, "advertiser").await, "submitted");
    let again = scene::case(&portal, "Ann Ek").await;
    assert_ne!(again, first);
    assert!(found(&rosa, &again).await.contains("This account was declined on "));
    // Declined once more, with nothing that waits: another order sends the account.
    let (today, _) = day(&portal, 0).await;
    decline(&rosa, &again, &today).await;
    ann.fill(&order, &format!("{order}/withdrawal"), &[]).await.goes_to();
    ann.fill("/advertiser", "/advertiser/reapplication", &[]).await.goes_to();
    let home = ann.get("/advertiser").await;
    assert!(!home.body.contains("/advertiser/submission"), "an account is sent without an order");
    let form = ann.own_fields().await;
    assert_eq!(ann.post_body("/advertiser/submission", form.body(&[])).await.status, 409);
    assert_eq!(state(&portal, "advertiser").await, "draft");
    let other = scene::order(&ann, "Second").await;
    scene::sign(&ann, &other, "Ann Ek").await;
    scene::send(&ann, &other).await;
    assert_eq!(state(&portal, "advertiser").await, "submitted");
}

#[tokio::test]
async fn a_decline_without_a_day_is_final_and_says_so_to_the_reviewer_and_to_the_applicant() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let nia = scene::network(&portal, "North", "Nia Vik").await;
    scene::sent(&nia, "network", "Nia Vik").await;
    let case = scene::case(&portal, "Nia Vik").await;
    assert!(rosa.get(&case).await.body.contains("Left empty, the account cannot apply again"));
    decline(&rosa, &case, "").await;
    let told = portal.mail("nia.vik@north.example", "Declined").await.text;
    assert!(told.contains("names no day for it"), "{told}");
    let home = nia.get("/network").await;
    assert!(home.body.contains("names no day from which you may apply again"), "{}", home.body);
    assert!(!home.body.contains("reapplication") && home.links("main a").contains(&"/contact".to_owned()));
    let form = nia.own_fields().await;
    let refused = nia.post_body("/network/onboarding/reapplication", form.body(&[])).await;
    assert_eq!((refused.status, refused.heading().as_str()), (409, "This decision is final"));
    assert_eq!(state(&portal, "network").await, "declined");
}

#[tokio::test]
async fn while_an_advertiser_is_declined_no_order_of_it_is_sent_and_staff_are_offered_to_accept_none() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    let waiting = scene::order(&ann, "First").await;
    scene::sign(&ann, &waiting, "Ann Ek").await;
    scene::send(&ann, &waiting).await;
    let draft = scene::order(&ann, "Second").await;
    scene::sign(&ann, &draft, "Ann Ek").await;
    let body = ann.form(&format!("{draft}/review"), &format!("{draft}/submission")).await.body(&[("terms", "yes")]);
    let of = "SELECT c.id FROM review_cases c WHERE c.order_id IS";
    let case = format!("/admin/cases/{}", portal.scalar(&format!("{of} NULL")).await);
    decline(&rosa, &case, "").await;
    let refused = ann.post_body(&format!("{draft}/submission"), body).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("The account is declined: no order of it is sent"), "{}", refused.body);
    assert!(!ann.get("/advertiser").await.body.contains("New insertion order"));
    assert!(ann.get(&waiting).await.body.contains("It is not looked at while the account is declined"));
    let case = format!("/admin/cases/{}", portal.scalar(&format!("{of} NOT NULL")).await);
    let shown = rosa.get(&case).await.body;
    assert!(shown.contains("account is declined. Reject the order") && !shown.contains("/acceptance"));
}
