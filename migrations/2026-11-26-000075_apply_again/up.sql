-- A declined account applies again from the day that the decline names, and not before: nor where it names none.
CREATE FUNCTION refuse_applying_early() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a declined account applies again from the day that its decline names'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'one_applies_again_from_its_day';
END $$;
CREATE TRIGGER accounts_apply_again BEFORE UPDATE OF state ON accounts
    FOR EACH ROW WHEN (OLD.state = 'declined' AND NEW.state = 'draft'
                       AND (OLD.reapply_on IS NULL OR (NEW.state_at AT TIME ZONE 'UTC')::date < OLD.reapply_on))
    EXECUTE FUNCTION refuse_applying_early();
