DROP TRIGGER users_keep_reserved_emails ON users;
DROP FUNCTION refuse_reserved_email();
DROP TABLE email_changes;
