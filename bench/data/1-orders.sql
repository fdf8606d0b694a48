-- Advertisers with their people and orders. Variables: orders, advertisers, heavy (1 gives every tenth order to the
-- advertiser number 0), days (over how long), password_hash.
--
-- Every ordinary advertiser has about a hundred orders whatever the size of the whole, so that its pages are the same
-- and only the haystack grows. Foreign keys and triggers are off while this loads; CHECKs are not.
SET session_replication_role = replica;

-- A UUID version 7 that can be computed again: time, kind, number.
CREATE FUNCTION bench_id(kind text, number bigint, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || kind || '8'
            || lpad(to_hex(number), 15, '0'))::uuid
$$;
CREATE FUNCTION bench_user(number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT bench_id('0a1', number, '2023-01-02 09:00+00')
$$;
CREATE FUNCTION bench_staff(number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT bench_id('0a0', number, '2023-01-02 09:00+00')
$$;
CREATE FUNCTION bench_account(number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT bench_id('0a2', number, '2023-01-02 09:00+00')
$$;
-- Looks random, and is the same in every run.
CREATE FUNCTION bench_dice(number bigint) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT hashint8(number) & 1048575 $$;

INSERT INTO users (id, email, email_key, full_name, staff_role, second_factor, password_hash, verified_at, created_at, updated_at)
SELECT bench_staff(number), name || '@operator.example', name || '@operator.example', initcap(name), role,
       true, :'password_hash', '2023-01-02 09:00+00', '2023-01-02 09:00+00', '2023-01-02 09:00+00'
FROM (VALUES (1, 'rosa', 'reviewer'), (2, 'ada', 'admin'), (3, 'sami', 'support'), (4, 'frances', 'finance'))
    AS staff (number, name, role);

CREATE TEMPORARY TABLE advertiser AS
SELECT number, bench_user(number) AS user_id, bench_account(number) AS account_id,
       (ARRAY['Halden', 'Nordlys', 'Harbour', 'Juniper', 'Meridian', 'Quarry', 'Saffron', 'Tidewater', 'Velvet'])[1 + number % 9]
       || ' ' || (ARRAY['Outdoor', 'Kitchens', 'Bicycles', 'Travel', 'Lighting', 'Books', 'Gardens'])[1 + number % 7]
       || ' ' || number AS name
FROM generate_series(1 - :heavy, :advertisers) AS number;

INSERT INTO users (id, email, email_key, full_name, telephone, password_hash, verified_at, created_at, updated_at)
SELECT user_id, 'owner' || number || '@advertiser.example', 'owner' || number || '@advertiser.example', 'Ida Holm',
       '+4722123456', :'password_hash', '2023-01-02 09:00+00', '2023-01-02 09:00+00', '2023-01-02 09:00+00'
FROM advertiser;
INSERT INTO accounts (id, reference, kind, name, state, state_at, state_by, submitted_at, created_at, updated_at)
SELECT account_id, 'ADV-' || 1000 + number, 'advertiser', name, 'approved', at, bench_staff(1), at, at, at
FROM advertiser, LATERAL (SELECT '2023-01-02 09:00+00'::timestamptz + number * interval '1 minute' AS at) AS begun;
INSERT INTO memberships (user_id, account_id, power, created_at)
SELECT user_id, account_id, 'owner', '2023-01-02 09:00+00' FROM advertiser;
INSERT INTO companies (account_id, legal_name, organisation_type, telephone, country, address_line1, city, postal_code, updated_at)
SELECT account_id, name || ' AS', 'company', '+4722123456', 'NO', 'Storgata 1', 'Oslo', '0155', '2023-01-02 09:00+00'
FROM advertiser;
INSERT INTO billing_profiles (account_id, payer_name, country, address_line1, city, postal_code, method, terms_days, currency,
                              billing_emails, updated_at)
SELECT account_id, name || ' AS', 'NO', 'Storgata 1', 'Oslo', '0155', 'invoice', 30, 'EUR',
       ARRAY['billing@advertiser.example'], '2023-01-02 09:00+00'
FROM advertiser;

INSERT INTO orders (id, number, account_id, state, state_at, state_by, reason_code, reason_words, revision, name, currency,
                    total_minor, line_count, starts_on, ends_on, submitted_at, created_at, updated_at)
SELECT bench_id('0a3', i, at), 'IO-' || 1000 + i, account_id, state, at + interval '2 hours',
       CASE WHEN state IN ('draft', 'submitted', 'withdrawn') THEN bench_user(1) ELSE bench_staff(1) END,
       CASE WHEN state IN ('needs_attention', 'rejected') THEN 'creative_content' END,
       CASE WHEN state IN ('needs_attention', 'rejected') THEN 'The landing page does not open.' END,
       CASE WHEN dice % 5 = 0 AND state <> 'draft' THEN 2 ELSE 1 END,
       (ARRAY['Winter boots', 'Summer tents', 'Spring sale', 'Autumn walks', 'City breaks'])[1 + dice % 5] || ', wave ' || 1 + dice % 40,
       'EUR', lines * 42500 * (1 + dice % 7), lines, at::date + 7, at::date + 37,
       CASE WHEN state <> 'draft' THEN at + interval '30 minutes' END, at, at + interval '2 hours'
FROM generate_series(1, :orders) AS i,
     LATERAL (SELECT date_trunc('hour', now()) - interval '3 hours' - (:orders - i) * (interval '1 day' * :days / :orders) AS at,
                     bench_dice(i) AS dice,
                     bench_account(CASE WHEN :heavy = 1 AND i % 10 = 0 THEN 0 ELSE 1 + i % :advertisers END) AS account_id) AS one,
     LATERAL (SELECT CASE WHEN dice % 50 = 0 THEN 12 ELSE 1 + dice % 3 END AS lines,
                     CASE WHEN dice % 101 < 10 THEN 'draft' WHEN dice % 101 < 16 THEN 'submitted'
                          WHEN dice % 101 < 20 THEN 'needs_attention' WHEN dice % 101 < 24 THEN 'accepted'
                          WHEN dice % 101 < 91 THEN 'countersigned' WHEN dice % 101 < 97 THEN 'rejected'
                          ELSE 'withdrawn' END AS state) AS drawn;
INSERT INTO inquiries (id, reference, kind, full_name, email, body, state, state_at, answer, answered_by, answered_at, created_at)
SELECT bench_id('0aa', i, at), 'INQ-' || 1000 + i, 'question', 'Maren Vik', 'maren@reader.example', 'Which sizes do you take?', state, at,
       CASE state WHEN 'resolved' THEN 'All of them.' END, CASE state WHEN 'resolved' THEN bench_staff(3) END,
       CASE state WHEN 'resolved' THEN at + interval '1 day' END, at
FROM generate_series(1, :orders / 20) AS i,
     LATERAL (SELECT now() - interval '1 hour' - i * (interval '20 days' * :days / :orders) AS at,
                     CASE WHEN i <= 20 THEN 'new' ELSE 'resolved' END AS state) AS one;
SELECT setval('order_numbers', 1001 + :orders), setval('account_numbers', 1001 + :advertisers);
ANALYZE users, accounts, memberships, companies, billing_profiles, orders, inquiries;
