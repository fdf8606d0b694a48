-- People who wish to be called are called (P12): the outbox holds the letter and the number, here stands each attempt.
-- A call waits in the outbox as `queued`, or as `retrying` once nobody answered; it ends as `sent`, or as a mail where the
-- number was wrong.
CREATE TABLE call_attempts (
    outbox_id uuid NOT NULL REFERENCES outbox (id),
    attempt integer NOT NULL CHECK (attempt >= 1),
    made_at timestamptz NOT NULL,
    made_by uuid NOT NULL REFERENCES users (id),
    outcome text NOT NULL CHECK (outcome IN ('reached', 'left_message', 'no_answer', 'wrong_number')),
    note text CHECK (char_length(note) BETWEEN 1 AND 1000),
    PRIMARY KEY (outbox_id, attempt)
);
CREATE UNIQUE INDEX call_attempts_one_end ON call_attempts (outbox_id) WHERE outcome <> 'no_answer';
-- Only people make calls: no worker claims one, and none is given up by a program.
ALTER TABLE outbox ADD CONSTRAINT a_call_is_made_by_people
    CHECK (channel = 'mail' OR state IN ('queued', 'retrying', 'sent'));
CREATE INDEX outbox_calls_waiting ON outbox (created_at, id) WHERE channel = 'call' AND state IN ('queued', 'retrying');
