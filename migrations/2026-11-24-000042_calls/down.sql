DROP INDEX outbox_calls_waiting;
ALTER TABLE outbox DROP CONSTRAINT a_call_is_made_by_people;
DROP TABLE call_attempts;
