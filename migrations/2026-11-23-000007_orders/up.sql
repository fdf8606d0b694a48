CREATE SEQUENCE order_numbers START 1001;
-- The order holds number and state; its header and lines belong to a revision.
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    account_id uuid NOT NULL REFERENCES accounts (id),
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'needs_attention', 'accepted', 'countersigned', 'scheduled', 'running',
                                         'paused', 'completed', 'rejected', 'withdrawn', 'expired', 'cancelled')),
    state_at timestamptz NOT NULL,
    state_by uuid NOT NULL REFERENCES users (id),
    reason_code text,
    reason_words text,
    revision integer NOT NULL CHECK (revision >= 1),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    total_minor bigint NOT NULL CHECK (total_minor >= 0),
    line_count integer NOT NULL CHECK (line_count BETWEEN 0 AND 500),
    starts_on date,
    ends_on date,
    submitted_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT refusals_have_reasons
        CHECK (state NOT IN ('rejected', 'cancelled', 'needs_attention') OR (reason_code IS NOT NULL AND reason_words IS NOT NULL)),
    CONSTRAINT only_a_draft_is_unsubmitted CHECK (state IN ('draft', 'withdrawn', 'expired') OR submitted_at IS NOT NULL)
);
CREATE INDEX orders_of_account ON orders (account_id, created_at DESC, id DESC);
CREATE INDEX orders_of_account_by_state ON orders (account_id, state, created_at DESC, id DESC);
CREATE INDEX orders_newest ON orders (created_at DESC, id DESC);
CREATE INDEX orders_by_state ON orders (state, created_at DESC, id DESC);

CREATE TABLE order_revisions (
    order_id uuid NOT NULL REFERENCES orders (id),
    revision integer NOT NULL CHECK (revision >= 1),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    agency text,
    brand text,
    po_number text,
    billing_code text,
    campaign text,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    time_zone text NOT NULL,
    budget_minor bigint CHECK (budget_minor >= 0),
    spend_cap_minor bigint CHECK (spend_cap_minor >= 0),
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on >= starts_on),
    expires_on date,
    billing_method text NOT NULL CHECK (billing_method IN ('invoice', 'wire', 'ach', 'card')),
    notification_threshold smallint CHECK (notification_threshold BETWEEN 1 AND 100),
    liability text NOT NULL CHECK (liability IN ('sole', 'sequential', 'joint')),
    measurement text,
    ad_server text,
    ad_server_contact text,
    data_ownership text,
    special_instructions text,
    political boolean NOT NULL DEFAULT false,
    terms_version text NOT NULL,
    total_minor bigint NOT NULL CHECK (total_minor >= 0),
    text text,
    text_sha256 bytea CHECK (octet_length(text_sha256) = 32),
    signed_at timestamptz,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL REFERENCES users (id),
    PRIMARY KEY (order_id, revision),
    CONSTRAINT signed_names_its_text CHECK (signed_at IS NULL OR (text IS NOT NULL AND text_sha256 IS NOT NULL))
);

CREATE TABLE order_contacts (
    order_id uuid NOT NULL,
    revision integer NOT NULL,
    role text NOT NULL CHECK (role IN ('primary', 'billing')),
    position smallint NOT NULL CHECK (position BETWEEN 0 AND 9),
    full_name text NOT NULL,
    email text NOT NULL,
    telephone text,
    preferred_channel text NOT NULL CHECK (preferred_channel IN ('email', 'telephone')),
    PRIMARY KEY (order_id, revision, role, position),
    FOREIGN KEY (order_id, revision) REFERENCES order_revisions (order_id, revision),
    CONSTRAINT telephone_wish_has_a_number CHECK (preferred_channel = 'email' OR telephone IS NOT NULL)
);

CREATE TABLE order_lines (
    order_id uuid NOT NULL,
    revision integer NOT NULL,
    line_id uuid NOT NULL,
    position smallint NOT NULL CHECK (position BETWEEN 0 AND 499),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    format text NOT NULL CHECK (format IN ('strip', 'corner', 'caption', 'curtain')),
    site_category text,
    sites text,
    rate_type text NOT NULL CHECK (rate_type IN ('CPM', 'CPMV', 'CPC', 'CPD', 'FlatRate')),
    rate numeric(18, 6) NOT NULL CHECK (rate >= 0),
    quantity bigint NOT NULL CHECK (quantity >= 0),
    cost_minor bigint NOT NULL CHECK (cost_minor >= 0),
    delivery text NOT NULL CHECK (delivery IN ('standard', 'even', 'asap')),
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on >= starts_on),
    frequency_cap integer CHECK (frequency_cap BETWEEN 1 AND 1000),
    frequency_interval text CHECK (frequency_interval IN ('hour', 'day', 'week', 'month', 'campaign')),
    countries text[] NOT NULL DEFAULT '{}',
    categories text[] NOT NULL DEFAULT '{}',
    keywords text[] NOT NULL DEFAULT '{}',
    creative_due date,
    comment text,
    PRIMARY KEY (order_id, revision, line_id),
    UNIQUE (order_id, revision, position),
    FOREIGN KEY (order_id, revision) REFERENCES order_revisions (order_id, revision),
    CONSTRAINT cap_has_an_interval CHECK ((frequency_cap IS NULL) = (frequency_interval IS NULL))
);

-- What was signed stays as it was signed.
CREATE FUNCTION refuse_signed_revision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a signed revision never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER order_revisions_signed_is_fixed BEFORE UPDATE OR DELETE ON order_revisions
    FOR EACH ROW EXECUTE FUNCTION refuse_signed_revision_change();

CREATE FUNCTION refuse_signed_part_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record := COALESCE(NEW, OLD);
BEGIN
    IF EXISTS (SELECT FROM order_revisions r
               WHERE r.order_id = part.order_id AND r.revision = part.revision AND r.signed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a signed revision never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN part;
END $$;
CREATE TRIGGER order_lines_signed_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON order_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_signed_part_change();
CREATE TRIGGER order_contacts_signed_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON order_contacts
    FOR EACH ROW EXECUTE FUNCTION refuse_signed_part_change();

-- A signature names one text by its SHA-256, for an agreement or for one revision of an order.
CREATE TABLE signatures (
    id uuid PRIMARY KEY,
    agreement_id uuid REFERENCES agreements (id),
    order_id uuid,
    revision integer,
    side text NOT NULL CHECK (side IN ('account', 'operator')),
    user_id uuid NOT NULL REFERENCES users (id),
    typed_name text NOT NULL,
    title text,
    intent text NOT NULL,
    text_sha256 bytea NOT NULL CHECK (octet_length(text_sha256) = 32),
    signed_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    ip text NOT NULL,
    user_agent text NOT NULL,
    authentication text NOT NULL CHECK (authentication IN ('password')),
    FOREIGN KEY (order_id, revision) REFERENCES order_revisions (order_id, revision),
    CONSTRAINT one_subject CHECK ((agreement_id IS NULL) <> (order_id IS NULL) AND (order_id IS NULL) = (revision IS NULL))
);
CREATE UNIQUE INDEX signatures_of_agreement ON signatures (agreement_id, side) WHERE agreement_id IS NOT NULL;
CREATE UNIQUE INDEX signatures_of_revision ON signatures (order_id, revision, side) WHERE order_id IS NOT NULL;
CREATE TRIGGER signatures_never_change BEFORE UPDATE OR DELETE ON signatures
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE order_messages (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders (id),
    author_id uuid NOT NULL REFERENCES users (id),
    from_staff boolean NOT NULL,
    body text NOT NULL CHECK (char_length(body) BETWEEN 1 AND 4000),
    sent_at timestamptz NOT NULL
);
CREATE INDEX order_messages_of_order ON order_messages (order_id, sent_at, id);
