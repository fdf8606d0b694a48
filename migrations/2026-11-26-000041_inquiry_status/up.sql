-- The page by which the sender of a message sees where it stands. Its link is derived from the message's id and only its hash
-- is stored; none for a message that came before there was such a page, until the next step is taken with it.
ALTER TABLE inquiries ADD COLUMN status_hash bytea UNIQUE CHECK (octet_length(status_hash) = 32);
