-- That a child's data was erased, without a word about the child (P15): when, by whom, and how many records of each kind.
CREATE SEQUENCE certificate_numbers START 1001;
CREATE TABLE certificates (
    id uuid PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    issued_at timestamptz NOT NULL,
    issued_by uuid NOT NULL REFERENCES users (id),
    -- Pairs of what it was, in the catalogue's words, and how many there were.
    erased jsonb NOT NULL CHECK (jsonb_typeof(erased) = 'array' AND jsonb_array_length(erased) > 0)
);
CREATE INDEX certificates_newest ON certificates (issued_at DESC, id DESC);
CREATE TRIGGER certificates_never_change BEFORE UPDATE OR DELETE ON certificates
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER certificates_are_never_emptied BEFORE TRUNCATE ON certificates
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
