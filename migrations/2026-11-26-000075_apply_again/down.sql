DROP TRIGGER accounts_apply_again ON accounts;
DROP FUNCTION refuse_applying_early;
