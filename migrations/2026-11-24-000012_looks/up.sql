-- The in-picture look of a publisher, every version of it; the newest is in force.
CREATE TABLE looks (
    account_id uuid NOT NULL REFERENCES accounts (id),
    version bigint NOT NULL CHECK (version >= 1),
    look jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by uuid NOT NULL REFERENCES users (id),
    PRIMARY KEY (account_id, version)
);
CREATE TRIGGER looks_append_only BEFORE UPDATE OR DELETE ON looks FOR EACH ROW EXECUTE FUNCTION refuse_change();
