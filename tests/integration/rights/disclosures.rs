//! Handing a person's data to courts and authorities: by two admins, as one archive with its digest, and told to the person.

use crate::harness::{Client, Portal};
use inset_domain::user::StaffRole;
use sha2::{Digest as _, Sha256};

const LIST: &str = "/admin/disclosures";
const NEW: &str = "/admin/disclosures/new";
const DATA: &str = "/account/data";
const NORA: &str = "nora.ek@fjord.example";

/// What a court asks for.
const DEMAND: [(&str, &str); 5] = [
    ("requester", "District Court of Bergen"),
    ("basis", "legal_process"),
    ("grounds", "Order 12/2026"),
    ("data_account", "yes"),
    ("received_on", "2026-11-01"),
];

/// Two admins and a publisher.
async fn three(portal: &Portal) -> (Client, Client, Client) {
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let max = portal.staff("Max Oye", StaffRole::Admin).await;
    (ada, max, portal.member("publisher", "Fjord", "Nora Ek").await)
}

/// Records a demand for the data of a login; gives the disclosure's page.
async fn asked(by: &Client, email: &str, more: &[(&str, &str)]) -> String {
    by.fill(NEW, NEW, &[&DEMAND[..], &[("email", email)], more].concat()).await.goes_to().to_owned()
}

/// A day some days from the database's, as a form has it.
async fn day(portal: &Portal, days: i64) -> String {
    portal.scalar(&format!("SELECT (now() AT TIME ZONE 'UTC')::date + {days}")).await
}

async fn step(by: &Client, page: &str, step: &str) {
    by.fill(page, &format!("{page}/{step}"), &[]).await.goes_to();
}

/// Has it approved by both and handed over.
async fn handed_over(ada: &Client, max: &Client, page: &str) {
    step(ada, page, "approval").await;
    step(max, page, "approval").await;
    step(ada, page, "hand-over").await;
}

fn sha256(bytes: &[u8]) -> String {
    inset_domain::hex(&Sha256::digest(bytes))
}

/// Lets the days of a gag pass, as nobody can but a test, and tells whoever is to be told.
async fn let_the_gag_end(portal: &Portal) {
    let past = "BEGIN; SET LOCAL session_replication_role = replica;
        UPDATE disclosures SET gag_until = (now() AT TIME ZONE 'UTC')::date - 1 WHERE gag_until IS NOT NULL; COMMIT";
    portal.scalar(past).await;
    sweep(portal).await;
}

async fn sweep(portal: &Portal) {
    use inset_store::{Actor, StoreError, disclosures};
    let sweep = portal.store().transact::<_, StoreError, _>(Actor::System, async |tx| disclosures::sweep(tx).await);
    sweep.await.expect("it is swept");
}

#[tokio::test]
async fn promise_14_a_disclosure_is_recorded_approved_by_two_handed_over_with_its_digest_and_told_to_its_person() {
    let portal = Portal::start().await;
    let (ada, max, nora) = three(&portal).await;
    assert!(nora.get(DATA).await.body.contains("We have told you of none"));
    let person =
        format!("/admin/people/{}", portal.scalar(&format!("SELECT id FROM users WHERE email_key = '{NORA}'")).await);
    let link = ada.get(&person).await.links("a").into_iter().find(|link| link.starts_with(NEW)).expect("a link");
    let filled = ada.form(&link, NEW).await;
    assert_eq!(filled.0["email"], NORA, "the person's page does not fill in whose data it is");
    let page = ada.post_body(NEW, filled.body(&DEMAND)).await.goes_to().to_owned();
    let waits = portal.mail("max.oye@operator.example", "An approval is due").await;
    assert!(!waits.text.contains("Nora") && !waits.text.contains("Court"), "the mail says what is asked");
    handed_over(&ada, &max, &page).await;

    let archive = ada.bytes(&format!("{page}/export")).await;
    let digest = sha256(&archive);
    let shown = ada.get(&page).await;
    for words in ["District Court of Bergen", "Order 12/2026", "Ada Marsh", "Max Oye", &digest] {
        assert!(shown.body.contains(words), "{words} is not on record");
    }
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).expect("an archive");
    let mut json = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("data.json").expect("a file"), &mut json).expect("text");
    let data: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(data["records"]["users"][0]["full_name"], "Nora Ek");
    assert!(data["records"]["users"][0].get("email").is_none(), "it holds what was not asked for: {json}");
    assert!(data["records"].get("sessions").is_none(), "it holds what was not asked for: {json}");

    let mail = portal.mail(NORA, "We handed over data of yours").await;
    assert!(mail.text.contains(&digest) && mail.text.contains("District Court of Bergen"), "{}", mail.text);
    let own = nora.get(DATA).await.body;
    assert!(own.contains("District Court of Bergen") && own.contains(&digest) && own.contains("Court order"));
    assert!(ada.get(&format!("{LIST}?state=handed_over")).await.body.contains("DSC-1001"));
    assert!(ada.get(&format!("{LIST}?state=refused")).await.body.contains("No disclosure is like that"));
}

#[tokio::test]
async fn a84_only_admins_disclose_two_of_them_approve_and_every_access_leaves_its_row() {
    let portal = Portal::start().await;
    let (ada, max, nora) = three(&portal).await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let page = asked(&ada, NORA, &[]).await;
    assert_eq!(sami.get(LIST).await.status, 403);
    assert_eq!(sami.get(&page).await.status, 403);
    assert_eq!(nora.get(&page).await.status, 404);
    assert!(!sami.get("/admin/queue").await.links("nav a").contains(&LIST.to_owned()), "others are led to it");
    assert_eq!(ada.get(&format!("{page}/export")).await.status, 404, "there is an archive before there was one");

    let approval = format!("{page}/approval");
    let (first, again) = (ada.form(&page, &approval).await, max.form(&page, &approval).await);
    ada.post_body(&approval, first.body(&[])).await.goes_to();
    let version = portal.scalar("SELECT version FROM disclosures").await;
    let mine = ada.post_body(&approval, again_with(&first, &version)).await;
    assert_eq!(mine.status, 403, "one person approved twice");
    // What the other admin saw has changed: nothing is approved that was not seen.
    max.post_body(&approval, again.body(&[])).await.goes_to();
    assert_eq!(portal.scalar("SELECT state FROM disclosures").await, "first_approved");
    step(&max, &page, "approval").await;
    let hand_over = format!("{page}/hand-over");
    let body = ada.form(&page, &hand_over).await.body(&[]);
    let one = ada.post_body(&hand_over, body.clone()).await;
    let other = ada.post_body(&hand_over, body).await;
    assert_eq!((one.goes_to(), other.goes_to()), (page.as_str(), page.as_str()));

    let sealed = "SELECT encode(archive_sha256, 'hex') FROM disclosures";
    for _ in 0..2 {
        assert_eq!(sha256(&max.bytes(&format!("{page}/export")).await), portal.scalar(sealed).await);
    }
    let trail = "SELECT string_agg(verb || ' ' || u.full_name, ', ' ORDER BY seq) FROM audit_events a JOIN users u ON u.id = a.actor_id
        WHERE a.subject_kind = 'disclosure'";
    assert_eq!(
        portal.scalar(trail).await,
        "disclosure.recorded Ada Marsh, disclosure.first_approved Ada Marsh, disclosure.approved Max Oye, \
         disclosure.handed_over Ada Marsh, disclosure.fetched Max Oye, disclosure.fetched Max Oye"
    );
    portal.scalar("UPDATE sessions SET proven_at = proven_at - interval '6 minutes'").await;
    assert!(
        max.get(&format!("{page}/export")).await.goes_to().starts_with("/account/proof"),
        "it is fetched without proof"
    );
}

/// A form with a key of its own and this version.
fn again_with(form: &crate::harness::FormOnPage, version: &str) -> String {
    form.body(&[("version", version), ("_key", &uuid::Uuid::new_v4().to_string())])
}

#[tokio::test]
async fn under_a_gag_nobody_is_told_and_no_copy_shows_it_until_its_last_day_is_over() {
    let portal = Portal::start().await;
    let (ada, max, nora) = three(&portal).await;
    let tomorrow = day(&portal, 1).await;
    let page = asked(&ada, NORA, &[("gag_until", &tomorrow), ("gag_words", "The judge.")]).await;
    handed_over(&ada, &max, &page).await;
    sweep(&portal).await;
    let told = |mails: &[inset::mail::Copy]| mails.iter().any(|mail| mail.subject.contains("We handed over data"));
    assert!(!told(&portal.mails().await), "the person is told under a gag");
    assert!(nora.get(DATA).await.body.contains("We have told you of none"), "the person sees it under a gag");
    nora.fill(DATA, "/account/data/exports", &[]).await.goes_to();
    portal.mails().await;
    let copy = portal.scalar("SELECT id FROM data_exports WHERE state = 'ready'").await;
    let copy = nora.bytes(&format!("{DATA}/exports/{copy}")).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(copy)).expect("an archive");
    let mut json = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("data.json").expect("a file"), &mut json).expect("text");
    assert!(!json.contains("District Court"), "the copy of one's data tells under a gag");
    assert!(ada.get(&page).await.body.contains("the gag runs"));
    let_the_gag_end(&portal).await;
    sweep(&portal).await;
    portal.mail(NORA, "We handed over data of yours").await;
    let told = portal.mails().await.iter().filter(|mail| mail.subject.contains("We handed over data")).count();
    assert_eq!(told, 1, "the person is told twice");
    assert!(nora.get(DATA).await.body.contains("District Court of Bergen"));
    assert_ne!(portal.scalar("SELECT told_at FROM disclosures").await, "");
}

#[tokio::test]
async fn what_is_refused_is_handed_to_nobody_and_data_without_a_login_is_not_asked_for_here() {
    let portal = Portal::start().await;
    let (ada, max, _nora) = three(&portal).await;
    let page = asked(&ada, NORA, &[]).await;
    step(&ada, &page, "approval").await;
    let refusal = format!("{page}/refusal");
    let wordless = max.fill(&page, &refusal, &[]).await;
    assert_eq!((wordless.status, wordless.errors().len()), (422, 1));
    max.fill(&page, &refusal, &[("refusal_words", "It names no file.")]).await.goes_to();
    let shown = max.get(&page).await.body;
    assert!(shown.contains("It names no file.") && !shown.contains(&format!("{page}/")));
    let nobody = ada.fill(NEW, NEW, &[&DEMAND[..], &[("email", "nobody@else.example")]].concat()).await;
    assert!(nobody.errors()[0].contains("No login has this address"), "{:?}", nobody.errors());
    let yesterday = day(&portal, -1).await;
    let over = [&DEMAND[..], &[("email", NORA), ("gag_until", &yesterday), ("gag_words", "The judge.")]].concat();
    assert!(ada.fill(NEW, NEW, &over).await.errors()[0].contains("a gag that is over"));
}

#[tokio::test]
async fn the_database_refuses_one_approver_twice_and_any_change_of_what_was_handed_over() {
    let portal = Portal::start().await;
    let (ada, max, _nora) = three(&portal).await;
    let page = asked(&ada, NORA, &[]).await;
    step(&ada, &page, "approval").await;
    let refused = |change: &str, how: &str| {
        format!("DO $$ BEGIN {change}; RAISE EXCEPTION 'taken'; EXCEPTION WHEN {how} THEN NULL; END $$")
    };
    let same = "UPDATE disclosures SET state = 'approved', second_at = now(), second_by = first_by";
    portal.scalar(&refused(same, "check_violation")).await;
    portal.scalar(&refused("UPDATE disclosures SET purposes = '{money}'", "restrict_violation")).await;
    step(&max, &page, "approval").await;
    step(&ada, &page, "hand-over").await;
    for change in [
        "UPDATE disclosures SET archive_sha256 = sha256('other')",
        "UPDATE disclosures SET archive_sealed = NULL",
        "UPDATE disclosures SET told_at = NULL",
        "UPDATE disclosures SET state = 'approved'",
        "DELETE FROM disclosures",
        "TRUNCATE disclosures",
    ] {
        portal.scalar(&refused(change, "restrict_violation")).await;
    }
}

#[tokio::test]
async fn of_whoever_is_erased_the_record_stays_without_the_archive_and_nobody_is_told_any_more() {
    let portal = Portal::start().await;
    let (ada, max, nora) = three(&portal).await;
    let tomorrow = day(&portal, 1).await;
    let told = asked(&ada, NORA, &[]).await;
    let gagged = asked(&ada, NORA, &[("gag_until", &tomorrow), ("gag_words", "The judge.")]).await;
    let open = asked(&ada, NORA, &[]).await;
    for page in [&told, &gagged] {
        handed_over(&ada, &max, page).await;
    }
    step(&ada, &open, "approval").await;
    step(&max, &open, "approval").await;
    let new = "/privacy-requests/new";
    nora.fill(new, new, &[("kind", "erase")]).await.goes_to();
    let page = format!("/admin/privacy-requests/{}", portal.scalar("SELECT id FROM privacy_requests").await);
    ada.fill(&page, &format!("{page}/erasure"), &[("scope", "whole")]).await.goes_to();
    ada.fill(&page, &format!("{page}/work"), &[]).await.goes_to();
    // What an authority asks for is not erased while that waits, and support is told nothing of it.
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let complete = format!("{page}/erasure/completion");
    let stopped = sami.fill(&page, &complete, &[("erase", "yes")]).await;
    assert_eq!(stopped.errors(), ["An admin looks at this first: ask one."]);
    let child = "/admin/children/new";
    assert_eq!(sami.fill(child, child, &[("email", NORA)]).await.errors(), ["An admin looks at this first: ask one."]);
    step(&ada, &open, "hand-over").await;
    // Of the three that were handed over, it names the two that no gag covers.
    assert!(ada.get(&page).await.body.contains("2 records: it may have to be proved"));
    ada.fill(&page, &complete, &[("erase", "yes")]).await.goes_to();
    let answer = portal.mail(NORA, "is done").await;
    assert!(answer.text.contains("handed to a court"), "{}", answer.text);
    let left = "SELECT count(*) || ' ' || count(archive_sha256) || ' ' || count(archive_sealed) FROM disclosures";
    assert_eq!(portal.scalar(left).await, "3 3 0");
    assert!(ada.get(&told).await.body.contains("The archive is gone"));
    assert_eq!(ada.get(&format!("{told}/export")).await.status, 404);
    let_the_gag_end(&portal).await;
    assert_eq!(portal.scalar("SELECT count(told_at) FROM disclosures").await, "2");
}

#[tokio::test]
async fn of_a_disclosure_of_one_s_own_data_an_admin_sees_nothing_and_takes_no_step() {
    let portal = Portal::start().await;
    let (ada, max, _) = three(&portal).await;
    let page = asked(&ada, "max.oye@operator.example", &[]).await;
    assert_eq!(max.get(&page).await.status, 404);
    assert!(!max.get(LIST).await.body.contains("District Court of Bergen"));
    assert!(ada.get(LIST).await.body.contains("District Court of Bergen"));
    let body = max.own_fields().await.body(&[("version", "1"), ("refusal_words", "I say no.")]);
    assert_eq!(max.post_body(&format!("{page}/refusal"), body).await.status, 404);
    assert_eq!(portal.scalar("SELECT state FROM disclosures").await, "asked");
}

#[tokio::test]
async fn of_a_child_no_record_of_a_disclosure_stays() {
    let portal = Portal::start().await;
    let (ada, max, _nora) = three(&portal).await;
    let page = asked(&ada, NORA, &[]).await;
    handed_over(&ada, &max, &page).await;
    let new = "/admin/children/new";
    ada.fill(new, new, &[("email", NORA), ("is_child", "yes")]).await.goes_to();
    assert_eq!(portal.scalar("SELECT count(*) FROM disclosures").await, "0");
    assert_eq!(ada.get(&page).await.status, 404);
}
