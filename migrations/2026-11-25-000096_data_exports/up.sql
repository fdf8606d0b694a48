-- Copies of a person's data, as they ask for them: made by the worker, sealed under the person's key, gone after some days.
CREATE TABLE data_exports (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    state text NOT NULL CHECK (state IN ('queued', 'ready', 'expired', 'failed')),
    requested_at timestamptz NOT NULL,
    claimed_until timestamptz,
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    ready_at timestamptz,
    expires_at timestamptz,
    bytes bigint CHECK (bytes > 0),
    archive_sealed bytea,
    CONSTRAINT only_what_is_ready_is_there CHECK ((state = 'ready') = (archive_sealed IS NOT NULL)),
    CONSTRAINT ready_ends CHECK (state <> 'ready' OR (ready_at IS NOT NULL AND expires_at > ready_at AND bytes IS NOT NULL))
);
-- However often a person asks, one copy is made.
CREATE UNIQUE INDEX data_exports_one_queued ON data_exports (user_id) WHERE state = 'queued';
CREATE INDEX data_exports_queue ON data_exports (requested_at, id) WHERE state = 'queued';
CREATE INDEX data_exports_ending ON data_exports (expires_at) WHERE state = 'ready';
CREATE INDEX data_exports_of_user ON data_exports (user_id, requested_at DESC);
CREATE TRIGGER data_exports_wake_the_worker AFTER INSERT ON data_exports
    FOR EACH STATEMENT EXECUTE FUNCTION announce_outbox();
