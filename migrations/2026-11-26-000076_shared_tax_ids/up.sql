-- Under the hash of its column a tax id is found among those of one table. Beside it stands
-- one hash that is the same for both. Rows get it with their next save, and those before from the worker.
ALTER TABLE companies ADD COLUMN tax_id_shared_hash bytea CHECK (octet_length(tax_id_shared_hash) = 32);
ALTER TABLE billing_profiles ADD COLUMN tax_id_shared_hash bytea CHECK (octet_length(tax_id_shared_hash) = 32);
CREATE INDEX companies_by_shared_tax_id ON companies (tax_id_shared_hash) WHERE tax_id_shared_hash IS NOT NULL;
CREATE INDEX billing_profiles_by_shared_tax_id ON billing_profiles (tax_id_shared_hash) WHERE tax_id_shared_hash IS NOT NULL;
CREATE INDEX companies_to_share ON companies (account_id) WHERE tax_id_sealed IS NOT NULL AND tax_id_shared_hash IS NULL;
CREATE INDEX billing_profiles_to_share ON billing_profiles (account_id)
    WHERE tax_id_sealed IS NOT NULL AND tax_id_shared_hash IS NULL;
