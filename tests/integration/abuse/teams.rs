//! Teams: links that are somebody else's, powers that somebody has not, and pages opened before a power was lost.

use crate::harness::{Client, Portal};
use crate::{orders, teams};

const KIM: &str = "kim@walks.example";
const PEOPLE: &str = "/advertiser/people";

async fn halden(portal: &Portal) -> Client {
    portal.member("advertiser", "Halden", "Ida Holm").await
}

#[tokio::test]
async fn a14_an_invitation_followed_by_somebody_else_is_refused_and_not_used_up() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    let eve = portal.member("advertiser", "Other", "Eve Moss").await;
    teams::invite(&ida, KIM, "owner").await.goes_to();
    let link = teams::link(&portal, KIM).await;
    let page = eve.get(&link).await;
    assert_eq!((page.status, page.heading().as_str()), (403, "This invitation is for another person"));
    assert!(page.body.contains("sign out and open the link"), "{}", page.body);
    assert!(!page.body.contains(KIM), "the invited address is told to somebody else");
    let form = eve.own_fields().await;
    assert_eq!(eve.post_body(&format!("{link}/acceptance"), form.body(&[])).await.status, 403);
    let login = [
        ("full_name", "Eve Moss"),
        ("password", "three unrelated words"),
        ("age", "yes"),
        ("terms", "yes"),
        ("_key", "0192f0c1-2345-7abc-8def-0123456789ab"),
    ];
    assert_eq!(eve.post_body(&link, form.body(&login)).await.status, 403);
    assert_eq!(portal.scalar("SELECT count(*) FROM memberships").await, "2");
    assert_eq!(portal.browser().get(&link).await.status, 200, "it was used up");
}

#[tokio::test]
async fn a14_an_invitation_that_was_revoked_lets_nobody_in() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    portal.member("publisher", "Fjord", "Pia Berg").await;
    let (email, browser) = ("pia.berg@fjord.example", portal.browser());
    teams::invite(&ida, email, "owner").await.goes_to();
    let link = teams::link(&portal, email).await;
    browser.sign_in(email).await;
    let accept = format!("{link}/acceptance");
    let open = browser.form(&link, &accept).await;
    let id = portal.scalar("SELECT id FROM member_invitations").await;
    ida.fill(PEOPLE, &format!("{PEOPLE}/invitations/{id}/withdrawal"), &[]).await.goes_to();
    assert_eq!(browser.post_body(&accept, open.body(&[])).await.status, 410, "the page was open when it was withdrawn");
    assert_eq!(portal.scalar("SELECT count(*) FROM memberships").await, "2");
}

#[tokio::test]
async fn a32_a_member_who_is_no_owner_changes_no_payout_details_invites_nobody_and_gives_no_power() {
    let portal = Portal::start().await;
    let pia = portal.member("publisher", "Fjord", "Pia Berg").await;
    portal.scalar("UPDATE accounts SET state = 'approved', submitted_at = now()").await;
    let people = "/publisher/people";
    pia.fill(people, "/publisher/people/invitations", &[("email", KIM), ("power", "member")]).await.goes_to();
    let (link, kim) = (teams::link(&portal, KIM).await, portal.browser());
    let login = [("full_name", "Kim Dahl"), ("password", "three unrelated words"), ("age", "yes"), ("terms", "yes")];
    kim.fill(&link, &link, &login).await.goes_to();
    kim.sign_in(KIM).await;
    let (own, owner) = (teams::user(&portal, KIM).await, teams::user(&portal, "pia.berg@fjord.example").await);
    let steps = [
        "/publisher/payout".to_owned(),
        "/publisher/people/invitations".to_owned(),
        format!("{people}/{own}/power"),
        format!("{people}/{owner}/power"),
        format!("{people}/{owner}/removal"),
    ];
    for step in steps {
        let form = kim.own_fields().await;
        let fields = [
            ("email", "eve@walks.example"),
            ("power", "owner"),
            ("version", "1"),
            ("sure", "yes"),
            ("method", "iban"),
            ("iban", "DE89 3704 0044 0532 0130 00"),
        ];
        let answer = kim.post_body(&step, form.body(&fields)).await;
        assert_eq!((answer.status, answer.heading().as_str()), (403, "Your role does not allow this"), "{step}");
        assert!(answer.body.contains("An owner of the account can grant it"), "{step}: who can grant it is not told");
    }
    assert_eq!(portal.scalar("SELECT count(*) FROM payout_profiles").await, "0");
    assert_eq!(portal.scalar("SELECT count(*) FROM member_invitations").await, "1");
    assert_eq!(portal.scalar("SELECT string_agg(power, ' ' ORDER BY power) FROM memberships").await, "member owner");
}

#[tokio::test]
async fn a76_a_signature_within_a_page_that_was_open_when_its_signer_was_demoted_or_removed_is_refused() {
    let portal = Portal::start().await;
    let ida = halden(&portal).await;
    orders::complete(&ida).await;
    let order = orders::begin(&ida).await;
    let kim = teams::joined(&portal, &ida, "Kim Dahl", KIM, "signer").await;
    let (page, step) = (format!("{order}/sign"), format!("{order}/signature"));
    let signature = [("typed_name", "Kim Dahl"), ("intent", "yes")];
    let id = teams::user(&portal, KIM).await;

    let open = kim.form(&page, &step).await;
    teams::empower(&ida, &id, "member").await.goes_to();
    assert_eq!(kim.post_body(&step, open.body(&signature)).await.status, 403, "demoted");

    teams::empower(&ida, &id, "signer").await.goes_to();
    let open = kim.form(&page, &step).await;
    teams::remove(&ida, &id).await.goes_to();
    assert_eq!(kim.post_body(&step, open.body(&signature)).await.status, 403, "removed");
    assert_eq!(portal.scalar("SELECT count(*) FROM signatures").await, "0");
}
