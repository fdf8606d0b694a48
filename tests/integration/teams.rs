//! Teams: who is in an account, who is invited, and that an owner stays.

use crate::harness::{Answer, Client, PASSWORD, Portal};

const IDA: &str = "ida.holm@halden.example";
const KIM: &str = "kim@walks.example";
const PEOPLE: &str = "/advertiser/people";
const INVITE: &str = "/advertiser/people/invitations";
const LEAVE: &str = "/advertiser/people/departure";

/// An owner invites an address; gives what came back.
pub async fn invite(owner: &Client, email: &str, power: &str) -> Answer {
    owner.fill(PEOPLE, INVITE, &[("email", email), ("power", power)]).await
}

/// The link of the newest invitation of an address.
pub async fn link(portal: &Portal, email: &str) -> String {
    portal.link(email, "invites you").await
}

/// What a person without a login gives.
fn login(name: &str) -> [(&str, &str); 5] {
    [("full_name", name), ("preferred_channel", "email"), ("password", PASSWORD), ("age", "yes"), ("terms", "yes")]
}

/// A person who was invited, made a login and signed in.
pub async fn joined(portal: &Portal, owner: &Client, name: &str, email: &str, power: &str) -> Client {
    invite(owner, email, power).await.goes_to();
    let (link, browser) = (link(portal, email).await, portal.browser());
    assert_eq!(browser.fill(&link, &link, &login(name)).await.goes_to(), "/sign-in");
    browser.sign_in(email).await;
    browser
}

/// The id of a login.
pub async fn user(portal: &Portal, email: &str) -> String {
    portal.scalar(&format!("SELECT id FROM users WHERE email = '{email}'")).await
}

/// An owner changes what a person may do.
pub async fn empower(owner: &Client, user: &str, power: &str) -> Answer {
    let page = format!("{PEOPLE}/{user}");
    owner.fill(&page, &format!("{page}/power"), &[("power", power)]).await
}

/// An owner removes a person.
pub async fn remove(owner: &Client, user: &str) -> Answer {
    let page = format!("{PEOPLE}/{user}");
    owner.fill(&page, &format!("{page}/removal"), &[("sure", "yes")]).await
}

async fn halden(portal: &Portal) -> Client {
    portal.member("advertiser", "Halden", "Ida Holm").await
}

async fn count(portal: &Portal, what: &str) -> String {
    portal.scalar(&format!("SELECT count(*) FROM {what}")).await
}

#[tokio::test]
async fn a_person_without_a_login_is_invited_makes_one_and_is_in_the_account() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    assert_eq!(invite(&ida, KIM, "signer").await.goes_to(), PEOPLE);
    let mail = portal.mail(KIM, "Ida Holm invites you to Halden").await;
    for said in ["Ida Holm", "Halden", "Signer: change details and drafts, and sign", KIM, "UTC"] {
        assert!(mail.text.contains(said), "the plain text does not say {said}: {}", mail.text);
        assert!(mail.html.contains(&said.replace('\'', "&#x27;")), "the HTML does not say {said}");
    }
    let row = portal.scalar("SELECT row_to_json(i)::text FROM member_invitations i").await;
    let (link, kim) = (link(&portal, KIM).await, portal.browser());
    assert!(!row.contains(link.trim_start_matches("/join/")), "the link itself is stored");
    for _ in 0..2 {
        let page = kim.get(&link).await;
        assert_eq!((page.status, page.heading().as_str()), (200, "Join Halden"), "looking used it up");
        assert!(page.body.contains("Ida Holm invites you"), "{}", page.body);
    }
    let half = kim.fill(&link, &link, &[("password", "short")]).await;
    let errors = half.errors().join("; ");
    for wanted in ["Enter your full name", "13 or older", "terms of use"] {
        assert!(errors.contains(wanted), "{errors}");
    }
    assert_eq!(half.status, 422);
    kim.fill(&link, &link, &login("Kim Dahl")).await.goes_to();
    kim.sign_in(KIM).await;
    let people = kim.get(PEOPLE).await;
    assert_eq!(people.texts(".task .tag"), ["Owner", "Signer"]);
    assert!(people.body.contains("Kim Dahl") && !people.body.contains(INVITE), "a signer may invite");
    let told = portal.mail(IDA, "Kim Dahl joined Halden").await;
    assert!(told.text.contains(KIM));
    assert_eq!(count(&portal, "consents WHERE source = 'invitation'").await, "4");
    assert_eq!(portal.scalar("SELECT verb FROM audit_events ORDER BY seq DESC LIMIT 1").await, "member.signed_up");
    let again = portal.browser().get(&link).await;
    assert_eq!(again.status, 410);
    assert!(again.body.contains("Ask whoever invited you"), "the next step is not named");
}

#[tokio::test]
async fn a_person_with_a_login_signs_in_comes_back_accepts_and_switches() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    let pia = portal.member("publisher", "Fjord", "Pia Berg").await;
    assert!(!pia.get("/publisher").await.body.contains("Switch account"), "there is nothing to choose");
    let email = "pia.berg@fjord.example";
    invite(&ida, email, "viewer").await.goes_to();
    let (link, elsewhere) = (link(&portal, email).await, portal.browser());
    let page = elsewhere.get(&link).await;
    let way = page.links("main a.button").into_iter().next().expect("a way to sign in");
    let fields = [("email", email), ("password", PASSWORD)];
    assert_eq!(elsewhere.fill(&way, "/sign-in", &fields).await.goes_to(), link);
    let accept = format!("{link}/acceptance");
    let key = "SELECT encode(key_hash, 'hex') FROM sessions ORDER BY created_at DESC LIMIT 1";
    let before = portal.scalar(key).await;
    assert_eq!(elsewhere.fill(&link, &accept, &[]).await.goes_to(), "/advertiser");
    assert_ne!(portal.scalar(key).await, before, "the session acts for another account under the same key");
    assert_eq!(elsewhere.get("/advertiser").await.status, 200);
    // Her other browser acts for Fjord as before, and may switch now.
    let home = pia.get("/publisher").await;
    let others = home.texts(".menu-pop form[action='/account/current'] button");
    assert_eq!(others, ["Fjord, publisher", "Halden, advertiser"]);
    let halden = portal.scalar("SELECT id FROM accounts WHERE name = 'Halden'").await;
    let switched = pia.fill("/publisher", "/account/current", &[("account", &halden)]).await;
    assert_eq!(switched.goes_to(), "/advertiser");
    assert_eq!((pia.get("/advertiser").await.status, pia.get("/publisher").await.status), (200, 404));
}

#[tokio::test]
async fn a_link_that_was_used_withdrawn_replaced_or_ran_out_says_so_and_what_next() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    let open = async |email: &str| {
        invite(&ida, email, "member").await.goes_to();
        let id = portal.scalar(&format!("SELECT id FROM member_invitations WHERE email = '{email}'")).await;
        (link(&portal, email).await, format!("{INVITE}/{id}"))
    };
    let (withdrawn, invitation) = open("one@walks.example").await;
    ida.fill(PEOPLE, &format!("{invitation}/withdrawal"), &[]).await.goes_to();
    let (replaced, invitation) = open("two@walks.example").await;
    ida.fill(PEOPLE, &format!("{invitation}/renewal"), &[]).await.goes_to();
    let (expired, _) = open("three@walks.example").await;
    let late = "WITH late AS (UPDATE member_invitations SET created_at = created_at - interval '8 days',
        expires_at = expires_at - interval '8 days' WHERE email = 'three@walks.example' RETURNING 1) SELECT count(*) FROM late";
    assert_eq!(portal.scalar(late).await, "1");
    for (link, said) in [(&withdrawn, "was withdrawn"), (&replaced, "sent again"), (&expired, "has run out")] {
        let answer = portal.browser().get(link).await;
        assert_eq!(answer.status, 410, "{said}");
        assert!(answer.body.contains(said), "{said}: {}", answer.texts(".lead").join(""));
        let posted = portal.browser().post(link, &login("Kim Dahl")).await;
        assert_eq!(posted.status, 410, "{said}");
    }
    assert!(ida.get(PEOPLE).await.texts(".tag").contains(&"Ran out".to_owned()));
    assert_eq!(portal.browser().get(&link(&portal, "two@walks.example").await).await.status, 200);
    assert_eq!(portal.browser().get("/join/nobody").await.status, 404);
    assert_eq!(count(&portal, "memberships").await, "1");
}

#[tokio::test]
async fn one_invitation_of_an_address_is_open_at_a_time_and_an_address_with_a_login_is_answered_alike() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    portal.member("publisher", "Fjord", "Pia Berg").await;
    let known = invite(&ida, "pia.berg@fjord.example", "viewer").await;
    let unknown = invite(&ida, KIM, "viewer").await;
    let told = |answer: &Answer| {
        let cookies = answer.headers.get_all("set-cookie").iter().map(|it| it.to_str().expect("text").to_owned());
        (answer.status, answer.location.clone(), cookies.collect::<Vec<_>>())
    };
    assert_eq!(told(&known), told(&unknown));
    let twice = invite(&ida, "KIM@walks.example", "owner").await;
    assert_eq!(twice.status, 422);
    assert!(twice.errors().join("").contains("invited already"), "{:?}", twice.errors());
    let own = invite(&ida, IDA, "owner").await;
    assert!(own.errors().join("").contains("in the account already"), "{:?}", own.errors());
    assert_eq!(count(&portal, "member_invitations").await, "2");
    let (one, two) = (ida.form(PEOPLE, INVITE).await, ida.form(PEOPLE, INVITE).await);
    let fields = [("email", "new@walks.example"), ("power", "viewer")];
    let answers = tokio::join!(ida.post_body(INVITE, one.body(&fields)), ida.post_body(INVITE, two.body(&fields)));
    let mut statuses = [answers.0.status, answers.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(count(&portal, "member_invitations WHERE email = 'new@walks.example'").await, "1");
}

#[tokio::test]
async fn of_two_who_follow_one_link_at_once_one_joins() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    for round in 0..5 {
        let email = format!("kim{round}@walks.example");
        invite(&ida, &email, "member").await.goes_to();
        let link = link(&portal, &email).await;
        let (one, two) = (portal.browser(), portal.browser());
        let bodies = (one.form(&link, &link).await, two.form(&link, &link).await);
        let answers = tokio::join!(
            one.post_body(&link, bodies.0.body(&login("Kim Dahl"))),
            two.post_body(&link, bodies.1.body(&login("Kim Dahl"))),
        );
        let mut statuses = [answers.0.status, answers.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 410], "round {round}");
        assert_eq!(count(&portal, &format!("users WHERE email = '{email}'")).await, "1");
    }
    assert_eq!(count(&portal, "memberships").await, "6");
}

#[tokio::test]
async fn a_changed_power_holds_at_the_next_request_and_the_person_is_told() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    let kim = joined(&portal, &ida, "Kim Dahl", KIM, "viewer").await;
    assert_eq!(kim.get("/advertiser/billing").await.status, 403);
    empower(&ida, &user(&portal, KIM).await, "finance").await.goes_to();
    assert_eq!(kim.get("/advertiser/billing").await.status, 200);
    let mail = portal.mail(KIM, "What you may do changed: Halden").await;
    assert!(mail.text.contains("Finance"), "{}", mail.text);
    let event = "SELECT e.verb || ' ' || v.changes FROM audit_events e JOIN audit_values v USING (seq) ORDER BY seq DESC LIMIT 1";
    assert_eq!(portal.scalar(event).await, r#"member.power_changed {"power": ["viewer", "finance"]}"#);
    let mails = count(&portal, "outbox").await;
    empower(&ida, &user(&portal, KIM).await, "finance").await.goes_to();
    assert_eq!(count(&portal, "outbox").await, mails, "nothing changed, and a mail went out");
}

#[tokio::test]
async fn a_removed_person_is_out_at_once_is_told_and_may_be_invited_again() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    let kim = joined(&portal, &ida, "Kim Dahl", KIM, "owner").await;
    let id = user(&portal, KIM).await;
    let page = format!("{PEOPLE}/{id}");
    let unsure = ida.fill(&page, &format!("{page}/removal"), &[]).await;
    assert_eq!((unsure.status, unsure.errors()), (422, vec!["Tick the box to remove this person".to_owned()]));
    assert_eq!(remove(&ida, &id).await.goes_to(), PEOPLE);
    let shut = kim.get("/advertiser").await;
    assert_eq!((shut.status, shut.heading().as_str()), (403, "You act for no account"));
    assert_eq!(count(&portal, &format!("sessions WHERE user_id = '{id}' AND account_id IS NOT NULL")).await, "0");
    portal.mail(KIM, "You are no longer in Halden").await;
    let profile = kim.get("/account").await;
    assert!(profile.body.contains("You are in no account") && profile.body.contains("Ask an owner"));
    kim.fill("/account", "/sign-out", &[]).await.goes_to();
    let in_again = [("email", KIM), ("password", PASSWORD)];
    assert_eq!(kim.fill("/sign-in", "/sign-in", &in_again).await.goes_to(), "/account");
    assert_eq!(ida.get(&page).await.status, 404, "who is not in the account has no page");
    invite(&ida, KIM, "viewer").await.goes_to();
    let link = link(&portal, KIM).await;
    kim.fill(&link, &format!("{link}/acceptance"), &[]).await.goes_to();
    assert_eq!(kim.get(PEOPLE).await.texts(".task .tag"), ["Owner", "Viewer"]);
}

#[tokio::test]
async fn anyone_leaves_but_the_last_owner_who_is_neither_removed_nor_demoted() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    let kim = joined(&portal, &ida, "Kim Dahl", KIM, "viewer").await;
    let own = user(&portal, IDA).await;
    assert!(!ida.get(PEOPLE).await.body.contains(LEAVE), "the last owner is offered to leave");
    // The form as it would stand on the page of whoever may leave.
    let mut form = ida.own_fields().await;
    let sure = [("sure", "yes"), ("power", "viewer"), ("version", "1")];
    for step in [LEAVE.to_owned(), format!("{PEOPLE}/{own}/removal"), format!("{PEOPLE}/{own}/power")] {
        let answer = ida.post_body(&step, form.body(&sure)).await;
        assert_eq!(answer.status, 409, "{step}");
        assert!(answer.body.contains("the last owner"), "{step}: {}", answer.texts(".lead").join(""));
        form.0.insert("_key".into(), uuid::Uuid::new_v4().to_string());
    }
    assert_eq!(kim.fill(PEOPLE, LEAVE, &[]).await.status, 422);
    assert_eq!(kim.fill(PEOPLE, LEAVE, &[("sure", "yes")]).await.goes_to(), "/account");
    assert_eq!(kim.get(PEOPLE).await.status, 403);
    portal.mail(IDA, "Kim Dahl left Halden").await;
    assert_eq!(portal.scalar("SELECT verb FROM audit_events ORDER BY seq DESC LIMIT 1").await, "member.left");
    // Whoever asks, and however: the database refuses it too.
    for step in [
        "UPDATE memberships SET power = 'member'",
        "UPDATE memberships SET ended_at = now()",
        "DELETE FROM memberships",
    ] {
        let refused = format!(
            "DO $$ BEGIN {step} WHERE user_id = '{own}'; RAISE 'not refused'; EXCEPTION WHEN restrict_violation THEN END $$"
        );
        portal.scalar(&refused).await;
    }
}

#[tokio::test]
async fn of_two_owners_who_demote_each_other_at_once_one_wins_in_every_round() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    let kim = joined(&portal, &ida, "Kim Dahl", KIM, "owner").await;
    let (idas, kims) = (user(&portal, IDA).await, user(&portal, KIM).await);
    let both = "WITH again AS (UPDATE memberships SET power = 'owner' RETURNING 1) SELECT count(*) FROM again";
    for round in 0..10 {
        let (one, two) = (format!("{PEOPLE}/{kims}"), format!("{PEOPLE}/{idas}"));
        let (steps, less) = ((format!("{one}/power"), format!("{two}/power")), [("power", "viewer")]);
        let forms = (ida.form(&one, &steps.0).await, kim.form(&two, &steps.1).await);
        let answers =
            tokio::join!(ida.post_body(&steps.0, forms.0.body(&less)), kim.post_body(&steps.1, forms.1.body(&less)),);
        let mut statuses = [answers.0.status, answers.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 403], "round {round}");
        assert_eq!(count(&portal, "memberships WHERE power = 'owner'").await, "1", "round {round}");
        portal.scalar(both).await;
    }
}

#[tokio::test]
async fn the_database_lets_one_of_two_owners_go_even_when_both_are_written_at_the_same_time() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    joined(&portal, &ida, "Kim Dahl", KIM, "owner").await;
    portal
        .scalar(
            "CREATE FUNCTION demote(who text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
                UPDATE memberships SET power = 'viewer' WHERE user_id = (SELECT id FROM users WHERE email = who);
                PERFORM pg_sleep(0.3);
                RETURN 'done';
             EXCEPTION WHEN restrict_violation THEN RETURN 'refused'; END $$",
        )
        .await;
    let (one, two) = (format!("SELECT demote('{IDA}')"), format!("SELECT demote('{KIM}')"));
    let answers = tokio::join!(portal.scalar(&one), portal.scalar(&two));
    let mut answers = [answers.0, answers.1];
    answers.sort_unstable();
    assert_eq!(answers, ["done", "refused"]);
    assert_eq!(count(&portal, "memberships WHERE power = 'owner'").await, "1");
}

#[tokio::test]
async fn another_accounts_people_and_invitations_do_not_exist() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    let eve = portal.member("advertiser", "Other", "Eve Moss").await;
    invite(&ida, KIM, "viewer").await.goes_to();
    let open = portal.scalar("SELECT id FROM member_invitations").await;
    let mut form = eve.form(PEOPLE, INVITE).await;
    form.0.retain(|name, _| name.starts_with('_'));
    let (ida_page, open) = (format!("{PEOPLE}/{}", user(&portal, IDA).await), format!("{INVITE}/{open}"));
    assert_eq!(eve.get(&ida_page).await.status, 404);
    let steps = [
        format!("{ida_page}/power"),
        format!("{ida_page}/removal"),
        format!("{open}/renewal"),
        format!("{open}/withdrawal"),
    ];
    for step in steps {
        form.0.insert("_key".into(), uuid::Uuid::new_v4().to_string());
        let fields = [("sure", "yes"), ("power", "viewer"), ("version", "1")];
        assert_eq!(eve.post_body(&step, form.body(&fields)).await.status, 404, "{step}");
    }
    assert_eq!(count(&portal, "member_invitations WHERE state = 'open'").await, "1");
    assert_eq!(count(&portal, "memberships WHERE power = 'owner'").await, "2");
}
