//! Looking at an account as its owner sees it, and doing something there.

use crate::bad_input::everything;
use crate::harness::{Answer, Client, Portal};
use crate::orders::{begin, complete};
use inset_domain::user::StaffRole;

const WHY: &str = "She asked why her order waits.";

/// An advertiser with an order, and one of support who looks at its account.
async fn looking() -> (Portal, Client, Client, String, String) {
    let portal = crate::bad_input::portal().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    complete(&ida).await;
    let order = begin(&ida).await;
    let sami = portal.staff("Sami Aalto", StaffRole::Support).await;
    let account = format!("/admin/accounts/{}", portal.scalar("SELECT id FROM accounts").await);
    let begun = look(&sami, &account).await;
    assert_eq!(begun.goes_to(), "/advertiser");
    (portal, ida, sami, account, order)
}

async fn look(who: &Client, account: &str) -> Answer {
    who.fill(account, &format!("{account}/viewing"), &[("viewing_why", WHY)]).await
}

#[tokio::test]
async fn a37_whoever_looks_sees_what_the_owner_sees_and_changes_nothing() {
    let (portal, ida, sami, _, order) = looking().await;
    for page in [
        "/advertiser",
        "/advertiser/orders",
        "/advertiser/company",
        "/advertiser/billing",
        "/advertiser/people",
        &order,
    ] {
        let (theirs, own) = (sami.get(page).await, ida.get(page).await);
        assert_eq!((theirs.status, theirs.heading()), (200, own.heading()), "{page}");
        assert!(theirs.texts("aside.viewing").concat().contains("as its owner does"), "{page} is not marked");
        assert!(own.texts("aside.viewing").is_empty());
    }
    let billing = "UPDATE billing_profiles SET tax_id_last_four = '6789'";
    portal.scalar(billing).await;
    let own = sami.form("/account", "/account").await;
    let before = everything(&portal).await;
    let posts = inset::app::listings(true);
    let posts = posts.iter().filter(|it| it.method == "POST" && it.path.starts_with("/advertiser"));
    for listing in posts {
        let number = order.rsplit('/').next().expect("a number");
        let path = listing.path.replace("{number}", number).replace("{role}", "primary").replace("{id}", "x");
        let answer =
            sami.post_body(&path, own.body(&[("name", "Mine"), ("typed_name", "Ida Holm"), ("intent", "yes")])).await;
        assert_eq!((answer.status, answer.heading().as_str()), (403, "You only look at this account"), "{path}");
    }
    assert_eq!(everything(&portal).await, before, "something was written");
    assert_eq!(sami.get("/publisher").await.status, 404, "another role's rooms opened");
    assert_eq!(sami.get("/admin/queue").await.status, 200, "the staff's own pages are shut");
    assert!(sami.get("/admin/queue").await.body.contains("End the look"), "the staff's pages are not marked");
}

#[tokio::test]
async fn a37_a_look_is_told_to_the_owners_and_noted_page_by_page() {
    let (portal, ida, sami, account, _) = looking().await;
    let mail = portal.mail("ida.holm@halden.example", "looks at").await;
    assert!(mail.text.contains(WHY) && mail.text.contains("Sami Aalto"), "{}", mail.text);
    sami.get("/advertiser/billing?from=mail").await;
    let pages = "SELECT string_agg(path, ' ' ORDER BY seen_at) FROM viewed_pages";
    assert_eq!(portal.scalar(pages).await, "/advertiser/billing");
    let people = ida.get("/advertiser/people").await;
    assert!(people.body.contains(WHY) && people.body.contains("Looks now") && people.body.contains("One page"));
    sami.fill("/advertiser", "/admin/viewing/end", &[]).await.goes_to();
    assert!(!ida.get("/advertiser/people").await.body.contains("Looks now"));
    let trail = "SELECT string_agg(verb, ' ' ORDER BY seq) FROM audit_events WHERE verb LIKE 'account.viewing%'";
    assert_eq!(portal.scalar(trail).await, "account.viewing_begun account.viewing_ended");
    let empty = sami.fill(&account, &format!("{account}/viewing"), &[]).await;
    assert_eq!(empty.errors(), ["Say why you look: the account's owners read it"]);
}

#[tokio::test]
async fn a37_a_look_changes_the_session_s_key_and_ends_by_its_button_by_time_and_with_the_role() {
    let (portal, _, sami, account, _) = looking().await;
    let key = "SELECT encode(key_hash, 'hex') FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.full_name = 'Sami Aalto'";
    let while_looking = portal.scalar(key).await;
    sami.fill("/admin/queue", "/admin/viewing/end", &[]).await.goes_to();
    assert_ne!(portal.scalar(key).await, while_looking, "the key is the one of the look");
    assert_eq!(sami.get("/advertiser").await.status, 404, "the look goes on");

    let ended = portal.scalar(key).await;
    look(&sami, &account).await.goes_to();
    assert_ne!(portal.scalar(key).await, ended, "the key is the one from before the look");
    assert_eq!(sami.get("/advertiser").await.status, 200);
    let later =
        "UPDATE viewings SET begun_at = begun_at - interval '31 minutes', ends_at = ends_at - interval '31 minutes'
                 WHERE ended_at IS NULL";
    portal.scalar(later).await;
    assert_eq!(sami.get("/advertiser").await.status, 404, "its time is over and it goes on");
    assert!(sami.get("/admin/queue").await.texts("aside.viewing").is_empty());

    look(&sami, &account).await.goes_to();
    portal.scalar("UPDATE users SET staff_role = 'finance' WHERE full_name = 'Sami Aalto'").await;
    assert_eq!(sami.get("/advertiser").await.status, 404, "it goes on without the role");
    let long = "DO $$ BEGIN UPDATE viewings SET ends_at = begun_at + interval '2 hours'; RAISE 'not refused';
                EXCEPTION WHEN check_violation THEN NULL; END $$";
    portal.scalar(long).await;
}

#[tokio::test]
async fn a37_only_support_and_admins_look() {
    let (portal, _, _, account, _) = looking().await;
    for role in [StaffRole::Reviewer, StaffRole::Finance] {
        let who = portal.staff(role.label(), role).await;
        assert!(!who.get(&account).await.body.contains("viewing_why"), "{role:?} is shown the form");
        let own = who.form("/account", "/account").await;
        let answer = who.post_body(&format!("{account}/viewing"), own.body(&[("viewing_why", WHY)])).await;
        assert_eq!(answer.status, 403, "{role:?}");
        assert_eq!(who.get("/advertiser").await.status, 404, "{role:?}");
    }
}
