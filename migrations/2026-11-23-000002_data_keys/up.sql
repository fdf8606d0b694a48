-- One data key for each account and each user, wrapped by the key-encryption key that `kek_id` names.
CREATE TABLE data_keys (
    id uuid PRIMARY KEY,
    owner_kind text NOT NULL CHECK (owner_kind IN ('account', 'user')),
    owner_id uuid NOT NULL,
    wrapped bytea NOT NULL,
    kek_id text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (owner_kind, owner_id)
);
CREATE INDEX data_keys_by_kek ON data_keys (kek_id, id);
