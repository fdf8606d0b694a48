//! A person who is in every table: whatever is about her holds a mark that nothing else holds.

use crate::bad_input::scene;
use crate::harness::{Client, Portal};
use inset_domain::catalogue::{Erased, PERSONAL};
use std::collections::BTreeMap;

/// What nothing but hers holds, in lower case.
pub const MARK: &str = "zqxcanary";
/// Her login.
pub const EMAIL: &str = "zora.zqxcanary@zqxcanary-media.example";
/// Runs what follows past triggers and references, which a person fills in by years of use.
const RAW: &str = "SET session_replication_role = replica;";

/// What only years of use would bring about. `u` is her login, `a` her account.
const ROWS: &[&str] = &[
    "INSERT INTO authenticators VALUES (u, '\\x00', now(), now(), 1)",
    "INSERT INTO recovery_codes VALUES (u, sha256('rc'), now(), now())",
    "INSERT INTO passkeys (id, user_id, credential_id, credential, name, counter, created_at, last_used_at)
     VALUES (gen_random_uuid(), u, 'zqxcanary', '{\"a\": \"zqxcanary\"}', 'zqxcanary', 0, now(), now())",
    "INSERT INTO devices VALUES (u, sha256('dev'), now(), now()) ON CONFLICT DO NOTHING",
    "INSERT INTO member_invitations VALUES (gen_random_uuid(), a, e, e, 'Zora', 'owner', sha256('mi'), u, now(), now() + interval '7 days', 'accepted', now(), u)",
    "INSERT INTO review_cases (id, kind, account_id, state, waiting_since, opened_at, closed_at, decision, reason_code, reason_words)
     VALUES (a, 'publisher', a, 'closed', now(), now(), now(), 'declined', 'terms', 'x')",
    "INSERT INTO change_requests VALUES (gen_random_uuid(), a, 'company', 'legal_name', 'x', now(), u, now(), true, 'x')",
    "INSERT INTO order_contacts VALUES (a, 1, 'primary', 0, 'Zora', e, '+47', 'email')",
    "INSERT INTO order_messages VALUES (gen_random_uuid(), a, u, false, 'x', now())",
    "INSERT INTO billing_profiles VALUES (a, 'x', 'GB', 'x', 'x', 'x', 'x', 'x', '\\x00', sha256('t'), 'x', 'wire', NULL, '\\x00', 10, 'EUR', false, ARRAY['zqxcanary@x.example'], now(), 1, sha256('b'))",
    "INSERT INTO payout_profiles VALUES (a, 'x', 'GB', 'x', 'x', 'x', 'x', 'x', 'EUR', 'cheque', '\\x00', 'COBADEFFXXX', '123456789', '\\x00', 'checking', '\\x00', sha256('d'), 'x', 0, 'monthly', false, 'payable', now(), 1)",
    "INSERT INTO call_attempts SELECT id, 1, now(), u, 'reached', 'x' FROM outbox WHERE recipient_user = u LIMIT 1",
    "INSERT INTO viewings VALUES (gen_random_uuid(), a, u, 'x', now(), now() + interval '5 minutes', now())",
    "INSERT INTO testimonials (id, account_id, author_id, words, language, full_name, job_title, company_name, consent_wording, consented_at, state, state_at, state_by, reason_code, reason_words)
     VALUES (gen_random_uuid(), a, u, 'A zqxcanary of twenty letters', 'en', 'x', 'x', 'x', '2026-11-1', now(), 'refused', now(), u, 'terms', 'x')",
    "INSERT INTO inquiries (id, reference, kind, full_name, email, web_site, telephone, status_hash, body, state, state_at, answer, answered_by, answered_at, created_at)
     VALUES (a, 'INQ-0', 'question', 'x', e, 'x', '+47 x', sha256('st'), 'x', 'resolved', now(), 'x', u, now(), now())",
    "INSERT INTO inquiry_messages VALUES (gen_random_uuid(), a, NULL, 'x', now())",
    "INSERT INTO invitations VALUES (gen_random_uuid(), a, 'publisher', sha256('in'), now(), now() + interval '1 day', NULL, NULL)",
    "INSERT INTO suppressions (id, address_hash, report, outbox_id, added_at, lifted_at) SELECT gen_random_uuid(), sha256('s'), 'bounce', id, now(), now() FROM outbox WHERE recipient_user = u LIMIT 1",
    "INSERT INTO announcement_reads VALUES (gen_random_uuid(), u, now())",
    "UPDATE users SET mail_bounced_at = now() WHERE id = u",
    "UPDATE outbox SET report = 'bounce', reported_at = now() WHERE recipient_user = u",
    "UPDATE outbox SET recipient_telephone = '+47 zqxcanary' WHERE recipient_user = u",
    "UPDATE audit_values SET changes = '{\"full_name\": [\"zqxcanary\", null]}' WHERE seq IN (SELECT seq FROM audit_events WHERE subject_id = u)",
    "UPDATE agreements SET reason_words = 'x' WHERE account_id = a",
    "UPDATE accounts SET reason_words = 'x' WHERE id = a",
    "UPDATE email_changes SET state = 'undone', confirmed_at = now(), ended_at = now() WHERE user_id = u",
    "UPDATE parked_posts SET sent_at = now() WHERE user_id = u",
    "INSERT INTO memberships VALUES (u, gen_random_uuid(), 'viewer', now(), now(), 1)",
    "UPDATE companies SET trading_name = 'x', registration_number = 'x', web_site = 'x', address_line2 = 'x', region = 'x', tax_id_last_four = 'x', tax_id_shared_hash = sha256('c') WHERE account_id = a",
    "UPDATE sites SET reason_words = 'x' WHERE account_id = a",
    "UPDATE signatures SET title = 'x' WHERE user_id = u",
    "UPDATE privacy_requests SET state = 'complete', state_by = u, answer = 'x', reason_code = 'kept_by_law', reason_words = 'x', extended_at = now(),
        extended_by = u, extension_words = 'x', identity_note = 'x', reach = 'x' WHERE user_id = u",
    "INSERT INTO disclosures (id, reference, user_id, requester, basis, grounds, purposes, received_on, gag_until, gag_words, recorded_at, recorded_by,
        state, first_at, first_by, second_at, second_by, handed_over_at, handed_over_by, archive_sha256, archive_bytes, archive_sealed, told_at)
     VALUES (gen_random_uuid(), 'DSC-0', u, 'x', 'authority', 'x', ARRAY['money'], now(), now() - interval '2 days', 'x', now(), a,
        'handed_over', now(), a, now(), gen_random_uuid(), now(), a, sha256('ds'), 1, '\\x00', now())",
    "INSERT INTO data_exports (id, user_id, state, requested_at, ready_at) VALUES (gen_random_uuid(), u, 'expired', now() - interval '2 days', now() - interval '2 days')",
];

async fn raw(portal: &Portal, sql: &str) -> String {
    portal.scalar(&format!("{RAW} {sql}")).await
}

/// A publisher's owner, who is alone in her account, with her mark wherever the database takes it.
pub async fn person(portal: &Portal) -> Client {
    let zora = scene::publisher(portal, "Zqxcanary Media", "Zora Zqxcanary").await;
    let own = [("full_name", "Zora Zqxcanary"), ("email", EMAIL)];
    for page in ["/publisher/sign-up/personal", "/publisher/sign-up/technical"] {
        scene::save(&zora, page, &[scene::PERSON, &own].concat()).await;
    }
    scene::save(
        &zora,
        "/publisher/sign-up/company",
        &[scene::COMPANY, &[("legal_name", "Zqxcanary Media Ltd")]].concat(),
    )
    .await;
    scene::sent(&zora, "publisher", "Zora Zqxcanary").await;
    zora.fill("/account/email", "/account/email", &[("new_email", "zora.zqxcanary@else.example")]).await.goes_to();
    let profile = [("full_name", "Zora Anna Zqxcanary"), ("telephone", "+44 20 7946 0018")];
    zora.fill("/account", "/account", &profile).await.goes_to();
    let new = "/privacy-requests/new";
    for _ in 0..2 {
        zora.fill(new, new, &[("kind", "restrict"), ("details", "Zqxcanary.")]).await.goes_to();
    }
    portal.parked(EMAIL).await;
    for row in ROWS {
        let sql = format!(
            "WITH me AS (SELECT u.id AS u, m.account_id AS a, u.email_key AS e FROM users u JOIN memberships m ON m.user_id = u.id
                         WHERE u.email_key = '{EMAIL}' AND m.ended_at IS NULL) SELECT set_config('inset.u', u::text, false) || set_config('inset.a', a::text, false) || set_config('inset.e', e, false) FROM me;
             DO $do$ DECLARE u uuid := current_setting('inset.u'); a uuid := current_setting('inset.a'); e text := current_setting('inset.e');
             BEGIN {row}; END $do$"
        );
        raw(portal, &sql).await;
    }
    plant(portal).await;
    zora
}

/// Writes the mark into every text of hers that is no choice from a list and no address.
async fn plant(portal: &Portal) {
    let id = portal.scalar(&format!("SELECT id FROM users WHERE email_key = '{EMAIL}'")).await;
    // What names nobody holds words of the program, such as which wording somebody agreed to.
    for entry in PERSONAL.iter().filter(|entry| entry.erased != Erased::Nameless) {
        let Some(own) = inset_store::exports::own::rows(entry.table) else { continue };
        let own = own.replace("$1", &format!("'{id}'::uuid")).replace("$2", &format!("'{EMAIL}'"));
        for column in entry.columns.iter().filter(|column| !column.contains("email")) {
            let planted = format!(
                "DO $do$ BEGIN UPDATE {0} SET {column} = 'Zqxcanary in {0} {column}' WHERE {own} AND {column}::text NOT ILIKE '%{MARK}%';
                 EXCEPTION WHEN others THEN NULL; END $do$",
                entry.table
            );
            raw(portal, &planted).await;
        }
    }
}

/// In how many rows of each column of the database the mark stands; columns without it are left out.
pub async fn marked(portal: &Portal) -> BTreeMap<String, usize> {
    let columns = portal
        .scalar(
            "SELECT string_agg(table_name || '.' || column_name, ',') FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'",
        )
        .await;
    let counts: Vec<String> = columns
        .split(',')
        .filter_map(|name| name.split_once('.'))
        .map(|(table, column)| {
            let text = format!("convert_from(convert_to({column}::text, 'UTF8'), 'UTF8')");
            format!("SELECT '{table}.{column}' AS name, count(*) AS n FROM {table} WHERE {text} ILIKE '%{MARK}%' OR {column}::text ILIKE '%{}%'", hex())
        })
        .collect();
    let found = portal
        .scalar(&format!(
            "SELECT string_agg(name || ' ' || n, ',') FROM ({}) c WHERE n > 0",
            counts.join(" UNION ALL ")
        ))
        .await;
    let pair =
        |pair: &str| pair.split_once(' ').map(|(name, count)| (name.to_owned(), count.parse().expect("a count")));
    found.split(',').filter_map(pair).collect()
}

/// The mark in hexadecimal, as bytes are shown.
fn hex() -> String {
    inset_domain::hex(MARK.as_bytes())
}

/// The files of the data directory that hold the mark.
pub fn files(portal: &Portal) -> Vec<String> {
    let mut found = Vec::new();
    walk(&portal.parts.shared.config.data_dir, &mut found);
    found
}

fn walk(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, found);
        } else if String::from_utf8_lossy(&std::fs::read(&path).expect("a file")).to_lowercase().contains(MARK) {
            found.push(path.display().to_string());
        }
    }
}
