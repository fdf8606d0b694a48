-- A publisher's site. Its ownership is confirmed before it counts.
CREATE TABLE sites (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    domain text NOT NULL CHECK (char_length(domain) BETWEEN 3 AND 253),
    category text NOT NULL,
    language text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    monthly_page_views bigint NOT NULL CHECK (monthly_page_views >= 0),
    state text NOT NULL CHECK (state IN ('pending', 'verified', 'failed', 'lapsed', 'blocked', 'removed')),
    state_at timestamptz NOT NULL,
    state_by uuid NOT NULL REFERENCES users (id),
    reason_code text,
    reason_words text,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT refusals_have_reasons CHECK (state NOT IN ('failed', 'blocked') OR (reason_code IS NOT NULL AND reason_words IS NOT NULL))
);
CREATE INDEX sites_of_account ON sites (account_id, created_at, id);
CREATE UNIQUE INDEX sites_once_per_account ON sites (account_id, domain) WHERE state <> 'removed';
CREATE INDEX sites_by_domain ON sites (domain) WHERE state = 'verified';
