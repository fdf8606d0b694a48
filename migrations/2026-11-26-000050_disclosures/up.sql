-- The register of disclosures (P14): who asked for a person's data, on what basis, which data, which two of the staff approved
-- it, and the exact archive that was handed over, sealed under the person's key. Erasing the person empties the archive alone,
-- since what was handed over may have to be proved; of a child the row goes.
CREATE SEQUENCE disclosure_numbers START 1001;
CREATE TABLE disclosures (
    id uuid PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    user_id uuid NOT NULL REFERENCES users (id),
    requester text NOT NULL CHECK (char_length(requester) BETWEEN 1 AND 200),
    basis text NOT NULL CHECK (basis IN ('legal_process', 'authority', 'rights')),
    grounds text NOT NULL CHECK (char_length(grounds) BETWEEN 1 AND 1000),
    purposes text[] NOT NULL CHECK (cardinality(purposes) > 0),
    received_on date NOT NULL,
    gag_until date,
    gag_words text CHECK (char_length(gag_words) BETWEEN 1 AND 1000),
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL REFERENCES users (id),
    state text NOT NULL CHECK (state IN ('asked', 'first_approved', 'approved', 'handed_over', 'refused')),
    first_at timestamptz,
    first_by uuid REFERENCES users (id),
    second_at timestamptz,
    second_by uuid REFERENCES users (id),
    refused_at timestamptz,
    refused_by uuid REFERENCES users (id),
    refusal_words text CHECK (char_length(refusal_words) BETWEEN 1 AND 1000),
    handed_over_at timestamptz,
    handed_over_by uuid REFERENCES users (id),
    archive_sha256 bytea CHECK (octet_length(archive_sha256) = 32),
    archive_bytes bigint CHECK (archive_bytes > 0),
    archive_sealed bytea,
    told_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT a_gag_has_an_end_and_words CHECK ((gag_until IS NULL) = (gag_words IS NULL)),
    CONSTRAINT two_people_approve CHECK (first_by <> second_by),
    CONSTRAINT nobody_approves_about_themselves CHECK (first_by <> user_id AND second_by <> user_id),
    CONSTRAINT an_approval_says_who CHECK ((first_at IS NULL) = (first_by IS NULL) AND (second_at IS NULL) = (second_by IS NULL)),
    CONSTRAINT the_state_has_its_approvals CHECK (
        CASE state WHEN 'asked' THEN first_at IS NULL AND second_at IS NULL
                   WHEN 'first_approved' THEN first_at IS NOT NULL AND second_at IS NULL
                   WHEN 'refused' THEN second_at IS NULL
                   ELSE first_at IS NOT NULL AND second_at IS NOT NULL END),
    CONSTRAINT refused_says_why CHECK (
        num_nonnulls(refused_at, refused_by, refusal_words) = CASE WHEN state = 'refused' THEN 3 ELSE 0 END),
    CONSTRAINT handed_over_has_its_archive CHECK (
        num_nonnulls(handed_over_at, handed_over_by, archive_sha256, archive_bytes) = CASE WHEN state = 'handed_over' THEN 4 ELSE 0 END),
    CONSTRAINT only_what_was_handed_over_is_kept_and_told CHECK (
        state = 'handed_over' OR num_nonnulls(archive_sealed, told_at) = 0),

    CONSTRAINT nobody_is_told_under_a_gag CHECK (told_at IS NULL OR gag_until IS NULL OR (told_at AT TIME ZONE 'UTC')::date > gag_until)
);
CREATE INDEX disclosures_newest ON disclosures (recorded_at DESC, id DESC);
CREATE INDEX disclosures_by_state ON disclosures (state, recorded_at DESC, id DESC);
CREATE INDEX disclosures_of_user ON disclosures (user_id);
CREATE INDEX disclosures_to_tell ON disclosures (gag_until, id) WHERE state = 'handed_over' AND told_at IS NULL;

-- What was asked is what two people approve, so it never changes; what was handed over changes no more, save that its person
-- is told of it once.
CREATE FUNCTION refuse_disclosure_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told text[] := ARRAY['told_at', 'version'];
    steps text[] := ARRAY['state', 'first_at', 'first_by', 'second_at', 'second_by', 'refused_at', 'refused_by', 'refusal_words',
                          'handed_over_at', 'handed_over_by', 'archive_sha256', 'archive_bytes', 'archive_sealed', 'told_at', 'version'];
BEGIN
    IF is_erasing() THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state IN ('asked', 'first_approved', 'approved') AND to_jsonb(NEW) - steps = to_jsonb(OLD) - steps THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'handed_over' AND OLD.told_at IS NULL AND to_jsonb(NEW) - told = to_jsonb(OLD) - told THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER disclosures_never_change BEFORE UPDATE OR DELETE ON disclosures
    FOR EACH ROW EXECUTE FUNCTION refuse_disclosure_change();
CREATE TRIGGER disclosures_are_never_emptied BEFORE TRUNCATE ON disclosures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
