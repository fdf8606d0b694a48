-- The figures of the weeks that are over, counted once, so that no page counts them again. Numbers alone: nothing here is
-- about a person, and an erasure leaves them as they are. A week is named by its Monday, in UTC.
CREATE TABLE weekly_figures (
    week date NOT NULL CHECK (extract(isodow FROM week) = 1),
    measure text NOT NULL CHECK (measure IN ('sign_ups', 'decisions', 'decision_minutes', 'orders', 'committed', 'received', 'answered')),
    -- The kind, or for money its currency; empty where there is but one.
    part text NOT NULL CHECK (part ~ '^[A-Za-z_]{0,20}$'),
    value bigint NOT NULL CHECK (value >= 0),
    PRIMARY KEY (week, measure, part),
    CONSTRAINT money_has_a_currency CHECK ((measure = 'committed') = (part ~ '^[A-Z]{3}$'))
);
CREATE TRIGGER weekly_figures_never_change BEFORE UPDATE ON weekly_figures FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What a week is counted from.
CREATE INDEX review_cases_decided ON review_cases (closed_at) WHERE decision IN ('approved', 'declined');
CREATE INDEX signatures_countersigned ON signatures (signed_at) WHERE side = 'operator' AND order_id IS NOT NULL;
CREATE INDEX inquiry_messages_answers ON inquiry_messages (written_at) WHERE author_id IS NOT NULL;

-- What is to be done by its day, for all and for one.
CREATE INDEX case_tasks_by_day ON case_tasks (due_on, id) WHERE done_at IS NULL;
CREATE INDEX case_tasks_of_assignee ON case_tasks (assignee_id, due_on, id) WHERE done_at IS NULL;
