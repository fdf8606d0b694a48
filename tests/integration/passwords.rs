//! Passwords: which are refused, wherever one is set.

use crate::harness::Portal;

const IDA: &str = "ida.holm@halden-outdoor.example";
/// Long enough, and guessed first.
const EASY: [(&str, &str); 5] = [
    ("halden outdoor 2026", "Leave your name"),
    ("image space media 1", "Leave your name"),
    ("1234567890123456", "Use other words"),
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
    portal.browser().fill(&welcome, &welcome, &[("password", crate::harness::PASSWORD)]).await.goes_to();

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

async fn refuses_the_easy(portal: &Portal, page: &str, others: &[(&str, &str)]) {
    for (password, advice) in EASY {
        let fields = [others, &[("password", password)]].concat();
        let answer = portal.browser().fill(page, page, &fields).await;
        assert_eq!(answer.status, 422, "{page} takes {password}");
        assert!(answer.errors().iter().any(|error| error.contains(advice)), "{password}: {:?}", answer.errors());
        assert!(!answer.body.contains(password), "a password came back");
    }
}
