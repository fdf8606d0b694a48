-- A post that came after its session had run out, or that needs a fresh proof of who sends it: kept for a day, sealed under
-- its person's key, and sent on by that person alone. The account is the one that the form named: it is compared with, never
-- followed, so it need not exist.
CREATE TABLE parked_posts (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    -- The session that sent it, where that goes on: its own proof alone sends the post on unseen.
    session_id uuid,
    account_id uuid,
    path text NOT NULL CHECK (path LIKE '/%' AND path NOT LIKE '//%' AND length(path) <= 500),
    page text NOT NULL CHECK (page LIKE '/%' AND page NOT LIKE '//%' AND length(page) <= 500),
    form_key uuid NOT NULL,
    body_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at AND expires_at <= created_at + interval '24 hours')
);
CREATE INDEX parked_posts_by_user ON parked_posts (user_id, created_at);
CREATE INDEX parked_posts_by_end ON parked_posts (expires_at);

-- A session that was once seen to have run out stays so, even should the clock be put back.
ALTER TABLE sessions ADD COLUMN ran_out_at timestamptz;

-- A signature says how its session's person had proved who they are.
ALTER TABLE signatures DROP CONSTRAINT signatures_authentication_check;
ALTER TABLE signatures ADD CONSTRAINT signatures_authentication_check
    CHECK (authentication IN ('password', 'authenticator', 'recovery_code', 'passkey'));
