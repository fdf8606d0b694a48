DROP FUNCTION pattern_of(text);
DROP FUNCTION says(jsonb, text);
