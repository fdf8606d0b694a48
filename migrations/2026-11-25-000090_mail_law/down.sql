ALTER TABLE users DROP COLUMN mail_bounced_at;
DROP TABLE suppressions;
DROP INDEX outbox_of_address;
DROP INDEX outbox_of_user;
ALTER TABLE outbox DROP COLUMN report, DROP COLUMN reported_at;
ALTER TABLE outbox DROP CONSTRAINT withheld_has_a_reason;
-- The program before this one knows one state for what never leaves.
UPDATE outbox SET state = 'dead' WHERE state = 'withheld';
ALTER TABLE outbox DROP CONSTRAINT outbox_state_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_state_check CHECK (state IN ('queued', 'sending', 'sent', 'retrying', 'dead'));
