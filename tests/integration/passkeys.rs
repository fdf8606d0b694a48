//! Passkeys: made, used in place of the password, taken away; and what does not pass for one.

use crate::harness::{Answer, Client, PASSWORD, Portal, SoftKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use inset::config::Config;
use inset::web::passkeys::Passkeys;
use inset_domain::user::StaffRole;

const IDA: &str = "ida.holm@halden.example";
const ROSA: &str = "rosa.lind@operator.example";
const SECURITY: &str = "/account/security";
const SIGN_IN: &str = "/sign-in/passkey";

/// Ida, signed in, with a passkey of hers.
async fn ida(portal: &Portal) -> (Client, SoftKey) {
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let mut key = SoftKey::at(&ida);
    assert_eq!(ida.add_passkey(&mut key, "Telephone").await.goes_to(), SECURITY);
    (ida, key)
}

async fn sign_in(browser: &Client, key: &mut SoftKey) -> Answer {
    browser.use_passkey(key, "/sign-in", SIGN_IN).await
}

/// Asserts that nobody is let in, with these words on what to do.
#[track_caller]
fn refused(answer: &Answer, words: &str) {
    assert_eq!(answer.status, 422, "{:?}", answer.location);
    assert!(answer.errors().iter().any(|error| error.contains(words)), "{:?}", answer.errors());
}

#[tokio::test]
async fn a_passkey_is_added_named_signs_in_alone_and_is_taken_away() {
    let portal = Portal::start().await;
    let (ida, mut key) = ida(&portal).await;
    assert!(portal.mail(IDA, "has a new passkey").await.text.contains("\"Telephone\""));
    let browser = portal.browser();
    assert_eq!(sign_in(&browser, &mut key).await.goes_to(), "/advertiser");
    assert_eq!(browser.get("/advertiser").await.status, 200);
    assert!(browser.get("/account/sessions").await.body.contains("passkey. Since"), "the session says how it began");

    let page = ida.get(SECURITY).await.links("ul[aria-label=Passkeys] a").remove(0);
    let unnamed = ida.fill(&page, &format!("{page}/name"), &[("name", " ")]).await;
    refused(&unnamed, "Enter a name");
    ida.fill(&page, &format!("{page}/name"), &[("name", "Old telephone")]).await.goes_to();
    let listed = ida.get(SECURITY).await.texts("ul[aria-label=Passkeys] li").remove(0);
    assert!(listed.starts_with("Old telephone") && listed.contains("last used"), "{listed}");

    ida.fill(&page, &format!("{page}/removal"), &[]).await.goes_to();
    portal.mail(IDA, "A passkey was taken away").await;
    refused(&sign_in(&portal.browser(), &mut key).await, "does not know the one you chose");
    let events =
        portal.scalar("SELECT string_agg(verb, ' ' ORDER BY seq) FROM audit_events WHERE verb LIKE '%passkey%'");
    assert_eq!(events.await, "user.passkey_added user.passkey_renamed user.passkey_removed");
    assert_eq!(portal.scalar("SELECT passkey FROM users WHERE full_name = 'Ida Holm'").await, "f");
}

#[tokio::test]
async fn a_form_that_adds_a_passkey_may_be_sent_twice_and_a_passkey_is_added_once() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let (page, action) = ("/account/security/passkeys/new", "/account/security/passkeys");
    let (options, form) = ida.get(page).await.asks(page, action);
    let mut key = SoftKey::at(&ida);
    let body = form.body(&[("name", "Telephone"), ("credential", &key.make(&options))]);
    assert_eq!(ida.post_body(action, body.clone()).await.goes_to(), SECURITY);
    assert_eq!(ida.post_body(action, body).await.goes_to(), SECURITY, "the same answer");
    refused(&ida.add_passkey(&mut key, "Again").await, "does not fit");
    let eve = portal.member("advertiser", "Evil", "Eve Moss").await;
    refused(&eve.add_passkey(&mut key, "Hers too").await, "in use already");
    refused(&ida.fill(page, action, &[("name", "Telephone")]).await, "needs JavaScript");
    assert_eq!(portal.scalar("SELECT count(*) FROM passkeys").await, "1");
}

#[tokio::test]
async fn a_password_goes_on_to_suffice_for_a_member_who_has_a_passkey() {
    let portal = Portal::start().await;
    let (_, _) = ida(&portal).await;
    let browser = portal.known(IDA).await;
    assert_eq!(browser.get("/advertiser").await.status, 200);
}

#[tokio::test]
async fn a_passkey_is_a_second_factor_for_staff_and_their_password_alone_opens_nothing() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Lind", StaffRole::Admin).await;
    rosa.fill(SECURITY, "/account/security/authenticator/removal", &[]).await.goes_to();
    assert_eq!(rosa.get("/admin/queue").await.goes_to(), "/account/security/authenticator");
    let mut key = SoftKey::at(&rosa);
    rosa.add_passkey(&mut key, "Laptop").await.goes_to();
    assert_eq!(rosa.get("/admin/queue").await.status, 200);

    let browser = portal.browser();
    browser.fill("/sign-in", "/sign-in", &[("email", ROSA), ("password", PASSWORD)]).await.goes_to();
    for page in ["/admin/queue", SECURITY, "/account/security/passkeys/new"] {
        assert!(browser.get(page).await.goes_to().starts_with("/sign-in/code"), "{page} opens with the password alone");
    }
    let second = browser.get("/sign-in/code").await;
    assert_eq!(second.heading(), "Use your passkey");
    assert!(!second.body.contains("name=\"code\""), "a code is asked for that nothing shows");
    assert_eq!(browser.use_passkey(&mut key, "/sign-in/code", SIGN_IN).await.goes_to(), "/admin");
    assert_eq!(browser.get("/admin/queue").await.status, 200);
    assert_eq!(sign_in(&portal.browser(), &mut key).await.goes_to(), "/admin", "it signs in alone too");

    // What proves again who she is must be as good as what she signed in with.
    portal.scalar("WITH moved AS (UPDATE sessions SET proven_at = proven_at - interval '6 minutes' RETURNING 1) SELECT count(*) FROM moved").await;
    let proof = "/account/proof?back=%2Faccount%2Fsecurity%2Fpassword";
    assert_eq!(rosa.get("/account/security/password").await.goes_to(), proof);
    let form = rosa.get(proof).await.form(proof, "/account/proof/passkey");
    refused(&rosa.post_body("/account/proof", form.body(&[("password", PASSWORD)])).await, "Use your passkey");
    assert_eq!(
        rosa.use_passkey(&mut key, proof, "/account/proof/passkey").await.goes_to(),
        "/account/security/password"
    );
    let page = rosa.get(SECURITY).await.links("ul[aria-label=Passkeys] a").remove(0);
    assert!(rosa.get(&page).await.body.contains("Staff cannot work without"), "the last factor goes without a word");
    rosa.fill(&page, &format!("{page}/removal"), &[]).await.goes_to();
    assert_eq!(rosa.get("/admin/queue").await.goes_to(), "/account/security/authenticator");
}

#[tokio::test]
async fn an_answer_is_good_once_and_only_for_what_was_asked_of_late() {
    let portal = Portal::start().await;
    let (_, mut key) = ida(&portal).await;
    let browser = portal.browser();
    let asked = async || browser.get("/sign-in").await.asks("/sign-in", SIGN_IN);
    let (options, form) = asked().await;
    let once = form.body(&[("credential", &key.answer(&options))]);
    browser.post_body(SIGN_IN, once.clone()).await.goes_to();
    refused(&portal.browser().post_body(SIGN_IN, once).await, "Try once more");

    let browser = portal.browser();
    let asked = async || browser.get("/sign-in").await.asks("/sign-in", SIGN_IN);
    let (options, form) = asked().await;
    let ceremony = form.0["ceremony"].clone();
    let (text, _) = portal.parts.vault.marked("passkey.use", &ceremony).expect("ours");
    let answer = key.answer(&options);
    let with = |ceremony: &str| form.body(&[("credential", &answer), ("ceremony", ceremony)]);
    let (before, until) = text.split_once("\"until\":").expect("a time");
    let late = format!("{before}\"until\":{}", until.replacen("17", "16", 1));
    assert_ne!(late, text);
    for (what, ceremony) in [
        ("late", portal.parts.vault.mark("passkey.use", &late)),
        ("for adding one", portal.parts.vault.mark("passkey.add", &text)),
        ("not ours", format!("{}.{}", URL_SAFE_NO_PAD.encode(&late), ceremony.split_once('.').expect("a mark").1)),
        ("nothing", String::new()),
    ] {
        let answer = browser.post_body(SIGN_IN, with(&ceremony)).await;
        assert_eq!(answer.status, 422, "a question that is {what} is answered");
        refused(&answer, "Try once more");
    }
    let (_, other) = asked().await;
    let swapped = other.body(&[("credential", &answer)]);
    refused(&browser.post_body(SIGN_IN, swapped).await, "does not fit");
    for (what, spoil) in [
        ("without a finger", (|key: &mut SoftKey| key.verifies = false) as fn(&mut SoftKey)),
        ("on another site", |key| key.origin = "https://evil.example".into()),
    ] {
        let (options, form) = asked().await;
        let honest = (key.verifies, key.origin.clone());
        spoil(&mut key);
        let answer = browser.post_body(SIGN_IN, form.body(&[("credential", &key.answer(&options))])).await;
        (key.verifies, key.origin) = honest;
        assert_eq!(answer.status, 422, "an answer given {what} is taken");
    }
    assert_eq!(sign_in(&browser, &mut key).await.goes_to(), "/advertiser");
}

#[tokio::test]
async fn a_passkey_that_counts_backwards_is_refused_and_its_owner_told() {
    let portal = Portal::start().await;
    let (_, mut key) = ida(&portal).await;
    key.counter = 41;
    sign_in(&portal.browser(), &mut key).await.goes_to();
    key.counter = 20;
    refused(&sign_in(&portal.browser(), &mut key).await, "may have been copied");
    portal.mail(IDA, "may have been copied").await;
    let events = "SELECT count(*) FROM audit_events WHERE verb = 'user.passkey_copied'";
    assert_eq!(portal.scalar(events).await, "1");
    assert_eq!(portal.scalar("SELECT counter FROM passkeys").await, "42");
    key.counter = 42;
    sign_in(&portal.browser(), &mut key).await.goes_to();
}

#[tokio::test]
async fn a_passkey_of_another_person_proves_nothing_and_cannot_be_touched() {
    let portal = Portal::start().await;
    let (ida, mut idas) = ida(&portal).await;
    let eve = portal.member("advertiser", "Evil", "Eve Moss").await;
    let mut eves = SoftKey::at(&eve);
    eve.add_passkey(&mut eves, "Eve's").await.goes_to();
    let proof = "/account/proof?back=%2Faccount";
    refused(&ida.use_passkey(&mut eves, proof, "/account/proof/passkey").await, "is of another");
    assert_eq!(ida.use_passkey(&mut idas, proof, "/account/proof/passkey").await.goes_to(), "/account");
    let page = ida.get(SECURITY).await.links("ul[aria-label=Passkeys] a").remove(0);
    assert_eq!(eve.get(&page).await.status, 404);
    let own = eve.get(SECURITY).await.links("ul[aria-label=Passkeys] a").remove(0);
    for step in ["name", "removal"] {
        let body = eve.form(&own, &format!("{own}/{step}")).await.body(&[("name", "Mine")]);
        assert_eq!(eve.post_body(&format!("{page}/{step}"), body).await.status, 404, "{step}");
    }
    assert_eq!(portal.scalar("SELECT count(*) FROM passkeys WHERE name = 'Telephone'").await, "1");
}

#[tokio::test]
async fn wrong_passkeys_are_counted_for_their_network() {
    let portal = Portal::start().await;
    let (_, mut key) = ida(&portal).await;
    let browser = portal.browser();
    let body = browser.form("/sign-in", SIGN_IN).await.body(&[("credential", "no answer")]);
    let from = |last: u8| std::net::Ipv4Addr::new(203, 0, 113, last);
    for _ in 0..50 {
        assert_eq!(browser.post_from(from(7), SIGN_IN, &body).await.status, 422);
    }
    assert_eq!(browser.post_from(from(7), SIGN_IN, &body).await.status, 429);
    assert_eq!(browser.post_from(from(8), SIGN_IN, &body).await.status, 422, "another network waits");
    for _ in 0..3 {
        sign_in(&portal.browser(), &mut key).await.goes_to();
    }
    let taken = "SELECT count(*) FROM guesses WHERE guesser = 'network' AND full_at > now()";
    assert_eq!(portal.scalar(taken).await, "2", "a right one is kept from its network");
}

#[tokio::test]
async fn a_sign_in_page_that_nobody_answers_leaves_no_row() {
    let portal = Portal::start().await;
    for _ in 0..3 {
        portal.browser().get("/sign-in").await;
    }
    assert_eq!(portal.scalar("SELECT count(*) FROM passkey_ceremonies").await, "0");
}

#[test]
fn passkeys_are_not_offered_under_an_ip_address_and_the_start_says_so() {
    let at = |base: &str| {
        let settings = [("INSET_MODE", "development"), ("INSET_BASE_URL", base)];
        let wanted = |name: &str| settings.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
        Config::read(wanted).expect("settings")
    };
    for base in ["http://127.0.0.1:8080", "http://[::1]:8080"] {
        let config = at(base);
        assert!(!Passkeys::new(&config).are_offered(), "{base}");
        assert!(config.doubts().iter().any(|doubt| doubt.contains("IP address")), "{base}");
    }
    let config = at("http://localhost:8080");
    assert!(Passkeys::new(&config).are_offered());
    assert!(config.doubts().is_empty(), "{:?}", config.doubts());
}
