-- Erases a person. Who it is and how much stays are settings of the transaction, so that this is one script:
-- inset.erased_user, inset.erased_email, inset.erased_at, and inset.keep, which is 'law' or 'nothing'.
SET LOCAL statement_timeout = '60s';
SELECT set_config('inset.erasing', 'on', true);

CREATE TEMP TABLE erased ON COMMIT DROP AS
SELECT nullif(current_setting('inset.erased_user'), '')::uuid AS id, current_setting('inset.erased_email') AS email,
       current_setting('inset.erased_at')::timestamptz AS at, current_setting('inset.keep') = 'law' AS keeps;

-- What is in force stays as far as law asks.
CREATE TEMP TABLE kept_agreements ON COMMIT DROP AS
SELECT g.id, g.account_id FROM agreements g, erased e
WHERE e.keeps AND g.state IN ('countersigned', 'superseded', 'terminated');
CREATE TEMP TABLE kept_orders ON COMMIT DROP AS
SELECT o.id, o.account_id FROM orders o, erased e
WHERE e.keeps AND o.state IN ('accepted', 'countersigned', 'scheduled', 'running', 'paused', 'completed', 'cancelled');

-- The accounts that they were in, and those in which nobody else is: these go with them.
CREATE TEMP TABLE their_accounts ON COMMIT DROP AS
SELECT m.account_id AS id FROM memberships m JOIN erased e ON m.user_id = e.id;
CREATE TEMP TABLE gone ON COMMIT DROP AS
SELECT m.account_id AS id,
       EXISTS (SELECT FROM kept_agreements k WHERE k.account_id = m.account_id)
       OR EXISTS (SELECT FROM kept_orders k WHERE k.account_id = m.account_id) AS in_force
FROM memberships m JOIN erased e ON m.user_id = e.id
WHERE m.ended_at IS NULL
  AND NOT EXISTS (SELECT FROM memberships o WHERE o.account_id = m.account_id AND o.user_id <> e.id AND o.ended_at IS NULL);

-- By which words they are found in what was written about them: their address whole, and not within a longer one; their names
-- as words. Where law keeps what is others', a name of one word counts only where it stands alone, and a name that somebody else
-- there has too does not count: whoever is erased chose theirs.
CREATE TEMP TABLE address ON COMMIT DROP AS
SELECT e.email, '(?<![^[:space:]<>()",;:=/])' || pattern_of(e.email) || '(?![a-z0-9_-]|\.[a-z0-9])' AS pattern FROM erased e
WHERE e.email <> '';
CREATE TEMP TABLE names ON COMMIT DROP AS
SELECT DISTINCT CASE WHEN e.keeps AND n.name !~ '[[:space:]]' THEN '^' || pattern_of(lower(n.name)) || '$'
                     ELSE '(?<![[:alnum:]_])' || pattern_of(lower(n.name)) || '(?![[:alnum:]_])' END AS pattern
FROM erased e, (
    SELECT u.full_name FROM users u JOIN erased e ON u.id = e.id
    UNION ALL SELECT c.full_name FROM contacts c JOIN erased e ON lower(c.email) = e.email
    UNION ALL SELECT a.name FROM accounts a JOIN gone g ON g.id = a.id
    UNION ALL SELECT c.legal_name FROM companies c JOIN gone g ON g.id = c.account_id
    UNION ALL SELECT c.trading_name FROM companies c JOIN gone g ON g.id = c.account_id
) n (name)
WHERE char_length(n.name) >= 4
  AND NOT (e.keeps AND EXISTS (SELECT FROM memberships o JOIN users u ON u.id = o.user_id
                               WHERE o.account_id IN (SELECT id FROM their_accounts) AND o.user_id <> e.id AND lower(u.full_name) = lower(n.name)));

-- A mail of their login goes to them, also where the address is one that the login was to have. Nobody is called any more about
-- what nothing stays of.
CREATE TEMP TABLE erased_mails ON COMMIT DROP AS
SELECT o.id, o.channel = 'call' AND NOT e.keeps OR o.recipient_user = e.id OR lower(o.recipient_email) = e.email OR a.subject_id = e.id AS theirs
FROM outbox o JOIN audit_events v ON v.seq = o.event_seq
    LEFT JOIN LATERAL (SELECT v.subject_id WHERE v.subject_kind = 'user') a ON true, erased e
WHERE o.recipient_user = e.id OR lower(o.recipient_email) = e.email OR a.subject_id = e.id
   OR EXISTS (SELECT FROM address a WHERE position(a.email IN lower(o.payload::text)) > 0 AND says(o.payload, a.pattern))
   OR o.account_id IN (SELECT id FROM gone)
   OR o.account_id IN (SELECT id FROM their_accounts)
      AND EXISTS (SELECT FROM names n WHERE says(o.payload, n.pattern));
DELETE FROM call_attempts WHERE outbox_id IN (SELECT id FROM erased_mails WHERE theirs);
DELETE FROM outbox WHERE id IN (SELECT id FROM erased_mails WHERE theirs);
UPDATE outbox SET payload = '{}' WHERE id IN (SELECT id FROM erased_mails) AND state IN ('sent', 'dead', 'withheld');
UPDATE outbox SET forget = true WHERE id IN (SELECT id FROM erased_mails) AND state NOT IN ('sent', 'dead', 'withheld');

DELETE FROM audit_values v USING audit_events a, erased e
WHERE a.seq = v.seq
  AND (a.subject_kind = 'user' AND a.subject_id = e.id
       OR a.account_id IN (SELECT id FROM gone)
       OR EXISTS (SELECT FROM address x WHERE position(x.email IN lower(v.changes::text)) > 0 AND says(v.changes, x.pattern))
       OR a.account_id IN (SELECT id FROM their_accounts)
          AND EXISTS (SELECT FROM names n WHERE says(v.changes, n.pattern)));

-- Agreements and orders that are not in force.
UPDATE agreements SET text = 'Erased', text_sha256 = sha256('Erased'), reason_words = CASE WHEN reason_words IS NOT NULL THEN 'Erased' END,
    state = CASE WHEN state IN ('offered', 'viewed') THEN 'cancelled' ELSE state END, version = version + 1
WHERE id NOT IN (SELECT id FROM kept_agreements)
  AND (account_id IN (SELECT id FROM gone)
       OR id IN (SELECT s.agreement_id FROM signatures s JOIN erased e ON s.user_id = e.id WHERE s.side = 'account'));
UPDATE signatures s SET typed_name = 'Erased', title = NULL, intent = 'Erased', time_zone = 'UTC', ip = '', user_agent = ''
FROM erased e
WHERE s.user_id = e.id AND s.side = 'account'
  AND (s.agreement_id IS NULL OR s.agreement_id NOT IN (SELECT id FROM kept_agreements))
  AND (s.order_id IS NULL OR s.order_id NOT IN (SELECT id FROM kept_orders));
CREATE TEMP TABLE gone_orders ON COMMIT DROP AS
SELECT o.id FROM orders o
WHERE o.id NOT IN (SELECT id FROM kept_orders)
  AND (o.account_id IN (SELECT id FROM gone)
       OR o.id IN (SELECT c.order_id FROM order_contacts c JOIN erased e ON lower(c.email) = e.email));
UPDATE order_revisions SET text = 'Erased', text_sha256 = sha256('Erased') WHERE text IS NOT NULL AND order_id IN (SELECT id FROM gone_orders);
UPDATE order_revisions r SET ad_server_contact = NULL, special_instructions = NULL
FROM orders o WHERE o.id = r.order_id AND r.order_id IN (SELECT id FROM gone_orders) AND o.account_id IN (SELECT id FROM gone);
UPDATE order_lines l SET comment = NULL
FROM orders o WHERE o.id = l.order_id AND l.order_id IN (SELECT id FROM gone_orders) AND o.account_id IN (SELECT id FROM gone);
UPDATE orders SET reason_words = 'Erased'
WHERE reason_words IS NOT NULL AND id IN (SELECT id FROM gone_orders) AND account_id IN (SELECT id FROM gone);
UPDATE order_contacts c SET full_name = 'Erased', email = 'erased@erased.invalid', telephone = NULL, preferred_channel = 'email'
FROM erased e
WHERE c.order_id NOT IN (SELECT id FROM kept_orders)
  AND (lower(c.email) = e.email OR c.order_id IN (SELECT o.id FROM orders o JOIN gone g ON g.id = o.account_id));
UPDATE order_messages m SET body = 'Erased' FROM erased e
WHERE m.author_id = e.id AND m.order_id NOT IN (SELECT id FROM kept_orders);

-- What the company gave, where nobody else is in it.
DELETE FROM case_facts WHERE case_id IN (SELECT c.id FROM review_cases c JOIN gone g ON g.id = c.account_id);
DELETE FROM decision_undos WHERE case_id IN (SELECT c.id FROM review_cases c JOIN gone g ON g.id = c.account_id);
DELETE FROM case_notes WHERE case_id IN (SELECT c.id FROM review_cases c JOIN gone g ON g.id = c.account_id);
DELETE FROM case_tasks WHERE case_id IN (SELECT c.id FROM review_cases c JOIN gone g ON g.id = c.account_id);
DELETE FROM change_requests WHERE case_id IN (SELECT c.id FROM review_cases c JOIN gone g ON g.id = c.account_id);
UPDATE review_cases SET reason_words = 'Erased' WHERE reason_words IS NOT NULL AND account_id IN (SELECT id FROM gone);
UPDATE review_cases c SET state = 'closed', closed_at = e.at, decision = 'withdrawn' FROM erased e
WHERE c.state <> 'closed' AND c.account_id IN (SELECT id FROM gone);
UPDATE orders o SET state = 'withdrawn', state_at = e.at, state_by = e.id, version = version + 1 FROM erased e
WHERE o.id IN (SELECT id FROM gone_orders) AND o.account_id IN (SELECT id FROM gone)
  AND o.state NOT IN ('draft', 'withdrawn', 'rejected', 'expired', 'completed', 'cancelled');
UPDATE sites SET domain = 'erased-' || id || '.invalid', state = 'removed', reason_code = NULL, reason_words = NULL, version = version + 1
WHERE account_id IN (SELECT id FROM gone);
DELETE FROM billing_profiles WHERE account_id IN (SELECT id FROM gone WHERE NOT in_force);
DELETE FROM payout_profiles WHERE account_id IN (SELECT id FROM gone WHERE NOT in_force);
DELETE FROM companies WHERE account_id IN (SELECT id FROM gone WHERE NOT in_force);
UPDATE companies SET legal_name = 'Erased', trading_name = NULL, registration_number = NULL, web_site = NULL, telephone = '',
    address_line1 = '', address_line2 = NULL, city = '', region = NULL, postal_code = NULL, telephone_hash = NULL, address_hash = NULL,
    version = version + 1
WHERE account_id IN (SELECT id FROM gone);
DELETE FROM contacts c USING erased e WHERE lower(c.email) = e.email OR c.account_id IN (SELECT id FROM gone);
DELETE FROM member_invitations i USING erased e WHERE i.email_key = e.email OR i.account_id IN (SELECT id FROM gone);
UPDATE viewings SET reason = 'Erased' WHERE account_id IN (SELECT id FROM gone);
UPDATE accounts a SET name = 'Erased company', state = 'deactivated', state_at = e.at, state_by = e.id, reason_code = NULL,
    reason_words = NULL, reapply_on = NULL, updated_at = e.at, version = version + 1
FROM erased e WHERE a.id IN (SELECT id FROM gone);

-- What they wrote to us.
DELETE FROM invitations WHERE inquiry_id IN (SELECT q.id FROM inquiries q JOIN erased e ON lower(q.email) = e.email);
DELETE FROM inquiry_messages WHERE inquiry_id IN (SELECT q.id FROM inquiries q JOIN erased e ON lower(q.email) = e.email);
DELETE FROM inquiries q USING erased e WHERE lower(q.email) = e.email;
UPDATE testimonials t SET words = NULL, language = NULL, full_name = NULL, job_title = NULL, company_name = NULL, reason_words = NULL,
    state = CASE WHEN state = 'refused' THEN state ELSE 'withdrawn' END, erased_at = coalesce(t.erased_at, e.at), version = version + 1
FROM erased e WHERE t.author_id = e.id;
DELETE FROM privacy_request_repeats WHERE request_id IN
    (SELECT r.id FROM privacy_requests r JOIN erased e ON r.user_id = e.id OR r.email_key = e.email);

-- The login.
DELETE FROM approvals p USING erased e WHERE p.subject_id = e.id OR lower(p.after ->> 'email') = e.email;
-- What was handed over to courts and authorities may have to be proved: its record stays, the copy of it goes with the key.
DELETE FROM disclosures d USING erased e WHERE d.user_id = e.id AND NOT e.keeps;
UPDATE disclosures d SET archive_sealed = NULL FROM erased e WHERE d.user_id = e.id;
DELETE FROM data_exports d USING erased e WHERE d.user_id = e.id;
DELETE FROM parked_posts p USING erased e WHERE p.user_id = e.id;
DELETE FROM sessions s USING erased e WHERE s.user_id = e.id;
DELETE FROM devices d USING erased e WHERE d.user_id = e.id;
DELETE FROM passkeys p USING erased e WHERE p.user_id = e.id;
DELETE FROM authenticators a USING erased e WHERE a.user_id = e.id;
DELETE FROM recovery_codes c USING erased e WHERE c.user_id = e.id;
DELETE FROM one_time_tokens t USING erased e WHERE t.user_id = e.id;
DELETE FROM email_changes c USING erased e WHERE c.user_id = e.id;
DELETE FROM case_presence p USING erased e WHERE p.user_id = e.id;
DELETE FROM announcement_reads r USING erased e WHERE r.user_id = e.id;
DELETE FROM sign_ins i USING erased e WHERE i.user_id = e.id;
DELETE FROM form_keys k USING erased e WHERE k.user_id = e.id;
UPDATE memberships m SET ended_at = e.at, version = version + 1 FROM erased e WHERE m.user_id = e.id AND m.ended_at IS NULL;
UPDATE users u SET email = 'erased-' || u.id || '@erased.invalid', email_key = 'erased-' || u.id || '@erased.invalid',
    full_name = 'Erased person', telephone = NULL, preferred_channel = 'email', time_zone = 'UTC', password_hash = NULL,
    second_factor = false, passkey = false, mail_bounced_at = NULL, deactivated_at = coalesce(deactivated_at, e.at), erased_at = e.at, updated_at = e.at,
    version = version + 1
FROM erased e WHERE u.id = e.id;

-- The keys: whatever is sealed under them, wherever it was left in this database, opens no more.
DELETE FROM data_keys k USING erased e
WHERE k.owner_kind = 'user' AND k.owner_id = e.id
   OR k.owner_kind = 'account' AND k.owner_id IN (SELECT id FROM gone WHERE NOT in_force);
SELECT set_config('inset.erasing', '', true);
