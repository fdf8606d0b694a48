-- Where an account is paid. Every number is sealed; the last four characters are what anyone sees.
CREATE TABLE payout_profiles (
    account_id uuid PRIMARY KEY REFERENCES accounts (id),
    payee_name text NOT NULL CHECK (char_length(payee_name) BETWEEN 1 AND 200),
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    address_line1 text NOT NULL,
    address_line2 text,
    city text NOT NULL,
    region text,
    postal_code text,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    method text NOT NULL CHECK (method IN ('iban', 'us_bank', 'paypal', 'cheque')),
    iban_sealed bytea,
    bic text CHECK (bic ~ '^[A-Z0-9]{8}([A-Z0-9]{3})?$'),
    routing_number text CHECK (routing_number ~ '^[0-9]{9}$'),
    account_number_sealed bytea,
    account_type text CHECK (account_type IN ('checking', 'savings')),
    paypal_email_sealed bytea,
    destination_hash bytea CHECK (octet_length(destination_hash) = 32),
    destination_last_four text CHECK (char_length(destination_last_four) <= 4),
    threshold_minor bigint NOT NULL CHECK (threshold_minor >= 0),
    schedule text NOT NULL CHECK (schedule IN ('monthly', 'quarterly')),
    self_hold boolean NOT NULL DEFAULT false,
    state text NOT NULL CHECK (state IN ('incomplete', 'pending_verification', 'payable', 'on_hold', 'self_hold')),
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT a_method_has_its_numbers CHECK (CASE method
        WHEN 'iban' THEN iban_sealed IS NOT NULL AND bic IS NOT NULL
        WHEN 'us_bank' THEN routing_number IS NOT NULL AND account_number_sealed IS NOT NULL AND account_type IS NOT NULL
        WHEN 'paypal' THEN paypal_email_sealed IS NOT NULL
        ELSE true END),
    CONSTRAINT a_destination_can_be_found CHECK (method = 'cheque' OR destination_hash IS NOT NULL),
    CONSTRAINT a_wish_to_wait_is_a_state CHECK (self_hold = (state = 'self_hold'))
);
CREATE INDEX payout_profiles_by_destination ON payout_profiles (destination_hash) WHERE destination_hash IS NOT NULL;
