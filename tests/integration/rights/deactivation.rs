//! Closing an account: its owner sees what ends and what runs on, everyone in it is told, and nobody acts for it any more.

use crate::harness::{Answer, Client, PASSWORD, Portal};
use crate::orders::{begin, complete, send, sign};
use inset_domain::user::{Power, StaffRole};

const PAGE: &str = "/account/deactivate";
const IDA: &str = "ida.holm@halden.example";

async fn close(owner: &Client) -> Answer {
    owner.fill(PAGE, PAGE, &[("closes", "yes")]).await
}

/// An advertiser's owner with an order on which nobody has decided, and one that runs.
async fn with_orders(portal: &Portal) -> Client {
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    complete(&ida).await;
    for _ in 0..2 {
        let order = begin(&ida).await;
        sign(&ida, &order, "Ida Holm").await;
        send(&ida, &order).await;
    }
    portal.scalar("UPDATE orders SET state = 'running' WHERE number = 'IO-1001'").await;
    ida
}

#[tokio::test]
async fn a82_whoever_left_signs_in_no_more_gets_no_mail_and_leaves_only_what_the_catalogue_says() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let ida = with_orders(&portal).await;
    portal.scalar("UPDATE accounts SET state = 'approved'").await;
    let shown = ida.get(PAGE).await;
    let (runs_on, withdrawn) = ("Winter boots, until 31 January 2099", "IO-1002");
    assert!(shown.body.contains(runs_on) && shown.body.contains(withdrawn), "what closing brings is not said before");
    let unsure = ida.fill(PAGE, PAGE, &[]).await;
    assert_eq!((unsure.status, unsure.errors().len()), (422, 1));
    assert_eq!(close(&ida).await.goes_to(), "/");

    assert_eq!(portal.scalar("SELECT state FROM accounts").await, "deactivated");
    let states = "SELECT string_agg(state, ' ' ORDER BY number) FROM orders";
    assert_eq!(portal.scalar(states).await, "running withdrawn");
    assert!(ida.get("/advertiser").await.goes_to().starts_with("/sign-in"), "the session goes on");
    let typed = [("email", IDA), ("password", PASSWORD)];
    assert_eq!(portal.browser().fill("/sign-in", "/sign-in", &typed).await.status, 422);
    let last = portal.mail(IDA, "Closed: Halden").await;
    assert!(last.text.contains("IO-1001") && last.text.contains("Your login ended"), "{}", last.text);

    // A reset and an announcement go to nobody who has left.
    let mails = portal.mails().await.len();
    portal.browser().fill("/forgot-password", "/forgot-password", &[("email", IDA)]).await.goes_to();
    crate::announcements::send(&ada, &crate::announcements::SERVICE).await;
    assert_eq!(portal.mails().await.iter().skip(mails).filter(|mail| mail.to == IDA).count(), 0);
    // What is kept is kept for its reason, and can be erased by asking.
    assert_eq!(portal.scalar("SELECT count(*) FROM sessions").await, "1", "Ada's alone");
    assert_eq!(portal.scalar("SELECT count(*) FROM billing_profiles").await, "1");
    let asked = [("kind", "erase"), ("full_name", "Ida Holm"), ("email", IDA), ("age", "yes")];
    let new = "/privacy-requests/new";
    portal.browser().fill(new, new, &asked).await.goes_to();
    assert!(portal.link(IDA, "Confirm your privacy request").await.contains("/privacy-requests/confirm/"));
}

#[tokio::test]
async fn whoever_is_in_another_account_keeps_their_login_and_acts_for_that_one() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let pia = portal.member("publisher", "Fjord", "Pia Berg").await;
    let pias = "pia.berg@fjord.example";
    let email = portal.colleague(IDA, Power::Member).await;
    // Pia is in Halden too, and was there first.
    portal.scalar(&format!(
        "INSERT INTO memberships (user_id, account_id, power, created_at) SELECT u.id, a.id, 'owner', now() - interval '1 year'
         FROM users u, accounts a WHERE u.email = '{pias}' AND a.name = 'Halden' RETURNING power"
    )).await;
    crate::teams::invite(&ida, "new@halden.example", "member").await.goes_to();
    let link = crate::teams::link(&portal, "new@halden.example").await;
    let shown = ida.get(PAGE).await;
    assert!(
        shown.body.contains("Ida Holm, Kim Dahl") && shown.body.contains("People who leave it and keep their login")
    );
    close(&ida).await.goes_to();
    assert_eq!(pia.get("/publisher").await.status, 200);
    let again = portal.browser();
    again.sign_in(pias).await;
    assert_eq!(again.get("/publisher").await.status, 200, "she acts for the closed account");
    assert!(!again.get("/account").await.body.contains("Halden"));
    let halden = portal.scalar("SELECT id FROM accounts WHERE name = 'Halden'").await;
    let choice = again.form("/account", "/account").await.body(&[("account", &halden)]);
    assert_eq!(again.post_body("/account/current", choice).await.status, 404);
    assert!(portal.mail(pias, "Closed: Halden").await.text.contains("Your login stays"));
    assert!(portal.mail(&email, "Closed: Halden").await.text.contains("Your login ended"));
    assert_eq!(portal.browser().get(&link).await.status, 410, "an invitation into a closed account");
}

#[tokio::test]
async fn an_account_is_closed_once_as_it_was_shown_and_its_last_owner_can_be_erased_then() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
    portal.scalar("UPDATE accounts SET state = 'approved', submitted_at = now()").await;
    let stale = nora.form(PAGE, PAGE).await.body(&[("closes", "yes")]);
    portal.scalar("UPDATE accounts SET version = version + 1").await;
    let refused = nora.post_body(PAGE, stale).await;
    assert_eq!(refused.status, 422);
    assert!(refused.errors()[0].contains("changed while you were reading"), "{:?}", refused.errors());
    let body = nora.form(PAGE, PAGE).await.body(&[("closes", "yes")]);
    let (one, other) = tokio::join!(nora.post_body(PAGE, body.clone()), nora.post_body(PAGE, body));
    for answer in [one, other] {
        let to = answer.goes_to();
        assert!(to == "/" || to.starts_with("/sign-in"), "{to}");
    }
    let events = "SELECT count(*) FROM audit_events WHERE verb = 'account.deactivated'";
    assert_eq!(portal.scalar(events).await, "1");
    let new = "/admin/children/new";
    let found = sami.fill(new, new, &[("email", "nora.ek@fjord.example"), ("step", "look")]).await;
    assert_eq!(found.status, 200, "{:?}", found.errors());
}
