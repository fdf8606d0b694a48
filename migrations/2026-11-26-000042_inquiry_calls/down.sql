ALTER TABLE inquiries DROP COLUMN telephone;
