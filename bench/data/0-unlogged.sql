-- The data is thrown away, so none of it is written twice. A table can only become unlogged after those that point to it.
DO $$
DECLARE
    name text;
BEGIN
    LOOP
        SELECT relname INTO name FROM pg_class c
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relpersistence = 'p'
              AND NOT EXISTS (SELECT FROM pg_constraint f JOIN pg_class o ON o.oid = f.conrelid
                              WHERE f.contype = 'f' AND f.confrelid = c.oid AND f.conrelid <> c.oid AND o.relpersistence = 'p')
        LIMIT 1;
        EXIT WHEN name IS NULL;
        EXECUTE format('ALTER TABLE %I SET UNLOGGED', name);
    END LOOP;
END $$;
-- The search is filled at once and indexed afterwards.
ALTER TABLE search_tails DROP CONSTRAINT search_tails_pkey;
DROP INDEX search_tails_of_record, search_near_by_key, search_near_by_word;
