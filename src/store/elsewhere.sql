-- What shows that another account belongs together with this one ($1), and the accounts of the same company or people that
-- were declined. Hashes are compared with hashes: nothing is decrypted. Who is erased is left out.
WITH telephones AS (
    SELECT telephone_hash AS hash FROM companies WHERE account_id = $1 AND telephone_hash IS NOT NULL
    UNION SELECT telephone_hash FROM contacts WHERE account_id = $1 AND telephone_hash IS NOT NULL
), tax_ids AS (
    SELECT tax_id_shared_hash AS hash FROM companies WHERE account_id = $1 AND tax_id_shared_hash IS NOT NULL
    UNION SELECT tax_id_shared_hash FROM billing_profiles WHERE account_id = $1 AND tax_id_shared_hash IS NOT NULL
), same (what, account_id) AS (
    SELECT 'tax_id', o.account_id FROM tax_ids t JOIN companies o ON o.tax_id_shared_hash = t.hash
    UNION SELECT 'tax_id', o.account_id FROM tax_ids t JOIN billing_profiles o ON o.tax_id_shared_hash = t.hash
    -- Those that the worker has not come to yet are compared within their kind.
    UNION SELECT 'tax_id', o.account_id FROM companies c JOIN companies o ON o.tax_id_hash = c.tax_id_hash WHERE c.account_id = $1
    UNION SELECT 'tax_id', o.account_id FROM billing_profiles c JOIN billing_profiles o ON o.tax_id_hash = c.tax_id_hash WHERE c.account_id = $1
    UNION SELECT 'payout', o.account_id FROM payout_profiles c JOIN payout_profiles o ON o.destination_hash = c.destination_hash WHERE c.account_id = $1
    UNION SELECT 'telephone', o.account_id FROM telephones t JOIN companies o ON o.telephone_hash = t.hash
    UNION SELECT 'telephone', o.account_id FROM telephones t JOIN contacts o ON o.telephone_hash = t.hash
    UNION SELECT 'address', o.account_id FROM companies c JOIN companies o ON o.address_hash = c.address_hash WHERE c.account_id = $1
    UNION SELECT 'company', o.account_id FROM companies c JOIN companies o ON lower(o.legal_name) = lower(c.legal_name) WHERE c.account_id = $1
    UNION SELECT 'company', o.account_id FROM companies c
        JOIN companies o ON o.country = c.country AND lower(o.registration_number) = lower(c.registration_number) WHERE c.account_id = $1
    UNION SELECT 'person', o.account_id FROM contacts c JOIN contacts o ON lower(o.email) = lower(c.email) WHERE c.account_id = $1
    UNION SELECT 'person', o.account_id FROM memberships c JOIN memberships o ON o.user_id = c.user_id WHERE c.account_id = $1 AND c.ended_at IS NULL
    UNION SELECT 'itself', $1
)
SELECT s.what, a.id, a.reference, a.name, a.kind, a.state,
    EXISTS (SELECT FROM memberships m JOIN memberships o ON o.user_id = m.user_id
            WHERE m.account_id = $1 AND o.account_id = a.id AND m.ended_at IS NULL AND o.ended_at IS NULL) AS shares_people,
    d.closed_at AS declined_at, d.reason_code AS declined_for
FROM same s
JOIN accounts a ON a.id = s.account_id
LEFT JOIN LATERAL (
    SELECT c.closed_at, c.reason_code FROM review_cases c
    WHERE c.account_id = a.id AND c.decision = 'declined' AND c.order_id IS NULL AND c.site_id IS NULL AND c.id <> $2
    ORDER BY c.closed_at DESC LIMIT 1
) d ON true
-- Whoever was declined and closed the account then is still known by what it leaves.
WHERE (a.id <> $1 OR s.what = 'itself') AND (d.closed_at IS NOT NULL
   OR a.state <> 'deactivated' AND s.what IN ('tax_id', 'payout', 'telephone', 'address'))
ORDER BY a.reference, s.what
LIMIT 60
