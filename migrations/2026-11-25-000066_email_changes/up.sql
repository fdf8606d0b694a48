-- A change of the address that a person signs in with. The new address confirms it by a link, the old one can undo it by
-- another, until three days after it was confirmed. Links are derived from the row's id; only their hashes are stored.
CREATE TABLE email_changes (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    old_email text NOT NULL CHECK (char_length(old_email) BETWEEN 3 AND 254),
    old_email_key text NOT NULL CHECK (char_length(old_email_key) BETWEEN 3 AND 254),
    new_email text NOT NULL CHECK (char_length(new_email) BETWEEN 3 AND 254),
    confirm_hash bytea NOT NULL UNIQUE CHECK (octet_length(confirm_hash) = 32),
    undo_hash bytea NOT NULL UNIQUE CHECK (octet_length(undo_hash) = 32),
    state text NOT NULL CHECK (state IN ('asked', 'confirmed', 'undone', 'withdrawn', 'replaced')),
    asked_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT a_confirmation_has_its_time CHECK (
        CASE state WHEN 'asked' THEN confirmed_at IS NULL WHEN 'confirmed' THEN confirmed_at IS NOT NULL ELSE true END),
    CONSTRAINT an_end_has_its_time CHECK ((state IN ('asked', 'confirmed')) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX email_changes_one_asked ON email_changes (user_id) WHERE state = 'asked';
CREATE INDEX email_changes_by_user ON email_changes (user_id, asked_at);
CREATE INDEX email_changes_by_old ON email_changes (old_email_key) WHERE state = 'confirmed';

-- While a change can be undone, nobody else gets the address that it would come back to.
CREATE FUNCTION refuse_reserved_email() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM email_changes
               WHERE old_email_key = NEW.email_key AND state = 'confirmed' AND user_id <> NEW.id
                 AND confirmed_at > now() - interval '72 hours') THEN
        RAISE EXCEPTION 'the address is kept for whoever gave it up of late'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'users_email_key_key';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER users_keep_reserved_emails BEFORE INSERT OR UPDATE OF email_key ON users
    FOR EACH ROW EXECUTE FUNCTION refuse_reserved_email();
