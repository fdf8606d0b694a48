-- Whether one of the texts in a document, and no key of it, fits a pattern in small letters. What is written as a code, such as
-- a state, is no text of a person.
CREATE FUNCTION says(document jsonb, pattern text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    EXISTS (SELECT FROM jsonb_path_query(document, 'lax $.** ? (@.type() == "string")') AS v
            WHERE v #>> '{}' !~ '^[a-z0-9_]+$' AND lower(v #>> '{}') ~ pattern);

-- A text as a pattern that fits just that.
CREATE FUNCTION pattern_of(exact text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    regexp_replace(exact, '([^[:alnum:][:space:]@_-])', '\\\1', 'g');

-- For the bound on mails to an address that anybody may type.
CREATE INDEX inquiries_by_email ON inquiries (lower(email), created_at);
