-- People who want news. Variables: readers, advertisers. Each is one more in the team of an ordinary advertiser.
SET session_replication_role = replica;

INSERT INTO users (id, email, email_key, full_name, verified_at, created_at, updated_at)
SELECT bench_id('0b1', i, '2023-01-02 09:00+00'), 'reader' || i || '@advertiser.example', 'reader' || i || '@advertiser.example',
       'Maren Vik', '2023-01-02 09:00+00', '2023-01-02 09:00+00', '2023-01-02 09:00+00'
FROM generate_series(1, :readers) AS i;
INSERT INTO memberships (user_id, account_id, power, created_at)
SELECT bench_id('0b1', i, '2023-01-02 09:00+00'), bench_account(1 + i % :advertisers), 'viewer', '2023-01-02 09:00+00'
FROM generate_series(1, :readers) AS i;
INSERT INTO consents (id, user_id, purpose, wording_version, granted, source, given_at)
SELECT bench_id('0b2', i, '2023-01-02 09:00+00'), bench_id('0b1', i, '2023-01-02 09:00+00'), 'optional_mail', '1', true, 'profile',
       '2023-01-02 09:00+00'
FROM generate_series(1, :readers) AS i;
ANALYZE users, memberships, consents;
