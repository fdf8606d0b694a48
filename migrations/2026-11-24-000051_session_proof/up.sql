-- A session has a name of its own, by which its owner ends it, and says how and when the person last proved who they are.
ALTER TABLE sessions
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN network text NOT NULL DEFAULT '',
    ADD COLUMN factor text NOT NULL DEFAULT 'password'
        CHECK (factor IN ('password', 'authenticator', 'recovery_code', 'passkey')),
    ADD COLUMN proven_at timestamptz;
UPDATE sessions SET proven_at = created_at;
ALTER TABLE sessions ALTER COLUMN proven_at SET NOT NULL;
CREATE UNIQUE INDEX sessions_id ON sessions (id);

-- Whether the login asks for more than its password. Kept with the login, so that the guard reads it with everything else.
ALTER TABLE users ADD COLUMN second_factor boolean NOT NULL DEFAULT false;
