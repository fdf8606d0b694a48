-- What stood before a decision, for as long as it can be taken back: its mails wait as long.
CREATE TABLE decision_undos (
    case_id uuid PRIMARY KEY REFERENCES review_cases (id),
    event_seq bigint NOT NULL REFERENCES audit_events (seq),
    decided_by uuid NOT NULL REFERENCES users (id),
    decided_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    waiting_since timestamptz NOT NULL,
    record_version bigint NOT NULL,
    before_state text NOT NULL CHECK (before_state IN ('submitted', 'in_review', 'second_approval', 'approved')),
    before_at timestamptz NOT NULL,
    before_by uuid NOT NULL REFERENCES users (id),
    reason_code text,
    reason_words text,
    CONSTRAINT there_is_time_to_think CHECK (until > decided_at),
    CONSTRAINT a_reason_is_whole CHECK ((reason_code IS NULL) = (reason_words IS NULL))
);
CREATE INDEX decision_undos_of_person ON decision_undos (decided_by, until DESC);
