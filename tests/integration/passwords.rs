//! Passwords: which are refused, wherever one is set; how they are kept and changed.

use crate::harness::{PASSWORD, Portal};
use inset_store::users;

const IDA: &str = "ida.holm@halden-outdoor.example";
/// Long enough, and guessed first.
const EASY: [(&str, &str); 5] = [
    ("halden outdoor 2026", "Leave your name"),
    ("image space media 1", "Leave your name"),
    ("abcdefghijklmnop", "no row of keys"),
    ("monkey839201748", "Use other words"),
    ("iloveyou iloveyou", "does not repeat"),
];

#[tokio::test]
async fn a_password_that_is_guessed_first_is_refused_wherever_one_is_set_with_words_on_what_to_do() {
    let portal = Portal::start().await;
    let page = "/sign-up/advertiser";
    let fields =
        [("company", "Halden Outdoor"), ("full_name", "Ida Holm"), ("email", IDA), ("age", "yes"), ("terms", "yes")];
    portal.browser().fill(page, page, &fields).await.goes_to();
    let welcome = portal.link(IDA, "Welcome").await;
    refuses_the_easy(&portal, &welcome, &[]).await;
    portal.browser().fill(&welcome, &welcome, &[("password", PASSWORD)]).await.goes_to();

    let forgot = "/forgot-password";
    portal.browser().fill(forgot, forgot, &[("email", IDA)]).await.goes_to();
    let reset = portal.link(IDA, "Set a new password").await;
    refuses_the_easy(&portal, &reset, &[]).await;

    let ida = portal.known(IDA).await;
    let invited = [("email", "kim@halden-outdoor.example"), ("power", "member")];
    ida.fill("/advertiser/people", "/advertiser/people/invitations", &invited).await.goes_to();
    let join = portal.link("kim@halden-outdoor.example", "invites you").await;
    let kim = [("full_name", "Kim Dahl"), ("preferred_channel", "email"), ("age", "yes"), ("terms", "yes")];
    refuses_the_easy(&portal, &join, &kim).await;
    let own = portal.browser().fill(&join, &join, &[&kim[..], &[("password", "kim dahl kim dahl")]].concat()).await;
    assert_eq!(own.status, 422, "the name that is typed beside it is let through");
    assert!(own.body.contains("value=\"Kim Dahl\""), "the name is lost");
}

#[tokio::test]
async fn a_right_sign_in_strengthens_a_weak_hash_and_leaves_the_others_alone() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden Outdoor", "Ida Holm").await;
    let stored = async || portal.scalar("SELECT password_hash FROM users WHERE full_name = 'Ida Holm'").await;
    let strong = stored().await;
    portal.known(IDA).await;
    assert_eq!(stored().await, strong, "a hash of today is made again");

    let weak = weak_hash(PASSWORD);
    portal
        .scalar(&format!("UPDATE users SET password_hash = '{weak}' WHERE full_name = 'Ida Holm' RETURNING id"))
        .await;
    let wrong = [("email", IDA), ("password", "not her password at all")];
    assert_eq!(portal.browser().fill("/sign-in", "/sign-in", &wrong).await.status, 422);
    assert_eq!(stored().await, weak, "a wrong password changes the hash");
    let version = portal.scalar("SELECT version FROM users WHERE full_name = 'Ida Holm'").await;
    let all = (0..4).map(|_| portal.known(IDA));
    futures_util::future::join_all(all).await;
    let now = stored().await;
    assert!(now.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{now}");
    assert_eq!(portal.scalar("SELECT version FROM users WHERE full_name = 'Ida Holm'").await, version);
    portal.known(IDA).await;
    assert_eq!(stored().await, now, "it is made again");
}

#[tokio::test]
async fn a_hash_is_strengthened_only_while_it_is_the_one_that_was_checked() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden Outdoor", "Ida Holm").await;
    let (id, stored): (String, String) = (
        portal.scalar("SELECT id FROM users WHERE full_name = 'Ida Holm'").await,
        portal.scalar("SELECT password_hash FROM users WHERE full_name = 'Ida Holm'").await,
    );
    let user = inset_domain::ids::UserId(id.parse().expect("an id"));
    let mut conn = portal.db.read().await.expect("a connection");
    let late = users::rehash(&mut conn, user, "a hash of the password before", "a stronger one").await;
    assert!(!late.expect("the database answers"), "a password that was changed meanwhile is undone");
    drop(conn);
    assert_eq!(portal.scalar("SELECT password_hash FROM users WHERE full_name = 'Ida Holm'").await, stored);
}

/// A hash as it might have been made years ago.
fn weak_hash(password: &str) -> String {
    let params = argon2::Params::new(4096, 1, 1, None).expect("parameters");
    let hasher = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    argon2::PasswordHasher::hash_password(&hasher, password.as_bytes()).expect("a hash").to_string()
}

#[tokio::test]
async fn a_password_changed_by_its_owner_ends_the_other_sessions_and_forgets_the_other_browsers() {
    let portal = Portal::start().await;
    let here = portal.member("advertiser", "Halden Outdoor", "Ida Holm").await;
    let there = portal.known(IDA).await;
    let page = "/account/security/password";
    assert_eq!(here.get("/.well-known/change-password").await.goes_to(), page);
    assert_eq!(portal.browser().get("/.well-known/change-password").await.goes_to(), "/forgot-password");
    for (password, advice) in EASY {
        let refused = here.fill(page, page, &[("password", password)]).await;
        assert_eq!(refused.status, 422, "{password}");
        assert!(refused.errors().iter().any(|error| error.contains(advice)), "{:?}", refused.errors());
    }
    assert_eq!(portal.scalar("SELECT count(*) FROM devices").await, "2");
    let oldest = "SELECT encode(token_hash, 'hex') FROM devices ORDER BY created_at LIMIT 1";
    let own = portal.scalar(oldest).await;
    let new = "seven copper kettles";
    let changed = here.fill(page, page, &[("password", new)]).await;
    assert_eq!(changed.goes_to(), "/account/security");
    assert_eq!(here.get("/account/security").await.status, 200, "her own session ended");
    assert!(there.get("/account").await.goes_to().starts_with("/sign-in"), "another session goes on");
    assert_eq!(portal.scalar("SELECT count(*) FROM devices").await, "1", "another browser is still known");
    assert_eq!(portal.scalar(oldest).await, own, "her own browser is forgotten");
    portal.mail(IDA, "Your password was changed").await;
    let events = "SELECT count(*) FROM audit_events WHERE verb = 'user.password_changed'";
    assert_eq!(portal.scalar(events).await, "1");
    let old = [("email", IDA), ("password", PASSWORD)];
    assert_eq!(portal.browser().fill("/sign-in", "/sign-in", &old).await.status, 422, "the old one still works");
    let with_new = [("email", IDA), ("password", new)];
    portal.browser().fill("/sign-in", "/sign-in", &with_new).await.goes_to();
}

#[tokio::test]
async fn a_password_is_changed_only_by_whoever_proved_of_late_who_they_are() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden Outdoor", "Ida Holm").await;
    let page = "/account/security/password";
    let body = ida.form(page, page).await.body(&[("password", "seven copper kettles")]);
    portal.scalar("UPDATE sessions SET proven_at = proven_at - interval '6 minutes' RETURNING id").await;
    assert!(ida.get(page).await.goes_to().starts_with("/account/proof"));
    assert!(ida.post_body(page, body.clone()).await.goes_to().starts_with("/account/proof"));
    let proof = [("password", PASSWORD)];
    assert_eq!(
        ida.fill("/account/proof?back=/account/security/password", "/account/proof", &proof).await.goes_to(),
        page
    );
    // The form that was open all the while goes through: its token is the session's, which has gone on.
    ida.post_body(page, body).await.goes_to();
}

async fn refuses_the_easy(portal: &Portal, page: &str, others: &[(&str, &str)]) {
    for (password, advice) in EASY {
        let fields = [others, &[("password", password)]].concat();
        let answer = portal.browser().fill(page, page, &fields).await;
        assert_eq!(answer.status, 422, "{page} takes {password}");
        assert!(answer.errors().iter().any(|error| error.contains(advice)), "{password}: {:?}", answer.errors());
        assert!(!answer.body.contains(password), "a password came back");
    }
}
