DROP TABLE privacy_request_repeats;
DROP TABLE privacy_requests;
DROP SEQUENCE privacy_request_numbers;
