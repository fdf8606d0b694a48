ALTER TABLE inquiries DROP COLUMN status_hash;
