DELETE FROM review_cases WHERE kind = 'site';
DROP INDEX sites_by_domain;
DROP INDEX sites_confirmed_once;
CREATE INDEX sites_by_domain ON sites (domain) WHERE state = 'verified';
DROP INDEX review_cases_one_open_per_site;
DROP INDEX review_cases_one_open_per_account;
CREATE UNIQUE INDEX review_cases_one_open_per_account ON review_cases (account_id) WHERE state <> 'closed' AND order_id IS NULL;
ALTER TABLE review_cases
    DROP CONSTRAINT a_site_case_names_its_site,
    DROP CONSTRAINT review_cases_kind_check,
    ADD CONSTRAINT review_cases_kind_check CHECK (kind IN ('publisher', 'advertiser', 'network', 'order')),
    DROP COLUMN site_id;
