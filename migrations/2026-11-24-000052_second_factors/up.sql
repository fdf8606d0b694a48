-- One authenticator a login (RFC 6238). Not confirmed, it asks for nothing yet. `last_step` is the newest half minute
-- whose code was used: none is good twice.
CREATE TABLE authenticators (
    user_id uuid PRIMARY KEY REFERENCES users (id),
    secret_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint,
    CHECK ((confirmed_at IS NULL) = (last_step IS NULL))
);

-- What opens the login when the authenticator is lost; each once.
CREATE TABLE recovery_codes (
    user_id uuid NOT NULL REFERENCES users (id),
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, code_hash)
);
