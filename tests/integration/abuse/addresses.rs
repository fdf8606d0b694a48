//! A change of the address that a person signs in with.

use crate::harness::{Answer, Client, PASSWORD, Portal};

const IDA: &str = "ida.holm@halden.example";
const NEW: &str = "ida@elsewhere.example";
const PAGE: &str = "/account/email";

async fn ida(portal: &Portal) -> Client {
    portal.member("advertiser", "Halden", "Ida Holm").await
}

async fn ask(browser: &Client, new: &str) -> Answer {
    browser.fill(PAGE, PAGE, &[("new_email", new)]).await
}

async fn login(portal: &Portal, email: &str, password: &str) -> Answer {
    portal.browser().fill("/sign-in", "/sign-in", &[("email", email), ("password", password)]).await
}

async fn press(browser: &Client, link: &str) -> Answer {
    browser.fill(link, link, &[]).await
}

async fn confirm_link(portal: &Portal, email: &str) -> String {
    portal.link(email, "Confirm your new address").await
}

async fn changed(portal: &Portal) -> Client {
    let ida = ida(portal).await;
    ask(&ida, NEW).await.goes_to();
    press(&portal.browser(), &confirm_link(portal, NEW).await).await.goes_to();
    ida
}

async fn earlier(portal: &Portal, by: &str) {
    let sql = format!(
        "WITH moved AS (UPDATE email_changes SET asked_at = asked_at - interval '{by}',
                            confirmed_at = confirmed_at - interval '{by}' RETURNING 1) SELECT count(*) FROM moved"
    );
    portal.scalar(&sql).await;
}

#[tokio::test]
async fn a11_a_new_address_signs_in_only_once_it_has_confirmed_and_the_old_one_is_told() {
    let portal = Portal::start().await;
    let ida = ida(&portal).await;
    assert_eq!(ask(&ida, NEW).await.goes_to(), PAGE);
    let told = portal.mail(IDA, "Your login is to have another address").await;
    assert!(told.text.contains(NEW), "{}", told.text);
    assert_eq!(login(&portal, NEW, PASSWORD).await.status, 422);
    assert_eq!(login(&portal, IDA, PASSWORD).await.status, 303, "until then the old one");
    let link = confirm_link(&portal, NEW).await;
    let stranger = portal.browser();
    let page = stranger.get(&link).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(login(&portal, NEW, PASSWORD).await.status, 422, "opening the link confirmed it");
    assert_eq!(press(&stranger, &link).await.goes_to(), "/sign-in");
    assert_eq!(login(&portal, IDA, PASSWORD).await.status, 422);
    assert_eq!(login(&portal, NEW, PASSWORD).await.status, 303);
    assert!(portal.mail(IDA, "Your login has another address").await.text.contains("72 hours"));
    assert_eq!(portal.browser().get(&link).await.status, 410, "a link works once");
    let stored = portal.scalar("SELECT row_to_json(c)::text FROM email_changes c").await;
    assert!(!stored.contains(link.rsplit('/').next().expect("a token")), "the link itself is stored");
}

#[tokio::test]
async fn a11_the_old_address_undoes_the_change_for_three_days_and_locks_the_thief_out() {
    let portal = Portal::start().await;
    let thief = changed(&portal).await;
    let undo = portal.link(IDA, "Your login has another address").await;
    earlier(&portal, "71 hours").await;
    let owner = portal.browser();
    assert_eq!(press(&owner, &undo).await.goes_to(), "/forgot-password");
    assert_eq!(thief.get("/account").await.status, 303, "the thief is signed out");
    for email in [NEW, IDA] {
        assert_eq!(login(&portal, email, PASSWORD).await.status, 422, "{email}: the thief's password still works");
    }
    owner.fill("/forgot-password", "/forgot-password", &[("email", IDA)]).await.goes_to();
    let reset = portal.link(IDA, "Set a new password").await;
    owner.fill(&reset, &reset, &[("password", "seven quiet herons waiting")]).await.goes_to();
    assert_eq!(login(&portal, IDA, "seven quiet herons waiting").await.status, 303);
    assert_eq!(portal.browser().get(&undo).await.status, 410);
}

#[tokio::test]
async fn a11_after_three_days_the_change_stands() {
    let portal = Portal::start().await;
    changed(&portal).await;
    let undo = portal.link(IDA, "Your login has another address").await;
    let form = portal.browser().form(&undo, &undo).await;
    earlier(&portal, "72 hours").await;
    assert_eq!(portal.browser().get(&undo).await.status, 410);
    assert_eq!(portal.browser().post_body(&undo, form.body(&[])).await.status, 410);
    assert_eq!(login(&portal, NEW, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a11_the_old_address_stops_a_change_before_it_is_confirmed() {
    let portal = Portal::start().await;
    let thief = ida(&portal).await;
    ask(&thief, NEW).await.goes_to();
    let (stop, confirm) =
        (portal.link(IDA, "Your login is to have another address").await, confirm_link(&portal, NEW).await);
    press(&portal.browser(), &stop).await.goes_to();
    assert_eq!(portal.browser().get(&confirm).await.status, 410);
    assert_eq!(thief.get("/account").await.status, 303);
    assert_eq!(login(&portal, IDA, PASSWORD).await.status, 422, "the thief's password still works");
}

#[tokio::test]
async fn a11_of_two_logins_that_wish_for_one_address_the_first_to_confirm_gets_it() {
    let portal = Portal::start().await;
    let (ida, eve) = (ida(&portal).await, portal.member("advertiser", "Other", "Eve Moss").await);
    ask(&ida, NEW).await.goes_to();
    let of_ida = confirm_link(&portal, NEW).await;
    ask(&eve, NEW).await.goes_to();
    let mails: Vec<_> = portal.mails().await.into_iter().filter(|mail| mail.to == NEW).collect();
    let mut links = mails
        .iter()
        .flat_map(|mail| mail.text.split_whitespace())
        .filter_map(|word| word.find("/confirm-email/").map(|at| &word[at..]));
    let of_eve = links.find(|link| *link != of_ida).expect("a second link").to_owned();
    let (one, other) = (portal.browser(), portal.browser());
    let (one, other) = tokio::join!(press(&one, &of_ida), press(&other, &of_eve));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410]);
    assert_eq!(portal.scalar(&format!("SELECT count(*) FROM users WHERE email = '{NEW}'")).await, "1");
}

#[tokio::test]
async fn a11_asking_tells_nobody_whether_an_address_has_a_login() {
    let portal = Portal::start().await;
    let ida = ida(&portal).await;
    portal.member("advertiser", "Other", "Eve Moss").await;
    let known = ask(&ida, "eve.moss@other.example").await.goes_to().to_owned();
    let shown = ida.get(PAGE).await.texts(".notice").join(" ").replace("eve.moss@other.example", "");
    portal.mail("eve.moss@other.example", "Somebody wishes to sign in with your address").await;
    let unknown = ask(&ida, NEW).await.goes_to().to_owned();
    assert_eq!(known, unknown);
    let now = ida.get(PAGE).await.texts(".notice").join(" ").replace(NEW, "");
    let clock = |text: &str| text.split("works until").next().unwrap_or("").to_owned();
    assert_eq!(clock(&shown), clock(&now));
}

#[tokio::test]
async fn a11_nobody_else_gets_an_address_while_it_can_come_back() {
    let portal = Portal::start().await;
    changed(&portal).await;
    let page = "/sign-up/publisher";
    let fields = [("company", "Thief"), ("full_name", "Eve Moss"), ("email", IDA), ("age", "yes"), ("terms", "yes")];
    assert!(portal.browser().fill(page, page, &fields).await.goes_to().ends_with("/sent"), "said like any other");
    assert_eq!(portal.scalar(&format!("SELECT count(*) FROM users WHERE email = '{IDA}'")).await, "0");
    let forced = "WITH forced AS (UPDATE users SET email_key = 'ida.holm@halden.example' RETURNING 1) SELECT count(*) FROM forced";
    portal.scalar(forced).await;
    earlier(&portal, "1 hour").await;
    press(&portal.browser(), &portal.link(IDA, "Your login has another address").await).await.goes_to();
}

#[tokio::test]
async fn a_change_of_address_is_taken_back_bounded_and_needs_a_fresh_proof() {
    let portal = Portal::start().await;
    let ida = ida(&portal).await;
    assert_eq!(ask(&ida, "IDA.HOLM@halden.example").await.errors(), ["This is your address already"]);
    ask(&ida, NEW).await.goes_to();
    ida.fill(PAGE, "/account/email/withdrawal", &[]).await.goes_to();
    assert_eq!(portal.browser().get(&confirm_link(&portal, NEW).await).await.status, 410);
    for turn in 0..4 {
        ask(&ida, &format!("ida{turn}@elsewhere.example")).await.goes_to();
    }
    assert_eq!(ask(&ida, "ida9@elsewhere.example").await.status, 422, "a sixth within a day");
    portal
        .scalar("WITH old AS (UPDATE sessions SET proven_at = proven_at - interval '6 minutes' RETURNING 1) SELECT count(*) FROM old")
        .await;
    assert!(ida.get(PAGE).await.goes_to().starts_with("/account/proof"));
}

#[tokio::test]
async fn a11_undoing_takes_away_what_the_thief_added_and_leaves_what_was_there_before() {
    let portal = Portal::start().await;
    let thief = ida(&portal).await;
    let planted = "INSERT INTO passkeys (id, user_id, credential_id, credential, name, counter, created_at)
                   SELECT gen_random_uuid(), id, name, '{}', name, 0, at FROM users,
                   (VALUES ('Hers', now() - interval '1 day'), ('His', now() + interval '1 minute')) AS k (name, at)";
    ask(&thief, NEW).await.goes_to();
    press(&portal.browser(), &confirm_link(&portal, NEW).await).await.goes_to();
    thief.enrol(IDA).await;
    portal.scalar(&format!("WITH planted AS ({planted} RETURNING 1) SELECT count(*) FROM planted")).await;
    press(&portal.browser(), &portal.link(IDA, "Your login has another address").await).await.goes_to();
    assert_eq!(portal.scalar("SELECT string_agg(name, ' ') FROM passkeys").await, "Hers");
    assert_eq!(portal.scalar("SELECT count(*) FROM authenticators").await, "0");
    assert_eq!(portal.scalar("SELECT count(*) FROM recovery_codes").await, "0");
    assert_eq!(portal.scalar("SELECT concat(second_factor, passkey) FROM users").await, "ft");
}

#[tokio::test]
async fn one_s_own_old_address_can_be_asked_for_again() {
    let portal = Portal::start().await;
    let ida = changed(&portal).await;
    ask(&ida, IDA).await.goes_to();
    press(&portal.browser(), &confirm_link(&portal, IDA).await).await.goes_to();
    assert_eq!(login(&portal, IDA, PASSWORD).await.status, 303);
}
