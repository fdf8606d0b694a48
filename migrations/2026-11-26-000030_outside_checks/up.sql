-- What shows that two accounts belong together: keyed hashes of telephone and address beside that of the tax id, which
-- are compared and never read. They come with the next save of a row.
ALTER TABLE companies
    ADD COLUMN telephone_hash bytea CHECK (octet_length(telephone_hash) = 32),
    ADD COLUMN address_hash bytea CHECK (octet_length(address_hash) = 32);
ALTER TABLE contacts ADD COLUMN telephone_hash bytea CHECK (octet_length(telephone_hash) = 32);
CREATE INDEX companies_by_telephone ON companies (telephone_hash) WHERE telephone_hash IS NOT NULL;
CREATE INDEX companies_by_address ON companies (address_hash) WHERE address_hash IS NOT NULL;
CREATE INDEX companies_by_legal_name ON companies (lower(legal_name));
CREATE INDEX companies_by_registration ON companies (country, lower(registration_number)) WHERE registration_number IS NOT NULL;
CREATE INDEX contacts_by_telephone ON contacts (telephone_hash) WHERE telephone_hash IS NOT NULL;
CREATE INDEX contacts_by_email ON contacts (lower(email));
CREATE INDEX billing_profiles_by_tax_id ON billing_profiles (tax_id_hash) WHERE tax_id_hash IS NOT NULL;
