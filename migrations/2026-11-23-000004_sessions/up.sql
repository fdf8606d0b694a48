-- One row a signed-in browser. The key itself is never stored.
CREATE TABLE sessions (
    key_hash bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
    user_id uuid NOT NULL REFERENCES users (id),
    account_id uuid REFERENCES accounts (id),
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- A form's key is used up by the commit of its first post; a second post gets the first one's answer.
CREATE TABLE form_keys (
    key uuid PRIMARY KEY,
    user_id uuid REFERENCES users (id),
    route text NOT NULL,
    body_sha256 bytea NOT NULL CHECK (octet_length(body_sha256) = 32),
    location text,
    notice text,
    used_at timestamptz NOT NULL
);
CREATE INDEX form_keys_age ON form_keys (used_at);
