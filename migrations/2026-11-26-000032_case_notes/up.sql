-- What staff note on a case among themselves, and what they have still to do for it. No applicant sees it.
CREATE TABLE case_notes (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES review_cases (id),
    author_id uuid NOT NULL REFERENCES users (id),
    body text NOT NULL CHECK (char_length(body) BETWEEN 1 AND 4000),
    written_at timestamptz NOT NULL
);
CREATE INDEX case_notes_of_case ON case_notes (case_id, written_at DESC, id DESC);
CREATE TRIGGER case_notes_never_change BEFORE UPDATE ON case_notes FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE case_tasks (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES review_cases (id),
    what text NOT NULL CHECK (char_length(what) BETWEEN 1 AND 1000),
    assignee_id uuid NOT NULL REFERENCES users (id),
    due_on date NOT NULL,
    set_by uuid NOT NULL REFERENCES users (id),
    set_at timestamptz NOT NULL,
    done_at timestamptz,
    done_by uuid REFERENCES users (id),
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT done_by_somebody CHECK ((done_at IS NULL) = (done_by IS NULL))
);
CREATE INDEX case_tasks_of_case ON case_tasks (case_id, due_on);
CREATE INDEX case_tasks_open ON case_tasks (case_id, due_on) WHERE done_at IS NULL;
