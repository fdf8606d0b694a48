DROP INDEX billing_profiles_by_tax_id;
DROP INDEX contacts_by_email;
DROP INDEX contacts_by_telephone;
DROP INDEX companies_by_registration;
DROP INDEX companies_by_legal_name;
DROP INDEX companies_by_address;
DROP INDEX companies_by_telephone;
ALTER TABLE contacts DROP COLUMN telephone_hash;
ALTER TABLE companies DROP COLUMN address_hash, DROP COLUMN telephone_hash;
