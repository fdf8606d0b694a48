-- Mail that the law holds back when it is about to leave: a consent was taken back meanwhile, or nothing may go to its
-- address. It says why, and is not counted among what was given up.
ALTER TABLE outbox DROP CONSTRAINT outbox_state_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_state_check
    CHECK (state IN ('queued', 'sending', 'sent', 'retrying', 'dead', 'withheld'));
ALTER TABLE outbox ADD CONSTRAINT withheld_has_a_reason CHECK (state <> 'withheld' OR failure IS NOT NULL);
-- What was reported of a mail after it left.
ALTER TABLE outbox ADD COLUMN report text CHECK (report IN ('removal', 'bounce', 'complaint'));
ALTER TABLE outbox ADD COLUMN reported_at timestamptz;
ALTER TABLE outbox ADD CONSTRAINT a_report_has_its_time CHECK ((report IS NULL) = (reported_at IS NULL));
-- A person looks through the mail they were sent, and staff find the mails of an address.
CREATE INDEX outbox_of_user ON outbox (recipient_user, created_at DESC, id DESC) WHERE recipient_user IS NOT NULL;
CREATE INDEX outbox_of_address ON outbox (lower(recipient_email), created_at DESC, id DESC);

-- Addresses to which only service mail goes. The address itself is not kept: a keyed hash tells whether one is among them.
CREATE TABLE suppressions (
    id uuid PRIMARY KEY,
    address_hash bytea NOT NULL CHECK (octet_length(address_hash) = 32),
    report text NOT NULL CHECK (report IN ('removal', 'bounce', 'complaint')),
    outbox_id uuid REFERENCES outbox (id) ON DELETE SET NULL,
    added_by uuid REFERENCES users (id),
    added_at timestamptz NOT NULL,
    lifted_by uuid REFERENCES users (id),
    lifted_at timestamptz,
    CONSTRAINT lifted_after_it_was_added CHECK (lifted_at >= added_at)
);
CREATE UNIQUE INDEX suppressions_in_force ON suppressions (address_hash) WHERE lifted_at IS NULL;

-- Since when service mail to a login comes back: staff reach its person another way.
ALTER TABLE users ADD COLUMN mail_bounced_at timestamptz;
