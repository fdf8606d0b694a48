//! What staff decide beyond an application: sites that are added later, and what is said on an order.

use crate::harness::{Client, Portal};
use inset_domain::user::StaffRole;

const ROSA: &str = "rosa.lindqvist@imagespacemedia.example";
const NORA: &str = "nora@harbourlight.example";
const IDA: &str = "ida@haldenoutdoor.example";

async fn demo() -> Portal {
    Portal::start_in("demo", async |portal| portal.demo().await).await
}

/// Adds a site and gives its id with its case.
async fn add(portal: &Portal, them: &Client, domain: &str) -> (String, String) {
    let fields = [("domain", domain), ("category", "653"), ("language", "en"), ("page_views", "90 000")];
    them.fill("/publisher/sites", "/publisher/sign-up/sites", &fields).await.goes_to();
    let site = portal.scalar(&format!("SELECT id FROM sites WHERE domain = '{domain}' ORDER BY id DESC LIMIT 1")).await;
    let case = portal.scalar(&format!("SELECT id FROM review_cases WHERE site_id = '{site}'")).await;
    assert!(!case.is_empty(), "{domain} reached no queue");
    (site, format!("/admin/cases/{case}"))
}

#[tokio::test]
async fn a_site_that_is_added_after_approval_waits_in_the_queue_and_its_publisher_hears_of_the_decision() {
    let portal = demo().await;
    let (nora, rosa) = (portal.known(NORA).await, portal.known(ROSA).await);
    let (first, case) = add(&portal, &nora, "new.harbourlight.example").await;
    let queue = rosa.get("/admin/queue?kind=site").await;
    assert!(queue.links("main a").contains(&case), "the site is not in the queue");
    rosa.fill(&case, &format!("{case}/sites/{first}/verification"), &[]).await.goes_to();
    portal.mail(NORA, "Confirmed: new.harbourlight.example").await;
    assert!(!rosa.get("/admin/queue?kind=site").await.links("main a").contains(&case), "it still waits");

    let (second, case) = add(&portal, &nora, "other.harbourlight.example").await;
    let (reason, words) = (format!("reason_{second}"), format!("words_{second}"));
    let refusal = format!("{case}/sites/{second}/failure");
    let wrong = [(reason.as_str(), "price"), (words.as_str(), "It is too dear.")];
    assert_eq!(rosa.fill(&case, &refusal, &wrong).await.status, 422, "a site was refused for an order's reason");
    let right = [(reason.as_str(), "site_content"), (words.as_str(), "It repeats another site's pictures.")];
    rosa.fill(&case, &refusal, &right).await.goes_to();
    let mail = portal.mail(NORA, "Not confirmed: other.harbourlight.example").await;
    assert!(mail.text.contains("It repeats another site's pictures."), "{}", mail.text);
    let events = "SELECT count(*) FROM audit_events WHERE verb IN ('site.verified', 'site.failed') AND at > now() - interval '1 hour'";
    assert_eq!(portal.scalar(events).await, "2");
}

#[tokio::test]
async fn a_domain_is_confirmed_for_one_account_and_staff_see_who_else_has_it() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let held = "FROM review_cases c JOIN sites s ON s.id = c.site_id WHERE c.state = 'waiting' AND EXISTS
                (SELECT FROM sites o WHERE o.domain = s.domain AND o.state = 'verified' AND o.account_id <> s.account_id)";
    let site = portal.scalar(&format!("SELECT s.id {held} LIMIT 1")).await;
    let case = format!("/admin/cases/{}", portal.scalar(&format!("SELECT c.id {held} LIMIT 1")).await);
    assert!(rosa.get(&case).await.body.contains("is also held by"), "the case does not say who has the domain");
    let answer = rosa.fill(&case, &format!("{case}/sites/{site}/verification"), &[]).await;
    assert_eq!(answer.status, 422, "a second account has the domain");
    assert!(answer.errors().concat().contains("is confirmed for"), "{:?}", answer.errors());
    let by_force = format!(
        "DO $$ BEGIN UPDATE sites SET state = 'verified' WHERE id = '{site}'; RAISE 'not refused';
         EXCEPTION WHEN unique_violation THEN NULL; END $$"
    );
    portal.scalar(&by_force).await;
}

#[tokio::test]
async fn staff_write_on_an_order_in_force_and_its_contact_hears_of_it_and_answers() {
    let portal = demo().await;
    let (ida, rosa) = (portal.known(IDA).await, portal.known(ROSA).await);
    let one = async |column: &str, state: &str| {
        portal
            .scalar(&format!(
                "SELECT o.{column} FROM orders o JOIN memberships m ON m.account_id = o.account_id
                 JOIN users u ON u.id = m.user_id WHERE u.email = '{IDA}' AND o.state = '{state}' ORDER BY o.number LIMIT 1"
            ))
            .await
    };
    let (id, number) = (one("id", "countersigned").await, one("number", "countersigned").await);
    let page = format!("/admin/orders/{id}");
    let empty = rosa.fill(&page, &format!("{page}/messages"), &[]).await;
    assert_eq!((empty.status, empty.errors()), (422, vec!["Write the message".to_owned()]));
    rosa.fill(&page, &format!("{page}/messages"), &[("body", "The tag is missing on two pages.")]).await.goes_to();
    let told = format!(
        "SELECT count(*) FROM outbox x JOIN order_contacts c ON c.email = x.recipient_email
         JOIN orders o ON o.id = c.order_id AND o.revision = c.revision
         WHERE x.letter = 'order_message' AND x.created_at > now() - interval '1 hour' AND o.id = '{id}' AND c.role = 'primary'"
    );
    assert_eq!(portal.scalar(&told).await, "1", "the order's contact was not told once");
    let messages = format!("/advertiser/orders/{number}/messages");
    assert!(ida.get(&messages).await.body.contains("The tag is missing on two pages."));
    ida.fill(&messages, &messages, &[("body", "We add it today.")]).await.goes_to();
    assert!(rosa.get(&page).await.body.contains("We add it today."));

    let over = format!("/admin/orders/{}", one("id", "withdrawn").await);
    assert!(!rosa.get(&over).await.body.contains("name=\"body\""), "an order that is over has a form");
}

#[tokio::test]
async fn the_queue_says_what_each_case_waits_for() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let tags = rosa.get("/admin/queue").await.texts("td .tag");
    for stage in ["New", "Answered", "Sent again", "In review", "To be countersigned"] {
        assert!(tags.contains(&stage.to_owned()), "nothing is {stage}: {tags:?}");
    }
}

#[tokio::test]
async fn nobody_of_the_staff_takes_a_colleague_s_name() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    portal.staff("Tom Adler", StaffRole::Reviewer).await;
    let taken = rosa.fill("/account", "/account", &[("full_name", "tom  adler")]).await;
    assert_eq!(taken.status, 422);
    assert!(taken.errors()[0].contains("A colleague is called so"), "{:?}", taken.errors());
    rosa.fill("/account", "/account", &[("full_name", "Rosa Vidal Sol")]).await.goes_to();
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    ida.fill("/account", "/account", &[("full_name", "Tom Adler")]).await.goes_to();
}
