//! A child's data: one step finds and erases all of it, and all that is left is a certificate that names nobody (P15).

use super::canaries::{self, EMAIL, MARK};
use crate::bad_input::scene;
use crate::harness::{Answer, Client, Portal};
use inset_domain::user::StaffRole;

const NEW: &str = "/admin/children/new";

async fn look(sami: &Client, email: &str) -> Answer {
    sami.fill(NEW, NEW, &[("email", email), ("step", "look")]).await
}

async fn erase(sami: &Client, email: &str) -> Answer {
    sami.fill(NEW, NEW, &[("email", email), ("is_child", "yes")]).await
}

#[tokio::test]
async fn promise_15_every_way_in_asks_for_the_age_and_a_childs_data_is_erased_with_nothing_kept_but_a_certificate() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    for (page, action) in [
        ("/sign-up/publisher", "/sign-up/publisher"),
        ("/sign-up/advertiser", "/sign-up/advertiser"),
        ("/sign-up/network", "/sign-up/network"),
        ("/inquiry", "/inquiry"),
        ("/contact", "/contact"),
        ("/privacy-requests/new", "/privacy-requests/new"),
    ] {
        let refused = portal.browser().fill(page, action, &[]).await;
        let asked = refused.errors().iter().any(|error| error.contains("13 or older"));
        assert!(refused.status == 422 && asked, "{page} does not ask for the age: {:?}", refused.errors());
    }
    portal.member("publisher", "Fjord", "Nora Ek").await;
    let email = "nora.ek@fjord.example";
    let certificate = erase(&sami, email).await.goes_to().to_owned();
    let shown = sami.get(&certificate).await;
    assert!(shown.body.contains("CHD-1001") && shown.body.contains("E-mail address they sign in with"));
    assert!(!shown.body.contains("Nora") && !shown.body.contains("fjord"), "the certificate names the child");
    assert!(look(&sami, email).await.errors()[0].contains("We hold nothing under this address"));
}

#[tokio::test]
async fn a83_of_a_childs_data_nothing_is_in_a_dump_or_a_file_once_it_is_erased() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    // An agreement in force and an open case: what would be kept of anybody else, or stand in the way.
    let zora = canaries::person(&portal).await;
    portal.mails().await;
    zora.fill("/account/data", "/account/data/exports", &[]).await.goes_to();
    portal.mails().await;
    portal.scalar("UPDATE agreements SET state = 'countersigned' WHERE state = 'signed'").await;
    assert_eq!(portal.scalar("SELECT count(*) FROM review_cases WHERE state <> 'closed'").await, "1");
    let (before, files, dump) = (canaries::marked(&portal).await, canaries::files(&portal), portal.dump().await);
    assert!(before.len() > 60 && !files.is_empty(), "the mark stood in few places, so the count proves little");
    assert!(dump.to_lowercase().matches(MARK).count() > 60, "the dump does not hold what it should lose");

    let found = look(&sami, EMAIL).await;
    assert_eq!(found.status, 200);
    assert!(found.body.contains("Agreements that are or were in force"), "what goes is not shown before");
    let parts = found.texts("main dt").join(" ").to_lowercase();
    assert!(
        !parts.split_whitespace().any(|word| ["you", "your"].contains(&word)),
        "staff are spoken to as the child: {parts}"
    );
    let unsure = sami.fill(NEW, NEW, &[("email", EMAIL)]).await;
    assert_eq!((unsure.status, unsure.errors().len()), (422, 1));
    let certificate = erase(&sami, EMAIL).await.goes_to().to_owned();

    portal.mails().await;
    assert_eq!(canaries::marked(&portal).await.into_keys().collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(canaries::files(&portal), Vec::<String>::new());
    assert_eq!(portal.dump().await.to_lowercase().matches(MARK).count(), 0);
    assert!(zora.get("/account").await.goes_to().starts_with("/sign-in"));
    let shown = sami.get(&certificate).await;
    assert!(shown.body.contains("CHD-1001") && shown.body.contains("E-mail address they sign in with"));
    assert!(!shown.body.to_lowercase().contains(MARK));
    assert!(sami.get("/admin/children").await.links("tbody a").contains(&certificate));
    let events =
        "SELECT string_agg(verb, ' ' ORDER BY seq) FROM audit_events WHERE verb IN ('user.erased', 'child.erased')";
    assert_eq!(portal.scalar(events).await, "user.erased child.erased");
    let tampered = "DO $$ BEGIN DELETE FROM certificates; RAISE EXCEPTION 'taken'; EXCEPTION WHEN restrict_violation THEN NULL; END $$";
    portal.scalar(tampered).await;
    assert_eq!(portal.scalar("SELECT count(*) FROM certificates").await, "1");
}

#[tokio::test]
async fn a_child_without_a_login_is_found_by_what_it_wrote() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let fields = [("full_name", "Kai Zqxcanary"), ("email", "kai@zqxcanary.example"), ("age", "yes")];
    portal.browser().fill("/inquiry", "/inquiry", &fields).await.goes_to();
    portal.mails().await;
    assert!(!canaries::marked(&portal).await.is_empty());
    erase(&sami, "Kai@Zqxcanary.example").await.goes_to();
    assert_eq!(canaries::marked(&portal).await.into_keys().collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(canaries::files(&portal), Vec::<String>::new());
    let again = look(&sami, "kai@zqxcanary.example").await;
    assert!(again.errors()[0].contains("We hold nothing under this address"), "{:?}", again.errors());
}

#[tokio::test]
async fn what_was_left_under_an_earlier_address_is_found_from_the_new_one_and_the_new_from_the_earlier() {
    for asked in ["nora.new@zqxcanary.example", "nora.ek@fjord.example"] {
        let portal = Portal::start().await;
        let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
        let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
        let fields = [("full_name", "Nora Ek"), ("email", "nora.ek@fjord.example"), ("age", "yes")];
        portal.browser().fill("/inquiry", "/inquiry", &fields).await.goes_to();
        let new = "nora.new@zqxcanary.example";
        nora.fill("/account/email", "/account/email", &[("new_email", new)]).await.goes_to();
        let link = portal.link(new, "Confirm your new address").await;
        nora.fill(&link, &link, &[]).await.goes_to();
        assert_eq!(portal.scalar("SELECT email_key FROM users WHERE full_name = 'Nora Ek'").await, new);
        erase(&sami, asked).await.goes_to();
        assert_eq!(portal.scalar("SELECT count(*) FROM users WHERE erased_at IS NOT NULL").await, "1", "{asked}");
        assert_eq!(portal.scalar("SELECT count(*) FROM inquiries").await, "0", "{asked}");
    }
}

#[tokio::test]
async fn nobody_on_the_staff_and_no_owner_whom_others_need_is_erased_as_a_child() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    portal.staff("Rosa Lind", StaffRole::Reviewer).await;
    let rosa = portal.scalar("SELECT email FROM users WHERE full_name = 'Rosa Lind'").await;
    assert!(erase(&sami, &rosa).await.errors()[0].contains("take their role away"));
    scene::publisher(&portal, "Fjord", "Nora Ek").await;
    portal.colleague("nora.ek@fjord.example", inset_domain::user::Power::Member).await;
    assert!(erase(&sami, "nora.ek@fjord.example").await.errors()[0].contains("handed over"));
    assert_eq!(portal.scalar("SELECT count(*) FROM certificates").await, "0");
}

#[tokio::test]
async fn a_child_is_erased_once_however_often_the_form_is_sent() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    portal.member("publisher", "Fjord", "Nora Ek").await;
    let body = sami.form(NEW, NEW).await.body(&[("email", "nora.ek@fjord.example"), ("is_child", "yes")]);
    let first = sami.post_body(NEW, body.clone()).await;
    let second = sami.post_body(NEW, body).await;
    assert_eq!(first.goes_to(), second.goes_to());
    assert_eq!(portal.scalar("SELECT count(*) FROM certificates").await, "1");
}
