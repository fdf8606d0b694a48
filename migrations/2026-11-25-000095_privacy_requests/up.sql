-- What people ask about their own data, by the form, signed in, or by e-mail, telephone or post, with its clock. When the
-- person is erased, who they are and all words go; what was asked, decided and when stays.
CREATE SEQUENCE privacy_request_numbers START 1001;
CREATE TABLE privacy_requests (
    id uuid PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('export', 'correct', 'restrict', 'object', 'erase')),
    channel text NOT NULL CHECK (channel IN ('form', 'account', 'email', 'telephone', 'post')),
    full_name text CHECK (char_length(full_name) BETWEEN 1 AND 120),
    email text CHECK (char_length(email) BETWEEN 3 AND 254),
    email_key text CHECK (char_length(email_key) BETWEEN 3 AND 254),
    reach text CHECK (char_length(reach) BETWEEN 1 AND 1000),
    user_id uuid REFERENCES users (id),
    details text CHECK (char_length(details) BETWEEN 1 AND 4000),
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    link_expires_at timestamptz,
    received_at timestamptz NOT NULL,
    acknowledge_by timestamptz NOT NULL,
    acknowledged_at timestamptz,
    answer_by timestamptz NOT NULL,
    identity_how text CHECK (identity_how IN ('link', 'signed_in', 'staff')),
    identity_note text CHECK (char_length(identity_note) BETWEEN 1 AND 1000),
    identity_at timestamptz,
    identity_by uuid REFERENCES users (id),
    extended_at timestamptz,
    extended_by uuid REFERENCES users (id),
    extension_words text CHECK (char_length(extension_words) BETWEEN 1 AND 1000),
    state text NOT NULL CHECK (state IN ('identity_unverified', 'pending', 'extended', 'approved', 'partly_approved', 'denied',
                                         'in_process', 'complete', 'withdrawn')),
    state_at timestamptz NOT NULL,
    state_by uuid REFERENCES users (id),
    reason_code text,
    reason_words text CHECK (char_length(reason_words) BETWEEN 1 AND 4000),
    answer text CHECK (char_length(answer) BETWEEN 1 AND 4000),
    erased_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT someone_asks CHECK (
        CASE WHEN erased_at IS NULL THEN full_name IS NOT NULL AND (email IS NOT NULL OR reach IS NOT NULL)
             ELSE num_nonnulls(full_name, email, reach, user_id, details, identity_note, reason_words, answer, extension_words) = 0 END),
    CONSTRAINT an_address_has_its_key CHECK ((email IS NULL) = (email_key IS NULL)),
    CONSTRAINT only_an_end_is_erased CHECK (erased_at IS NULL OR state IN ('complete', 'denied', 'withdrawn')),
    CONSTRAINT an_identity_says_how CHECK ((identity_how IS NULL) = (identity_at IS NULL)),
    CONSTRAINT a_check_of_staff_has_words CHECK (
        identity_how IS DISTINCT FROM 'staff'
        OR (identity_by IS NOT NULL AND (identity_note IS NOT NULL OR erased_at IS NOT NULL))),
    CONSTRAINT nothing_goes_on_without_identity CHECK (
        CASE WHEN state IN ('denied', 'withdrawn') THEN true ELSE (state = 'identity_unverified') = (identity_at IS NULL) END),
    CONSTRAINT an_extension_has_words CHECK (
        (extended_at IS NULL) = (extended_by IS NULL)
        AND (erased_at IS NOT NULL OR (extended_at IS NULL) = (extension_words IS NULL))),
    CONSTRAINT extended_says_so CHECK (
        CASE state WHEN 'extended' THEN extended_at IS NOT NULL WHEN 'pending' THEN extended_at IS NULL ELSE true END),
    CONSTRAINT a_refusal_has_a_reason CHECK (
        CASE WHEN state IN ('denied', 'partly_approved')
             THEN reason_code IS NOT NULL AND (reason_words IS NOT NULL OR erased_at IS NOT NULL)
             ELSE state IN ('in_process', 'complete') OR reason_code IS NULL END),
    CONSTRAINT complete_has_its_answer CHECK (erased_at IS NOT NULL OR (state = 'complete') = (answer IS NOT NULL))
);
-- One open request of a kind for an address: the next one joins it.
CREATE UNIQUE INDEX privacy_requests_one_open ON privacy_requests (email_key, kind)
    WHERE state NOT IN ('denied', 'complete', 'withdrawn');
CREATE INDEX privacy_requests_due ON privacy_requests (answer_by, id) WHERE state NOT IN ('denied', 'complete', 'withdrawn');
CREATE INDEX privacy_requests_by_state ON privacy_requests (state, answer_by, id);
CREATE INDEX privacy_requests_of_user ON privacy_requests (user_id) WHERE user_id IS NOT NULL;

-- Who asked the same again while a request was open. What is said here was checked no better than it came.
CREATE TABLE privacy_request_repeats (
    id uuid PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES privacy_requests (id),
    channel text NOT NULL CHECK (channel IN ('form', 'account', 'email', 'telephone', 'post')),
    details text CHECK (char_length(details) BETWEEN 1 AND 4000),
    checked boolean NOT NULL,
    asked_at timestamptz NOT NULL
);
CREATE INDEX privacy_request_repeats_of ON privacy_request_repeats (request_id, asked_at);
