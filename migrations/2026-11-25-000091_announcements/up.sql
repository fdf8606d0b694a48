-- What the operator tells all its accounts, or those of a kind (P09).
CREATE TABLE announcements (
    id uuid PRIMARY KEY,
    class text NOT NULL CHECK (class IN ('service', 'optional')),
    subject text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 120),
    why text NOT NULL CHECK (char_length(why) BETWEEN 1 AND 1000),
    body text NOT NULL CHECK (char_length(body) BETWEEN 1 AND 4000),
    account_kind text CHECK (account_kind IN ('publisher', 'advertiser', 'network')),
    account_standing text NOT NULL CHECK (account_standing IN ('active', 'open')),
    account_country text CHECK (account_country ~ '^[A-Z]{2}$'),
    state text NOT NULL CHECK (state IN ('draft', 'scheduled', 'sending', 'sent', 'cancelled')),
    state_at timestamptz NOT NULL,
    created_by uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    -- When it is sent, in which zone that was chosen, and until when no other service announcement is.
    send_at timestamptz,
    zone text,
    quiet_until timestamptz,
    -- Sending: the event that its mails belong to, when the first was queued, the last reader who was, and how many were.
    event_seq bigint REFERENCES audit_events (seq),
    started_at timestamptz,
    last_reader uuid,
    readers integer NOT NULL DEFAULT 0 CHECK (readers >= 0),
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT scheduled_has_a_time CHECK (
        state NOT IN ('scheduled', 'sending', 'sent') OR (send_at IS NOT NULL AND zone IS NOT NULL AND quiet_until >= send_at)),
    CONSTRAINT sending_has_an_event CHECK ((state IN ('sending', 'sent')) = (event_seq IS NOT NULL AND started_at IS NOT NULL)),
    -- Two service announcements are never nearer than the rest that was set when each was scheduled.
    CONSTRAINT service_announcements_are_rare
        EXCLUDE USING gist (tstzrange(send_at, quiet_until) WITH &&)
        WHERE (class = 'service' AND state IN ('scheduled', 'sending', 'sent'))
);
CREATE INDEX announcements_newest ON announcements (created_at DESC, id DESC);
CREATE INDEX announcements_due ON announcements (send_at, id) WHERE state IN ('scheduled', 'sending');
CREATE INDEX announcements_shown ON announcements (started_at DESC, id DESC)
    WHERE class = 'service' AND state IN ('sending', 'sent');

-- What has begun to leave says to its last reader what it said to its first.
CREATE FUNCTION refuse_other_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an announcement that is being sent never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER announcements_keep_their_words
    BEFORE UPDATE OF class, subject, why, body, account_kind, account_standing, account_country ON announcements
    FOR EACH ROW WHEN (OLD.state <> 'draft' AND (OLD.class, OLD.subject, OLD.why, OLD.body, OLD.account_kind,
        OLD.account_standing, OLD.account_country) IS DISTINCT FROM (NEW.class, NEW.subject, NEW.why, NEW.body,
        NEW.account_kind, NEW.account_standing, NEW.account_country))
    EXECUTE FUNCTION refuse_other_words();

-- Who has opened one in the portal.
CREATE TABLE announcement_reads (
    announcement_id uuid NOT NULL REFERENCES announcements (id),
    user_id uuid NOT NULL REFERENCES users (id),
    read_at timestamptz NOT NULL,
    PRIMARY KEY (announcement_id, user_id)
);
CREATE INDEX announcement_reads_of_user ON announcement_reads (user_id);
