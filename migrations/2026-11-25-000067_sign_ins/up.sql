-- What became of each try to sign in to a login, for its person to look through. Kept for half a year.
CREATE TABLE sign_ins (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    at timestamptz NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('signed_in', 'code_due', 'wrong_password', 'wrong_code')),
    factor text CHECK (factor IN ('password', 'authenticator', 'recovery_code', 'passkey')),
    user_agent text NOT NULL CHECK (char_length(user_agent) <= 300),
    network text NOT NULL CHECK (char_length(network) <= 64),
    CONSTRAINT whoever_got_in_has_proved_it CHECK ((outcome IN ('signed_in', 'code_due')) = (factor IS NOT NULL))
);
CREATE INDEX sign_ins_by_user ON sign_ins (user_id, at DESC, id DESC);
CREATE INDEX sign_ins_by_time ON sign_ins (at);
