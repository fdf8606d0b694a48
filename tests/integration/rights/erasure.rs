//! Erasing a person: nothing about them is left but what law asks to keep, which is said before and in the answer.

use super::canaries::{self, EMAIL, MARK};
use crate::bad_input::scene;
use crate::harness::{Client, Portal};
use inset_domain::catalogue::{Erased, PERSONAL};
use inset_domain::user::StaffRole;
use std::collections::BTreeSet;

const NEW: &str = "/privacy-requests/new";

/// Asks to be erased, and has it approved and begun; gives the request's page.
async fn begun(portal: &Portal, who: &Client, sami: &Client) -> String {
    assert_eq!(who.fill(NEW, NEW, &[("kind", "erase")]).await.goes_to(), "/account/data");
    let id =
        portal.scalar("SELECT id FROM privacy_requests WHERE kind = 'erase' ORDER BY received_at DESC LIMIT 1").await;
    let page = format!("/admin/privacy-requests/{id}");
    sami.fill(&page, &format!("{page}/erasure"), &[("scope", "whole")]).await.goes_to();
    sami.fill(&page, &format!("{page}/work"), &[]).await.goes_to();
    page
}

async fn erase(sami: &Client, page: &str) -> crate::harness::Answer {
    sami.fill(page, &format!("{page}/erasure/completion"), &[("erase", "yes")]).await
}

/// Where the mark stands still, but for what is kept of what was handed over by law.
async fn left(portal: &Portal) -> Vec<String> {
    let proof = |name: &str| {
        PERSONAL.iter().any(|entry| {
            (entry.table, entry.erased) == ("disclosures", Erased::Proof)
                && entry.columns.iter().any(|column| name == format!("disclosures.{column}"))
        })
    };
    canaries::marked(portal).await.into_keys().filter(|name| !proof(name)).collect()
}

/// Closes what waits, so that nothing stands in the way.
const NOTHING_WAITS: &str =
    "UPDATE review_cases SET state = 'closed', closed_at = now(), decision = 'withdrawn' WHERE state <> 'closed';
    UPDATE accounts SET state = 'draft' WHERE state NOT IN ('approved', 'draft')";

#[tokio::test]
async fn of_an_erased_person_no_column_and_no_file_holds_a_mark_any_more() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    // Two who are told of the request, so that two mails of one event are forgotten.
    portal.staff("Ada Marsh", StaffRole::Admin).await;
    let zora = canaries::person(&portal).await;
    portal.mails().await;
    zora.fill("/account/data", "/account/data/exports", &[]).await.goes_to();
    portal.mails().await;
    portal.scalar(NOTHING_WAITS).await;
    let page = begun(&portal, &zora, &sami).await;
    portal.mails().await;
    let (before, files) = (canaries::marked(&portal).await, canaries::files(&portal));
    assert!(before.len() > 60, "the mark stood in few places, so the count proves little: {before:?}");
    assert!(!files.is_empty(), "no mail was ever written");
    let key = "SELECT count(*) FROM data_keys k JOIN users u ON u.id = k.owner_id WHERE k.owner_kind = 'user' AND u.email_key";
    assert_eq!(portal.scalar(&format!("{key} = '{EMAIL}'")).await, "1");
    let user = portal.scalar(&format!("SELECT id FROM users WHERE email_key = '{EMAIL}'")).await;

    assert_eq!(erase(&sami, &page).await.goes_to(), page);
    // The answer alone still has to leave.
    let left_now = left(&portal).await;
    assert!(left_now.iter().all(|name| name.starts_with("outbox.recipient_")), "it stands in {left_now:?}");
    assert_eq!(canaries::files(&portal), Vec::<String>::new());
    let answer = portal.mail(EMAIL, "is done").await;
    assert!(answer.text.contains("handed to a court"), "{}", answer.text);
    let mails = "SELECT string_agg(concat_ws(' ', letter, state, forget, channel, recipient_email), ', ') FROM outbox WHERE recipient_email ILIKE '%zqx%'";
    assert_eq!(portal.scalar(mails).await, "");
    assert_eq!(left(&portal).await, Vec::<String>::new());

    assert_eq!(portal.scalar(&format!("SELECT count(*) FROM data_keys WHERE owner_id = '{user}'")).await, "0");
    assert_eq!(portal.scalar(&format!("SELECT count(*) FROM sessions WHERE user_id = '{user}'")).await, "0");
    assert!(zora.get("/account").await.goes_to().starts_with("/sign-in"));
    let refused = portal
        .browser()
        .fill("/sign-in", "/sign-in", &[("email", EMAIL), ("password", crate::harness::PASSWORD)])
        .await;
    assert_eq!(refused.status, 422);
    // What happened stays on record.
    assert_eq!(
        portal
            .scalar(&format!("SELECT count(*) FROM audit_events WHERE verb = 'user.erased' AND subject_id = '{user}'"))
            .await,
        "1"
    );
    for staff_page in [
        page.as_str(),
        "/admin/privacy-requests?state=complete",
        "/admin/mail",
        "/admin/audit",
        "/admin/accounts",
        "/admin/approvals",
    ] {
        let shown = sami.get(staff_page).await;
        assert_eq!(shown.status, 200, "{staff_page}");
        assert!(!shown.body.to_lowercase().contains(MARK), "{staff_page} still names her");
    }
}

#[tokio::test]
async fn what_is_in_force_stays_as_far_as_law_asks_and_that_is_said_before_and_in_the_answer() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let zora = canaries::person(&portal).await;
    portal.scalar(NOTHING_WAITS).await;
    portal.scalar("UPDATE agreements SET state = 'countersigned' WHERE state = 'signed'; UPDATE accounts SET state = 'deactivated'").await;
    let page = begun(&portal, &zora, &sami).await;
    assert!(sami.get(&page).await.body.contains("they may have to be proved"), "what stays is not said before");
    assert_eq!(erase(&sami, &page).await.goes_to(), page);
    let answer = portal.mail(EMAIL, "is done").await;
    assert!(answer.text.contains("This stays:") && answer.text.contains("bookkeeping law"), "{}", answer.text);
    let kept: BTreeSet<String> = PERSONAL
        .iter()
        .filter(|entry| matches!(entry.erased, Erased::Books | Erased::Proof))
        .flat_map(|entry| entry.columns.iter().map(move |column| format!("{}.{column}", entry.table)))
        .collect();
    let left = canaries::marked(&portal).await;
    let more: Vec<_> = left.keys().filter(|name| !kept.contains(*name)).collect();
    assert!(more.is_empty(), "more stays than was said: {more:?}");
    assert!(left.contains_key("agreements.text") && left.contains_key("billing_profiles.payer_name"), "{left:?}");
}

#[tokio::test]
async fn the_last_owner_of_an_active_account_is_not_erased_until_it_is_handed_over_or_deactivated() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
    portal.scalar("UPDATE accounts SET state = 'approved', submitted_at = now()").await;
    let page = begun(&portal, &nora, &sami).await;
    let refused = erase(&sami, &page).await;
    assert_eq!(refused.status, 422);
    assert!(refused.errors()[0].contains("handed over or deactivated"), "{:?}", refused.errors());
    assert_eq!(portal.scalar("SELECT count(*) FROM users WHERE erased_at IS NOT NULL").await, "0");
    portal.colleague("nora.ek@fjord.example", inset_domain::user::Power::Owner).await;
    assert_eq!(erase(&sami, &page).await.goes_to(), page);
    // The account is the other owner's, and stands.
    assert_eq!(portal.scalar("SELECT state || ' ' || name FROM accounts").await, "approved Fjord");
    assert_eq!(portal.scalar("SELECT count(*) FROM memberships WHERE ended_at IS NULL").await, "1");
}

#[tokio::test]
async fn nobody_is_erased_while_a_case_of_theirs_is_open_or_while_they_are_on_the_staff() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let nora = scene::publisher(&portal, "Fjord", "Nora Ek").await;
    scene::sent(&nora, "publisher", "Nora Ek").await;
    let page = begun(&portal, &nora, &sami).await;
    assert!(erase(&sami, &page).await.errors()[0].contains("decide it"), "an open case was lost");
    let rosa = portal.staff("Rosa Lind", StaffRole::Reviewer).await;
    let page = begun(&portal, &rosa, &sami).await;
    assert!(erase(&sami, &page).await.errors()[0].contains("take their role away"), "one of the staff was erased");
}

#[tokio::test]
async fn an_erasure_is_done_once_and_leaves_others_alone() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
    let bert = portal.member("publisher", "Skerry", "Bert Lo").await;
    let page = begun(&portal, &nora, &sami).await;
    let action = format!("{page}/erasure/completion");
    let one = sami.form(&page, &action).await.body(&[("erase", "yes")]);
    let other = ada.form(&page, &action).await.body(&[("erase", "yes")]);
    let (one, other) = tokio::join!(sami.post_body(&action, one), ada.post_body(&action, other));
    assert_eq!((one.goes_to(), other.goes_to()), (page.as_str(), page.as_str()));
    assert_eq!(portal.scalar("SELECT count(*) FROM audit_events WHERE verb = 'user.erased'").await, "1");
    assert_eq!(bert.get("/account").await.status, 200);
    assert_eq!(portal.scalar("SELECT name FROM accounts WHERE state = 'draft'").await, "Skerry");
}

#[tokio::test]
async fn what_was_signed_changes_in_no_other_transaction() {
    let portal = Portal::start().await;
    let zora = canaries::person(&portal).await;
    drop(zora);
    for forbidden in [
        "UPDATE signatures SET typed_name = 'Another'",
        "DELETE FROM signatures",
        "UPDATE agreements SET text = 'Another'",
        "DELETE FROM approvals WHERE false OR true",
    ] {
        let tried = format!(
            "DO $$ BEGIN IF {} THEN {forbidden}; RAISE EXCEPTION 'taken'; END IF; EXCEPTION WHEN restrict_violation THEN NULL; END $$",
            if forbidden.contains("approvals") { "EXISTS (SELECT FROM approvals)" } else { "true" }
        );
        portal.scalar(&tried).await;
    }
    portal.scalar("DO $$ BEGIN PERFORM set_config('inset.erasing', 'on', true); DELETE FROM signatures; RAISE EXCEPTION 'taken'; EXCEPTION WHEN restrict_violation THEN NULL; END $$").await;
}

/// What the audit trail and the mails keep, in words, for a test to look for.
const KEPT: &str = "SELECT string_agg(kept, ' ' ORDER BY kept) FROM (
    SELECT changes ->> 'mark' AS kept FROM audit_values WHERE changes ? 'mark' UNION ALL
    SELECT payload ->> 'mark' FROM outbox WHERE payload ? 'mark') k";

/// Marked values in the trail of an account: what they were changed to.
async fn noted(portal: &Portal, account: &str, mark: &str, value: &str) {
    let put = format!(
        "WITH e AS (INSERT INTO audit_events (at, actor_kind, subject_kind, subject_id, account_id, verb)
                    SELECT now(), 'system', 'account', id, id, 'contact.saved' FROM accounts WHERE name = '{account}' RETURNING seq)
         INSERT INTO audit_values (seq, salt, changes) SELECT seq, decode(repeat('00', 16), 'hex'), {value} || '{{\"mark\": \"{mark}\"}}' FROM e RETURNING 1"
    );
    portal.scalar(&put).await;
}

#[tokio::test]
async fn an_erasure_takes_nothing_of_others_for_a_longer_address_a_code_or_a_name_that_they_have_too() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let colleague = async |first: &str| {
        let person = portal.member("advertiser", first, &format!("{first} Dahl")).await;
        portal
            .scalar(&format!(
                "INSERT INTO memberships (user_id, account_id, power, created_at) SELECT u.id, a.id, 'viewer', now()
                 FROM users u, accounts a WHERE u.full_name = '{first} Dahl' AND a.name = 'Halden' RETURNING 1"
            ))
            .await;
        person
    };
    let (kim, lee) = (colleague("Kim").await, colleague("Lee").await);
    for (mark, value) in [
        ("longer", r#"'{"email": ["joanna@gmx.example", "anna@gmx.example.com"]}'::jsonb"#),
        ("exact", r#"'{"email": [null, "Write to anna@gmx.example, please"]}'::jsonb"#),
        ("code", r#"'{"kind": ["letter", null], "letter": [null, "A letter came"]}'::jsonb"#),
        ("colleague", r#"'{"full_name": [null, "Ida Holm"]}'::jsonb"#),
        ("alone", r#"'{"full_name": [null, "Letter"]}'::jsonb"#),
    ] {
        noted(&portal, "Halden", mark, value).await;
    }
    assert_eq!(portal.scalar(KEPT).await, "alone code colleague exact longer");
    // Somebody without a login, by their address.
    let fields = [
        ("channel", "email"),
        ("kind", "erase"),
        ("full_name", "Anna Berg"),
        ("email", "anna@gmx.example"),
        ("identity", "checked"),
        ("identity_note", "She wrote from it."),
    ];
    let new = "/admin/privacy-requests/new";
    let page = sami.fill(new, new, &fields).await.goes_to().to_owned();
    sami.fill(&page, &format!("{page}/erasure"), &[("scope", "whole")]).await.goes_to();
    sami.fill(&page, &format!("{page}/work"), &[]).await.goes_to();
    erase(&sami, &page).await.goes_to();
    assert_eq!(portal.scalar(KEPT).await, "alone code colleague longer");
    // Somebody who took the name of a colleague, and one whose name is a word of many records.
    for (who, first, name, kept) in
        [(kim, "Kim", "Ida Holm", "alone code colleague longer"), (lee, "Lee", "Letter", "code colleague longer")]
    {
        portal
            .scalar(&format!("UPDATE users SET full_name = '{name}' WHERE full_name = '{first} Dahl' RETURNING 1"))
            .await;
        let page = begun(&portal, &who, &sami).await;
        erase(&sami, &page).await.goes_to();
        assert_eq!(portal.scalar(KEPT).await, kept, "{name}");
    }
}
