DROP INDEX invitations_of_user;
DROP INDEX invitations_of_inquiry;
DELETE FROM invitations i USING invitations newer WHERE newer.inquiry_id = i.inquiry_id AND (newer.created_at, newer.id) > (i.created_at, i.id);
ALTER TABLE invitations ADD CONSTRAINT invitations_inquiry_id_key UNIQUE (inquiry_id);
DROP TABLE inquiry_messages;
DROP INDEX inquiries_of_assignee;
DROP INDEX inquiries_due;
ALTER TABLE inquiries
    DROP CONSTRAINT they_wait_for_words,
    DROP CONSTRAINT a_duplicate_names_another,
    DROP CONSTRAINT assigned_has_someone,
    DROP COLUMN duplicate_of,
    DROP COLUMN due_at,
    DROP COLUMN assigned_to;
