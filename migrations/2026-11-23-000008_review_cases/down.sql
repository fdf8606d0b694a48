DROP TABLE change_requests;
DROP TABLE review_cases;
