DROP TABLE disclosures;
DROP FUNCTION refuse_disclosure_change;
DROP SEQUENCE disclosure_numbers;
