-- Whoever approved an account first is not the second one, and there is no way round the second one.
CREATE FUNCTION refuse_same_approver() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a second person approves an account'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_second_person_approves';
END $$;
CREATE TRIGGER accounts_second_person BEFORE UPDATE OF state, state_by ON accounts
    FOR EACH ROW WHEN (OLD.state = 'second_approval'
                       AND (NEW.state = 'approved' AND NEW.state_by = OLD.state_by
                            OR NEW.state = 'second_approval' AND NEW.state_by <> OLD.state_by))
    EXECUTE FUNCTION refuse_same_approver();
