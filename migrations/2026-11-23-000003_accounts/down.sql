DROP TABLE contacts;
DROP TABLE companies;
DROP TABLE memberships;
DROP TABLE accounts;
DROP SEQUENCE account_numbers;
