DELETE FROM decision_undos WHERE site_id IS NOT NULL;
ALTER TABLE decision_undos
    DROP COLUMN site_id,
    DROP CONSTRAINT decision_undos_before_state_check,
    ADD CONSTRAINT decision_undos_before_state_check CHECK (before_state IN ('submitted', 'in_review', 'second_approval', 'approved'));
