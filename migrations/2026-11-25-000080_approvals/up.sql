-- What one member of staff asks a second one to approve. The row binds what it is about, the values before and after, and a
-- digest of them; it is decided once and used once.
CREATE TABLE approvals (
    id uuid PRIMARY KEY,
    action text NOT NULL CHECK (action IN ('add_staff', 'give_role', 'remove_authenticator')),
    subject_kind text NOT NULL CHECK (subject_kind IN ('user')),
    subject_id uuid NOT NULL,
    before jsonb NOT NULL CHECK (jsonb_typeof(before) = 'object'),
    after jsonb NOT NULL CHECK (jsonb_typeof(after) = 'object'),
    bound_sha256 bytea NOT NULL CHECK (octet_length(bound_sha256) = 32),
    why text NOT NULL CHECK (char_length(why) BETWEEN 1 AND 1000),
    maker_id uuid NOT NULL REFERENCES users (id),
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('asked', 'approved', 'used', 'refused', 'withdrawn', 'expired')),
    checker_id uuid REFERENCES users (id),
    decided_at timestamptz,
    used_at timestamptz,
    reason_words text CHECK (char_length(reason_words) BETWEEN 1 AND 1000),
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT an_approval_runs_out CHECK (expires_at > asked_at),
    CONSTRAINT two_pairs_of_eyes CHECK (checker_id IS DISTINCT FROM maker_id),
    CONSTRAINT nobody_decides_about_themselves CHECK (
        subject_kind <> 'user' OR (maker_id <> subject_id AND checker_id IS DISTINCT FROM subject_id)),
    CONSTRAINT a_decision_has_its_checker CHECK ((state IN ('approved', 'used', 'refused')) = (checker_id IS NOT NULL)),
    CONSTRAINT an_end_has_its_time CHECK ((state = 'asked') = (decided_at IS NULL)),
    CONSTRAINT used_has_its_time CHECK ((state = 'used') = (used_at IS NOT NULL)),
    CONSTRAINT a_refusal_has_words CHECK ((state = 'refused') = (reason_words IS NOT NULL))
);
CREATE UNIQUE INDEX approvals_one_open ON approvals (action, subject_id) WHERE state = 'asked';
CREATE UNIQUE INDEX approvals_one_open_address ON approvals (lower(after ->> 'email')) WHERE state = 'asked' AND action = 'add_staff';
CREATE INDEX approvals_open ON approvals (asked_at, id) WHERE state = 'asked';
CREATE INDEX approvals_settled ON approvals (asked_at DESC, id DESC) WHERE state <> 'asked';

-- What was asked never changes, and no step is taken twice or back: asked, then approved and used, or one of the other ends.
CREATE FUNCTION keep_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.action, OLD.subject_kind, OLD.subject_id, OLD.before, OLD.after, OLD.bound_sha256, OLD.why, OLD.maker_id,
        OLD.asked_at, OLD.expires_at)
       IS DISTINCT FROM
       (NEW.id, NEW.action, NEW.subject_kind, NEW.subject_id, NEW.before, NEW.after, NEW.bound_sha256, NEW.why, NEW.maker_id,
        NEW.asked_at, NEW.expires_at) THEN
        RAISE EXCEPTION 'what an approval binds never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT (OLD.state = 'asked' AND NEW.state IN ('approved', 'refused', 'withdrawn', 'expired')
            OR OLD.state = 'approved' AND NEW.state = 'used'
               AND (OLD.checker_id, OLD.decided_at) IS NOT DISTINCT FROM (NEW.checker_id, NEW.decided_at)) THEN
        RAISE EXCEPTION 'an approval is decided once and used once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approvals_keep BEFORE UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION keep_approval();
CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The operator is never left without an admin. A lock is taken before the others are counted: of two admins who end each
-- other's role at the same time, the second sees what the first has done.
CREATE FUNCTION refuse_last_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('staff admins', 0));
    IF NOT EXISTS (SELECT 1 FROM users WHERE staff_role = 'admin' AND deactivated_at IS NULL) THEN
        RAISE EXCEPTION 'the staff keep an admin'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'the_staff_keep_an_admin';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER users_keep_an_admin AFTER UPDATE OF staff_role, deactivated_at ON users
    FOR EACH ROW WHEN (OLD.staff_role = 'admin' AND OLD.deactivated_at IS NULL
                       AND (NEW.staff_role IS DISTINCT FROM 'admin' OR NEW.deactivated_at IS NOT NULL))
    EXECUTE FUNCTION refuse_last_admin();
