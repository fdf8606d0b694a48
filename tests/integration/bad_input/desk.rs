//! The forms of the staff about their own: who is on it, what waits for a second person, and a person's login.

use super::scene::Cast;
use super::table::Row;
use crate::harness::{Client, Portal};
use inset_domain::user::StaffRole;

const STAFF: &str = "/admin/staff";
const WHY: (&str, &str) = ("why", "The desk grows.");

/// A second admin, a colleague with an authenticator, and three requests: one to approve, one to refuse, one to take back.
pub(super) async fn set(portal: &Portal, ada: &Client) {
    portal.staff("Max Oye", StaffRole::Admin).await;
    portal.staff("Sami Aalto", StaffRole::Support).await;
    let approved_once =
        "UPDATE accounts SET state = 'second_approval', state_by = (SELECT id FROM users WHERE full_name = 'Max Oye')
         WHERE id = (SELECT m.account_id FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.full_name = 'Noa Ness')";
    portal.scalar(approved_once).await;
    for name in ["Una", "Ulf", "Uwe"] {
        let (email, full_name) = (format!("{name}@desk.example"), format!("{name} Moe"));
        let fields = [("email", email.as_str()), ("full_name", &full_name), ("role", "support"), WHY];
        ada.fill(STAFF, STAFF, &fields).await.goes_to();
    }
}

pub(super) async fn rows(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let request = async |name: &str| {
        let of = format!("SELECT id FROM approvals WHERE after ->> 'full_name' = '{name} Moe'");
        format!("/admin/approvals/{}", portal.scalar(&of).await)
    };
    let (approved, refused, withdrawn) = (request("Una").await, request("Ulf").await, request("Uwe").await);
    let colleague = portal.scalar("SELECT id FROM users WHERE full_name = 'Sami Aalto'").await;
    let person = format!("/admin/people/{colleague}");
    let (ada, max) = (&cast.ada, &cast.max);
    let neve = super::scene::case(portal, "Noa Ness").await;
    let new = [("email", "ute@desk.example"), ("full_name", "Ute Moe"), ("role", "reviewer"), WHY];
    let mut rows = vec![
        Row::new("/admin/staff", ada, STAFF, &[]),
        Row::new("/admin/search", ada, "/admin/search", &[("text", "Fjord")]),
        Row::new("/admin/cases/{id}/return", ada, neve.clone(), &[("reason", "terms"), ("words", "Look again.")])
            .to(format!("{neve}/return")),
        Row::new("/admin/approvals/{id}/approval", max, approved.clone(), &[]).to(format!("{approved}/approval")),
        Row::new("/admin/approvals/{id}/refusal", max, refused.clone(), &[("reason", "Not this month.")])
            .to(format!("{refused}/refusal")),
        Row::new("/admin/approvals/{id}/withdrawal", ada, withdrawn.clone(), &[]).to(format!("{withdrawn}/withdrawal")),
        Row::new(
            "/admin/people/{id}/authenticator",
            ada,
            person.clone(),
            &[("identity_check", "Called the number on file."), ("lost_why", "It was stolen.")],
        )
        .to(format!("{person}/authenticator")),
        Row::new("/admin/people/{id}/role", ada, person.clone(), &[("role", "reviewer"), ("role_why", "As agreed.")])
            .to(format!("{person}/role")),
        Row::new("/admin/people/{id}/sign-out", ada, person.clone(), &[("sessions_why", "A laptop was lost.")])
            .to(format!("{person}/sign-out")),
        Row::new("/admin/people/{id}/removal", ada, person.clone(), &[("removal_why", "He left.")])
            .to(format!("{person}/removal"))
            .bare(),
    ];
    let north = portal
        .scalar("SELECT account_id FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.full_name = 'Nia Vik'")
        .await;
    let north = format!("/admin/accounts/{north}");
    rows.extend([
        Row::new("/admin/accounts/{id}/viewing", max, north.clone(), &[("viewing_why", "She asked for help.")])
            .to(format!("{north}/viewing")),
        Row::new("/admin/viewing/end", max, north, &[]).to("/admin/viewing/end").bare(),
    ]);
    rows[0].filling.extend(new.map(|(name, value)| (name.to_owned(), value.to_owned())));
    rows
}
