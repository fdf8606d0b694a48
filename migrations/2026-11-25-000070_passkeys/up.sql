-- Passkeys (WebAuthn): several a login, each one way to sign in. `credential` holds its public key and what the browser
-- said of it; `counter` is the highest that it has counted to, where it counts at all.
CREATE TABLE passkeys (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    credential_id text NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1364),
    credential jsonb NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    counter bigint NOT NULL CHECK (counter >= 0),
    created_at timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE INDEX passkeys_of_user ON passkeys (user_id, created_at);

-- Challenges that were answered: none is good twice. One that nobody answers leaves no row.
CREATE TABLE passkey_ceremonies (
    mark_hash bytea PRIMARY KEY CHECK (octet_length(mark_hash) = 32),
    used_at timestamptz NOT NULL
);
CREATE INDEX passkey_ceremonies_used ON passkey_ceremonies (used_at);

-- Whether the login has a passkey. Kept with the login, so that the guard reads it with everything else.
ALTER TABLE users ADD COLUMN passkey boolean NOT NULL DEFAULT false;
