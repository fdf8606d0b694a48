//! Announcements: composed, looked at, sent once to each reader at their time, shown in the portal, and rare.

use crate::harness::{Client, Portal};
use inset::mail::Copy;
use inset::urls::DEACTIVATION;
use inset_domain::user::StaffRole;

pub(crate) const NEW: &str = "/admin/announcements/new";

pub(crate) const SERVICE: [(&str, &str); 6] = [
    ("class", "service"),
    ("subject", "Payments move to the fifth"),
    ("why", "The day on which every account is paid changes."),
    ("text", "From January on we pay on the fifth.\n\n<b>Nothing</b> else changes, {{ 7 * 7 }}."),
    ("kind", "all"),
    ("standing", "open"),
];

pub(crate) const NEWS: [(&str, &str); 6] = [
    ("class", "optional"),
    ("subject", "A curtain that opens by itself"),
    ("why", "You asked for news of new formats."),
    ("text", "There is a new format."),
    ("kind", "all"),
    ("standing", "open"),
];

/// Composes one; its page.
pub(crate) async fn compose(ada: &Client, fields: &[(&str, &str)]) -> String {
    ada.fill(NEW, NEW, fields).await.goes_to().to_owned()
}

/// Composes one and sends it at once; its page.
pub(crate) async fn send(ada: &Client, fields: &[(&str, &str)]) -> String {
    let page = compose(ada, fields).await;
    ada.fill(&page, &format!("{page}/schedule"), &[("when", "now")]).await.goes_to();
    page
}

fn about<'m>(mails: &'m [Copy], subject: &str) -> Vec<&'m Copy> {
    let mut found: Vec<_> = mails.iter().filter(|mail| mail.subject == subject).collect();
    found.sort_by(|one, other| one.to.cmp(&other.to));
    found
}

#[tokio::test]
async fn promise_09_a_service_announcement_goes_to_everybody_says_why_and_is_rare() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    // Ida wishes to be called and never asked for news: neither keeps an announcement away.
    portal.scalar("UPDATE users SET preferred_channel = 'telephone', telephone = '+44 20 7946 0018' WHERE full_name = 'Ida Holm'").await;
    // A sign-up that nobody has confirmed may name anybody's address.
    let sign_up =
        [("company", "Late"), ("full_name", "Lea Ro"), ("email", "lea@late.example"), ("age", "yes"), ("terms", "yes")];
    portal.browser().fill("/sign-up/network", "/sign-up/network", &sign_up).await.goes_to();

    let page = compose(&ada, &SERVICE).await;
    let draft = ada.get(&page).await;
    assert!(draft.body.contains("Readers now") && draft.texts(".summary").join(" ").contains('2'), "no count");
    assert!(
        draft.body.contains("&lt;b&gt;Nothing&lt;/b&gt;") && draft.body.contains("{{ 7 * 7 }}"),
        "the text is not plain"
    );
    ada.fill(&page, &format!("{page}/schedule"), &[("when", "now")]).await.goes_to();
    let mails = portal.mails().await;
    let sent = about(&mails, "Payments move to the fifth");
    let to: Vec<_> = sent.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, ["ann.ek@fjord.example", "ida.holm@halden.example"]);
    for mail in sent {
        assert!(mail.text.contains("The day on which every account is paid changes."), "no reason: {}", mail.text);
        assert!(mail.text.contains("once the account is deactivated") && mail.text.contains(DEACTIVATION));
        assert!(mail.html.contains("&lt;b&gt;Nothing") && !mail.html.contains("<b>"), "what was typed became markup");
        assert!(mail.headers.iter().all(|(name, _)| !name.starts_with("List-Unsubscribe")), "it can be left");
    }
    assert!(ada.get(&page).await.texts(".head-facts")[0].contains("Sent"));

    // In the portal it is new until it is opened.
    let list = ann.get("/publisher/announcements").await;
    assert!(list.texts("nav a").iter().any(|link| link.starts_with("Announcements (1")), "{:?}", list.texts("nav a"));
    let one = list.links("main .tasks a").remove(0);
    let shown = ann.get(&one).await;
    assert!(
        shown.body.contains("The day on which every account is paid changes.")
            && shown.links(".plate a").contains(&DEACTIVATION.to_owned())
    );
    let after = ann.get("/publisher/announcements").await;
    assert!(after.texts("nav a").iter().any(|link| link == "Announcements"), "{:?}", after.texts("nav a"));
    assert_eq!(after.texts(".tasks .tag"), ["Read"]);

    // A second one within the week is refused with the date.
    let second = compose(&ada, &SERVICE).await;
    let refused = ada.fill(&second, &format!("{second}/schedule"), &[("when", "now")]).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.errors()[0].contains("or later: another service announcement is too near"),
        "{:?}",
        refused.errors()
    );
    let direct = "UPDATE announcements SET state = 'scheduled', send_at = now(), zone = 'UTC', quiet_until = now() + interval '7 days'
        WHERE state = 'draft'";
    let refused = format!(
        "DO $$ BEGIN {direct}; RAISE 'two were scheduled'; EXCEPTION WHEN exclusion_violation THEN NULL; END $$"
    );
    portal.scalar(&refused).await;
    let privacy = portal.browser().get("/privacy").await;
    assert!(privacy.texts("#P09 td").contains(&"Kept".to_owned()));
}

#[tokio::test]
async fn an_announcement_reaches_its_audience_alone() {
    let portal = Portal::start_with(&[("INSET_ANNOUNCEMENT_DAYS", "0")]).await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    portal.scalar("UPDATE accounts SET state = 'approved', submitted_at = now() WHERE kind = 'advertiser'").await;
    let over = |changes: &[(&'static str, &'static str)]| {
        let kept = SERVICE.into_iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
        kept.chain(changes.iter().copied()).collect::<Vec<_>>()
    };
    send(&ada, &over(&[("subject", "To publishers"), ("kind", "publisher")])).await;
    send(&ada, &over(&[("subject", "To active ones"), ("standing", "active")])).await;
    send(&ada, &over(&[("subject", "To Norway"), ("country", "NO")])).await;
    let mails = portal.mails().await;
    let to = |subject| about(&mails, subject).into_iter().map(|mail| mail.to.clone()).collect::<Vec<_>>();
    assert_eq!(to("To publishers"), ["ann.ek@fjord.example"]);
    assert_eq!(to("To active ones"), ["ida.holm@halden.example"]);
    assert_eq!(to("To Norway"), Vec::<String>::new());
    assert_eq!(ann.get("/publisher/announcements").await.texts("main .tasks a"), ["To publishers"]);
    assert_eq!(ida.get("/advertiser/announcements").await.texts("main .tasks a"), ["To active ones"]);
    let id = portal.scalar("SELECT id FROM announcements WHERE subject = 'To publishers'").await;
    assert_eq!(
        ida.get(&format!("/advertiser/announcements/{id}")).await.status,
        404,
        "another's announcement is there"
    );
    // An account that comes later was not told.
    let late = portal.member("publisher", "Late", "Lea Ro").await;
    assert!(late.get("/publisher/announcements").await.body.contains("No announcements yet"));
}

#[tokio::test]
async fn one_is_tested_scheduled_in_a_zone_and_cancelled_before_its_time() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    portal.member("publisher", "Fjord", "Ann Ek").await;
    let page = compose(&ada, &SERVICE).await;
    ada.fill(&page, &format!("{page}/test"), &[]).await.goes_to();
    let test = portal.mail("ada.marsh@operator.example", "Test: Payments move").await;
    assert!(test.text.contains("we pay on the fifth") && test.text.contains("Nobody else got it"));

    let schedule = format!("{page}/schedule");
    for (day, time, named) in [
        ("", "", "day"),
        ("2020-01-01", "09:00", "still to come"),
        ("2099-01-01", "09:00", "within the next"),
        ("tomorrow", "late", "year-month-day"),
    ] {
        let refused = ada
            .fill(&page, &schedule, &[("when", "later"), ("day", day), ("time", time), ("zone", "Europe/Berlin")])
            .await;
        assert_eq!(refused.status, 422, "{day} {time}");
        assert!(refused.errors().join(" ").contains(named), "{:?}", refused.errors());
        assert_eq!(refused.form(&page, &schedule).0["day"], day, "what was typed is gone");
    }
    let day = portal.scalar("SELECT to_char(now() + interval '30 days', 'YYYY-MM-DD')").await;
    let later = [("when", "later"), ("day", day.as_str()), ("time", "14:30"), ("zone", "Asia/Kolkata")];
    ada.fill(&page, &schedule, &later).await.goes_to();
    assert_eq!(
        portal.scalar("SELECT to_char(send_at AT TIME ZONE 'UTC', 'HH24:MI') FROM announcements").await,
        "09:00"
    );
    assert!(ada.get(&page).await.body.contains("14:30 IST"), "its zone is not shown");
    portal.mails().await;
    assert_eq!(portal.scalar("SELECT state FROM announcements").await, "scheduled", "it left before its time");
    let words = format!("{page}/words");
    let changed = ada.fill(&words, &words, &[("subject", "Other words")]).await;
    assert_eq!(changed.status, 409, "what is scheduled was changed");
    ada.fill(&page, &format!("{page}/cancellation"), &[]).await.goes_to();
    portal.scalar("UPDATE announcements SET send_at = now() - interval '1 hour', quiet_until = now()").await;
    let before = portal.mails().await.len();
    assert_eq!(portal.mails().await.len(), before);
    assert_eq!(portal.scalar("SELECT count(*) FROM outbox WHERE letter = 'announcement'").await, "0");
}

#[tokio::test]
async fn a_worker_that_dies_between_batches_queues_each_reader_once() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    portal.member("publisher", "Fjord", "Ann Ek").await;
    portal.scalar(&readers(1200)).await;
    send(&ada, &SERVICE).await;
    let sent = "SELECT count(*) FROM outbox WHERE letter = 'announcement'";
    // A worker takes one step and dies; so do all those after it.
    use inset_store::{Actor, StoreError, announcements};
    for step in 0..20 {
        let done = portal
            .db
            .transact::<_, StoreError, _>(Actor::System, async |tx| {
                let Some(due) = announcements::due(tx).await? else { return Ok(true) };
                let rest = chrono::TimeDelta::zero();
                let now = tx.now();
                if due.announcement.state.name().as_str() == "scheduled" {
                    let begun = due.announcement.begin(now).map_err(|_| StoreError::Stale)?;
                    announcements::update(tx, begun, rest).await?;
                } else if !announcements::queue_batch(tx, &due).await? {
                    let finished = due.announcement.finish(now).map_err(|_| StoreError::Stale)?;
                    announcements::update(tx, finished, rest).await?;
                }
                // Every other worker dies before its step is committed.
                if step % 2 == 0 { Err(StoreError::Stale) } else { Ok(false) }
            })
            .await;
        if matches!(done, Ok(true)) {
            break;
        }
    }
    assert_eq!(portal.scalar("SELECT state || ' ' || readers FROM announcements").await, "sent 1201");
    assert_eq!(portal.scalar(sent).await, "1201");
    assert_eq!(
        portal.scalar("SELECT count(DISTINCT recipient_user) FROM outbox WHERE letter = 'announcement'").await,
        "1201"
    );
}

/// So many readers more, each a login of the one account there is.
pub(crate) fn readers(count: usize) -> String {
    format!(
        "WITH new AS (INSERT INTO users (id, email, email_key, full_name, verified_at, created_at, updated_at)
             SELECT gen_random_uuid(), 'reader' || n || '@many.example', 'reader' || n || '@many.example', 'Reader ' || n, now(), now(), now()
             FROM generate_series(1, {count}) AS n RETURNING id)
         INSERT INTO memberships (user_id, account_id, power, created_at)
         SELECT new.id, (SELECT id FROM accounts ORDER BY reference LIMIT 1), 'viewer', now() FROM new"
    )
}

#[tokio::test]
async fn an_announcement_to_a_hundred_thousand_is_queued_in_batches_each_reader_once() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    portal.member("publisher", "Fjord", "Ann Ek").await;
    // The search keeps a millisecond's worth of words for each, which is no matter here.
    portal.scalar("ALTER TABLE users DISABLE TRIGGER people_are_found").await;
    portal.scalar(&readers(100_000)).await;
    portal.scalar("ALTER TABLE users ENABLE TRIGGER people_are_found").await;
    // A table that grew a thousandfold a moment ago is planned for as if it were small.
    portal.scalar("ANALYZE users, memberships").await;
    let page = compose(&ada, &SERVICE).await;
    assert!(ada.get(&page).await.body.contains("100001"), "the count is wrong");
    ada.fill(&page, &format!("{page}/schedule"), &[("when", "now")]).await.goes_to();
    use inset_store::{Actor, StoreError, announcements};
    let mut batches = 0;
    loop {
        let more = portal
            .db
            .transact::<_, StoreError, _>(Actor::System, async |tx| {
                let now = tx.now();
                let Some(due) = announcements::due(tx).await? else { return Ok(false) };
                if due.announcement.state.name().as_str() == "scheduled" {
                    let begun = due.announcement.begin(now).map_err(|_| StoreError::Stale)?;
                    announcements::update(tx, begun, chrono::TimeDelta::zero()).await?;
                    return Ok(true);
                }
                announcements::queue_batch(tx, &due).await
            })
            .await
            .expect("a batch");
        if !more {
            break;
        }
        batches += 1;
    }
    assert_eq!(batches, 201, "a step to begin, and full batches of five hundred");
    assert_eq!(
        portal
            .scalar(
                "SELECT count(*) || ' ' || count(DISTINCT recipient_email) FROM outbox WHERE letter = 'announcement'"
            )
            .await,
        "100001 100001"
    );
}
