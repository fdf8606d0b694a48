//! What is sent after a session has run out, or needs a fresh proof first, is kept and goes on its way.

use crate::harness::{Client, FormOnPage, PASSWORD, Portal};
use crate::orders;

const IDA: &str = "ida.holm@halden.example";
const ACCOUNT: &str = "/account";
const PROFILE: [(&str, &str); 2] = [("full_name", "Ida Holm Berg"), ("telephone", "+47 22 12 34 56")];

/// Lets every session's last use lie so far back.
async fn idle(portal: &Portal, hours: u8) {
    let sql = "UPDATE sessions SET seen_at = seen_at - interval";
    portal.scalar(&format!("WITH moved AS ({sql} '{hours} hours' RETURNING 1) SELECT count(*) FROM moved")).await;
}

/// Lets every proof lie six minutes back.
async fn stale(portal: &Portal) {
    let sql = "UPDATE sessions SET proven_at = proven_at - interval '6 minutes' RETURNING 1";
    portal.scalar(&format!("WITH moved AS ({sql}) SELECT count(*) FROM moved")).await;
}

/// Signs in on the page that an answer leads to; where that leads.
async fn sign_in_at(browser: &Client, page: &str) -> String {
    browser.fill(page, "/sign-in", &[("email", IDA), ("password", PASSWORD)]).await.goes_to().to_owned()
}

#[tokio::test]
async fn a_post_after_the_session_ran_out_comes_back_filled_and_is_sent_on_once() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let form = ida.form(ACCOUNT, ACCOUNT).await;
    idle(&portal, 13).await;
    let sign_in = ida.post_body(ACCOUNT, form.body(&PROFILE)).await.goes_to().to_owned();
    assert!(sign_in.starts_with("/sign-in?back=%2Faccount%2Fparked%2F"), "{sign_in}");
    let says = ida.get(&sign_in).await;
    assert!(says.texts(".notice").join(" ").contains("kept"), "the sign-in page says that nothing is lost");
    let parked = sign_in_at(&ida, &sign_in).await;
    let page = ida.get(&parked).await;
    let shown = page.texts("dl.facts").join(" ");
    assert!(shown.contains("Ida Holm Berg") && shown.contains("+47 22 12 34 56"), "{shown}");
    assert_eq!(portal.scalar("SELECT full_name FROM users").await, "Ida Holm", "nothing happens by itself");
    let send = page.form(&parked, ACCOUNT).body(&[]);
    assert_eq!(ida.post_body(ACCOUNT, send.clone()).await.goes_to(), ACCOUNT);
    assert_eq!(portal.scalar("SELECT full_name FROM users").await, "Ida Holm Berg");
    let changed = "SELECT count(*) FROM audit_events";
    let once = portal.scalar(changed).await;
    assert_eq!(ida.post_body(ACCOUNT, send).await.goes_to(), ACCOUNT, "the same answer");
    assert_eq!(portal.scalar(changed).await, once);
}

#[tokio::test]
async fn a_parked_form_with_a_fault_comes_back_as_its_own_page() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let form = ida.form(ACCOUNT, ACCOUNT).await;
    idle(&portal, 13).await;
    let body = form.body(&[("full_name", "Ida"), ("telephone", "one two")]);
    let sign_in = ida.post_body(ACCOUNT, body).await.goes_to().to_owned();
    let parked = sign_in_at(&ida, &sign_in).await;
    let answer = ida.fill(&parked, ACCOUNT, &[]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.form(ACCOUNT, ACCOUNT).0["telephone"], "one two");
}

#[tokio::test]
async fn a_parked_post_is_sealed_and_belongs_to_its_sender_alone() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let eve = portal.member("advertiser", "Other", "Eve Moss").await;
    let form = ida.form(ACCOUNT, ACCOUNT).await;
    idle(&portal, 13).await;
    let sign_in = ida.post_body(ACCOUNT, form.body(&PROFILE)).await.goes_to().to_owned();
    assert_eq!(
        portal.scalar("SELECT position('Berg'::bytea in body_sealed) FROM parked_posts").await,
        "0",
        "not sealed"
    );
    let id = portal.scalar("SELECT id FROM parked_posts").await;
    eve.sign_in("eve.moss@other.example").await;
    let parked = format!("/account/parked/{id}");
    assert_eq!(eve.get(&parked).await.status, 404);
    let own = eve.form(ACCOUNT, ACCOUNT).await.body(&[("_parked", &id), ("full_name", "Eve Moss")]);
    assert_eq!(eve.post_body(ACCOUNT, own).await.status, 410);
    let removal = format!("{parked}/removal");
    let tokens = eve.form(ACCOUNT, ACCOUNT).await.body(&[]);
    assert_eq!(eve.post_body(&removal, tokens).await.status, 404);
    assert_eq!(portal.scalar("SELECT count(*) FROM parked_posts").await, "1", "somebody else threw it away");
    assert_eq!(sign_in_at(&ida, &sign_in).await, parked);
    assert_eq!(ida.fill(&parked, &removal, &[]).await.goes_to(), "/advertiser");
    assert_eq!(ida.get(&parked).await.status, 404);
}

#[tokio::test]
async fn a_parked_post_is_gone_after_a_day() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let form = ida.form(ACCOUNT, ACCOUNT).await;
    idle(&portal, 13).await;
    let sign_in = ida.post_body(ACCOUNT, form.body(&PROFILE)).await.goes_to().to_owned();
    let parked = sign_in_at(&ida, &sign_in).await;
    let send = ida.form(&parked, ACCOUNT).await.body(&[]);
    let old = "UPDATE parked_posts SET created_at = created_at - interval '1 day', expires_at = expires_at - interval '1 day'";
    portal.scalar(&format!("WITH moved AS ({old} RETURNING 1) SELECT count(*) FROM moved")).await;
    assert_eq!(ida.get(&parked).await.status, 404);
    assert_eq!(ida.post_body(ACCOUNT, send).await.status, 410);
}

#[tokio::test]
async fn a_post_without_the_sessions_token_is_refused_and_never_kept() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let form = ida.form(ACCOUNT, ACCOUNT).await;
    idle(&portal, 13).await;
    let forged = form.body(&[("_csrf", "guessed"), ("full_name", "Eve")]);
    assert_eq!(ida.post_body(ACCOUNT, forged).await.status, 403);
    assert_eq!(portal.scalar("SELECT count(*) FROM parked_posts").await, "0");
}

#[tokio::test]
async fn no_password_or_code_is_ever_kept() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let form = ida.form("/account/proof", "/account/proof").await;
    idle(&portal, 13).await;
    let sign_in = ida.post_body("/account/proof", form.body(&[("password", PASSWORD)])).await.goes_to().to_owned();
    let parked = sign_in_at(&ida, &sign_in).await;
    let page = ida.get(&parked).await;
    assert!(!page.body.contains(PASSWORD));
    let again = ida.fill(&parked, "/account/proof", &[]).await;
    assert_eq!(again.status, 422, "the password is asked for again");
}

#[tokio::test]
async fn a_login_keeps_twenty_posts_and_the_oldest_makes_room() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let form = ida.form(ACCOUNT, ACCOUNT).await;
    idle(&portal, 13).await;
    for _ in 0..22 {
        ida.post_body(ACCOUNT, form.body(&PROFILE)).await.goes_to();
    }
    assert_eq!(portal.scalar("SELECT count(*) FROM parked_posts").await, "20");
}

#[tokio::test]
async fn billing_details_wait_for_a_fresh_proof_and_then_go_on_by_themselves() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    orders::complete(&ida).await;
    stale(&portal).await;
    let page = "/advertiser/billing";
    let proof = ida.fill(page, page, &[("payer_name", "Halden Group")]).await.goes_to().to_owned();
    assert!(proof.starts_with("/account/proof?back="), "{proof}");
    let payer = "SELECT payer_name FROM billing_profiles";
    assert_ne!(portal.scalar(payer).await, "Halden Group", "saved without a proof");
    let form = ida.form(&proof, "/account/proof").await;
    let wrong = ida.post_body("/account/proof", form.body(&[("password", "some other long words")])).await;
    assert_eq!(wrong.status, 422);
    // As a browser follows 307: the same body, to where the post was going.
    let body = wrong.form(&proof, "/account/proof").body(&[("password", PASSWORD)]);
    let on = ida.post_body("/account/proof", body.clone()).await;
    assert_eq!((on.status, on.location.as_deref()), (307, Some(page)));
    ida.post_body(page, body.clone()).await.goes_to();
    assert_eq!(portal.scalar(payer).await, "Halden Group");
    let saves = portal.scalar("SELECT count(*) FROM audit_events").await;
    ida.post_body(page, body).await.goes_to();
    assert_eq!(portal.scalar("SELECT count(*) FROM audit_events").await, saves, "sent twice, done once");
}

#[tokio::test]
async fn signing_asks_for_a_proof_that_is_five_minutes_old_at_most() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    orders::complete(&ida).await;
    let order = orders::begin(&ida).await;
    let sign = format!("{order}/sign");
    let form = ida.form(&sign, &format!("{order}/signature")).await;
    stale(&portal).await;
    assert!(ida.get(&sign).await.goes_to().starts_with("/account/proof"));
    let fields = [("typed_name", "Ida Holm"), ("intent", "yes")];
    let proof = ida.post_body(&format!("{order}/signature"), form.body(&fields)).await.goes_to().to_owned();
    assert_eq!(portal.scalar("SELECT count(*) FROM signatures").await, "0", "signed without a proof");
    let body = ida.form(&proof, "/account/proof").await.body(&[("password", PASSWORD)]);
    let on = ida.post_body("/account/proof", body.clone()).await;
    ida.post_body(on.location.as_deref().expect("a place"), body).await.goes_to();
    assert_eq!(portal.scalar("SELECT authentication FROM signatures").await, "password");
}

#[tokio::test]
async fn a_form_of_another_account_is_sent_on_only_after_the_switch() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    orders::complete(&ida).await;
    let other = portal.member("advertiser", "Elsewhere", "Olga Elm").await;
    let invite = [("full_name", "Ida Holm"), ("email", IDA), ("power", "owner")];
    other.fill("/advertiser/people", "/advertiser/people/invitations", &invite).await.goes_to();
    let link = portal.link(IDA, "Olga Elm invites you").await;
    ida.fill(&link, &format!("{link}/acceptance"), &[]).await.goes_to();
    let halden = portal.scalar("SELECT id FROM accounts WHERE name = 'Halden'").await;
    ida.fill(ACCOUNT, "/account/current", &[("account", &halden)]).await.goes_to();
    let page = "/advertiser/billing";
    let form = ida.form(page, page).await;
    let elsewhere = portal.scalar("SELECT id FROM accounts WHERE name = 'Elsewhere'").await;
    idle(&portal, 13).await;
    let sign_in = ida.post_body(page, form.body(&[("payer_name", "Halden Group")])).await.goes_to().to_owned();
    let parked = sign_in_at(&ida, &sign_in).await;
    ida.fill(ACCOUNT, "/account/current", &[("account", &elsewhere)]).await.goes_to();
    let shown = ida.get(&parked).await;
    assert!(FormOnPage::on(&shown.body, &parked, page).is_none(), "sent from the wrong account");
    let switches = FormOnPage::every(&shown.body, &parked);
    let (_, switch) = switches.iter().find(|(_, form)| form.0.contains_key("back")).expect("a switch that comes back");
    assert_eq!(ida.post_body("/account/current", switch.body(&[])).await.goes_to(), parked);
    ida.fill(&parked, page, &[]).await.goes_to();
    assert_eq!(portal.scalar("SELECT payer_name FROM billing_profiles").await, "Halden Group");
}

#[tokio::test]
async fn a77_payout_details_change_only_with_a_fresh_proof() {
    let portal = Portal::start_in("demo", async |portal| portal.demo().await).await;
    let nora = portal.known("nora@harbourlight.example").await;
    let before = "SELECT md5(string_agg(p::text, '' ORDER BY account_id)) FROM payout_profiles p";
    let (profiles, page) = (portal.scalar(before).await, "/publisher/payout");
    stale(&portal).await;
    let asked = nora.fill(page, page, &[("payee_name", "Eve Moss")]).await;
    assert!(asked.goes_to().starts_with("/account/proof?back="), "{:?}", asked.location);
    assert_eq!(portal.scalar(before).await, profiles);
}

#[tokio::test]
async fn ending_a_session_asks_for_a_fresh_proof() {
    let portal = Portal::start().await;
    let (here, other) = (portal.member("advertiser", "Halden", "Ida Holm").await, portal.known(IDA).await);
    stale(&portal).await;
    let end = "/account/sessions/sign-out";
    let proof = here.fill("/account/sessions", end, &[]).await.goes_to().to_owned();
    assert_eq!(other.get(ACCOUNT).await.status, 200);
    let body = here.form(&proof, "/account/proof").await.body(&[("password", PASSWORD)]);
    let on = here.post_body("/account/proof", body.clone()).await;
    here.post_body(on.location.as_deref().expect("a place"), body).await.goes_to();
    assert_eq!(other.get(ACCOUNT).await.status, 303);
}

#[tokio::test]
async fn what_another_session_left_is_shown_before_it_goes_on() {
    let portal = Portal::start().await;
    let (ida, thief) = (portal.member("advertiser", "Halden", "Ida Holm").await, portal.known(IDA).await);
    stale(&portal).await;
    let end = "/account/sessions/sign-out";
    let planted = thief.fill("/account/sessions", end, &[]).await.goes_to().to_owned();
    let proof = ida.form(&planted, "/account/proof").await.body(&[("password", PASSWORD)]);
    let shown = ida.post_body("/account/proof", proof).await.goes_to().to_owned();
    assert!(shown.starts_with("/account/parked/"), "it went on unseen: {shown}");
    assert_eq!(thief.get(ACCOUNT).await.status, 200);
}

#[tokio::test]
async fn whoever_has_the_password_alone_leaves_nothing_with_its_owner() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    ida.enrol(IDA).await;
    let thief = portal.browser();
    thief.fill("/sign-in", "/sign-in", &[("email", IDA), ("password", PASSWORD)]).await.goes_to();
    let token = thief.form("/sign-in/code", "/sign-in/code").await.0["_csrf"].clone();
    let removal = "/account/security/authenticator/removal";
    let answer = thief.post(removal, &[("_csrf", &token)]).await;
    assert!(answer.goes_to().starts_with("/sign-in/code"), "{:?}", answer.location);
    assert_eq!(portal.scalar("SELECT count(*) FROM parked_posts").await, "0");
}

#[tokio::test]
async fn what_waits_and_needs_a_proof_once_more_goes_on_waiting_and_is_told_once_it_is_done() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    orders::complete(&ida).await;
    let page = "/advertiser/billing";
    let form = ida.form(page, page).await;
    idle(&portal, 13).await;
    let sign_in = ida.post_body(page, form.body(&[("payer_name", "Halden Group")])).await.goes_to().to_owned();
    let parked = sign_in_at(&ida, &sign_in).await;
    let send = ida.form(&parked, page).await.body(&[]);
    stale(&portal).await;
    let proof = ida.post_body(page, send.clone()).await.goes_to().to_owned();
    assert_eq!(portal.scalar("SELECT count(*) FROM parked_posts").await, "1", "an empty form was kept beside it");
    let body = ida.form(&proof, "/account/proof").await.body(&[("password", PASSWORD)]);
    assert_eq!(ida.post_body("/account/proof", body).await.goes_to(), parked, "it is shown first");
    ida.post_body(page, send).await.goes_to();
    assert_eq!(portal.scalar("SELECT payer_name FROM billing_profiles").await, "Halden Group");
    let done = ida.get(&parked).await;
    assert_eq!(done.heading(), "What you sent is done");
    assert!(FormOnPage::on(&done.body, &parked, page).is_none(), "it offers to send it again");
}

#[tokio::test]
async fn a_post_that_was_long_on_its_way_does_nothing_once_its_session_has_ended() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let body = ida.form(ACCOUNT, ACCOUNT).await.body(&PROFILE);
    let (length, (head, tail)) = (body.len(), body.split_at(body.len() / 2));
    let parts = vec![(0, head.to_owned()), (2, tail.to_owned())];
    let pieces = futures_util::StreamExt::then(futures_util::stream::iter(parts), |(wait, part)| async move {
        tokio::time::sleep(std::time::Duration::from_secs(wait)).await;
        Ok(part)
    });
    let held = ida.stream(ACCOUNT, length, Box::pin(pieces));
    let end = async {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        portal.scalar("WITH ended AS (DELETE FROM sessions RETURNING 1) SELECT count(*) FROM ended").await
    };
    let (answer, _) = tokio::join!(held, end);
    assert!(answer.goes_to().starts_with("/sign-in"), "{:?}", answer.location);
    assert_eq!(portal.scalar("SELECT full_name FROM users").await, "Ida Holm", "saved for a session that had ended");
}
