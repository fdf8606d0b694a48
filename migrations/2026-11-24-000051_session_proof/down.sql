ALTER TABLE users DROP COLUMN second_factor;
ALTER TABLE sessions DROP COLUMN proven_at, DROP COLUMN factor, DROP COLUMN network, DROP COLUMN id;
