-- A decision on a site is taken back too: in the site's own case, or in its account's, which holds several.
ALTER TABLE decision_undos
    ADD COLUMN site_id uuid REFERENCES sites (id),
    DROP CONSTRAINT decision_undos_before_state_check,
    ADD CONSTRAINT decision_undos_before_state_check CHECK (before_state IN ('submitted', 'in_review', 'second_approval', 'approved', 'pending', 'verified', 'failed')),
    ADD CONSTRAINT a_site_stood_as_sites_do CHECK ((site_id IS NOT NULL) = (before_state IN ('pending', 'verified', 'failed')));
