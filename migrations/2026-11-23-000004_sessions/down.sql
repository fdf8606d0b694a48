DROP TABLE form_keys;
DROP TABLE sessions;
