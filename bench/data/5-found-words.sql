-- The words that are near others, and the indexes of the search, which 0-unlogged.sql took away while it was filled.
INSERT INTO search_near
SELECT near, word FROM (SELECT DISTINCT split_part(tail, ' ', 1) FROM search_tails) AS known (word), unnest(search_near_keys(word)) AS near
WHERE char_length(word) >= 4;
ALTER TABLE search_tails ADD PRIMARY KEY (kind, tail, record_id);
CREATE INDEX search_tails_of_record ON search_tails (record_id, tail);
CREATE INDEX search_near_by_key ON search_near (near, word);
CREATE INDEX search_near_by_word ON search_near (word);
-- As it stands once PostgreSQL's own housekeeping came by, which is off while we measure.
VACUUM (ANALYZE) search_tails, search_near;
