ALTER TABLE sessions DROP COLUMN viewing_id;
DROP TABLE viewed_pages;
DROP TABLE viewings;
