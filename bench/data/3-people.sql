-- Accounts with one person each, for the search: :accounts of them, with names as many-sided as a register's. Some words are in
-- every tenth name, most family names are rare; one account and one person are the same whatever the size of the whole.
SET session_replication_role = replica;

CREATE FUNCTION bench_word(number bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg((ARRAY['ba', 'den', 'fal', 'gri', 'hol', 'jor', 'kas', 'len', 'mor', 'nes', 'pol', 'rik', 'sund', 'tor', 'vik', 'wes', 'yl', 'zan', 'ber', 'dal',
                             'ek', 'fin', 'gard', 'hau', 'ing', 'kel', 'lund', 'mag', 'nor', 'ols'])[1 + (number / 30 ^ place)::bigint % 30], '' ORDER BY place)
    FROM generate_series(0, 2) AS place
$$;
CREATE TEMPORARY TABLE met AS
SELECT number, bench_id('0b1', number, '2024-01-02 09:00+00') AS user_id, bench_id('0b2', number, '2024-01-02 09:00+00') AS account_id,
       CASE number WHEN 1 THEN 'Quixworth Outdoor AS' ELSE
           initcap(bench_word(abs(hashint8(number))::bigint % 27000)) || ' '
           || (ARRAY['Media', 'Outdoor', 'Travel', 'Kitchens', 'Books', 'Lighting', 'Gardens', 'Bicycles', 'News', 'Sport'])[1 + abs(hashint8(number + 7)) % 10] || ' '
           || (ARRAY['GmbH', 'Ltd', 'AS', 'SARL'])[1 + abs(hashint8(number + 9)) % 4] END AS company,
       CASE number WHEN 1 THEN 'Xenia Quibblesworth' ELSE
           (ARRAY['Ida', 'Maria', 'Jonas', 'Anna', 'Peter', 'Luca', 'Emma', 'Noah', 'Sofia', 'Liam'])[1 + abs(hashint8(number + 11)) % 10]
           || initcap((ARRAY['', '', 'beth', 'mar', 'lyn'])[1 + abs(hashint8(number + 13)) % 5]) || ' '
           || initcap(bench_word((power(random(), 2) * 26999)::bigint)) END AS person
FROM generate_series(1, :accounts) AS number;
INSERT INTO users (id, email, email_key, full_name, verified_at, created_at, updated_at)
SELECT user_id, address, address, person, at, at, at
FROM met, LATERAL (SELECT lower(split_part(person, ' ', 1)) || number || '@' || lower(split_part(company, ' ', 1)) || '.example' AS address,
                          '2024-01-02 09:00+00'::timestamptz + number * interval '1 second' AS at) AS one;
INSERT INTO accounts (id, reference, kind, name, state, state_at, state_by, submitted_at, created_at, updated_at)
SELECT account_id, 'ADV-' || 5000000 + number, 'advertiser', company, 'approved', at, user_id, at, at, at
FROM met, LATERAL (SELECT '2024-01-02 09:00+00'::timestamptz + number * interval '1 second' AS at) AS one;
INSERT INTO memberships (user_id, account_id, power, created_at) SELECT user_id, account_id, 'owner', '2024-01-02 09:00+00' FROM met;
-- The trail's newest events, so that its numbers are in the order of time.
INSERT INTO audit_events (at, actor_kind, actor_id, subject_kind, subject_id, account_id, verb, changed_columns)
SELECT now() - interval '1 hour' + (number - 1) * (interval '1 hour' / :accounts), step.actor,
       CASE step.actor WHEN 'staff' THEN bench_staff(1) ELSE user_id END, 'account', account_id, account_id, step.verb, '{state}'
FROM met, (VALUES (1, 'account.submitted', 'user'), (2, 'account.review_begun', 'staff'), (3, 'account.approved', 'staff'))
    AS step (turn, verb, actor)
ORDER BY number, step.turn;
ANALYZE;
