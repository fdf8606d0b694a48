ALTER TABLE signatures DROP CONSTRAINT signatures_authentication_check;
-- NOT VALID: signatures are never changed, so those that say more stay as they were given.
ALTER TABLE signatures ADD CONSTRAINT signatures_authentication_check CHECK (authentication IN ('password')) NOT VALID;
ALTER TABLE sessions DROP COLUMN ran_out_at;
DROP TABLE parked_posts;
