//! The second factor: nobody passes it by, and no code is good twice.

use crate::harness::{Client, PASSWORD, Portal};
use inset_domain::user::StaffRole;

const IDA: &str = "ida.holm@halden.example";
const CODE: &str = "/sign-in/code";

/// Ida with an authenticator, signed in; her recovery codes.
async fn with_authenticator(portal: &Portal) -> (Client, Vec<String>) {
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    ida.enrol(IDA).await;
    let page = ida.fill("/account/security", "/account/security/recovery-codes", &[]).await;
    (ida, page.texts("ol.codes li"))
}

/// A browser at which her password was right.
async fn half_way(portal: &Portal) -> Client {
    let browser = portal.browser();
    browser.fill("/sign-in", "/sign-in", &[("email", IDA), ("password", PASSWORD)]).await.goes_to();
    browser
}

#[tokio::test]
async fn a19_a_code_is_good_once_also_when_many_bring_it_at_once() {
    let portal = Portal::start().await;
    let (ida, _) = with_authenticator(&portal).await;
    let code = ida.code(IDA).await;
    let browsers = [half_way(&portal).await, half_way(&portal).await, half_way(&portal).await, half_way(&portal).await];
    let fields = [("code", code.as_str())];
    let answers = browsers.iter().map(|browser| browser.fill(CODE, CODE, &fields));
    let statuses: Vec<u16> = futures_util::future::join_all(answers).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    let again = half_way(&portal).await.fill(CODE, CODE, &[("code", &code)]).await;
    assert_ne!(again.status, 303, "once more");
}

#[tokio::test]
async fn a19_codes_are_guessed_five_times_and_then_not_at_all() {
    let portal = Portal::start().await;
    let (ida, _) = with_authenticator(&portal).await;
    let eve = half_way(&portal).await;
    for _ in 0..5 {
        assert_eq!(eve.fill(CODE, CODE, &[("code", "000000")]).await.status, 422);
    }
    let code = ida.code(IDA).await;
    let refused = eve.fill(CODE, CODE, &[("code", &code)]).await;
    assert_eq!(refused.status, 429, "even the right one");
    assert_eq!(ida.get("/advertiser").await.status, 200, "her session goes on");
}

#[tokio::test]
async fn a20_with_the_password_alone_no_page_opens_and_no_step_is_taken() {
    let portal = Portal::start().await;
    with_authenticator(&portal).await;
    let eve = half_way(&portal).await;
    for listing in inset::app::listings(false).iter().filter(|it| it.access.area != "public" && it.method == "GET") {
        if listing.path.contains('{') {
            continue;
        }
        let answer = eve.get(&listing.path).await;
        assert!(answer.goes_to().starts_with("/sign-in/code?back="), "{}: {}", listing.path, answer.status);
    }
    let token = eve.form(CODE, CODE).await.0["_csrf"].clone();
    let before = portal.scalar("SELECT md5(string_agg(u::text, '' ORDER BY id)) FROM users u").await;
    for step in ["/account", "/account/security/authenticator/removal", "/account/proof", "/advertiser/company"] {
        let answer = eve.post(step, &[("_csrf", &token), ("full_name", "Eve")]).await;
        assert!(answer.goes_to().starts_with("/sign-in/code?back="), "{step}: {}", answer.status);
    }
    assert_eq!(portal.scalar("SELECT md5(string_agg(u::text, '' ORDER BY id)) FROM users u").await, before);
    assert!(!eve.get("/").await.body.contains("Ida Holm"), "nobody is shown as signed in");
}

#[tokio::test]
async fn a16_the_second_step_changes_the_session_s_key() {
    let portal = Portal::start().await;
    let (ida, _) = with_authenticator(&portal).await;
    let browser = half_way(&portal).await;
    let newest = "SELECT encode(key_hash, 'hex') FROM sessions ORDER BY created_at DESC LIMIT 1";
    let before = portal.scalar(newest).await;
    browser.fill(CODE, CODE, &[("code", &ida.code(IDA).await)]).await.goes_to();
    assert_ne!(portal.scalar(newest).await, before);
    assert_eq!(browser.get("/advertiser").await.status, 200);
}

#[tokio::test]
async fn a21_a_recovery_code_opens_once_also_when_many_bring_it_at_once_and_its_owner_is_told() {
    let portal = Portal::start().await;
    let (_, codes) = with_authenticator(&portal).await;
    assert_eq!(codes.len(), 10);
    let browsers = [half_way(&portal).await, half_way(&portal).await, half_way(&portal).await];
    let typed = codes[0].to_lowercase();
    let fields = [("recovery_code", typed.as_str())];
    let answers = browsers.iter().map(|browser| browser.fill(CODE, CODE, &fields));
    let statuses: Vec<u16> = futures_util::future::join_all(answers).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    portal.mail(IDA, "A recovery code was used").await;
    assert_eq!(portal.scalar("SELECT count(*) FROM recovery_codes WHERE used_at IS NULL").await, "9");
    let dump = portal.scalar("SELECT string_agg(r::text, ' ') FROM recovery_codes r").await;
    assert!(!dump.contains(&codes[1].replace('-', "")), "codes are kept as hashes");
}

#[tokio::test]
async fn a08_a_new_password_leaves_the_second_factor_in_place() {
    let portal = Portal::start().await;
    with_authenticator(&portal).await;
    let eve = portal.browser();
    eve.fill("/forgot-password", "/forgot-password", &[("email", IDA)]).await.goes_to();
    let link = portal.link(IDA, "Set a new password").await;
    eve.fill(&link, &link, &[("password", "quite different words")]).await.goes_to();
    let fields = [("email", IDA), ("password", "quite different words")];
    eve.fill("/sign-in", "/sign-in", &fields).await.goes_to();
    assert!(eve.get("/advertiser").await.goes_to().starts_with("/sign-in/code"));
}

#[tokio::test]
async fn staff_without_a_second_factor_do_nothing_before_they_have_one() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Lind", StaffRole::Admin).await;
    rosa.fill("/account/security", "/account/security/authenticator/removal", &[]).await.goes_to();
    portal.mail("rosa.lind@operator.example", "no authenticator any more").await;
    for page in ["/admin", "/admin/queue", "/account", "/account/sessions"] {
        assert_eq!(rosa.get(page).await.goes_to(), "/account/security/authenticator", "{page}");
    }
    rosa.enrol("rosa.lind@operator.example").await;
    assert_eq!(rosa.get("/admin/queue").await.status, 200);
}

#[tokio::test]
async fn the_factor_is_changed_only_by_whoever_proved_of_late_who_they_are() {
    let portal = Portal::start().await;
    let (ida, _) = with_authenticator(&portal).await;
    portal.scalar("WITH moved AS (UPDATE sessions SET proven_at = proven_at - interval '6 minutes' RETURNING 1) SELECT count(*) FROM moved").await;
    let removal = "/account/security/authenticator/removal";
    let asked = ida.fill("/account/security", removal, &[]).await;
    assert!(asked.goes_to().starts_with("/account/proof?back="), "{:?}", asked.location);
    assert_eq!(portal.scalar("SELECT count(*) FROM authenticators").await, "1");
    let wrong = ida.fill("/account/proof?back=%2Faccount%2Fsecurity", "/account/proof", &[("code", "000000")]).await;
    assert_eq!(wrong.status, 422);
    let code = ida.code(IDA).await;
    let proven = ida.fill("/account/proof?back=%2Faccount%2Fsecurity", "/account/proof", &[("code", &code)]).await;
    assert_eq!(proven.goes_to(), "/account/security");
    assert_eq!(ida.fill("/account/security", removal, &[]).await.goes_to(), "/account/security");
    assert_eq!(portal.scalar("SELECT count(*) FROM authenticators").await, "0");
}

#[tokio::test]
async fn an_authenticator_s_secret_is_sealed() {
    let portal = Portal::start().await;
    portal.staff("Rosa Lind", StaffRole::Admin).await;
    let stored = portal.scalar("SELECT encode(secret_sealed, 'hex') FROM authenticators").await;
    let secret = inset::demo::secret("rosa.lind@operator.example");
    assert!(!stored.contains(&inset_domain::hex(&secret)), "in the clear");
    assert!(!stored.contains(&inset_domain::hex(inset_domain::hex(&secret).as_bytes())), "in the clear, as hex");
}
