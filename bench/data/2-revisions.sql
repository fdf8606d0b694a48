-- What the orders say: revisions, contacts, lines.
SET session_replication_role = replica;

INSERT INTO order_revisions (order_id, revision, name, brand, po_number, campaign, currency, time_zone, starts_on, ends_on,
                             billing_method, notification_threshold, liability, terms_version, total_minor, text, text_sha256,
                             signed_at, created_at, created_by)
SELECT id, number.revision, name, 'Halden', 'PO-' || orders.number, 'Autumn', currency, 'Europe/Oslo', starts_on, ends_on,
       'invoice', 80, 'sole', '2026-11', total_minor, signed.text, sha256(signed.text::bytea),
       submitted_at - interval '5 minutes', created_at, state_by
FROM orders, generate_series(1, orders.revision) AS number (revision),
     LATERAL (SELECT CASE WHEN submitted_at IS NOT NULL THEN
                  repeat('Insertion order ' || orders.number || ': ' || orders.name || '. ', 8) END AS text) AS signed;

INSERT INTO order_contacts (order_id, revision, role, position, full_name, email, telephone, preferred_channel)
SELECT order_id, revision, contact.role, 0, contact.name, contact.email, '+4722123456', 'email'
FROM order_revisions,
     (VALUES ('billing', 'Bjorn Dahl', 'billing@advertiser.example'), ('primary', 'Ida Holm', 'ida@advertiser.example'))
         AS contact (role, name, email);

INSERT INTO order_lines (order_id, revision, line_id, position, name, format, site_category, rate_type, rate, quantity, cost_minor,
                         delivery, starts_on, ends_on, frequency_cap, frequency_interval, countries, comment)
SELECT orders.id, number.revision, bench_id('0a4', position, orders.created_at), position, 'Strips on outdoor sites',
       (ARRAY['strip', 'corner', 'caption', 'curtain'])[1 + position % 4], 'Travel', 'CPM', 4.25,
       total_minor / line_count * 1000 / 425, total_minor / line_count, 'even', starts_on, ends_on, 3, 'day', '{NO,SE,DK}',
       'As in the spring campaign.'
FROM orders, generate_series(1, orders.revision) AS number (revision), generate_series(0, line_count - 1) AS position;
ANALYZE order_revisions, order_contacts, order_lines;
