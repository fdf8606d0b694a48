ALTER TABLE change_requests
    DROP CONSTRAINT only_an_answer_is_a_change,
    DROP CONSTRAINT what_stays_is_explained,
    DROP COLUMN answer,
    DROP COLUMN changed;
DROP TABLE case_facts;
