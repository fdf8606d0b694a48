-- What happened, for ever: ids, verbs, reason codes and names of columns; never a personal value.
CREATE TABLE audit_events (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'staff', 'visitor', 'system')),
    actor_id uuid,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    account_id uuid,
    verb text NOT NULL,
    reason_code text,
    changed_columns text[] NOT NULL DEFAULT '{}',
    commitment bytea CHECK (octet_length(commitment) = 32),
    CONSTRAINT people_have_ids CHECK ((actor_kind IN ('user', 'staff')) = (actor_id IS NOT NULL))
);
CREATE INDEX audit_events_of_subject ON audit_events (subject_kind, subject_id, seq);
CREATE INDEX audit_events_of_account ON audit_events (account_id, seq) WHERE account_id IS NOT NULL;

-- The values behind an event, which can be erased without touching the event; the salted commitment proves them while they stand.
CREATE TABLE audit_values (
    seq bigint PRIMARY KEY REFERENCES audit_events (seq),
    salt bytea NOT NULL CHECK (octet_length(salt) = 16),
    changes jsonb NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Mail leaves from here. One row per event and recipient, so nothing is lost and nothing is sent for a change that did not happen.
CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    event_seq bigint NOT NULL REFERENCES audit_events (seq),
    class text NOT NULL CHECK (class IN ('service', 'reply', 'optional')),
    letter text NOT NULL,
    payload jsonb NOT NULL,
    recipient_email text NOT NULL,
    recipient_name text NOT NULL,
    recipient_user uuid REFERENCES users (id),
    account_id uuid REFERENCES accounts (id),
    channel text NOT NULL DEFAULT 'mail' CHECK (channel IN ('mail', 'call')),
    recipient_telephone text,
    state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'retrying', 'dead')),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_at timestamptz NOT NULL,
    claimed_until timestamptz,
    sent_at timestamptz,
    failure text,
    created_at timestamptz NOT NULL,
    UNIQUE (event_seq, letter, recipient_email),
    CONSTRAINT sent_has_a_time CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT dead_has_a_reason CHECK (state <> 'dead' OR failure IS NOT NULL),
    CONSTRAINT a_call_has_a_number CHECK (channel = 'mail' OR recipient_telephone IS NOT NULL)
);
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE state IN ('queued', 'retrying', 'sending');
CREATE INDEX outbox_newest ON outbox (created_at DESC, id DESC);
CREATE FUNCTION announce_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_wakes_the_worker AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION announce_outbox();
