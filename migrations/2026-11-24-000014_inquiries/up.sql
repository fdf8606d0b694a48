-- What people write to us on the public site: inquiries (P04), questions and complaints (P19).
CREATE SEQUENCE inquiry_numbers START 1001;
CREATE TABLE inquiries (
    id uuid PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('inquiry', 'question', 'complaint')),
    full_name text NOT NULL CHECK (char_length(full_name) BETWEEN 1 AND 120),
    email text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
    web_site text,
    sector text,
    body text CHECK (char_length(body) <= 4000),
    state text NOT NULL CHECK (state IN ('new', 'acknowledged', 'assigned', 'open', 'waiting', 'converted', 'resolved',
                                         'duplicate', 'not_now', 'reopened')),
    state_at timestamptz NOT NULL,
    answer text CHECK (char_length(answer) <= 4000),
    answered_by uuid REFERENCES users (id),
    answered_at timestamptz,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT a_question_has_words CHECK (kind = 'inquiry' OR body IS NOT NULL),
    CONSTRAINT an_answer_has_words CHECK (state NOT IN ('converted', 'resolved') OR (answer IS NOT NULL AND answered_by IS NOT NULL))
);
CREATE INDEX inquiries_newest ON inquiries (created_at DESC, id DESC);
CREATE INDEX inquiries_by_state ON inquiries (state, created_at DESC, id DESC);

-- An answer that invites: it fills in the sign-up form and is used up by the sign-up.
CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    inquiry_id uuid NOT NULL UNIQUE REFERENCES inquiries (id),
    kind text NOT NULL CHECK (kind IN ('publisher', 'advertiser', 'network')),
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    used_by uuid REFERENCES users (id),
    CONSTRAINT used_by_someone CHECK ((used_at IS NULL) = (used_by IS NULL))
);
