//! The forms of teams: the people of one account of each kind, and an invitation of either sort.

use super::scene::Cast;
use super::table::Row;
use crate::harness::{Client, PASSWORD, Portal};
use inset_domain::user::Power;

/// Owners who have colleagues and open invitations: area, login.
const OWNERS: [(&str, &str); 3] = [
    ("publisher", "pim.dahl@ridge.example"),
    ("network", "nor.aas@noon.example"),
    ("advertiser", "bo.ny@tarn.example"),
];
const NEW: &str = "nils@walks.example";
const KNOWN: &str = "per.lund@skerry.example";

/// Gives each owner two colleagues and two open invitations.
pub(super) async fn set(portal: &Portal) {
    for (area, email) in OWNERS {
        let owner = portal.known(email).await;
        portal.colleague(email, Power::Viewer).await;
        portal.colleague(email, Power::Member).await;
        let (page, action) = (format!("/{area}/people"), format!("/{area}/people/invitations"));
        for invited in ["una@walks.example", "ulf@walks.example"] {
            owner.fill(&page, &action, &[("email", invited), ("power", "signer")]).await.goes_to();
        }
    }
}

/// Who leaves: a colleague of each owner, in the order of the owners.
pub(super) async fn leavers(portal: &Portal) -> Vec<Client> {
    let mut leavers = Vec::new();
    for (_, email) in OWNERS {
        leavers.push(portal.known(&format!("member.{email}")).await);
    }
    leavers
}

/// The routes of one area.
macro_rules! routes {
    ($area:literal) => {
        [
            concat!("/", $area, "/people/invitations"),
            concat!("/", $area, "/people/invitations/{id}/renewal"),
            concat!("/", $area, "/people/invitations/{id}/withdrawal"),
            concat!("/", $area, "/people/{id}/power"),
            concat!("/", $area, "/people/{id}/removal"),
            concat!("/", $area, "/people/departure"),
        ]
    };
}

pub(super) async fn rows(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let owners = [&cast.pim, &cast.nor, &cast.bo];
    let routes = [routes!("publisher"), routes!("network"), routes!("advertiser")];
    // Mail is kept by the portal that sends it, and the scene was set on another.
    for email in [NEW, KNOWN] {
        let invited = [("email", email), ("power", "signer")];
        cast.bo.fill("/advertiser/people", "/advertiser/people/invitations", &invited).await.goes_to();
    }
    let (new, known) = (link(portal, NEW).await, link(portal, KNOWN).await);
    let acceptance = format!("{known}/acceptance");
    let login = [("full_name", "Nils Vik"), ("password", PASSWORD), ("age", "yes"), ("terms", "yes")];
    let mut rows = vec![
        Row::new("/join/{token}", &cast.visitor, new, &[("preferred_channel", "email")]),
        Row::new("/join/{token}/acceptance", &cast.per, known, &[]).to(acceptance).bare(),
    ];
    for (name, value) in login {
        rows[0].filling.push((name.to_owned(), value.to_owned()));
    }
    for (nth, [invite, renew, withdraw, empower, remove, leave]) in routes.into_iter().enumerate() {
        let ((area, email), owner) = (OWNERS[nth], owners[nth]);
        let people = format!("/{area}/people");
        let open = async |name: &str| {
            let of = format!(
                "SELECT i.id FROM member_invitations i JOIN users u ON u.id = i.invited_by
                 WHERE u.email = '{email}' AND i.email = '{name}@walks.example'"
            );
            format!("{people}/invitations/{}", portal.scalar(&of).await)
        };
        let (first, second) = (open("una").await, open("ulf").await);
        let colleague = portal.scalar(&format!("SELECT id FROM users WHERE email = 'viewer.{email}'")).await;
        let member = format!("{people}/{colleague}");
        rows.extend([
            Row::new(invite, owner, people.clone(), &[("email", "una.moe@walks.example"), ("power", "viewer")])
                .to(format!("{people}/invitations")),
            Row::new(renew, owner, people.clone(), &[]).to(format!("{first}/renewal")).bare(),
            Row::new(withdraw, owner, people.clone(), &[]).to(format!("{second}/withdrawal")).bare(),
            Row::new(empower, owner, member.clone(), &[("power", "finance")]).to(format!("{member}/power")),
            Row::new(remove, owner, member.clone(), &[("sure", "yes")]).to(format!("{member}/removal")).bare(),
            Row::new(leave, &cast.leavers[nth], people.clone(), &[("sure", "yes")])
                .to(format!("{people}/departure"))
                .bare(),
        ]);
    }
    rows
}

async fn link(portal: &Portal, email: &str) -> String {
    portal.link(email, "invites you").await
}
