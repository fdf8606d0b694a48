DROP TRIGGER users_keep_an_admin ON users;
DROP FUNCTION refuse_last_admin();
DROP TABLE approvals;
DROP FUNCTION keep_approval();
