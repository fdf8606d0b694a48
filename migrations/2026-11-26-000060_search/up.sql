-- What staff find records by: each name, e-mail address, domain and reference, from each of its words on, so that a search is
-- a range of one index however common the word is. Triggers keep it: whoever writes a name (this program, its last version
-- beside it, an erasure) cannot forget it, and what is erased is found no more from the same moment on.

-- A text as it is compared: small letters without marks, one blank between words, "ü" and "ue", "å" and "aa" alike. The one place
-- that says so, for what is kept and for what is typed. The signs that part words are listed, not asked of the database's locale.
CREATE FUNCTION search_key(typed text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    btrim(left(regexp_replace(
        regexp_replace(
            translate(replace(replace(replace(replace(
                regexp_replace(lower(normalize(typed, NFKD)), '[\u0300-\u036f''’ʼ]', '', 'g'),
                'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'øđðłı', 'oddli'),
            '[\u0001-\u002f:-@\[-`{-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'),
        '([ou])e+|(a)[ae]+', '\1\2', 'g'), 200));

-- A key from each of its words on.
CREATE FUNCTION search_tails_of(key text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    ARRAY(SELECT array_to_string((string_to_array(key, ' '))[word:], ' ')
          FROM generate_series(1, least(cardinality(string_to_array(key, ' ')), 12)) AS word);

-- The beginning of a word, as it is and with each one of its letters left out: two words with one of these in common differ by
-- a slip of the hand. Figures and short words are no matter for that.
CREATE FUNCTION search_near_keys(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    CASE WHEN word ~ '[0-9]' THEN '{}' ELSE
        ARRAY(SELECT left(word, 8) UNION
              SELECT left(word, missing - 1) || substr(left(word, 8), missing + 1) FROM generate_series(1, least(char_length(word), 8)) AS missing)
    END;

CREATE TABLE search_tails (
    kind text NOT NULL CHECK (kind IN ('account', 'person', 'order', 'site', 'inquiry', 'privacy_request', 'disclosure')),
    tail text COLLATE "C" NOT NULL,
    record_id uuid NOT NULL,
    PRIMARY KEY (kind, tail, record_id)
);
CREATE INDEX search_tails_of_record ON search_tails (record_id, tail);

-- The words of search_tails, each once, by what comes near them. Without a key of its own: two who write the same new word
-- at once would wait for each other, and a pair that is there twice is found once.
CREATE TABLE search_near (
    near text COLLATE "C" NOT NULL,
    word text COLLATE "C" NOT NULL
);
CREATE INDEX search_near_by_key ON search_near (near, word);
CREATE INDEX search_near_by_word ON search_near (word);

-- What a row is found by: its columns from each word on, without the end of an address, which half the world shares. A draft
-- order is its advertiser's alone; a site that was removed and a person who was erased are found no more.
CREATE FUNCTION search_tails_in(kind text, found jsonb, columns text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE WHEN kind = 'order' AND found ->> 'state' = 'draft' OR kind = 'site' AND found ->> 'state' = 'removed'
           OR kind = 'person' AND found ->> 'erased_at' IS NOT NULL THEN '{}'
    ELSE ARRAY(SELECT DISTINCT tail
               FROM unnest(columns) AS name,
                    LATERAL (SELECT search_tails_of(search_key(found ->> name)) AS all_of_it) AS one,
                    LATERAL unnest(CASE WHEN name IN ('email', 'domain') THEN trim_array(all_of_it, least(cardinality(all_of_it), 1))
                                        ELSE all_of_it END) AS tail)
    END;

-- Whether anything is found by exactly this word.
CREATE FUNCTION search_knows(word text) RETURNS boolean LANGUAGE sql STABLE STRICT RETURN
    EXISTS (SELECT FROM unnest(ARRAY['account', 'person', 'order', 'site', 'inquiry', 'privacy_request', 'disclosure']) AS of_kind,
                   LATERAL (SELECT FROM search_tails t WHERE t.kind = of_kind AND t.tail >= word AND t.tail < word || '!' LIMIT 1) AS one);

-- Keeps what a row is found by. The arguments: its kind, and its columns.
CREATE FUNCTION keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    id uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END;
    kept text[] := CASE TG_OP WHEN 'DELETE' THEN '{}' ELSE search_tails_in(TG_ARGV[0], to_jsonb(NEW), TG_ARGV[1:]) END;
    words text[];
BEGIN
    -- A new row leaves nothing behind. By the id alone, which no two kinds share: beside the kind, a plan that was made while
    -- the table was small could walk through all of the kind.
    IF TG_OP <> 'INSERT' THEN
        WITH gone AS (DELETE FROM search_tails t WHERE t.record_id = id AND t.tail <> ALL (kept) RETURNING t.tail)
        SELECT array_agg(DISTINCT split_part(tail, ' ', 1)) INTO words FROM gone;
        IF words IS NOT NULL THEN
            DELETE FROM search_near n WHERE n.word = ANY (words) AND NOT search_knows(n.word);
        END IF;
    END IF;
    INSERT INTO search_tails SELECT TG_ARGV[0], tail, id FROM unnest(kept) AS tail ON CONFLICT DO NOTHING;
    INSERT INTO search_near
    SELECT near, word FROM (SELECT DISTINCT split_part(tail, ' ', 1) FROM unnest(kept) AS tail) AS met (word), unnest(search_near_keys(word)) AS near
    WHERE char_length(word) >= 4 AND NOT EXISTS (SELECT FROM search_near n WHERE n.word = met.word);
    RETURN NULL;
END $$;

CREATE TRIGGER accounts_are_found AFTER INSERT OR DELETE ON accounts
    FOR EACH ROW EXECUTE FUNCTION keep_search('account', 'name', 'reference');
CREATE TRIGGER accounts_are_found_anew AFTER UPDATE OF name ON accounts
    FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION keep_search('account', 'name', 'reference');
CREATE TRIGGER people_are_found AFTER INSERT OR DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION keep_search('person', 'full_name', 'email');
CREATE TRIGGER people_are_found_anew AFTER UPDATE OF full_name, email, erased_at ON users
    FOR EACH ROW WHEN ((OLD.full_name, OLD.email, OLD.erased_at) IS DISTINCT FROM (NEW.full_name, NEW.email, NEW.erased_at))
    EXECUTE FUNCTION keep_search('person', 'full_name', 'email');
CREATE TRIGGER orders_are_found AFTER INSERT OR DELETE ON orders
    FOR EACH ROW EXECUTE FUNCTION keep_search('order', 'name', 'number');
CREATE TRIGGER orders_are_found_anew AFTER UPDATE OF name, state ON orders
    FOR EACH ROW WHEN (OLD.name <> NEW.name OR (OLD.state = 'draft') <> (NEW.state = 'draft')) EXECUTE FUNCTION keep_search('order', 'name', 'number');
CREATE TRIGGER sites_are_found AFTER INSERT OR DELETE ON sites
    FOR EACH ROW EXECUTE FUNCTION keep_search('site', 'domain');
CREATE TRIGGER sites_are_found_anew AFTER UPDATE OF domain, state ON sites
    FOR EACH ROW WHEN (OLD.domain <> NEW.domain OR (OLD.state = 'removed') <> (NEW.state = 'removed')) EXECUTE FUNCTION keep_search('site', 'domain');
CREATE TRIGGER inquiries_are_found AFTER INSERT OR DELETE ON inquiries
    FOR EACH ROW EXECUTE FUNCTION keep_search('inquiry', 'full_name', 'email', 'reference');
CREATE TRIGGER inquiries_are_found_anew AFTER UPDATE OF full_name, email ON inquiries
    FOR EACH ROW WHEN ((OLD.full_name, OLD.email) IS DISTINCT FROM (NEW.full_name, NEW.email))
    EXECUTE FUNCTION keep_search('inquiry', 'full_name', 'email', 'reference');
CREATE TRIGGER privacy_requests_are_found AFTER INSERT OR DELETE ON privacy_requests
    FOR EACH ROW EXECUTE FUNCTION keep_search('privacy_request', 'full_name', 'email', 'reference');
CREATE TRIGGER privacy_requests_are_found_anew AFTER UPDATE OF full_name, email ON privacy_requests
    FOR EACH ROW WHEN ((OLD.full_name, OLD.email) IS DISTINCT FROM (NEW.full_name, NEW.email))
    EXECUTE FUNCTION keep_search('privacy_request', 'full_name', 'email', 'reference');
CREATE TRIGGER disclosures_are_found AFTER INSERT OR DELETE ON disclosures
    FOR EACH ROW EXECUTE FUNCTION keep_search('disclosure', 'reference');

-- Everything anew: for what stood here before the triggers, and for whoever loads rows past them.
CREATE FUNCTION search_rebuild() RETURNS void LANGUAGE sql AS $$
    DELETE FROM search_tails;
    DELETE FROM search_near;
    INSERT INTO search_tails
    SELECT kind, tail, id FROM (
        SELECT 'account', id, search_tails_in('account', to_jsonb(a), ARRAY['name', 'reference']) FROM accounts a
        UNION ALL SELECT 'person', id, search_tails_in('person', to_jsonb(u), ARRAY['full_name', 'email']) FROM users u
        UNION ALL SELECT 'order', id, search_tails_in('order', to_jsonb(o), ARRAY['name', 'number']) FROM orders o
        UNION ALL SELECT 'site', id, search_tails_in('site', to_jsonb(s), ARRAY['domain']) FROM sites s
        UNION ALL SELECT 'inquiry', id, search_tails_in('inquiry', to_jsonb(q), ARRAY['full_name', 'email', 'reference']) FROM inquiries q
        UNION ALL SELECT 'privacy_request', id, search_tails_in('privacy_request', to_jsonb(r), ARRAY['full_name', 'email', 'reference']) FROM privacy_requests r
        UNION ALL SELECT 'disclosure', id, search_tails_in('disclosure', jsonb_build_object('reference', d.reference), ARRAY['reference']) FROM disclosures d
    ) AS found (kind, id, tails), unnest(tails) AS tail
    -- In the order of the index, which then grows at its end.
    ORDER BY kind, tail COLLATE "C", id;
    INSERT INTO search_near
    SELECT near, word FROM (SELECT DISTINCT split_part(tail, ' ', 1) FROM search_tails) AS known (word), unnest(search_near_keys(word)) AS near
    WHERE char_length(word) >= 4;
$$;
SELECT search_rebuild();
