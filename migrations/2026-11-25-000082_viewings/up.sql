-- Staff look at an account as its owner sees it: for half an hour at most, for a reason, and on record page by page.
CREATE TABLE viewings (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    viewer_id uuid NOT NULL REFERENCES users (id),
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 1000),
    begun_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT a_viewing_is_short CHECK (ends_at > begun_at AND ends_at <= begun_at + interval '30 minutes'),
    CONSTRAINT an_end_comes_after CHECK (ended_at >= begun_at)
);
CREATE INDEX viewings_of_account ON viewings (account_id, begun_at DESC, id DESC);
CREATE INDEX viewings_open ON viewings (ends_at) WHERE ended_at IS NULL;

CREATE TABLE viewed_pages (
    viewing_id uuid NOT NULL REFERENCES viewings (id),
    seen_at timestamptz NOT NULL,
    path text NOT NULL,
    PRIMARY KEY (viewing_id, seen_at, path)
);
CREATE TRIGGER viewed_pages_append_only BEFORE UPDATE OR DELETE ON viewed_pages
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What a session of staff looks at; over with the viewing's own end.
ALTER TABLE sessions ADD COLUMN viewing_id uuid REFERENCES viewings (id);
