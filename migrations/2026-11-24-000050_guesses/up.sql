-- How many wrong passwords and codes an address, a device or a network has left: `full_at` is when its whole allowance
-- is back. Keys are keyed hashes, so the table tells neither addresses nor networks.
CREATE TABLE guesses (
    guesser text NOT NULL CHECK (guesser IN ('stranger', 'device', 'network', 'code')),
    key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    full_at timestamptz NOT NULL,
    PRIMARY KEY (guesser, key_hash)
);
CREATE INDEX guesses_age ON guesses (full_at);

-- Browsers that somebody has signed in with: a stranger's wrong guesses never keep them out.
CREATE TABLE devices (
    user_id uuid NOT NULL REFERENCES users (id),
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, token_hash),
    CHECK (seen_at >= created_at)
);
CREATE INDEX devices_age ON devices (seen_at);
