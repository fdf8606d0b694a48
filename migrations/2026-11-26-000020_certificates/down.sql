DROP TABLE certificates;
DROP SEQUENCE certificate_numbers;
