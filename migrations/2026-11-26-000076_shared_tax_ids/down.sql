DROP INDEX billing_profiles_to_share;
DROP INDEX companies_to_share;
DROP INDEX billing_profiles_by_shared_tax_id;
DROP INDEX companies_by_shared_tax_id;
ALTER TABLE billing_profiles DROP COLUMN tax_id_shared_hash;
ALTER TABLE companies DROP COLUMN tax_id_shared_hash;
