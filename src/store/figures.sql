SELECT 'sign_ups' AS measure, kind AS part, count(*) AS value
FROM (SELECT kind FROM accounts WHERE created_at >= $1 AND created_at < $2 LIMIT $3) AS opened GROUP BY kind
UNION ALL
SELECT 'decisions', CASE WHEN kind IN ('order', 'site') THEN kind ELSE 'account' END, count(*)
FROM (
    SELECT kind FROM review_cases
    WHERE decision IN ('approved', 'declined') AND closed_at >= $1 AND closed_at < $2 LIMIT $3
) AS decided GROUP BY 2
UNION ALL
SELECT 'decision_minutes', '', (percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(minutes, 0)))::bigint
FROM (
    SELECT extract(epoch FROM closed_at - waiting_since)::float8 / 60 AS minutes FROM review_cases
    WHERE decision IN ('approved', 'declined') AND closed_at >= $1 AND closed_at < $2 LIMIT $3
) AS decided HAVING count(*) > 0
UNION ALL
SELECT part.measure, part.name, part.value
FROM (
    SELECT r.currency, count(*) AS n, least(sum(r.total_minor), 9223372036854775807)::bigint AS minor
    FROM (
        SELECT order_id, revision FROM signatures
        WHERE side = 'operator' AND order_id IS NOT NULL AND signed_at >= $1 AND signed_at < $2 LIMIT $3
    ) AS s JOIN order_revisions r ON r.order_id = s.order_id AND r.revision = s.revision
    GROUP BY r.currency
) AS signed, LATERAL (VALUES ('orders', lower(currency), n), ('committed', currency, minor)) AS part (measure, name, value)
UNION ALL
SELECT 'received', '', count(*)
FROM (SELECT FROM inquiries WHERE created_at >= $1 AND created_at < $2 LIMIT $3) AS came
UNION ALL
SELECT 'answered', '', count(DISTINCT inquiry_id)
FROM (
    SELECT inquiry_id FROM inquiry_messages
    WHERE author_id IS NOT NULL AND written_at >= $1 AND written_at < $2 LIMIT $3
) AS answers
