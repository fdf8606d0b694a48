//! Migrations go there and back on a database with data, and the database itself refuses wrong rows.

use crate::harness::Portal;
use inset_store::connect;

/// Everything that migrations make, as text: columns, constraints, indexes, triggers, functions, sequences.
const SCHEMA: &str = "
    SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
        SELECT format('column %s.%s %s %s %s %s', table_name, column_name, ordinal_position, udt_name, is_nullable, column_default)
            FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT format('sequence %s %s', sequencename, start_value) FROM pg_sequences WHERE schemaname = 'public'
    ) AS lines (line)
    WHERE line NOT LIKE '%diesel_%'";

#[tokio::test]
async fn migrations_go_back_and_there_again_with_data() {
    let portal = Portal::start().await;
    portal.demo().await;
    let url = &portal.parts.database;
    let before = portal.scalar(SCHEMA).await;
    for thing in
        ["column users.email", "constraint accounts", "index ", "trigger ", "function ", "sequence order_numbers"]
    {
        assert!(before.contains(thing), "the schema could not be read: there is no {thing}");
    }
    assert_ne!(portal.scalar("SELECT count(*) FROM orders").await, "0");

    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).expect("migrations").count();
    let reverted = connect::revert_all(url).await.expect("every migration goes back");
    assert_eq!(reverted.len(), folders);
    assert_eq!(portal.scalar(SCHEMA).await, "", "a migration leaves something behind");
    let applied = connect::migrate(url).await.expect("and there again");
    assert_eq!(applied.len(), folders);
    assert_eq!(portal.scalar(SCHEMA).await, before, "there and back is not where it began");
    assert_eq!(portal.scalar("SELECT count(*) FROM orders").await, "0");
}

/// Asserts that a statement is refused by this constraint, or by a trigger where none is named.
async fn refused(portal: &Portal, statement: &str, constraint: &str) {
    // Not refused, refused by another, or a statement that meets no row: each is an error that ends the test.
    let sql = format!(
        "DO $$ DECLARE found text; BEGIN {statement}; RAISE 'not refused: {constraint}';
         EXCEPTION WHEN check_violation OR restrict_violation THEN
            GET STACKED DIAGNOSTICS found = CONSTRAINT_NAME;
            IF found <> '{constraint}' THEN RAISE 'refused by % instead of {constraint}', found; END IF;
         END $$"
    );
    portal.scalar(&sql).await;
}

#[tokio::test]
async fn the_database_refuses_a_state_without_what_it_needs() {
    let portal = Portal::start().await;
    portal.demo().await;
    for (statement, constraint) in [
        ("UPDATE accounts SET reason_words = NULL WHERE state = 'declined'", "decline_and_suspension_have_reasons"),
        ("UPDATE accounts SET state = 'suspended' WHERE state = 'approved'", "decline_and_suspension_have_reasons"),
        ("UPDATE accounts SET submitted_at = NULL WHERE state = 'in_review'", "review_follows_submission"),
        (
            "UPDATE accounts SET reapply_on = '2030-01-01' WHERE state = 'approved'",
            "only_a_decline_names_a_reapply_date",
        ),
        (
            "UPDATE accounts SET state = 'draft', state_at = reapply_on - interval '1 hour', reapply_on = NULL WHERE state = 'declined'",
            "one_applies_again_from_its_day",
        ),
        (
            "UPDATE accounts SET reapply_on = NULL WHERE state = 'declined';
             UPDATE accounts SET state = 'draft', state_at = now() WHERE state = 'declined'",
            "one_applies_again_from_its_day",
        ),
        ("UPDATE orders SET state = 'cancelled', reason_code = NULL WHERE state = 'accepted'", "refusals_have_reasons"),
        ("UPDATE orders SET reason_words = NULL WHERE state = 'needs_attention'", "refusals_have_reasons"),
        ("UPDATE orders SET submitted_at = NULL WHERE state = 'accepted'", "only_a_draft_is_unsubmitted"),
        ("UPDATE agreements SET state = 'declined', reason_words = NULL", "decline_has_words"),
        ("UPDATE review_cases SET decision = NULL WHERE state = 'closed'", "closed_is_decided"),
        ("UPDATE outbox SET sent_at = NULL WHERE state = 'sent'", "sent_has_a_time"),
        (
            "UPDATE outbox SET state = 'dead', sent_at = NULL, failure = NULL WHERE channel = 'mail'",
            "dead_has_a_reason",
        ),
        ("UPDATE outbox SET state = 'sending', sent_at = NULL WHERE channel = 'call'", "a_call_is_made_by_people"),
        ("UPDATE call_attempts SET outcome = 'busy'", "call_attempts_outcome_check"),
        ("UPDATE inquiries SET assigned_to = NULL WHERE state = 'assigned'", "assigned_has_someone"),
        ("UPDATE inquiries SET duplicate_of = NULL WHERE state = 'duplicate'", "a_duplicate_names_another"),
        ("UPDATE inquiries SET state = 'duplicate', duplicate_of = id", "a_duplicate_names_another"),
        ("UPDATE inquiries SET answer = NULL, answered_by = NULL WHERE state = 'waiting'", "they_wait_for_words"),
        ("UPDATE users SET preferred_channel = 'telephone', telephone = NULL", "telephone_wish_has_a_number"),
        ("UPDATE companies SET tax_id_hash = NULL WHERE tax_id_sealed IS NOT NULL", "tax_id_is_whole"),
        ("UPDATE payout_profiles SET bic = NULL WHERE method = 'iban'", "a_method_has_its_numbers"),
        ("INSERT INTO weekly_figures VALUES ('2020-01-06', 'committed', '', 1)", "money_has_a_currency"),
        ("INSERT INTO weekly_figures VALUES ('2020-01-07', 'received', '', 1)", "weekly_figures_week_check"),
    ] {
        refused(&portal, statement, constraint).await;
    }
}

#[tokio::test]
async fn what_is_on_record_never_changes() {
    let portal = Portal::start().await;
    portal.demo().await;
    let of_signed =
        "WHERE (order_id, revision) IN (SELECT order_id, revision FROM order_revisions WHERE signed_at IS NOT NULL)";
    for statement in [
        "UPDATE audit_events SET verb = 'order.accepted'".to_owned(),
        "DELETE FROM audit_events".into(),
        "TRUNCATE audit_events CASCADE".into(),
        "UPDATE signatures SET typed_name = 'Mallory'".into(),
        "DELETE FROM signatures".into(),
        "UPDATE agreements SET text = text || ' and more'".into(),
        "UPDATE order_revisions SET total_minor = total_minor + 1 WHERE signed_at IS NOT NULL".into(),
        format!("UPDATE order_lines SET quantity = quantity + 1 {of_signed}"),
        format!("DELETE FROM order_lines {of_signed}"),
        format!("UPDATE order_contacts SET email = 'mallory@evil.example' {of_signed}"),
        "UPDATE weekly_figures SET value = value + 1".into(),
        "UPDATE looks SET look = look".into(),
        "DELETE FROM looks".into(),
    ] {
        refused(&portal, &statement, "").await;
    }
}
