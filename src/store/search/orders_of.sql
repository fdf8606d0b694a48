-- The newest orders of some accounts that were sent at least once. $1 the accounts, $2 how many.
SELECT 'order' AS kind, o.id
FROM unnest($1::uuid[]) AS account,
     LATERAL (SELECT id, created_at FROM orders WHERE account_id = account AND state <> 'draft' ORDER BY created_at DESC, id DESC LIMIT $2::bigint) AS o
ORDER BY o.created_at DESC, o.id DESC LIMIT $2::bigint
