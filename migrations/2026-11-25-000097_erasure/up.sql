-- Erasing a person. The login stays as a row that names nobody, since what others did refers to it.
ALTER TABLE users
    ADD COLUMN erased_at timestamptz,
    ADD CONSTRAINT an_erased_login_names_nobody CHECK (
        erased_at IS NULL
        OR (deactivated_at IS NOT NULL AND password_hash IS NULL AND telephone IS NULL AND staff_role IS NULL
            AND email = email_key AND email_key LIKE 'erased-%' AND full_name = 'Erased person'));

-- A mail that is forgotten once it has left: who got it, and what it said.
ALTER TABLE outbox ADD COLUMN forget boolean NOT NULL DEFAULT false;

-- Within the transaction that erases, and only there, what was signed may lose the names in it.
CREATE FUNCTION is_erasing() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('inset.erasing', true), '') = 'on'
$$;

CREATE OR REPLACE FUNCTION refuse_signed_revision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL AND NOT (is_erasing() AND TG_OP = 'UPDATE') THEN
        RAISE EXCEPTION 'a signed revision never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION refuse_signed_part_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record := COALESCE(NEW, OLD);
BEGIN
    IF NOT (is_erasing() AND TG_OP = 'UPDATE')
       AND EXISTS (SELECT FROM order_revisions r
                   WHERE r.order_id = part.order_id AND r.revision = part.revision AND r.signed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a signed revision never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN part;
END $$;

CREATE OR REPLACE FUNCTION refuse_agreement_text_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT is_erasing() AND (NEW.text IS DISTINCT FROM OLD.text OR NEW.text_sha256 IS DISTINCT FROM OLD.text_sha256)
       OR NEW.account_id <> OLD.account_id OR NEW.document <> OLD.document THEN
        RAISE EXCEPTION 'the text of an agreement never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_erasing() THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION '% rows never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER signatures_never_change ON signatures;
CREATE TRIGGER signatures_never_change BEFORE UPDATE ON signatures
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure();
CREATE TRIGGER signatures_stay BEFORE DELETE ON signatures FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER approvals_stay ON approvals;
CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure();

-- An account that is deactivated needs no owner any more.
CREATE OR REPLACE FUNCTION refuse_last_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.power <> 'owner' OR OLD.ended_at IS NOT NULL THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM accounts WHERE id = OLD.account_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM memberships
                   WHERE account_id = OLD.account_id AND power = 'owner' AND ended_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM accounts WHERE id = OLD.account_id AND state = 'deactivated') THEN
        RAISE EXCEPTION 'an account keeps an owner'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'an_account_keeps_an_owner';
    END IF;
    RETURN NULL;
END $$;
