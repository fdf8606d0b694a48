DROP INDEX inquiries_by_email;
DROP FUNCTION pattern_of(text);
DROP FUNCTION says(jsonb, text);
