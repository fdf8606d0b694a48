//! Signing up, in and out; links that work once.

use crate::harness::Portal;

#[tokio::test]
async fn a_welcome_link_works_once_and_names_the_login() {
    let portal = Portal::start().await;
    let page = "/sign-up/publisher";
    let fields = [
        ("company", "Fjord Post"),
        ("full_name", "Ida Holm"),
        ("email", "ida@fjord.example"),
        ("age", "yes"),
        ("terms", "yes"),
    ];
    portal.browser().fill(page, page, &fields).await.goes_to();
    let link = portal.link("ida@fjord.example", "Welcome").await;
    let browser = portal.browser();
    let welcome = browser.get(&link).await;
    assert!(welcome.body.contains("ida@fjord.example"), "the login is named");
    let short = browser.fill(&link, &link, &[("password", "too short")]).await;
    assert_eq!(short.status, 422);
    assert!(!short.body.contains("too short"), "a password came back");
    assert_eq!(browser.fill(&link, &link, &[("password", "three unrelated words")]).await.goes_to(), "/sign-in");
    assert_eq!(browser.get(&link).await.status, 410);
    browser.sign_in("ida@fjord.example").await;
    assert_eq!(browser.get("/account").await.status, 200);
}

#[tokio::test]
async fn a_double_post_of_the_welcome_form_gets_the_same_answer() {
    let portal = Portal::start().await;
    let page = "/sign-up/network";
    let fields = [
        ("company", "North"),
        ("full_name", "Ann Ek"),
        ("email", "ann@north.example"),
        ("age", "yes"),
        ("terms", "yes"),
    ];
    portal.browser().fill(page, page, &fields).await.goes_to();
    let link = portal.link("ann@north.example", "Welcome").await;
    let browser = portal.browser();
    let body = browser.form(&link, &link).await.body(&[("password", "three unrelated words")]);
    assert_eq!(browser.post_body(&link, body.clone()).await.goes_to(), "/sign-in");
    assert_eq!(browser.post_body(&link, body).await.goes_to(), "/sign-in");
}

#[tokio::test]
async fn a_known_address_gets_the_same_answer_and_its_owner_a_mail() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let page = "/sign-up/advertiser";
    let fields = [
        ("company", "Other"),
        ("full_name", "Eve"),
        ("email", "IDA.HOLM@halden.example"),
        ("age", "yes"),
        ("terms", "yes"),
    ];
    let again = portal.browser().fill(page, page, &fields).await;
    assert_eq!(again.goes_to(), "/sign-up/advertiser/sent");
    portal.mail("ida.holm@halden.example", "Someone signed up with your address").await;
    let known =
        portal.browser().fill("/forgot-password", "/forgot-password", &[("email", "ida.holm@halden.example")]).await;
    let unknown =
        portal.browser().fill("/forgot-password", "/forgot-password", &[("email", "nobody@halden.example")]).await;
    assert_eq!(known.goes_to(), unknown.goes_to());
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    portal
        .browser()
        .fill("/forgot-password", "/forgot-password", &[("email", "ida.holm@halden.example")])
        .await
        .goes_to();
    let link = portal.link("ida.holm@halden.example", "Set a new password").await;
    portal.browser().fill(&link, &link, &[("password", "quite different words")]).await.goes_to();
    assert!(ida.get("/advertiser").await.goes_to().starts_with("/sign-in?back="));
    portal.mail("ida.holm@halden.example", "Your password was changed").await;
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    ida.fill("/advertiser", "/sign-out", &[]).await.goes_to();
    assert_eq!(portal.scalar("SELECT count(*) FROM sessions").await, "0");
    assert!(ida.get("/advertiser").await.goes_to().starts_with("/sign-in"));
}

#[tokio::test]
async fn a_post_from_another_site_changes_nothing() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let form = ida.form("/account", "/account").await.body(&[("full_name", "Mallory")]);
    let content = ("content-type", "application/x-www-form-urlencoded");
    for headers in [
        vec![content, ("origin", "https://evil.example")],
        vec![content, ("sec-fetch-site", "cross-site"), ("origin", portal.base.as_str())],
        vec![content],
    ] {
        assert_eq!(ida.send("POST", "/account", &headers, &form).await.status, 403, "{headers:?}");
    }
    let without_token = ida.post("/account", &[("full_name", "Mallory"), ("preferred_channel", "email")]).await;
    assert_eq!(without_token.status, 403);
    assert_eq!(portal.scalar("SELECT count(*) FROM users WHERE full_name = 'Mallory'").await, "0");
}

#[tokio::test]
async fn a_session_s_key_is_stored_only_as_a_hash() {
    let portal = Portal::start().await;
    let browser = portal.browser();
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let form = browser.form("/sign-in", "/sign-in").await;
    let body = form.body(&[("email", "ida.holm@halden.example"), ("password", "three unrelated words")]);
    let answer = browser.post_body("/sign-in", body).await;
    let cookie = answer.headers.get("set-cookie").expect("a cookie").to_str().expect("text").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let key = cookie.split(['=', ';']).nth(1).expect("a value");
    let key = key.rsplit('=').next().unwrap_or(key);
    let dump = portal.scalar("SELECT string_agg(encode(key_hash, 'escape') || user_agent, ' ') FROM sessions").await;
    assert!(!dump.contains(&key[key.len().saturating_sub(20)..]), "the key itself is stored");
}
