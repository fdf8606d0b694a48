-- Whose a case is for half an hour, and who has it open: both end by themselves.
ALTER TABLE review_cases
    ADD COLUMN claimed_by uuid REFERENCES users (id),
    ADD COLUMN claimed_until timestamptz,
    ADD CONSTRAINT a_claim_has_an_end CHECK ((claimed_by IS NULL) = (claimed_until IS NULL)),
    ADD CONSTRAINT only_what_waits_is_claimed CHECK (claimed_by IS NULL OR state = 'waiting');
CREATE INDEX review_cases_claimed ON review_cases (claimed_by, waiting_since, id) WHERE claimed_by IS NOT NULL;

-- Programs of the last version know of no claim: it ends with what they do.
CREATE FUNCTION end_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.claimed_by := NULL;
    NEW.claimed_until := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER review_cases_end_claim BEFORE UPDATE ON review_cases
    FOR EACH ROW WHEN (NEW.state <> 'waiting' AND NEW.claimed_by IS NOT NULL) EXECUTE FUNCTION end_claim();

CREATE TABLE case_presence (
    case_id uuid NOT NULL REFERENCES review_cases (id),
    user_id uuid NOT NULL REFERENCES users (id),
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, user_id)
);
CREATE INDEX case_presence_seen ON case_presence (seen_at);
