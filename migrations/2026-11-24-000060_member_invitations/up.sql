-- An invitation of one person into one account, by mail to one address. A row is one mail: its single-use link is derived
-- from the row's id. Sending it again ends the row as `replaced` and makes a new one, so that only the newest link works.
CREATE TABLE member_invitations (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    email text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
    email_key text NOT NULL CHECK (char_length(email_key) BETWEEN 3 AND 254),
    full_name text CHECK (char_length(full_name) BETWEEN 1 AND 120),
    power text NOT NULL CHECK (power IN ('owner', 'signer', 'finance', 'member', 'viewer')),
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    invited_by uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'accepted', 'withdrawn', 'replaced')),
    ended_at timestamptz,
    -- Whoever accepts uses the link up first and gets their login in the same transaction.
    ended_by uuid REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT an_invitation_runs_out CHECK (expires_at > created_at),
    CONSTRAINT an_end_has_time_and_person CHECK (
        (state = 'open') = (ended_at IS NULL) AND (state = 'open') = (ended_by IS NULL))
);
CREATE UNIQUE INDEX member_invitations_one_open ON member_invitations (account_id, email_key) WHERE state = 'open';

-- A power is changed over the version that was seen.
ALTER TABLE memberships ADD COLUMN version bigint NOT NULL DEFAULT 1;

-- An account is never left without an owner. The account's row is locked before the others are counted: of two owners who
-- end each other's power at the same time, the second sees what the first has done.
CREATE FUNCTION refuse_last_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.power <> 'owner' OR OLD.ended_at IS NOT NULL THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM accounts WHERE id = OLD.account_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM memberships
                   WHERE account_id = OLD.account_id AND power = 'owner' AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'an account keeps an owner'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'an_account_keeps_an_owner';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER memberships_keep_an_owner AFTER UPDATE OR DELETE ON memberships
    FOR EACH ROW EXECUTE FUNCTION refuse_last_owner();
