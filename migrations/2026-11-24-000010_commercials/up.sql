-- What a publisher offers its inventory for.
CREATE TABLE publisher_commercials (
    account_id uuid PRIMARY KEY REFERENCES accounts (id),
    revenue_share numeric(5, 2) NOT NULL CHECK (revenue_share BETWEEN 0 AND 100),
    floor_cpm numeric(18, 6) CHECK (floor_cpm >= 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    time_zone text NOT NULL,
    monthly_visitors bigint NOT NULL CHECK (monthly_visitors >= 0),
    monthly_page_views bigint NOT NULL CHECK (monthly_page_views >= 0),
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1
);

-- The terms on which a network brings demand; its agreement's text carries them.
CREATE TABLE network_commercials (
    account_id uuid PRIMARY KEY REFERENCES accounts (id),
    pricing_model text NOT NULL CHECK (pricing_model IN ('cpm', 'cpc', 'revenue_share')),
    rate numeric(18, 6) NOT NULL CHECK (rate > 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    net_days smallint NOT NULL CHECK (net_days BETWEEN 1 AND 180),
    minimum_payout_minor bigint NOT NULL CHECK (minimum_payout_minor >= 0),
    rollover boolean NOT NULL,
    passback_position smallint NOT NULL CHECK (passback_position BETWEEN 1 AND 20),
    default_campaign text,
    blocked_categories text[] NOT NULL DEFAULT '{}',
    invoice_days smallint NOT NULL CHECK (invoice_days BETWEEN 1 AND 180),
    dispute_days smallint NOT NULL CHECK (dispute_days BETWEEN 1 AND 180),
    termination_days smallint NOT NULL CHECK (termination_days BETWEEN 1 AND 180),
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT a_share_is_a_percentage CHECK (pricing_model <> 'revenue_share' OR rate <= 100)
);
