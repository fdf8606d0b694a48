-- A user is a login: one person, one e-mail address.
CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
    email_key text NOT NULL UNIQUE CHECK (char_length(email_key) BETWEEN 3 AND 254),
    full_name text NOT NULL CHECK (char_length(full_name) BETWEEN 1 AND 120),
    telephone text,
    preferred_channel text NOT NULL DEFAULT 'email' CHECK (preferred_channel IN ('email', 'telephone')),
    time_zone text NOT NULL DEFAULT 'UTC',
    staff_role text CHECK (staff_role IN ('reviewer', 'finance', 'support', 'admin')),
    password_hash text,
    verified_at timestamptz,
    deactivated_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT telephone_wish_has_a_number CHECK (preferred_channel = 'email' OR telephone IS NOT NULL),
    CONSTRAINT password_only_when_verified CHECK (password_hash IS NULL OR verified_at IS NOT NULL)
);
CREATE INDEX users_staff ON users (staff_role) WHERE staff_role IS NOT NULL;

-- A person's yes or no, with the wording they saw. Append-only: the newest row counts.
CREATE TABLE consents (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    purpose text NOT NULL CHECK (purpose IN ('optional_mail', 'partner_sharing', 'age_13_or_over', 'terms')),
    wording_version text NOT NULL,
    granted boolean NOT NULL,
    source text NOT NULL,
    given_at timestamptz NOT NULL
);
CREATE INDEX consents_of_user ON consents (user_id, purpose, given_at DESC);

-- Single-use links. Only a hash is kept; the link itself is derived when its mail is written.
CREATE TABLE one_time_tokens (
    id uuid PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('welcome', 'password_reset')),
    user_id uuid NOT NULL REFERENCES users (id),
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CHECK (expires_at > created_at)
);
CREATE INDEX one_time_tokens_of_user ON one_time_tokens (user_id, purpose);
