-- What happened to the orders: audit events, mail, signatures, cases, messages.
SET session_replication_role = replica;

INSERT INTO audit_events (at, actor_kind, actor_id, subject_kind, subject_id, account_id, verb, reason_code, changed_columns)
SELECT created_at + step.after, step.actor, CASE step.actor WHEN 'staff' THEN bench_staff(1) ELSE bench_user(1) END,
       'order', id, account_id, step.verb, CASE WHEN step.actor = 'staff' THEN reason_code END, step.columns
FROM orders,
     LATERAL (VALUES ('order.begun', 'user', interval '0', '{}'::text[]),
                     ('order.signed', 'user', interval '25 minutes', '{}'),
                     ('order.submitted', 'user', interval '30 minutes', '{state,submitted_at}'),
                     ('order.' || CASE state WHEN 'needs_attention' THEN 'attention_asked' ELSE state END, 'staff',
                      interval '2 hours', '{state}')) AS step (verb, actor, after, columns)
WHERE step.verb = 'order.begun' OR (state <> 'draft' AND step.actor = 'user')
      OR state NOT IN ('draft', 'submitted', 'withdrawn')
ORDER BY orders.created_at, step.after;

INSERT INTO outbox (id, event_seq, class, letter, payload, recipient_email, recipient_name, account_id, state, attempts,
                    next_at, sent_at, created_at)
SELECT bench_id('0a5', seq, at), seq, 'service', 'order_decided',
       jsonb_build_object('letter', jsonb_build_object('kind', 'order_decided', 'order', subject_id)),
       'ida@advertiser.example', 'Ida Holm', account_id, 'sent', 1, at, at + interval '2 seconds', at
FROM audit_events WHERE actor_kind = 'staff';

INSERT INTO signatures (id, order_id, revision, side, user_id, typed_name, title, intent, text_sha256, signed_at, time_zone, ip,
                        user_agent, authentication)
SELECT bench_id(CASE side WHEN 'account' THEN '0a6' ELSE '0a7' END, row_number() OVER (), created_at),
       id, orders.revision, side, CASE side WHEN 'account' THEN bench_user(1) ELSE bench_staff(1) END,
       CASE side WHEN 'account' THEN 'Ida Holm' ELSE 'Rosa' END, 'Head of media', 'I sign this insertion order.',
       sha256(number::bytea), created_at + interval '25 minutes', 'Europe/Oslo', '192.0.2.7', 'Firefox', 'password'
FROM orders, (VALUES ('account'), ('operator')) AS signer (side)
WHERE submitted_at IS NOT NULL AND (side = 'account' OR state = 'countersigned');

INSERT INTO review_cases (id, kind, account_id, order_id, state, waiting_since, opened_at, closed_at, decision, decided_by,
                          reason_code, reason_words)
SELECT bench_id('0a8', row_number() OVER (), created_at), 'order', account_id, id, stage, submitted_at, submitted_at,
       CASE stage WHEN 'closed' THEN state_at END, decided,
       CASE stage WHEN 'closed' THEN bench_staff(1) END, CASE decided WHEN 'declined' THEN reason_code END,
       CASE decided WHEN 'declined' THEN reason_words END
FROM orders,
     LATERAL (SELECT CASE WHEN state IN ('submitted', 'accepted') THEN 'waiting' WHEN state = 'needs_attention' THEN 'with_applicant'
                          ELSE 'closed' END AS stage,
                     CASE state WHEN 'countersigned' THEN 'approved' WHEN 'rejected' THEN 'declined'
                          WHEN 'withdrawn' THEN 'withdrawn' END AS decided) AS case_state
WHERE submitted_at IS NOT NULL;

INSERT INTO order_messages (id, order_id, author_id, from_staff, body, sent_at)
SELECT bench_id('0a9', turn * 4194304 + row_number() OVER (), created_at), id, CASE turn WHEN 0 THEN bench_staff(1) ELSE bench_user(1) END, turn = 0,
       CASE turn WHEN 0 THEN 'The landing page does not open. Please give another one.' ELSE 'Changed; it opens now.' END,
       created_at + interval '40 minutes' + turn * interval '20 minutes'
FROM orders, generate_series(0, 1) AS turn
WHERE orders.revision = 2;
ANALYZE audit_events, outbox, signatures, review_cases, order_messages;
