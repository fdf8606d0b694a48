-- An account is a company in one role.
CREATE SEQUENCE account_numbers START 1001;
CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('publisher', 'advertiser', 'network')),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'in_review', 'changes_requested', 'second_approval',
                                         'approved', 'declined', 'suspended', 'deactivated')),
    state_at timestamptz NOT NULL,
    state_by uuid NOT NULL REFERENCES users (id),
    reason_code text,
    reason_words text,
    reapply_on date,
    submitted_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT decline_and_suspension_have_reasons
        CHECK (state NOT IN ('declined', 'suspended') OR (reason_code IS NOT NULL AND reason_words IS NOT NULL)),
    CONSTRAINT only_a_decline_names_a_reapply_date CHECK (reapply_on IS NULL OR state = 'declined'),
    CONSTRAINT review_follows_submission
        CHECK (state NOT IN ('submitted', 'in_review', 'changes_requested', 'second_approval', 'declined') OR submitted_at IS NOT NULL)
);
CREATE INDEX accounts_newest ON accounts (created_at DESC, id DESC);
CREATE INDEX accounts_by_kind ON accounts (kind, created_at DESC, id DESC);

CREATE TABLE memberships (
    user_id uuid NOT NULL REFERENCES users (id),
    account_id uuid NOT NULL REFERENCES accounts (id),
    power text NOT NULL CHECK (power IN ('owner', 'signer', 'finance', 'member', 'viewer')),
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (user_id, account_id)
);
CREATE INDEX memberships_of_account ON memberships (account_id);

CREATE TABLE companies (
    account_id uuid PRIMARY KEY REFERENCES accounts (id),
    legal_name text NOT NULL CHECK (char_length(legal_name) BETWEEN 1 AND 200),
    trading_name text CHECK (char_length(trading_name) BETWEEN 1 AND 200),
    organisation_type text NOT NULL,
    registration_number text,
    tax_id_sealed bytea,
    tax_id_hash bytea CHECK (octet_length(tax_id_hash) = 32),
    tax_id_last_four text CHECK (char_length(tax_id_last_four) <= 4),
    web_site text,
    telephone text NOT NULL,
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    address_line1 text NOT NULL,
    address_line2 text,
    city text NOT NULL,
    region text,
    postal_code text,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT tax_id_is_whole CHECK ((tax_id_sealed IS NULL) = (tax_id_hash IS NULL))
);
CREATE INDEX companies_by_tax_id ON companies (tax_id_hash) WHERE tax_id_hash IS NOT NULL;

-- The people of an account: the one who acts for it ("personal") and its contacts.
CREATE TABLE contacts (
    account_id uuid NOT NULL REFERENCES accounts (id),
    role text NOT NULL CHECK (role IN ('personal', 'primary', 'billing', 'technical', 'creative', 'legal')),
    full_name text NOT NULL CHECK (char_length(full_name) BETWEEN 1 AND 120),
    job_title text,
    email text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
    telephone text,
    preferred_channel text NOT NULL CHECK (preferred_channel IN ('email', 'telephone')),
    may_sign boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (account_id, role),
    CONSTRAINT telephone_wish_has_a_number CHECK (preferred_channel = 'email' OR telephone IS NOT NULL),
    CONSTRAINT authority_is_personal CHECK (NOT may_sign OR role = 'personal')
);
