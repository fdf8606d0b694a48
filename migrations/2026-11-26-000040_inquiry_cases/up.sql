-- A message becomes a case: somebody of the staff has it, a date says when it is next somebody's turn, and it may repeat
-- another one. The last version of the program writes none of these columns, so each has what a new row begins with.
ALTER TABLE inquiries
    ADD COLUMN assigned_to uuid REFERENCES users (id),
    ADD COLUMN due_at timestamptz NOT NULL DEFAULT now() + interval '2 days',
    ADD COLUMN duplicate_of uuid REFERENCES inquiries (id),
    ADD CONSTRAINT assigned_has_someone CHECK (state <> 'assigned' OR assigned_to IS NOT NULL),
    ADD CONSTRAINT a_duplicate_names_another CHECK (
        (state = 'duplicate') = (duplicate_of IS NOT NULL) AND duplicate_of IS DISTINCT FROM id),
    ADD CONSTRAINT they_wait_for_words CHECK (
        state NOT IN ('open', 'waiting', 'not_now') OR (answer IS NOT NULL AND answered_by IS NOT NULL));
UPDATE inquiries SET due_at = created_at + interval '2 days', assigned_to = answered_by;
-- What is due first, of everybody and of one; what has ended is read newest first, by the indexes that were there.
CREATE INDEX inquiries_due ON inquiries (due_at, id) WHERE state NOT IN ('converted', 'resolved', 'duplicate', 'not_now');
CREATE INDEX inquiries_of_assignee ON inquiries (assigned_to, due_at, id)
    WHERE state NOT IN ('converted', 'resolved', 'duplicate', 'not_now');

-- What was written after the first words: ours with whoever wrote it, theirs without. The row of the message keeps the
-- newest answer too, since the last version of the program reads it there.
CREATE TABLE inquiry_messages (
    id uuid PRIMARY KEY,
    inquiry_id uuid NOT NULL REFERENCES inquiries (id),
    author_id uuid REFERENCES users (id),
    body text NOT NULL CHECK (char_length(body) BETWEEN 1 AND 4000),
    written_at timestamptz NOT NULL
);
CREATE INDEX inquiry_messages_of ON inquiry_messages (inquiry_id, written_at, id);
INSERT INTO inquiry_messages (id, inquiry_id, author_id, body, written_at)
SELECT gen_random_uuid(), id, answered_by, answer, answered_at FROM inquiries
WHERE answer IS NOT NULL AND answered_by IS NOT NULL AND answered_at IS NOT NULL;

-- What was reopened may invite again; the older invitation ends then.
ALTER TABLE invitations DROP CONSTRAINT invitations_inquiry_id_key;
CREATE INDEX invitations_of_inquiry ON invitations (inquiry_id, created_at);
-- What somebody told before they signed up fills in more than the sign-up form.
CREATE INDEX invitations_of_user ON invitations (used_by) WHERE used_by IS NOT NULL;
