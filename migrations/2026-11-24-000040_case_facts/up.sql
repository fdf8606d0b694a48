-- What an account gave at each hand-over to staff, as keyed hashes: what changed since can be told, what it was cannot be
-- read. A fact that is not given has the hash of an empty value.
CREATE TABLE case_facts (
    case_id uuid NOT NULL REFERENCES review_cases (id),
    section text NOT NULL,
    field text NOT NULL,
    value_hash bytea NOT NULL CHECK (octet_length(value_hash) = 32),
    previous_hash bytea CHECK (octet_length(previous_hash) = 32),
    handed_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, section, field)
);

-- How what was asked was answered: by a change, or by the words that say why it stays.
ALTER TABLE change_requests
    ADD COLUMN changed boolean,
    ADD COLUMN answer text CHECK (char_length(answer) BETWEEN 1 AND 1000),
    ADD CONSTRAINT what_stays_is_explained CHECK (changed OR changed IS NULL OR answer IS NOT NULL),
    ADD CONSTRAINT only_an_answer_is_a_change CHECK (changed IS NULL OR answered_at IS NOT NULL);
