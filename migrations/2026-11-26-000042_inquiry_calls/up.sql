-- Who gives a number wishes to be called with the answer (P12). What came of the call stands with its attempts.
ALTER TABLE inquiries ADD COLUMN telephone text CHECK (char_length(telephone) BETWEEN 4 AND 40);
