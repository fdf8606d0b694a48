DROP TABLE one_time_tokens;
DROP TABLE consents;
DROP TABLE users;
