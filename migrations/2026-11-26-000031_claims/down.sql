DROP TABLE case_presence;
DROP TRIGGER review_cases_end_claim ON review_cases;
DROP FUNCTION end_claim;
DROP INDEX review_cases_claimed;
ALTER TABLE review_cases
    DROP CONSTRAINT only_what_waits_is_claimed,
    DROP CONSTRAINT a_claim_has_an_end,
    DROP COLUMN claimed_until,
    DROP COLUMN claimed_by;
