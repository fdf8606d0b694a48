//! The forms of mail and announcements.

use super::scene::Cast;
use super::table::Row;
use crate::announcements::{NEW, NEWS, SERVICE, compose};
use crate::harness::{Client, Portal};
use inset_domain::mailing::UnsubscribeLink;
use inset_store::mail_law::unsubscribe_token;

const REPORT: &[(&str, &str)] = &[("report", "complaint"), ("report_why", "He called us on Monday.")];

/// Three announcements: a draft to change and test, one to send, one that waits to be cancelled.
pub(super) async fn set(portal: &Portal, ada: &Client) {
    for subject in ["Changed", "Sent", "Cancelled"] {
        let fields = if subject == "Sent" { NEWS } else { SERVICE };
        let kept = fields.into_iter().filter(|(name, _)| *name != "subject");
        compose(ada, &kept.chain([("subject", subject)]).collect::<Vec<_>>()).await;
    }
    // Per gets news, so that there is something to leave.
    portal
        .scalar(
            "INSERT INTO consents (id, user_id, purpose, wording_version, granted, source, given_at)
             SELECT gen_random_uuid(), id, 'optional_mail', '2026-11', true, 'profile', now() FROM users WHERE full_name = 'Per Lund'",
        )
        .await;
}

pub(super) async fn rows(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let (ada, nor, mail) = (&cast.ada, &cast.nor, "/account/mail");
    let page = async |subject: &str| {
        format!(
            "/admin/announcements/{}",
            portal.scalar(&format!("SELECT id FROM announcements WHERE subject = '{subject}'")).await
        )
    };
    let (changed, sent, cancelled) = (page("Changed").await, page("Sent").await, page("Cancelled").await);
    let letter = portal.scalar("SELECT id FROM outbox WHERE letter = 'welcome' AND recipient_name = 'Bo Ny'").await;
    let letter = format!("/admin/mail/{letter}");
    let per = portal.scalar("SELECT id FROM users WHERE full_name = 'Per Lund'").await.parse().expect("an id");
    let link = UnsubscribeLink { user: per, at: portal.parts.clock.now() };
    let way_out = format!("/unsubscribe/{}", unsubscribe_token(portal.db.vault(), link));
    let day = portal.scalar("SELECT to_char(now() + interval '30 days', 'YYYY-MM-DD')").await;
    vec![
        Row::new("/unsubscribe/{token}", &cast.visitor, way_out, &[]),
        Row::new("/account/mail", nor, mail, &[("optional_mail", "yes")]).bare().with("wording", "2026-11"),
        Row::new("/account/mail/withdrawal", nor, mail, &[]).to("/account/mail/withdrawal").bare(),
        Row::new("/admin/announcements/new", ada, NEW, &SERVICE),
        Row::new("/admin/announcements/{id}/words", ada, format!("{changed}/words"), &SERVICE),
        Row::new("/admin/announcements/{id}/test", ada, changed.clone(), &[]).to(format!("{changed}/test")),
        Row::new(
            "/admin/announcements/{id}/schedule",
            ada,
            sent.clone(),
            &[("when", "later"), ("time", "14:30"), ("zone", "Europe/Berlin")],
        )
        .to(format!("{sent}/schedule"))
        .with("day", &day),
        Row::new("/admin/announcements/{id}/cancellation", ada, cancelled.clone(), &[])
            .to(format!("{cancelled}/cancellation")),
        Row::new("/admin/mail/search", ada, "/admin/mail", &[("shown", "bo.ny@tarn.example")]).to("/admin/mail/search"),
        Row::new("/admin/mail/{id}/report", ada, letter.clone(), REPORT).to(format!("{letter}/report")),
        Row::new("/admin/mail/{id}/permission", ada, letter.clone(), &[("lift_why", "He asked for it.")])
            .to(format!("{letter}/permission"))
            .bare(),
    ]
}
