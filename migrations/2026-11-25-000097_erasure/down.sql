CREATE OR REPLACE FUNCTION refuse_last_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.power <> 'owner' OR OLD.ended_at IS NOT NULL THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM accounts WHERE id = OLD.account_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM memberships
                   WHERE account_id = OLD.account_id AND power = 'owner' AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'an account keeps an owner'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'an_account_keeps_an_owner';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER approvals_stay ON approvals;
CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER signatures_stay ON signatures;
DROP TRIGGER signatures_never_change ON signatures;
CREATE TRIGGER signatures_never_change BEFORE UPDATE OR DELETE ON signatures
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION refuse_change_but_erasure;
CREATE OR REPLACE FUNCTION refuse_signed_part_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record := COALESCE(NEW, OLD);
BEGIN
    IF EXISTS (SELECT FROM order_revisions r
               WHERE r.order_id = part.order_id AND r.revision = part.revision AND r.signed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a signed revision never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN part;
END $$;
CREATE OR REPLACE FUNCTION refuse_signed_revision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a signed revision never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE OR REPLACE FUNCTION refuse_agreement_text_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text IS DISTINCT FROM OLD.text OR NEW.text_sha256 IS DISTINCT FROM OLD.text_sha256
       OR NEW.account_id <> OLD.account_id OR NEW.document <> OLD.document THEN
        RAISE EXCEPTION 'the text of an agreement never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION is_erasing;
ALTER TABLE outbox DROP COLUMN forget;
ALTER TABLE users DROP CONSTRAINT an_erased_login_names_nobody, DROP COLUMN erased_at;
