-- One case per submission of an account or an order; the queue is the cases that wait for staff, oldest first.
CREATE TABLE review_cases (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('publisher', 'advertiser', 'network', 'order')),
    account_id uuid NOT NULL REFERENCES accounts (id),
    order_id uuid REFERENCES orders (id),
    state text NOT NULL CHECK (state IN ('waiting', 'with_applicant', 'closed')),
    waiting_since timestamptz NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    decision text CHECK (decision IN ('approved', 'declined', 'withdrawn')),
    decided_by uuid REFERENCES users (id),
    reason_code text,
    reason_words text,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT an_order_case_names_its_order CHECK ((kind = 'order') = (order_id IS NOT NULL)),
    CONSTRAINT closed_is_decided CHECK ((state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (decision IS NOT NULL)),
    CONSTRAINT a_decline_has_reasons CHECK (decision IS DISTINCT FROM 'declined' OR (reason_code IS NOT NULL AND reason_words IS NOT NULL))
);
CREATE INDEX review_cases_queue ON review_cases (waiting_since, id) WHERE state = 'waiting';
CREATE INDEX review_cases_queue_by_kind ON review_cases (kind, waiting_since, id) WHERE state = 'waiting';
CREATE INDEX review_cases_of_account ON review_cases (account_id, opened_at DESC);
CREATE UNIQUE INDEX review_cases_one_open_per_account ON review_cases (account_id) WHERE state <> 'closed' AND order_id IS NULL;
CREATE UNIQUE INDEX review_cases_one_open_per_order ON review_cases (order_id) WHERE state <> 'closed' AND order_id IS NOT NULL;

-- What a reviewer asked to be changed, field by field, and when it was answered.
CREATE TABLE change_requests (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES review_cases (id),
    section text NOT NULL,
    field text NOT NULL,
    note text NOT NULL CHECK (char_length(note) BETWEEN 1 AND 1000),
    asked_at timestamptz NOT NULL,
    asked_by uuid NOT NULL REFERENCES users (id),
    answered_at timestamptz
);
CREATE INDEX change_requests_of_case ON change_requests (case_id, asked_at);
CREATE UNIQUE INDEX change_requests_open ON change_requests (case_id, section, field) WHERE answered_at IS NULL;
