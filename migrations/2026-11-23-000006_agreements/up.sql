CREATE TABLE agreements (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    document text NOT NULL CHECK (document IN ('web_publisher_service_agreement', 'advertising_network_service_agreement')),
    document_version text NOT NULL,
    text text NOT NULL,
    text_sha256 bytea NOT NULL CHECK (octet_length(text_sha256) = 32),
    state text NOT NULL CHECK (state IN ('offered', 'viewed', 'signed', 'countersigned', 'superseded', 'terminated',
                                         'declined', 'expired', 'cancelled')),
    state_at timestamptz NOT NULL,
    state_by uuid NOT NULL REFERENCES users (id),
    reason_words text,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT decline_has_words CHECK (state <> 'declined' OR reason_words IS NOT NULL)
);
CREATE INDEX agreements_of_account ON agreements (account_id, created_at DESC);
CREATE UNIQUE INDEX agreements_one_live ON agreements (account_id, document)
    WHERE state IN ('offered', 'viewed', 'signed', 'countersigned');

-- The text of an agreement never changes; its state does.
CREATE FUNCTION refuse_agreement_text_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text IS DISTINCT FROM OLD.text OR NEW.text_sha256 IS DISTINCT FROM OLD.text_sha256
       OR NEW.account_id <> OLD.account_id OR NEW.document <> OLD.document THEN
        RAISE EXCEPTION 'the text of an agreement never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreements_text_is_fixed BEFORE UPDATE ON agreements
    FOR EACH ROW EXECUTE FUNCTION refuse_agreement_text_change();
