DROP TRIGGER memberships_keep_an_owner ON memberships;
DROP FUNCTION refuse_last_owner();
ALTER TABLE memberships DROP COLUMN version;
DROP TABLE member_invitations;
