-- A site that is added to an active account waits in a case of its own; before, the account's case holds it.
ALTER TABLE review_cases
    ADD COLUMN site_id uuid REFERENCES sites (id),
    DROP CONSTRAINT review_cases_kind_check,
    ADD CONSTRAINT review_cases_kind_check CHECK (kind IN ('publisher', 'advertiser', 'network', 'order', 'site')),
    ADD CONSTRAINT a_site_case_names_its_site CHECK ((kind = 'site') = (site_id IS NOT NULL));
DROP INDEX review_cases_one_open_per_account;
CREATE UNIQUE INDEX review_cases_one_open_per_account ON review_cases (account_id)
    WHERE state <> 'closed' AND order_id IS NULL AND site_id IS NULL;
CREATE UNIQUE INDEX review_cases_one_open_per_site ON review_cases (site_id) WHERE state <> 'closed' AND site_id IS NOT NULL;

-- A domain is confirmed for one account. Where it was confirmed for several, the first stays and the others wait again.
UPDATE sites SET state = 'pending', version = version + 1
WHERE state = 'verified'
  AND id NOT IN (SELECT DISTINCT ON (domain) id FROM sites WHERE state = 'verified' ORDER BY domain, state_at, id);
DROP INDEX sites_by_domain;
CREATE UNIQUE INDEX sites_confirmed_once ON sites (domain) WHERE state = 'verified';
CREATE INDEX sites_by_domain ON sites (domain);

-- Sites that reached no queue before.
INSERT INTO review_cases (id, kind, account_id, site_id, state, waiting_since, opened_at)
SELECT gen_random_uuid(), 'site', s.account_id, s.id, 'waiting', s.state_at, s.state_at
FROM sites s JOIN accounts a ON a.id = s.account_id
WHERE s.state = 'pending' AND a.state = 'approved';
