-- What people and accounts are found by, as 4-found-orders.sql does it.
SET session_replication_role = replica;
INSERT INTO search_tails
SELECT 'account', tail, id
FROM accounts, LATERAL (SELECT DISTINCT unnest(search_tails_of(search_key(name)) || search_tails_of(search_key(reference)))) AS one (tail);
INSERT INTO search_tails
SELECT 'person', tail, id
FROM users, LATERAL (SELECT DISTINCT unnest(search_tails_of(search_key(full_name)) || trim_array(search_tails_of(search_key(email)), 1))) AS one (tail);
